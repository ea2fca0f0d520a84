package phrase

import (
	"strconv"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
)

// GradeText writes the class of an event: 中雨, 较强冷空气, 5级～6级. It is empty for
// kinds that have no class.
func GradeText(e *analysis.Event, house *grammar.House) string {
	switch e.Kind {
	case analysis.EventWet:
		if len(e.PrecipKinds) > 0 {
			return house.PrecipPhrase(e.GradeKind, e.Grade)
		}
	case analysis.EventCooling:
		if e.ColdGrade != analysis.ColdNone {
			return coldWords[e.ColdGrade]
		}
	case analysis.EventWind:
		return house.ForceSpan(e.Wind.Low, e.Wind.High)
	case analysis.EventUV:
		if v, ok := e.Value.Get(); ok {
			return strconv.Itoa(v)
		}
	}
	return ""
}
