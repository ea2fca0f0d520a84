package vocabulary

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// DataFile reads one of the operators' YAML files strictly: an unknown or repeated
// key, a value of another type and a syntax error are all reported, every one at
// once and with its place. It is for one goroutine.
type DataFile struct {
	name     string
	lines    []string
	problems []Problem
}

// Text is a piece of text with its place in the file.
type Text struct {
	Value     string
	Line, Col int // of the first character of Value
}

// Node is a value in a data file; the zero Node is none.
type Node struct{ node ast.Node }

// Entry is one key of a mapping with its value.
type Entry struct {
	Key   Text
	Value Node
}

// OpenData parses data; name is the file name that problems carry. When the file is
// no YAML, the Node is none and the reader holds the one problem.
func OpenData(name string, data []byte) (*DataFile, Node) {
	d := &DataFile{name: name, lines: strings.Split(string(data), "\n")}
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		d.syntax(err)
		return d, Node{}
	}
	switch {
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return d, Node{}
	case len(file.Docs) > 1:
		d.Report(Text{Line: 1, Col: 1}, "文件里只能有一个 YAML 文档", "去掉多余的 ---")
	}
	return d, Node{file.Docs[0].Body}
}

// syntax reports a parse error at its place.
func (d *DataFile) syntax(err error) {
	at := Text{Line: 1, Col: 1}
	message := err.Error()
	var coded yaml.Error
	if errors.As(err, &coded) {
		message = coded.GetMessage()
		if token := coded.GetToken(); token != nil {
			at.Line, at.Col = token.Position.Line, token.Position.Column
		}
	}
	d.Report(at, "YAML 写法有误："+message, "检查缩进、冒号后的空格和引号")
}

// Report adds a problem at the place of at, with the source line.
func (d *DataFile) Report(at Text, message, hint string) {
	p := Problem{File: d.name, Line: at.Line, Col: at.Col, Message: message, Hint: hint}
	if at.Line >= 1 && at.Line <= len(d.lines) {
		p.Excerpt = strings.TrimRight(d.lines[at.Line-1], "\r")
	}
	d.problems = append(d.problems, p)
}

// Problems returns everything that was reported, in the order of the file.
func (d *DataFile) Problems() []Problem {
	SortProblems(d.problems)
	return d.problems
}

// None reports whether there is no value.
func (n Node) None() bool {
	if n.node == nil {
		return true
	}
	_, null := n.node.(*ast.NullNode)
	return null
}

// At returns the place of the value.
func (n Node) At() Text {
	if n.node == nil {
		return Text{Line: 1, Col: 1}
	}
	at := n.node
	if mapping, ok := at.(*ast.MappingNode); ok && len(mapping.Values) > 0 {
		at = mapping.Values[0].Key
	}
	if pair, ok := at.(*ast.MappingValueNode); ok {
		at = pair.Key
	}
	position := at.GetToken().Position
	return Text{Line: position.Line, Col: position.Column}
}

// Mapping returns the entries of a mapping in the order of the file. With known
// keys given, any other key is reported.
func (d *DataFile) Mapping(n Node, known ...string) []Entry {
	if n.None() {
		return nil
	}
	var pairs []*ast.MappingValueNode
	switch node := n.node.(type) {
	case *ast.MappingNode:
		pairs = node.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{node}
	default:
		d.Report(n.At(), "这里应当是“名称: 值”的形式", "")
		return nil
	}
	entries := make([]Entry, 0, len(pairs))
	for _, pair := range pairs {
		token := pair.Key.GetToken()
		key := Text{Value: token.Value, Line: token.Position.Line, Col: token.Position.Column}
		if len(known) > 0 && !slices.Contains(known, key.Value) {
			hint := DidYouMean(key.Value, known)
			if hint == "" {
				hint = "可用的项：" + strings.Join(known, "、")
			}
			d.Report(key, "不认识的项“"+key.Value+"”", hint)
			continue
		}
		entries = append(entries, Entry{Key: key, Value: Node{pair.Value}})
	}
	return entries
}

// List returns the values of a sequence.
func (d *DataFile) List(n Node) []Node {
	if n.None() {
		return nil
	}
	sequence, ok := n.node.(*ast.SequenceNode)
	if !ok {
		d.Report(n.At(), "这里应当是以“- ”开头的列表", "")
		return nil
	}
	nodes := make([]Node, len(sequence.Values))
	for i, value := range sequence.Values {
		nodes[i] = Node{value}
	}
	return nodes
}

// Text returns a text. A number where a text belongs is taken as it is written.
func (d *DataFile) Text(n Node) Text {
	if n.None() {
		d.Report(n.At(), "这里缺文字", "")
		return Text{}
	}
	at := n.At()
	switch node := n.node.(type) {
	case *ast.StringNode:
		at.Value = node.Value
		if origin := strings.TrimSpace(node.Token.Origin); strings.HasPrefix(origin, `"`) || strings.HasPrefix(origin, `'`) {
			at.Col++
		}
	case *ast.LiteralNode:
		at.Value = strings.TrimSpace(node.Value.Value)
		at.Line++
	case *ast.IntegerNode, *ast.FloatNode:
		at.Value = n.node.GetToken().Value
	default:
		d.Report(at, "这里应当是文字", "有冒号或花括号的文字要加引号")
	}
	return at
}

// Texts returns a list of texts; a single text counts as a list of one.
func (d *DataFile) Texts(n Node) []Text {
	if n.None() {
		return nil
	}
	if _, ok := n.node.(*ast.SequenceNode); !ok {
		return []Text{d.Text(n)}
	}
	var texts []Text
	for _, item := range d.List(n) {
		texts = append(texts, d.Text(item))
	}
	return texts
}

// Int returns a whole number within least and most.
func (d *DataFile) Int(n Node, least, most int) int {
	integer, ok := n.node.(*ast.IntegerNode)
	if !ok {
		d.Report(n.At(), "这里应当是整数", "")
		return least
	}
	value := least - 1
	switch v := integer.Value.(type) {
	case uint64:
		value = int(min(v, 1<<31))
	case int64:
		value = int(max(v, -1<<31))
	}
	if value < least || value > most {
		d.Report(n.At(), "数值超出范围", "应在 "+strconv.Itoa(least)+" 到 "+strconv.Itoa(most)+" 之间")
		return least
	}
	return value
}

// Bool returns true or false.
func (d *DataFile) Bool(n Node) bool {
	boolean, ok := n.node.(*ast.BoolNode)
	if !ok {
		d.Report(n.At(), "这里应当是 true 或 false", "")
		return false
	}
	return boolean.Value
}
