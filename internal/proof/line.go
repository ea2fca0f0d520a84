package proof

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// line checks one line: a day line against its day, any other as running text. A line
// that stands as the house writes the facts needs no reading.
func (c *checker) line(at span) {
	said := c.said(at)
	if day := slices.IndexFunc(c.facts.Texts, func(t grammar.Texts) bool { return t.Line == said }); day >= 0 {
		c.againstOfficial(at, c.facts.Outlook.Days[day].Date)
		return
	}
	if label, length := c.dayLabel(at); length > 0 {
		c.dayLine(at, label, length)
		return
	}
	c.running(at)
}

// dayLabel reads the date with which a day line begins, and returns its length, 0 for any
// other line. Behind it stands a colon, or what the house puts there behind the weekday.
func (c *checker) dayLabel(at span) (*grammar.Span, int) {
	if b := c.text[at.from]; b < '0' || b > '9' {
		return nil, 0
	}
	label, n := c.scan.Span(c.text[:at.to], at.from)
	if n == 0 || len(label.Points) == 0 || label.Points[0].Day == 0 || isMoment(label) {
		return nil, 0
	}
	rest := c.text[at.from+n : at.to]
	if strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":") {
		return label, n
	}
	if mark := c.facts.House.Label; mark != "：" && len(label.Points) == 1 && len(label.Points[0].Note) == 1 && strings.HasPrefix(rest, mark) {
		return label, n
	}
	return nil, 0
}

// dayLine reads a day line whole and compares it with the facts of its day. label is its
// date, as the scanner read it last.
func (c *checker) dayLine(at span, label *grammar.Span, length int) {
	head := span{at.from, at.from + length}
	if !c.checkSpan(head, label) {
		return
	}
	date, ok := c.dateOf(&label.Points[0])
	if !ok {
		return
	}
	c.againstOfficial(at, date)
	set := c.bit(date)
	if set == 0 {
		c.report(Contradiction, head, c.period(), "数据里没有这一天，请核对日期。")
		return
	}
	day := c.day(set)
	text := c.said(at)
	want := grammar.FromDay(day, &c.facts.House)
	if text == c.facts.House.Write(want) || !day.Known && strings.Contains(text, "缺") {
		return
	}
	c.listHabits(at)
	line, err := grammar.Read(text, c.facts.Outlook.Now)
	if err != nil && !day.Known {
		return // words for a day without data, which state no weather
	}
	if err != nil {
		c.unreadable(at, err)
		return
	}
	c.compareSky(at, &line, &want)
	c.compareWind(at, &line, &want, day)
	if !c.reversed(at) {
		c.compareTemperature(at, lows, line.Low(), day.Low)
		c.compareTemperature(at, highs, line.High(), day.High)
	}
	for i := range line.Extras {
		c.checkExtra(at, &line.Extras[i], scope{days: set, named: true})
	}
}

// unreadable reports the place at which a day line stops making sense.
func (c *checker) unreadable(at span, err error) {
	var fault *grammar.Error
	if !errors.As(err, &fault) {
		return
	}
	from := at.to - len(strings.TrimLeft(fault.Rest, " "))
	if from < at.from || from >= at.to {
		from = at.from
	}
	c.report(Contradiction, span{from, at.to}, "", "这一行读不通："+fault.Reason+"。请改成列表的写法。")
}

// compareSky holds the sky that a day line says against that of the facts. An editor may
// leave out what he does not want to say.
func (c *checker) compareSky(at span, said, want *grammar.Line) {
	got, expected := c.facts.House.SkyText(*said), c.facts.House.SkyText(*want)
	if got == "" || got == expected {
		return
	}
	c.compared(c.clauseAt(at, grammar.OpensCloud|grammar.OpensFall), "天空状况", expected)
}

// compareWind does the same for the wind. Whether 左右 stands behind one force is the
// house's habit, and no fact.
func (c *checker) compareWind(at span, said, want *grammar.Line, day *analysis.Day) {
	got, expected := said.Wind.Clauses, want.Wind.Clauses
	if len(said.Later) == 0 && len(got) <= len(expected) && alikeWinds(got, expected) {
		return
	}
	if len(said.Later) == 0 && len(got) == 1 && len(got[0].Legs) == 0 && day.Wind.Known && day.Wind.High <= 2 {
		return // 微风 of a calm day
	}
	if text := c.facts.House.WindText(*want); len(said.Later) == 0 || c.facts.House.WindText(*said) != text {
		c.compared(c.clauseAt(at, grammar.OpensWind), "风", text)
	}
}

// alikeWinds reports that the clauses said are some of those of the facts.
func alikeWinds(said, facts []grammar.WindClause) bool {
	next := 0
	for i := range said {
		for ; next < len(facts) && !alikeWind(&said[i], &facts[next]); next++ {
		}
		if next == len(facts) {
			return false
		}
		next++
	}
	return true
}

func alikeWind(a, b *grammar.WindClause) bool {
	return (a.Head == grammar.Gusts) == (b.Head == grammar.Gusts) && a.Calm == b.Calm && slices.EqualFunc(a.Legs, b.Legs, func(a, b grammar.Leg) bool {
		return a.Dir.From == b.Dir.From && a.Force.Low == b.Force.Low && a.Force.High == b.Force.High && bounded(a.Force) == bounded(b.Force)
	})
}

func bounded(f grammar.Force) bool {
	return f.Bound != "" && f.Bound != grammar.About && f.Bound != "上下"
}

func (c *checker) compared(where span, name, expected string) {
	if expected == "" {
		c.report(Unsupported, where, "", name+"没有数据依据，请删去或核对。")
		return
	}
	c.report(Contradiction, where, expected, fmt.Sprintf("%s与数据不符，数据是“%s”，请改正。", name, expected))
}

func (c *checker) compareTemperature(at span, e ending, said, data weather.Maybe[int]) {
	got, ok := said.Get()
	want, known := data.Get()
	if !ok || known && got == want {
		return
	}
	where := c.figureAt(at, got)
	if !known {
		c.report(Unsupported, where, "", e.name+"没有数据依据，请删去或核对。")
		return
	}
	text := c.facts.House.Degree(want)
	c.report(Contradiction, where, text, fmt.Sprintf("%s与数据不符，数据是%s，请改正。", e.name, text))
}

// reversed reports a pair with the higher figure first, which some outlets print and
// this house does not: here it is a slip.
func (c *checker) reversed(at span) bool {
	text := c.text[:at.to]
	for i := c.bodyOf(at); i < at.to; i += width(text, i) {
		if grammar.Opens(text, i)&grammar.OpensDegrees == 0 {
			continue
		}
		_, n := c.scan.Degrees(text, i)
		if n == 0 || !hasUnit(text[i:i+n]) {
			continue
		}
		first, size := signed(text, i)
		rest := strings.TrimPrefix(text[i+size:i+n], "℃")
		if mark := rangeSign(rest); mark > 0 {
			if second, m := signed(rest, mark); m > 0 && first > second {
				c.report(Contradiction, span{i, i + n}, "", "最低、最高气温写反了，低的在前，请改正。")
				return true
			}
		}
		return false
	}
	return false
}

// signed reads a figure that may be below zero.
func signed(text string, i int) (value, length int) {
	for _, minus := range []string{"-", "零下"} {
		if strings.HasPrefix(text[i:], minus) {
			v, n := figure(text, i+len(minus))
			return -v, n + len(minus)
		}
	}
	return figure(text, i)
}

// bodyOf returns where a day line goes on behind its label.
func (c *checker) bodyOf(at span) int {
	if i := strings.IndexAny(c.said(at), "：:"); i >= 0 {
		return at.from + i
	}
	return at.from + strings.Index(c.said(at), "）") + len("）")
}

// clauseAt returns the first clause behind the label of a line that may be of a kind, to
// its comma; the whole line when there is none.
func (c *checker) clauseAt(at span, kind grammar.Opening) span {
	text := c.text[:at.to]
	for i := c.bodyOf(at); i < at.to; i += width(text, i) {
		open := grammar.Opens(text, i) & kind
		if open == 0 {
			continue
		}
		n := 0
		if open&grammar.OpensWind != 0 {
			_, n = c.scan.Wind(text, i)
		}
		if open&grammar.OpensCloud != 0 && n == 0 {
			_, n = grammar.CloudAt(text, i)
		}
		if open&grammar.OpensFall != 0 && n == 0 {
			_, n = c.scan.Fall(text, i)
		}
		if n > 0 {
			return span{i, max(i+n, clauseEnd(text, i))}
		}
	}
	return at
}

// figureAt returns the place of a temperature in a line.
func (c *checker) figureAt(at span, value int) span {
	text := c.text[:at.to]
	body := c.bodyOf(at)
	for i := body; i < at.to; i += width(text, i) {
		if v, n := signed(text, i); n > 0 {
			rest := text[i+n:]
			if v == value && (strings.HasPrefix(rest, "℃") || strings.HasPrefix(rest, "度") || rangeSign(rest) > 0) {
				end := i + n
				if strings.HasPrefix(rest, "℃") {
					end += len("℃")
				}
				return span{i, end}
			}
			i += n - 1
		}
	}
	return at
}
