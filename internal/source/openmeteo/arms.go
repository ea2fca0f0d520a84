package openmeteo

import (
	"fmt"
	"math"
	"time"

	"yubao/internal/weather"
)

// armTolerance is how far, in degrees, the cell of an arm may lie from the point
// asked for: a quarter degree cell, doubled for the service's choice of a land cell.
const armTolerance = 0.5

// arms reads those of the other answers that lie where an arm of place should be.
func arms(answers []answer, main int, place weather.Place) (weather.Arms, error) {
	var a weather.Arms
	for _, offset := range weather.ArmOffsets {
		i := at(answers, main, place.Latitude+offset.Latitude, place.Longitude+offset.Longitude)
		if i < 0 {
			continue
		}
		hours, _, _, err := series(answers[i].hourly(), armHourly, func(h *weather.Hour, t time.Time) { h.Valid = t })
		if err != nil {
			return weather.Arms{}, fmt.Errorf("place %d of the answer: %w", i, err)
		}
		*offset.In(&a) = levelsOf(hours)
	}
	return a, nil
}

// at returns the index of the answer nearest to a point within the tolerance, or -1.
func at(answers []answer, except int, latitude, longitude float64) int {
	best, least := -1, math.Inf(1)
	for i, a := range answers {
		if i == except || a.Latitude == nil || a.Longitude == nil {
			continue
		}
		north, east := math.Abs(*a.Latitude-latitude), math.Abs(math.Remainder(*a.Longitude-longitude, 360))
		if d := math.Max(north, east); d <= armTolerance && d < least {
			best, least = i, d
		}
	}
	return best
}

func levelsOf(hours []weather.Hour) []weather.LevelsHour {
	levels := make([]weather.LevelsHour, len(hours))
	for i := range hours {
		h := &hours[i]
		levels[i] = weather.LevelsHour{Valid: h.Valid, P850: h.P850, P700: h.P700, P500: h.P500, Pressure: h.Pressure}
	}
	return levels
}
