package wording

import (
	"cmp"
	"fmt"
	"slices"

	"yubao/internal/advice"
	"yubao/internal/bulletin"
	"yubao/internal/phrase"
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

// Check says what is wrong with a text before it is used. It changes nothing.
func (s *Shelf) Check(name, text string) Report {
	s.mu.Lock()
	weeks, problems := s.bank(), s.check(name, text)
	s.mu.Unlock()
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
	for _, w := range weeks {
		r.Weeks = append(r.Weeks, WeekResult{w.Name, failed[w.Name]})
	}
	return r
}

// check looks at a text once under the style in use.
func (s *Shelf) check(name, text string) []bulletin.Problem {
	key := name + "\x00" + hashOf(text)
	if problems, ok := s.checked[key]; ok {
		return problems
	}
	problems := s.lint(name, text)
	if len(s.checked) > mostChecked {
		s.checked = map[string][]bulletin.Problem{}
	}
	s.checked[key] = problems
	return problems
}

// mostChecked bounds how many results of checks are remembered.
const mostChecked = 200

func (s *Shelf) lint(name, text string) []bulletin.Problem {
	if len(text) > MostText {
		return []bulletin.Problem{{File: fileOf(name), Line: 1, Col: 1, Rule: "file", Message: fmt.Sprintf("文件超过%d千字节", MostText>>10)}}
	}
	if problems := load(name, text); len(problems) > 0 || isData(name) {
		if len(problems) > 0 {
			return problems
		}
		return s.lintData(name, text)
	}
	return bulletin.LintSource(name, text, bulletin.Options{Weeks: s.bank(), CheckHTML: s.CheckHTML})
}

// lintData tries the templates in use on weeks told with a new style or new advice.
func (s *Shelf) lintData(name, text string) []bulletin.Problem {
	with := s.words
	with.load(name, text) // into the copy's own fields
	if with.Style == nil || with.Advice == nil {
		return nil // the other one is not there yet; both are checked again when it is
	}
	options := bulletin.Options{Weeks: s.weeksOf(with.Style, with.Advice), CheckHTML: s.CheckHTML}
	var problems []bulletin.Problem
	for _, template := range with.Templates.Names() {
		t, ok := with.Templates.Template(template)
		if !ok {
			continue
		}
		for _, p := range bulletin.LintSource(template, t.Source(), options) {
			problems = append(problems, bulletin.Problem{
				File: fileOf(name), Line: 1, Col: 1, Rule: p.Rule, Week: p.Week,
				Message: fmt.Sprintf("照这样改，模板“%s”第%d行会出错：%s", template, p.Line, p.Message), Hint: p.Hint,
			})
		}
	}
	return problems
}

// weeksOf is the bank of weeks for a style and advice.
func (s *Shelf) weeksOf(style *phrase.Style, rules *advice.Rules) []bulletin.Week {
	if style == nil || rules == nil {
		return nil
	}
	weeks := bulletin.HardWeeks(style, style.House)
	if s.Weeks != nil {
		weeks = append(weeks, s.Weeks(style, rules)...)
	}
	return weeks
}

// folded joins problems that differ only in the week that shows them.
func folded(problems []bulletin.Problem) []bulletin.Problem {
	var out []bulletin.Problem
	count := map[int]int{}
	for _, p := range problems {
		i := slices.IndexFunc(out, func(o bulletin.Problem) bool {
			return o.Line == p.Line && o.Col == p.Col && o.Message == p.Message
		})
		if i < 0 {
			i, out = len(out), append(out, p)
		}
		count[i]++
	}
	for i, n := range count {
		if n > 1 {
			out[i].Week += fmt.Sprintf("等%d种天气", n)
		}
	}
	slices.SortStableFunc(out, func(a, b bulletin.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return out
}
