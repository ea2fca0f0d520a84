package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// day returns the facts of a date, or nil.
func (c *checker) day(d weather.Date) *analysis.Day {
	for i := range c.facts.Outlook.Days {
		if c.facts.Outlook.Days[i].Date == d {
			return &c.facts.Outlook.Days[i]
		}
	}
	return nil
}

// today is the day on which the text is written.
func (c *checker) today() weather.Date {
	return weather.DateOf(c.facts.Outlook.Now, c.zone())
}

// period names the printed dates.
func (c *checker) period() string {
	days := c.facts.Outlook.Days
	if len(days) == 0 {
		return ""
	}
	return c.facts.House.Dates(days[0].Date, days[len(days)-1].Date)
}

// dateOf returns the date that a point of time names: a date, 明天, 周五.
func (c *checker) dateOf(p grammar.Point) (weather.Date, bool) {
	if p.Weekday != 0 && p.Day == 0 {
		if len(p.Note) == 1 && p.Note[0].Day != 0 {
			return c.dateOf(p.Note[0]) // the date in brackets decides
		}
		return c.dateOfWeekday(p)
	}
	if p.Day != 0 && p.Year == 0 {
		for i := range c.facts.Outlook.Days {
			if d := c.facts.Outlook.Days[i].Date; d.Day == p.Day && (p.Month == 0 || p.Month == d.Month) {
				return d, true
			}
		}
	}
	return p.Date(c.facts.Outlook.Now.In(c.zone()))
}

// dateOfWeekday returns the first date of the period, or from today on, with the
// weekday; 下周 is the week after.
func (c *checker) dateOfWeekday(p grammar.Point) (weather.Date, bool) {
	from := c.today()
	if p.Week == "下" || p.Week == "下个" {
		from = from.AddDays(8 - int(grammar.WeekdayOf(from.Weekday())))
	}
	for i := range 7 {
		if d := from.AddDays(i); grammar.WeekdayOf(d.Weekday()) == p.Weekday {
			return d, true
		}
	}
	return weather.Date{}, false
}

// scope is the dates that a clause is about; empty: the period as a whole.
type scope []weather.Date

// datesOf returns the dates that a span of time names, those of the period only, and
// false when it names none by itself (傍晚, 前期).
func (c *checker) datesOf(s grammar.Span) (scope, bool) {
	var dates scope
	named := false
	for i, p := range s.Points {
		d, ok := c.dateOf(p)
		if p.Bare && i+1 < len(s.Points) {
			// 16至18日: the figure takes the month of what follows.
			p.Month, p.Year = s.Points[i+1].Month, s.Points[i+1].Year
			d, ok = c.dateOf(p)
		}
		if !ok {
			continue
		}
		named = true
		if n := len(dates); n > 0 && i > 0 && runs(p.Join) {
			for next := dates[n-1].AddDays(1); next.Before(d); next = next.AddDays(1) {
				dates = append(dates, next)
			}
		}
		dates = append(dates, d)
		if atNight(p) {
			dates = append(dates, d.AddDays(1)) // a night belongs to two printed dates
		}
		if p.Edge == "前后" {
			dates = append(dates, d.AddDays(-1), d.AddDays(1))
		}
		if p.Edge == "起" || p.Edge == "开始" || p.Edge == "以后" || p.Edge == "之后" || p.Edge == "后" {
			for next := d.AddDays(1); c.day(next) != nil; next = next.AddDays(1) {
				dates = append(dates, next)
			}
		}
	}
	return dates, named
}

// runs reports a join that means everything between.
func runs(j grammar.Join) bool { return j != grammar.And && j != "和" && j != grammar.Same && j != "" }

// atNight reports a point in the hours of which some are printed under the next date.
func atNight(p grammar.Point) bool {
	switch p.Part {
	case "夜里", "夜间", "晚上", "晚", "夜", "前半夜", "傍晚", "晚间", "入夜", "夜晚", "半夜", "深夜":
		return true
	}
	switch p.Word {
	case "今晚", "明晚", "今夜", "明夜":
		return true
	}
	return p.Clock && p.Hour >= 20
}

// checkSpan checks the points of a span: real dates, right weekdays. It reports
// whether the span can be used.
func (c *checker) checkSpan(at span, s grammar.Span) bool {
	usable := true
	for i, p := range s.Points {
		if p.Day == 0 || p.Bare {
			continue
		}
		d, ok := c.dateOf(p)
		if !ok {
			c.report(Contradiction, at, "", "没有这一天，请核对日期。")
			return false
		}
		said := grammar.Weekday(0)
		switch {
		case len(p.Note) == 1:
			said = p.Note[0].Weekday
		case i+1 < len(s.Points) && s.Points[i+1].Join == grammar.Same:
			said = s.Points[i+1].Weekday
		}
		if right := grammar.WeekdayOf(d.Weekday()); said != 0 && said != right {
			c.report(Contradiction, at, right.String(), fmt.Sprintf("%d日是%s，不是%s。", d.Day, right, said))
			usable = false
		}
	}
	for _, p := range s.Points {
		usable = c.checkBracket(at, p) && usable
	}
	return usable
}

// checkBracket checks a weekday with its date in brackets: 周五（19日）.
func (c *checker) checkBracket(at span, p grammar.Point) bool {
	if p.Weekday == 0 || len(p.Note) != 1 || p.Note[0].Day == 0 {
		return true
	}
	d, ok := c.dateOf(p.Note[0])
	if !ok {
		c.report(Contradiction, at, "", "没有这一天，请核对日期。")
		return false
	}
	if right := grammar.WeekdayOf(d.Weekday()); right != p.Weekday {
		c.report(Contradiction, at, right.String(), fmt.Sprintf("%d日是%s，不是%s。", d.Day, right, p.Weekday))
		return false
	}
	return true
}

// outside returns the dates of a scope that lie neither in the period nor on today
// or yesterday, with which a text may begin.
func (c *checker) outside(dates scope) bool {
	today := c.today()
	days := c.facts.Outlook.Days
	return slices.ContainsFunc(dates, func(d weather.Date) bool {
		if c.day(d) != nil || d == today || d == today.AddDays(-1) || d == today.AddDays(1) {
			return false
		}
		return len(days) > 0 && d != days[len(days)-1].Date.AddDays(1)
	})
}

// all returns the dates of the period.
func (c *checker) all() scope {
	var dates scope
	for i := range c.facts.Outlook.Days {
		dates = append(dates, c.facts.Outlook.Days[i].Date)
	}
	return dates
}

// days returns the facts of the dates of a scope; those of the period for none.
func (c *checker) days(dates scope) []*analysis.Day {
	if len(dates) == 0 {
		dates = c.all()
	}
	var days []*analysis.Day
	for _, d := range dates {
		if day := c.day(d); day != nil && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}

// events returns the events that touch a scope.
func (c *checker) events(dates scope) []*analysis.Event {
	var events []*analysis.Event
	for i := range c.facts.Outlook.Events {
		e := &c.facts.Outlook.Events[i]
		touches := len(dates) == 0 || slices.ContainsFunc(dates, func(d weather.Date) bool {
			return !d.Before(e.First) && !e.Last.Before(d)
		})
		if touches {
			events = append(events, e)
		}
	}
	return events
}

// dateNames lists dates for a message.
func (c *checker) dateNames(dates scope) string {
	var names []string
	for _, d := range dates {
		names = append(names, fmt.Sprintf("%d日", d.Day))
	}
	return strings.Join(names, "、")
}

// zone is the place's zone, in which days are cut.
func (c *checker) zone() *time.Location {
	if z := c.facts.Outlook.Place.Zone; z != nil {
		return z
	}
	return c.facts.Outlook.Now.Location()
}
