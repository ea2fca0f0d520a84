package proof

import (
	"strings"

	"yubao/internal/pattern"
)

// CorrectionMark begins the paragraph in which a correction says what it corrects (更正).
const CorrectionMark = "更正："

// earlierWords are words of a correction that say what stood there before: 由13℃改为, 写成13℃.
var earlierWords = pattern.New(`由[^，。；、（）\n]*?(?:改为|更正为|订正为)|(?:误写为|误写成|错写成|误为|写成|写作|原为)[^，。；（）\n]*|（[^（）\n]*）`)

// corrections finds the paragraphs of a text that say what it corrects, and in them what
// is no statement about the weather: the words that were wrong, and reasons in brackets.
func (c *checker) corrections() {
	for note := range c.lines {
		if !strings.HasPrefix(c.said(note), CorrectionMark) {
			continue
		}
		c.notes = append(c.notes, note)
		for _, at := range earlierWords.Regexp().FindAllStringIndex(c.said(note), -1) {
			c.earlier = append(c.earlier, span{note.from + at[0], note.from + at[1]})
		}
	}
}

// excused reports whether a finding is about what a correction says of itself: there only
// contradictions count, and not those of the words that were wrong.
func (c *checker) excused(severity Severity, at span) bool {
	within := func(spans []span) bool {
		for _, s := range spans {
			if at.from < s.to && s.from < at.to {
				return true
			}
		}
		return false
	}
	return severity != Contradiction && within(c.notes) || within(c.earlier)
}
