package replay_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"yubao/internal/remote"
	"yubao/internal/scenario"
	"yubao/internal/source/metno"
	"yubao/internal/source/openmeteo"
	"yubao/internal/source/replay"
	"yubao/internal/weather"
)

// start serves the constructed weeks at a moment.
func start(t *testing.T, o replay.Options) (*replay.Server, string) {
	t.Helper()
	if o.Recordings == nil {
		o.Recordings = replay.Scenarios()
	}
	s, err := replay.New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

func week(t *testing.T) scenario.Scenario {
	t.Helper()
	s, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func fixed(at time.Time) func() time.Time { return func() time.Time { return at } }

func get(t *testing.T, url string, header http.Header) (*http.Response, map[string]any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	json.Unmarshal(body, &answer)
	return res, answer
}

func TestOpenMeteoClientReadsTheWeekThroughTheServer(t *testing.T) {
	t.Parallel()
	w := week(t)
	server, url := start(t, replay.Options{Now: fixed(w.Issued)})
	source, err := openmeteo.New(openmeteo.Config{URL: url, AirURL: url, GeocodingURL: url, Air: true, Causes: true}, remote.New(remote.Options{Now: fixed(w.Issued)}))
	if err != nil {
		t.Fatal(err)
	}
	f, err := source.Forecast(t.Context(), w.Place, 7)
	if err != nil {
		t.Fatal(err)
	}
	want, err := openmeteo.Decode(w.Forecast(), w.Place, w.Issued)
	if err != nil {
		t.Fatal(err)
	}
	got := f.Hours[24 : 24+168] // yesterday comes first
	for i := range want.Hours {
		a, b := want.Hours[i], got[i]
		if !a.Valid.Equal(b.Valid) || a.Temperature != b.Temperature || a.Code != b.Code || a.P500.Height != b.P500.Height || a.WindFrom != b.WindFrom {
			t.Fatalf("hour %d: %+v, want %+v", i, b, a)
		}
		if d := a.Wind.Or(0) - b.Wind.Or(99); d > 0.006 || d < -0.006 {
			t.Fatalf("hour %d: wind %v, want %v", i, b.Wind, a.Wind)
		}
	}
	if !slices.Equal(want.Sun, f.Sun[1:8]) || !slices.Equal(want.Daily, f.Daily) {
		t.Errorf("sun %v, want %v; daily %v, want %v", f.Sun, want.Sun, f.Daily, want.Daily)
	}
	if len(f.Air) == 0 || len(f.Arms.FarWest) != len(f.Hours) {
		t.Errorf("%d hours of air, %d of the western arm", len(f.Air), len(f.Arms.FarWest))
	}
	if calls := server.Calls(); calls["/v1/forecast"] != 1 || calls["/v1/air-quality"] != 1 {
		t.Errorf("calls %v", calls)
	}
	if weight := server.Weight(); weight < 20 || weight > 60 {
		t.Errorf("weight %.1f", weight)
	}
}

func TestShiftedRecordingBeginsToday(t *testing.T) {
	t.Parallel()
	w := week(t)
	now := time.Date(2026, 11, 24, 8, 30, 0, 0, time.UTC)
	_, url := start(t, replay.Options{Now: fixed(now), Shift: true})
	client := remote.New(remote.Options{Now: fixed(now)})
	one, err := openmeteo.New(openmeteo.Config{URL: url}, client)
	if err != nil {
		t.Fatal(err)
	}
	two, err := metno.New(metno.Config{URL: url, UserAgent: "yubao/1.0 desk@example.org"}, client)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []weather.Source{one, two} {
		f, err := source.Forecast(t.Context(), w.Place, 6)
		if err != nil {
			t.Fatal(err)
		}
		known := slices.IndexFunc(f.Hours, func(h weather.Hour) bool { return h.Temperature.OK() && !h.Valid.Before(now) })
		if known < 0 || weather.DateOf(f.Hours[known].Valid, w.Place.Zone) != (weather.Date{Year: 2026, Month: 11, Day: 24}) {
			t.Errorf("%s: first hour from now on: %d", f.Source.ID, known)
		}
	}
}

func TestMannersOfOpenMeteo(t *testing.T) {
	t.Parallel()
	w := week(t)
	_, url := start(t, replay.Options{Now: fixed(w.Issued)})
	const here = "/v1/forecast?latitude=35.3&longitude=113.9"
	for _, c := range []struct {
		path, key string
		status    int
		want      any
	}{
		{"/v1/forecast", "", 200, nil},
		{here + "&hourly=temperature_2m", "utc_offset_seconds", 200, 0.0},
		{here + "&hourly=temperature_2m&timezone=Asia/Shanghai", "utc_offset_seconds", 200, 28800.0},
		{here + "&hourly=temperature_2m&timezone=Asia/Shanghai", "timezone_abbreviation", 200, "GMT+8"},
		{here + "&hourly=temperature_2m&timezone=auto", "timezone", 200, "Asia/Shanghai"},
		{here + "&timezone=Mars/Base", "reason", 400, "Invalid timezone"},
		{here + "&forecast_days=17", "reason", 400, "Forecast days is invalid. Allowed range 0 to 16. Given 17."},
		{here + "&hourly=temperture", "reason", 400, "Invalid value: Cannot initialize ForecastVariableHourly from invalid String value temperture"},
		{here + "&latitude=36", "reason", 400, "Parameter 'latitude' and 'longitude' must have the same number of elements"},
		{"/v1/forecast?latitude=200&longitude=1", "reason", 400, "Latitude must be in range of -90 to 90°. Given: 200.0."},
		{"/v1/search?name=Xin&count=0", "reason", 400, "Parameter count must be between 1 and 100."},
		{"/v2/forecast", "reason", 404, "Not Found"},
	} {
		res, answer := get(t, url+c.path, nil)
		if res.StatusCode != c.status || answer[c.key] != c.want {
			t.Errorf("%s: %d %v", c.path, res.StatusCode, answer)
		}
	}
	_, answer := get(t, url+here+"&hourly=weather_code&hourly=relative_humidity_850hPa,temperature_2m&wind_speed_unit=ms&temperature_unit=fahrenheit&timeformat=unixtime&timezone=Asia/Shanghai", nil)
	units := answer["hourly_units"].(map[string]any)
	if units["temperature_2m"] != "°F" || units["time"] != "unixtime" || units["relative_humidity_850hPa"] != "undefined" || len(units) != 4 {
		t.Errorf("units %v", units)
	}
}

func TestMannersOfMetNo(t *testing.T) {
	t.Parallel()
	w := week(t)
	now := w.Issued
	_, url := start(t, replay.Options{Now: func() time.Time { return now }})
	const path = "/weatherapi/locationforecast/2.0/complete?lat=35.3&lon=113.9"
	named := http.Header{"User-Agent": {"yubao/1.0 desk@example.org"}}
	if res, _ := get(t, url+path, nil); res.StatusCode != 403 {
		t.Errorf("generic user agent: %d", res.StatusCode)
	}
	if res, _ := get(t, url+path+"12345", named); res.StatusCode != 403 {
		t.Errorf("five decimals: %d", res.StatusCode)
	}
	res, _ := get(t, url+path, named)
	modified := res.Header.Get("Last-Modified")
	if res.StatusCode != 200 || modified == "" || res.Header.Get("Expires") == "" {
		t.Fatalf("%d %v", res.StatusCode, res.Header)
	}
	again := http.Header{"User-Agent": named["User-Agent"], "If-Modified-Since": {modified}}
	if res, _ := get(t, url+path, again); res.StatusCode != 304 {
		t.Errorf("conditional: %d", res.StatusCode)
	}
	now = now.Add(time.Hour)
	if res, _ := get(t, url+path, again); res.StatusCode != 200 {
		t.Errorf("conditional an hour later: %d", res.StatusCode)
	}
}

func TestProgrammeOfFailures(t *testing.T) {
	t.Parallel()
	fail, err := replay.Programme("502", "ok", "429-day", "empty")
	if err != nil {
		t.Fatal(err)
	}
	_, url := start(t, replay.Options{Now: fixed(week(t).Issued), Fail: fail})
	var statuses []int
	for range 5 {
		res, _ := get(t, url+"/v1/forecast?latitude=35.3&longitude=113.9&hourly=rain", nil)
		statuses = append(statuses, res.StatusCode)
	}
	if !slices.Equal(statuses, []int{502, 200, 429, 200, 502}) {
		t.Errorf("statuses %v", statuses)
	}
	if _, err := replay.Programme("sometimes"); err == nil {
		t.Error("an unknown failure was taken")
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	_, url := start(t, replay.Options{Places: []replay.Place{
		{ID: 1, Name: "新乡", Latitude: 35.3, Longitude: 113.93, Timezone: "Asia/Shanghai", Country: "中国", Admin1: "河南省", Admin2: "新乡市"},
		{ID: 2, Name: "新乡县", Latitude: 35.2, Longitude: 113.8},
	}})
	source, err := openmeteo.New(openmeteo.Config{GeocodingURL: url}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	found, err := source.Find(t.Context(), "新乡")
	if err != nil || len(found) != 2 || found[0].Zone != "Asia/Shanghai" || !slices.Equal(found[0].Admin, []string{"河南省", "新乡市"}) || found[1].Elevation.OK() {
		t.Errorf("%+v, %v", found, err)
	}
	if found, err := source.Find(t.Context(), "无此地"); err != nil || found != nil {
		t.Errorf("%+v, %v", found, err)
	}
}
