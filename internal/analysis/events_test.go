package analysis_test

import (
	"slices"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
	"yubao/internal/weather"
)

func TestModelWeekHasOneExceptionAndItsEvents(t *testing.T) {
	t.Parallel()
	o := outlookOf(t, scenario.ModelWeek, analysis.Evening)
	friday := weather.Date{Year: 2024, Month: 4, Day: 19}
	if e, ok := o.Exception.Get(); !ok || e.Date != friday || e.Kind != analysis.RunWet || e.Others != analysis.RunFair {
		t.Errorf("exception %+v", o.Exception)
	}
	cooling := eventsOf(o, analysis.EventCooling)
	if len(cooling) != 1 || cooling[0].FromValue.Or(0) != 28 || cooling[0].ToValue.Or(0) != 22 || cooling[0].OfLow || cooling[0].Peak != friday {
		t.Errorf("cooling %+v", cooling)
	}
	if warming := eventsOf(o, analysis.EventWarming); len(warming) != 1 || !warming[0].Rebound || warming[0].ToValue.Or(0) != 26 {
		t.Errorf("warming %+v", warming)
	}
	if uv := eventsOf(o, analysis.EventUV); len(uv) != 1 || len(uv[0].Dates) != 5 || slices.Contains(uv[0].Dates, friday) {
		t.Errorf("uv %+v", uv)
	}
	if ranges := eventsOf(o, analysis.EventDailyRange); len(ranges) != 1 || ranges[0].Value.Or(0) != 16 {
		t.Errorf("daily range %+v", ranges)
	}
	if wet := eventsOf(o, analysis.EventWet); len(wet) != 1 || wet[0].Grade != analysis.Light || wet[0].Amount.Or(0) != 4.5 {
		t.Errorf("wet %+v", wet)
	}
}

func TestEventsOfTheScenarios(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]analysis.EventKind{
		"cold-wave-202311":         {analysis.EventCooling, analysis.EventWind, analysis.EventWet, analysis.EventFrost},
		"heat-wave-202406":         {analysis.EventHeat, analysis.EventThunder, analysis.EventUV, analysis.EventCooling},
		"typhoon-remnant-202307":   {analysis.EventWet, analysis.EventWind},
		"snow-freezing-202401":     {analysis.EventFreezing, analysis.EventWet, analysis.EventCooling},
		"fog-haze-202312":          {analysis.EventFog, analysis.EventHaze, analysis.EventAir},
		"dust-202303":              {analysis.EventDust, analysis.EventWind, analysis.EventAir},
		"thunder-afternoon-202407": {analysis.EventThunder, analysis.EventWet, analysis.EventHeat},
		"night-rain-202405":        {analysis.EventWet},
	} {
		o := outlookOf(t, name, analysis.Evening)
		for _, kind := range want {
			if len(eventsOf(o, kind)) == 0 {
				t.Errorf("%s: no %s in %+v", name, kind, o.Events)
			}
		}
		if !slices.IsSortedFunc(o.Events, func(a, b analysis.Event) int { return int(1000 * (b.Impact - a.Impact)) }) {
			t.Errorf("%s: the greatest impact does not come first", name)
		}
	}
}

func TestFairWeekIsNothingButFair(t *testing.T) {
	t.Parallel()
	o := analyse(fair(may, 8, nil), analysis.Evening, 6)
	if len(o.Runs) != 1 || o.Runs[0].Kind != analysis.RunFair || len(eventsOf(o, analysis.EventFair)) != 1 || o.Exception.OK() {
		t.Errorf("runs %+v, events %+v", o.Runs, o.Events)
	}
	for _, kind := range []analysis.EventKind{analysis.EventWet, analysis.EventCooling, analysis.EventWarming, analysis.EventWind, analysis.EventThunder} {
		if events := eventsOf(o, kind); len(events) > 0 {
			t.Errorf("%+v in a fair week", events)
		}
	}
}

func TestFirstFrostAndFirstHotDay(t *testing.T) {
	t.Parallel()
	ramp := func(step float64) analysis.Outlook {
		return analyse(fair(may, 8, func(h *weather.Hour, day, hour int) {
			h.Temperature = weather.Some(h.Temperature.Or(0) + weather.Celsius(step*float64(day)))
		}), analysis.Calendar, 6)
	}
	frost := eventsOf(ramp(-4), analysis.EventFrost)
	if len(frost) != 1 || frost[0].First != may.AddDays(3) || frost[0].Value.Or(0) != -2 {
		t.Errorf("10 ℃ less 4 a day freeze first on day 3: %+v", frost)
	}
	hot := eventsOf(ramp(3), analysis.EventFirstHot)
	if len(hot) != 1 || hot[0].First != may.AddDays(3) || hot[0].Value.Or(0) != 31 {
		t.Errorf("22 ℃ and 3 more a day are hot first on day 3: %+v", hot)
	}
}

func TestDryThunderIsNoMoreThanPossible(t *testing.T) {
	t.Parallel()
	o := outlookOf(t, "thunder-afternoon-202407", analysis.Calendar)
	dry := weather.Date{Year: 2024, Month: 7, Day: 23}
	for _, e := range eventsOf(o, analysis.EventThunder) {
		amount, ok := e.Amount.Get()
		if (e.First == dry) != (ok && amount == 0) {
			t.Errorf("thunder %+v", e)
		}
	}
}

func TestIceAfterRain(t *testing.T) {
	t.Parallel()
	o := analyse(fair(may, 4, func(h *weather.Hour, day, hour int) {
		switch {
		case day == 1 && hour >= 10 && hour <= 18:
			rains(h, 1)
			h.Temperature = weather.Some(weather.Celsius(3))
		case day == 2 && hour < 9:
			h.Temperature = weather.Some(weather.Celsius(-3))
		}
	}), analysis.Calendar, 3)
	if e := eventsOf(o, analysis.EventFreezing); len(e) != 1 || e[0].First != may.AddDays(2) || e[0].Value.Or(0) != -3 || e[0].PrecipKinds != nil {
		t.Errorf("ice %+v", e)
	}
}

func TestMissingDataIsSaid(t *testing.T) {
	t.Parallel()
	o := outlookOf(t, "missing-hours-202409", analysis.Calendar)
	day := func(d int) *analysis.Day { return &o.Days[d-3] }
	said := func(d int, e analysis.Element) bool {
		return slices.ContainsFunc(o.Missing, func(m analysis.Missing) bool { return m.Date.Day == d && m.Element == e && m.Note != "" })
	}
	if d := day(3); d.High.OK() || d.HighSure || d.Low.Or(0) != 19 || !d.LowSure || !said(3, analysis.ElementHigh) {
		t.Errorf("a lost afternoon: %v %v", d.Low, d.High)
	}
	if d := day(4); d.Wind.From != analysis.NoDirection || !d.Wind.Known || d.Wind.High < 2 || d.Wind.Variable || !said(4, analysis.ElementWindFrom) {
		t.Errorf("no direction: %+v", d.Wind)
	}
	if d := day(5); d.Known || d.Low.OK() || !said(5, analysis.ElementDay) {
		t.Errorf("a day without data: %+v", d)
	}
	if d := day(6); d.Low.Or(0) != 20 || d.High.Or(0) != 30 {
		t.Errorf("21 hours tell low and high: %v %v", d.Low, d.High)
	}
	if d := day(7); d.Sky.First != analysis.CloudUnknown || !said(7, analysis.ElementSky) {
		t.Errorf("no cloud: %+v", d.Sky)
	}
	if d := day(8); d.Rain.OK() || !said(8, analysis.ElementRain) {
		t.Errorf("a hole in the rain: %v", d.Rain)
	}
}

func TestTheClassOfASpellBelongsToItsKind(t *testing.T) {
	t.Parallel()
	wet := eventsOf(outlookOf(t, "snow-freezing-202401", analysis.Calendar), analysis.EventWet)
	if !slices.ContainsFunc(wet, func(e analysis.Event) bool {
		return e.Grade == analysis.Storm && e.GradeKind == analysis.Snow && slices.Contains(e.PrecipKinds, analysis.FreezingRain)
	}) {
		t.Errorf("freezing rain and then heavy snow: %+v", wet)
	}
}
