package openmeteo

import "fmt"

// quantity is what a column measures; it decides which units may stand there.
type quantity int

const (
	temperature quantity = iota // ℃
	speed                       // m/s
	depth                       // mm of water
	snowDepth                   // cm of snow
	percent
	direction // degrees
	weatherCode
	length // m
	pressure
	energy
	uvIndex
	concentration // µg/m³
)

func same(v float64) float64 { return v }

// units maps the unit strings that the service sends to conversions into ours.
// Odd spellings (mp/h) are the service's own. "undefined" is handled by the reader.
var units = map[quantity]map[string]func(float64) float64{
	temperature: {"°C": same, "°F": func(v float64) float64 { return (v - 32) * 5 / 9 }},
	speed: {
		"m/s":  same,
		"km/h": func(v float64) float64 { return v / 3.6 },
		"mp/h": milesPerHour, "mph": milesPerHour,
		"kn": knots, "kt": knots,
	},
	depth:       {"mm": same, "inch": func(v float64) float64 { return v * 25.4 }},
	snowDepth:   {"cm": same, "inch": func(v float64) float64 { return v * 2.54 }},
	percent:     {"%": same},
	direction:   {"°": same},
	weatherCode: {"wmo code": same},
	length:      {"m": same, "ft": func(v float64) float64 { return v * 0.3048 }},
	pressure:    {"hPa": same},
	energy:      {"J/kg": same},
	uvIndex:     {"": same},
	// The service writes the Greek letter; the sign of the same look is taken as well.
	concentration: {"μg/m³": same, "µg/m³": same},
}

func milesPerHour(v float64) float64 { return v * 0.44704 }
func knots(v float64) float64        { return v * 1852 / 3600 }

// conversion returns how values of a column become ours. A column without a unit
// is refused: guessing it is how Fahrenheit gets printed as Celsius.
func (b block) conversion(name string, q quantity) (func(float64) float64, error) {
	unit, ok := b.units[name]
	if !ok {
		return nil, fmt.Errorf("column %s has no unit", name)
	}
	convert, ok := units[q][unit]
	if !ok {
		return nil, fmt.Errorf("column %s: unknown unit %q", name, unit)
	}
	return convert, nil
}
