package station

import (
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// stretch is which part of its dates a statement is about.
type stretch int

// The stretches, in the order in which they stand within a date.
const (
	eve     stretch = iota // the night that leads into the date
	early                  // its hours up to the forenoon
	daytime                // 白天, or most of it
	late                   // its afternoon and evening
	night                  // the night that follows
	whole                  // all of it, or nothing was said
)

// period is what dates a statement is about. The zero period is none.
type period struct {
	dates []weather.Date
	part  stretch
	each  bool // what is said holds for each of the dates: 周六、周日
}

// period turns words of time into dates. Words without a day go on with the dates of
// context. It is false where the dates cannot be told.
func (r *reader) period(s *grammar.Span, context period) (period, bool) {
	points := r.points(s)
	if len(points) == 0 {
		return context, len(s.Points) == 0 && len(context.dates) > 0
	}
	dated, listed := false, false
	for i := range points {
		if points[i].open {
			return period{}, false
		}
		dated = dated || points[i].dated
		listed = listed || i > 0 && (points[i].join == grammar.And || points[i].join == "和")
	}
	switch {
	case !dated:
		return r.within(points, context)
	case listed:
		return r.list(points)
	}
	a, b := points[0], points[len(points)-1]
	if !a.dated {
		return period{}, false
	}
	if !b.dated {
		b.first, b.last = a.last, a.last
	}
	start, end := a.from, b.last.DaysSince(a.first)*24+b.to
	if !b.dated && len(points) > 1 && end <= start {
		end += 24
	}
	if b.last.Before(a.first) || end < start || end-start > 24*mostDays {
		return period{}, false
	}
	return r.cut(a.first, start, end), true
}

// mostDays is the longest span of dates that a statement is taken for: ten days of 旬.
const mostDays = 11

// point is a point of time with its dates and hours.
type point struct {
	join        grammar.Join
	first, last weather.Date
	dated, open bool
	from, to    int // clock hours; 0 and 24 where no part of the day is named
	part        bool
}

// points works out the points of a span; further names of the same day fall away.
func (r *reader) points(s *grammar.Span) []point {
	var points []point
	for i := range s.Points {
		p := s.Points[i]
		if p.Join == grammar.Same && len(points) > 0 {
			if same := r.point(p); same.dated && !points[len(points)-1].dated {
				points[len(points)-1] = same
			}
			continue
		}
		points = append(points, r.point(p))
	}
	return points
}

func (r *reader) point(p grammar.Point) point {
	for _, note := range p.Note {
		if p.Day == 0 && note.Day != 0 {
			p.Day, p.Month = note.Day, note.Month
		}
	}
	out := point{join: p.Join, to: 24}
	if from, to, ok := p.Hours(); ok {
		out.from, out.to, out.part = from, to, true
	}
	out.first, out.last, out.dated = p.Days(r.issued())
	today := weather.DateOf(r.issued(), r.issued().Location())
	if !out.dated && p.Weekday != 0 {
		ahead := (int(p.Weekday) - int(grammar.WeekdayOf(today.Weekday())) + 7) % 7
		if p.Week == "下" || p.Week == "下个" {
			ahead = int(p.Weekday) - int(grammar.WeekdayOf(today.Weekday())) + 7
		}
		out.first, out.dated = today.AddDays(ahead), true
		out.last = out.first
	}
	switch p.Word {
	case "周末", "本周末", "周末两天", "本周末两天", "双休日":
		saturday := today.AddDays(6 - int(grammar.WeekdayOf(today.Weekday())))
		out.first, out.last, out.dated = saturday, saturday.AddDays(1), true
	}
	switch p.Edge {
	case "起", "开始", "以后", "之后", "后", "前", "之前", "以前", "以来", "前后":
		out.open = out.dated && !out.part
	}
	out.open = out.open || !out.dated && !out.part
	return out
}

// list is several dates named one by one.
func (r *reader) list(points []point) (period, bool) {
	all := period{part: whole, each: true}
	for _, p := range points {
		if !p.dated {
			return period{}, false
		}
		one := r.cut(p.first, p.from, p.last.DaysSince(p.first)*24+p.to)
		if p.part {
			all.part = one.part
		}
		all.dates = append(all.dates, one.dates...)
	}
	return all, true
}

// within is a part of the day, of the dates of context.
func (r *reader) within(points []point, context period) (period, bool) {
	if len(context.dates) == 0 {
		return period{}, false
	}
	a, b := points[0], points[len(points)-1]
	part := whole
	switch {
	case a.from >= 19 && context.part == eve:
		part = eve
	case a.from >= 19, b.to > 24 && a.from >= 17:
		part = night
	case a.from <= 8 && b.to >= 20:
		part = daytime
	case b.to <= 12:
		part = early
	case a.from >= 12:
		part = late
	}
	return period{dates: context.dates, part: part, each: context.each}, true
}

// cut tells which dates the hours from start to end, counted from the midnight that
// begins date, are about: those of whose daytime they hold the most, or by the window of
// the edition for a night alone.
func (r *reader) cut(date weather.Date, start, end int) period {
	if r.in.Window == analysis.Morning && start >= 17 && end > 32 { // the night before is another date's
		date, start, end = date.AddDays(1), start-24, end-24
	}
	var dates []weather.Date
	for i := 0; i*24 < end; i++ {
		if held := min(end, i*24+20) - max(start, i*24+8); held >= 6 {
			dates = append(dates, date.AddDays(i))
		}
	}
	dark := start >= 19 || end-start > 0 && start >= 17 && end >= 28
	switch {
	case len(dates) == 1 && end <= 20 && (start >= 8 || r.in.Window == analysis.Morning && start < 0):
		return period{dates: dates, part: daytime}
	case len(dates) > 0:
		return period{dates: dates, part: whole}
	case dark && r.in.Window == analysis.Morning:
		return period{dates: []weather.Date{date}, part: night}
	case dark:
		return period{dates: []weather.Date{date.AddDays(1)}, part: eve}
	case end <= 12:
		return period{dates: []weather.Date{date}, part: early}
	default:
		return period{dates: []weather.Date{date}, part: late}
	}
}

// coming is the day that a text without any date is about: the 24 hours that begin with
// the next 08 or 20 hours.
func (r *reader) coming() period {
	issued := r.issued()
	date := weather.DateOf(issued, issued.Location())
	if issued.Add(2*time.Hour).Hour() >= 12 || issued.Hour() >= 12 {
		date = date.AddDays(1)
	}
	return period{dates: []weather.Date{date}, part: whole}
}
