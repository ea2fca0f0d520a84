package analysis

import (
	"slices"

	"yubao/internal/weather"
)

// events derives what matters in the period, the greatest impact first.
func (st *study) events() {
	st.o.Events = make([]Event, 0, 12)
	st.lows, st.highs = st.temperatures()
	st.wetEvents()
	st.thunderEvents()
	st.freezingEvents()
	st.temperatureEvents()
	st.windEvents()
	st.murkEvents()
	st.dayEvents()
	st.fairEvent()
	st.causes()
}

// add puts an event behind those of the same and of greater impact.
func (st *study) add(e Event) {
	at := len(st.o.Events)
	for at > 0 && st.o.Events[at-1].Impact < e.Impact {
		at--
	}
	st.o.Events = slices.Insert(st.o.Events, at, e)
}

// eachStretch calls do for every stretch of neighbouring days for which is holds, with
// the indices of its first and last day.
func (st *study) eachStretch(is func(*Day) bool, do func(first, last int)) {
	for i := 0; i < len(st.o.Days); i++ {
		if !is(&st.o.Days[i]) {
			continue
		}
		first := i
		for i+1 < len(st.o.Days) && is(&st.o.Days[i+1]) {
			i++
		}
		do(first, i)
	}
}

// event starts an event of whole days.
func (st *study) event(kind EventKind, first, last int) Event {
	return Event{
		Kind: kind, First: st.o.Days[first].Date, Last: st.o.Days[last].Date, Peak: st.o.Days[first].Date,
		From: st.s.at(st.cuts[first].whole.lo), To: st.s.at(st.cuts[last].whole.hi),
	}
}

// peak sets the telling figure of an event to the greatest of its days.
func (st *study) peak(e *Event, first, last int, value func(*Day) int) {
	for i := first; i <= last; i++ {
		d := &st.o.Days[i]
		if v := value(d); !e.Value.OK() || v > e.Value.Or(0) {
			e.Value, e.Peak = weather.Some(v), d.Date
		}
	}
}

// fairEvent tells a period of nothing but fair days.
func (st *study) fairEvent() {
	if len(st.o.Runs) != 1 || st.o.Runs[0].Kind != RunFair {
		return
	}
	e := st.event(EventFair, 0, len(st.o.Days)-1)
	e.Impact = 5
	st.add(e)
}

// dayEvents tells features of single days: the daily range, strong sun, bad air.
func (st *study) dayEvents() {
	th := st.th
	rangeOf := func(d *Day) (int, bool) {
		low, ok := d.Low.Get()
		high, ok2 := d.High.Get()
		return high - low, ok && ok2
	}
	knownDays := 0
	for i := range st.o.Days {
		if _, ok := rangeOf(&st.o.Days[i]); ok {
			knownDays++
		}
	}
	ranges := st.onDays(EventDailyRange, 20, func(d *Day) (int, bool) {
		v, ok := rangeOf(d)
		return v, ok && v >= th.Temperature.DailyRange
	})
	if 2*len(ranges.Dates) > knownDays && 2*knownDays > len(st.o.Days) {
		st.add(ranges)
	}
	uv := st.onDays(EventUV, 22, func(d *Day) (int, bool) {
		v, ok := d.UV.Get()
		return v.Index.Or(0), ok && v.Grade >= th.UV.Strong
	})
	if len(uv.Dates) > 0 {
		if uv.Value.Or(0) == 0 { // no strong sun has that: the index is not known
			uv.Value = weather.None[int]()
		}
		if uv.Value.Or(0) >= 10 {
			uv.Impact += 8
		}
		st.add(uv)
	}
	air := st.onDays(EventAir, 30, func(d *Day) (int, bool) {
		v, ok := d.Air.Get()
		return v.Index, ok && v.Index > th.Air.Event
	})
	if len(air.Dates) > 0 {
		air.Impact += float64(air.Value.Or(0)-100) / 10
		st.add(air)
	}
}

// onDays collects the days for which value holds, which need not be neighbours.
func (st *study) onDays(kind EventKind, impact float64, value func(*Day) (int, bool)) Event {
	e := Event{Kind: kind, Impact: impact}
	for i := range st.o.Days {
		d := &st.o.Days[i]
		v, ok := value(d)
		if !ok {
			continue
		}
		if len(e.Dates) == 0 {
			e.First, e.From = d.Date, st.s.at(st.cuts[i].whole.lo)
			e.Dates = make([]weather.Date, 0, len(st.o.Days)-i)
		}
		e.Dates = append(e.Dates, d.Date)
		e.Last, e.To = d.Date, st.s.at(st.cuts[i].whole.hi)
		if !e.Value.OK() || v > e.Value.Or(0) {
			e.Value, e.Peak = weather.Some(v), d.Date
		}
	}
	return e
}
