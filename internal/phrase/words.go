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

func (s *survey) skyText(sky analysis.Sky) string { return s.house.Sky(sky) }

func (s *survey) windText(w analysis.Wind) string { return s.house.Wind(w) }

// rangeText writes a span of temperatures without a name: 12℃～25℃.
func (s *survey) rangeText(low, high int) string { return s.house.Range(low, high) }

func (c *calendar) weekday(d weather.Date) string {
	return c.house.SpanWords(grammar.Span{Points: []grammar.Point{{Weekday: grammar.WeekdayOf(d.Weekday())}}})
}

// partOfDay names the part of the day of a moment: 早晨, 傍晚.
func (c *calendar) partOfDay(t time.Time) string { return c.house.TimeOfDay(t, t) }
