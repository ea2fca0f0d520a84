// Package metno reads forecasts of MET Norway's Locationforecast 2.0
// (https://api.met.no/weatherapi/locationforecast/2.0/documentation). It is the
// fallback: it has neither free air, visibility nor an all-sky UV index, outside the
// Nordic area neither gusts nor probability, and steps six hours wide after two and
// a half days. What it lacks stays missing.
package metno

import "yubao/internal/weather"

// SourceID names this source in a forecast's attribution and in the configuration.
const SourceID = "metno"

// attribution is what the licence asks for (https://api.met.no/doc/License).
var attribution = weather.Attribution{
	ID:      SourceID,
	Name:    "MET Norway",
	Credit:  "MET Norway 数值预报（CC BY 4.0）",
	Licence: "https://creativecommons.org/licenses/by/4.0/",
}
