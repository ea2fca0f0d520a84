// Package proof reads a finished bulletin back and holds it against the facts:
// yubao's own text as a guard, a text that an editor changed as a help. It reads with
// the words of package grammar, so that what is written and what is read cannot drift
// apart; what it cannot read it leaves alone.
package proof

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
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
	// Official is the station's own bulletin on record, if there is one.
	Official *Official
	// Amounts are the depths of precipitation that a station's own bulletin states of its
	// dates, as it states them; nil: none.
	Amounts map[weather.Date][]Amount
	// Quoted are lines of a station's own bulletin, which the article quotes: they are not
	// judged, and must not be changed.
	Quoted []string
	// Lexicon has the words of the newsroom's own texts, which are never strange; nil: the
	// common ones only.
	Lexicon *Lexicon
	// Texts are what House writes of each day of the outlook; nil: it is written here.
	Texts []grammar.Texts
	// Part says that the text is a part of a bulletin, which need not name its source.
	Part bool
}

// Check returns the faults of text in the order of their places. The text is plain, or
// the HTML of a chat: tags are passed over. It is pure, and safe for concurrent use.
func Check(text string, facts Facts) []Finding {
	scan := scanners.Get().(*grammar.Scanner)
	defer scanners.Put(scan)
	c := &checker{facts: &facts, text: text, scan: scan, today: weather.DateOf(facts.Outlook.Now, zoneOf(&facts))}
	if len(facts.Quoted) > 0 {
		c.quotes()
	}
	c.corrections()
	c.doubts()
	c.style()
	c.credit()
	c.eachLine(c.line)
	c.proseAgainstOfficial()
	if len(c.findings) == 0 {
		return nil
	}
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return slices.CompactFunc(c.findings, func(a, b Finding) bool {
		return a.Start == b.Start && a.End == b.End && a.Severity == b.Severity
	})
}

// lines yields the lines of the text, without their ends.
func (c *checker) lines(yield func(span) bool) {
	for from := 0; from < len(c.text); {
		to := from + strings.IndexByte(c.text[from:], '\n')
		if to < from {
			to = len(c.text)
		}
		if !yield(span{from, to}) {
			return
		}
		from = to + 1
	}
}

// eachLine calls check with every line that is not empty.
func (c *checker) eachLine(check func(span)) {
	for at := range c.lines {
		if line := c.trimmed(at); line.from < line.to {
			check(line)
		}
	}
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

// scanners are kept between texts, with the room that they read into.
var scanners = sync.Pool{New: func() any { return new(grammar.Scanner) }}

// checker is one reading of one text.
type checker struct {
	facts    *Facts
	text     string
	today    weather.Date // the day on which the text is written
	scan     *grammar.Scanner
	reading  reading // of the running text that is read now
	findings []Finding
	// notes are the paragraphs that say what the text corrects, earlier the words in them
	// that were wrong.
	notes, earlier []span
}

// span is a piece of the text, in bytes.
type span struct{ from, to int }

func (c *checker) said(at span) string { return c.text[at.from:at.to] }

func (c *checker) report(severity Severity, at span, data, message string) {
	if c.excused(severity, at) {
		return
	}
	start := utf8.RuneCountInString(c.text[:at.from])
	c.findings = append(c.findings, Finding{
		Severity: severity, Start: start, End: start + utf8.RuneCountInString(c.said(at)),
		Said: c.said(at), Data: data, Message: message,
	})
}

// trimmed is a line without blanks at its ends.
func (c *checker) trimmed(at span) span {
	for at.to > at.from && (c.text[at.to-1] == '\r' || c.text[at.to-1] == ' ') {
		at.to--
	}
	for at.from < at.to && c.text[at.from] == ' ' {
		at.from++
	}
	return at
}

// zoneOf is the place's zone, in which days are cut.
func zoneOf(f *Facts) *time.Location {
	if z := f.Outlook.Place.Zone; z != nil {
		return z
	}
	return f.Outlook.Now.Location()
}
