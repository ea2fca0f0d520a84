package phrase

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// calendar writes dates for a reader. It names the month only where it changes, and
// the weekday at the first mention of a single date: 周五（19日）, later 19日. Its
// zero value is not ready; use newCalendar for every piece of text that stands alone.
type calendar struct {
	zone   *time.Location
	issued weather.Date
	months []time.Month   // those named so far, that of issue first
	named  []weather.Date // dates that were mentioned
	house  *grammar.House
	week   *[7]string // weekdays in words
}

func newCalendar(s *survey) *calendar {
	return &calendar{zone: zoneOf(s.o), issued: s.issued, months: []time.Month{s.issued.Month}, house: &s.house, week: &s.week}
}

// date writes a date: 19日, or 5月1日 when its month was not named yet. Periods are
// far shorter than a month, so that a day tells its month once both are named.
func (c *calendar) date(d weather.Date) string {
	text := strconv.Itoa(d.Day) + "日"
	if !slices.Contains(c.months, d.Month) {
		c.months = append(c.months, d.Month)
		text = strconv.Itoa(int(d.Month)) + "月" + text
	}
	if !slices.Contains(c.named, d) {
		c.named = append(c.named, d)
	}
	return text
}

// single writes one date with its weekday when it is mentioned first.
func (c *calendar) single(d weather.Date) string {
	if slices.Contains(c.named, d) {
		return c.date(d)
	}
	return c.weekday(d) + "（" + c.date(d) + "）"
}

// span writes neighbouring dates: 16日至18日. One date is written as by single.
func (c *calendar) span(first, last weather.Date) string {
	if first == last {
		return c.single(first)
	}
	return c.date(first) + "至" + c.date(last)
}

// list writes dates in order, neighbours as a span: 16日至18日、20日至21日.
func (c *calendar) list(dates []weather.Date) string {
	if len(dates) == 1 {
		return c.single(dates[0])
	}
	if pieces(dates) > mostPieces {
		return "多日"
	}
	var parts []string
	for i := 0; i < len(dates); {
		j := i
		for j+1 < len(dates) && dates[j+1] == dates[j].AddDays(1) {
			j++
		}
		part := c.date(dates[i])
		if j > i {
			part += "至" + c.date(dates[j])
		}
		parts = append(parts, part)
		i = j + 1
	}
	return strings.Join(parts, "、")
}

// mostPieces is the number of dates and spans that a sentence bears.
const mostPieces = 3

// pieces counts the stretches of neighbouring dates.
func pieces(dates []weather.Date) int {
	n := 0
	for i := range dates {
		if i == 0 || dates[i] != dates[i-1].AddDays(1) {
			n++
		}
	}
	return n
}

// again writes dates behind others of the same sentence, without weekdays.
func (c *calendar) again(dates []weather.Date) string {
	if len(dates) == 1 {
		return c.date(dates[0])
	}
	return c.list(dates)
}

// of writes which of the printed days are meant: nothing when all of them are,
// 除周五（19日）外 when all but one, else the list.
func (c *calendar) of(dates, all []weather.Date) string {
	if len(dates) == len(all) {
		return ""
	}
	if len(all) >= 4 && len(dates) == len(all)-1 {
		for _, d := range all {
			if !slices.Contains(dates, d) {
				return "除" + c.single(d) + "外"
			}
		}
	}
	return c.list(dates)
}

// The longest spell for which the parts of the day are named when it lies within one
// date; a longer one fills the day.
const shortSpell = 8 * time.Hour

// during writes when a spell lasts, as closely as a reader can use it: the date, and
// apart from it the hours within that date (周五（19日）, 下午到傍晚); or a stretch over
// midnight alone (18日夜里到19日).
func (c *calendar) during(from, to time.Time) (date, hours string) {
	from, to = from.In(c.zone), to.In(c.zone)
	last := to.Add(-time.Second) // a spell that ends at 20:00 ends in the evening
	if last.Before(from) {
		last = from
	}
	start, end := weather.DateOf(from, c.zone), weather.DateOf(last, c.zone)
	first, final := c.partOfDay(from), c.partOfDay(last)
	switch {
	case start == end && first == final:
		return c.single(start), first
	case start == end && to.Sub(from) <= shortSpell:
		return c.single(start), first + "到" + final
	case start == end:
		return c.single(start), ""
	case from.Hour() >= 20 && end == start.AddDays(1) && last.Hour() < 8:
		return c.single(start) + c.house.Night, ""
	}
	text := c.single(start)
	if from.Hour() >= 13 {
		text += first
	}
	text += "到" + c.date(end)
	if last.Hour() < 11 {
		text += final
	}
	return text, ""
}

// hours writes the part of the day of a spell without its date: 下午到傍晚; empty when
// it is too long for that.
func (c *calendar) hours(from, to time.Time) string {
	if from.IsZero() || to.IsZero() || to.Sub(from) > shortSpell {
		return ""
	}
	first := c.partOfDay(from.In(c.zone))
	final := c.partOfDay(to.Add(-time.Second).In(c.zone))
	if first == final {
		return first
	}
	return first + "到" + final
}

// near reports whether a weekday alone names the date: it lies within the six days
// after the day of issue.
func (c *calendar) near(d weather.Date) bool {
	n := d.DaysSince(c.issued)
	return n >= 1 && n <= 6
}

// weekend reports whether the dates are one whole weekend that the word 周末 names.
func (c *calendar) weekend(first, last weather.Date) bool {
	return first.Weekday() == time.Saturday && last == first.AddDays(1) && c.near(first) && last.DaysSince(c.issued) <= 7
}

// relative writes a date as the reader of a chat says it on the day of issue:
// 今天, 明天, 后天, 周五, and the date beyond a week.
func (c *calendar) relative(d weather.Date) string {
	switch n := d.DaysSince(c.issued); {
	case n == 0:
		return "今天"
	case n == 1:
		return "明天"
	case n == 2:
		return "后天"
	case c.near(d):
		return c.weekday(d)
	default:
		return c.date(d)
	}
}

var numerals = [...]string{"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// chineseNumber writes 0 to 99 in Chinese: 两 before a measure word is for the caller.
func chineseNumber(n int) string {
	switch {
	case n < 0 || n > 99:
		return strconv.Itoa(n)
	case n <= 10:
		return numerals[n]
	case n < 20:
		return "十" + numerals[n-10]
	case n%10 == 0:
		return numerals[n/10] + "十"
	default:
		return numerals[n/10] + "十" + numerals[n%10]
	}
}

// counted writes how many: 两天, 三次, 十二天.
func counted(n int) string {
	if n == 2 {
		return "两"
	}
	return chineseNumber(n)
}
