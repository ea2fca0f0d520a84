package analysis

import (
	"math"

	"yubao/internal/weather"
)

// extreme is the lowest or highest temperature of a window.
type extreme struct {
	value float64 // NaN when nothing is known
	slot  int
	doubt float64 // ℃ by which a hole may hide a more extreme value
}

// lowest and highest say which end is looked for.
const (
	lowest  = -1.0
	highest = 1.0
)

// extremeOf looks at the hours that are there. A hole hides at most what the temperature
// can move from its known neighbours, so a gap at noon makes the high doubtful and not
// the low. The moments between wide steps of a source count as holes as well.
func (s *series) extremeOf(p span, sign float64, rate float64) extreme {
	e := extreme{value: missing}
	in := s.clip(p)
	for i := in.lo; i < in.hi; i++ {
		if t := s.temperature[i]; known(t) && !(sign*t <= sign*e.value) {
			e.value, e.slot = t, i
		}
	}
	if !known(e.value) {
		return e
	}
	for i := p.lo; i < p.hi; i++ {
		if i >= 0 && i < s.n && known(s.temperature[i]) {
			continue
		}
		if bound := s.bound(i, sign, rate); sign*bound > sign*e.value {
			e.doubt = max(e.doubt, math.Abs(bound-e.value))
		}
	}
	return e
}

// bound returns the most extreme temperature that a missing hour can have had, given the
// nearest known ones on either side.
func (s *series) bound(i int, sign, rate float64) float64 {
	bound := sign * 1000
	for k := min(i, s.n-1); k >= 0; k-- {
		if known(s.temperature[k]) {
			bound = s.temperature[k] + sign*rate*float64(i-k)
			break
		}
	}
	for k := max(i, 0); k < s.n; k++ {
		if known(s.temperature[k]) {
			if right := s.temperature[k] + sign*rate*float64(k-i); sign*right < sign*bound {
				bound = right
			}
			break
		}
	}
	return bound
}

// setTemperatures sets low and high of a day. One that a hole makes doubtful by more than
// the slack is left out rather than printed wrong.
func (d *Day) setTemperatures(s *series, cut windows, th *TemperatureThresholds) {
	low, high := s.extremeOf(cut.whole, lowest, th.Rate), s.extremeOf(cut.whole, highest, th.Rate)
	stepped := s.stepped(cut.whole)
	d.LowSure, d.HighSure = known(low.value) && low.doubt == 0, known(high.value) && high.doubt == 0
	if known(low.value) && (low.doubt <= th.Slack || stepped) {
		d.Low, d.LowAt = weather.Some(weather.Celsius(low.value).Round()), s.at(low.slot)
	}
	if known(high.value) && (high.doubt <= th.Slack || stepped) {
		d.High, d.HighAt = weather.Some(weather.Celsius(high.value).Round()), s.at(high.slot)
	}
	d.FeelsLow, d.FeelsHigh = s.feelsOf(cut.whole)
}

// stepped reports that a source gives this window in steps wider than an hour without a
// gap between them.
func (s *series) stepped(p span) bool {
	wide := false
	for i := p.lo; i < p.hi; i++ {
		if i < 0 || i >= s.n || s.step[i] == 0 {
			return false
		}
		wide = wide || s.step[i] > 1
	}
	return wide
}

func (s *series) feelsOf(p span) (low, high weather.Maybe[int]) {
	in := s.clip(p)
	least, most := missing, missing
	for i := in.lo; i < in.hi; i++ {
		t := s.feels[i]
		if !known(t) {
			continue
		}
		if !(t >= least) {
			least = t
		}
		if !(t <= most) {
			most = t
		}
	}
	if !known(least) {
		return low, high
	}
	return weather.Some(weather.Celsius(least).Round()), weather.Some(weather.Celsius(most).Round())
}

// partTemperatures returns low and high of a half day, of the hours that are there.
func (s *series) partTemperatures(p span) (low, high weather.Maybe[int]) {
	least, most := s.extremeOf(p, lowest, 0), s.extremeOf(p, highest, 0)
	if !known(least.value) {
		return low, high
	}
	return weather.Some(weather.Celsius(least.value).Round()), weather.Some(weather.Celsius(most.value).Round())
}
