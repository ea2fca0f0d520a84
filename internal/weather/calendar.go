package weather

import "time"

// Calendar tells on which date of a zone moments fall, as DateOf does. It remembers the
// rest of the day that it told last, so that the hours of a forecast, which come in
// order, cost a comparison each. It is not safe for concurrent use.
type Calendar struct {
	zone     *time.Location
	date     Date
	from, to time.Time // date is known to hold from ≤ t < to
}

// NewCalendar returns the calendar of a zone.
func NewCalendar(zone *time.Location) Calendar { return Calendar{zone: zone} }

// DateOf returns the date on which t falls.
func (c *Calendar) DateOf(t time.Time) Date {
	if t.Before(c.to) && !t.Before(c.from) {
		return c.date
	}
	c.date = DateOf(t, c.zone)
	// Where a change of clocks leaves out or repeats the hour of midnight, this end comes
	// early at most.
	c.from, c.to = t, time.Date(c.date.Year, c.date.Month, c.date.Day+1, 0, 0, 0, 0, c.zone)
	return c.date
}
