package phrase

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// chat writes the text for a group: the next day first, then what is to come, then the
// source. It is plain text; the place is named, since readers come from many.
func (s *survey) chat(r *Request) string {
	lines := []string{s.o.Place.Name + " " + issueText(s.o.Now, zoneOf(s.o))}
	source := "资料：" + s.shortSource(r)
	if !r.attested() && !r.Public {
		source += "，供内部参考"
	}
	if r.attested() {
		source = "来源：" + r.Station + issueText(r.StationIssued, zoneOf(s.o)) + "预报"
		if r.Relayed {
			source = "来源：" + r.Station + issueText(r.StationIssued, zoneOf(s.o)) + "发布"
		}
	}
	c := s.calendar()
	if first := s.nextDay(c, r); first != "" {
		lines = append(lines, first+"。")
	}
	room := ChatMost - utf8.RuneCountInString(strings.Join(lines, "\n")) - utf8.RuneCountInString(source) - 2
	if rest := s.ahead(c, r, room); rest != "" {
		lines = append(lines, rest+"。")
	}
	return strings.Join(append(lines, source), "\n")
}

// nextDay writes the first printed day with the advice that concerns it:
// 明天（周二）多云间晴天，12℃～25℃，东北风3级左右，外出防晒. Rain that is over by its
// morning is told as the night's: 今天夜里有小雨，带好雨具；明天（周二）白天晴天，14℃～25℃.
func (s *survey) nextDay(c *calendar, r *Request) string {
	if len(s.days) == 0 {
		return ""
	}
	day := &s.days[0]
	head := c.relative(day.Date)
	if n := day.Date.DaysSince(s.issued); n >= 0 && n <= 2 {
		head += "（" + c.weekday(day.Date) + "）"
	}
	night, sky := "", s.skyText(day)
	if n := s.overnight(day.Date); n.is() {
		if daytime := s.house.Sky(day.Daytime.Sky); daytime != "" {
			night, sky = c.relative(n.date)+n.part+"有"+s.dayName(day.Date), "白天"+daytime
		}
	}
	facts := nonEmpty([]string{sky, s.clauses(day).temperatures, s.windText(day)})
	if len(facts) == 0 {
		return ""
	}
	short := shortFor(r, day.Date)
	if night != "" {
		return strings.Join(nonEmpty([]string{night, short}), "，") + "；" + head + strings.Join(facts, "，")
	}
	return head + strings.Join(nonEmpty(append(facts, short)), "，")
}

// dayRange writes the temperatures of a day, or the one that is known.
func (s *survey) dayRange(day *analysis.Day) string {
	low, okLow := day.Low.Get()
	high, okHigh := day.High.Get()
	switch {
	case okLow && okHigh:
		return s.rangeText(low, high)
	case okHigh:
		return "最高" + degrees(high)
	case okLow:
		return "最低" + degrees(low)
	}
	return ""
}

// shortFor returns the act that the most urgent advice for a date asks for.
func shortFor(r *Request, d weather.Date) string {
	for _, a := range r.Advice {
		if a.Short != "" && slices.Contains(a.Dates, d) {
			return a.Short
		}
	}
	return ""
}

// shortWith returns the act of the most urgent advice that goes with the i-th thing to
// come: the one that is told of the same days behind today, else the first whose day the
// advice is about.
func shortWith(r *Request, items []coming, i int, today weather.Date) string {
	for _, a := range r.Advice {
		if a.Short == "" {
			continue
		}
		dates := after(a.Dates, today)
		with := slices.IndexFunc(items, func(c coming) bool { return slices.Equal(c.dates, dates) })
		if with < 0 {
			with = slices.IndexFunc(items, func(c coming) bool { return slices.Contains(dates, c.date) })
		}
		if with == i {
			return a.Short
		}
	}
	return ""
}

// mostAhead is the number of things to come that a chat text tells.
const mostAhead = 3

// ahead writes what comes after the next day within room characters: spells, wind, heat
// and falls of temperature by their days, else the common sky.
func (s *survey) ahead(c *calendar, r *Request, room int) string {
	if len(s.days) < 2 {
		return ""
	}
	said := map[string]bool{shortFor(r, s.days[0].Date): true}
	text, count := "", 0
	label := ""
	add := func(clause, day, last, short string) {
		if clause == "" || count == mostAhead {
			return
		}
		mark := "；"
		if day != "" && day == label {
			clause, mark = strings.TrimPrefix(clause, day), "，"
		}
		if short != "" && !said[short] {
			said[short] = true
			clause += "，" + short
		}
		if text != "" {
			clause = mark + clause
		}
		if utf8.RuneCountInString(text)+utf8.RuneCountInString(clause) <= room {
			text += clause
			label = last
			count++
		}
	}
	items := s.comings(c)
	for i := range items {
		add(items[i].text, items[i].day, items[i].last, shortWith(r, items, i, s.dates[0]))
	}
	if text == "" {
		if sky := s.skyOf(s.days[1:]); sky != "" && len(s.days) == len(s.o.Days) {
			add("之后以"+sky+"为主", "", "", shortFor(r, s.days[1].Date))
		}
	} else if last := s.closing(c); last != "" {
		add(last, "", "", "")
	}
	return text
}

// coming is one thing to come.
type coming struct {
	date   weather.Date
	dates  []weather.Date // all that it tells of
	day    string         // how the text begins: 后天, 周五
	last   string         // the day that the text names last
	name   string         // of precipitation
	text   string
	short  string // what of it a push line has room for, and the day that it begins with
	peak   weather.Date
	on     string
	alone  bool // a spell that may share its clause with others of its name
	weight int
	danger bool // people may come to harm by it
}

func plain(date weather.Date, dates []weather.Date, day, news string, weight int) coming {
	return coming{date: date, dates: dates, day: day, last: day, text: day + news, short: day + news, peak: date, on: day, weight: weight}
}

// comings lists what comes after the first day in order of date.
func (s *survey) comings(c *calendar) []coming {
	var items []coming
	first := s.days[0].Date
	for i := range s.spells {
		if p := &s.spells[i]; first.Before(p.last) {
			items = s.addSpell(items, c, p, first)
		}
	}
	if len(s.windy) > 0 && first.Before(s.windy[len(s.windy)-1]) {
		windy := after(s.windy, first)
		if day := s.worstWind(windy); day != nil {
			gale := plain(day.Date, windy, c.relative(day.Date), s.windText(day), 4)
			gale.danger = true
			items = append(items, gale)
		}
	}
	if len(s.hot) > 1 && first.Before(s.highMax.date) {
		items = append(items, plain(s.highMax.date, after(s.hot, first), c.relative(s.highMax.date), "最热，最高"+degrees(int(s.highMax.value)), 4))
	}
	if dust := after(s.dust, first); len(dust) > 0 {
		storm := plain(dust[0], dust, c.relativeDates(dust), "有"+s.dustOf(dust), 4)
		storm.danger = s.worstDustOf(dust) >= analysis.Sandstorm
		items = append(items, storm)
	}
	if haze := after(s.haze, first); len(haze) > 0 {
		items = append(items, plain(haze[0], haze, c.relativeDates(haze), "有"+s.murkName(analysis.Haze), 2))
	}
	// The cold follows what the same day brings, whose advice stands with it.
	if s.lowFall.size >= coldWorth && s.lowFall.to <= coldEnough && first.Before(s.lowFall.toDate) {
		items = append(items, plain(s.lowFall.toDate, []weather.Date{s.lowFall.toDate}, c.relative(s.lowFall.toDate), "最低降至"+degrees(s.lowFall.to), 5))
	}
	slices.SortStableFunc(items, func(a, b coming) int { return a.date.DaysSince(b.date) })
	return items
}

// addSpell adds a wet spell to what is to come; light ones of one name share a clause.
func (s *survey) addSpell(items []coming, c *calendar, p *spell, today weather.Date) []coming {
	from, verb := p.first, "有"
	if !today.Before(from) {
		from, verb = today.AddDays(1), "仍有"
		rest := *p // what is still to come may be less
		if rest.first = from; s.trim(&rest) {
			p = &rest
		}
	}
	item := coming{date: from, dates: between(s.wet, from, p.last), name: s.spellName(p), weight: weightOf(p)}
	item.danger = item.weight == endangering
	if p.days() >= 3 {
		item.name = s.weatherName(p)
	} else if p.grade > s.strongest(today) {
		verb = "有" // more than today is not what is there still
	}
	item.day = c.relativeSpan(from, p.last)
	night := overnight{}
	if from == p.last {
		night = s.overnight(from)
	}
	if night.is() {
		item.day = c.relative(night.date) + night.part
	}
	item.last = item.day
	item.short, item.peak, item.on = item.day+verb+item.name, from, item.day
	item.text, item.alone = item.short, p.days() < 3 && verb == "有"
	if p.days() >= 3 && p.grade >= analysis.Moderate && !p.peak.Before(from) {
		item.peak, item.on = p.peak, c.relative(p.peak)
		item.short = item.on + s.dayName(p.peak)
		item.text += "，" + item.short
	}
	if s.fall.size >= coolingWorth && !s.fall.toDate.Before(from) && !p.last.Before(s.fall.toDate) {
		day := ""
		if night.is() || item.text != item.day+verb+item.name && s.fall.toDate != p.peak {
			day = c.relative(s.fall.toDate) // the night or the day of the strongest stands between
			item.last = day
		}
		item.text, item.alone = item.text+"，"+day+"最高降至"+degrees(s.fall.to), false
		return append(items, item)
	}
	for i := range items {
		if other := &items[i]; other.name == item.name && other.alone && item.text == item.short && item.alone {
			other.text = strings.TrimSuffix(other.text, verb+item.name) + "、" + item.text
			return items
		}
	}
	return append(items, item)
}

// strongest is the highest class of precipitation on a date.
func (s *survey) strongest(d weather.Date) analysis.Grade {
	best := analysis.Grade(-1)
	if day := s.day(d); day != nil {
		for _, w := range day.Sky.Wet {
			best = max(best, w.Grade)
		}
	}
	return best
}

// endangering is the weight of precipitation that does harm.
const endangering = 6

// weightOf ranks a spell for the push line, which has room for little.
func weightOf(p *spell) int {
	switch {
	case p.grade >= analysis.Heavy || p.has(analysis.FreezingRain):
		return endangering
	case p.has(analysis.Snow, analysis.SnowShower, analysis.Sleet):
		return 5
	case p.has(analysis.Thundershower):
		return 4
	default:
		return 3
	}
}

// dayName names the strongest precipitation of a date.
func (s *survey) dayName(d weather.Date) string {
	day := s.day(d)
	if day == nil {
		return ""
	}
	name, best := "", analysis.Grade(-1)
	for _, w := range day.Sky.Wet {
		if w.Grade > best {
			name, best = s.wetName(w.Kind, w.Grade), w.Grade
		}
	}
	return name
}

// after returns the dates behind a date.
func after(dates []weather.Date, d weather.Date) []weather.Date {
	for i := range dates {
		if d.Before(dates[i]) {
			return dates[i:]
		}
	}
	return nil
}

// between returns the dates from first to last.
func between(dates []weather.Date, first, last weather.Date) []weather.Date {
	dates = after(dates, first.AddDays(-1))
	for i := range dates {
		if last.Before(dates[i]) {
			return dates[:i]
		}
	}
	return dates
}

// closing tells how the period ends when it ends dry after the last spell.
func (s *survey) closing(c *calendar) string {
	if len(s.wet) == 0 {
		return ""
	}
	last := s.wet[len(s.wet)-1]
	from := slices.IndexFunc(s.dates, last.Before)
	if from < 0 {
		return ""
	}
	rest := s.days[from:]
	sky := s.skyOf(rest)
	if sky == "" {
		return ""
	}
	text := c.relativeSpan(rest[0].Date, rest[len(rest)-1].Date) + "转为" + sky
	if strings.Contains(sky, "或") {
		text = c.relativeSpan(rest[0].Date, rest[len(rest)-1].Date) + "以" + sky + "为主"
	}
	if len(rest) == 1 {
		text = c.relative(rest[0].Date) + s.skyText(&rest[0])
	}
	colder := s.lowFall.size >= coldWorth && !s.lowFall.toDate.Before(rest[0].Date)
	if s.fall.size >= coolingWorth && s.fall.after-s.fall.to >= reboundWorth && !s.fall.afterDate.Before(rest[0].Date) && !colder {
		text += "，气温回升"
	}
	return text
}

// relativeSpan writes days as the reader of a chat says them: 周五, 周末, 周四到周六.
func (c *calendar) relativeSpan(first, last weather.Date) string {
	switch {
	case first == last:
		return c.relative(first)
	case c.weekend(first, last):
		return "周末"
	case c.near(first) && c.near(last):
		return c.relative(first) + "到" + c.relative(last)
	default:
		return c.date(first) + "至" + c.date(last)
	}
}

// relativeDates writes dates as the reader of a chat says them, neighbours as a span.
func (c *calendar) relativeDates(dates []weather.Date) string {
	text := ""
	for i := 0; i < len(dates); {
		j := i
		for j+1 < len(dates) && dates[j+1] == dates[j].AddDays(1) {
			j++
		}
		if i > 0 {
			text += "、"
		}
		text += c.relativeSpan(dates[i], dates[j])
		i = j + 1
	}
	return text
}
