package openmeteo_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yubao/internal/scenario"
	"yubao/internal/source/openmeteo"
	"yubao/internal/source/sourcetest"
	"yubao/internal/weather"
)

var fetched = time.Date(2024, 4, 15, 7, 50, 0, 0, time.UTC)

func week(t testing.TB) scenario.Scenario {
	t.Helper()
	s, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func decode(t testing.TB, s scenario.Scenario, file string) weather.Forecast {
	t.Helper()
	body, err := s.File(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := openmeteo.Decode(body, s.Place, fetched)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return f
}

func TestEveryScenarioDecodesToWholeDays(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		f := decode(t, s, "forecast.json")
		if len(f.Hours)%24 != 0 || len(f.Hours) < 24*s.Days {
			t.Errorf("%s: %d hours for %d days", s.Name, len(f.Hours), s.Days)
		}
		if len(f.Faults) > 0 || len(f.Sun)*24 != len(f.Hours) {
			t.Errorf("%s: faults %v, %d days of sun", s.Name, f.Faults, len(f.Sun))
		}
	}
}

// The daily block is the service's own arithmetic over the same hours, so it checks
// the reading of units, signs and time without a second reader.
func TestHoursGiveTheDailyLowAndHigh(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		if s.Name == "missing-hours-202409" || s.Name == "uv-null-16d-202405" {
			continue // the service forgets what stands before a hole
		}
		f := decode(t, s, "forecast.json")
		for _, d := range f.Daily {
			low, high := math.Inf(1), math.Inf(-1)
			for _, h := range f.Hours {
				if v, ok := h.Temperature.Get(); ok && weather.DateOf(h.Valid, s.Place.Zone) == d.Date {
					low, high = min(low, float64(v)), max(high, float64(v))
				}
			}
			if float64(d.Low.Or(99)) != low || float64(d.High.Or(99)) != high {
				t.Errorf("%s %s: hours %.1f..%.1f, daily %v..%v", s.Name, d.Date, low, high, d.Low, d.High)
			}
		}
	}
}

func TestOtherFormsOfTheWeekReadAlike(t *testing.T) {
	t.Parallel()
	s := week(t)
	want := decode(t, s, "forecast.json")
	near := cmp.Comparer(func(a, b weather.MetersPerSecond) bool { return math.Abs(float64(a-b)) < 0.02 })
	exported := cmp.Exporter(func(reflect.Type) bool { return true })
	for _, file := range []string{"forecast-ms.json", "forecast-unixtime.json", "forecast-utc.json"} {
		got := decode(t, s, file)
		if file == "forecast-utc.json" {
			if got.Offset != 0 || !got.Hours[0].Valid.Equal(want.Hours[8].Valid) {
				t.Errorf("%s: offset %s, first hour %s", file, got.Offset, got.Hours[0].Valid)
			}
			continue
		}
		if diff := cmp.Diff(want, got, near, exported, cmp.Comparer(func(a, b *time.Location) bool { return a == b })); diff != "" {
			t.Errorf("%s differs:\n%s", file, diff)
		}
	}
}

func TestSeveralPlacesGiveTheNearest(t *testing.T) {
	t.Parallel()
	s := week(t)
	for name, at := range map[string][2]float64{"新乡": {35.30, 113.93}, "辉县": {35.46, 113.80}, "封丘": {35.04, 114.42}} {
		place := s.Place
		place.Latitude, place.Longitude = at[0], at[1]
		body, _ := s.File("forecast-three-places.json")
		f, err := openmeteo.Decode(body, place, fetched)
		if err != nil {
			t.Fatal(err)
		}
		if d := weather.Kilometers(at[0], at[1], f.GridLatitude, f.GridLongitude); d > 20 {
			t.Errorf("%s: cell %.2f %.2f is %.0f km away", name, f.GridLatitude, f.GridLongitude, d)
		}
		if f.Arms.West != nil || f.Arms.North != nil {
			t.Errorf("%s: a neighbouring town was taken for an arm", name)
		}
	}
}

func TestSeveralModelsGiveThePreferredOne(t *testing.T) {
	t.Parallel()
	s := week(t)
	one, two := decode(t, s, "forecast.json"), decode(t, s, "forecast-two-models.json")
	if two.Model != "ecmwf_ifs025" {
		t.Errorf("model %q", two.Model)
	}
	for i, h := range two.Hours {
		if h.Temperature != one.Hours[i].Temperature || h.Cloud != one.Hours[i].Cloud || h.WindFrom != one.Hours[i].WindFrom {
			t.Fatalf("hour %d is not that of the preferred model", i)
		}
		if h.UV.OK() {
			t.Fatalf("hour %d has a UV index although no model has one", i)
		}
	}
}

func TestNextModelFillsAColumnThatThePreferredLacks(t *testing.T) {
	t.Parallel()
	f, err := openmeteo.Decode([]byte(`{"latitude":35.3,"longitude":113.9,"utc_offset_seconds":28800,
		"hourly_units":{"time":"iso8601","uv_index_ecmwf_ifs025":"","uv_index_gfs_seamless":"","uv_index_clear_sky":"","temperature_2m_gfs_seamless":"°C","temperature_2m_ecmwf_ifs025":"°C"},
		"hourly":{"time":["2024-04-15T00:00","2024-04-15T01:00"],"uv_index_ecmwf_ifs025":[null,null],"uv_index_gfs_seamless":[1.5,null],"uv_index_clear_sky":[9,9],
		"temperature_2m_gfs_seamless":[1,1],"temperature_2m_ecmwf_ifs025":[null,-0.4]}}`), week(t).Place, fetched)
	if err != nil {
		t.Fatal(err)
	}
	if f.Hours[0].UV != weather.Some(weather.UVIndex(1.5)) || f.Hours[1].UV.OK() {
		t.Errorf("UV %v %v", f.Hours[0].UV, f.Hours[1].UV)
	}
	if f.Hours[0].Temperature.OK() || f.Hours[1].Temperature != weather.Some(weather.Celsius(-0.4)) {
		t.Errorf("temperature %v %v", f.Hours[0].Temperature, f.Hours[1].Temperature)
	}
}

func TestUnitsComeFromTheAnswer(t *testing.T) {
	t.Parallel()
	cases := []struct {
		column, unit, value string
		get                 func(weather.Hour) float64
		want                float64
	}{
		{"temperature_2m", "°F", "50", func(h weather.Hour) float64 { return float64(h.Temperature.Or(99)) }, 10},
		{"wind_speed_10m", "mp/h", "10", func(h weather.Hour) float64 { return float64(h.Wind.Or(99)) }, 4.4704},
		{"wind_speed_10m", "kn", "10", func(h weather.Hour) float64 { return float64(h.Wind.Or(99)) }, 5.14444},
		{"windspeed_10m", "km/h", "36", func(h weather.Hour) float64 { return float64(h.Wind.Or(99)) }, 10},
		{"precipitation", "inch", "0.5", func(h weather.Hour) float64 { return float64(h.Precipitation.Or(99)) }, 12.7},
		{"snowfall", "inch", "2", func(h weather.Hour) float64 { return float64(h.Snowfall.Or(99)) }, 5.08},
		{"visibility", "ft", "1000", func(h weather.Hour) float64 { return float64(h.Visibility.Or(99)) }, 304.8},
		{"geopotential_height_500hPa", "m", "5792", func(h weather.Hour) float64 { return float64(h.P500.Height.Or(99)) }, 5792},
		{"weather_code", "wmo code", "97", func(h weather.Hour) float64 { return float64(h.Code.Or(0)) }, 97},
		{"weather_code", "wmo code", "120", func(h weather.Hour) float64 { return float64(h.Code.Or(0)) }, -1},
	}
	for _, c := range cases {
		f, err := openmeteo.Decode(oneColumn(c.column, c.unit, c.value), week(t).Place, fetched)
		if err != nil {
			t.Errorf("%s in %s: %v", c.column, c.unit, err)
		} else if got := c.get(f.Hours[0]); math.Abs(got-c.want) > 1e-4 {
			t.Errorf("%s %s %s = %v, want %v", c.column, c.value, c.unit, got, c.want)
		}
	}
	for _, unit := range []string{"K", "m/s", ""} {
		if _, err := openmeteo.Decode(oneColumn("temperature_2m", unit, "1"), week(t).Place, fetched); err == nil || !strings.Contains(err.Error(), "unknown unit") {
			t.Errorf("temperature in %q: error %v", unit, err)
		}
	}
}

func oneColumn(name, unit, value string) []byte {
	return fmt.Appendf(nil, `{"latitude":35.3,"longitude":113.9,"utc_offset_seconds":28800,"hourly_units":{"time":"iso8601",%q:%q},"hourly":{"time":["2024-04-15T00:00"],%q:[%s]}}`, name, unit, name, value)
}

func TestStampsThatCannotStandBecomeFaults(t *testing.T) {
	t.Parallel()
	body := `{"latitude":35.3,"longitude":113.9,"utc_offset_seconds":28800,"hourly_units":{"time":"iso8601","temperature_2m":"°C"},
		"hourly":{"time":["2024-02-29T23:00","2024-02-30T00:00","2024-02-29T23:00","2024-02-29T22:00","2024-03-01T00:00"],"temperature_2m":[1,2,3,4,5]}}`
	f, err := openmeteo.Decode([]byte(body), week(t).Place, fetched)
	if err != nil {
		t.Fatal(err)
	}
	want := []weather.Fault{{Kind: weather.Unreal, Stamp: "2024-02-30T00:00"}, {Kind: weather.Repeated, Stamp: "2024-02-29T23:00"}, {Kind: weather.Backward, Stamp: "2024-02-29T22:00"}}
	if !slices.Equal(f.Faults, want) {
		t.Errorf("faults %v", f.Faults)
	}
	if len(f.Hours) != 2 || f.Hours[1].Temperature != weather.Some(weather.Celsius(5)) {
		t.Errorf("hours kept: %v", f.Hours)
	}
}

func TestBodiesThatAreNoForecastSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	says := map[string]string{
		"200-cut-off.txt": "broken within", "200-empty-arrays.json": "no hourly", "200-empty-body.txt": "empty",
		"200-streaming-error.txt": "timeoutReached", "502-nginx.html": "HTML", "504-nginx.html": "HTML",
	}
	bodies := sourcetest.Errors()
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		want := says[name]
		if want == "" {
			var reply struct{ Reason string }
			if err := json.Unmarshal(bodies[name], &reply); err != nil {
				t.Fatal(err)
			}
			want = reply.Reason
		}
		if _, err := openmeteo.Decode(bodies[name], week(t).Place, fetched); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", name, err, want)
		}
	}
	others := map[string]string{
		`null`: "neither hourly nor daily", `[]`: "no place", `{"hourly":{"time":[]},"latitude":1,"longitude":1,"utc_offset_seconds":0}`: "empty",
		`{"results":[]}`: "neither hourly nor daily", `{"latitude":1,"longitude":1,"utc_offset_seconds":0,"hourly":{"x":[1]}}`: "no time column",
		`{"latitude":1,"longitude":1,"hourly":{"time":["2024-04-15T00:00"]}}`:                                                                                      "utc_offset_seconds",
		`{"latitude":1,"longitude":1,"utc_offset_seconds":0,"hourly_units":{"temperature_2m":"°C"},"hourly":{"time":["2024-04-15T00:00"],"temperature_2m":[1,2]}}`: "2 values for 1 times",
		`{"latitude":1,"longitude":1,"utc_offset_seconds":0,"hourly_units":{"temperature_2m":"°C"},"hourly":{"time":["2024-04-15T00:00"],"temperature_2m":"1"}}`:   "values for 1 times",
		`{"latitude":1,"longitude":1,"utc_offset_seconds":0,"hourly_units":{"temperature_2m":"°C"},"hourly":{"time":["2024-04-15T00:00"],"temperature_2m":["x"]}}`: "invalid syntax",
		`{"latitude":1,"longitude":1,"utc_offset_seconds":0,"hourly":{"time":["2024-04-15T00:00"],"temperature_2m":[1]}}`:                                          "no unit",
		`{"latitude":1,"longitude":1,"utc_offset_seconds":0,"hourly":{"time":["15 April"],"temperature_2m":[1]}}`:                                                  "neither unix seconds nor ISO 8601",
	}
	for body, want := range others {
		if _, err := openmeteo.Decode([]byte(body), week(t).Place, fetched); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want one with %q", body, err, want)
		}
	}
}

func TestArmsAreFoundInOneAnswer(t *testing.T) {
	t.Parallel()
	s := week(t)
	var base map[string]any
	if err := json.Unmarshal(s.Forecast(), &base); err != nil {
		t.Fatal(err)
	}
	var places []map[string]any
	place := func(dLat, dLon float64) {
		copied := maps.Clone(base)
		copied["latitude"], copied["longitude"] = s.Place.Latitude+dLat+0.2, s.Place.Longitude+dLon-0.1
		places = append(places, copied)
	}
	place(0, 0)
	for _, o := range weather.ArmOffsets {
		place(o.Latitude, o.Longitude)
	}
	body, err := json.Marshal(places)
	if err != nil {
		t.Fatal(err)
	}
	f, err := openmeteo.Decode(body, s.Place, fetched)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range weather.ArmOffsets {
		if arm := *o.In(&f.Arms); len(arm) != len(f.Hours) || arm[0].P500 != f.Hours[0].P500 {
			t.Errorf("arm %d has %d hours", i, len(arm))
		}
	}
}

func TestAirQuality(t *testing.T) {
	t.Parallel()
	s := week(t)
	hours, err := openmeteo.DecodeAir(s.Air())
	if err != nil {
		t.Fatal(err)
	}
	if len(hours) != 120 || !hours[0].PM25.OK() || !hours[0].PM10.OK() || hours[0].O3.OK() {
		t.Errorf("%d hours, first %+v", len(hours), hours[0])
	}
	if want := s.Issued; weather.DateOf(hours[0].Valid, s.Place.Zone) != weather.DateOf(want, s.Place.Zone) {
		t.Errorf("first hour %s", hours[0].Valid)
	}
}

func FuzzDecode(f *testing.F) {
	s := week(f)
	for _, name := range append(s.Variants(), "forecast.json", "air-quality.json") {
		body, err := s.File(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, body := range sourcetest.Errors() {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		forecast, err := openmeteo.Decode(body, s.Place, fetched)
		if err == nil && len(forecast.Hours)+len(forecast.Faults) == 0 {
			t.Error("no error and no hours")
		}
		for i := 1; i < len(forecast.Hours); i++ {
			if !forecast.Hours[i].Valid.After(forecast.Hours[i-1].Valid) {
				t.Fatal("hours out of order")
			}
		}
		openmeteo.DecodeAir(body)
	})
}

func BenchmarkDecode(b *testing.B) {
	s := week(b)
	body := s.Forecast()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := openmeteo.Decode(body, s.Place, fetched); err != nil {
			b.Fatal(err)
		}
	}
}
