package phrase

import (
	"cmp"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// murky writes a stretch of fog, haze or dust: 27日至30日有霾，早晨有雾，风力较小.
func (n *narrator) murky(g *segment) string {
	cause := ""
	if n.blownDust(g) {
		cause = n.causeFor(g)
	}
	label := ""
	var news []murkClause
	switch {
	case n.sameMurk(g.days):
		label = n.cal.span(g.first, g.last)
		news = []murkClause{{text: n.murkOf(&g.days[0])}}
	case n.commonMurk(g.days):
		label = n.cal.span(g.first, g.last)
		fallthrough
	default:
		news = n.murkByDay(g)
	}
	head := n.head(label, cause)
	when, strong := n.strongWind(g, head)
	switch {
	case strong == "" && calm(g.days):
		return head + joinMurk(news) + "，" + n.style.pick("风小", n.seed)
	case strong == "":
		return head + joinMurk(news)
	case when == "":
		return head + joinMurk(news) + "，" + strong
	}
	for i := range news {
		if news[i].when == when { // the wind that brought it, in the same breath
			news[i].text += "，" + strong
			return head + joinMurk(news[:i+1]) + strings.TrimSuffix("；"+joinMurk(news[i+1:]), "；")
		}
	}
	return head + joinMurk(news) + "，" + when + has(strong)
}

// murkClause is what is said of one kind of obscuration.
type murkClause struct {
	when string // its dates where they are named: 22日
	text string // 有扬沙
}

func joinMurk(clauses []murkClause) string {
	parts := make([]string, len(clauses))
	for i, c := range clauses {
		parts[i] = c.when + c.text
	}
	return strings.Join(parts, "，")
}

// commonMurk reports whether one kind is there on all days.
func (n *narrator) commonMurk(days []analysis.Day) bool {
	return slices.ContainsFunc(days[0].Sky.Murk, func(m analysis.Murk) bool { return len(datesOf(days, m.Kind)) == len(days) })
}

// blownDust reports sand or dust that wind brought.
func (n *narrator) blownDust(g *segment) bool {
	return slices.ContainsFunc(n.s.dust, g.holds)
}

// calm reports days that are all without wind worth the name.
func calm(days []analysis.Day) bool {
	for i := range days {
		if w := &days[i].Wind; !w.Known || w.High > 2 {
			return false
		}
	}
	return true
}

// sameMurk reports whether the days have the same kinds.
func (n *narrator) sameMurk(days []analysis.Day) bool {
	for i := 1; i < len(days); i++ {
		if !slices.EqualFunc(days[0].Sky.Murk, days[i].Sky.Murk, func(a, b analysis.Murk) bool { return a.Kind == b.Kind }) {
			return false
		}
	}
	return true
}

// murkOf writes the obscurations of a day with their part of the day, what lasts first:
// 有霾，早晨有雾.
func (n *narrator) murkOf(day *analysis.Day) string {
	var lasting, passing []string
	for _, m := range day.Sky.Murk {
		when := n.murkTime(m)
		text := when + "有" + n.s.murkName(m.Kind)
		if when == "" {
			lasting = append(lasting, text)
		} else {
			passing = append(passing, text)
		}
	}
	return strings.Join(append(lasting, passing...), "，")
}

// murkTime says when fog and haze are to be reckoned with.
func (n *narrator) murkTime(m analysis.Murk) string {
	switch m.Kind {
	case analysis.Fog, analysis.Mist:
		if m.To.IsZero() || m.When == analysis.Throughout {
			return ""
		}
		if m.From.In(n.cal.zone).Hour() >= 17 {
			return n.s.house.Night + "到早晨"
		}
		return "早晨"
	case analysis.Haze:
		if m.When == analysis.Throughout || m.From.IsZero() {
			return ""
		}
		if h := m.From.In(n.cal.zone).Hour(); h >= 7 && h < 17 {
			return "白天"
		}
	}
	return ""
}

// murkByDay writes the kinds with the dates that have them: 22日有扬沙，23日有浮尘.
func (n *narrator) murkByDay(g *segment) []murkClause {
	var clauses []murkClause
	for i := range g.days {
		for _, m := range g.days[i].Sky.Murk {
			if seenBefore(g.days[:i], m.Kind) {
				continue
			}
			clause := murkClause{text: n.murkTime(m) + "有" + n.s.murkName(m.Kind)}
			if dates := datesOf(g.days, m.Kind); len(dates) < len(g.days) {
				clause.when = n.cal.list(dates)
				if len(dates) == 1 {
					clause.when = n.cal.date(dates[0])
				}
			}
			clauses = append(clauses, clause)
		}
	}
	slices.SortStableFunc(clauses, func(a, b murkClause) int {
		return cmp.Compare(min(len(a.when), 1), min(len(b.when), 1)) // what hangs there on all days first
	})
	return clauses
}

func seenBefore(days []analysis.Day, kind analysis.MurkKind) bool {
	for i := range days {
		if slices.ContainsFunc(days[i].Sky.Murk, func(m analysis.Murk) bool { return m.Kind == kind }) {
			return true
		}
	}
	return false
}

func datesOf(days []analysis.Day, kind analysis.MurkKind) []weather.Date {
	var dates []weather.Date
	for i := range days {
		if seenBefore(days[i:i+1], kind) {
			dates = append(dates, days[i].Date)
		}
	}
	return dates
}
