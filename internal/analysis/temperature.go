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
func (s *series) extremeOf(p span, sign float64, th *TemperatureThresholds) extreme {
	e := extreme{value: missing}
	in := s.clip(p)
	hours := s.in(p)
	holes := p.hours() - len(hours)
	for i := range hours {
		t := hours[i].temperature
		if !known(t) {
			holes++
		} else if !(sign*t <= sign*e.value) {
			e.value, e.slot = t, in.lo+i
		}
	}
	if !known(e.value) || holes == 0 {
		return e
	}
	for i := p.lo; i < p.hi; i++ {
		if i >= 0 && i < len(s.slots) && known(s.slots[i].temperature) {
			continue
		}
		if bound := s.bound(i, sign, th); sign*bound > sign*e.value {
			e.doubt = max(e.doubt, math.Abs(bound-e.value))
		}
	}
	return e
}

// bound returns the most extreme temperature that a missing hour can have had, given the
// nearest known ones on either side and the course of a day: it rises until the early
// afternoon and falls after, and goes against that course only slowly.
func (s *series) bound(i int, sign float64, th *TemperatureThresholds) float64 {
	bound := sign * 1000
	moved := 0.0
	for k := i - 1; k >= 0; k-- {
		if k < len(s.slots) {
			moved += s.hourly(k, sign, th) // from k to k+1 towards the extreme
			if known(s.slots[k].temperature) {
				bound = s.slots[k].temperature + sign*moved
				break
			}
		}
	}
	moved = 0
	for k := max(i, -1) + 1; k < len(s.slots); k++ {
		moved += s.hourly(k-1, -sign, th)
		if known(s.slots[k].temperature) {
			if right := s.slots[k].temperature + sign*moved; sign*right < sign*bound {
				bound = right
			}
			break
		}
	}
	return bound
}

// hourly returns by how much the temperature can move from slot i to the next in the
// direction of sign.
func (s *series) hourly(i int, sign float64, th *TemperatureThresholds) float64 {
	hour := ((s.hour+i-s.sunLag)%24 + 24) % 24
	rising := hour >= 6 && hour < 15
	if rising == (sign > 0) {
		return th.Rate
	}
	return th.RateAgainst
}

// setTemperatures sets low and high of a day. One that a hole makes doubtful by more than
// the slack is left out rather than printed wrong.
func (d *Day) setTemperatures(s *series, cut windows, th *TemperatureThresholds) {
	low, high := s.extremeOf(cut.whole, lowest, th), s.extremeOf(cut.high, highest, th)
	stepped := s.stepped(cut.whole)
	d.LowSure, d.HighSure = known(low.value) && low.doubt == 0, known(high.value) && high.doubt == 0
	if known(low.value) && (low.doubt <= th.Slack || stepped) {
		d.Low, d.LowAt = weather.Some(weather.Celsius(low.value).Round()), s.at(low.slot)
	}
	if known(high.value) && (high.doubt <= th.Slack || stepped) {
		d.High, d.HighAt = weather.Some(weather.Celsius(high.value).Round()), s.at(high.slot)
	}
	d.FeelsLow, d.FeelsHigh = s.rangeOf(cut.whole, ofFeels)
}

// stepped reports that a source gives this window, or a part of it, in steps wider than an
// hour, with no gap between two temperatures that is wider than its steps.
func (s *series) stepped(p span) bool {
	if !s.wide {
		return false
	}
	widest, gap := 0, 0
	for i := max(p.lo, 0); i < min(p.hi, len(s.slots)); i++ {
		widest = max(widest, int(s.slots[i].step))
		if gap++; known(s.slots[i].temperature) {
			gap = 0
		}
		if gap > stepGap {
			return false
		}
	}
	return widest > 1 && p.lo >= 0 && p.hi <= len(s.slots)
}

// stepGap is the widest step of a source that still tells low and high roughly, in hours.
const stepGap = 6

// rangeOf returns the least and the greatest of an element in whole degrees, of the hours
// that are there.
func (s *series) rangeOf(p span, of func(*slot) float64) (low, high weather.Maybe[int]) {
	hours := s.in(p)
	least, most := missing, missing
	for i := range hours {
		t := of(&hours[i])
		if !(t >= least) && known(t) {
			least = t
		}
		if !(t <= most) && known(t) {
			most = t
		}
	}
	if !known(least) {
		return low, high
	}
	return weather.Some(weather.Celsius(least).Round()), weather.Some(weather.Celsius(most).Round())
}
