package analysis_test

import (
	"slices"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// air gives a day the same concentrations in every hour: PM2.5, PM10, O3, NO2, SO2, CO.
func air(values ...float64) weather.Maybe[analysis.AQI] {
	f := fair(may, 3, nil)
	for i := range f.Hours {
		h := weather.AirHour{Valid: f.Hours[i].Valid}
		for k, at := range []*weather.Maybe[weather.Micrograms]{&h.PM25, &h.PM10, &h.O3, &h.NO2, &h.SO2, &h.CO} {
			if k < len(values) && values[k] >= 0 {
				*at = weather.Some(weather.Micrograms(values[k]))
			}
		}
		f.Air = append(f.Air, h)
	}
	return analyse(f, analysis.Evening, 1).Days[0].Air
}

func TestAirQualityIndex(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		values  []float64
		index   int
		cat     int
		primary []string
	}{
		"PM2.5 75 is 114 since 2026":          {[]float64{75, 50, 50, 20, 10, 500}, 114, 3, []string{"PM2.5"}},
		"PM10 150 is 112":                     {[]float64{20, 150, 50, 20, 10, 500}, 112, 3, []string{"PM10"}},
		"PM2.5 60 is 100":                     {[]float64{60, 50, 50, 20, 10, 500}, 100, 2, []string{"PM2.5"}},
		"O3 160 is 100":                       {[]float64{20, 50, 160, 20, 10, 500}, 100, 2, []string{"O3"}},
		"CO counts in mg":                     {[]float64{10, 10, 10, 10, 10, 4000}, 100, 2, []string{"CO"}},
		"halves round to even":                {[]float64{60.5, 10, 10, 10, 10, 100}, 100, 2, []string{"PM2.5"}},
		"clean air has no primary pollutant":  {[]float64{30, 40, 50, 20, 10, 500}, 43, 1, nil},
		"the cleanest air is 1":               {[]float64{0, 0, 0, 0, 0, 0}, 1, 1, nil},
		"ties are listed together":            {[]float64{60, 120, 50, 20, 10, 500}, 100, 2, []string{"PM2.5", "PM10"}},
		"the scale ends at 500":               {[]float64{900, 50, 50, 20, 10, 500}, 500, 6, []string{"PM2.5"}},
		"much ozone keeps 300":                {[]float64{20, 50, 900, 20, 10, 500}, 300, 5, []string{"O3"}},
		"particles alone tell when above 100": {[]float64{115, 50}, 150, 3, []string{"PM2.5"}},
	} {
		got, ok := air(c.values...).Get()
		if !ok || got.Index != c.index || got.Category != c.cat || !slices.Equal(got.Primary, c.primary) {
			t.Errorf("%s: %+v %v", name, got, ok)
		}
	}
	if got := air(40, 50); got.OK() {
		t.Errorf("particles alone below 100 gave %+v", got)
	}
	if got := air(); got.OK() {
		t.Errorf("no data gave %+v", got)
	}
}

func TestUVHasTheChineseGrades(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		index float64
		whole int
		grade analysis.UVGrade
	}{{0.4, 0, 1}, {2.49, 2, 1}, {2.5, 3, 2}, {4.4, 4, 2}, {6.4, 6, 3}, {6.5, 7, 4}, {9.49, 9, 4}, {9.5, 10, 5}, {12, 12, 5}} {
		d := one(func(h *weather.Hour, hour int) { h.UV = weather.Some(weather.UVIndex(c.index)) })
		if uv, ok := d.UV.Get(); !ok || uv.Index != weather.Some(c.whole) || uv.Grade != c.grade {
			t.Errorf("%v: %+v", c.index, d.UV)
		}
	}
	d := one(func(h *weather.Hour, hour int) {
		if hour >= 9 && hour <= 15 {
			h.UV = weather.None[weather.UVIndex]()
		}
	})
	if d.UV.OK() {
		t.Errorf("without the noon hours the index is %+v", d.UV)
	}
}
