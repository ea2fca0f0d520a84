// Package openmeteo reads forecasts, air quality and place names from Open-Meteo
// (https://open-meteo.com/en/docs). It trusts the answer's own units block and
// utc_offset_seconds, keeps null missing, and takes from the daily block only
// sunrise, sunset and the low and high that the gate compares with the hours.
package openmeteo

import "yubao/internal/weather"

// SourceID names this source in a forecast's attribution and in the configuration.
const SourceID = "openmeteo"

// attribution is what CC BY 4.0 asks for (https://open-meteo.com/en/licence).
var attribution = weather.Attribution{
	ID:      SourceID,
	Name:    "Open-Meteo",
	Credit:  "Open-Meteo 数值预报（CC BY 4.0）",
	Licence: "https://creativecommons.org/licenses/by/4.0/",
}
