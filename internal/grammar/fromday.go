package grammar

import (
	"slices"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// FromDay turns the facts of a day into the line that a house prints. What is
// missing leaves no clause; a calm day names no wind.
func FromDay(day *analysis.Day, house *House) Line {
	line := Line{Label: Label{Span: house.dateSpan(day.Date)}}
	if !day.Known {
		return line
	}
	line.Sky = SkyOf(day.Sky, house)
	line.Wind = WindOf(day.Wind, house)
	if low, ok := day.Low.Get(); ok {
		line.Temp.Low = weather.Some(Exactly(low))
	}
	if high, ok := day.High.Get(); ok {
		line.Temp.High = weather.Some(Exactly(high))
	}
	return line
}

// dateSpan is the date of a day line, with its weekday in brackets.
func (h *House) dateSpan(d weather.Date) Span {
	p := Point{Day: d.Day}
	if h.Month == "always" || d.Day == 1 {
		p.Month = d.Month
	}
	if h.Weekday != "none" {
		p.Note = []Point{{Weekday: WeekdayOf(d.Weekday())}}
	}
	return Span{Points: []Point{p}}
}

// SkyOf turns the sky of a window into clauses. Steady rain hangs on 阴天 only;
// showers may hang on 多云 (published lines know no other).
func SkyOf(s analysis.Sky, house *House) Sky {
	first := State{Cloud: s.First}
	var clauses []SkyClause
	early, through, late, within := sortWets(s.Wet, house)
	after := s.First
	if s.Relation == analysis.Change && s.Second != analysis.CloudUnknown {
		after = s.Second
	}
	switch {
	case len(early) > 0 && len(late) > 0:
		clauses = chain(State{Falls: early}, State{Falls: late})
	case len(early) > 0 && len(through) > 0:
		clauses = chain(State{Falls: early}, State{Falls: through})
	case len(through) > 0 && len(late) > 0:
		clauses = chain(State{Falls: through}, State{Falls: late})
	case len(early) > 0 && after != analysis.CloudUnknown:
		clauses = chain(State{Falls: early}, State{Cloud: after})
	case len(early) > 0:
		clauses = chain(State{Falls: early})
	case len(through) > 0:
		clauses = chain(rainy(s, through))
	case len(late) > 0 && s.First != analysis.CloudUnknown:
		clauses = chain(first, State{Falls: late})
	case len(late) > 0:
		clauses = chain(State{Falls: late})
	case len(within) > 0 && s.First == analysis.CloudUnknown:
		clauses = chain(State{Falls: within})
		within = nil
	case len(within) > 0 && s.Relation == analysis.Single && hangs(s.First, within):
		clauses = chain(State{Cloud: s.First, Have: "有", Falls: within})
		within = nil
	default:
		clauses = cloudClause(s)
	}
	if len(within) > 0 {
		clauses = append(clauses, SkyClause{Scopes: timeScope(s.Wet), Have: "有", First: State{Falls: within}})
	}
	return Sky{withMurk(clauses, s)}
}

// rainy is a window that is wet for the most part.
func rainy(s analysis.Sky, through []Fall) State {
	cloud := s.First
	if s.Second == analysis.Overcast && s.Relation != analysis.Single {
		cloud = analysis.Overcast
	}
	if hangs(cloud, through) {
		return State{Cloud: cloud, Have: "有", Falls: through}
	}
	return State{Falls: through}
}

// hangs reports whether phenomena may hang on a cloud by 有.
func hangs(cloud analysis.Cloud, falls []Fall) bool {
	switch cloud {
	case analysis.Overcast:
		return true
	case analysis.Cloudy:
		for _, f := range falls {
			if kind, ok := f.Kind.Precip(); ok && !showery(kind) {
				return false
			}
		}
		return true
	}
	return false
}

func showery(k analysis.PrecipKind) bool {
	return k == analysis.Shower || k == analysis.Thundershower || k == analysis.SnowShower
}

// chain makes one clause of states that follow one another.
func chain(first State, then ...State) []SkyClause {
	c := SkyClause{First: first}
	before := first
	for _, s := range then {
		if !sameState(before, s) {
			c.Steps = append(c.Steps, Step{Change, s})
		}
		before = s
	}
	return []SkyClause{c}
}

// turnOf are the turns of relations; the others are no turn.
var turnOf = [...]Turn{analysis.Mixed: Mixed, analysis.Change: Change, analysis.Span: Ranges}

func cloudClause(s analysis.Sky) []SkyClause {
	if s.First == analysis.CloudUnknown {
		return nil
	}
	c := SkyClause{First: State{Cloud: s.First}}
	if turn := turnOf[s.Relation]; turn != "" && s.Second != analysis.CloudUnknown && s.Second != s.First {
		step := Step{turn, State{Cloud: s.Second}}
		if stepFault(c.First, step) == "" {
			c.Steps = []Step{step}
		}
	}
	return []SkyClause{c}
}

// sortWets puts the precipitation of a window under its part of the window.
func sortWets(wets []analysis.Wet, house *House) (early, through, late, within []Fall) {
	for _, w := range wets {
		f := FallOf(w)
		switch w.When {
		case analysis.Early:
			early = house.withFall(early, f, w.Kind)
		case analysis.Throughout:
			through = house.withFall(through, f, w.Kind)
		case analysis.Late:
			late = house.withFall(late, f, w.Kind)
		case analysis.Within:
			within = house.withFall(within, f, w.Kind)
		}
	}
	return early, through, late, within
}

// withFall adds a phenomenon to others, unless it is there.
func (h *House) withFall(falls []Fall, f Fall, kind analysis.PrecipKind) []Fall {
	if len(falls) > 0 {
		f.Join = h.fallJoin(kind)
	}
	more := slices.Concat(falls, []Fall{f})
	if fallsFault(&more) != "" {
		return falls
	}
	return more
}

func (h *House) fallJoin(kind analysis.PrecipKind) FallJoin {
	if showery(kind) {
		return FallJoin(h.Showers)
	}
	return "或"
}

// FallOf turns one kind of precipitation into its word.
func FallOf(w analysis.Wet) Fall {
	f := Fall{Kind: PrecipWord(w.Kind), Grade: w.Grade}
	switch {
	case w.Grade == analysis.Trace:
		f.Mod, f.Grade = Scattered, analysis.Light
	case w.Kind == analysis.Thundershower || w.Kind == analysis.Shower || w.Kind == analysis.SnowShower:
		f.Grade = analysis.GradeNone
	case gradeFault(&f) != "" || w.Kind == analysis.Sleet || w.Kind == analysis.FreezingRain:
		f.Grade = analysis.GradeNone
	}
	if f.Mod != "" && (w.Kind == analysis.Shower || w.Kind == analysis.Thundershower || w.Kind == analysis.SnowShower || w.Kind == analysis.Sleet) {
		f.Grade = analysis.GradeNone
	}
	return f
}

// timeScope is the time at which the precipitation inside a window falls, if known.
func timeScope(wets []analysis.Wet) []Scope {
	for _, w := range wets {
		if w.When == analysis.Within {
			if s := TimeOfDay(w.From, w.To); !s.IsZero() {
				return []Scope{{Span: s}}
			}
		}
	}
	return nil
}

// withMurk adds the weightiest obscuration: 晴天有雾, or a clause of its own behind
// anything longer.
func withMurk(clauses []SkyClause, s analysis.Sky) []SkyClause {
	if len(s.Murk) == 0 {
		return clauses
	}
	fall := []Fall{{Kind: MurkWord(s.Murk[0].Kind)}}
	if len(clauses) == 1 && len(clauses[0].Steps) == 0 && len(clauses[0].First.Falls) == 0 && clauses[0].First.Cloud != analysis.CloudUnknown {
		clauses[0].First.Have, clauses[0].First.Falls = "有", fall
		return clauses
	}
	return append(clauses, SkyClause{Have: "有", First: State{Falls: fall}})
}

// WindOf turns the wind of a window into clauses; a calm or unknown wind has none.
func WindOf(wind analysis.Wind, house *House) Wind {
	if !wind.Known {
		return Wind{}
	}
	low, high := max(1, int(wind.Low)), min(strongest, int(wind.High))
	directed := wind.From != analysis.NoDirection
	if high < 1 || !directed && high <= 2 {
		return Wind{}
	}
	span := house.forceOf(min(low, high), high)
	var c WindClause
	switch {
	case directed:
		c.Legs = []Leg{{Dir: house.dirOf(wind.From, wind.Swings)}}
		for _, d := range wind.Turns {
			if leg := (Leg{Turn: Veers, Dir: house.dirOf(d, wind.Swings)}); leg.Dir != c.Legs[len(c.Legs)-1].Dir {
				c.Legs = append(c.Legs, leg)
			}
		}
		c.Legs[len(c.Legs)-1].Force = span
	case wind.Variable:
		c.Calm, c.Legs = Variable, []Leg{{Force: span}}
	default:
		c.Head, c.Legs = "风力", []Leg{{Force: span}}
	}
	if then, ok := wind.Then.Get(); ok && int(then.High) > high {
		c.Legs = append(c.Legs, Leg{Turn: Rises, Force: house.forceOf(int(then.Low), int(then.High))})
	}
	clauses := []WindClause{c}
	if gust, ok := wind.Gust.Get(); ok && int(gust) <= strongest && int(gust) >= high {
		clauses = append(clauses, WindClause{Head: Gusts, Legs: []Leg{{Force: Force{Low: int(gust), High: int(gust)}}}})
	}
	return Wind{clauses}
}

func (h *House) forceOf(low, high int) Force {
	f := Force{Low: low, High: high}
	if low == high && h.About {
		f.Bound = About
	}
	return f
}

// dirOf writes 偏 as the house does; diagonals are plain everywhere.
func (h *House) dirOf(d analysis.Direction, swings bool) Dir {
	around := h.Direction == "around" || h.Direction == "swinging" && swings
	return Dir{From: d, Around: around && !diagonal(d)}
}

// TimeOfDay returns the words for the stretch from one moment to another within a
// day or two, by the hours of their own zone: 傍晚到夜里. It is empty for a
// stretch that no words fit.
func TimeOfDay(from, to time.Time) Span {
	if from.IsZero() || to.Before(from) || to.Sub(from) > 20*time.Hour {
		return Span{}
	}
	first, last := partAt(from), partAt(to.Add(-time.Minute))
	if to.Equal(from) {
		last = first
	}
	if first == "" || last == "" {
		return Span{}
	}
	points := []Point{{Part: first}}
	if last != first {
		points = append(points, Point{Join: To, Part: last})
	}
	return Span{Points: points}
}

// dayParts are the words in use for a stretch of hours, in order of the day.
var dayParts = []TimeWord{"凌晨", "早晨", "上午", "中午", "下午", "傍晚", "夜里"}

func partAt(t time.Time) TimeWord {
	for _, word := range dayParts {
		if s := timeSpans[word]; t.Hour() >= s.first && t.Hour() < s.last {
			return word
		}
	}
	return "夜里"
}
