package metno

import (
	"strings"

	"yubao/internal/weather"
)

// phase is what falls under a symbol.
type phase int

const (
	dry phase = iota
	rain
	sleet
	snow
)

// symbol is what a symbol code says.
type symbol struct {
	code   weather.Code
	phase  phase
	shower bool
}

// skies are the symbols without precipitation
// (https://api.met.no/weatherapi/weathericon/2.0/documentation).
var skies = map[string]weather.Code{"clearsky": 0, "fair": 1, "partlycloudy": 2, "cloudy": 3, "fog": 45}

// falls has the WMO codes of the light, middle and heavy kind, steady and in showers.
// Sleet has codes in WMO table 4677, though Open-Meteo sends none of them.
var falls = map[string]struct {
	phase           phase
	steady, showers [3]weather.Code
}{
	"rain":  {rain, [3]weather.Code{61, 63, 65}, [3]weather.Code{80, 81, 82}},
	"sleet": {sleet, [3]weather.Code{68, 69, 69}, [3]weather.Code{83, 84, 84}},
	"snow":  {snow, [3]weather.Code{71, 73, 75}, [3]weather.Code{85, 86, 86}},
}

const thunder weather.Code = 95

// parseSymbol reads a symbol code such as heavyrainshowersandthunder_day. Two are
// misspelt for ever, lightssleetshowersandthunder and lightssnowshowersandthunder.
func parseSymbol(text string) (symbol, bool) {
	name, _, _ := strings.Cut(text, "_")
	if code, ok := skies[name]; ok {
		return symbol{code: code}, true
	}
	name, thunders := strings.CutSuffix(name, "andthunder")
	name, shower := strings.CutSuffix(name, "showers")
	grade := 1
	if rest, light := strings.CutPrefix(name, "light"); light {
		grade, name = 0, rest
		if misspelt := strings.TrimPrefix(rest, "s"); misspelt == "sleet" || misspelt == "snow" {
			name = misspelt
		}
	} else if rest, heavy := strings.CutPrefix(name, "heavy"); heavy {
		grade, name = 2, rest
	}
	fall, ok := falls[name]
	if !ok {
		return symbol{}, false
	}
	s := symbol{code: fall.steady[grade], phase: fall.phase, shower: shower}
	if shower {
		s.code = fall.showers[grade]
	}
	if thunders {
		s.code = thunder
	}
	return s, true
}

// snowDepth is the fresh snow in cm that a millimetre of water makes, as Open-Meteo
// reckons (7 cm for 10 mm); the service gives water only.
const snowDepth = 0.7

// divide gives the amount of a span to the kinds that its symbol names. Sleet is
// taken as half water, half snow.
func (s symbol) divide(h *weather.Hour, amount float64) {
	liquid, frozen := amount, 0.0
	switch s.phase {
	case sleet:
		liquid, frozen = amount/2, amount/2
	case snow:
		liquid, frozen = 0, amount
	}
	h.Snowfall = weather.Some(weather.Centimeters(frozen * snowDepth))
	h.Rain, h.Showers = weather.Some(weather.Millimeters(liquid)), weather.Some(weather.Millimeters(0))
	if s.shower {
		h.Rain, h.Showers = h.Showers, h.Rain
	}
}
