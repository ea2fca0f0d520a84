package metno_test

import (
	"bytes"
	"math"
	"strings"
	"testing"
	"time"

	"yubao/internal/scenario"
	"yubao/internal/source/metno"
	"yubao/internal/source/openmeteo"
	"yubao/internal/source/sourcetest"
	"yubao/internal/weather"
)

var fetched = time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)

func week(t testing.TB) (scenario.Scenario, []byte) {
	t.Helper()
	s, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	body, err := s.File("metno-complete.json")
	if err != nil {
		t.Fatal(err)
	}
	return s, body
}

// The same weather is told by both services, so each value can be checked.
func TestTheWeekReadsAsFromOpenMeteo(t *testing.T) {
	t.Parallel()
	s, body := week(t)
	f, err := metno.Decode(body, s.Place, fetched)
	if err != nil {
		t.Fatal(err)
	}
	other, err := openmeteo.Decode(s.Forecast(), s.Place, fetched)
	if err != nil {
		t.Fatal(err)
	}
	at := map[int64]weather.Hour{}
	for _, h := range other.Hours {
		at[h.Valid.Unix()] = h
	}
	for i, h := range f.Hours {
		o, ok := at[h.Valid.Unix()]
		if !ok {
			t.Fatalf("hour %s is not in the other forecast", h.Valid)
		}
		if v, ok := h.Temperature.Get(); ok && v != o.Temperature.Or(-99) {
			t.Errorf("%s: temperature %v, want %v", h.Valid, v, o.Temperature)
		}
		if v, ok := h.Wind.Get(); ok && math.Abs(float64(v-o.Wind.Or(-99))) > 0.06 {
			t.Errorf("%s: wind %v, want %v", h.Valid, v, o.Wind)
		}
		if v, ok := h.Precipitation.Get(); ok {
			var want weather.Millimeters
			for d := time.Duration(0); d < h.Span; d += time.Hour {
				want += at[h.Valid.Add(-d).Unix()].Precipitation.Or(0)
			}
			if math.Abs(float64(v-want)) > 0.051 {
				t.Errorf("%s: %v mm in %s, want %v", h.Valid, v, h.Span, want)
			}
		}
		if h.UV.OK() || h.Visibility.OK() || h.P500.Height.OK() {
			t.Errorf("%s has a value that the service does not give", h.Valid)
		}
		if i > 0 && !h.Valid.After(f.Hours[i-1].Valid) {
			t.Errorf("hour %d out of order", i)
		}
	}
	if last := f.Hours[len(f.Hours)-1]; last.Span != 6*time.Hour || !last.Precipitation.OK() || !last.Highest.OK() {
		t.Errorf("last hour %+v", last)
	}
	if f.Hours[0].Precipitation.OK() {
		t.Error("the first hour has an amount although the series looks forward")
	}
	if f.Offset != 8*time.Hour || f.GridLongitude != 113.93 || f.Issued.Or(time.Time{}).Format(time.RFC3339) != "2024-04-15T07:58:03Z" {
		t.Errorf("offset %s, longitude %v, issued %v", f.Offset, f.GridLongitude, f.Issued)
	}
}

func entry(stamp, symbol, amount string) string {
	return `{"time":"` + stamp + `","data":{"instant":{"details":{"air_temperature":-1.0}},"next_1_hours":{"summary":{"symbol_code":"` + symbol + `"},"details":{"precipitation_amount":` + amount + `}}}}`
}

func series(entries ...string) []byte {
	return []byte(`{"type":"Feature","geometry":{"coordinates":[113.9,35.3,73]},"properties":{"meta":{"units":{"air_temperature":"celsius","precipitation_amount":"mm"}},"timeseries":[` + strings.Join(entries, ",") + `]}}`)
}

func TestSymbols(t *testing.T) {
	t.Parallel()
	s, _ := week(t)
	cases := []struct {
		symbol                string
		code                  weather.Code
		rain, showers, snowCM float64
	}{
		{"clearsky_day", 0, 2, 0, 0},
		{"partlycloudy_polartwilight", 2, 2, 0, 0},
		{"fog", 45, 2, 0, 0},
		{"lightrain", 61, 2, 0, 0},
		{"heavyrainshowers_day", 82, 0, 2, 0},
		{"rainandthunder", 95, 2, 0, 0},
		{"sleet", 69, 1, 0, 0.7},
		{"heavysnow", 75, 0, 0, 1.4},
		{"lightsnowshowers_night", 85, 0, 0, 1.4},
		{"lightssnowshowersandthunder_day", 95, 0, 0, 1.4},
		{"lightssleetshowersandthunder_day", 95, 0, 1, 0.7},
	}
	for _, c := range cases {
		f, err := metno.Decode(series(entry("2024-01-15T00:00:00Z", c.symbol, "2.0")), s.Place, fetched)
		if err != nil {
			t.Fatal(err)
		}
		h := f.Hours[1]
		if h.Code != weather.Some(c.code) || float64(h.Rain.Or(-1)) != c.rain || float64(h.Showers.Or(-1)) != c.showers || float64(h.Snowfall.Or(-1)) != c.snowCM || h.Precipitation.Or(-1) != 2 {
			t.Errorf("%s: %+v", c.symbol, h)
		}
	}
	f, err := metno.Decode(series(entry("2024-01-15T00:00:00Z", "frogs", "2.0")), s.Place, fetched)
	if h := f.Hours[1]; err != nil || h.Code.OK() || h.Rain.OK() || h.Precipitation.Or(-1) != 2 {
		t.Errorf("unknown symbol: %+v, %v", h, err)
	}
}

func TestAHoleKeepsTheAmountOfTheHourBeforeIt(t *testing.T) {
	t.Parallel()
	s, _ := week(t)
	f, err := metno.Decode(series(entry("2024-01-15T00:00:00Z", "rain", "2.0"), entry("2024-01-15T04:00:00Z", "rain", "1.0")), s.Place, fetched)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Hours) != 4 || f.Hours[1].Temperature.OK() || f.Hours[1].Precipitation.Or(0) != 2 || f.Hours[2].Precipitation.OK() {
		t.Errorf("%+v", f.Hours)
	}
}

func TestStampsThatCannotStandBecomeFaults(t *testing.T) {
	t.Parallel()
	s, _ := week(t)
	f, err := metno.Decode(series(
		entry("2024-02-29T23:00:00Z", "rain", "1"), entry("2024-02-30T00:00:00Z", "rain", "1"),
		entry("2024-02-29T23:00:00Z", "rain", "1"), entry("2024-02-29T20:00:00Z", "rain", "1")), s.Place, fetched)
	if err != nil || len(f.Faults) != 3 || f.Faults[0].Kind != weather.Unreal || f.Faults[1].Kind != weather.Repeated || f.Faults[2].Kind != weather.Backward {
		t.Errorf("faults %v, %v", f.Faults, err)
	}
}

func TestBodiesThatAreNoForecastSayWhatTheyAre(t *testing.T) {
	t.Parallel()
	s, body := week(t)
	for name, broken := range sourcetest.Errors() {
		if _, err := metno.Decode(broken, s.Place, fetched); err == nil {
			t.Errorf("%s was read as a forecast", name)
		}
	}
	for text, want := range map[string]string{
		"": "empty", "<html>": "HTML", "{}": "timeseries is empty", string(body[:2000]): "broken within", "[1]": "unexpected shape",
		string(series(entry("soon", "rain", "1"))):                                           "time 0",
		string(bytes.Replace(body, []byte(`"celsius"`), []byte(`"fahrenheit"`), 1)):          `unknown unit "fahrenheit"`,
		`{"properties":{"timeseries":[` + entry("2024-01-15T00:00:00Z", "rain", "1") + `]}}`: "names no point",
	} {
		if _, err := metno.Decode([]byte(text), s.Place, fetched); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want one with %q", err, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	s, body := week(f)
	f.Add(body)
	f.Add(series(entry("2024-02-30T00:00:00Z", "lightrain", "0.3")))
	for _, body := range sourcetest.Errors() {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		forecast, err := metno.Decode(body, s.Place, fetched)
		if err == nil && len(forecast.Hours)+len(forecast.Faults) == 0 {
			t.Error("no error and no hours")
		}
		for i := 1; i < len(forecast.Hours); i++ {
			if !forecast.Hours[i].Valid.After(forecast.Hours[i-1].Valid) {
				t.Fatal("hours out of order")
			}
		}
	})
}
