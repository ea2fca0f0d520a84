package proof

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// quotes takes the lines of a station's bulletin out of the text, character for
// character, and reports those that were changed or left out: who relays a forecast
// does not touch it (气象预报发布与传播管理办法).
func (c *checker) quotes() {
	lines := strings.Split(c.text, "\n")
	left := slices.Clone(c.facts.Quoted)
	last := 0 // the line behind the last quoted one
	for i, line := range lines {
		at := slices.Index(left, strings.TrimSpace(line))
		if at < 0 {
			continue
		}
		left = slices.Delete(left, at, at+1)
		lines[i] = strings.Repeat(" ", utf8.RuneCountInString(line))
		last = i + 1
	}
	c.text = strings.Join(lines, "\n")
	if c.facts.Part {
		return
	}
	end := len(strings.Join(lines[:last], "\n"))
	for _, line := range left {
		c.report(Contradiction, span{end, end}, line, "台站的原文被改动或漏掉了，请照原文恢复。")
	}
}
