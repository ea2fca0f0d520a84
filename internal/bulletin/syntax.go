package bulletin

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"

	"yubao/internal/pattern"
	"yubao/internal/vocabulary"
)

// action is one {{…}} of a source. Package template's parser stops at the first
// error and knows only its line; lint takes the source apart by itself, so that it
// can report all of them with their columns.
type action struct {
	start, end int    // of the braces
	body       string // between braces and trim marks
	at         int    // offset of body
	keyword    string // if, range, end …; empty for a value
}

var keywords = []string{"if", "range", "with", "define", "block", "else", "end", "template", "break", "continue"}

// scanner finds the actions of a source and what is wrong with their delimiters.
type scanner struct {
	file, source string
	actions      []action
	problems     []Problem
}

func (s *scanner) report(offset int, rule, message, hint string) {
	s.problems = append(s.problems, Problem{File: s.file, Rule: rule, Message: message, Hint: hint}.At(s.source, offset))
}

// scan cuts the source into actions.
func (s *scanner) scan() {
	for at := 0; ; {
		open := strings.Index(s.source[at:], "{{")
		literal := s.source[at:]
		if open >= 0 {
			literal = literal[:open]
		}
		if stray := strings.Index(literal, "}}"); stray >= 0 {
			s.report(at+stray, ruleSyntax, "多出来的 }}，前面没有与它相配的 {{", "")
		}
		if open < 0 {
			return
		}
		at = s.action(at + open)
	}
}

// action reads one action from its opening braces and returns where it ends.
func (s *scanner) action(start int) int {
	at := start + 2
	if rest := strings.TrimLeft(strings.TrimPrefix(s.source[at:], "-"), " \t\r\n"); strings.HasPrefix(rest, "/*") {
		end := strings.Index(s.source[at:], "*/")
		if end < 0 {
			s.report(start, ruleSyntax, "注释没有结束", "注释写成 {{/* … */}}")
			return len(s.source)
		}
		if end = strings.Index(s.source[at+end:], "}}") + at + end + 2; end < at+4 {
			return len(s.source)
		}
		return end
	}
	var parens []int
	for at < len(s.source) {
		r, size := utf8.DecodeRuneInString(s.source[at:])
		switch {
		case strings.HasPrefix(s.source[at:], "}}"):
			for _, p := range parens {
				s.report(p, ruleSyntax, "括号没有配上", "补上 )")
			}
			s.add(start, at+2)
			return at + 2
		case strings.HasPrefix(s.source[at:], "{{"):
			s.report(start, ruleSyntax, "这里的 {{ 没有结束", "在后面补上 }}")
			return at
		case r == '"' || r == '`' || r == '\'':
			end := quoted(s.source[at:])
			if end < 0 {
				s.report(at, ruleSyntax, "引号没有配上", "")
				return s.resume(at)
			}
			size = end
		case r == '(':
			parens = append(parens, at)
		case r == ')':
			if len(parens) == 0 {
				s.report(at, ruleSyntax, "多出来的 )", "")
			} else {
				parens = parens[:len(parens)-1]
			}
		case strings.ContainsRune(fullWidthMarks, r):
			s.report(at, ruleSyntax, "花括号里的“"+string(r)+"”要写成半角", "")
		}
		at += size
	}
	s.report(start, ruleSyntax, "这里的 {{ 没有结束", "在后面补上 }}")
	return len(s.source)
}

// fullWidthMarks are what Chinese keyboards yield where template syntax wants half-width marks.
const fullWidthMarks = "（）“”‘’，｜：＝。；｛｝＄"

// resume is where scanning goes on after a broken quote: behind the end of the action on this line.
func (s *scanner) resume(at int) int {
	line := s.source[at:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	if end := strings.Index(line, "}}"); end >= 0 {
		return at + end + 2
	}
	return at + len(line)
}

// quoted is the length of the quoted text that s begins with, or -1.
func quoted(s string) int {
	quote := s[0]
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == quote:
			return i + 1
		case s[i] == '\\' && quote != '`':
			i++
		case s[i] == '\n' && quote != '`':
			return -1
		}
	}
	return -1
}

func (s *scanner) add(start, end int) {
	a := action{start: start, end: end}
	body := s.source[start+2 : end-2]
	body = strings.TrimSuffix(body, "-")
	trimmed := strings.TrimLeft(strings.TrimPrefix(body, "-"), " \t\r\n")
	a.at = start + 2 + len(body) - len(trimmed)
	a.body = strings.TrimRight(trimmed, " \t\r\n")
	word := a.body
	if i := strings.IndexAny(word, " \t\r\n("); i >= 0 {
		word = word[:i]
	}
	if slices.Contains(keywords, word) {
		a.keyword = word
	}
	if a.body == "" {
		s.report(start, ruleSyntax, "花括号里是空的", "")
		return
	}
	s.actions = append(s.actions, a)
}

// blocks checks that every block ends and nothing ends that was not begun.
func (s *scanner) blocks() {
	var open []action
	for _, a := range s.actions {
		switch a.keyword {
		case "if", "range", "with", "define", "block":
			open = append(open, a)
		case "end":
			if len(open) == 0 {
				s.report(a.start, ruleEnd, "多出来的 {{end}}，前面没有与它相配的 if、range 或 with", "")
				continue
			}
			open = open[:len(open)-1]
		case "else":
			if len(open) == 0 || slices.Contains([]string{"define", "block"}, open[len(open)-1].keyword) {
				s.report(a.start, ruleEnd, "{{else}} 不在 if、range 或 with 里", "")
			}
		case "break", "continue":
			if !slices.ContainsFunc(open, func(o action) bool { return o.keyword == "range" }) {
				s.report(a.start, ruleEnd, "{{"+a.keyword+"}} 不在 range 里", "")
			}
		}
	}
	for _, a := range open {
		s.report(a.start, ruleEnd, "这里的 "+a.keyword+" 没有结束", "在后面补上 {{end}}")
	}
}

var variable = pattern.New(`\$[\p{L}\p{N}_]+`)

// single parses every action on its own.
func (s *scanner) single() {
	declared := map[string]bool{}
	for _, name := range variable.Regexp().FindAllString(s.source, -1) {
		declared[name] = true
	}
	var prefix strings.Builder
	for _, name := range slices.Sorted(maps.Keys(declared)) {
		prefix.WriteString("{{" + name + " := 0}}")
	}
	for _, a := range s.actions {
		text := a.body
		switch {
		case a.keyword == "end" || a.keyword == "break" || a.keyword == "continue" || text == "else":
			continue
		case a.keyword == "else":
			text = strings.TrimSpace(strings.TrimPrefix(text, "else"))
			if !strings.HasPrefix(text, "if") && !strings.HasPrefix(text, "with") {
				s.report(a.at, ruleSyntax, "else 后面只能是 if 或 with", "")
				continue
			}
			fallthrough
		case a.keyword != "" && a.keyword != "template":
			text += "}}{{end"
		}
		source := prefix.String() + "{{" + text + "}}"
		if a.keyword == "define" || a.keyword == "block" {
			source = "{{" + text + "}}"
		}
		if _, err := parseTrees("x", source); err != nil {
			message, token := chinese(err)
			s.report(a.at+strings.Index(a.body+token, token), ruleSyntax, message, "")
		}
	}
}

// parseAll parses a source, or says everything that is wrong with its syntax.
func parseAll(file, source string) (map[string]*parse.Tree, []Problem) {
	s := &scanner{file: file, source: source}
	s.scan()
	s.blocks()
	name := strings.TrimSuffix(file, ".tmpl")
	trees, err := parseTrees(name, source)
	if err != nil {
		s.single()
	}
	if err != nil && len(s.problems) == 0 {
		s.whole(name, err)
	}
	if len(s.problems) > 0 {
		return nil, s.problems
	}
	return trees, nil
}

// whole reports what only the whole shows: variables that are not declared where
// they are used, names defined twice.
func (s *scanner) whole(name string, err error) {
	prefix := ""
	for range 50 {
		message, token := chinese(err)
		rule := ruleSyntax
		offset := 0
		if m := parsePlace.Regexp().FindStringSubmatch(err.Error()); m != nil {
			offset = byteOffset(s.source, m[1], "0")
		}
		undeclared := strings.HasPrefix(token, "$")
		if undeclared {
			rule = ruleVariable
		}
		if i := strings.Index(s.source[offset:], token); i >= 0 {
			offset += i
		}
		s.report(offset, rule, message, "")
		if !undeclared {
			return
		}
		prefix += "{{" + token + " := 0}}"
		if _, err = parseTrees(name, prefix+s.source); err == nil {
			return
		}
	}
}

func parseTrees(name, source string) (map[string]*parse.Tree, error) {
	trees := map[string]*parse.Tree{}
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(source, "", "", trees); err != nil {
		return nil, err
	}
	if trees[name] == nil {
		trees[name] = tree
	}
	return trees, nil
}

var parsePlace = pattern.New(`^template: [^:]*:(\d+): `)

// parseWords turns package template's messages into Chinese; %s is the piece of the
// source that they name.
var parseWords = []struct {
	pattern *pattern.Pattern
	message string
}{
	{pattern.New(`undefined variable "(.*)"`), "变量“%s”没有定义"},
	{pattern.New(`bad character U\+\w+ '(.*)'`), "这里不能有“%s”"},
	{pattern.New(`unrecognized character in action: U\+\w+ '(.*)'`), "这里不能有“%s”"},
	{pattern.New(`bad number syntax: "(.*)"`), "数字“%s”写得不对"},
	{pattern.New(`non executable command in pipeline stage`), "竖线后面要写函数"},
	{pattern.New(`missing value for (\w+)`), "“%s”后面缺内容"},
	{pattern.New(`unexpected \. after term "(.*)"`), "“%s”后面不能接点"},
	{pattern.New(`multiple definition of template "(.*)"`), "“%s”定义了两次"},
	{pattern.New(`template: multiple definition`), "同一个名字定义了两次"},
	{pattern.New(`max expression depth exceeded`), "括号套得太深"},
	{pattern.New(`unexpected "(.*)" in`), "这里不该有“%s”"},
	{pattern.New(`unexpected <(.*)> in`), "这里不该有“%s”"},
	{pattern.New(`unexpected EOF`), "没有写完"},
}

// chinese is an error of the parser in Chinese, and the piece of the source that it names.
func chinese(err error) (message, token string) {
	for _, w := range parseWords {
		m := w.pattern.Regexp().FindStringSubmatch(err.Error())
		switch {
		case m == nil:
		case len(m) == 1:
			return w.message, ""
		default:
			token = m[1]
			if unquoted, err := strconv.Unquote(`"` + token + `"`); err == nil {
				token = unquoted
			}
			return strings.Replace(w.message, "%s", token, 1), token
		}
	}
	return "写法有误（" + parsePlace.Regexp().ReplaceAllString(err.Error(), "") + "）", ""
}

// checkSource refuses files that cannot be templates.
func (t *Template) checkSource() []Problem {
	refuse := func(offset int, message string) []Problem {
		return []Problem{Problem{File: t.file(), Rule: ruleFile, Message: message}.At(t.source, offset)}
	}
	switch {
	case strings.ContainsFunc(t.name, func(r rune) bool { return strings.ContainsRune(":/\\\"\x00\n<>", r) }) || t.name == "":
		return refuse(0, "模板的文件名里有不能用的字符")
	case len(t.source) > maxSource:
		return refuse(0, "模板文件太大，最多"+strconv.Itoa(maxSource>>10)+"千字节")
	case strings.IndexByte(t.source, 0) >= 0:
		return refuse(strings.IndexByte(t.source, 0), "文件里有不能用的字符，多半不是文本文件")
	case !utf8.ValidString(t.source):
		i := 0
		for r, size := rune(0), 0; i < len(t.source); i += size {
			if r, size = utf8.DecodeRuneInString(t.source[i:]); r == utf8.RuneError && size == 1 {
				break
			}
		}
		return refuse(i, "文件不是 UTF-8 编码，请另存为 UTF-8")
	}
	return nil
}

// valueStart is where the first value of a pipeline stands.
func valueStart(pipe *parse.PipeNode) int {
	if len(pipe.Cmds) > 0 {
		return int(pipe.Cmds[0].Pos)
	}
	return int(pipe.Pos)
}

func sortProblems(problems *[]Problem) {
	vocabulary.SortProblems(*problems)
	*problems = slices.CompactFunc(*problems, func(a, b Problem) bool {
		return a.File == b.File && a.Line == b.Line && a.Col == b.Col && a.Rule == b.Rule && a.Week == b.Week
	})
}
