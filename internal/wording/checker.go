package wording

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"yubao/internal/bulletin"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/vocabulary"
)

// Checker is the one check of the operators' words, whichever way they come: a file that
// was saved, a draft at the desk, a command. A template is compiled and rendered for the
// weeks of the bank; style and advice are read, the templates in use are tried with them,
// and what they say of weeks whose facts are known is read back and held against the facts.
type Checker struct {
	Bank      *bulletin.Bank
	CheckHTML func(string) error // what Telegram says to a text; nil: not asked
	// Uses says what the editions use a template for; nil: nothing is known of it.
	Uses func(template string) []Use
}

// Use is what an edition uses a template for.
type Use struct {
	As    string // Chinese: 版次“evening”的文章
	Plain bool   // its text goes where marks would be printed as they are
	Days  int    // of the edition; longer weeks do not come up
	// Fits says in Chinese why a text is too long for where it goes, "" when it is not.
	Fits func(bulletin.Format, string) string
}

// Rules of the check beside those of bulletin, as Problem.Rule names them.
const (
	ruleFile          = "file"
	ruleContradiction = "contradiction"
	ruleFormat        = "format"
	ruleLength        = "too-long"
)

// Check says what is wrong with a text that is to stand among words. told are the weeks
// of the bank as those words tell them; they are asked for only for a template.
func (c Checker) Check(name, text string, among Words, told func() []bulletin.Week) []bulletin.Problem {
	if len(text) > MostText {
		return []bulletin.Problem{{File: fileOf(name), Line: 1, Col: 1, Rule: ruleFile, Message: fmt.Sprintf("文件超过%d千字节", MostText>>10)}}
	}
	if isData(name) {
		return c.checkData(name, text, among)
	}
	t, problems := bulletin.Compile(name, text)
	if t == nil {
		return problems
	}
	return c.checkTemplate(t, among, told())
}

// Lint says what is wrong with the texts of a folder, all at once: what does not load has
// the shipped text in its place while the others are looked at.
func (c Checker) Lint(files, shipped map[string]string) []bulletin.Problem {
	words := Words{Templates: bulletin.NewSet()}
	var problems []bulletin.Problem
	loaded := map[string]string{}
	for name, text := range files {
		bad := words.read(name, text)
		if len(bad) == 0 {
			loaded[name] = text
			continue
		}
		problems = append(problems, bad...)
		words.read(name, shipped[name])
	}
	words.Lexicon = proof.NewLexicon(files[Style], files[Advice])
	weeks := c.Bank.Weeks(words.Style, words.Advice)
	for name, text := range loaded {
		if isData(name) {
			problems = append(problems, readBack(name, text, words, weeks)...)
			continue
		}
		for _, p := range c.Check(name, text, words, func() []bulletin.Week { return weeks }) {
			problems = append(problems, c.traced(p, files, shipped, words))
		}
	}
	return folded(problems)
}

// traced is a fault of a template as one of the folder's style or advice, where it would
// not be there with the shipped ones.
func (c Checker) traced(p bulletin.Problem, files, shipped map[string]string, words Words) bulletin.Problem {
	t, ok := words.Templates.Template(strings.TrimSuffix(p.File, ".tmpl"))
	if !ok || p.Week == "" {
		return p
	}
	among := Words{Templates: bulletin.NewSet()}
	for _, name := range []string{Style, Advice} {
		among.read(name, shipped[name])
	}
	for _, name := range []string{Style, Advice} {
		if files[name] == shipped[name] {
			continue
		}
		if at, ok := c.cause(name, t, words, among, p.Week); ok {
			return c.blame(name, files[name], t, p, at)
		}
	}
	return p
}

func (c Checker) checkTemplate(t *bulletin.Template, words Words, weeks []bulletin.Week) []bulletin.Problem {
	if problems := t.Lint(bulletin.Options{Weeks: weeks, CheckHTML: c.CheckHTML}); len(problems) > 0 {
		return problems
	}
	uses, problems := c.uses(t)
	for _, week := range weeks {
		text, err := t.Render(context.Background(), week.Data)
		if err != nil {
			continue // told by the lint
		}
		if p, bad := contradicts(t, text, words, week); bad {
			problems = append(problems, p)
		}
		problems = append(problems, tooLong(t, text, uses, week)...)
	}
	return problems
}

// uses are the uses of a template, and what is wrong with its format for them.
func (c Checker) uses(t *bulletin.Template) (uses []Use, problems []bulletin.Problem) {
	if c.Uses == nil {
		return nil, nil
	}
	uses = c.Uses(t.Name())
	for _, use := range uses {
		if use.Plain && t.Format().Marked() {
			p := bulletin.Problem{
				File: fileOf(t.Name()), Rule: ruleFormat, Hint: "把“格式：”改成“纯文字”，或在 config.yaml 里换一个模板",
				Message: use.As + "要纯文字，“" + string(t.Format()) + "”的记号会印出来",
			}
			problems = append(problems, p.At(t.Source(), max(strings.Index(t.Source(), "格式"), 0)))
		}
	}
	return uses, problems
}

// tooLong says where a text of a week does not go in one message.
func tooLong(t *bulletin.Template, text string, uses []Use, week bulletin.Week) (problems []bulletin.Problem) {
	for _, use := range uses {
		if use.Fits == nil || len(week.Input.Outlook.Days) > use.Days {
			continue
		}
		if why := use.Fits(t.Format(), text); why != "" {
			p := bulletin.Problem{File: fileOf(t.Name()), Rule: ruleLength, Week: week.Name, Message: use.As + "写得太长：" + why}
			problems = append(problems, p.At(t.Source(), 0))
		}
	}
	return problems
}

// checkData looks at a style or at advice, and tries the templates in use with it.
func (c Checker) checkData(name, text string, among Words) []bulletin.Problem {
	with := among
	if problems := with.read(name, text); len(problems) > 0 {
		return problems
	}
	if with.Style == nil || with.Advice == nil {
		return nil // the other one is not there yet; both are checked again when it is
	}
	weeks := c.Bank.Weeks(with.Style, with.Advice)
	problems := readBack(name, text, with, weeks)
	for _, template := range with.Templates.Names() {
		t, ok := with.Templates.Template(template)
		if !ok {
			continue
		}
		for _, p := range t.Lint(bulletin.Options{Weeks: weeks, CheckHTML: c.CheckHTML}) {
			problems = append(problems, c.blamed(name, text, t, with, among, p))
		}
	}
	return problems
}

// blamed is a fault of a template as one of the draft that makes it fail. What the draft
// did not bring about is told of the template's own place.
func (c Checker) blamed(name, text string, t *bulletin.Template, with, among Words, p bulletin.Problem) bulletin.Problem {
	if at, ok := c.cause(name, t, with, among, p.Week); ok {
		return c.blame(name, text, t, p, at)
	}
	out := c.blame(name, text, t, p, vocabulary.Text{Line: 1, Col: 1})
	out.Message = fmt.Sprintf("模板“%s”（%s:%d:%d）本来就有错，先改它：%s", t.Name(), p.File, p.Line, p.Col, p.Message)
	return out
}

// blame puts a template's fault at a place of the style or advice that brings it about.
func (Checker) blame(name, text string, t *bulletin.Template, p bulletin.Problem, at vocabulary.Text) bulletin.Problem {
	where := "模板“" + t.Name() + "”"
	if p.Line > 1 || p.Col > 1 { // else it is the text as a whole
		where += fmt.Sprintf("（%s:%d:%d）", p.File, p.Line, p.Col)
	}
	return place(bulletin.Problem{
		File: fileOf(name), Rule: p.Rule, Week: p.Week, Hint: p.Hint, Message: "照这样写，" + where + "会出错：" + p.Message,
	}, text, at)
}

// contradicts holds the text of a week whose facts are known against them. Words that
// stand in the template itself are shown there.
func contradicts(t *bulletin.Template, text string, words Words, week bulletin.Week) (bulletin.Problem, bool) {
	if !week.Sound {
		return bulletin.Problem{}, false
	}
	for _, f := range proof.Check(text, factsOf(words, week, false)) {
		if f.Severity != proof.Contradiction || f.Data == "" {
			continue // a day of which the facts say nothing may be in a note of the paper's own
		}
		p := bulletin.Problem{
			File: fileOf(t.Name()), Rule: ruleContradiction, Week: week.Name,
			Message: "写出来的“" + f.Said + "”与资料不符：" + f.Message,
		}
		return p.At(t.Source(), max(strings.Index(t.Source(), f.Said), 0)), true
	}
	return bulletin.Problem{}, false
}

func factsOf(words Words, week bulletin.Week, part bool) proof.Facts {
	return proof.Facts{Outlook: week.Input.Outlook, House: week.Input.House, Lexicon: words.Lexicon, Part: part}
}

// readBack reads what a style or advice says of the weeks whose facts are known: a
// condition or a text that says otherwise is found here, not by readers.
func readBack(name, source string, words Words, weeks []bulletin.Week) []bulletin.Problem {
	var found []bulletin.Problem
	for _, week := range weeks {
		if !week.Sound {
			continue
		}
		n, facts := &week.Input.Narrative, factsOf(words, week, true)
		texts := n.Advice
		if name == Style {
			texts = []string{n.Headline, n.Lead + n.Temperature}
		}
		for i, text := range texts {
			for _, f := range proof.Check(text, facts) {
				if f.Severity != proof.Contradiction {
					continue
				}
				p := bulletin.Problem{
					File: fileOf(name), Rule: ruleContradiction, Week: week.Name,
					Message: "写出来的“" + text + "”与资料不符：" + f.Message,
				}
				at := vocabulary.Text{Line: 1, Col: 1}
				if name == Style {
					at = writer(words, week, text, f)
				} else if place, ok := adviser(words, week, i); ok {
					at = place
				}
				found = append(found, place(p, source, at))
			}
		}
	}
	return found
}

// writer is the entry of the style that wrote what a finding is about: the shortest piece
// over it, since a longer one holds the words of others.
func writer(words Words, week bulletin.Week, text string, f proof.Finding) vocabulary.Text {
	var pieces []phrase.Written
	bulletin.Tell(week.Input, words.Style, words.Advice, &pieces)
	best, at := len(text)+1, vocabulary.Text{Line: 1, Col: 1}
	for _, piece := range pieces {
		start := strings.Index(text, piece.Text)
		if start < 0 || len(piece.Text) >= best {
			continue
		}
		from := utf8.RuneCountInString(text[:start])
		if from < f.End && f.Start < from+utf8.RuneCountInString(piece.Text) {
			best, at = len(piece.Text), piece.At
		}
	}
	return at
}

// adviser is the text of advice.yaml that gave a week its piece of advice of a number.
func adviser(words Words, week bulletin.Week, number int) (vocabulary.Text, bool) {
	_, chosen := bulletin.Tell(week.Input, words.Style, words.Advice, nil)
	if number >= len(chosen) {
		return vocabulary.Text{}, false
	}
	return words.Advice.Place(chosen[number])
}

// place puts a problem at a place of its source.
func place(p bulletin.Problem, source string, at vocabulary.Text) bulletin.Problem {
	p.Line, p.Col = at.Line, at.Col
	if lines := strings.Split(source, "\n"); at.Line >= 1 && at.Line <= len(lines) {
		p.Excerpt = strings.TrimRight(lines[at.Line-1], "\r")
	}
	return p
}
