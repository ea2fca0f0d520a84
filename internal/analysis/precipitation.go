package analysis

import (
	"math"
	"slices"

	"yubao/internal/weather"
)

// tally counts one phase in a window.
type tally struct {
	hours, first, last, longest int // slots; longest: the longest stretch without a gap
	amount, shower              float64
	thunder                     int
	snowShowers                 int
	cape                        float64
}

// amounts are the sums of a window.
type amounts struct {
	liquid, melted float64 // liquid has the mixed and the freezing
	greatestHour   float64 // liquid in one hour; 0 where steps are wider
	complete       bool    // every hour has its amount
	missingHours   int
}

// sum adds up a window; hours without an amount are counted, not taken as dry.
func (s *series) sum(p span) amounts {
	in := s.ended(p)
	a := amounts{missingHours: p.hours() - in.hours()}
	for i := in.lo; i < in.hi; i++ {
		h := &s.slots[i]
		v := h.amount
		switch {
		case !known(v):
			a.missingHours++
		case v == 0:
		case h.phase == frozen || h.phase == dry && h.snow > v/2:
			a.melted += v
		default:
			a.liquid += v
			if h.step == 1 && v > a.greatestHour {
				a.greatestHour = v
			}
		}
	}
	// A forecast that ends at the window's edge lacks the hour that would be stamped there.
	if end := len(s.slots) - 1; p.hi == len(s.slots) && a.missingHours == 1 && s.slots[end].phase == dry && known(s.slots[end].amount) {
		a.missingHours = 0
	}
	a.complete = a.missingHours == 0
	return a
}

// hundredth rounds to 0.01, the precision of the sources, so that sums carry no noise.
func hundredth(v float64) weather.Millimeters {
	return weather.Millimeters(math.Round(v*100) / 100)
}

// wets names what falls in a window, in order of time. At most two kinds are named.
func (s *series) wets(p span, th *Thresholds) []Wet {
	if !s.wetIn(p) {
		return nil
	}
	tallies := s.tallies(p, th)
	total := 0.0
	for i := range tallies {
		total += tallies[i].amount
	}
	var wets []Wet
	for ph := liquid; ph < phases; ph++ {
		t := &tallies[ph]
		minor := t.amount < th.Rain.MinorShare*total && t.hours <= 2 && ph != freezing
		if t.hours == 0 || minor || s.remainder(t, p, &th.Rain) {
			continue
		}
		if wets == nil {
			wets = make([]Wet, 0, 2)
		}
		wets = append(wets, s.wetOf(ph, t, p, th))
	}
	wets = greatestTwo(wets)
	if len(wets) == 2 && wets[1].From.Before(wets[0].From) {
		wets[0], wets[1] = wets[1], wets[0]
	}
	if len(wets) == 2 && !wets[1].From.Before(wets[0].To) {
		wets[0].When, wets[1].When = Early, Late
	}
	return wets
}

// wetIn reports that something falls in a window.
func (s *series) wetIn(p span) bool {
	in := s.ended(p)
	for i := in.lo; i < in.hi; i++ {
		if s.slots[i].phase != dry {
			return true
		}
	}
	return false
}

// remainder reports the end, or the beginning, of a neighbouring date's rain that reaches
// over the edge of the window with next to nothing.
func (s *series) remainder(t *tally, p span, th *RainThresholds) bool {
	if t.hours > max(th.RemainderHours, int(s.slots[t.first].step)) || t.amount > th.Remainder+1e-9 || t.last-t.first+1 != t.hours {
		return false
	}
	before := t.first == p.lo+1 && p.lo >= 0 && s.slots[p.lo].phase != dry
	after := t.last == p.hi && p.hi+1 < len(s.slots) && s.slots[p.hi+1].phase != dry
	return before || after
}

// greatestTwo drops all but the two kinds with most water; freezing rain always stays,
// as it is the danger.
func greatestTwo(wets []Wet) []Wet {
	for len(wets) > 2 {
		least := 0
		for i, w := range wets {
			if w.Kind != FreezingRain && (wets[least].Kind == FreezingRain || w.Amount < wets[least].Amount) {
				least = i
			}
		}
		wets = slices.Delete(wets, least, least+1)
	}
	return wets
}

func (s *series) tallies(p span, th *Thresholds) [phases]tally {
	var tallies [phases]tally
	in := s.ended(p)
	run := 0
	for i := in.lo; i < in.hi; i++ {
		h := &s.slots[i]
		ph := h.phase
		if ph == dry {
			run = 0
			continue
		}
		t := &tallies[ph]
		if t.hours == 0 {
			t.first = i
		}
		if i > 0 && s.slots[i-1].phase == ph {
			run++
		} else {
			run = 1
		}
		t.last, t.longest = i, max(t.longest, run)
		t.hours++
		t.amount += h.amount
		if h.showery() {
			t.shower += h.amount
		}
		if h.thundery(th) {
			t.thunder++
		}
		if h.code == 85 || h.code == 86 {
			t.snowShowers++
		}
		if h.cape > t.cape {
			t.cape = h.cape
		}
	}
	return tallies
}

// showery reports convective precipitation in an hour.
func (h *slot) showery() bool {
	return h.code.Shower() || h.code.Thunder() || h.convective >= h.amount/2
}

// thundery reports a wet hour with thunder: by its code, or convective in air that is
// unstable enough.
func (h *slot) thundery(th *Thresholds) bool {
	return h.code.Thunder() || h.cape >= th.Rain.ThunderCAPE && h.showery()
}

// wetOf names one phase of a window.
func (s *series) wetOf(ph phase, t *tally, p span, th *Thresholds) Wet {
	w := Wet{Amount: hundredth(t.amount), From: s.at(t.first - 1), To: s.at(t.last)}
	w.When = whenOf(t.first-1-p.lo, t.last-p.lo, p.hours())
	switch ph {
	case frozen:
		w.Kind, w.Grade = Snow, gradeOf(t.amount, th.Rain.snow(p), th.Rain.Spread)
		if 2*t.snowShowers >= t.hours && w.Grade < Heavy {
			w.Kind, w.Grade = SnowShower, GradeNone
		}
	case mixed:
		w.Kind = Sleet
	case freezing:
		w.Kind = FreezingRain
	default:
		w.Kind, w.Grade = liquidKind(t, p, th)
	}
	return w
}

// liquidKind tells rain, showers and thundershowers apart. From 暴雨 on the amount is
// the news, whatever the clouds.
func liquidKind(t *tally, p span, th *Thresholds) (PrecipKind, Grade) {
	grade := gradeOf(t.amount, th.Rain.rain(p), th.Rain.Spread)
	if grade >= Storm {
		return Rain, grade
	}
	gaps := 5*t.hours <= 2*(t.last-t.first+1)
	convective := t.shower >= t.amount/2 || gaps && t.cape >= th.Rain.ShowerCAPE
	short := t.longest <= th.Rain.ShowerHours
	switch {
	case t.thunder > 0 && (convective || short || 2*t.thunder >= t.hours):
		return Thundershower, GradeNone
	case convective && (short || grade < Moderate):
		return Shower, GradeNone
	}
	return Rain, grade
}

// whenOf places the hours from..to within a window of n hours.
func whenOf(from, to, n int) When {
	a, b := float64(from)/float64(n), float64(to)/float64(n)
	switch {
	case a <= 0.25 && b >= 0.75:
		return Throughout
	case a <= 0.35 && b <= 0.65:
		return Early
	case a >= 0.5 && b >= 0.65:
		return Late
	}
	return Within
}

// rain returns the limits for a window: a half day has its own table.
func (t *RainThresholds) rain(p span) []float64 {
	if p.hours() <= 12 {
		return t.HalfDay
	}
	return t.Day
}

func (t *RainThresholds) snow(p span) []float64 {
	if p.hours() <= 12 {
		return t.SnowHalfDay
	}
	return t.SnowDay
}

// gradeOf returns the class of an amount, rounded to 0.1 mm before the lookup. With a
// spread, an amount that straddles a limit gets the class between the two.
func gradeOf(mm float64, limits []float64, spread float64) Grade {
	base, low, high := classOf(mm, limits), classOf(mm*(1-spread), limits), classOf(mm*(1+spread), limits)
	switch {
	case base < 0:
		return Trace
	case spread > 0 && low >= 0 && low < base:
		return between(low)
	case spread > 0 && high > base:
		return between(base)
	}
	return between(base) - 1
}

// classOf returns the index of the greatest limit reached, -1 below all.
func classOf(mm float64, limits []float64) int {
	mm = math.Round(mm*10) / 10
	class := -1
	for i, limit := range limits {
		if mm >= limit {
			class = i
		}
	}
	return class
}

// between returns the transitional class above base class i: 小 to 小到中.
func between(i int) Grade { return Light + 2*Grade(i) + 1 }
