package grammar

import (
	"strings"

	"yubao/internal/analysis"
)

// CauseClause is the clause that names a cause: 受低槽东移影响.
type CauseClause struct {
	Systems []analysis.System // those that the language of yubao knows; nil for others
	Grade   analysis.ColdGrade
	Words   string // between 受 and 影响, as they were said
}

// IsZero reports that no cause is named.
func (c CauseClause) IsZero() bool { return c.Words == "" }

var causeOpen, causeShut = "受", table(nil, selves[string]("的共同影响 共同影响 的影响 影响 控制"))

// cause is 受…影响; the words between are kept, and known systems are told apart.
var cause = rule[CauseClause]{
	read: func(r *reader, c *CauseClause) bool {
		start := r.at
		if !strings.HasPrefix(r.text[r.at:], causeOpen) {
			return false
		}
		begin := r.at + len(causeOpen)
		for i, n := begin, 0; i < len(r.text) && n < 24; n++ {
			if s, ok := causeShut.at(r.text, i); ok && i > begin {
				c.Words, r.at = r.text[begin:i], i+len(s.text)
				return true
			}
			if _, ok := marks.at(r.text, i); ok || r.text[i] < 0x80 {
				break
			}
			i += width(r.text, i)
		}
		r.at = start
		return false
	},
	write: func(w *writer, c *CauseClause) bool {
		return c.Words != "" && w.put(causeOpen) && w.put(c.Words) && w.put("影响")
	},
}
