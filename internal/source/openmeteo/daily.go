package openmeteo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"yubao/internal/weather"
)

// dailyRow is what we take from the daily block. The block is the service's own
// arithmetic over calendar days, holes included, so nothing else of it is used.
type dailyRow struct {
	date      weather.Date
	low, high weather.Maybe[weather.Celsius]
}

var dailyColumns = map[string]column[dailyRow]{
	"temperature_2m_min": {temperature, into(func(r *dailyRow) *weather.Maybe[weather.Celsius] { return &r.low })},
	"temperature_2m_max": {temperature, into(func(r *dailyRow) *weather.Maybe[weather.Celsius] { return &r.high })},
}

// sunTolerance is how far from noon of its date a sunrise or sunset may lie; polar
// days and nights come with stamps of no meaning.
const sunTolerance = 36 * time.Hour

// readDaily adds sunrise, sunset and the daily check to f. An answer without a
// daily block, or with an empty one, has neither.
func readDaily(f *weather.Forecast, b block) error {
	if count(b.columns["time"]) == 0 {
		return nil
	}
	rows, _, faults, err := series(b, dailyColumns, func(r *dailyRow, t time.Time) { r.date = dateOf(t, b.offset) })
	if err != nil {
		return fmt.Errorf("daily: %w", err)
	}
	f.Faults = append(f.Faults, faults...)
	if len(faults) > 0 {
		return nil // the sun columns can no longer be told apart by date
	}
	for _, r := range rows {
		if r.low.OK() || r.high.OK() {
			f.Daily = append(f.Daily, weather.DailyCheck{Date: r.date, Low: r.low, High: r.high})
		}
	}
	f.Sun, err = suns(b, rows)
	return err
}

func suns(b block, rows []dailyRow) ([]weather.Sun, error) {
	rise, set := b.columns["sunrise"], b.columns["sunset"]
	if rise == nil && set == nil {
		return nil, nil
	}
	sun := make([]weather.Sun, len(rows))
	for i, r := range rows {
		sun[i].Date = r.date
	}
	if err := sunColumn(b, "sunrise", rise, sun, func(s *weather.Sun) *weather.Maybe[time.Time] { return &s.Rise }); err != nil {
		return nil, err
	}
	return sun, sunColumn(b, "sunset", set, sun, func(s *weather.Sun) *weather.Maybe[time.Time] { return &s.Set })
}

func sunColumn(b block, name string, column json.RawMessage, sun []weather.Sun, field func(*weather.Sun) *weather.Maybe[time.Time]) error {
	if column == nil {
		return nil
	}
	if n := count(column); n != len(sun) {
		return fmt.Errorf("daily: column %s has %d values for %d times", name, n, len(sun))
	}
	for i, cell := range cells(column) {
		if bytes.Equal(cell, []byte("null")) || bytes.Equal(cell, []byte(`""`)) {
			continue
		}
		t, real, err := moment(cell, b.offset)
		if err == nil && !real {
			err = errors.New("no such moment")
		}
		if err != nil {
			return fmt.Errorf("daily: column %s, value %d: %w", name, i, err)
		}
		noon := sun[i].Date.At(12, time.UTC).Add(-b.offset)
		if t.Sub(noon).Abs() <= sunTolerance {
			*field(&sun[i]) = weather.Some(t)
		}
	}
	return nil
}
