package analysis

import (
	"time"

	"yubao/internal/weather"
)

// windows are the stretches of one printed date.
type windows struct {
	whole    span
	daytime  span // 08-20
	night    span // the greater part of the night that lies in the window
	high     span // where the high is looked for
	calendar span // 00-24, for what standards count by calendar day
}

// windowsOf cuts the windows of a day, counted from the first printed one, by the clock of
// the place.
func (c *clock) windowsOf(day int, w Window) windows {
	midnight, morning, evening, end := c.slot(day, 0), c.slot(day, 8), c.slot(day, 20), c.slot(day, 24)
	cut := windows{daytime: span{morning, evening}, calendar: span{midnight, end}}
	// The high of a date is that of its daytime: the warm evening before a cold front is
	// not this day's. By the calendar day all of its hours count.
	cut.high = cut.daytime
	switch w {
	case Calendar:
		cut.high, cut.whole, cut.night = cut.calendar, cut.calendar, span{midnight, morning}
	case Morning:
		next := c.slot(day, 32)
		cut.whole, cut.night = span{morning, next}, span{evening, next}
	default:
		before := c.slot(day, -4)
		cut.whole, cut.night = span{before, evening}, span{before, morning}
	}
	return cut
}

// opens returns the moment at which the window of a date begins.
func (w Window) opens(d weather.Date, zone *time.Location) time.Time {
	switch w {
	case Calendar:
		return d.At(0, zone)
	case Morning:
		return d.At(8, zone)
	}
	return d.At(-4, zone)
}
