package gate

import (
	"fmt"
	"math"
	"time"

	"yubao/internal/weather"
)

// Print is what a forecast said, in a few numbers a day: a fingerprint that is kept
// with an edition and compared with later ones.
type Print struct {
	At   time.Time   `json:"at"` // when the edition was made
	Days []DayNumber `json:"days"`
}

// DayNumber has the numbers of one date, in tenths of ℃ and of mm, over the hours of
// the calendar day that are known.
type DayNumber struct {
	Date  weather.Date `json:"date"`
	Low   int          `json:"low"`
	High  int          `json:"high"`
	Mean  int          `json:"mean"`
	Rain  int          `json:"rain"`
	Hours int          `json:"hours"` // how many hours have a temperature, weighted by their span
}

// whole reports whether the numbers stand for nearly a whole day.
func (d DayNumber) whole() bool { return d.Hours >= 20 }

func (d DayNumber) equals(o DayNumber) bool {
	return d.Low == o.Low && d.High == o.High && d.Mean == o.Mean && d.Rain == o.Rain && d.Hours == o.Hours
}

// Fingerprint returns the print of a forecast of which an edition is made at now:
// every date of the place's calendar that has a temperature, in order.
func Fingerprint(f weather.Forecast, place weather.Place, now time.Time) Print {
	return printOf(weather.ByDate(f.Hours, place.Zone), now)
}

func printOf(days []weather.DateHours, now time.Time) Print {
	p := Print{At: now}
	for _, d := range days {
		if n, ok := numberOf(d); ok {
			if p.Days == nil {
				p.Days = make([]DayNumber, 0, len(days))
			}
			p.Days = append(p.Days, n)
		}
	}
	return p
}

// numberOf returns the numbers of a date, if it has a temperature.
func numberOf(d weather.DateHours) (number DayNumber, ok bool) {
	number.Date = d.Date
	sum, rain, count := 0.0, 0.0, 0
	low, high := math.Inf(1), math.Inf(-1)
	for i := range d.Hours {
		h := &d.Hours[i]
		rain += float64(h.Precipitation.Or(0))
		if t, ok := h.Temperature.Get(); ok {
			sum, count = sum+float64(t), count+1
			low, high = min(low, float64(t)), max(high, float64(t))
			number.Hours += max(1, int(h.Span/time.Hour))
		}
	}
	if count == 0 {
		return number, false
	}
	number.Low, number.High = tenths(low), tenths(high)
	number.Mean, number.Rain = tenths(sum/float64(count)), tenths(rain)
	return number, true
}

func tenths(v float64) int { return int(math.Round(v * 10)) }

// copied looks for a run of days whose numbers are those of an earlier edition for
// other dates: yesterday's bulletin under new dates, or last year's file.
func copied(in *known, r Copy) objections {
	o := objections{remedy: "像是把旧资料改了日期，请重新取资料。"}
	ours := in.print.Days
	for _, earlier := range in.Earlier {
		if at, theirs, run := longestRun(ours, earlier.Days); run >= max(r.Days, 2) {
			o.gravely(fmt.Sprintf("%s起%d天的数字与%s的稿件中%d年%s起的完全相同", day(at), run, clock(earlier.At, in.Place.Zone), theirs.Year, day(theirs)))
			continue
		}
		if in.Now.Sub(earlier.At) > restated && sameNumbers(ours, earlier.Days, r.Days) {
			o.slightly(fmt.Sprintf("与%s的稿件是同一份数字，资料可能没有更新", clock(earlier.At, in.Place.Zone)))
		}
	}
	return o
}

// restated is after how long the same numbers for the same dates are worth a word:
// two model runs later they should have changed.
const restated = 12 * time.Hour

// longestRun returns the longest run of whole days of ours that equal days of theirs
// a constant number of days away, and where it begins in both.
func longestRun(ours, theirs []DayNumber) (at, from weather.Date, length int) {
	for i := range ours {
		for j := range theirs {
			if ours[i].Date == theirs[j].Date {
				continue
			}
			n := 0
			for i+n < len(ours) && j+n < len(theirs) && ours[i+n].whole() && ours[i+n].equals(theirs[j+n]) {
				n++
			}
			if n > length {
				at, from, length = ours[i].Date, theirs[j].Date, n
			}
		}
	}
	return at, from, length
}

// sameNumbers reports whether all dates that both have, at least n whole ones, have
// the same numbers.
func sameNumbers(ours, theirs []DayNumber, n int) bool {
	byDate := map[weather.Date]DayNumber{}
	for _, d := range theirs {
		byDate[d.Date] = d
	}
	same := 0
	for _, d := range ours {
		t, ok := byDate[d.Date]
		if !ok || !d.whole() || !t.whole() {
			continue
		}
		if !d.equals(t) {
			return false
		}
		same++
	}
	return same >= n
}
