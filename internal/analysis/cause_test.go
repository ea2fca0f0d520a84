package analysis_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
	"yubao/internal/weather"
)

func causeOn(t *testing.T, o analysis.Outlook, kind analysis.EventKind) analysis.Cause {
	t.Helper()
	events := eventsOf(o, kind)
	if len(events) == 0 {
		t.Fatalf("no %s event in %+v", kind, o.Events)
	}
	return events[0].Cause
}

func TestModelWeekHasATrough(t *testing.T) {
	t.Parallel()
	for _, window := range []analysis.Window{analysis.Evening, analysis.Calendar} {
		cause := causeOn(t, outlookOf(t, scenario.ModelWeek, window), analysis.EventWet)
		if !slices.Equal(cause.Systems, []analysis.System{analysis.SystemTrough}) || cause.Score < 0.6 || len(cause.Evidence) < 4 {
			t.Errorf("window %d: cause %+v", window, cause)
		}
	}
}

func TestWithoutUpperAirThereIsNoCause(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, scenario.ModelWeek)
	for i := range f.Hours {
		f.Hours[i].P850, f.Hours[i].P700, f.Hours[i].P500 = weather.Level{}, weather.Level{}, weather.Level{}
	}
	o := analysis.Analyse(f, requestOf(s, analysis.Evening))
	for _, e := range o.Events {
		if len(e.Cause.Systems) > 0 {
			t.Errorf("%s has the cause %v", e.Kind, e.Cause.Systems)
		}
	}
	if !slices.ContainsFunc(o.Missing, func(m analysis.Missing) bool { return m.Element == analysis.ElementUpperAir }) {
		t.Errorf("nobody is told: %+v", o.Missing)
	}
}

func TestBeyondFourDaysOneModelNamesNoCause(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, scenario.ModelWeek)
	r := requestOf(s, analysis.Evening)
	r.Now = r.Now.AddDate(0, 0, -1)
	if cause := causeOn(t, analysis.Analyse(f, r), analysis.EventWet); len(cause.Systems) > 0 {
		t.Errorf("a cause five days ahead: %v", cause.Systems)
	}
}

func TestColdWaveIsStrongColdAir(t *testing.T) {
	t.Parallel()
	o := outlookOf(t, "cold-wave-202311", analysis.Calendar)
	cooling := eventsOf(o, analysis.EventCooling)
	if len(cooling) != 1 || cooling[0].ColdGrade != analysis.ColdStrong || !slices.Equal(cooling[0].Cause.Systems, []analysis.System{analysis.SystemCold}) {
		t.Errorf("cooling: %+v", cooling)
	}
	if cause := causeOn(t, o, analysis.EventWet); !slices.Contains(cause.Systems, analysis.SystemCold) {
		t.Errorf("rain: %+v", cause)
	}
}

func TestAirBelowTheGroundOfAPlateauIsNoEvidence(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, "cold-wave-202311")
	f.Place.Elevation = weather.Some(weather.Meters(3650))
	for _, e := range analysis.Analyse(f, requestOf(s, analysis.Calendar)).Events {
		for _, evidence := range e.Cause.Evidence {
			if strings.Contains(evidence.What, "850hPa") {
				t.Errorf("%v: %+v", e.Kind, evidence)
			}
		}
	}
}

// upper adds the free air of a calm spell: a steady westerly, no change of height,
// temperature or pressure but the tide's.
func upper(h *weather.Hour, z500 float64) {
	level := func(z, t, rh, speed, from float64) weather.Level {
		return weather.Level{
			Height: weather.Some(weather.Geopotential(z)), Temperature: weather.Some(weather.Celsius(t)), Humidity: weather.Some(weather.Percent(rh)),
			Wind: weather.Some(weather.MetersPerSecond(speed)), WindFrom: weather.Some(weather.Degrees(from)),
		}
	}
	h.P850, h.P700, h.P500 = level(1500, 10, 45, 5, 230), level(3080, 2, 40, 9, 260), level(z500, -12, 30, 9, 275)
	h.Pressure = weather.Some(weather.Hectopascals(1016))
}

func TestCalmFairSpellsHaveNoCause(t *testing.T) {
	t.Parallel()
	for _, month := range []time.Month{time.January, time.April, time.July, time.October} {
		for start := 1; start <= 10; start++ {
			first := weather.Date{Year: 2024, Month: month, Day: start}
			o := analyse(fair(first, 8, func(h *weather.Hour, day, hour int) {
				upper(h, 5600+float64(20*start))
				h.Temperature = weather.Some(h.Temperature.Or(0) + weather.Celsius(float64(start%3)*float64(day%2)-float64(start)))
			}), analysis.Evening, 6)
			for _, e := range o.Events {
				if len(e.Cause.Systems) > 0 {
					t.Errorf("%s: %s is put down to %v", first, e.Kind, e.Cause.Systems)
				}
			}
		}
	}
}

func TestRainUnderTheSubtropicalHighHasNoCause(t *testing.T) {
	t.Parallel()
	first := weather.Date{Year: 2024, Month: time.July, Day: 10}
	o := analyse(fair(first, 5, func(h *weather.Hour, day, hour int) {
		upper(h, 5895)
		h.Temperature = weather.Some(h.Temperature.Or(0) + 14)
		if day == 2 && hour >= 14 && hour <= 20 {
			rains(h, 2)
			h.P700.Humidity, h.P850.Humidity = weather.Some(weather.Percent(90)), weather.Some(weather.Percent(90))
			h.P850.Wind, h.P850.WindFrom = weather.Some(weather.MetersPerSecond(14)), weather.Some(weather.Degrees(200))
			h.P700.WindFrom = weather.Some(weather.Degrees(200))
		}
	}), analysis.Evening, 4)
	if cause := causeOn(t, o, analysis.EventWet); len(cause.Systems) > 0 {
		t.Errorf("rain on 12 July under 588 is put down to %v", cause.Systems)
	}
}

// beside copies the place's levels to an arm, changed.
func beside(f weather.Forecast, change func(a *weather.LevelsHour)) []weather.LevelsHour {
	arm := make([]weather.LevelsHour, len(f.Hours))
	for i, h := range f.Hours {
		arm[i] = weather.LevelsHour{Valid: h.Valid, P850: h.P850, P700: h.P700, P500: h.P500, Pressure: h.Pressure}
		change(&arm[i])
	}
	return arm
}

func TestRainInARidgeDropsTheCause(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, scenario.ModelWeek)
	lower := func(a *weather.LevelsHour) {
		a.P500.Height = weather.Some(a.P500.Height.Or(0) - 200)
	}
	f.Arms.FarWest, f.Arms.FarEast = beside(f, lower), beside(f, lower)
	if cause := causeOn(t, analysis.Analyse(f, requestOf(s, analysis.Evening)), analysis.EventWet); len(cause.Systems) > 0 {
		t.Errorf("rain in a ridge is put down to %v", cause.Systems)
	}
}

func TestHeatUnderTheSubtropicalHigh(t *testing.T) {
	t.Parallel()
	hot := func(z float64, month time.Month) analysis.Outlook {
		return analyse(fair(weather.Date{Year: 2024, Month: month, Day: 10}, 5, func(h *weather.Hour, day, hour int) {
			upper(h, z)
			h.Temperature = weather.Some(h.Temperature.Or(0) + 16)
		}), analysis.Evening, 4)
	}
	if cause := causeOn(t, hot(5900, time.July), analysis.EventHeat); !slices.Equal(cause.Systems, []analysis.System{analysis.SystemSubtropical}) {
		t.Errorf("5900 gpm in July: %+v", cause)
	}
	if cause := causeOn(t, hot(5860, time.July), analysis.EventHeat); len(cause.Systems) > 0 {
		t.Errorf("5860 gpm in July: %+v", cause)
	}
	if cause := causeOn(t, hot(5900, time.May), analysis.EventHeat); len(cause.Systems) > 0 {
		t.Errorf("5900 gpm in May: %+v", cause)
	}
}

// rainy is a week with rain on its third day, in a damp air without any system of its own.
func rainy() weather.Forecast {
	return fair(may, 6, func(h *weather.Hour, day, hour int) {
		upper(h, 5700)
		if day == 2 && hour >= 6 && hour <= 20 {
			rains(h, 1)
		}
	})
}

func TestRainWithoutASystemHasNoCause(t *testing.T) {
	t.Parallel()
	if cause := causeOn(t, analyse(rainy(), analysis.Evening, 4), analysis.EventWet); len(cause.Systems) > 0 {
		t.Errorf("cause %v", cause.Systems)
	}
}

func TestArmsShowShearAndVortex(t *testing.T) {
	t.Parallel()
	around := func(f weather.Forecast, north, south, west, east, higher float64) weather.Forecast {
		blowing := func(from float64) func(*weather.LevelsHour) {
			return func(a *weather.LevelsHour) {
				a.P850.Wind, a.P850.WindFrom = weather.Some(weather.MetersPerSecond(9)), weather.Some(weather.Degrees(from))
				a.P850.Height = weather.Some(a.P850.Height.Or(0) + weather.Geopotential(higher))
			}
		}
		f.Arms.North, f.Arms.South = beside(f, blowing(north)), beside(f, blowing(south))
		f.Arms.West, f.Arms.East = beside(f, blowing(west)), beside(f, blowing(east))
		return f
	}
	for name, c := range map[string]struct {
		f    weather.Forecast
		want []analysis.System
	}{
		"east wind north of a south-westerly": {around(rainy(), 80, 220, 220, 220, 0), []analysis.System{analysis.SystemShear}},
		"a closed low":                        {around(rainy(), 90, 270, 0, 180, 20), []analysis.System{analysis.SystemVortex}},
		"one wind everywhere":                 {around(rainy(), 220, 220, 220, 220, 0), nil},
		"an anticyclonic pair":                {around(rainy(), 270, 90, 180, 0, 0), nil},
	} {
		if cause := causeOn(t, analyse(c.f, analysis.Evening, 4), analysis.EventWet); !slices.Equal(cause.Systems, c.want) {
			t.Errorf("%s: %+v, want %v", name, cause, c.want)
		}
	}
}

func TestWarmAndDampFlow(t *testing.T) {
	t.Parallel()
	f := rainy()
	for i := range f.Hours {
		h := &f.Hours[i]
		h.P850.Humidity, h.P700.Humidity = weather.Some(weather.Percent(88)), weather.Some(weather.Percent(85))
		h.P850.Wind, h.P850.WindFrom, h.P700.WindFrom = weather.Some(weather.MetersPerSecond(13)), weather.Some(weather.Degrees(200)), weather.Some(weather.Degrees(215))
	}
	if cause := causeOn(t, analyse(f, analysis.Evening, 4), analysis.EventWet); !slices.Equal(cause.Systems, []analysis.System{analysis.SystemWarmWet}) {
		t.Errorf("cause %+v", cause)
	}
}
