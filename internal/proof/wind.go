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
func (c *checker) checkWind(at span, w *grammar.WindClause, s scope, context string) {
	if sameTurn(w) {
		c.report(Contradiction, at, "", "风向转成了同一个方向，请改正。")
		return
	}
	gust := w.Head == grammar.Gusts || strings.Contains(string(w.Head), "阵风") || strings.HasSuffix(context, "阵风")
	known := false
	fits := func(wind *analysis.Wind) bool {
		known = known || wind.Known
		return wind.Known && fitsWind(w, wind, gust)
	}
	for set := c.of(s); set != 0; set &= set - 1 {
		d := c.day(set)
		edited := slices.Contains(d.Edited, analysis.ElementWind)
		if fits(&d.Wind) || !edited && (fits(&d.Daytime.Wind) || fits(&d.Night.Wind)) || gust && gusts(w, d) || !gust && strongestIs(w, d) {
			return
		}
	}
	if c.anyEvent(s, func(e *analysis.Event) bool { return fits(&e.Wind) }) {
		return
	}
	if !known {
		c.report(Unsupported, at, "", c.names(s)+"没有风的数据，请删去或核对。")
		return
	}
	data := c.list(s, func(d *analysis.Day) string { return c.facts.House.Wind(d.Wind) })
	if data == "" {
		data = "风力较小"
	}
	c.report(Contradiction, at, data, fmt.Sprintf("%s风与数据不符，数据是“%s”，请改正。", c.names(s), data))
}

// fitsWind reports whether a clause says no more than a wind of the facts.
func fitsWind(said *grammar.WindClause, fact *analysis.Wind, gust bool) bool {
	next := -1 // -1 is the first direction, 0 and more are the turns
	for i := range said.Legs {
		leg := &said.Legs[i]
		if d := leg.Dir.From; d != analysis.NoDirection {
			for ; next < len(fact.Turns) && directionAt(fact, next) != d; next++ {
			}
			if next == len(fact.Turns) {
				return false
			}
		}
		if leg.Force != (grammar.Force{}) && !fitsForce(leg.Force, fact, gust) {
			return false
		}
	}
	return true
}

func directionAt(w *analysis.Wind, i int) analysis.Direction {
	if i < 0 {
		return w.From
	}
	return w.Turns[i]
}

// meets reports whether a force, with the bound it may have, may be said of a force of
// the facts.
func meets(f grammar.Force, low, high weather.Beaufort) bool {
	from, to := weather.Beaufort(f.Low), weather.Beaufort(f.High)
	switch f.Bound {
	case "以上", "及以上", "或以上":
		return high >= from
	case "以下", "及以下", "或以下", "以内":
		return high <= to
	}
	return from == max(low, 1) && to == max(high, 1)
}

func fitsForce(f grammar.Force, fact *analysis.Wind, gust bool) bool {
	if gust {
		v, ok := fact.Gust.Get()
		return ok && reaches(f, v)
	}
	then, ok := fact.Then.Get()
	return meets(f, fact.Low, fact.High) || ok && meets(f, then.Low, then.High)
}

// reaches reports a gust within what is said.
func reaches(f grammar.Force, v weather.Beaufort) bool {
	return weather.Beaufort(f.Low) <= v && (v <= weather.Beaufort(f.High) || strings.Contains(string(f.Bound), "以上"))
}

// gusts reports whether the gust said is the greatest of a day.
func gusts(w *grammar.WindClause, d *analysis.Day) bool {
	v, ok := d.Gust.Get()
	for i := range w.Legs {
		if ok && reaches(w.Legs[i].Force, v) {
			return true
		}
	}
	return false
}

// strongestIs lets 最大8级 stand for the strongest mean wind or gust of a day.
func strongestIs(w *grammar.WindClause, d *analysis.Day) bool {
	if len(w.Legs) != 1 || w.Legs[0].Dir.From != analysis.NoDirection || w.Legs[0].Force.Low != w.Legs[0].Force.High {
		return false
	}
	force := weather.Beaufort(w.Legs[0].Force.High)
	v, ok := d.Gust.Get()
	return ok && v == force || d.Wind.Known && d.Wind.High == force
}
