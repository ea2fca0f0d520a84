package openmeteo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"

	"yubao/internal/remote"
	"yubao/internal/weather"
)

// answer is the body of the forecast and air-quality API for one place. Columns
// stay raw: their names depend on the request, and null must stay missing.
type answer struct {
	Error       bool                       `json:"error"`
	Reason      string                     `json:"reason"`
	Latitude    *float64                   `json:"latitude"`
	Longitude   *float64                   `json:"longitude"`
	Elevation   weather.Maybe[float64]     `json:"elevation"`
	Offset      *int                       `json:"utc_offset_seconds"`
	HourlyUnits map[string]string          `json:"hourly_units"`
	Hourly      map[string]json.RawMessage `json:"hourly"`
	Current     struct {
		Time json.RawMessage `json:"time"`
	} `json:"current"`
	DailyUnits map[string]string          `json:"daily_units"`
	Daily      map[string]json.RawMessage `json:"daily"`
}

// Decode reads an answer of the forecast API for place. An answer for several
// places is an array: the element whose grid cell is nearest to the place is taken,
// and those that lie where the arms of the place are become its arms. The error
// says what the body is when it is no forecast; it carries no consequence.
func Decode(data []byte, place weather.Place, fetched time.Time) (weather.Forecast, error) {
	answers, err := Open(data)
	if err != nil {
		return weather.Forecast{}, err
	}
	return answers.Forecast(place, fetched)
}

// Answers is one body of the forecast API, for one place or several, for callers that
// read several places out of it. It keeps the body and is safe for concurrent use.
type Answers struct{ places []answer }

// Open reads a body; see Decode.
func Open(data []byte) (Answers, error) {
	answers, err := parse(data)
	if err != nil {
		return Answers{}, fmt.Errorf("read open-meteo answer: %w", err)
	}
	return Answers{answers}, nil
}

// Forecast reads the forecast of one place; see Decode.
func (a Answers) Forecast(place weather.Place, fetched time.Time) (weather.Forecast, error) {
	forecast, err := assemble(a.places, nearest(a.places, place), place, fetched)
	if err != nil {
		return weather.Forecast{}, fmt.Errorf("read open-meteo answer: %w", err)
	}
	return forecast, nil
}

// DecodeAir reads an answer of the air-quality API; of several places the first.
func DecodeAir(data []byte) ([]weather.AirHour, error) {
	answers, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("read open-meteo air quality: %w", err)
	}
	hours, _, _, err := series(answers[0].hourly(), air, func(h *weather.AirHour, t time.Time) { h.Valid = t })
	if err != nil {
		return nil, fmt.Errorf("read open-meteo air quality: %w", err)
	}
	return hours, nil
}

// parse reads the body into at least one answer that is not an error.
func parse(data []byte) ([]answer, error) {
	var answers []answer
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		err = remote.Unmarshal(data, &answers)
	} else {
		answers = make([]answer, 1)
		err = remote.Unmarshal(data, &answers[0])
	}
	if i := bytes.LastIndex(data, []byte(streamingError)); err != nil && i >= 0 {
		return nil, fmt.Errorf("%w: the service failed while sending: %s", remote.ErrBroken, remote.Excerpt(data[i+len(streamingError):]))
	}
	if err != nil {
		return nil, err
	}
	if len(answers) == 0 {
		return nil, fmt.Errorf("%w: no place", weather.ErrNotForecast)
	}
	for i := range answers {
		if answers[i].Error {
			return nil, &ServiceError{Reason: remote.Excerpt([]byte(answers[i].Reason))}
		}
	}
	return answers, nil
}

// ServiceError is what the service says instead of a forecast, in its own English.
type ServiceError struct{ Reason string }

func (e *ServiceError) Error() string { return "the service reports an error: " + e.Reason }

// streamingError is what the service appends to a body when it fails half way.
const streamingError = "Unexpected error while streaming data:"

func (a answer) offset() time.Duration {
	if a.Offset == nil {
		return 0
	}
	return time.Duration(*a.Offset) * time.Second
}

func (a answer) hourly() block { return block{a.HourlyUnits, a.Hourly, a.offset()} }
func (a answer) daily() block  { return block{a.DailyUnits, a.Daily, a.offset()} }

// nearest returns the index of the answer whose cell is nearest to place. The cell
// is not the point asked for, but the answer does not repeat that point.
func nearest(answers []answer, place weather.Place) int {
	best, least := 0, math.Inf(1)
	for i, a := range answers {
		if a.Latitude == nil || a.Longitude == nil {
			continue
		}
		if d := weather.Kilometers(place.Latitude, place.Longitude, *a.Latitude, *a.Longitude); d < least {
			best, least = i, d
		}
	}
	return best
}

func assemble(answers []answer, main int, place weather.Place, fetched time.Time) (weather.Forecast, error) {
	a := answers[main]
	switch {
	case a.Hourly == nil && a.Daily == nil:
		return weather.Forecast{}, fmt.Errorf("%w: neither hourly nor daily values", weather.ErrNotForecast)
	case a.Hourly == nil:
		return weather.Forecast{}, fmt.Errorf("%w: no hourly values", weather.ErrNotForecast)
	case a.Latitude == nil || a.Longitude == nil:
		return weather.Forecast{}, fmt.Errorf("%w: it names no grid cell", weather.ErrNotForecast)
	case a.Offset == nil:
		return weather.Forecast{}, fmt.Errorf("%w: it states no utc_offset_seconds", weather.ErrNotForecast)
	}
	if len(candidates(a.hourly(), hourly)) == 0 && count(a.Hourly["time"]) > 0 {
		return weather.Forecast{}, fmt.Errorf("%w: none of its hourly columns is of the weather", weather.ErrNotForecast)
	}
	hours, models, faults, err := series(a.hourly(), hourly, func(h *weather.Hour, t time.Time) { h.Valid = t })
	if err != nil {
		return weather.Forecast{}, err
	}
	setSpan(hours)
	if ground, ok := a.Elevation.Get(); ok && !place.Elevation.OK() && math.Abs(ground) < 9000 {
		place.Elevation = weather.Some(weather.Meters(ground))
	}
	f := weather.Forecast{
		Place: place, Source: attribution, Model: strings.Join(models, ", "), Fetched: fetched,
		GridLatitude: *a.Latitude, GridLongitude: *a.Longitude, Offset: a.offset(),
		Hours: hours, Faults: faults,
	}
	if now, real, err := moment(a.Current.Time, f.Offset); err == nil && real {
		f.AsOf = weather.Some(now)
	}
	if err := readDaily(&f, a.daily()); err != nil {
		return weather.Forecast{}, err
	}
	if f.Arms, err = arms(answers, main, place); err != nil {
		return weather.Forecast{}, err
	}
	return f, nil
}

// setSpan gives every hour the step of the series: one hour, or what the request
// asked for (temporal_resolution), in which case amounts are for the wider step.
func setSpan(hours []weather.Hour) {
	step := time.Hour
	for i := 1; i < len(hours); i++ {
		if d := hours[i].Valid.Sub(hours[i-1].Valid); i == 1 || d < step {
			step = d
		}
	}
	for i := range hours {
		hours[i].Span = step
	}
}
