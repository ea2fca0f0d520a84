package metno

import (
	"fmt"
	"time"

	"yubao/internal/remote"
	"yubao/internal/weather"
)

// answer is the body of compact and complete. A value that is missing has no key.
type answer struct {
	Geometry struct {
		Coordinates []float64 `json:"coordinates"` // longitude, latitude, height
	} `json:"geometry"`
	Properties struct {
		Meta struct {
			UpdatedAt time.Time         `json:"updated_at"`
			Units     map[string]string `json:"units"`
		} `json:"meta"`
		Series []entry `json:"timeseries"`
	} `json:"properties"`
}

// entry is a moment, with what comes after it.
type entry struct {
	Time string `json:"time"`
	Data struct {
		Instant struct {
			Details instant `json:"details"`
		} `json:"instant"`
		NextHour     *ahead `json:"next_1_hours"`
		NextSixHours *ahead `json:"next_6_hours"`
	} `json:"data"`
}

type instant struct {
	Temperature *float64 `json:"air_temperature"`
	DewPoint    *float64 `json:"dew_point_temperature"`
	Humidity    *float64 `json:"relative_humidity"`
	Pressure    *float64 `json:"air_pressure_at_sea_level"`
	Cloud       *float64 `json:"cloud_area_fraction"`
	CloudLow    *float64 `json:"cloud_area_fraction_low"`
	CloudMid    *float64 `json:"cloud_area_fraction_medium"`
	CloudHigh   *float64 `json:"cloud_area_fraction_high"`
	Wind        *float64 `json:"wind_speed"`
	WindFrom    *float64 `json:"wind_from_direction"`
	Gust        *float64 `json:"wind_speed_of_gust"`
}

// ahead is the span that begins at an entry.
type ahead struct {
	Summary struct {
		Symbol string `json:"symbol_code"`
	} `json:"summary"`
	Details struct {
		Amount *float64 `json:"precipitation_amount"`
		PoP    *float64 `json:"probability_of_precipitation"`
		Low    *float64 `json:"air_temperature_min"`
		High   *float64 `json:"air_temperature_max"`
	} `json:"details"`
}

// wanted has the only unit each of our values may be in; the service has never sent
// another, and a new one must not be guessed at.
var wanted = map[string]string{
	"air_temperature": "celsius", "air_temperature_min": "celsius", "air_temperature_max": "celsius", "dew_point_temperature": "celsius",
	"relative_humidity": "%", "air_pressure_at_sea_level": "hPa",
	"cloud_area_fraction": "%", "cloud_area_fraction_low": "%", "cloud_area_fraction_medium": "%", "cloud_area_fraction_high": "%",
	"wind_speed": "m/s", "wind_speed_of_gust": "m/s", "wind_from_direction": "degrees",
	"precipitation_amount": "mm", "probability_of_precipitation": "%",
}

// Decode reads an answer of compact or complete for place. The amounts, which look
// forward in the answer, stand at the end of their span as in every Forecast. The
// error says what the body is when it is no forecast; it carries no consequence.
func Decode(data []byte, place weather.Place, fetched time.Time) (weather.Forecast, error) {
	f, err := decode(data, place, fetched)
	if err != nil {
		return weather.Forecast{}, fmt.Errorf("read met.no answer: %w", err)
	}
	return f, nil
}

func decode(data []byte, place weather.Place, fetched time.Time) (weather.Forecast, error) {
	var a answer
	if err := remote.Unmarshal(data, &a); err != nil {
		return weather.Forecast{}, err
	}
	at := a.Geometry.Coordinates
	switch {
	case len(a.Properties.Series) == 0:
		return weather.Forecast{}, fmt.Errorf("%w: its timeseries is empty", weather.ErrNotForecast)
	case len(at) < 2:
		return weather.Forecast{}, fmt.Errorf("%w: it names no point", weather.ErrNotForecast)
	}
	for name, unit := range a.Properties.Meta.Units {
		if want, ours := wanted[name]; ours && unit != want {
			return weather.Forecast{}, fmt.Errorf("%s: unknown unit %q", name, unit)
		}
	}
	_, offset := fetched.In(place.Zone).Zone()
	f := weather.Forecast{
		Place: place, Source: attribution, Fetched: fetched,
		GridLatitude: at[1], GridLongitude: at[0],
		Offset: time.Duration(offset) * time.Second, // times are UTC; days are cut by us
	}
	if issued := a.Properties.Meta.UpdatedAt; !issued.IsZero() {
		f.Issued = weather.Some(issued.UTC())
	}
	series, faults, err := stamped(a.Properties.Series)
	if err != nil {
		return weather.Forecast{}, err
	}
	f.Faults, f.Hours = faults, hours(series)
	return f, nil
}

// moment is an entry whose stamp stands.
type moment struct {
	entry
	at time.Time
}

// stamped reads the stamps; those that cannot stand become faults.
func stamped(series []entry) ([]moment, []weather.Fault, error) {
	var faults []weather.Fault
	good := make([]moment, 0, len(series))
	for i, e := range series {
		t, err := time.Parse(time.RFC3339, e.Time)
		kind, bad := weather.Unreal, err != nil
		switch {
		case err != nil && !unreal(e.Time):
			return nil, nil, fmt.Errorf("time %d: %w", i, err)
		case err == nil && len(good) > 0 && !t.After(good[len(good)-1].at):
			kind, bad = weather.Backward, true
			if t.Equal(good[len(good)-1].at) {
				kind = weather.Repeated
			}
		}
		if bad {
			faults = append(faults, weather.Fault{Kind: kind, Stamp: e.Time})
			continue
		}
		good = append(good, moment{e, t.UTC()})
	}
	return good, faults, nil
}

// unreal reports a stamp whose only flaw is a day that its month does not have.
func unreal(stamp string) bool {
	const day = len("2006-01-")
	if len(stamp) < day+2 {
		return false
	}
	first, err := time.Parse(time.RFC3339, stamp[:day]+"01"+stamp[day+2:])
	n := int(stamp[day]-'0')*10 + int(stamp[day+1]-'0')
	return err == nil && stamp[day] >= '0' && stamp[day+1] >= '0' && n <= 31 && first.AddDate(0, 0, n-1).Month() != first.Month()
}
