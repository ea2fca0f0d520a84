package phrase

import (
	"slices"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// morning is the hour at which a reader's day begins: what is over by then belongs to
// the night before (shared terms: 夜里 is 20:00 to 08:00).
const morning = 8

// overnight is the night into which all precipitation of a printed date falls: 周一夜里
// when it begins in the evening, 周二凌晨 when it begins after midnight. A 20-20 date
// holds that rain, but a reader who is told of rain on Tuesday takes his umbrella into
// the sunshine.
type overnight struct {
	date weather.Date // that the words name; zero when it does not fall in a night alone
	part string
}

func (n overnight) is() bool { return !n.date.IsZero() }

// overnight looks at the given kinds of precipitation of a date, or at all of them.
func (s *survey) overnight(d weather.Date, kinds ...analysis.PrecipKind) overnight {
	day := s.day(d)
	if day == nil || s.o.Source.ID == analysis.StatedSource { // 小雨转阴 of a station says no hour
		return overnight{}
	}
	var from, to time.Time
	for i := range day.Sky.Wet {
		w := &day.Sky.Wet[i]
		if len(kinds) > 0 && !slices.Contains(kinds, w.Kind) {
			continue
		}
		if w.From.IsZero() || w.To.IsZero() {
			return overnight{} // entered by hand
		}
		if from.IsZero() || w.From.Before(from) {
			from = w.From
		}
		if w.To.After(to) {
			to = w.To
		}
	}
	zone := zoneOf(s.o)
	if from.IsZero() || to.After(d.At(morning, zone)) {
		return overnight{}
	}
	if before := weather.DateOf(from, zone); before.Before(d) {
		return overnight{before, s.house.Night}
	}
	if part := s.calendar().hours(from, to); part != "" {
		return overnight{d, part}
	}
	return overnight{}
}

// wetDate writes the date of precipitation for a text that stands alone: 周五（19日）, or
// the night that holds all of it: 周一（20日）夜里.
func (s *survey) wetDate(d weather.Date, kinds ...analysis.PrecipKind) string {
	if n := s.overnight(d, kinds...); n.is() {
		return s.single(n.date) + n.part
	}
	return s.single(d)
}

// wetDates writes several dates of precipitation; a single one as wetDate does.
func (s *survey) wetDates(dates []weather.Date, kinds ...analysis.PrecipKind) string {
	switch len(dates) {
	case 0:
		return ""
	case 1:
		return s.wetDate(dates[0], kinds...)
	}
	return s.calendar().list(dates)
}

// wetWeekday writes the weekday of precipitation, or the night that holds all of it;
// nothing when a weekday alone does not name the date.
func (s *survey) wetWeekday(d weather.Date, kinds ...analysis.PrecipKind) string {
	c := s.calendar()
	if d.IsZero() || !c.near(d) {
		return ""
	}
	if n := s.overnight(d, kinds...); n.is() {
		return c.weekday(n.date) + n.part
	}
	return c.weekday(d)
}
