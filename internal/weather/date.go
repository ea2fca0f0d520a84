package weather

import (
	"fmt"
	"time"
)

// Date is a day of the civil calendar at a place, without a time of day or zone.
// The zero Date is no date.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the date on which t falls in zone.
func DateOf(t time.Time, zone *time.Location) Date {
	y, m, d := t.In(zone).Date()
	return Date{y, m, d}
}

// ParseDate reads a date written 2006-01-02 and refuses days that do not exist.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("parse date %q: %w", s, err)
	}
	return DateOf(t, time.UTC), nil
}

// At returns the moment at which the clock of zone shows hour on d. Hours outside
// 0..23 reach into the neighbouring days: At(-4, z) is 20:00 of the day before.
func (d Date) At(hour int, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, zone)
}

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date {
	if day := d.Day + n; d.Day >= 1 && day >= 1 && day <= 28 && d.Month >= time.January && d.Month <= time.December {
		return Date{d.Year, d.Month, day}
	}
	return DateOf(time.Date(d.Year, d.Month, d.Day+n, 12, 0, 0, 0, time.UTC), time.UTC)
}

// DaysSince returns how many days d lies after earlier.
func (d Date) DaysSince(earlier Date) int {
	return d.number() - earlier.number()
}

// number counts days from 1 January 1970.
func (d Date) number() int {
	y, m := d.Year, int(d.Month)
	if y < 1 || m < 1 || m > 12 { // a date that is none
		return int(d.At(0, time.UTC).Unix() / (24 * 60 * 60))
	}
	if m <= 2 { // years that begin in March end with their leap day
		y, m = y-1, m+12
	}
	const from1970 = 719469
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d.Day - from1970
}

// Before reports whether d lies before other.
func (d Date) Before(other Date) bool { return d.DaysSince(other) < 0 }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday {
	const thursday = int(time.Thursday) // 1 January 1970
	return time.Weekday(((d.number()+thursday)%7 + 7) % 7)
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// String returns the date as 2006-01-02.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// MarshalText writes the date as 2006-01-02.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a date written 2006-01-02.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
