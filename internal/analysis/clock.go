package analysis

import (
	"time"

	"yubao/internal/weather"
)

// clock tells at which slots of a grid the clocks of a place show an hour.
type clock struct {
	zone     *time.Location
	start    time.Time // of slot 0
	seconds  int64     // of start, as Unix counts
	nanos    int
	hour     int          // that slot 0 shows
	first    weather.Date // day 0
	midnight int          // the slot of 00:00 on day 0
	steady   bool         // no clock is changed in the period, so that hours can be counted
}

// newClock returns the clock of a grid that starts at start, for days between from and to.
func newClock(zone *time.Location, first weather.Date, start, from, to time.Time) clock {
	c := clock{zone: zone, start: start, seconds: start.Unix(), nanos: start.Nanosecond(), hour: start.In(zone).Hour(), first: first}
	_, change := from.In(zone).ZoneBounds()
	c.steady = change.IsZero() || change.After(to)
	c.midnight = c.ceil(first.At(0, zone))
	return c
}

// slot returns the first slot that is not before the hour of a day, counted from the first
// printed one. Hours outside 0..23 reach into the neighbouring days.
func (c *clock) slot(day, hour int) int {
	if c.steady {
		return c.midnight + 24*day + hour
	}
	return c.ceil(c.first.AddDays(day).At(hour, c.zone))
}

// index returns the slot of a moment, rounded down; it may lie outside the grid.
func (c *clock) index(t time.Time) int {
	i, _ := c.locate(t)
	return i
}

// at returns the moment of a slot.
func (c *clock) at(i int) time.Time { return c.start.Add(time.Duration(i) * time.Hour) }

// locate returns the slot of a moment, rounded down, and whether it is that moment.
func (c *clock) locate(t time.Time) (i int, exact bool) {
	seconds := t.Unix() - c.seconds
	if t.Nanosecond() < c.nanos {
		seconds--
	}
	i = int(seconds / 3600)
	rest := seconds - 3600*int64(i)
	if rest < 0 {
		i--
	}
	return i, rest == 0 && t.Nanosecond() == c.nanos
}

// between returns the span of the moments from ≤ t < to. It may reach outside the grid.
func (c *clock) between(from, to time.Time) span { return span{c.ceil(from), c.ceil(to)} }

// ceil returns the first slot that is not before a moment.
func (c *clock) ceil(t time.Time) int {
	i, exact := c.locate(t)
	if !exact {
		i++
	}
	return i
}
