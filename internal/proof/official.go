package proof

import (
	"fmt"
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
}

// doubts reports what is wrong in the bulletin on record, where a text begins.
func (c *checker) doubts() {
	if c.facts.Official == nil || c.facts.Part || len(c.facts.Official.Doubts) == 0 {
		return
	}
	c.report(Contradiction, span{}, "", "登记的台站原文有误，请与台站核对："+strings.Join(c.facts.Official.Doubts, "；")+"。")
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
	house := c.facts.House
	want := grammar.FromDay(day, house)
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
