package openmeteo

import (
	"math"

	"yubao/internal/weather"
)

// column is an hourly series that we read: what it measures and where it goes.
type column[T any] struct {
	quantity quantity
	set      func(*T, float64)
}

// into makes the setter of a field.
func into[T any, Q ~float64](field func(*T) *weather.Maybe[Q]) func(*T, float64) {
	return func(row *T, v float64) { *field(row) = weather.Some(Q(v)) }
}

type (
	hour    = weather.Hour
	airHour = weather.AirHour
)

// surface has the hourly columns at the ground, upper those of pressure levels.
var (
	surface = withOldNames(map[string]column[hour]{
		"temperature_2m":            {temperature, into(func(h *hour) *weather.Maybe[weather.Celsius] { return &h.Temperature })},
		"dew_point_2m":              {temperature, into(func(h *hour) *weather.Maybe[weather.Celsius] { return &h.DewPoint })},
		"apparent_temperature":      {temperature, into(func(h *hour) *weather.Maybe[weather.Celsius] { return &h.FeelsLike })},
		"relative_humidity_2m":      {percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &h.Humidity })},
		"precipitation":             {depth, into(func(h *hour) *weather.Maybe[weather.Millimeters] { return &h.Precipitation })},
		"rain":                      {depth, into(func(h *hour) *weather.Maybe[weather.Millimeters] { return &h.Rain })},
		"showers":                   {depth, into(func(h *hour) *weather.Maybe[weather.Millimeters] { return &h.Showers })},
		"snowfall":                  {snowDepth, into(func(h *hour) *weather.Maybe[weather.Centimeters] { return &h.Snowfall })},
		"precipitation_probability": {percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &h.PoP })},
		"weather_code":              {weatherCode, setCode},
		"cloud_cover":               {percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &h.Cloud })},
		"cloud_cover_low":           {percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &h.CloudLow })},
		"cloud_cover_mid":           {percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &h.CloudMid })},
		"cloud_cover_high":          {percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &h.CloudHigh })},
		"visibility":                {length, into(func(h *hour) *weather.Maybe[weather.Meters] { return &h.Visibility })},
		"wind_speed_10m":            {speed, into(func(h *hour) *weather.Maybe[weather.MetersPerSecond] { return &h.Wind })},
		"wind_direction_10m":        {direction, into(func(h *hour) *weather.Maybe[weather.Degrees] { return &h.WindFrom })},
		"wind_gusts_10m":            {speed, into(func(h *hour) *weather.Maybe[weather.MetersPerSecond] { return &h.Gust })},
		"uv_index":                  {uvIndex, into(func(h *hour) *weather.Maybe[weather.UVIndex] { return &h.UV })},
		"cape":                      {energy, into(func(h *hour) *weather.Maybe[weather.JoulesPerKg] { return &h.CAPE })},
		"freezing_level_height":     {length, into(func(h *hour) *weather.Maybe[weather.Meters] { return &h.FreezingLevel })},
		"pressure_msl":              {pressure, setPressure},
	})
	upper = levels(map[string]func(*hour) *weather.Level{
		"850hPa": func(h *hour) *weather.Level { return &h.P850 },
		"700hPa": func(h *hour) *weather.Level { return &h.P700 },
		"500hPa": func(h *hour) *weather.Level { return &h.P500 },
	})
	air = map[string]column[airHour]{
		"pm2_5":            {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.PM25 })},
		"pm10":             {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.PM10 })},
		"dust":             {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.Dust })},
		"ozone":            {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.O3 })},
		"nitrogen_dioxide": {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.NO2 })},
		"sulphur_dioxide":  {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.SO2 })},
		"carbon_monoxide":  {concentration, into(func(a *airHour) *weather.Maybe[weather.Micrograms] { return &a.CO })},
	}
	// ground and aloft: a place needs both, an arm only the free air and the pressure.
	hourly    = merged(surface, upper)
	armHourly = merged(map[string]column[hour]{"pressure_msl": {pressure, setPressure}}, upper)
)

var setPressure = into(func(h *hour) *weather.Maybe[weather.Hectopascals] { return &h.Pressure })

// setCode keeps the codes 0..99 of the WMO table; anything else becomes -1, which
// the gate reports as impossible.
func setCode(h *hour, v float64) {
	if v < 0 || v > 99 || v != math.Trunc(v) {
		v = -1
	}
	h.Code = weather.Some(weather.Code(v))
}

// oldNames are the spellings before October 2023, which saved answers still have
// (https://open-meteo.com/en/docs, deprecated names).
var oldNames = map[string]string{
	"dewpoint_2m":         "dew_point_2m",
	"relativehumidity_2m": "relative_humidity_2m",
	"weathercode":         "weather_code",
	"cloudcover":          "cloud_cover",
	"cloudcover_low":      "cloud_cover_low",
	"cloudcover_mid":      "cloud_cover_mid",
	"cloudcover_high":     "cloud_cover_high",
	"windspeed_10m":       "wind_speed_10m",
	"winddirection_10m":   "wind_direction_10m",
	"windgusts_10m":       "wind_gusts_10m",
}

func withOldNames(columns map[string]column[hour]) map[string]column[hour] {
	for old, name := range oldNames {
		columns[old] = columns[name]
	}
	return columns
}

func levels(surfaces map[string]func(*hour) *weather.Level) map[string]column[hour] {
	columns := map[string]column[hour]{}
	for suffix, at := range surfaces {
		columns["temperature_"+suffix] = column[hour]{temperature, into(func(h *hour) *weather.Maybe[weather.Celsius] { return &at(h).Temperature })}
		columns["relative_humidity_"+suffix] = column[hour]{percent, into(func(h *hour) *weather.Maybe[weather.Percent] { return &at(h).Humidity })}
		columns["wind_speed_"+suffix] = column[hour]{speed, into(func(h *hour) *weather.Maybe[weather.MetersPerSecond] { return &at(h).Wind })}
		columns["wind_direction_"+suffix] = column[hour]{direction, into(func(h *hour) *weather.Maybe[weather.Degrees] { return &at(h).WindFrom })}
		columns["geopotential_height_"+suffix] = column[hour]{length, into(func(h *hour) *weather.Maybe[weather.Geopotential] { return &at(h).Height })}
	}
	return columns
}

func merged(tables ...map[string]column[hour]) map[string]column[hour] {
	all := map[string]column[hour]{}
	for _, table := range tables {
		for name, c := range table {
			all[name] = c
		}
	}
	return all
}
