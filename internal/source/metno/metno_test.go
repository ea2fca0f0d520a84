package metno_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/source/metno"
	"yubao/internal/source/sourcetest"
	"yubao/internal/weather"
)

const agent = "yubao/1.0 desk@example.org"

func TestContract(t *testing.T) {
	t.Parallel()
	w, body := week(t)
	sourcetest.Run(t, sourcetest.Contract{
		New: func(t *testing.T, url, _ string, timeout time.Duration, client *remote.Client) weather.Source {
			s, err := metno.New(metno.Config{URL: url, UserAgent: agent, Timeout: timeout}, client)
			if err != nil {
				t.Fatal(err)
			}
			return s
		},
		Good: body, Place: w.Place,
	})
}

func TestTermsOfServiceAreKept(t *testing.T) {
	t.Parallel()
	w, body := week(t)
	now := w.Issued.UTC()
	const modified = "Mon, 15 Apr 2024 07:58:03 GMT"
	var requests []*http.Request
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		requests = append(requests, r)
		rw.Header().Set("Expires", now.Add(30*time.Minute).Format(http.TimeFormat))
		if r.Header.Get("If-Modified-Since") == modified {
			rw.WriteHeader(http.StatusNotModified)
			return
		}
		rw.Header().Set("Last-Modified", modified)
		rw.Header().Set("Content-Type", "application/json")
		rw.Write(body)
	}))
	defer server.Close()
	s, err := metno.New(metno.Config{URL: server.URL, UserAgent: agent}, remote.New(remote.Options{Now: func() time.Time { return now }}))
	if err != nil {
		t.Fatal(err)
	}
	place := w.Place
	place.Latitude, place.Longitude, place.Elevation = 35.30361234, 113.92678901, weather.Some(weather.Meters(73.4))
	for range 3 {
		if _, err := s.Forecast(t.Context(), place, 6); err != nil {
			t.Fatal(err)
		}
	}
	if len(requests) != 1 {
		t.Errorf("%d requests before Expires", len(requests))
	}
	now = now.Add(31 * time.Minute)
	f, err := s.Forecast(t.Context(), place, 6)
	if err != nil || len(requests) != 2 || !f.Fetched.Equal(now) {
		t.Errorf("after Expires: %d requests, fetched %s, %v", len(requests), f.Fetched, err)
	}
	first := requests[0]
	if got := first.URL.RawQuery; got != "altitude=73&lat=35.3036&lon=113.9268" {
		t.Errorf("query %s", got)
	}
	if first.Header.Get("User-Agent") != agent {
		t.Errorf("user agent %s", first.Header.Get("User-Agent"))
	}
}

func TestARefusedUserAgentStopsTheSource(t *testing.T) {
	t.Parallel()
	w, _ := week(t)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { http.Error(rw, "403 Forbidden", 403) }))
	defer server.Close()
	s, err := metno.New(metno.Config{URL: server.URL, UserAgent: agent}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Forecast(t.Context(), w.Place, 6)
	if consequence, scope, _ := retry.Of(err); consequence != retry.GiveUp || scope != retry.ScopeChannel {
		t.Errorf("%v %v: %v", consequence, scope, err)
	}
}

func TestUserAgentMustNameAContact(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "yubao", "yubao/1.0"} {
		if _, err := metno.New(metno.Config{UserAgent: bad}, nil); err == nil || !strings.Contains(err.Error(), "联系方式") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
