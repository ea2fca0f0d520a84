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
	subject string // 我市, until it is said
	blown   []weather.Date
}

// period writes the sentence that sums up the period, without its full stop: stretches
// of alike days, the exception by its date, the cause with the change it explains.
func (n *narrator) period() string {
	segments := n.s.segments()
	switch {
	case len(segments) == 0:
		return ""
	case len(segments) == 1 && segments[0].dry():
		return n.uniform(&segments[0])
	case n.mostlyWet():
		return n.wetPeriod()
	}
	if len(segments) > longPeriod {
		segments = join(segments)
	}
	if len(segments) > longPeriod+1 {
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

// listed reports whether the last sentence has a list after a colon, which only a
// full stop ends.
func (n *narrator) listed(text string) bool {
	return strings.Contains(text[strings.LastIndex(text, "。")+1:], "：")
}

// stretch writes the clause of one stretch.
func (n *narrator) stretch(g, before *segment) string {
	switch {
	case g.kind == analysis.RunWet:
		return n.wet(g)
	case g.kind == analysis.RunMurky:
		return n.murky(g)
	default:
		return n.fair(g, before)
	}
}

// head writes the beginning of a clause: 16日至18日，我市 for the first, with the cause
// between; 周五（19日）受低槽东移影响， for the others.
func (n *narrator) head(label, cause string) string {
	if n.subject != "" {
		subject := n.subject
		n.subject = ""
		if cause != "" {
			return label + "，" + cause + "，" + subject
		}
		return label + "，" + subject
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

// uniform writes a period of one dry stretch.
func (n *narrator) uniform(g *segment) string {
	clause := n.fair(g, nil)
	if n.s.dry && len(g.days) >= 5 && clause != "" {
		clause += "，" + n.style.pick("无降水", n.seed)
	}
	if wind := n.commonWind(g.days); wind != "" && clause != "" && len(n.blown) == 0 {
		clause += "，" + wind
	}
	return clause
}

// commonWind writes the wind that all days share.
func (n *narrator) commonWind(days []analysis.Day) string {
	wind := ""
	for i := range days {
		text := n.s.windText(days[i].Wind)
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
	if len(g.days) == 1 && before != nil {
		sky = n.s.skyText(g.days[0].Sky)
	}
	wind := n.strongWind(g)
	cause := ""
	if wind != "" || n.coolsIn(g) {
		cause = n.causeFor(g)
	}
	head := n.head(label, cause)
	clause := ""
	switch key := n.fairKey(g, before); {
	case cause != "" && wind != "" && before != nil:
		clause = head + strings.TrimPrefix(wind, "，") + "，" + sky
		if len(g.days) > 1 {
			clause = head + strings.TrimPrefix(wind, "，") + "，" + n.style.fill("为主", n.seed, "天空", sky)
		}
		wind = ""
	default:
		clause = head + n.style.fill(key, n.seed, "天空", sky)
	}
	if hot := n.hotIn(g); hot != "" {
		clause += "，" + hot
	}
	clause += wind
	if before != nil && before.kind == analysis.RunMurky && n.clears(before) {
		clause += "，" + n.style.pick("霾散", n.seed)
	}
	return clause
}

// fairKey says which wording a dry stretch takes.
func (n *narrator) fairKey(g, before *segment) string {
	switch {
	case before == nil:
		return "为主"
	case before.kind == analysis.RunWet && before.last == g.first.AddDays(-1):
		if solidDay(&before.days[len(before.days)-1]) {
			return "雪后"
		}
		if g.kind == analysis.RunFair {
			return "雨后晴"
		}
		return "雨后阴"
	case len(g.days) == 1:
		return "单日"
	default:
		return "转为"
	}
}

// solidDay reports a day whose last precipitation is frozen.
func solidDay(day *analysis.Day) bool {
	n := len(day.Sky.Wet)
	return n > 0 && (solid(day.Sky.Wet[n-1].Kind) || day.Sky.Wet[n-1].Kind == analysis.Sleet)
}

// coolsIn reports whether the fall of temperature that the text tells ends in a stretch.
func (n *narrator) coolsIn(g *segment) bool {
	return n.s.lowFall.size >= coldWorth && g.holds(n.s.lowFall.toDate) || n.s.fall.size >= coolingWorth && g.holds(n.s.fall.toDate)
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

// strongWind writes the strong wind of a stretch, with its dates when it does not
// blow all the time, as a clause that begins with a comma.
func (n *narrator) strongWind(g *segment) string {
	var dates []weather.Date
	for _, d := range n.s.windy {
		if g.holds(d) && !slices.Contains(n.blown, d) {
			dates = append(dates, d)
		}
	}
	if len(dates) == 0 {
		return ""
	}
	text := n.s.windText(n.s.worstWind(dates).Wind)
	if text == "" {
		return ""
	}
	n.blown = append(n.blown, dates...)
	if len(dates) == len(g.days) {
		return "，" + text
	}
	if len(dates) == 1 {
		return "，" + n.cal.date(dates[0]) + text
	}
	return "，" + n.cal.list(dates) + "有" + text
}
