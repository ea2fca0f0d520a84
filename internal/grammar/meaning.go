package grammar

import (
	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// Meaning returns the facts that a clause of the sky states: the way back of SkyOf. It
// is false for a clause that says more, or other, than the facts of a window can hold,
// so that what house writes from the facts says the same again.
func (c SkyClause) Meaning(house *House) (analysis.Sky, bool) {
	sky, ok := c.meaning()
	if !ok {
		return analysis.Sky{}, false
	}
	return sky, house.Sky(sky) == house.SkyWords(Sky{[]SkyClause{c}})
}

func (c SkyClause) meaning() (s analysis.Sky, ok bool) {
	if len(c.Scopes) > 0 || c.First.Look != "" || len(c.Steps) > 1 {
		return s, false
	}
	s.First = c.First.Cloud
	if len(c.Steps) == 0 {
		when := analysis.Throughout
		if s.First == analysis.Cloudy {
			when = analysis.Within
		}
		return s, fall(&s, c.First.Falls, when)
	}
	then := c.Steps[0].State
	relation, plain := relations[c.Steps[0].Turn]
	switch {
	case len(c.First.Falls) == 0 && len(then.Falls) == 0:
		s.Relation, s.Second = relation, then.Cloud
		return s, plain
	case relation != analysis.Change || len(c.First.Falls) > 0 && c.First.Cloud != analysis.CloudUnknown:
		return s, false
	case len(c.First.Falls) > 0 && len(then.Falls) == 0:
		s.First = then.Cloud
	}
	return s, fall(&s, c.First.Falls, analysis.Early) && fall(&s, then.Falls, analysis.Late)
}

// fall adds phenomena to a sky; false for one that is neither precipitation nor murk.
func fall(s *analysis.Sky, falls []Fall, when analysis.When) bool {
	for _, f := range falls {
		if kind, ok := f.Kind.Precip(); ok {
			grade := f.Grade
			if f.Mod == Scattered {
				grade = analysis.Trace
			}
			s.Wet = append(s.Wet, analysis.Wet{Kind: kind, Grade: grade, When: when})
			continue
		}
		kind, ok := f.Kind.Murk()
		if !ok {
			return false
		}
		s.Murk = append(s.Murk, analysis.Murk{Kind: kind, When: when})
	}
	return true
}

// FallsSky returns the phenomena of a state as facts; those that are neither precipitation
// nor an obscuration fall away.
func FallsSky(falls []Fall) analysis.Sky {
	var s analysis.Sky
	for i := range falls {
		fall(&s, falls[i:i+1], analysis.Throughout)
	}
	return s
}

// Meaning returns the facts that a clause of the wind states: the way back of WindOf. It
// is false for a clause that says more, or other, than the facts of a window can hold.
func (c WindClause) Meaning() (analysis.Wind, bool) {
	if len(c.Scopes) > 0 {
		return analysis.Wind{}, false
	}
	if still[c.Calm] && len(c.Legs) == 0 {
		return analysis.Wind{Known: true, Low: 1, High: 2}, true
	}
	wind := analysis.Wind{Known: true, Variable: c.Calm == Variable}
	for i, leg := range c.Legs {
		switch {
		case i == 0:
			wind.From, wind.Swings = leg.Dir.From, leg.Dir.Around
		case leg.Turn == Veers && leg.Dir.From != analysis.NoDirection:
			wind.Turns = append(wind.Turns, leg.Dir.From)
			wind.Swings = wind.Swings || leg.Dir.Around
		case leg.Turn == Rises:
			wind.Then = weather.Some(analysis.ForceSpan{Low: weather.Beaufort(leg.Force.Low), High: weather.Beaufort(leg.Force.High)})
			continue
		default:
			return wind, false
		}
		if leg.Gust.High > 0 {
			wind.Gust = weather.Some(weather.Beaufort(leg.Gust.High))
		}
		if leg.Force != (Force{}) {
			if leg.Force.Bound != "" && leg.Force.Bound != About || wind.High != 0 {
				return wind, false
			}
			wind.Low, wind.High = weather.Beaufort(leg.Force.Low), weather.Beaufort(leg.Force.High)
		}
	}
	return wind, wind.High > 0 && (c.Head == "" || c.Head == "风力")
}

// still are the words for hardly any wind, which a day line leaves out.
var still = map[Calm]bool{"微风": true, "静风": true, "轻风": true, "风力较小": true, "风力不大": true, "风力微弱": true, "风力小": true, "微风级": true}
