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
	from     time.Time
}

// windowsOf cuts the windows of a date in the zone of the place.
func (s *series) windowsOf(d weather.Date, w Window) windows {
	at := func(hour int) time.Time { return d.At(hour, s.zone) }
	cut := windows{daytime: s.between(at(8), at(20)), calendar: s.between(at(0), at(24))}
	// The high of a date is that of its daytime: the warm evening before a cold front is
	// not this day's. By the calendar day all of its hours count.
	cut.high = cut.daytime
	switch w {
	case Calendar:
		cut.from, cut.high = at(0), cut.calendar
		cut.whole, cut.night = s.between(at(0), at(24)), s.between(at(0), at(8))
	case Morning:
		cut.from = at(8)
		cut.whole, cut.night = s.between(at(8), at(32)), s.between(at(20), at(32))
	default:
		cut.from = at(-4)
		cut.whole, cut.night = s.between(at(-4), at(20)), s.between(at(-4), at(8))
	}
	return cut
}
