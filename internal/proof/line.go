package proof

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// line checks one line: a day line against its day, any other as running text.
func (c *checker) line(at span) {
	if label, length, ok := c.dayLabel(at); ok {
		c.dayLine(at, label, length)
		return
	}
	c.running(at)
}

// dayLabel reports whether a line is a day line: a date, then the mark that follows
// labels, then neither the end nor a verb.
func (c *checker) dayLabel(at span) (label grammar.Span, length int, ok bool) {
	label, length, ok = grammar.SpanAt(c.text[:at.to], at.from)
	if !ok || len(label.Points) == 0 || label.Points[0].Day == 0 && label.Points[0].Weekday == 0 {
		return label, 0, false
	}
	rest := c.text[at.from+length : at.to]
	return label, length, strings.HasPrefix(rest, "：") || strings.HasPrefix(rest, ":")
}

// dayLine reads a day line whole and compares it with the facts of its day.
func (c *checker) dayLine(at span, label grammar.Span, length int) {
	text := c.text[at.from:at.to]
	head := span{at.from, at.from + length}
	if !c.checkSpan(head, label) {
		return
	}
	date, ok := c.dateOf(label.Points[0])
	if !ok {
		return
	}
	day := c.day(date)
	if day == nil {
		c.report(Contradiction, head, c.period(), "数据里没有这一天，请核对日期。")
		return
	}
	want := grammar.FromDay(*day, c.facts.House)
	if text == c.facts.House.Write(want) {
		return
	}
	c.houseOfLine(at)
	line, err := grammar.Read(text, c.facts.Outlook.Now)
	if err != nil && !day.Known {
		return // words for a day without data, which state no weather
	}
	if err != nil {
		c.unreadable(at, err)
		return
	}
	c.compare(at, line, want, day)
}

// unreadable reports the place at which a day line stops making sense.
func (c *checker) unreadable(at span, err error) {
	var fault *grammar.Error
	if !errors.As(err, &fault) {
		return
	}
	from := at.from
	for n := 0; n < fault.At && from < at.to; n++ {
		_, size := utf8.DecodeRuneInString(c.text[from:])
		from += size
	}
	if from >= at.to {
		from = at.from
	}
	c.report(Contradiction, span{from, at.to}, "", "这一行读不通："+fault.Reason+"。请改成列表的写法。")
}

// compare holds what a day line says against the line that the facts give.
func (c *checker) compare(at span, said, want grammar.Line, day *analysis.Day) {
	house := c.facts.House
	for _, element := range []struct {
		name string
		text func(grammar.Line) string
		find func(int, int) (int, bool)
	}{
		{"天空状况", house.SkyText, skyAt(c.text)},
		{"风", house.WindText, windAt(c.text)},
	} {
		got, expected := element.text(said), element.text(want)
		if got == expected {
			continue
		}
		where := c.locate(at, element.find)
		if got == "" {
			// An editor may leave out what he does not want to say.
			continue
		}
		if expected == "" {
			c.report(Unsupported, where, "", element.name+"没有数据依据，请删去或核对。")
			continue
		}
		c.report(Contradiction, where, expected, fmt.Sprintf("%s与数据不符，数据是“%s”。", element.name, expected))
	}
	if c.reversed(at) {
		return
	}
	c.compareTemperature(at, "最低气温", said.Low(), day.Low)
	c.compareTemperature(at, "最高气温", said.High(), day.High)
}

// pair finds two temperatures with the sign of a range between.
var pair = regexp.MustCompile(`(-?\d+)℃?～(-?\d+)℃`)

// reversed reports a pair with the higher figure first, which some outlets print and
// this house does not: here it is a slip.
func (c *checker) reversed(at span) bool {
	m := pair.FindStringSubmatchIndex(c.text[at.from:at.to])
	if m == nil {
		return false
	}
	figure := func(i int) int { n, _ := strconv.Atoi(c.text[at.from+m[i] : at.from+m[i+1]]); return n }
	if figure(2) <= figure(4) {
		return false
	}
	c.report(Contradiction, span{at.from + m[0], at.from + m[1]}, "", "最低、最高气温写反了：低的在前。")
	return true
}

func (c *checker) compareTemperature(at span, name string, said, data weather.Maybe[int]) {
	got, ok := said.Get()
	if !ok {
		return
	}
	where := c.locate(at, degreesAt(c.text))
	want, known := data.Get()
	switch {
	case !known:
		c.report(Unsupported, where, "", name+"没有数据依据，请删去或核对。")
	case got != want:
		text := c.facts.House.Degree(want)
		c.report(Contradiction, where, text, fmt.Sprintf("%s与数据不符，数据是%s。", name, text))
	}
}

// The finders below tell the place of a clause within a line, for the mark.

func skyAt(text string) func(int, int) (int, bool) {
	return func(i, end int) (int, bool) { _, n, ok := grammar.SkyAt(text[:end], i); return n, ok }
}

func windAt(text string) func(int, int) (int, bool) {
	return func(i, end int) (int, bool) { _, n, ok := grammar.WindAt(text[:end], i); return n, ok }
}

func degreesAt(text string) func(int, int) (int, bool) {
	return func(i, end int) (int, bool) { _, n, ok := grammar.DegreesAt(text[:end], i); return n, ok }
}

// locate returns the first clause behind the label of a line that find reads, or the
// whole line.
func (c *checker) locate(at span, find func(from, end int) (int, bool)) span {
	start := at.from
	if i := strings.IndexAny(c.text[at.from:at.to], "：:"); i >= 0 {
		start += i + 1
	}
	for i := start; i < at.to; i++ {
		if !utf8.RuneStart(c.text[i]) {
			continue
		}
		if n, ok := find(i, at.to); ok {
			return span{i, i + n}
		}
	}
	return at
}
