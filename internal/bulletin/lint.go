package bulletin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template/parse"
	"unicode"
	"unicode/utf8"

	"yubao/internal/pattern"
)

// Options are what lint needs from others.
type Options struct {
	Weeks     []Week             // to render; see Bank
	CheckHTML func(string) error // what Telegram says to a text; nil: not asked
}

// Longest texts that the services take: Telegram 4096 characters, WeCom 4096 bytes
// of markdown (the services' pages on messages).
const serviceMost = 4096

// Lint says everything that is wrong with the templates of a folder.
func Lint(files fs.FS, o Options) []Problem {
	var problems []Problem
	for name, source := range readFolder(files, &problems) {
		problems = append(problems, LintSource(name, source, o)...)
	}
	sortProblems(&problems)
	return problems
}

// LintSource says everything that is wrong with one template: its syntax and names,
// its literal words, and what it prints for each week of the bank.
func LintSource(name, source string, o Options) []Problem {
	t, problems := Compile(name, source)
	if t == nil {
		return problems
	}
	return t.Lint(o)
}

// Lint says everything that is wrong with a template that compiles.
func (t *Template) Lint(o Options) []Problem {
	problems := t.checkLiterals()
	endless := Problem{}
	for _, week := range o.Weeks {
		p, bad := endless, endless.Rule != ""
		if !bad {
			p, bad = t.try(week, o)
		}
		if bad {
			p.Week = week.Name
			problems = append(problems, p)
		}
		if p.Rule == ruleLimit {
			endless = p // it does not end in other weeks either, and each try takes its time
		}
	}
	sortProblems(&problems)
	return problems
}

// try renders one week and looks at the text; one problem a week is enough.
func (t *Template) try(week Week, o Options) (Problem, bool) {
	found := func(rule, message string) (Problem, bool) {
		return Problem{File: t.file(), Rule: rule, Message: message}.At(t.source, 0), true
	}
	text, err := t.Render(context.Background(), week.Data)
	var failed *RenderError
	switch {
	case errors.As(err, &failed):
		return failed.Problem, true
	case err != nil:
		return found(ruleBroken, "写不出来")
	}
	seen := t.head.format.visible(text)
	if word, at, bad := t.assembled(seen, week); bad {
		return Problem{File: t.file(), Rule: ruleForbidden, Message: "没有气象台签注，不能写出“" + word + "”"}.At(t.source, at), true
	}
	source, issued := hasSource(t.head.format, text, week.Data)
	length := utf8.RuneCountInString(seen)
	switch {
	case !legible(seen):
		return found(ruleEmpty, "写出来是空的")
	case !source:
		return found(ruleSource, "没有写资料来源，请加上 {{.署名}}、{{.短署名}} 或 {{.来源}}")
	case !issued:
		return found(ruleIssued, "没有写生成时间，请加上 {{.署名}}、{{.短署名}} 或 {{.生成时间}}")
	case t.head.most > 0 && length > t.head.most:
		return found(ruleLength, fmt.Sprintf("写出来有%d字，超过上限%d字", length, t.head.most))
	case t.head.format == Telegram && length > serviceMost:
		return found(ruleLength, fmt.Sprintf("写出来有%d字，Telegram 最多%d字", length, serviceMost))
	case t.head.format == WeCom && len(text) > serviceMost:
		return found(ruleLength, fmt.Sprintf("写出来有%d字节，企业微信最多%d字节", len(text), serviceMost))
	}
	if t.head.format == Telegram && o.CheckHTML != nil {
		if err := o.CheckHTML(text); err != nil {
			message, at := t.markup(err)
			return Problem{File: t.file(), Rule: ruleMarkup, Message: message, Hint: "加粗、链接等用函数写，如 {{加粗 .地点}}"}.At(t.source, at), true
		}
	}
	return Problem{}, false
}

// markupFaults are Telegram's words on its HTML, in Chinese; the tag that follows is put in.
var markupFaults = []struct{ words, chinese string }{
	{"unsupported start tag", "Telegram 没有“<%s>”这种标记"},
	{"corresponding to start tag", "“<%s>”没有结束"},
	{"unmatched end tag", "标记交错，“<%s>”结束得不对"},
	{"unexpected end tag", "“</%s>”前面没有开头，或位置不对"},
}

// markup says what Telegram refuses in a text, and where the template has it.
func (t *Template) markup(err error) (message string, at int) {
	said := strings.ToLower(err.Error())
	for _, fault := range markupFaults {
		_, rest, found := strings.Cut(said, fault.words)
		if !found {
			continue
		}
		tag := strings.TrimLeft(rest, ` "</`)
		if end := strings.IndexFunc(tag, func(r rune) bool { return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }); end >= 0 {
			tag = tag[:end]
		}
		at = max(strings.Index(t.source, "<"+tag), strings.Index(t.source, "</"+tag), 0)
		return fmt.Sprintf(fault.chinese, tag), at
	}
	return "Telegram 不认这样的标记：" + err.Error(), max(strings.IndexByte(t.source, '<'), 0)
}

// forbidden are words that a text in the voice of the model may not have (rule of
// truth 3; domain: law and style, section 2).
var forbidden = []string{"预警", "警报", "寒潮", "记者从", "本报讯（记者", "气象台了解", "气象台预计", "气象台预报", "气象台发布了", "据气象部门"}

// assembled finds a forbidden word that only stands in the text because pieces of the
// template come together in it, and where the first of them is.
func (t *Template) assembled(text string, week Week) (word string, at int, bad bool) {
	if week.Input.Station != nil {
		return "", 0, false
	}
	for _, word := range forbidden {
		if !strings.Contains(text, word) || strings.Contains(t.source, word) {
			continue // not there, or found at its place by checkLiterals
		}
		for cut := len(word) - 1; cut > 0; cut-- {
			if !utf8.RuneStart(word[cut]) {
				continue
			}
			for _, next := range []string{"{{", "\""} {
				if at := strings.Index(t.source, word[:cut]+next); at >= 0 {
					return word, at, true
				}
			}
		}
		return word, 0, true
	}
	return "", 0, false
}

// halfWidth is punctuation that print sets full width.
const halfWidth = ",:;?!()~"

var markupInText = pattern.New(`<[^<>]*>|https?://[^\s，。）]+|\]\([^)]*\)|&[a-z]+;`)

// checkLiterals looks at the words that stand in the template itself. Words that
// name a station are free inside {{if .台站}} and {{with .台站}}.
func (t *Template) checkLiterals() []Problem {
	var problems []Problem
	for _, tree := range t.trees {
		t.literals(tree.Root, false, &problems)
	}
	return problems
}

func (t *Template) literals(list *parse.ListNode, attested bool, problems *[]Problem) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			t.literal(string(n.Text), int(n.Pos), attested, problems)
		case *parse.ActionNode:
			t.strings(n.Pipe, attested, problems)
		case *parse.IfNode:
			t.literals(n.List, attested || onStation(n.Pipe), problems)
			t.literals(n.ElseList, attested, problems)
		case *parse.WithNode:
			t.literals(n.List, attested || onStation(n.Pipe), problems)
			t.literals(n.ElseList, attested, problems)
		case *parse.RangeNode:
			t.literals(n.List, attested, problems)
			t.literals(n.ElseList, attested, problems)
		}
	}
}

// onStation reports whether a condition is that a station is attested.
func onStation(pipe *parse.PipeNode) bool {
	return strings.TrimPrefix(pipe.String(), "$") == ".台站"
}

// strings looks at the quoted words of a pipeline.
func (t *Template) strings(pipe *parse.PipeNode, attested bool, problems *[]Problem) {
	for _, cmd := range pipe.Cmds {
		name, _ := cmd.Args[0].(*parse.IdentifierNode)
		for _, arg := range cmd.Args {
			switch a := arg.(type) {
			case *parse.StringNode:
				if name == nil || name.Ident != "printf" && name.Ident != "链接" && name.Ident != "替换" {
					t.literal(a.Text, int(a.Pos)+1, attested, problems)
				}
			case *parse.PipeNode:
				t.strings(a, attested, problems)
			}
		}
	}
}

// literal looks at words that stand at an offset of the source.
func (t *Template) literal(text string, at int, attested bool, problems *[]Problem) {
	report := func(offset int, rule, message, hint string) {
		*problems = append(*problems, Problem{File: t.file(), Rule: rule, Message: message, Hint: hint}.At(t.source, at+offset))
	}
	for _, word := range forbidden {
		if i := strings.Index(text, word); i >= 0 && !attested {
			report(i, ruleForbidden, "没有气象台签注，不能写“"+word+"”", "要写就放进 {{if .台站}}…{{end}}")
		}
	}
	plain := []byte(text)
	for _, m := range markupInText.Regexp().FindAllStringIndex(text, -1) {
		for i := m[0]; i < m[1]; i++ {
			plain[i] = 'x'
		}
	}
	for i, r := range string(plain) {
		if !strings.ContainsRune(halfWidth, r) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+1:])
		if narrow(before) && narrow(after) {
			continue
		}
		report(i, rulePunctuation, "半角的“"+string(r)+"”要写成全角的“"+widths.Replace(string(r))+"”", "")
	}
	if i := strings.Index(text, "{."); i >= 0 {
		report(i, ruleSyntax, "只有一个花括号，会原样印出", "写成 {{.…}}")
	}
}

// narrow reports a neighbour beside which a half-width mark is right; the edge of
// the words counts as Chinese, since a value stands there.
func narrow(r rune) bool {
	return r != utf8.RuneError && r < 0x80 && !unicode.IsSpace(r)
}
