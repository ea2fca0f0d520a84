package phrase

import (
	"slices"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// murky writes a stretch of fog, haze or dust: 27日至30日早晚有雾，白天有霾，风力较小.
func (n *narrator) murky(g *segment) string {
	cause, wind := "", ""
	if n.blownDust(g) {
		cause = n.causeFor(g)
	}
	label, news := "", ""
	switch {
	case n.sameMurk(g.days):
		label = n.cal.span(g.first, g.last)
		news = n.murkOf(&g.days[0])
	case n.commonMurk(g.days):
		label = n.cal.span(g.first, g.last)
		news = n.murkByDay(g)
	default:
		news = n.murkByDay(g)
	}
	head := n.head(label, cause)
	if when, strong := n.strongWind(g, head); when != "" {
		wind = "，" + when + has(strong)
	} else if strong != "" {
		wind = "，" + strong
	} else if calm(g.days) {
		wind = "，" + n.style.pick("风小", n.seed)
	}
	return head + news + wind
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

// murkOf writes the obscurations of a day with their part of the day.
func (n *narrator) murkOf(day *analysis.Day) string {
	text := ""
	for i, m := range day.Sky.Murk {
		when := n.murkTime(m)
		switch {
		case i > 0 && when == "":
			text += "，并"
		case i > 0:
			text += "，"
		}
		text += when + "有" + n.s.murkName(m.Kind)
	}
	return text
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
func (n *narrator) murkByDay(g *segment) string {
	text := ""
	for i := range g.days {
		for _, m := range g.days[i].Sky.Murk {
			if seenBefore(g.days[:i], m.Kind) {
				continue
			}
			if text != "" {
				text += "，"
			}
			if dates := datesOf(g.days, m.Kind); len(dates) < len(g.days) {
				if len(dates) == 1 {
					text += n.cal.date(dates[0])
				} else {
					text += n.cal.list(dates)
				}
			}
			text += n.murkTime(m) + "有" + n.s.murkName(m.Kind)
		}
	}
	return text
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
