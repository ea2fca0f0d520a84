package station

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// Day is what the text says of one date.
type Day struct {
	Date  weather.Date
	Facts analysis.Day // what of it facts can hold
	// Amounts are the depths of precipitation that are stated of the date or of a part of
	// it; facts hold only one that is exact and of the whole.
	Amounts []Amount
	Cause   analysis.Cause // that the text names, without evidence of ours
	Sky     string         // as understood, with what facts cannot hold: 多云，局部有阵雨
	Wind    string
	Lines   []int    // the lines that say it, in order; those of the date itself where there are any
	Notes   []string // Chinese: what facts cannot hold

	parts []part
}

// Amount is a stated depth of precipitation, in whole mm: 10～20毫米; alike for one figure.
type Amount struct{ Low, High int }

// days puts the statements together by date.
func (r *reader) days() []Day {
	byDate := map[weather.Date]*Day{}
	for _, p := range r.parts {
		for _, date := range p.period.dates {
			d := byDate[date]
			if d == nil {
				d = &Day{Date: date}
				byDate[date] = d
			}
			d.parts = append(d.parts, p)
		}
	}
	days := make([]Day, 0, len(byDate))
	for _, d := range byDate {
		d.compose(r)
		days = append(days, *d)
	}
	slices.SortFunc(days, func(a, b Day) int { return a.Date.DaysSince(b.Date) })
	if r.assumed {
		r.b.Notes = append(r.b.Notes, "有的行没有写日期，按发布后的24小时理解，请核对")
	}
	return days
}

// compose works out the facts of a date from its statements.
func (d *Day) compose(r *reader) {
	d.Facts = analysis.Day{Date: d.Date, Known: true}
	for _, p := range d.closest(func(*part) bool { return true }) {
		if !slices.Contains(d.Lines, p.line) {
			d.Lines = append(d.Lines, p.line)
		}
	}
	slices.Sort(d.Lines)
	d.composeSky(r)
	d.composeWind(r)
	d.composeTemperatures(r)
	d.composeExtras()
	for _, p := range d.parts {
		if len(p.cause.Systems) > 0 && len(d.Cause.Systems) == 0 {
			d.Cause = analysis.Cause{Systems: p.cause.Systems, Grade: p.cause.Grade}
		}
	}
}

// closest returns the statements of the highest rank that have what is asked for, in
// order of time.
func (d *Day) closest(has func(*part) bool) []part {
	var found []part
	for i := range d.parts {
		p := &d.parts[i]
		if !has(p) || len(found) > 0 && p.rank < found[0].rank {
			continue
		}
		if len(found) > 0 && p.rank > found[0].rank {
			found = found[:0]
		}
		found = append(found, *p)
	}
	slices.SortStableFunc(found, func(a, b part) int { return cmp.Compare(a.period.part, b.period.part) })
	return found
}

// composeTemperatures takes the extremes of the date: those of a half day count for the
// date that it belongs to. What is said of several days together is no extreme of each.
func (d *Day) composeTemperatures(r *reader) {
	for _, end := range []struct {
		low  bool
		to   *weather.Maybe[int]
		name string
	}{{true, &d.Facts.Low, "最低"}, {false, &d.Facts.High, "最高"}} {
		value := func(p *part) (int, bool) {
			of := p.temp.High
			if end.low {
				of = p.temp.Low
			}
			v, ok := of.Get()
			if end.low {
				return v.From, ok
			}
			return v.To, ok
		}
		wholes := 0
		for _, p := range d.closest(func(p *part) bool { _, ok := value(p); return ok && p.rank > general }) {
			v, _ := value(&p)
			have, ok := end.to.Get()
			if ok && have != v && p.period.part == whole && wholes > 0 {
				r.b.Notes = append(r.b.Notes, fmt.Sprintf("第%d行：%d日%s气温与前文不同，请核对", p.line, d.Date.Day, end.name))
			}
			if p.period.part == whole {
				wholes++
			}
			if !ok || end.low && v < have || !end.low && v > have {
				*end.to = weather.Some(v)
			}
		}
	}
	low, okLow := d.Facts.Low.Get()
	high, okHigh := d.Facts.High.Get()
	if okLow && okHigh && low > high {
		r.number = d.Lines[len(d.Lines)-1]
		r.text, r.skipped = "", 0
		r.fault(0, fmt.Sprintf("%d日的%s", d.Date.Day, grammar.Crossed))
	}
	d.Facts.LowSure, d.Facts.HighSure = okLow, okHigh
}

// composeWind takes the wind of the daytime, else that of the night, and the strongest gust.
func (d *Day) composeWind(r *reader) {
	parts := d.closest(func(p *part) bool { return len(p.wind) > 0 })
	var text string
	intricate := false
	for _, p := range parts {
		text = joined(text, r.timed(&p, r.in.House.WindWords(grammar.Wind{Clauses: p.wind})))
		w, ok := windOf(p.wind)
		intricate = intricate || !ok
		if !ok || !w.Known {
			continue
		}
		if !d.Facts.Wind.Known || p.period.part == daytime || p.period.part == whole {
			d.Facts.Wind = w
		}
	}
	d.Wind = text
	if intricate && !d.Facts.Wind.Known {
		d.Notes = append(d.Notes, fmt.Sprintf("%d日的风说法较复杂，只见原文", d.Date.Day))
	}
	d.composeGust()
}

// composeGust takes the strongest gust that is stated of the date anywhere: a line of
// the list often leaves it to the running text.
func (d *Day) composeGust() {
	for _, p := range d.parts {
		w, _ := windOf(p.wind)
		if gust, ok := w.Gust.Get(); ok && p.rank > general && gust > d.Facts.Gust.Or(0) {
			d.Facts.Gust = weather.Some(gust)
		}
	}
	if gust, ok := d.Facts.Gust.Get(); ok && d.Facts.Wind.Known && gust > d.Facts.Wind.High {
		d.Facts.Wind.Gust = weather.Some(gust)
	}
}

// windOf returns the facts of the clauses of one statement.
func windOf(clauses []grammar.WindClause) (analysis.Wind, bool) {
	var wind analysis.Wind
	gusts, elsewhere := false, false
	for _, c := range clauses {
		isGust := strings.Contains(string(c.Head), string(grammar.Gusts)) // 雷雨时阵风 too
		if elsewhere = local(c.Scopes) || elsewhere && isGust; elsewhere {
			continue
		}
		c.Verb, c.Scopes = "", nil
		if isGust {
			if len(c.Legs) == 1 && c.Legs[0].Force.High > 0 {
				wind.Gust, gusts = weather.Some(weather.Beaufort(c.Legs[0].Force.High)), true
			}
			continue
		}
		if wind.Known {
			return wind, false
		}
		gust := wind.Gust
		w, ok := c.Meaning()
		if !ok {
			w, ok = strengthening(c)
		}
		if !ok {
			return w, false
		}
		wind = w
		if !wind.Gust.OK() {
			wind.Gust = gust
		}
	}
	return wind, wind.Known || gusts || elsewhere
}

// strengthening is a wind whose force changes once, upwards: 3到4级转5到6级.
func strengthening(c grammar.WindClause) (analysis.Wind, bool) {
	n := len(c.Legs)
	if n < 2 {
		return analysis.Wind{}, false
	}
	last := c.Legs[n-1]
	c.Legs = slices.Clone(c.Legs[:n-1])
	w, ok := c.Meaning()
	then := analysis.ForceSpan{Low: weather.Beaufort(last.Force.Low), High: weather.Beaufort(last.Force.High)}
	if !ok || last.Dir != (grammar.Dir{}) && last.Dir.From != w.From || last.Force.Bound != "" && last.Force.Bound != grammar.About || then.High <= w.High || w.Then.OK() {
		return w, false
	}
	w.Then = weather.Some(then)
	return w, true
}

// local reports a clause about a part of the area only.
func local(scopes []grammar.Scope) bool {
	return slices.ContainsFunc(scopes, func(s grammar.Scope) bool { return s.Share != "" && !s.Share.Whole() && !s.Share.Most() })
}

// timed puts the words for a part of the day before a text: 夜里, 午后.
func (r *reader) timed(p *part, text string) string {
	if text == "" || p.period.part == whole {
		return text
	}
	words := grammar.Span{Points: []grammar.Point{{Part: "夜里"}}}
	if p.period.part == daytime {
		words.Points[0].Part = "白天"
	} else if p.word != "" {
		words.Points[0].Part = p.word
	}
	return r.in.House.SpanWords(words) + text
}

func joined(a, b string) string {
	if a == "" || b == "" || a == b {
		return cmp.Or(a, b)
	}
	return a + "，" + b
}
