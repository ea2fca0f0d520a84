package wording

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"yubao/internal/bulletin"
	"yubao/internal/vocabulary"
)

// Report is what a check says of a text.
type Report struct {
	Problems []bulletin.Problem // one a place and message
	Weeks    []WeekResult       // none when the text does not even load
}

// WeekResult is one kind of week that a text was tried on.
type WeekResult struct {
	Name    string
	Problem string // empty: it went well
}

// Check says what is wrong with a text before it is used. It changes nothing, and only
// other checks wait for it.
func (s *Shelf) Check(name, text string) Report {
	s.checking.Lock()
	defer s.checking.Unlock()
	s.mu.Lock()
	words, bank, revision := s.words, s.bank, s.revision
	problems, known := s.checked[keyOf(name, text)]
	s.mu.Unlock()
	if !known {
		problems = s.Checker.Check(name, text, words, bank)
		s.mu.Lock()
		if s.revision == revision {
			s.remember(name, text, problems)
		}
		s.mu.Unlock()
	}
	r := Report{Problems: folded(problems)}
	if len(load(name, text)) > 0 || len(text) > MostText {
		return r
	}
	failed := map[string]string{}
	for _, p := range problems {
		if p.Week != "" && failed[p.Week] == "" {
			failed[p.Week] = p.Message
		}
	}
	for _, week := range s.Checker.Bank.Names() {
		r.Weeks = append(r.Weeks, WeekResult{week, failed[week]})
	}
	return r
}

// check looks at a text once under the style in use. The caller holds the lock.
func (s *Shelf) check(name, text string) []bulletin.Problem {
	if problems, ok := s.checked[keyOf(name, text)]; ok {
		return problems
	}
	problems := s.Checker.Check(name, text, s.words, s.bank)
	s.remember(name, text, problems)
	return problems
}

// mostChecked bounds how many results of checks are remembered.
const mostChecked = 200

func (s *Shelf) remember(name, text string, problems []bulletin.Problem) {
	if len(s.checked) > mostChecked {
		s.checked = map[string][]bulletin.Problem{}
	}
	s.checked[keyOf(name, text)] = problems
}

// unfigured is a message without its figures.
func unfigured(message string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return -1
		}
		return r
	}, message)
}

func keyOf(name, text string) string { return name + "\x00" + hashOf(text) }

// folded joins problems that differ only in the week that shows them, and in how long a
// text is there: the longest is told.
func folded(problems []bulletin.Problem) []bulletin.Problem {
	var out []bulletin.Problem
	count := map[int]int{}
	for _, p := range problems {
		i := slices.IndexFunc(out, func(o bulletin.Problem) bool {
			return o.File == p.File && o.Line == p.Line && o.Col == p.Col &&
				(o.Message == p.Message || o.Rule == ruleLength && p.Rule == ruleLength && unfigured(o.Message) == unfigured(p.Message))
		})
		if i < 0 {
			i, out = len(out), append(out, p)
		} else if o := &out[i]; cmp.Or(cmp.Compare(len(p.Message), len(o.Message)), cmp.Compare(p.Message, o.Message)) > 0 {
			*o = p
		}
		count[i]++
	}
	for i, n := range count {
		if n > 1 {
			out[i].Week += fmt.Sprintf("等%d种天气", n)
		}
	}
	vocabulary.SortProblems(out)
	return out
}
