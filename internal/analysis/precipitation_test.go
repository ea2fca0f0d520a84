package analysis_test

import (
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

func TestAmountsOfADayAreGradedByTheTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mm   float64
		snow bool
		want analysis.Grade
	}{
		{0.1, false, analysis.Light}, {9.9, false, analysis.Light}, {10, false, analysis.Moderate},
		{24.9, false, analysis.Moderate}, {25, false, analysis.Heavy}, {49.94, false, analysis.Heavy},
		{49.96, false, analysis.Storm}, {100, false, analysis.Severe}, {250, false, analysis.Extreme},
		{2.4, true, analysis.Light}, {2.5, true, analysis.Moderate}, {5, true, analysis.Heavy},
		{10, true, analysis.Storm}, {20, true, analysis.Severe}, {30, true, analysis.Extreme},
	} {
		d := one(func(h *weather.Hour, hour int) {
			switch {
			case hour == 0 || hour > 10 || c.mm < 1 && hour != 5:
			case c.mm < 1:
				rains(h, c.mm)
			case c.snow:
				snows(h, c.mm/10)
			default:
				rains(h, c.mm/10)
			}
		})
		if len(d.Sky.Wet) != 1 || d.Sky.Wet[0].Grade != c.want {
			t.Errorf("%v mm, snow %v: %+v, want grade %d", c.mm, c.snow, d.Sky.Wet, c.want)
		}
	}
}

func TestAHalfDayHasItsOwnTable(t *testing.T) {
	t.Parallel()
	d := one(func(h *weather.Hour, hour int) {
		if hour > 8 && hour <= 20 {
			rains(h, 0.5)
		}
	})
	if got := d.Sky.Wet[0].Grade; got != analysis.Light {
		t.Errorf("6 mm in 24 h have grade %d", got)
	}
	if got := d.Daytime.Sky.Wet[0].Grade; got != analysis.Moderate {
		t.Errorf("6 mm in 12 h have grade %d", got)
	}
	if len(d.Night.Sky.Wet) != 0 {
		t.Errorf("the night has %+v", d.Night.Sky.Wet)
	}
}

func TestASpreadGivesTheClassBetween(t *testing.T) {
	t.Parallel()
	th := analysis.DefaultThresholds()
	th.Rain.Spread = 0.3
	f := fair(may, 3, func(h *weather.Hour, day, hour int) {
		if day == 1 && hour > 0 && hour <= 10 {
			rains(h, 0.85)
		}
	})
	o := analysis.Analyse(f, analysis.Request{First: may.AddDays(1), Days: 1, Window: analysis.Calendar, Thresholds: th})
	if got := o.Days[0].Sky.Wet[0].Grade; got != analysis.LightToModerate {
		t.Errorf("8.5 mm ±30 %% have grade %d, want 小到中", got)
	}
}

func TestKindsOfPrecipitation(t *testing.T) {
	t.Parallel()
	afternoon := func(set func(h *weather.Hour)) func(*weather.Hour, int) {
		return func(h *weather.Hour, hour int) {
			if hour >= 15 && hour <= 17 {
				set(h)
			}
		}
	}
	code := func(c weather.Code) func(h *weather.Hour) {
		return func(h *weather.Hour) { rains(h, 2); h.Code = weather.Some(c) }
	}
	for name, c := range map[string]struct {
		change func(*weather.Hour, int)
		want   analysis.PrecipKind
	}{
		"drizzle codes are rain":               {afternoon(code(51)), analysis.Rain},
		"shower codes are showers":             {afternoon(code(80)), analysis.Shower},
		"thunder with rain is a thundershower": {afternoon(code(95)), analysis.Thundershower},
		"a hail code is no proof of hail":      {afternoon(code(96)), analysis.Thundershower},
		"the newest thunder code is thunder":   {afternoon(code(97)), analysis.Thundershower},
		"unstable air with showers thunders":   {afternoon(func(h *weather.Hour) { code(80)(h); h.CAPE = weather.Some(weather.JoulesPerKg(1500)) }), analysis.Thundershower},
		"snow by the snowfall column":          {afternoon(func(h *weather.Hour) { snows(h, 1) }), analysis.Snow},
		"half of the water as snow is sleet":   {afternoon(func(h *weather.Hour) { rains(h, 1); h.Snowfall = weather.Some(weather.Centimeters(0.35)) }), analysis.Sleet},
		"freezing codes are freezing rain":     {afternoon(func(h *weather.Hour) { code(66)(h); h.Temperature = weather.Some(weather.Celsius(-0.5)) }), analysis.FreezingRain},
		"rain on frost under warm air freezes": {afternoon(func(h *weather.Hour) {
			code(61)(h)
			h.Temperature = weather.Some(weather.Celsius(-1))
			h.P850.Temperature = weather.Some(weather.Celsius(3))
		}), analysis.FreezingRain},
		"without snowfall a low 0 ℃ level is snow": {afternoon(func(h *weather.Hour) {
			code(61)(h)
			h.Snowfall = weather.None[weather.Centimeters]()
			h.Temperature = weather.Some(weather.Celsius(1))
			h.FreezingLevel = weather.Some(weather.Meters(80))
		}), analysis.Snow},
		"without snowfall a middling level is sleet": {afternoon(func(h *weather.Hour) {
			code(61)(h)
			h.Snowfall = weather.None[weather.Centimeters]()
			h.Temperature = weather.Some(weather.Celsius(1))
			h.FreezingLevel = weather.Some(weather.Meters(300))
		}), analysis.Sleet},
		"a storm's amount is the news, thunder or not": {afternoon(func(h *weather.Hour) { code(95)(h); h.Precipitation = weather.Some(weather.Millimeters(20)) }), analysis.Rain},
	} {
		d := one(c.change)
		if len(d.Sky.Wet) != 1 || d.Sky.Wet[0].Kind != c.want {
			t.Errorf("%s: %+v", name, d.Sky.Wet)
		}
	}
}

func TestDryCodesAreDry(t *testing.T) {
	t.Parallel()
	d := one(func(h *weather.Hour, hour int) {
		if hour == 16 || hour == 17 {
			h.Code = weather.Some(weather.Code(95))
		}
		if hour == 5 {
			h.Code = weather.Some(weather.Code(85))
		}
	})
	if len(d.Sky.Wet) != 0 {
		t.Errorf("codes without an amount gave %+v", d.Sky.Wet)
	}
}

func TestRainIsPlacedInItsWindow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		from, to int // hours whose stamp is wet
		overcast bool
		want     analysis.When
		sky      analysis.Cloud
	}{
		"rain that ends at five turns fair":        {1, 5, false, analysis.Early, analysis.Clear},
		"rain in the evening comes after sunshine": {19, 23, false, analysis.Late, analysis.Clear},
		"rain all day": {2, 22, true, analysis.Throughout, analysis.Overcast},
		"rain out of an overcast sky is no change":  {13, 21, true, analysis.Within, analysis.Overcast},
		"rain at the end of an overcast day is one": {20, 23, true, analysis.Late, analysis.Overcast},
	} {
		d := one(func(h *weather.Hour, hour int) {
			if c.overcast {
				h.Cloud, h.CloudLow = weather.Some(weather.Percent(100)), weather.Some(weather.Percent(95))
			}
			if hour >= c.from && hour <= c.to {
				rains(h, 0.5)
			}
		})
		if len(d.Sky.Wet) != 1 || d.Sky.Wet[0].When != c.want || d.Sky.First != c.sky {
			t.Errorf("%s: %+v", name, d.Sky)
		}
	}
}

func TestARemainderOfYesterdaysRainIsNotNamedAgain(t *testing.T) {
	t.Parallel()
	o := analyse(fair(may, 4, func(h *weather.Hour, day, hour int) {
		if day == 1 && hour >= 14 && hour <= 21 {
			rains(h, 0.2)
		}
	}), analysis.Evening, 2)
	if len(o.Days[0].Sky.Wet) != 1 || len(o.Days[1].Sky.Wet) != 0 {
		t.Errorf("rain till 21 h gave %+v and %+v", o.Days[0].Sky.Wet, o.Days[1].Sky.Wet)
	}
	if got := o.Days[1].Rain.Or(-1); got != 0.2 {
		t.Errorf("the amount stays: %v", got)
	}
}

func TestSpellsAreJoinedAcrossMidnight(t *testing.T) {
	t.Parallel()
	o := analyse(fair(may, 6, func(h *weather.Hour, day, hour int) {
		i := 24*day + hour
		if i >= 24+20 && i <= 48+4 || i >= 48+14 && i <= 48+16 || i >= 96+10 && i <= 96+12 {
			rains(h, 1)
		}
	}), analysis.Calendar, 4)
	wet := eventsOf(o, analysis.EventWet)
	if len(wet) != 2 {
		t.Fatalf("got %d spells, want two: a gap of ten hours joins, one of two days does not", len(wet))
	}
	first := wet[0]
	if first.First != may.AddDays(1) || first.Last != may.AddDays(2) || first.Peak != may.AddDays(2) || first.Amount.Or(0) != 12 {
		t.Errorf("the first spell is %+v", first)
	}
}

func TestStepsOfSixHoursAreSpread(t *testing.T) {
	t.Parallel()
	f := fair(may, 3, nil)
	var wide []weather.Hour
	for i, h := range f.Hours {
		if i%6 == 2 { // 02, 08, 14, 20
			h.Span = 6 * 3600e9
			if i == 24+14 {
				rains(&h, 6)
			}
			wide = append(wide, h)
		}
	}
	f.Hours = wide
	o := analyse(f, analysis.Evening, 1)
	d := o.Days[0]
	if d.Rain.Or(-1) != 6 || len(d.Sky.Wet) != 1 || d.Sky.Wet[0].From.In(beijing).Hour() != 8 || d.Sky.Wet[0].To.In(beijing).Hour() != 14 {
		t.Errorf("6 mm in 08-14 gave %v and %+v", d.Rain, d.Sky.Wet)
	}
	if d.HighSure || !d.High.OK() {
		t.Errorf("high %v sure %v: wide steps give a high that is near, not sure", d.High, d.HighSure)
	}
}

func TestTheHourAtTheEndOfAForecastIsNotMissed(t *testing.T) {
	t.Parallel()
	f := fair(may, 3, nil) // ends at 23:00: the amount of 23-24 would be stamped 00:00
	o := analyse(f, analysis.Calendar, 2)
	if d := o.Days[1]; !d.Rain.OK() {
		t.Errorf("the last day has no amount: %+v", o.Missing)
	}
	f.Hours = f.Hours[:len(f.Hours)-2]
	if d := analyse(f, analysis.Calendar, 2).Days[1]; d.Rain.OK() {
		t.Error("two more hours are missing, yet the amount is known")
	}
}
