package grammar

import (
	"time"

	"yubao/internal/weather"
)

// Date returns the date that a point stands for, seen from now: the nearest year
// when none is written, the month nearest to now when only the day is. It is
// false for points without a day, and for days that do not exist.
func (p Point) Date(now time.Time) (weather.Date, bool) {
	today := weather.DateOf(now, now.Location())
	switch {
	case p.Day != 0 && p.Year != 0:
		return realDate(p.Year, p.Month, p.Day)
	case p.Day != 0 && p.Month != 0:
		return nearest(today, []weather.Date{{Year: today.Year - 1, Month: p.Month, Day: p.Day}, {Year: today.Year, Month: p.Month, Day: p.Day}, {Year: today.Year + 1, Month: p.Month, Day: p.Day}})
	case p.Day != 0:
		var months []weather.Date
		for offset := -1; offset <= 1; offset++ {
			m := time.Date(today.Year, today.Month+time.Month(offset), 1, 0, 0, 0, 0, time.UTC)
			months = append(months, weather.Date{Year: m.Year(), Month: m.Month(), Day: p.Day})
		}
		return nearest(today, months)
	}
	offset, ok := dayOffsets[p.Word]
	return today.AddDays(offset.first), ok
}

// Days returns the first and the last date that a word for several days stands for, seen
// from now: 今明两天, 未来三天. Of other points both are Date.
func (p Point) Days(now time.Time) (first, last weather.Date, ok bool) {
	first, ok = p.Date(now)
	last = first
	if offset, word := dayOffsets[p.Word]; word && p.Day == 0 {
		last = first.AddDays(offset.last - offset.first)
	}
	return first, last, ok
}

func realDate(year int, month time.Month, day int) (weather.Date, bool) {
	d := weather.DateOf(time.Date(year, month, day, 12, 0, 0, 0, time.UTC), time.UTC)
	return d, d.Month == month && d.Day == day
}

// nearest returns the candidate that lies closest to today and exists.
func nearest(today weather.Date, candidates []weather.Date) (weather.Date, bool) {
	var best weather.Date
	found := false
	for _, c := range candidates {
		d, ok := realDate(c.Year, c.Month, c.Day)
		if ok && (!found || abs(d.DaysSince(today)) < abs(best.DaysSince(today))) {
			best, found = d, true
		}
	}
	return best, found
}

func abs(n int) int { return max(n, -n) }

// pointsFault finds runs of time that go nowhere or back.
func pointsFault(ps *[]Point) string {
	for i := 1; i < len(*ps); i++ {
		p, before := &(*ps)[i], &(*ps)[i-1]
		switch {
		case !isRun(p.Join):
		case !p.Bare && !before.Bare && samePoint(p, before):
			return "起止时间相同"
		case p.Join != And && runsBack(before, p):
			return "日期前后颠倒"
		}
	}
	return ""
}

// longestRun bounds a run of days in a forecast.
const longestRun = 20

// runsBack reports a run of days that would go back, or on for most of a month or year.
func runsBack(from, to *Point) bool {
	switch {
	case from.Day == 0 || to.Day == 0:
		return false
	case to.Month == 0 || from.Month == to.Month:
		return to.Day < from.Day && 31-from.Day+to.Day > longestRun
	case from.Month == 0 || from.Year != 0 && to.Year != 0:
		return false
	}
	return (to.Month-from.Month+12)%12 > 6
}

func samePoint(a, b *Point) bool {
	return a.Weekday == 0 && len(a.Note)+len(b.Note)+len(a.Exactly)+len(b.Exactly) == 0 &&
		a.Year == b.Year && a.Month == b.Month && a.Day == b.Day && a.Word == b.Word && a.Feast == b.Feast &&
		a.Part == b.Part && a.Hour == b.Hour && a.Edge == b.Edge
}
