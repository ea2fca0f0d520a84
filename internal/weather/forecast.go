// Package weather has the words that forecasts are made of: places, dates,
// quantities with their units, and a Forecast as a source delivers it. It knows
// nothing of any service, of Chinese, or of what is worth printing.
package weather

import (
	"context"
	"errors"
	"time"
)

// Place is where a forecast is for.
type Place struct {
	ID        string  // key in the configuration
	Name      string  // 新乡
	Called    string  // how the paper's own readers call it: 我市
	Latitude  float64 // degrees north
	Longitude float64 // degrees east
	Elevation Maybe[Meters]
	Zone      *time.Location // the zone in which days are cut and times printed; never nil
}

// Source makes forecasts from one service.
//
// Forecast returns an error that carries its consequence (package retry). It is
// safe for concurrent use.
type Source interface {
	Forecast(ctx context.Context, place Place, days int) (Forecast, error)
}

// ErrNotForecast says that an answer is whole, and no forecast: hours, place or zone
// are not in it.
var ErrNotForecast = errors.New("the answer is no forecast")

// Answer is what a service sent for a place, as received, for keeping.
type Answer struct {
	Source  string    `json:"source"` // Attribution.ID
	Fetched time.Time `json:"fetched"`
	Body    []byte    `json:"body"`
	Air     []byte    `json:"air,omitempty"` // air quality, nil when there is none
	AirErr  error     `json:"-"`             // why there is no air quality although it was asked for
}

// Attribution says where a forecast comes from, as licences and the law ask for.
type Attribution struct {
	ID      string // openmeteo, metno, station
	Name    string // Open-Meteo
	Credit  string // the words to print: Open-Meteo 数值预报（CC BY 4.0）
	Licence string // link to the licence
}

// Forecast is what one source says about one place. Its hours are in order of
// time without repeats; they may have holes, and every value may be missing.
type Forecast struct {
	Place                       Place
	Source                      Attribution
	Model                       string
	Fetched                     time.Time        // when the answer was received
	AsOf                        Maybe[time.Time] // the moment that the answer itself calls now, if it does
	Issued                      Maybe[time.Time] // when the model run or bulletin was made, if the source says so
	GridLatitude, GridLongitude float64          // the cell the values are for, not the place asked for
	Offset                      time.Duration    // the zone offset the source cut its days with
	Hours                       []Hour
	Air                         []AirHour
	Sun                         []Sun
	Daily                       []DailyCheck
	Arms                        Arms
	Faults                      []Fault // stamps of the answer that could not be taken as they stand
	Answer                      Answer  // what it was read from, for keeping; empty when not kept
	LastGood                    bool    // an earlier answer, used because no source gave a new one; Fetched is its own time
}

// Fault is a stamp in a source's answer that could be mended only by guessing: the
// values that belong to it were left out. Whether that matters is for the gate.
type Fault struct {
	Kind  FaultKind
	Stamp string // as the source wrote it
}

// FaultKind says what is wrong with a stamp.
type FaultKind int

// The kinds of fault.
const (
	Unreal   FaultKind = iota // a day or hour that does not exist: 30 February
	Repeated                  // the same moment a second time
	Backward                  // earlier than the stamp before it
)

// Hour is the weather at a moment and in the span that ends there.
type Hour struct {
	Valid time.Time     // the moment of the instantaneous values, and the end of Span
	Span  time.Duration // what amounts, gust and probability are for; one hour unless the source steps wider

	Temperature, DewPoint, FeelsLike     Maybe[Celsius]
	Lowest, Highest                      Maybe[Celsius] // air temperature in Span, from sources that step wider than an hour
	Humidity                             Maybe[Percent]
	Precipitation, Rain, Showers         Maybe[Millimeters] // in Span; Precipitation is the sum of all kinds, melted
	Snowfall                             Maybe[Centimeters] // depth in Span
	PoP                                  Maybe[Percent]     // chance of more than 0.1 mm in Span
	Code                                 Maybe[Code]
	Cloud, CloudLow, CloudMid, CloudHigh Maybe[Percent]
	Visibility                           Maybe[Meters]
	Wind                                 Maybe[MetersPerSecond] // mean at 10 m
	WindFrom                             Maybe[Degrees]
	Gust                                 Maybe[MetersPerSecond] // greatest in Span
	UV                                   Maybe[UVIndex]
	CAPE                                 Maybe[JoulesPerKg]
	Pressure                             Maybe[Hectopascals]
	FreezingLevel                        Maybe[Meters]
	P850, P700, P500                     Level
}

// Level is the free air on a pressure surface.
type Level struct {
	Height      Maybe[Geopotential]
	Temperature Maybe[Celsius]
	Humidity    Maybe[Percent]
	Wind        Maybe[MetersPerSecond]
	WindFrom    Maybe[Degrees]
}

// LevelsHour is one moment on the three surfaces at a point beside the place.
type LevelsHour struct {
	Valid            time.Time
	P850, P700, P500 Level
	Pressure         Maybe[Hectopascals]
}

// Arms are the points around a place that tell the shape of a trough or ridge:
// five degrees of longitude to either side, and two and a half degrees in the
// four directions. An arm that was not fetched is nil.
type Arms struct {
	FarWest, FarEast         []LevelsHour // ±5° of longitude
	West, East, North, South []LevelsHour // ±2.5°
}

// ArmOffset is where an arm lies, in degrees from the place, and where its hours go.
type ArmOffset struct {
	Latitude, Longitude float64
	In                  func(*Arms) *[]LevelsHour
}

// ArmOffsets lists the six arms in the order in which sources ask for them.
var ArmOffsets = [...]ArmOffset{
	{0, -5, func(a *Arms) *[]LevelsHour { return &a.FarWest }},
	{0, -2.5, func(a *Arms) *[]LevelsHour { return &a.West }},
	{0, 2.5, func(a *Arms) *[]LevelsHour { return &a.East }},
	{0, 5, func(a *Arms) *[]LevelsHour { return &a.FarEast }},
	{2.5, 0, func(a *Arms) *[]LevelsHour { return &a.North }},
	{-2.5, 0, func(a *Arms) *[]LevelsHour { return &a.South }},
}

// AirHour is the air at a moment.
type AirHour struct {
	Valid                              time.Time
	PM25, PM10, Dust, O3, NO2, SO2, CO Maybe[Micrograms]
}

// Sun is sunrise and sunset of a date.
type Sun struct {
	Date      Date
	Rise, Set Maybe[time.Time]
}

// DailyCheck is a source's own low and high of a date. It is compared with the
// hours and never printed: services cut days and treat gaps in ways of their own.
type DailyCheck struct {
	Date      Date
	Low, High Maybe[Celsius]
}

// Code is a WMO weather interpretation code (WMO table 4677 as Open-Meteo uses it).
type Code int

// Fog reports a code for fog. Visibility, humidity and wind decide whether it is one.
func (c Code) Fog() bool { return c == 45 || c == 48 }

// FreezingRain reports freezing drizzle or rain.
func (c Code) FreezingRain() bool { return c == 56 || c == 57 || c == 66 || c == 67 }

// Shower reports showers of rain or snow.
func (c Code) Shower() bool { return c >= 80 && c <= 86 }

// Snow reports snow, snow grains or snow showers.
func (c Code) Snow() bool { return c >= 71 && c <= 77 || c == 85 || c == 86 }

// Thunder reports a thunderstorm; hail codes are no proof of hail. Codes up to 99
// are taken as thunder, as services add to the list (97 came in 2026).
func (c Code) Thunder() bool { return c >= 95 && c <= 99 }
