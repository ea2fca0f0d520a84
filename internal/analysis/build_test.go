package analysis_test

import (
	"math"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

var beijing = time.FixedZone("CST", 8*3600)

// fair is a dry week of sunshine that tests change hour by hour: a southerly breeze,
// 10 to 22 ℃, little cloud. Its first day is the day of issue.
func fair(first weather.Date, days int, change func(h *weather.Hour, day, hour int)) weather.Forecast {
	f := weather.Forecast{
		Place:  weather.Place{ID: "here", Name: "新乡", Latitude: 35.3, Longitude: 113.9, Zone: beijing},
		Offset: 8 * time.Hour,
	}
	for i := range 24 * days {
		day, hour := i/24, i%24
		h := weather.Hour{
			Valid: first.At(i, beijing), Span: time.Hour,
			Temperature:   weather.Some(weather.Celsius(16 - 6*math.Cos(float64(hour-3)*math.Pi/12))),
			Humidity:      weather.Some(weather.Percent(50)),
			Precipitation: weather.Some(weather.Millimeters(0)),
			Snowfall:      weather.Some(weather.Centimeters(0)),
			Showers:       weather.Some(weather.Millimeters(0)),
			Code:          weather.Some(weather.Code(0)),
			Cloud:         weather.Some(weather.Percent(8)),
			CloudLow:      weather.Some(weather.Percent(2)),
			CloudMid:      weather.Some(weather.Percent(4)),
			CloudHigh:     weather.Some(weather.Percent(8)),
			Visibility:    weather.Some(weather.Meters(24140)),
			Wind:          weather.Some(weather.MetersPerSecond(3)),
			WindFrom:      weather.Some(weather.Degrees(180)),
			Gust:          weather.Some(weather.MetersPerSecond(5)),
			UV:            weather.Some(weather.UVIndex(max(0, 6*math.Sin(float64(hour-6)*math.Pi/12)))),
		}
		h.FeelsLike = h.Temperature
		if change != nil {
			change(&h, day, hour)
		}
		f.Hours = append(f.Hours, h)
	}
	return f
}

// may is a day of issue without meaning of its own.
var may = weather.Date{Year: 2024, Month: time.May, Day: 6}

// analyse makes the outlook of the days after the first one of the forecast.
func analyse(f weather.Forecast, w analysis.Window, days int) analysis.Outlook {
	first := weather.DateOf(f.Hours[0].Valid, beijing)
	return analysis.Analyse(f, analysis.Request{
		Now: first.At(16, beijing), First: first.AddDays(1), Days: days, Window: w,
	})
}

// one returns the facts of the first printed day after a change to its hours.
func one(change func(h *weather.Hour, hour int)) analysis.Day {
	o := analyse(fair(may, 3, func(h *weather.Hour, day, hour int) {
		if day == 1 {
			change(h, hour)
		}
	}), analysis.Calendar, 1)
	return o.Days[0]
}

// rains makes an hour's amount, in rain.
func rains(h *weather.Hour, mm float64) {
	h.Precipitation, h.Rain = weather.Some(weather.Millimeters(mm)), weather.Some(weather.Millimeters(mm))
	h.Code = weather.Some(weather.Code(61))
	h.Cloud, h.CloudLow, h.Humidity = weather.Some(weather.Percent(100)), weather.Some(weather.Percent(100)), weather.Some(weather.Percent(95))
}

// snows makes an hour's amount, in snow.
func snows(h *weather.Hour, mm float64) {
	rains(h, mm)
	h.Rain, h.Code = weather.Some(weather.Millimeters(0)), weather.Some(weather.Code(73))
	h.Snowfall = weather.Some(weather.Centimeters(0.7 * mm))
	h.Temperature = weather.Some(weather.Celsius(-2))
}

func eventsOf(o analysis.Outlook, kind analysis.EventKind) []analysis.Event {
	var events []analysis.Event
	for _, e := range o.Events {
		if e.Kind == kind {
			events = append(events, e)
		}
	}
	return events
}
