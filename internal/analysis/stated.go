package analysis

import (
	"slices"

	"yubao/internal/weather"
)

// StatedSource is the ID of a source whose days were stated, without hours.
const StatedSource = "station"

// Stated returns the outlook of days that somebody else stated, such as a station in its
// bulletin: what follows from them is added (runs, spells, events), and nothing that
// would need hours. The days are those of r in order; a cause is one that was stated,
// by the dates of its events. It is pure.
func Stated(place weather.Place, days []Day, causes map[weather.Date]Cause, r Request) Outlook {
	r.Days = len(days)
	f := weather.Forecast{Place: place, Hours: []weather.Hour{
		{Valid: r.First.AddDays(-lookBack).At(0, place.Zone)},
		{Valid: r.First.AddDays(r.Days-1+lookAhead).At(0, place.Zone)},
	}}
	o := Outlook{Place: place, Now: r.Now, Fetched: r.Now, Window: r.Window, Days: slices.Clone(days)}
	th := r.Thresholds
	if th == nil {
		th = &defaults
	}
	st := &study{f: &f, r: &r, th: th, o: &o, s: newSeries(&f, &r, place.Zone, th), cuts: make([]windows, len(days))}
	st.s.setPhases(&f.Place, th)
	st.s.setMurk(&th.Murk)
	for i := range o.Days {
		d := &o.Days[i]
		st.cuts[i] = st.s.windowsOf(i, r.Window)
		d.Sky.Wet = slices.Clone(d.Sky.Wet)
		for k := range d.Sky.Wet {
			w := &d.Sky.Wet[k]
			w.From, w.To = w.When.within(r.Window.opens(d.Date, st.s.zone))
		}
		st.rewet(d, st.cuts[i])
	}
	o.Runs = st.runs()
	o.Exception = exceptionOf(o.Runs)
	st.events()
	o.Missing = nil // upper air and hours are no part of a statement
	for i := range o.Events {
		o.Events[i].Cause = statedFor(&o.Events[i], causes)
	}
	return o
}

// statedFor returns the cause that was stated for the dates of an event that has one:
// precipitation, a fall of temperature, wind, heat.
func statedFor(e *Event, causes map[weather.Date]Cause) Cause {
	switch e.Kind {
	case EventWet, EventCooling, EventWind, EventHeat:
	default:
		return Cause{}
	}
	for d := e.First; !e.Last.Before(d); d = d.AddDays(1) {
		if c, ok := causes[d]; ok {
			return c
		}
	}
	return Cause{}
}
