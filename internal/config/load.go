package config

import (
	"cmp"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Load reads the file at path with the process's environment. The Config is whole
// only when no problem is reported, or none but unset secrets.
func Load(path string) (*Config, []Problem) {
	data, err := os.ReadFile(path)
	if err != nil {
		message := "读不到这个文件"
		if errors.Is(err, os.ErrNotExist) {
			message = "没有这个文件；可以从项目自带的 config.yaml 抄一份，或用 --config 指定"
		}
		return &Config{file: path}, []Problem{newProblem(path, Position{}, message)}
	}
	return Parse(path, data, os.LookupEnv)
}

// Parse reads the content of a file. Names in messages and relative *_file paths go
// by path; env looks up ${NAME}.
func Parse(path string, data []byte, env func(string) (string, bool)) (*Config, []Problem) {
	c := &Config{file: path}
	d := &decoder{file: path, folder: filepath.Dir(path), env: env}
	body, problem := d.parse(data)
	if problem != nil {
		return c, []Problem{*problem}
	}
	if body == nil {
		c.Default()
		return c, []Problem{newProblem(path, Position{1, 1}, "文件是空的")}
	}
	d.decode(body, reflect.ValueOf(c).Elem())
	return c, Sort(slices.Concat(d.problems, c.validate(path)))
}

// NewSection reads a piece of YAML as a section, for settings made in code and tests.
func NewSection(name, text string) (Section, []Problem) {
	d := &decoder{file: name, env: func(string) (string, bool) { return "", false }}
	body, problem := d.parse([]byte(text))
	if problem != nil {
		return Section{}, []Problem{*problem}
	}
	return Section{node: body, decoder: d}, nil
}

// parse reads the first document. Duplicate keys are left to the decoder, which
// names them in Chinese and goes on.
func (d *decoder) parse(data []byte) (ast.Node, *Problem) {
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, d.syntax(err)
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return nil, nil
	}
	body := file.Docs[0].Body
	d.anchors = map[string]ast.Node{}
	ast.Walk(anchorFinder(d.anchors), body)
	if body.Type() == ast.CommentType {
		return nil, nil
	}
	return body, nil
}

type anchorFinder map[string]ast.Node

func (f anchorFinder) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok {
		f[a.Name.GetToken().Value] = a.Value
	}
	return f
}

// syntaxWords turns the parser's most common complaints into Chinese.
var syntaxWords = []struct{ english, chinese string }{
	{"tab character", "缩进要用空格，不能用制表符"},
	{"found a tab", "缩进要用空格，不能用制表符"},
	{"cannot start any token", "缩进要用空格，不能用制表符"},
	{"unexpected key name", "键的位置不对，检查缩进和冒号后的空格"},
	{"sequence end token", "方括号没有配对"},
	{"mapping end token", "花括号没有配对"},
	{"flow", "括号里的写法不对，检查逗号与配对"},
	{"could not find end character of", "引号没有配对"},
	{"unclosed", "引号没有配对"},
	{"non-map value", "这里应当是“键: 值”，检查缩进"},
	{"mapping value", "冒号的位置不对；文字里有冒号时要加引号"},
	{"anchor", "锚点（&、*）写得不对"},
}

func (d *decoder) syntax(err error) *Problem {
	p := newProblem(d.file, Position{1, 1}, "YAML 写法有误，检查缩进、冒号、引号和括号")
	var s *yaml.SyntaxError
	if errors.As(err, &s) {
		p = d.problem(s.Token, p.Message)
		for _, w := range syntaxWords {
			if strings.Contains(s.Message, w.english) {
				p.Message = "YAML 写法有误：" + w.chinese
				break
			}
		}
	}
	return &p
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
