package analysis

import (
	"slices"
	"time"

	"yubao/internal/weather"
)

// override puts the facts that editors set in place of the computed ones, also in the
// hours, so that spells and events follow them.
func (st *study) override() {
	for i := range st.o.Days {
		d := &st.o.Days[i]
		o, ok := st.r.Overrides[d.Date]
		if !ok {
			continue
		}
		opens := st.r.Window.opens(d.Date, st.s.zone)
		if low, ok := o.Low.Get(); ok {
			d.Low, d.LowSure = weather.Some(low), true
			st.edited(d, ElementLow)
		}
		if high, ok := o.High.Get(); ok {
			d.High, d.HighSure = weather.Some(high), true
			st.edited(d, ElementHigh)
		}
		if wind, ok := o.Wind.Get(); ok {
			d.Wind = wind
			d.Wind.Known = true
			st.edited(d, ElementWind)
		}
		if rain, ok := o.Rain.Get(); ok {
			d.setRain(rain, opens, st.th)
			st.edited(d, ElementRain)
		}
		if sky, ok := o.Sky.Get(); ok {
			d.setSky(sky, opens, st.th, o.Rain.OK())
			st.edited(d, ElementSky)
		}
		if o.Rain.OK() || o.Sky.OK() {
			st.rewet(d, st.cuts[i])
		}
	}
}

// edited marks a fact as an editor's; a note that it is missing has served its time.
func (st *study) edited(d *Day, e Element) {
	d.Known = true
	d.Edited = append(d.Edited, e)
	st.o.Missing = slices.DeleteFunc(st.o.Missing, func(m Missing) bool {
		return m.Date == d.Date && (m.Element == e || m.Element == ElementDay)
	})
}

// setRain sets the amount of the window and grades the sky's rain by it: nothing removes
// it, and an amount without a kind is rain.
func (d *Day) setRain(mm weather.Millimeters, opens time.Time, th *Thresholds) {
	d.Rain, d.MaxHourlyRain = weather.Some(mm), weather.None[weather.Millimeters]()
	isLiquid := func(w Wet) bool { return w.Kind <= Sleet || w.Kind == FreezingRain }
	if mm < 0.05 {
		d.Sky.Wet = slices.DeleteFunc(slices.Clone(d.Sky.Wet), isLiquid)
		return
	}
	grade := gradeOf(float64(mm), th.Rain.Day, th.Rain.Spread)
	wets := slices.Clone(d.Sky.Wet)
	i := slices.IndexFunc(wets, isLiquid)
	if i < 0 {
		wets = append(wets, Wet{Kind: Rain, When: Throughout, From: opens, To: opens.Add(24 * time.Hour)})
		i = len(wets) - 1
	}
	wets[i].Amount = mm
	if wets[i].Kind == Rain || grade >= Storm {
		wets[i].Kind, wets[i].Grade = Rain, grade
	}
	d.Sky.Wet = wets
}

// setSky sets the sky. Amounts that contradict it are no longer known.
func (d *Day) setSky(sky Sky, opens time.Time, th *Thresholds, rainSet bool) {
	sky.Wet = slices.Clone(sky.Wet)
	for i := range sky.Wet {
		if w := &sky.Wet[i]; w.From.IsZero() || w.To.IsZero() {
			w.From, w.To = w.When.within(opens)
		}
	}
	d.Sky = sky
	if rainSet {
		return
	}
	if len(sky.Wet) == 0 {
		d.Rain, d.Snow = weather.Some(weather.Millimeters(0)), weather.Some(weather.Millimeters(0))
		return
	}
	if rain := d.Rain.Or(0) + d.Snow.Or(0); rain == 0 || !agrees(sky.Wet, d, th) {
		d.Rain, d.Snow, d.MaxHourlyRain = weather.None[weather.Millimeters](), weather.None[weather.Millimeters](), weather.None[weather.Millimeters]()
	}
}

// agrees reports whether the grades of an editor's sky fit the computed amounts.
func agrees(wets []Wet, d *Day, th *Thresholds) bool {
	for _, w := range wets {
		switch {
		case w.Grade == GradeNone:
		case w.Kind == Snow && gradeOf(float64(d.Snow.Or(0)), th.Rain.SnowDay, th.Rain.Spread) != w.Grade:
			return false
		case w.Kind == Rain && gradeOf(float64(d.Rain.Or(0)), th.Rain.Day, th.Rain.Spread) != w.Grade:
			return false
		}
	}
	return true
}

// within returns the part of a window of 24 hours that starts at from.
func (w When) within(from time.Time) (start, end time.Time) {
	lo, hi := 0, 24
	switch w {
	case Early:
		hi = 12
	case Late:
		lo = 12
	case Within:
		lo, hi = 8, 20
	}
	return from.Add(time.Duration(lo) * time.Hour), from.Add(time.Duration(hi) * time.Hour)
}

// rewet writes an edited day's precipitation into the hours: dry where the editor says
// so, else falling at the times of its kinds.
func (st *study) rewet(d *Day, cut windows) {
	s := st.s
	in := s.ended(cut.whole)
	for i := in.lo; i < in.hi; i++ {
		falls := dry
		for _, w := range d.Sky.Wet {
			if end := s.at(i); end.After(w.From) && !end.After(w.To) {
				falls = phaseOf(w.Kind)
			}
		}
		s.slots[i].phase = falls
		if falls == dry {
			s.slots[i].amount = 0
		}
	}
}

func phaseOf(k PrecipKind) phase {
	switch k {
	case Sleet:
		return mixed
	case Snow, SnowShower:
		return frozen
	case FreezingRain:
		return freezing
	}
	return liquid
}
