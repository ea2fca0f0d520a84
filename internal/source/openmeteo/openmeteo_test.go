package openmeteo_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
	"yubao/internal/source/openmeteo"
	"yubao/internal/source/sourcetest"
	"yubao/internal/weather"
)

func TestContract(t *testing.T) {
	t.Parallel()
	w := week(t)
	sourcetest.Run(t, sourcetest.Contract{
		New: func(t *testing.T, url, key string, timeout time.Duration, client *remote.Client) weather.Source {
			s, err := openmeteo.New(openmeteo.Config{URL: url, Key: secret.New(key), Timeout: timeout}, client)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Good: w.Forecast(), Place: w.Place,
	})
}

func source(t *testing.T, c openmeteo.Config, handle http.HandlerFunc) *openmeteo.Source {
	t.Helper()
	server := httptest.NewServer(handle)
	t.Cleanup(server.Close)
	c.URL, c.AirURL, c.GeocodingURL = server.URL, server.URL, server.URL
	s, err := openmeteo.New(c, remote.New(remote.Options{Backoff: time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRequestAsksForWhatABulletinNeeds(t *testing.T) {
	t.Parallel()
	w := week(t)
	var query map[string][]string
	s := source(t, openmeteo.Config{Causes: true, Models: []string{"ecmwf_ifs025", "gfs_seamless"}}, func(rw http.ResponseWriter, r *http.Request) {
		query = r.URL.Query()
		rw.Header().Set("Content-Type", "application/json")
		rw.Write(w.Forecast())
	})
	place := w.Place
	place.Elevation = weather.Some(weather.Meters(73))
	if _, err := s.Forecast(t.Context(), place, 7); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"latitude":  "35.3036,35.3036,35.3036,35.3036,35.3036,37.8036,32.8036",
		"longitude": "113.9268,108.9268,111.4268,116.4268,118.9268,113.9268,113.9268",
		"elevation": "73,nan,nan,nan,nan,nan,nan", "timezone": "Asia/Shanghai", "wind_speed_unit": "ms",
		"past_days": "1", "forecast_days": "8", "models": "ecmwf_ifs025,gfs_seamless",
	} {
		if got := strings.Join(query[key], "&"); got != want {
			t.Errorf("%s=%s, want %s", key, got, want)
		}
	}
	if !strings.Contains(query["hourly"][0], "geopotential_height_500hPa") || !strings.Contains(query["daily"][0], "sunset") {
		t.Errorf("columns %v %v", query["hourly"], query["daily"])
	}
}

func TestAPlaceNeedsANamedZone(t *testing.T) {
	t.Parallel()
	s := source(t, openmeteo.Config{}, func(http.ResponseWriter, *http.Request) { t.Error("asked without a zone") })
	place := week(t).Place
	place.Zone = time.Local
	if time.Local.String() != "Local" {
		t.Skip("the machine's zone has a name of its own")
	}
	_, err := s.Forecast(t.Context(), place, 7)
	if consequence, _, _ := retry.Of(err); err == nil || consequence != retry.GiveUp {
		t.Errorf("error %v", err)
	}
}

func TestForecastDoesNotFailForWantOfAir(t *testing.T) {
	t.Parallel()
	w := week(t)
	s := source(t, openmeteo.Config{Air: true}, func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		if r.URL.Path == "/v1/air-quality" {
			rw.WriteHeader(http.StatusBadGateway)
			return
		}
		rw.Write(w.Forecast())
	})
	a, err := s.Fetch(t.Context(), w.Place, 7)
	if err != nil || a.Air != nil || a.AirErr == nil {
		t.Errorf("air %d bytes, %v; %v", len(a.Air), a.AirErr, err)
	}
}

func TestQuotasSayHowLongTheyLast(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 4, 15, 7, 50, 30, 0, time.UTC)
	for name, want := range map[string]time.Duration{
		"429-minute.json": time.Minute, "429-hour.json": 9*time.Minute + 30*time.Second, "429-day.json": 16*time.Hour + 9*time.Minute + 30*time.Second,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(http.StatusTooManyRequests)
			rw.Write(sourcetest.Errors()[name])
		}))
		s, err := openmeteo.New(openmeteo.Config{URL: server.URL}, remote.New(remote.Options{Now: func() time.Time { return now }}))
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Forecast(t.Context(), week(t).Place, 7)
		if consequence, scope, wait := retry.Of(err); consequence != retry.Wait || scope != retry.ScopeChannel || wait < want || wait > want+10*time.Second {
			t.Errorf("%s: %v for %v, want %s", name, wait, scope, want)
		}
		server.Close()
	}
}

type fails func(*http.Request)

func (f fails) RoundTrip(r *http.Request) (*http.Response, error) {
	f(r)
	return nil, io.ErrUnexpectedEOF
}

func TestAKeyGoesToTheHostsOfPayingUsers(t *testing.T) {
	t.Parallel()
	var hosts []string
	client := remote.New(remote.Options{Tries: 1, Transport: fails(func(r *http.Request) {
		hosts = append(hosts, r.URL.Host)
		if r.URL.Query().Get("apikey") != "abc" {
			t.Error("no key in the request")
		}
	})})
	var c openmeteo.Config
	c.Default()
	c.Key = secret.New("abc")
	s, err := openmeteo.New(c, client)
	if err != nil {
		t.Fatal(err)
	}
	s.Forecast(t.Context(), week(t).Place, 7)
	s.Find(t.Context(), "新乡")
	if strings.Join(hosts, " ") != "customer-api.open-meteo.com customer-geocoding-api.open-meteo.com" {
		t.Errorf("hosts %v", hosts)
	}
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	if _, err := openmeteo.New(openmeteo.Config{URL: "api.open-meteo.com", Timeout: -1}, nil); err == nil || !strings.Contains(err.Error(), "url 不是网址") || !strings.Contains(err.Error(), "timeout") {
		t.Errorf("error %v", err)
	}
	var c openmeteo.Config
	c.Default()
	if err := errors.Join(c.Validate()); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}
