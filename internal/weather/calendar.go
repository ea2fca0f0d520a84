package weather

import "time"

// DateHours are hours that follow one another within a date.
type DateHours struct {
	Date  Date
	Hours []Hour
}

// ByDate cuts hours where their date in zone changes. Hours in order of time make one piece
// a date. The pieces share the memory of hours.
func ByDate(hours []Hour, zone *time.Location) []DateHours {
	days := make([]DateHours, 0, len(hours)/24+2)
	for len(hours) > 0 {
		date := DateOf(hours[0].Valid, zone)
		// Where a change of clocks leaves out or repeats the hour of midnight, this end comes
		// early at most, and the date goes on in the next turn.
		from, to := hours[0].Valid.Unix(), date.AddDays(1).At(0, zone).Unix()
		n := 1
		for n < len(hours) {
			at := hours[n].Valid.Unix()
			if at < from || at >= to {
				break
			}
			n++
		}
		if last := len(days) - 1; last >= 0 && days[last].Date == date {
			whole := days[last].Hours
			days[last].Hours = whole[:len(whole)+n]
		} else {
			days = append(days, DateHours{date, hours[:n]})
		}
		hours = hours[n:]
	}
	return days
}
