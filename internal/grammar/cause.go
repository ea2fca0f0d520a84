package grammar

import (
	"slices"
	"strings"

	"yubao/internal/analysis"
)

// CauseClause is the clause that names a cause: 受低槽东移影响.
type CauseClause struct {
	Systems []analysis.System // those that analysis knows; nil when there is any other
	Grade   analysis.ColdGrade
	Words   string // between 受 and the last word
	Shut    string // 影响、共同影响、控制
}

// IsZero reports that no cause is named.
func (c CauseClause) IsZero() bool { return c.Words == "" }

const causeOpen = "受"

var causeShut = table(nil, selves[string]("的共同影响 共同影响 的影响 影响 控制 的控制"))

// systems are the weather systems that may be named; the second form stands where
// two act together.
var systems = table(nil, each(
	say(analysis.SystemTrough, "低槽东移|低槽"),
	say(analysis.SystemUpperTrough, "高空槽东移|高空槽"),
	say(analysis.SystemCold, "冷空气"),
	say(analysis.SystemColdEast, "东路冷空气"),
	say(analysis.SystemColdWest, "西路冷空气"),
	say(analysis.SystemWarmWet, "偏南暖湿气流|暖湿气流"),
	say(analysis.SystemShear, "切变线"),
	say(analysis.SystemVortex, "低涡"),
	say(analysis.SystemSubtropical, "副热带高压", "副高"),
	say(analysis.SystemSubEdge, "副热带高压边缘", "副高边缘", "副高外围", "副热带高压外围"),
	say(analysis.SystemRidge, "高压脊"),
	say(analysis.SystemNWFlow, "西北气流"),
	say(analysis.SystemSurfaceHigh, "地面高压", "高压"),
))

// ruling are the systems under which a place lies for days: 受…控制.
var ruling = []analysis.System{analysis.SystemSubtropical, analysis.SystemRidge, analysis.SystemNWFlow, analysis.SystemSurfaceHigh}

var coldGrades = table(nil, each(
	say(analysis.ColdWeak, "弱"), say(analysis.ColdFairlyStrong, "较强"), say(analysis.ColdStrong, "强"),
))

// CauseOf turns a cause into its clause; no cause gives the zero clause.
func CauseOf(c analysis.Cause) CauseClause {
	clause := CauseClause{Systems: c.Systems, Shut: "影响"}
	for i, s := range c.Systems {
		forms, ok := systems.formsOf(s)
		if !ok || i > 1 {
			return CauseClause{}
		}
		word := form(forms, 0)
		if len(c.Systems) > 1 {
			word = form(forms, 1)
			clause.Shut = "共同影响"
		}
		if grade, ok := coldGrades.spell(nil, c.Grade); ok && s == analysis.SystemCold {
			word, clause.Grade = grade+word, c.Grade
		}
		if i > 0 {
			clause.Words += "和"
		}
		clause.Words += word
	}
	if len(c.Systems) == 1 && slices.Contains(ruling, c.Systems[0]) {
		clause.Shut = "控制"
	}
	if clause.Words == "" {
		return CauseClause{}
	}
	return clause
}

// cause is 受…影响; the words between are kept, and known systems are told apart.
var cause = rule[CauseClause]{
	first: startsWith(causeOpen),
	read: func(r *reader, c *CauseClause) bool {
		if !strings.HasPrefix(r.text[r.at:], causeOpen) {
			return false
		}
		begin := r.at + len(causeOpen)
		for i, n := begin, 0; i < len(r.text) && n < 24; n++ {
			if s, ok := causeShut.at(r.text, i); ok && i > begin {
				*c = CauseClause{Words: r.text[begin:i], Shut: s.text}
				c.Systems, c.Grade = knownSystems(c.Words)
				r.at = i + len(s.text)
				return true
			}
			if _, ok := marks.at(r.text, i); ok && !strings.HasPrefix(r.text[i:], "、") || r.text[i] < 0x80 {
				return false
			}
			i += width(r.text, i)
		}
		return false
	},
	write: func(w *writer, c *CauseClause) bool {
		return c.Words != "" && w.put(causeOpen) && w.put(c.Words) && w.put(c.Shut)
	},
}

// knownSystems takes words apart; it gives nothing unless it knows them all.
func knownSystems(words string) ([]analysis.System, analysis.ColdGrade) {
	var known []analysis.System
	grade := analysis.ColdNone
	for i := 0; i < len(words); {
		if g, ok := coldGrades.at(words, i); ok {
			grade, i = g.value, i+len(g.text)
		}
		s, ok := systems.at(words, i)
		if !ok {
			return nil, analysis.ColdNone
		}
		known, i = append(known, s.value), i+len(s.text)
		for _, and := range []string{"和", "与", "、"} {
			i += len(words[i:]) - len(strings.TrimPrefix(words[i:], and))
		}
	}
	return known, grade
}
