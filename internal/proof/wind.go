package proof

import (
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// checkWind holds directions, forces and gusts against the winds of the scope.
func (c *checker) checkWind(at span, w grammar.WindClause, dates scope, context string) {
	winds := c.winds(dates)
	if len(winds) == 0 {
		c.report(Unsupported, at, "", c.where(dates)+"没有风的数据，请删去或核对。")
		return
	}
	gust := w.Head == grammar.Gusts || strings.Contains(string(w.Head), "阵风") || strings.HasSuffix(context, "阵风")
	for _, wind := range winds {
		if fitsWind(w, wind, gust) {
			return
		}
	}
	if gust && (c.gusts(w, dates) || strings.HasSuffix(context, "雷雨时") && c.gusts(w, nil)) {
		return
	}
	if !gust && c.strongestIs(w, dates) {
		return
	}
	data := c.windsText(dates)
	c.report(Contradiction, at, data, fmt.Sprintf("%s风与数据不符，数据是“%s”。", c.where(dates), data))
}

// winds returns the winds that may be printed for a scope.
func (c *checker) winds(dates scope) []analysis.Wind {
	var winds []analysis.Wind
	for _, d := range c.days(dates) {
		for _, w := range []analysis.Wind{d.Wind, d.Daytime.Wind, d.Night.Wind} {
			if w.Known {
				winds = append(winds, w)
			}
		}
	}
	for _, e := range c.events(dates) {
		if e.Wind.Known {
			winds = append(winds, e.Wind)
		}
	}
	return winds
}

// fitsWind reports whether a clause says no more than a wind of the facts.
func fitsWind(said grammar.WindClause, fact analysis.Wind, gust bool) bool {
	directions := append([]analysis.Direction{fact.From}, fact.Turns...)
	next := 0
	for _, leg := range said.Legs {
		if d := leg.Dir.From; d != analysis.NoDirection {
			i := slices.Index(directions[next:], d)
			if i < 0 {
				return false
			}
			next += i
		}
		if leg.Force != (grammar.Force{}) && !fitsForce(leg.Force, fact, gust) {
			return false
		}
	}
	return true
}

func fitsForce(f grammar.Force, fact analysis.Wind, gust bool) bool {
	low, high := weather.Beaufort(f.Low), weather.Beaufort(f.High)
	if gust {
		v, ok := fact.Gust.Get()
		return ok && low <= v && v <= high
	}
	if low == max(fact.Low, 1) && high == max(fact.High, 1) {
		return true
	}
	then, ok := fact.Then.Get()
	return ok && low == then.Low && high == then.High
}

// gusts reports whether the gust said is the greatest of a day of the scope.
func (c *checker) gusts(w grammar.WindClause, dates scope) bool {
	for _, leg := range w.Legs {
		for _, d := range c.days(dates) {
			if v, ok := d.Gust.Get(); ok && weather.Beaufort(leg.Force.Low) <= v && v <= weather.Beaufort(leg.Force.High) {
				return true
			}
		}
	}
	return false
}

// strongestIs lets 最大8级 stand for the strongest mean wind or gust of the scope.
func (c *checker) strongestIs(w grammar.WindClause, dates scope) bool {
	if len(w.Legs) != 1 || w.Legs[0].Dir.From != analysis.NoDirection || w.Legs[0].Force.Low != w.Legs[0].Force.High {
		return false
	}
	force := weather.Beaufort(w.Legs[0].Force.High)
	for _, d := range c.days(dates) {
		if v, ok := d.Gust.Get(); ok && v == force || d.Wind.Known && d.Wind.High == force {
			return true
		}
	}
	return false
}

func (c *checker) windsText(dates scope) string {
	var texts []string
	days := c.days(dates)
	for _, d := range days {
		if text := c.facts.House.Wind(d.Wind); text != "" {
			if len(days) > 1 {
				text = fmt.Sprintf("%d日%s", d.Date.Day, text)
			}
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		return "风力较小"
	}
	return strings.Join(texts, "，")
}
