package phrase

import (
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// narrator writes the paragraph of one edition. Its calendar is shared by the
// sentences, so that a month or a weekday is named once.
type narrator struct {
	s       *survey
	style   *Style
	seed    weather.Date // variants are counted from it
	cal     *calendar
	causes  []string
	subject string         // 我市, until it is said
	blown   []weather.Date // strong wind of these dates is told
	cleared bool           // the wet clause before told already how the sky turns

	clearedTo analysis.Cloud // and to what
}

// period writes the sentence that sums up the period, without its full stop: stretches
// of alike days, the exception by its date, the cause with the change it explains.
func (n *narrator) period() string {
	segments := n.s.segments()
	switch {
	case len(segments) == 0:
		return ""
	case allDry(segments) && (len(segments) == 1 || len(n.s.days) < len(n.s.o.Days)):
		return n.uniform(segments)
	case n.mostlyWet(segments):
		return n.wetPeriod()
	}
	if len(segments) > longPeriod {
		segments = join(segments)
	}
	if len(segments) > longPeriod+1 || len(segments) > longPeriod && n.recurring(segments) {
		return n.exceptions(segments)
	}
	var out strings.Builder
	for i := range segments {
		var before *segment
		if i > 0 {
			before = &segments[i-1]
		}
		clause := n.stretch(&segments[i], before)
		if clause == "" {
			continue
		}
		if out.Len() > 0 {
			if n.listed(out.String()) {
				out.WriteString("。")
			} else {
				out.WriteString("；")
			}
		}
		out.WriteString(clause)
	}
	return out.String()
}

// recurring reports that the dry stretches of a period all have the same sky.
func (n *narrator) recurring(segments []segment) bool {
	sky := ""
	for i := range segments {
		if !segments[i].dry() {
			continue
		}
		here := n.s.skyOf(segments[i].days)
		if sky != "" && here != sky {
			return false
		}
		sky = here
	}
	return sky != ""
}

// listed reports whether the last sentence has a list after a colon, which only a
// full stop ends.
func (n *narrator) listed(text string) bool {
	return strings.Contains(text[strings.LastIndex(text, "。")+1:], "：")
}

// stretch writes the clause of one stretch.
func (n *narrator) stretch(g, before *segment) string {
	switch g.kind {
	case analysis.RunWet:
		return n.wet(g)
	case analysis.RunMurky:
		return n.murky(g)
	default:
		return n.fair(g, before)
	}
}

// head writes the beginning of a clause: 16日至18日，我市 for the first, with the cause
// between; 周五（19日）受低槽东移影响， for the others.
func (n *narrator) head(label, cause string) string {
	if n.subject != "" {
		parts := nonEmpty([]string{label, cause, n.subject})
		n.subject = ""
		return strings.Join(parts, "，")
	}
	if cause != "" {
		return label + cause + "，"
	}
	return label
}

// label writes the dates of a dry stretch: 周末, 20日起 for the rest of the period, else
// the dates.
func (n *narrator) label(g *segment, later bool) string {
	switch {
	case later && n.cal.weekend(g.first, g.last) && len(g.days) == 2:
		return "周末"
	case later && g.first != g.last && g.last == n.s.lastDate():
		return n.cal.date(g.first) + "起"
	default:
		return n.cal.span(g.first, g.last)
	}
}

// allDry reports a period in which the sky alone is the news.
func allDry(segments []segment) bool {
	return !slices.ContainsFunc(segments, func(g segment) bool { return !g.dry() })
}

// uniform writes a period of dry days, which may have unknown ones between.
func (n *narrator) uniform(segments []segment) string {
	var days []analysis.Day
	var dates []weather.Date
	for i := range segments {
		for j := range segments[i].days {
			days = append(days, segments[i].days[j])
			dates = append(dates, segments[i].days[j].Date)
		}
	}
	all := segment{first: dates[0], last: dates[len(dates)-1], kind: segments[0].kind, days: days}
	sky := n.s.skyOf(days)
	if len(days) == 1 {
		sky = n.s.skyText(&days[0])
	}
	if sky == "" {
		return ""
	}
	key := "为主"
	if len(days) == 1 {
		key = "单日"
	}
	parts := []string{n.head(n.cal.list(dates), "") + n.style.fill(key, n.seed, "天空", sky)}
	if n.s.dry && len(days) >= 5 {
		parts = append(parts, n.style.pick("无降水", n.seed))
	}
	parts = append(parts, n.hotIn(&all))
	when, wind := n.strongWind(&all, "")
	switch {
	case wind == "":
		parts = append(parts, n.commonWind(days))
	case when == "":
		parts = append(parts, wind)
	default:
		return strings.Join(nonEmpty(parts), "，") + "；" + n.blows(&all, when, wind)
	}
	return strings.Join(nonEmpty(parts), "，")
}

// has puts 有 before a wind; one without direction stands alone: 风力5级左右.
func has(wind string) string {
	if strings.HasPrefix(wind, "风力") {
		return wind
	}
	return "有" + wind
}

// blows writes strong wind on its dates with what brings it.
func (n *narrator) blows(g *segment, when, wind string) string {
	if cause := n.causeFor(g); cause != "" {
		return when + cause + "，" + has(wind)
	}
	return when + has(wind)
}

// commonWind writes the wind that all days share.
func (n *narrator) commonWind(days []analysis.Day) string {
	wind := ""
	for i := range days {
		text := n.s.windText(&days[i])
		if text == "" || i > 0 && text != wind {
			return ""
		}
		wind = text
	}
	return wind
}

// fair writes a dry stretch; how it is put depends on the one before.
func (n *narrator) fair(g, before *segment) string {
	sky := n.s.skyOf(g.days)
	if sky == "" {
		return ""
	}
	label := n.label(g, before != nil)
	if len(g.days) == 1 {
		sky = n.s.skyText(&g.days[0])
	}
	if n.cleared && g.last == n.s.lastDate() && n.clearedTo == n.s.onlySky(g.days) && !slices.ContainsFunc(n.s.windy, g.holds) && n.hotIn(g) == "" {
		return "" // the clause before told it
	}
	key := n.fairKey(g, before, sky)
	state := func() string {
		text := n.style.fill(key, n.seed, "天空", sky)
		if hot := n.hotIn(g); hot != "" {
			text += "，" + hot
		}
		return text
	}
	when, wind := n.strongWind(g, "")
	clause := ""
	switch cause := n.windCause(g, when, wind); {
	case cause != "" && before != nil:
		if len(g.days) > 1 {
			key = "为主"
		}
		clause = n.head(label, cause) + wind + "，" + state()
	case wind != "" && when == "":
		clause = n.head(label, cause) + state() + "，" + wind
	case wind != "":
		clause = n.head(label, "") + state() + "，" + n.blows(g, when, wind)
	default:
		clause = n.head(label, "") + state()
	}
	n.cleared = false
	if before != nil && before.kind == analysis.RunMurky && n.clears(before) {
		clause += "，" + n.style.pick("霾散", n.seed)
	}
	return clause
}

// windCause returns what brings the strong wind of a whole stretch.
func (n *narrator) windCause(g *segment, when, wind string) string {
	if wind == "" || when != "" {
		return ""
	}
	return n.causeFor(g)
}

// fairKey says which wording a dry stretch takes.
func (n *narrator) fairKey(g, before *segment, sky string) string {
	adjacent := before != nil && g.first == before.last.AddDays(1)
	switch {
	case before != nil && before.kind == analysis.RunWet && !n.cleared && solidDay(&before.days[len(before.days)-1]):
		switch {
		case len(g.days) == 1:
			return "雪后单日"
		case g.last != n.s.lastDate():
			return "为主"
		}
		return "雪后"
	case len(g.days) == 1 && adjacent && before.kind == analysis.RunWet && !n.cleared:
		return "雨后单日"
	case len(g.days) == 1:
		return "单日"
	case before == nil || n.cleared:
		return "为主"
	case before.kind == analysis.RunWet && g.kind == analysis.RunFair && n.hotIn(g) == "":
		return "雨后晴"
	case g.last == n.s.lastDate() && !strings.Contains(sky, "或"):
		return "转为"
	default:
		return "为主"
	}
}

// solidDay reports a day whose last precipitation is frozen.
func solidDay(day *analysis.Day) bool {
	n := len(day.Sky.Wet)
	return n > 0 && (solid(day.Sky.Wet[n-1].Kind) || day.Sky.Wet[n-1].Kind == analysis.Sleet)
}

// hotIn tells of heat that fills at least half of a stretch.
func (n *narrator) hotIn(g *segment) string {
	hot := 0
	for _, d := range n.s.hot {
		if g.holds(d) {
			hot++
		}
	}
	switch {
	case hot == 0 || hot*2 < len(g.days):
		return ""
	case hot == 1:
		return "有高温"
	default:
		return "持续高温"
	}
}

// clears reports whether haze ended with a stretch.
func (n *narrator) clears(before *segment) bool {
	return slices.ContainsFunc(n.s.haze, before.holds) &&
		!slices.ContainsFunc(n.s.haze, func(d weather.Date) bool { return before.last.Before(d) })
}

// strongWind writes the strong wind of a stretch, that of its strongest day, and the
// dates of it; none when it blows all the time or the date was said just before.
func (n *narrator) strongWind(g *segment, said string) (when, wind string) {
	var dates []weather.Date
	for _, d := range n.s.windy {
		if g.holds(d) && !slices.Contains(n.blown, d) {
			dates = append(dates, d)
		}
	}
	if len(dates) == 0 {
		return "", ""
	}
	wind = n.s.windText(n.s.worstWind(dates))
	if wind == "" {
		return "", ""
	}
	n.blown = append(n.blown, dates...)
	alike := n.s.sameWind(dates, wind)
	switch {
	case len(alike) == len(g.days):
		return "", wind
	case len(alike) == 1 && said != "" && strings.Contains(said, "（"+n.cal.date(alike[0])+"）"):
		return "", wind
	default:
		return n.cal.list(alike), wind
	}
}
