package source

import (
	"bytes"
	"fmt"
	"time"

	"yubao/internal/source/metno"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

// Decode reads a saved answer of any source that yubao knows. The answer of MET
// Norway is told by its timeseries; everything else is tried as Open-Meteo, whose
// reader also says best what a body is that is no forecast.
func Decode(data []byte, place weather.Place, fetched time.Time) (weather.Forecast, error) {
	if bytes.Contains(data, []byte(`"timeseries"`)) {
		return metno.Decode(data, place, fetched)
	}
	return openmeteo.Decode(data, place, fetched)
}

// Read makes the forecast of an answer, with its air quality. Air quality that
// cannot be read is left out, as a forecast is whole without it; the error says why.
func Read(a weather.Answer, place weather.Place) (f weather.Forecast, airErr, err error) {
	if f, err = Decode(a.Body, place, a.Fetched); err != nil {
		return weather.Forecast{}, nil, err
	}
	f.Answer = a
	if a.Air == nil {
		return f, a.AirErr, nil
	}
	if f.Air, airErr = openmeteo.DecodeAir(a.Air); airErr != nil {
		airErr = fmt.Errorf("air quality of %s: %w", place.ID, airErr)
	}
	return f, airErr, nil
}
