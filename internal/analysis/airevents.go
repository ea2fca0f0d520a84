package analysis

import "yubao/internal/weather"

// windEvents tells stretches of days with a strong wind or gusts.
func (st *study) windEvents() {
	th := &st.th.Wind
	strong := func(d *Day) bool {
		return d.Wind.strongest() >= th.Event || d.Wind.Gust.Or(0) >= th.EventGust
	}
	st.eachStretch(strong, func(first, last int) {
		e := st.event(EventWind, first, last)
		best := weather.Beaufort(-1)
		for i := first; i <= last; i++ {
			w := &st.o.Days[i].Wind
			if rank := 2*w.strongest() + w.Gust.Or(0); rank > best {
				best, e.Wind, e.Peak = rank, *w, st.o.Days[i].Date
				e.Value = weather.Some(int(w.strongest()))
			}
		}
		force, gust := float64(e.Wind.strongest()), float64(e.Wind.Gust.Or(0))
		e.Impact = min(90, max(8*force+2, 8*gust-14))
		st.add(e)
	})
}

// strongest returns the greatest mean force that a wind names.
func (w *Wind) strongest() weather.Beaufort {
	if then, ok := w.Then.Get(); ok {
		return max(w.High, then.High)
	}
	return w.High
}

// murkEvents tells stretches of days with fog, haze and dust.
func (st *study) murkEvents() {
	st.murkEvent(EventFog, 45, func(k MurkKind) bool { return k == Fog })
	st.murkEvent(EventHaze, 44, func(k MurkKind) bool { return k == Haze })
	st.murkEvent(EventDust, 52, isDust)
}

func (st *study) murkEvent(kind EventKind, impact float64, is func(MurkKind) bool) {
	find := func(d *Day) *Murk {
		for i := range d.Sky.Murk {
			if is(d.Sky.Murk[i].Kind) {
				return &d.Sky.Murk[i]
			}
		}
		return nil
	}
	st.eachStretch(func(d *Day) bool { return find(d) != nil }, func(first, last int) {
		e := st.event(kind, first, last)
		if m := find(&st.o.Days[first]); !m.From.IsZero() {
			e.From = m.From
		}
		if m := find(&st.o.Days[last]); !m.To.IsZero() {
			e.To = m.To
		}
		e.Impact = impact
		thinnest := weather.Meters(-1)
		for i := first; i <= last; i++ {
			m := find(&st.o.Days[i])
			if v, ok := m.Visibility.Get(); ok && (thinnest < 0 || v < thinnest) {
				thinnest, e.Peak = v, st.o.Days[i].Date
			}
			if m.Kind == Sandstorm {
				e.Impact = max(e.Impact, 75)
			}
		}
		if thinnest >= 0 && thinnest < 200 && kind == EventFog { // 强浓雾
			e.Impact += 15
		}
		if thinnest >= 0 {
			e.Visibility = weather.Some(thinnest)
		}
		e.Impact += 2 * float64(last-first)
		st.add(e)
	})
}
