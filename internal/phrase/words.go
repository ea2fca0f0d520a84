package phrase

import (
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// The words of single clauses are the grammar's; these name them for the rules here.

func (s *survey) cloud(c analysis.Cloud) string { return s.house.CloudWord(c) }

func (s *survey) wetName(k analysis.PrecipKind, g analysis.Grade) string {
	if k != analysis.Rain && k != analysis.Snow {
		g = analysis.GradeNone
	}
	return s.house.PrecipPhrase(k, g)
}

func (s *survey) murkName(k analysis.MurkKind) string { return s.house.MurkPhrase(k) }

func (s *survey) skyText(day *analysis.Day) string { return s.clauses(day).sky }

func (s *survey) windText(day *analysis.Day) string { return s.clauses(day).wind }

// rangeText writes a span of temperatures without a name: 12℃～25℃.
func (s *survey) rangeText(low, high int) string { return s.house.Range(low, high) }

func (c *calendar) weekday(d weather.Date) string {
	word := &c.week[d.Weekday()]
	if *word == "" {
		*word = c.house.SpanWords(grammar.Span{Points: []grammar.Point{{Weekday: grammar.WeekdayOf(d.Weekday())}}})
	}
	return *word
}

// partOfDay names the part of the day of a moment: 早晨, 傍晚. With a date before it,
// the hours after midnight are 凌晨: 19日夜里 would be the night after.
func (c *calendar) partOfDay(t time.Time) string {
	if t.Hour() < 5 {
		return string(beforeDawn)
	}
	return c.house.TimeOfDay(t, t)
}

const beforeDawn grammar.TimeWord = "凌晨"

// dayWords are the clauses of a day, which several texts share.
type dayWords struct {
	made                    bool
	sky, wind, temperatures string
}

// clauses returns the words of a day of the survey.
func (s *survey) clauses(day *analysis.Day) *dayWords {
	if s.words == nil {
		s.words = make([]dayWords, len(s.days))
	}
	for i := range s.days {
		if s.dates[i] != day.Date {
			continue
		}
		if w := &s.words[i]; !w.made {
			*w = dayWords{true, s.house.Sky(day.Sky), s.house.Wind(day.Wind), s.dayRange(day)}
		}
		return &s.words[i]
	}
	return &dayWords{}
}
