package analysis

import (
	"math"
	"slices"

	"yubao/internal/weather"
)

// wetEvents tells the wet spells (一次过程): stretches of wet hours with dry gaps shorter
// than twelve hours.
func (st *study) wetEvents() {
	if len(st.cuts) == 0 {
		return
	}
	s := st.s
	period := s.ended(span{st.cuts[0].whole.lo, st.cuts[len(st.cuts)-1].whole.hi})
	for i := period.lo; i < period.hi; i++ {
		if s.slots[i].phase == dry {
			continue
		}
		first, last := i, i
		for k := i; k < period.hi && k-last <= st.th.Rain.DryGap; k++ {
			if s.slots[k].phase != dry {
				last = k
			}
		}
		st.wetEvent(first, last)
		i = last
	}
}

// wetEvent tells the spell of the wet slots first to last, unless no day names it.
func (st *study) wetEvent(first, last int) {
	s := st.s
	e := Event{Kind: EventWet, From: s.at(first - 1), To: s.at(last)}
	most := -1.0
	for i := range st.o.Days {
		d, hours := &st.o.Days[i], s.ended(st.cuts[i].whole)
		if len(d.Sky.Wet) == 0 || first >= hours.hi || last < hours.lo {
			continue
		}
		if e.First.IsZero() {
			e.First = d.Date
		}
		e.Last = d.Date
		fallen := s.sum(span{max(first-1, hours.lo-1), min(last, hours.hi-1)})
		if amount := fallen.liquid + fallen.melted; amount > most {
			most, e.Peak = amount, d.Date
		}
		st.gradeWet(&e, d, fallen)
	}
	if e.First.IsZero() {
		return
	}
	if all := s.sum(span{first - 1, last}); all.complete {
		e.Amount = weather.Some(hundredth(all.liquid + all.melted))
	}
	if st.editedWet(e.First, e.Last) {
		e.Amount = st.fallenOn(e.First, e.Last)
	}
	st.add(e)
}

// gradeWet adds a day's kinds and its class to a spell. The class is that of the kind
// that weighs most; sleet and freezing rain have none and leave it to the others.
func (st *study) gradeWet(e *Event, d *Day, fallen amounts) {
	for _, w := range d.Sky.Wet {
		if !slices.Contains(e.PrecipKinds, w.Kind) {
			e.PrecipKinds = append(e.PrecipKinds, w.Kind)
		}
		grade := w.Grade
		switch w.Kind {
		case Shower, Thundershower:
			grade = gradeOf(fallen.liquid, st.th.Rain.Day, 0)
		case SnowShower:
			grade = gradeOf(fallen.melted, st.th.Rain.SnowDay, 0)
		}
		e.Impact = max(e.Impact, impactOfWet(w.Kind, grade))
		unset := e.Grade == GradeNone && len(e.PrecipKinds) == 1
		if unset || grade != GradeNone && (e.Grade == GradeNone || impactOfWet(w.Kind, grade) > impactOfWet(e.GradeKind, e.Grade)) {
			e.Grade, e.GradeKind = grade, w.Kind
		}
	}
}

// impactOfWet ranks precipitation: snow a step above rain of its grade, ice above most.
func impactOfWet(k PrecipKind, g Grade) float64 {
	class := math.Ceil(float64(g-Trace) / 2) // 1 小 … 6 特大暴, transitional classes as the lower
	switch k {
	case FreezingRain:
		return 88
	case Sleet:
		return 48
	case Snow, SnowShower:
		return min(98, 35+12*max(class, 1))
	}
	return min(98, 25+14*max(class, 0.5))
}

func (st *study) editedWet(first, last weather.Date) bool {
	return slices.ContainsFunc(st.o.Days, func(d Day) bool {
		within := !d.Date.Before(first) && !last.Before(d.Date)
		return within && (slices.Contains(d.Edited, ElementRain) || slices.Contains(d.Edited, ElementSky))
	})
}

// fallenOn sums what falls on the dates, missing when one of them is not known.
func (st *study) fallenOn(first, last weather.Date) weather.Maybe[weather.Millimeters] {
	sum := weather.Millimeters(0)
	for i := range st.o.Days {
		d := &st.o.Days[i]
		if d.Date.Before(first) || last.Before(d.Date) {
			continue
		}
		rain, ok := d.Rain.Get()
		if !ok {
			return weather.None[weather.Millimeters]()
		}
		sum += rain + d.Snow.Or(0)
	}
	return weather.Some(sum)
}

// thunderEvents tells stretches of days with thunder: with rain by the sky, without by
// the code alone, which says no more than that it is possible (Amount 0).
func (st *study) thunderEvents() {
	hours := make([]thunder, len(st.o.Days))
	for i := range hours {
		hours[i] = st.thunderOn(i)
	}
	of := func(d *Day) *thunder { return &hours[d.Date.DaysSince(st.r.First)] }
	st.eachStretch(func(d *Day) bool { return of(d).wet }, func(first, last int) {
		e := st.event(EventThunder, first, last)
		e.Impact = 42
		if from := hours[first].span; from.hours() > 0 {
			e.From = st.s.at(from.lo - 1)
		}
		for i := first; i <= last; i++ {
			if to := hours[i].span; to.hours() > 0 {
				e.To = st.s.at(to.hi - 1)
			}
			st.o.Days[i].addStorm(&e, st.th.Wind.EventGust)
		}
		st.add(e)
	})
	st.eachStretch(func(d *Day) bool { return of(d).possible && !of(d).wet && len(d.Sky.Wet) == 0 }, func(first, last int) {
		e := st.event(EventThunder, first, last)
		e.Amount, e.Impact = weather.Some(weather.Millimeters(0)), 8
		st.add(e)
	})
}

// addStorm adds what a day's thunderstorms bring to their event.
func (d *Day) addStorm(e *Event, strong weather.Beaufort) {
	if d.MaxHourlyRain.Or(0) >= 20 { // 短时强降水
		e.Impact = max(e.Impact, 60)
	}
	if g, ok := d.Gust.Get(); ok && g >= strong {
		e.Impact = max(e.Impact, 55)
		if g >= weather.Beaufort(e.Value.Or(0)) {
			e.Value, e.Peak = weather.Some(int(g)), d.Date
		}
	}
}

// thunder is the thunder of a day.
type thunder struct {
	span     span // from the first to after the last wet hour with thunder; empty: none
	wet      bool // a storm with rain
	possible bool // a dry hour whose code is of thunder
}

// thunderOn looks for thunder in a day's sky and hours.
func (st *study) thunderOn(day int) thunder {
	var t thunder
	in := st.s.ended(st.cuts[day].whole)
	for i := in.lo; i < in.hi; i++ {
		switch h := &st.s.slots[i]; {
		case h.phase == dry:
			t.possible = t.possible || h.code.Thunder()
		case h.thundery(st.th):
			if t.span.hours() == 0 {
				t.span.lo = i
			}
			t.span.hi = i + 1
		}
	}
	d := &st.o.Days[day]
	t.wet = slices.ContainsFunc(d.Sky.Wet, func(w Wet) bool { return w.Kind == Thundershower }) ||
		!slices.Contains(d.Edited, ElementSky) && t.span.hours() > 0
	return t
}

// freezingEvents tells freezing rain, and ice on the roads where it freezes within a day
// after rain or snow that fell in the mild.
func (st *study) freezingEvents() {
	freezes := func(d *Day) bool {
		return slices.ContainsFunc(d.Sky.Wet, func(w Wet) bool { return w.Kind == FreezingRain })
	}
	st.eachStretch(freezes, func(first, last int) {
		e := st.event(EventFreezing, first, last)
		e.PrecipKinds = []PrecipKind{FreezingRain}
		e.Impact = 88
		st.add(e)
	})
	st.eachStretch(func(d *Day) bool { return !freezes(d) && st.icy(d) }, func(first, last int) {
		e := st.event(EventFreezing, first, last)
		e.Impact = 46
		for i := first; i <= last; i++ {
			if low, ok := st.o.Days[i].Low.Get(); ok && (!e.Value.OK() || low < e.Value.Or(0)) {
				e.Value, e.Peak = weather.Some(low), st.o.Days[i].Date
			}
		}
		st.add(e)
	})
}

// icyRain is the least mm on the ground that makes ice worth a word.
const icyRain = 0.5

// icy reports that a day's low freezes what fell in the 24 hours before it while it was
// above freezing.
func (st *study) icy(d *Day) bool {
	s := st.s
	if !d.Low.OK() || float64(d.Low.Or(0)) > st.th.Temperature.Icing || d.LowAt.IsZero() {
		return false
	}
	at := s.index(d.LowAt)
	fallen, mild := 0.0, false
	before := s.clip(span{at - 24, at})
	for i := before.lo; i < before.hi; i++ {
		mild = mild || s.slots[i].temperature > 0
		if s.slots[i].phase != dry && known(s.slots[i].amount) {
			fallen += s.slots[i].amount
		}
	}
	return mild && fallen >= icyRain
}
