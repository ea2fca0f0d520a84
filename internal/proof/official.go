package proof

import (
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// Official is what the bulletin says that a station's attestation has on record: a text
// in the station's name must not say otherwise.
type Official struct {
	Days   map[weather.Date]analysis.Day // as understood; what it does not say is not known
	Doubts []string                      // Chinese: what is wrong in the bulletin itself
	// Outlook is that of the bulletin where it tells of every printed date, so that
	// running text can be held against it too; else nil.
	Outlook *analysis.Outlook
}

// Amount is a depth of precipitation as a station states it, in whole mm: 10～20毫米; Low
// and High are alike for a single figure.
type Amount struct{ Low, High int }

func (a Amount) String() string {
	if a.Low == a.High {
		return fmt.Sprintf("%d毫米", a.Low)
	}
	return fmt.Sprintf("%d～%d毫米", a.Low, a.High)
}

// doubts reports what is wrong in the bulletin on record, where a text begins.
func (c *checker) doubts() {
	if c.facts.Official == nil || c.facts.Part || len(c.facts.Official.Doubts) == 0 {
		return
	}
	c.report(Contradiction, span{}, "", "登记的台站原文有误，请与台站核对："+strings.Join(c.facts.Official.Doubts, "；")+"。")
}

// proseAgainstOfficial holds running text against the bulletin. Only what it says
// otherwise counts: much is in a text that no station states, fog and haze among it.
func (c *checker) proseAgainstOfficial() {
	if c.facts.Official == nil || c.facts.Official.Outlook == nil {
		return
	}
	facts := *c.facts
	facts.Outlook, facts.Official, facts.Texts = *facts.Official.Outlook, nil, nil
	facts.Outlook.Now = c.facts.Outlook.Now
	second := &checker{facts: &facts, text: c.text, scan: c.scan, today: c.today}
	second.corrections()
	second.eachLine(func(at span) {
		if _, n := second.dayLabel(at); n == 0 {
			second.running(at)
		}
	})
	for _, f := range second.findings {
		known := slices.ContainsFunc(c.findings, func(have Finding) bool { return have.Start < f.End && f.Start < have.End })
		if _, murk := grammar.Kind(f.Said).Murk(); f.Severity == Contradiction && !known && !murk {
			f.Message = strings.ReplaceAll(f.Message, "数据", "登记的台站原文")
			c.findings = append(c.findings, f)
		}
	}
}

// againstOfficial compares a day line with the station's own bulletin.
func (c *checker) againstOfficial(at span, date weather.Date) {
	if c.facts.Official == nil {
		return
	}
	day, ok := c.facts.Official.Days[date]
	if !ok {
		return
	}
	line, err := grammar.Read(c.said(at), c.facts.Outlook.Now)
	if err != nil {
		return // reported with the line
	}
	house := &c.facts.House
	want := grammar.FromDay(&day, house)
	differs := func(where span, name, data string) {
		c.report(Contradiction, where, data, fmt.Sprintf("%s与登记的台站原文不符，原文是“%s”，请改正。", name, data))
	}
	if said, data := house.SkyText(line), house.SkyText(want); said != "" && data != "" && said != data {
		differs(c.clauseAt(at, grammar.OpensCloud|grammar.OpensFall), "天空状况", data)
	}
	if data := house.WindText(want); len(line.Wind.Clauses) > 0 && data != "" && len(line.Later) == 0 && !alikeWinds(line.Wind.Clauses, want.Wind.Clauses) {
		differs(c.clauseAt(at, grammar.OpensWind), "风", data)
	}
	for _, end := range []struct {
		name       string
		said, data weather.Maybe[int]
	}{{"最低气温", line.Low(), day.Low}, {"最高气温", line.High(), day.High}} {
		got, okGot := end.said.Get()
		data, okData := end.data.Get()
		if okGot && okData && got != data {
			differs(c.figureAt(at, got), end.name, house.Degree(data))
		}
	}
}
