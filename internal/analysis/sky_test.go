package analysis_test

import (
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// cover sets the cloud of an hour: layered as most cloud is.
func cover(h *weather.Hour, low, mid, high, total float64) {
	h.CloudLow, h.CloudMid = weather.Some(weather.Percent(low)), weather.Some(weather.Percent(mid))
	h.CloudHigh, h.Cloud = weather.Some(weather.Percent(high)), weather.Some(weather.Percent(total))
}

func TestSkyIsNamedInTheOrderOfDecision(t *testing.T) {
	t.Parallel()
	clear := func(h *weather.Hour) { cover(h, 0, 5, 10, 10) }
	cloudy := func(h *weather.Hour) { cover(h, 20, 45, 50, 65) }
	grey := func(h *weather.Hour) { cover(h, 95, 80, 80, 100) }
	cirrus := func(h *weather.Hour) { cover(h, 0, 10, 100, 100) }
	type states []struct {
		until int
		set   func(*weather.Hour)
	}
	for name, c := range map[string]struct {
		states states
		want   string
	}{
		"one state all day":                         {states{{24, clear}}, "晴"},
		"full cirrus is cloudy, not overcast":       {states{{24, cirrus}}, "多云"},
		"low cloud is overcast":                     {states{{24, grey}}, "阴"},
		"an hour of cloud is nothing":               {states{{12, clear}, {13, cloudy}, {24, clear}}, "晴"},
		"one change in time":                        {states{{13, clear}, {24, cloudy}}, "晴转多云"},
		"a change may join any two":                 {states{{12, grey}, {24, clear}}, "阴转晴"},
		"a clearing over three states is one":       {states{{9, grey}, {15, cloudy}, {24, clear}}, "阴转晴"},
		"a smaller part in between":                 {states{{10, clear}, {14, cloudy}, {24, clear}}, "晴间多云"},
		"cloud for most of the day with a gap":      {states{{10, cloudy}, {14, clear}, {24, cloudy}}, "多云间晴"},
		"a near tie without order":                  {states{{9, cloudy}, {14, clear}, {18, cloudy}, {24, clear}}, "多云到晴"},
		"overcast and clear by turns is in between": {states{{6, grey}, {12, clear}, {18, grey}, {24, clear}}, "多云"},
	} {
		d := one(func(h *weather.Hour, hour int) {
			for _, s := range c.states {
				if hour < s.until {
					s.set(h)
					return
				}
			}
		})
		got := clouds[d.Sky.First] + links[d.Sky.Relation] + clouds[d.Sky.Second]
		if got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestSkyWithoutLayersOrCover(t *testing.T) {
	t.Parallel()
	none := weather.None[weather.Percent]()
	bare := func(total weather.Maybe[weather.Percent], code weather.Maybe[weather.Code]) analysis.Sky {
		return one(func(h *weather.Hour, hour int) {
			h.Cloud, h.CloudLow, h.CloudMid, h.CloudHigh, h.Code = total, none, none, none, code
		}).Sky
	}
	some := func(v float64) weather.Maybe[weather.Percent] { return weather.Some(weather.Percent(v)) }
	code := func(c int) weather.Maybe[weather.Code] { return weather.Some(weather.Code(c)) }
	for name, c := range map[string]struct {
		sky  analysis.Sky
		want analysis.Cloud
	}{
		"little cloud counts as clear": {bare(some(40), code(1)), analysis.Clear},
		"six tenths are cloudy":        {bare(some(55), code(2)), analysis.Cloudy},
		"nine tenths are overcast":     {bare(some(90), code(3)), analysis.Overcast},
		"the code speaks alone":        {bare(none, code(2)), analysis.Cloudy},
		"fog tells nothing of the sky": {bare(none, code(45)), analysis.CloudUnknown},
		"no cover and no code":         {bare(none, weather.None[weather.Code]()), analysis.CloudUnknown},
	} {
		if c.sky.First != c.want {
			t.Errorf("%s: %+v", name, c.sky)
		}
	}
}

func TestMurkNeedsMoreThanVisibility(t *testing.T) {
	t.Parallel()
	night := func(visibility, humidity, wind float64) func(h *weather.Hour, hour int) {
		return func(h *weather.Hour, hour int) {
			if hour < 8 {
				h.Visibility, h.Humidity = weather.Some(weather.Meters(visibility)), weather.Some(weather.Percent(humidity))
				h.Wind, h.Code = weather.Some(weather.MetersPerSecond(wind)), weather.Some(weather.Code(45))
			}
		}
	}
	for name, c := range map[string]struct {
		change func(*weather.Hour, int)
		want   []analysis.MurkKind
	}{
		"fog in damp and still air":        {night(300, 98, 1), []analysis.MurkKind{analysis.Fog}},
		"a fog code in dry air is none":    {night(800, 40, 1), nil},
		"no fog in a fresh wind":           {night(300, 98, 6), nil},
		"mist at night":                    {night(3000, 97, 1), []analysis.MurkKind{analysis.Mist}},
		"low visibility in snow is no fog": {func(h *weather.Hour, hour int) { night(500, 98, 1)(h, hour); snows(h, 0.5) }, nil},
		"low visibility alone is no haze":  {func(h *weather.Hour, hour int) { h.Visibility = weather.Some(weather.Meters(3000)) }, nil},
		"dry gale with low visibility":     {func(h *weather.Hour, hour int) { night(2000, 20, 11)(h, hour) }, []analysis.MurkKind{analysis.BlowingSand}},
	} {
		var got []analysis.MurkKind
		for _, m := range one(c.change).Sky.Murk {
			got = append(got, m.Kind)
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func TestHazeAndDustByParticles(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		pm25, pm10, humidity, wind, visibility float64
		want                                   []analysis.MurkKind
	}{
		"fine particles in dry air are haze":      {150, 200, 60, 1.5, 4000, []analysis.MurkKind{analysis.Haze}},
		"clean air with low visibility is not":    {20, 40, 60, 1.5, 4000, nil},
		"coarse particles in a light wind float":  {90, 500, 25, 3, 5000, []analysis.MurkKind{analysis.FloatingDust}},
		"coarse particles in a strong wind blow":  {150, 1500, 20, 11, 900, []analysis.MurkKind{analysis.BlowingSand}},
		"a sandstorm needs particles of its own":  {300, 4000, 15, 15, 600, []analysis.MurkKind{analysis.Sandstorm}},
		"particles in clear sight are not a word": {90, 500, 25, 3, 20000, nil},
	} {
		f := fair(may, 3, func(h *weather.Hour, day, hour int) {
			h.Humidity, h.Wind = weather.Some(weather.Percent(c.humidity)), weather.Some(weather.MetersPerSecond(c.wind))
			h.Visibility = weather.Some(weather.Meters(c.visibility))
		})
		for i := range f.Hours {
			f.Air = append(f.Air, weather.AirHour{
				Valid: f.Hours[i].Valid, PM25: weather.Some(weather.Micrograms(c.pm25)), PM10: weather.Some(weather.Micrograms(c.pm10)),
			})
		}
		var got []analysis.MurkKind
		for _, m := range analyse(f, analysis.Calendar, 1).Days[0].Sky.Murk {
			got = append(got, m.Kind)
		}
		if len(got) != len(c.want) || len(got) > 0 && got[0] != c.want[0] {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
