package analysis

import "yubao/internal/weather"

// runs joins neighbouring days that are alike.
func (st *study) runs() []Run {
	var runs []Run
	for i := range st.o.Days {
		d := &st.o.Days[i]
		kind := d.runKind()
		if n := len(runs); n > 0 && runs[n-1].Kind == kind {
			runs[n-1].Last = d.Date
			continue
		}
		runs = append(runs, Run{First: d.Date, Last: d.Date, Kind: kind})
	}
	return runs
}

// runKind groups a day. Murk counts before a dry sky, precipitation before murk.
func (d *Day) runKind() RunKind {
	switch {
	case !d.Known:
		return RunUnknown
	case len(d.Sky.Wet) > 0:
		return RunWet
	case len(d.Sky.Murk) > 0 && d.Sky.Murk[0].Kind != Mist:
		return RunMurky
	case d.Sky.First == CloudUnknown:
		return RunUnknown
	case d.Sky.First == Overcast && (d.Sky.Relation == Single || d.Sky.Relation == Mixed):
		return RunGrey
	case d.Sky.First == Overcast || d.Sky.Second == Overcast:
		return RunCloudy
	}
	return RunFair
}

// exceptionOf finds the one day that is unlike all others of a period of three days and
// more.
func exceptionOf(runs []Run) weather.Maybe[Exception] {
	var days [RunMurky + 1]int
	var lone weather.Date
	var e Exception
	for _, r := range runs {
		days[r.Kind] += r.Last.DaysSince(r.First) + 1
	}
	kinds := 0
	for kind, n := range days {
		switch {
		case n == 1:
			e.Kind = RunKind(kind)
			kinds++
		case n > 1:
			e.Others = RunKind(kind)
			kinds++
		}
	}
	if kinds != 2 || e.Kind == RunUnknown || e.Others == RunUnknown {
		return weather.None[Exception]()
	}
	for _, r := range runs {
		if r.Kind == e.Kind {
			lone = r.First
		}
	}
	e.Date = lone
	return weather.Some(e)
}
