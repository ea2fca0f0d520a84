package phrase

import (
	"slices"

	"yubao/internal/analysis"
)

// mostCauses is the number of causes that one paragraph bears (synoptic rules, section 4).
const mostCauses = 2

var coldWords = [...]string{"冷空气", "冷空气", "弱冷空气", "较强冷空气", "强冷空气"}

// CauseText writes what an event is put down to: 受低槽东移影响, 受低槽和冷空气共同影响.
// It is empty for no cause.
func CauseText(c analysis.Cause) string {
	switch len(c.Systems) {
	case 0:
		return ""
	case 1:
		return systemText(c.Systems[0], c.Grade)
	}
	return "受" + systemName(c.Systems[0], c.Grade) + "和" + systemName(c.Systems[1], c.Grade) + "共同影响"
}

// systemText writes a system that acts alone. A trough moves, a high or a stream of
// air controls (corpus, causes).
func systemText(system analysis.System, grade analysis.ColdGrade) string {
	name := systemName(system, grade)
	switch system {
	case "":
		return ""
	case analysis.SystemTrough, analysis.SystemUpperTrough, analysis.SystemVortex:
		return "受" + name + "东移影响"
	case analysis.SystemSubtropical, analysis.SystemRidge, analysis.SystemNWFlow, analysis.SystemSurfaceHigh:
		return "受" + name + "控制"
	default:
		return "受" + name + "影响"
	}
}

func systemName(system analysis.System, grade analysis.ColdGrade) string {
	switch system {
	case analysis.SystemTrough:
		return "低槽"
	case analysis.SystemUpperTrough:
		return "高空槽"
	case analysis.SystemCold:
		return coldWords[grade]
	case analysis.SystemColdEast:
		return "东路" + coldWords[grade]
	case analysis.SystemColdWest:
		return "西路" + coldWords[grade]
	case analysis.SystemWarmWet:
		return "偏南暖湿气流"
	case analysis.SystemShear:
		return "切变线"
	case analysis.SystemVortex:
		return "低涡"
	case analysis.SystemSubtropical:
		return "副热带高压"
	case analysis.SystemSubEdge:
		return "副热带高压外围气流"
	case analysis.SystemRidge:
		return "高压脊"
	case analysis.SystemNWFlow:
		return "西北气流"
	case analysis.SystemSurfaceHigh:
		return "冷高压"
	default:
		return ""
	}
}

// causeFor returns the cause to be printed with a stretch, once per paragraph: that
// of its wet spell first, else that of its cooling or wind. Fair weather needs none.
func (n *narrator) causeFor(g *segment) string {
	if len(n.causes) >= mostCauses {
		return ""
	}
	for _, kinds := range [][]analysis.EventKind{
		{analysis.EventWet, analysis.EventThunder, analysis.EventFreezing}, {analysis.EventWind, analysis.EventDust}, {analysis.EventCooling},
	} {
		for i := range n.s.o.Events {
			e := &n.s.o.Events[i]
			if !slices.Contains(kinds, e.Kind) || !g.holds(e.Peak) && !g.holds(e.First) {
				continue
			}
			if e.Kind != analysis.EventCooling || n.coolingShows(e) {
				if text := CauseText(e.Cause); text != "" && !slices.Contains(n.causes, text) {
					n.causes = append(n.causes, text)
					return text
				}
			}
		}
	}
	return ""
}

// coolingShows reports whether the fall of an event stands in the text: no cause
// without the change that it explains.
func (n *narrator) coolingShows(e *analysis.Event) bool {
	near := func(c change) bool { return !c.none() && !c.toDate.Before(e.First) && !e.Last.Before(c.fromDate) }
	return near(n.s.fall) && n.s.fall.size >= coolingWorth || near(n.s.lowFall) && n.s.lowFall.size >= coldWorth
}
