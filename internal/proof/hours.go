package proof

import (
	"fmt"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// part is the hours that words of time name: 傍晚到夜里, 5日傍晚到6日凌晨.
type part struct {
	known       bool
	used        bool         // something was said of them
	first, last int          // hours from the midnight of the day; last may exceed 24
	day         weather.Date // the day that is named with them; zero: any of the scope
	stretch     bool         // dates stand at both ends
	eve         bool         // it begins in a night, which may be the one before the day: 夜里到中午
	said        string       // the words, where they name no date
}

// daytime reports 白天: the words are of the half of the day that has a sky of its own.
func (p *part) daytime() bool { return p.known && p.first == 8 && p.last == 20 }

// partOf returns the hours that a span names.
func (c *checker) partOf(s *grammar.Span) part {
	n := len(s.Points)
	if n == 0 || n > 2 || n == 2 && !runs(s.Points[1].Join) {
		return part{}
	}
	first, last, ok := s.Points[0].Hours()
	p := part{known: ok, first: first, last: last}
	start, _, dated := c.datesOf(s, 0)
	if dated {
		p.day = start
	}
	if n == 1 || !ok {
		return p
	}
	from, to, ok := s.Points[1].Hours()
	if !ok {
		return part{}
	}
	end, _, also := c.datesOf(s, 1)
	switch {
	case dated && also:
		p.stretch = true
		p.last = to + 24*end.DaysSince(start)
	case from < first:
		p.last, p.eve = to+24, atNight(&s.Points[0])
	default:
		p.last = to
	}
	p.known = p.last >= p.first
	return p
}

// Words for parts of the day are drawn differently from house to house: a claim is wrong
// when nothing falls within so many hours of what it names, or when a stretch begins or
// ends by more than farOff apart from what falls.
const (
	roughly = 3 * time.Hour
	farOff  = 9 * time.Hour
)

// checkHours holds the hours that were named for rain or snow against those of the data.
func (r *reading) checkHours(at span, f *grammar.Fall) {
	kind, precip := f.Kind.Precip()
	if !r.part.known || !precip || negated(r.c.text[r.clause:at.from]) {
		return
	}
	c := r.c
	days := c.of(r.scope)
	var dates []weather.Date
	add := func(d weather.Date) {
		if dates = append(dates, d); r.part.eve {
			dates = append(dates, d.AddDays(-1))
		}
	}
	if r.part.day.IsZero() {
		for set := days; set != 0; set &= set - 1 {
			add(c.day(set).Date)
		}
	} else {
		add(r.part.day)
	}
	for _, date := range dates {
		midnight := date.At(0, zoneOf(c.facts))
		from, to := midnight.Add(time.Duration(r.part.first)*time.Hour), midnight.Add(time.Duration(r.part.last)*time.Hour)
		if known, fits := c.fallsWithin(from, to, f.Kind, kind, r.part.stretch); !known || fits {
			return
		}
	}
	if data := c.wetHours(days); data != "" {
		c.report(Contradiction, at, data, "时段与数据不符，数据是"+data+"，请改正。")
	}
}

// fallsWithin reports whether something of a kind falls in some hours. It is not known
// where the data have no hours, as after an editor's change.
func (c *checker) fallsWithin(from, to time.Time, word grammar.Kind, kind analysis.PrecipKind, stretch bool) (known, fits bool) {
	for i := range c.facts.Outlook.Days {
		for _, sky := range skiesOf(&c.facts.Outlook.Days[i]) {
			for _, w := range sky.Wet {
				if !bringsKind(word, kind, w.Kind) {
					continue
				}
				if w.From.IsZero() || w.To.IsZero() {
					return false, false
				}
				known = true
				near := w.From.Before(to.Add(roughly)) && w.To.After(from.Add(-roughly))
				fits = fits || near
			}
		}
	}
	if fits && stretch {
		fits = c.spellFits(from, to)
	}
	return known, fits
}

// spellFits reports a spell of rain or snow about as long as a stretch that was named.
func (c *checker) spellFits(from, to time.Time) bool {
	spells := 0
	for i := range c.facts.Outlook.Events {
		e := &c.facts.Outlook.Events[i]
		if e.Kind != analysis.EventWet || e.From.IsZero() || !e.From.Before(to) || !e.To.After(from) {
			continue
		}
		spells++
		if apart(e.From, from) <= farOff && apart(e.To, to) <= farOff {
			return true
		}
	}
	return spells != 1 // several spells may be told as one
}

func apart(a, b time.Time) time.Duration { return a.Sub(b).Abs() }

// wetHours lists when it rains or snows on some days: 21日16时至19时.
func (c *checker) wetHours(set uint64) string {
	zone := zoneOf(c.facts)
	return c.list(scope{days: set, named: true}, func(d *analysis.Day) string {
		var parts []string
		for _, w := range d.Sky.Wet {
			if !w.From.IsZero() {
				from, to := w.From.In(zone), w.To.In(zone)
				until := fmt.Sprintf("%d时", to.Hour())
				if to.Day() != from.Day() {
					until = fmt.Sprintf("%d日%s", to.Day(), until)
				}
				parts = append(parts, fmt.Sprintf("%d日%d时至%s%s", from.Day(), from.Hour(), until, c.facts.House.PrecipPhrase(w.Kind, w.Grade)))
			}
		}
		return strings.Join(parts, "、")
	})
}
