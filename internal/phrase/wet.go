package phrase

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// spellName names the precipitation of a spell as a whole: 小雨, 雷阵雨, 雨雪.
func (s *survey) spellName(p *spell) string {
	switch {
	case p.liquid() && p.has(analysis.Rain):
		return s.wetName(analysis.Rain, p.grade)
	case p.liquid() && p.has(analysis.Thundershower):
		return s.wetName(analysis.Thundershower, analysis.GradeNone)
	case p.liquid():
		return s.wetName(analysis.Shower, analysis.GradeNone)
	case p.only(analysis.Snow, analysis.SnowShower) && p.has(analysis.Snow):
		return s.wetName(analysis.Snow, p.grade)
	case len(p.kinds) == 1:
		return s.wetName(p.kinds[0], p.grade)
	case p.has(analysis.FreezingRain) && p.has(analysis.Snow, analysis.SnowShower, analysis.Sleet):
		return "雨雪冰冻"
	case p.has(analysis.FreezingRain):
		return "冰冻雨水"
	default:
		return "雨雪"
	}
}

// weatherName names days of precipitation: 降雨, 雷雨, 降雪, 雨雪冰冻.
func (s *survey) weatherName(p *spell) string {
	switch {
	case p.showery() && p.has(analysis.Thundershower), p.only(analysis.Shower, analysis.Thundershower):
		return s.spellName(p)
	case p.liquid() && p.days() >= 4 && p.grade < analysis.Moderate:
		return "阴雨"
	case p.liquid():
		return "降雨"
	case p.only(analysis.Snow, analysis.SnowShower):
		return "降雪"
	default:
		return s.spellName(p)
	}
}

// wet writes a stretch of precipitation.
func (n *narrator) wet(g *segment) string {
	var spells []*spell
	for i := range n.s.spells {
		p := &n.s.spells[i]
		if g.holds(p.first) || g.holds(p.last) {
			spells = append(spells, p)
		}
	}
	cause := n.causeFor(g)
	switch {
	case len(spells) == 0:
		return ""
	case len(spells) == 1 && spells[0].days() >= 3:
		return n.withWind(g, n.lasting(spells[0], cause))
	case len(spells) == 1:
		clause := n.process(spells[0], cause)
		told := n.withWind(g, clause)
		if told == clause {
			told += n.clearing(spells[0])
		}
		return told
	default:
		return n.withWind(g, n.repeated(g, spells, cause))
	}
}

// withWind adds the strong wind of a stretch to its clause. Of showers the gusts alone
// matter: their direction changes with every one.
func (n *narrator) withWind(g *segment, clause string) string {
	if dates, gust := n.showerGust(g); len(dates) > 0 && clause != "" {
		clause += "，"
		if len(dates) < len(g.days) && len(g.days) > 1 && !(len(dates) == 1 && strings.Contains(clause, "（"+n.cal.date(dates[0])+"）")) {
			clause += n.cal.again(dates)
		}
		clause += "雷雨时阵风可达" + strconv.Itoa(int(gust)) + "级"
	}
	when, wind := n.strongWind(g, clause)
	if when != "" && !strings.Contains(clause[strings.LastIndex(clause, "，")+1:], "其中"+when+"有") {
		wind = when + has(wind)
	}
	switch {
	case wind == "" || clause == "":
		return clause
	case n.listed(clause):
		return clause + "。" + wind
	default:
		return clause + "，" + wind
	}
}

// showerGust returns the dates in a stretch of thundershowers with strong gusts, and the
// greatest gust of them.
func (n *narrator) showerGust(g *segment) (dates []weather.Date, gust weather.Beaufort) {
	for _, d := range n.s.squalls {
		if g.holds(d) {
			dates = append(dates, d)
			gust = max(gust, n.s.day(d).Wind.Gust.Or(0))
		}
	}
	return dates, gust
}

// clearing tells how the sky turns on the last day of a spell that ends early in it.
func (n *narrator) clearing(p *spell) string {
	day := n.s.day(p.last)
	if day == nil || len(day.Sky.Wet) != 1 || day.Sky.Wet[0].When != analysis.Early {
		return ""
	}
	after := day.Sky.First
	if day.Sky.Relation == analysis.Change && day.Sky.Second != analysis.CloudUnknown {
		after = day.Sky.Second
	}
	if after != analysis.Clear && after != analysis.Cloudy {
		return ""
	}
	n.cleared, n.clearedTo = true, after
	return "，随后转为" + n.s.cloud(after)
}

// process writes one spell of a day or two: 周五（19日）受低槽东移影响，有一次小雨过程.
func (n *narrator) process(p *spell, cause string) string {
	date, text := n.when(p)
	if n.subject != "" {
		date, text = date+text, ""
	}
	head := n.head(date, cause)
	name := n.s.spellName(p)
	switch {
	case p.showery(), p.grade == analysis.Trace, p.only(analysis.FreezingRain), p.only(analysis.Sleet):
		text += n.style.fill("阵性", n.seed, "降水", name)
	case p.grade >= analysis.Storm && p.days() == 1:
		text += n.style.fill("阵性", n.seed, "降水", name)
	default:
		text += n.style.fill("过程", n.seed, "降水", fallName(name))
	}
	if p.has(analysis.Thundershower) && p.has(analysis.Rain) {
		text += "，伴有雷电"
	}
	return head + text
}

// A spell of this length fills its date; the evening before it is not worth telling.
const fillsDay = 10 * time.Hour

// when writes when a spell falls: the printed date when it fills that date, else as
// closely as the hours tell.
func (n *narrator) when(p *spell) (date, hours string) {
	if p.from.IsZero() {
		return n.cal.span(p.first, p.last), ""
	}
	if starts := weather.DateOf(p.from, n.cal.zone); p.first.Before(starts) {
		// In a window from 08 to 08 the hours before dawn are printed as the night before.
		if p.first == p.last {
			return n.cal.single(p.first) + n.s.house.Night, ""
		}
		return n.cal.span(p.first, p.last), ""
	}
	if p.first == p.last {
		middle := p.from.Add(p.to.Sub(p.from) / 2)
		inDay := weather.DateOf(middle, n.cal.zone) == p.first
		if inDay && p.to.Sub(p.from) >= fillsDay {
			return n.cal.single(p.first), ""
		}
	}
	return n.cal.during(p.from, p.to)
}

// lasting writes a spell of three days and more, with what each day brings.
func (n *narrator) lasting(p *spell, cause string) string {
	head := n.head(n.cal.span(p.first, p.last), cause)
	name := n.s.weatherName(p)
	key := "持续"
	if name == "阴雨" {
		key = "阴雨"
	}
	if p.showery() {
		key = "多阵性"
	}
	return head + n.style.fill(key, n.seed, "降水", name) + n.byDay(p)
}

// mostListed is the number of days that a list within a sentence bears.
const mostListed = 5

// byDay lists what the days of a spell bring, after a colon; when they are alike or
// too many, only the strongest day.
func (n *narrator) byDay(p *spell) string {
	type dayName struct {
		date weather.Date
		name string
	}
	var days []dayName
	for i := range n.s.days {
		day := &n.s.days[i]
		if day.Date.Before(p.first) || p.last.Before(day.Date) || len(day.Sky.Wet) == 0 {
			continue
		}
		days = append(days, dayName{day.Date, n.dayWet(day)})
	}
	if !slices.ContainsFunc(days, func(d dayName) bool { return d.name != days[0].name }) {
		return ""
	}
	if len(days) > mostListed || p.liquid() && p.grade < analysis.Moderate {
		return n.strongest(p)
	}
	text := ""
	for i := 0; i < len(days); {
		j := i
		for j+1 < len(days) && days[j+1].name == days[i].name && days[j+1].date == days[j].date.AddDays(1) {
			j++
		}
		if text == "" {
			text = "："
		} else {
			text += "，"
		}
		text += n.cal.date(days[i].date)
		if j > i {
			text += "至" + n.cal.date(days[j].date)
		}
		text += days[i].name
		i = j + 1
	}
	return text
}

// strongest names the day of the most precipitation when it stands out.
func (n *narrator) strongest(p *spell) string {
	if p.grade < analysis.Moderate || p.peak.IsZero() {
		return ""
	}
	kind := analysis.Rain
	if !p.has(analysis.Rain) {
		kind = analysis.Snow
	}
	if day := n.s.day(p.peak); day != nil {
		for _, w := range day.Sky.Wet {
			if w.Grade == p.grade {
				kind = w.Kind
			}
		}
	}
	return "，其中" + n.cal.date(p.peak) + "有" + n.s.wetName(kind, p.grade)
}

// dayWet names the precipitation of a day in the order of time: 小雨转小雪.
func (n *narrator) dayWet(day *analysis.Day) string {
	text := ""
	last := ""
	for _, w := range day.Sky.Wet {
		name := n.s.wetName(w.Kind, w.Grade)
		if name == last {
			continue
		}
		if text != "" {
			text += "转"
		}
		text += name
		last = name
	}
	return text
}

// repeated writes several spells within one stretch: showers of several afternoons,
// or days of rain with gaps between.
func (n *narrator) repeated(g *segment, spells []*spell, cause string) string {
	head := n.head(n.cal.span(g.first, g.last), cause)
	whole := *spells[0]
	for _, p := range spells[1:] {
		whole = whole.with(p)
	}
	name := n.s.weatherName(&whole)
	if whole.showery() {
		text := head
		if hours := n.sameHours(g); hours != "" {
			return text + hours + n.style.fill("阵性", n.seed, "降水", name)
		}
		return text + n.style.fill("多阵性", n.seed, "降水", name)
	}
	return head + n.style.fill("多降水", n.seed, "降水", name) + n.strongest(&whole)
}

// sameHours returns the part of the day in which every shower of a stretch falls.
func (n *narrator) sameHours(g *segment) string {
	hours := ""
	for i := range g.days {
		for _, w := range g.days[i].Sky.Wet {
			here := n.cal.hours(w.From, w.To)
			if here == "" || hours != "" && here != hours {
				return ""
			}
			hours = here
		}
	}
	return hours
}

// mostlyWet reports a period in which at least two days of three are wet, by more
// than one spell.
func (n *narrator) mostlyWet(segments []segment) bool {
	wet := 0
	for i := range segments {
		if segments[i].kind == analysis.RunWet {
			wet++
		}
	}
	return wet > 1 && len(n.s.days) >= 4 && len(n.s.spells) > 1 && len(n.s.wet)*3 >= len(n.s.days)*2
}

// wetPeriod writes a period of frequent rain, as in the plum rains.
func (n *narrator) wetPeriod() string {
	all := segment{first: n.s.firstDate(), last: n.s.lastDate(), kind: analysis.RunWet, days: n.s.days}
	spells := make([]*spell, len(n.s.spells))
	for i := range n.s.spells {
		spells[i] = &n.s.spells[i]
	}
	return n.withWind(&all, n.repeated(&all, spells, n.causeFor(&all)))
}

// exceptions writes a long period: the common sky, then the spells by their dates.
func (n *narrator) exceptions(segments []segment) string {
	var dry []analysis.Day
	for i := range segments {
		if segments[i].dry() {
			dry = append(dry, segments[i].days...)
		}
	}
	first, last := n.s.days[0].Date, n.s.days[len(n.s.days)-1].Date
	text := ""
	if sky := n.s.skyOf(dry); sky != "" && len(dry)*2 >= len(n.s.days) && mainly(dry) {
		text = n.head(n.cal.span(first, last), "") + n.style.fill("为主", n.seed, "天空", sky)
	}
	for _, group := range n.groups() {
		if text != "" {
			text += "；"
		}
		text += n.group(group)
	}
	if murk := n.murkDates(); murk != "" {
		if text != "" {
			text += "；"
		}
		text += murk
	}
	return text
}

// groups puts the spells of one name together, in order of their first day.
func (n *narrator) groups() [][]*spell {
	var groups [][]*spell
	for i := range n.s.spells {
		p := &n.s.spells[i]
		at := slices.IndexFunc(groups, func(g []*spell) bool { return n.s.spellName(g[0]) == n.s.spellName(p) })
		if at < 0 {
			groups = append(groups, []*spell{p})
		} else {
			groups[at] = append(groups[at], p)
		}
	}
	return groups
}

// fallName is the name of what falls before 过程: rain of no class is 降雨 there.
func fallName(name string) string {
	switch name {
	case "雨", "雪":
		return "降" + name
	}
	return name
}

// group writes the spells of one name: 10日、13日各有一次小雨过程.
func (n *narrator) group(spells []*spell) string {
	p := spells[0]
	if len(spells) == 1 {
		cause := n.causeFor(&segment{first: p.first, last: p.last})
		if p.days() >= 3 {
			return n.lasting(p, cause)
		}
		if n.subject != "" || cause != "" {
			return n.process(p, cause)
		}
		return n.process(p, "")
	}
	dates := ""
	for i, q := range spells {
		if i > 0 {
			dates += "、"
		}
		dates += n.cal.date(q.first)
		if q.last != q.first {
			dates += "至" + n.cal.date(q.last)
		}
	}
	head := n.head(dates, "")
	name := n.s.spellName(p)
	if p.showery() || p.grade == analysis.Trace {
		return head + "有" + name
	}
	return head + "各" + n.style.fill("过程", n.seed, "降水", fallName(name))
}

// murkDates writes fog, haze and dust of a long period.
func (n *narrator) murkDates() string {
	text := ""
	add := func(dates []weather.Date, name string) {
		if len(dates) == 0 {
			return
		}
		if text != "" {
			text += "，"
		}
		text += n.cal.list(dates) + "有" + name
	}
	add(n.s.haze, n.s.murkName(analysis.Haze))
	add(n.s.dust, n.s.dustName())
	return text
}
