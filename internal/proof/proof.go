// Package proof reads a finished bulletin back and holds it against the facts:
// yubao's own text as a guard, a text that an editor changed as a help. It reads with
// the words of package grammar, so that what is written and what is read cannot drift
// apart; what it cannot read it leaves alone.
package proof

import (
	"cmp"
	"slices"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
)

// Severity says how grave a finding is.
type Severity string

// The severities; the words are a contract of `yubao proof`.
const (
	Contradiction Severity = "contradiction" // the facts say something else
	Unsupported   Severity = "unsupported"   // no fact says this
	Style         Severity = "style"         // a fault of form
)

// Finding is one fault in a text. Start and End are offsets in characters.
type Finding struct {
	Severity Severity `json:"severity"`
	Start    int      `json:"start"`
	End      int      `json:"end"`
	Said     string   `json:"said"`
	Data     string   `json:"data"`    // what the facts say, in Chinese; empty when they say nothing
	Message  string   `json:"message"` // Chinese, with what to do
}

// Facts are what a text is held against.
type Facts struct {
	Outlook analysis.Outlook
	House   grammar.House
	// Station is the one that an attestation names; empty: no station may be named.
	Station string
	// Lexicon has the words of the newsroom's own texts, which are never strange; nil: the
	// common ones only.
	Lexicon *Lexicon
	// Part says that the text is a part of a bulletin, which need not name its source.
	Part bool
}

// Check returns the faults of text in the order of their places. It is pure, and safe
// for concurrent use.
func Check(text string, facts Facts) []Finding {
	c := &checker{facts: facts, text: text, offsets: characters(text)}
	c.style()
	c.credit()
	for _, line := range c.lines() {
		c.line(line)
	}
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return slices.CompactFunc(c.findings, func(a, b Finding) bool {
		return a.Start == b.Start && a.End == b.End && a.Severity == b.Severity
	})
}

// Contradictions counts the findings that a sign-off must not pass over.
func Contradictions(findings []Finding) int {
	n := 0
	for _, f := range findings {
		if f.Severity == Contradiction {
			n++
		}
	}
	return n
}

// checker is one reading of one text.
type checker struct {
	facts    Facts
	text     string
	offsets  []int // character offset of each byte offset
	findings []Finding
}

// span is a piece of the text, in bytes.
type span struct{ from, to int }

func (c *checker) report(severity Severity, at span, data, message string) {
	c.findings = append(c.findings, Finding{
		Severity: severity, Start: c.offsets[at.from], End: c.offsets[at.to],
		Said: c.text[at.from:at.to], Data: data, Message: message,
	})
}

// characters maps byte offsets to character offsets; the end of the text is included.
func characters(text string) []int {
	offsets := make([]int, len(text)+1)
	n := 0
	for i := range text {
		offsets[i] = n
		n++
	}
	offsets[len(text)] = n
	// Bytes inside a character belong to it.
	for i := 1; i < len(text); i++ {
		if text[i]&0xc0 == 0x80 {
			offsets[i] = offsets[i-1]
		}
	}
	return offsets
}

// lines returns the lines of the text that are not blank, without their ends.
func (c *checker) lines() []span {
	var lines []span
	from := 0
	for i := 0; i <= len(c.text); i++ {
		if i < len(c.text) && c.text[i] != '\n' {
			continue
		}
		to := i
		for to > from && (c.text[to-1] == '\r' || c.text[to-1] == ' ') {
			to--
		}
		if to > from {
			lines = append(lines, span{from, to})
		}
		from = i + 1
	}
	return lines
}
