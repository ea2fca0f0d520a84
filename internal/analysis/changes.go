package analysis

import "yubao/internal/weather"

// temperatureEvents tells cooling, warming, heat, the first frost and the first hot day.
func (st *study) temperatureEvents() {
	for _, e := range st.falls(st.lows, st.highs) {
		st.add(e)
	}
	st.warmings(st.highs)
	st.heat()
	st.frost(st.lows)
	st.firstHot(st.highs)
}

// reading is a printed temperature that may be missing. Index 0 is the day before the
// first printed one: what the first day is compared with.
type reading struct {
	value int
	ok    bool
}

// temperatures returns the lows and highs of the days.
func (st *study) temperatures() (lows, highs []reading) {
	n := len(st.o.Days) + 1
	both := make([]reading, 2*n)
	lows, highs = both[:n], both[n:]
	var before Day
	before.setTemperatures(st.s, st.s.windowsOf(-1, st.r.Window), &st.th.Temperature)
	lows[0].value, lows[0].ok = before.Low.Get()
	highs[0].value, highs[0].ok = before.High.Get()
	for i := range st.o.Days {
		lows[i+1].value, lows[i+1].ok = st.o.Days[i].Low.Get()
		highs[i+1].value, highs[i+1].ok = st.o.Days[i].High.Get()
	}
	return lows, highs
}

// move is a stretch of days over which a temperature falls (sign -1) or rises.
type move struct {
	first, last int // readings: the one before the change and the last of it
	total       int // ℃
	twoDays     int // greatest change within 48 h
}

// moves finds the stretches in which each day changes by 1 ℃ at least.
func moves(readings []reading, sign int) []move {
	var all []move
	for i := 0; i+1 < len(readings); {
		j := i
		for j+1 < len(readings) && readings[j].ok && readings[j+1].ok && sign*(readings[j+1].value-readings[j].value) >= 1 {
			j++
		}
		if j > i {
			m := move{first: i, last: j, total: sign * (readings[j].value - readings[i].value)}
			for k := i; k < j; k++ {
				m.twoDays = max(m.twoDays, sign*(readings[min(k+2, j)].value-readings[k].value))
			}
			all = append(all, m)
		}
		i = max(j, i+1)
	}
	return all
}

// falls tells every cooling once: by the low or the high, whichever falls more.
func (st *study) falls(lows, highs []reading) []Event {
	var events []Event
	least := st.th.Temperature.Cooling
	ofHigh, ofLow := moves(highs, -1), moves(lows, -1)
	for _, m := range ofHigh {
		if m.twoDays >= least {
			events = append(events, st.change(EventCooling, m, highs, false))
		}
	}
	for _, m := range ofLow {
		if m.twoDays < least {
			continue
		}
		e := st.change(EventCooling, m, lows, true)
		merged := false
		for i := range events {
			if events[i].Last.Before(e.First) || e.Last.Before(events[i].First) {
				continue
			}
			if !merged && m.total > events[i].FromValue.Or(0)-events[i].ToValue.Or(0) {
				events[i] = e
			}
			merged = true
		}
		if !merged {
			events = append(events, e)
		}
	}
	for i := range events {
		events[i].Impact = min(90, 24+3*float64(events[i].FromValue.Or(0)-events[i].ToValue.Or(0)))
	}
	return events
}

// change makes the event of a move. It is named by the day at whose end it is complete.
func (st *study) change(kind EventKind, m move, readings []reading, ofLow bool) Event {
	e := st.event(kind, m.first, m.last-1) // reading i is day i-1
	e.Peak = e.Last
	e.FromValue, e.ToValue = weather.Some(readings[m.first].value), weather.Some(readings[m.last].value)
	e.OfLow = ofLow
	return e
}

// warmings tells rises of the high; after a fall a smaller one is a rebound (回升).
func (st *study) warmings(highs []reading) {
	th := &st.th.Temperature
	for _, m := range moves(highs, +1) {
		fallen := false
		for _, f := range moves(highs[:m.first+1], -1) {
			fallen = fallen || f.last == m.first && f.total >= th.Rebound
		}
		if fallen && m.total >= th.Rebound || m.twoDays >= th.Warming {
			e := st.change(EventWarming, m, highs, false)
			e.Rebound = fallen
			e.Impact = 12 + 1.5*float64(m.total)
			st.add(e)
		}
	}
}

// heat tells stretches of days of 35 ℃ and more.
func (st *study) heat() {
	least := st.th.Temperature.Heat
	high := func(d *Day) int { return d.High.Or(-100) }
	st.eachStretch(func(d *Day) bool { return high(d) >= least }, func(first, last int) {
		e := st.event(EventHeat, first, last)
		st.peak(&e, first, last, high)
		e.Impact = min(85, 46+6*float64(e.Value.Or(0)-least)+2*float64(last-first))
		st.add(e)
	})
}

// frost tells the first low at or below freezing after milder ones.
func (st *study) frost(lows []reading) {
	for i := 1; i < len(lows); i++ {
		if !lows[i].ok || lows[i].value > st.th.Temperature.Frost {
			continue
		}
		if lows[i-1].ok && lows[i-1].value > st.th.Temperature.Frost {
			e := st.event(EventFrost, i-1, i-1)
			e.Value, e.Impact = weather.Some(lows[i].value), 32
			st.add(e)
		}
		return
	}
}

// firstHot tells the first day of 30 ℃ of the outlook, when the days before were cooler.
func (st *study) firstHot(highs []reading) {
	for i := range highs {
		if !highs[i].ok {
			return
		}
		if highs[i].value < st.th.Temperature.FirstHot {
			continue
		}
		if i > 0 {
			e := st.event(EventFirstHot, i-1, i-1)
			e.Value, e.Impact = weather.Some(highs[i].value), 14
			st.add(e)
		}
		return
	}
}
