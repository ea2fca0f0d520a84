package scenario_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"testing"
	"time"

	"yubao/internal/scenario"
	"yubao/internal/weather"
)

func TestEveryScenarioCanBeOpened(t *testing.T) {
	t.Parallel()
	all := scenario.All()
	if len(all) != 13 {
		t.Fatalf("got %d scenarios, want 13", len(all))
	}
	for _, want := range all {
		s, err := scenario.Open(want.Name)
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(s.Forecast()) {
			t.Errorf("%s: forecast is no JSON", s.Name)
		}
		if air := s.Air(); air != nil && !json.Valid(air) {
			t.Errorf("%s: air quality is no JSON", s.Name)
		}
		if s.Days < 2 || s.Title == "" || s.Issued.In(s.Place.Zone).Hour() != 16 {
			t.Errorf("%s: %d days, title %q, issued %v", s.Name, s.Days, s.Title, s.Issued)
		}
	}
}

func TestModelWeekIsIssuedOnFifteenApril(t *testing.T) {
	t.Parallel()
	s, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Issued.Format(time.RFC3339); got != "2024-04-15T16:00:00+08:00" {
		t.Errorf("issued %s", got)
	}
	if s.First != (weather.Date{Year: 2024, Month: time.April, Day: 16}) || s.Days != 6 {
		t.Errorf("outlook from %s over %d days", s.First, s.Days)
	}
	day := s.Truth().Days[4]
	if !day.Sky.Strict || day.Sky.Any[0] != "阴天有小雨" || day.Low.Or(0) != 10 {
		t.Errorf("truth of the 19th: %+v", day)
	}
	for _, name := range s.Variants() {
		if body, err := s.File(name); err != nil || !json.Valid(body) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAnUnknownScenarioIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := scenario.Open("snow-in-july"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
