package phrase

import (
	"errors"
	"reflect"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/builtin"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/checker/nature"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/optimizer"
	"github.com/expr-lang/expr/vm"

	"yubao/internal/vocabulary"
)

// Condition is a compiled condition over the facts of an outlook, such as
// `有雨 且 雨级 >= 中雨`. A number that the data do not tell makes every comparison
// with it false, so no condition can hold for want of data. A Condition is safe for
// concurrent use; the zero Condition always holds.
type Condition struct{ program *vm.Program }

// chineseOperators maps the words and signs that operators may use to those of expr.
// Each is one character and becomes two, so that columns can be told back.
var chineseOperators = map[rune]string{'且': "&&", '或': "||", '≥': ">=", '≤': "<=", '（': " (", '）': " )"}

// CompileCondition checks and compiles a condition. Everything wrong with it is
// reported to d at its place; then the result is false.
func CompileCondition(d *vocabulary.DataFile, text vocabulary.Text) (Condition, bool) {
	if strings.TrimSpace(text.Value) == "" {
		return Condition{}, true
	}
	source, shifts := translate(text.Value)
	guard := &guard{}
	program, err := compile(source, guard, grades{})
	if err != nil {
		reportCondition(d, text, source, shifts, err)
		return Condition{}, false
	}
	for _, at := range guard.negations {
		d.Report(placeIn(text, shifts, at), "条件里不能用否定",
			"缺测时“不是”并不成立，请改用肯定的事实，如“无降水”")
	}
	return Condition{program}, len(guard.negations) == 0
}

// compile does what expr.Compile does with Env, AsBool and DisableAllBuiltins. That one
// describes all facts and lists all functions of the language anew for each condition,
// which took half of the time to read the operators' words.
func compile(source string, visitors ...ast.Visitor) (*vm.Program, error) {
	config := &conf.Config{
		EnvObject: names.types, Env: environment(), Strict: true, Expect: reflect.Bool,
		Disabled: functions(), Optimize: true, ShortCircuit: true, MaxNodes: conf.DefaultMaxNodes, Visitors: visitors,
	}
	tree, err := checker.ParseCheck(source, config)
	if err != nil {
		return nil, err
	}
	if err := optimizer.Optimize(&tree.Node, config); err != nil {
		return nil, err
	}
	return compiler.Compile(tree, config)
}

// environment describes the facts to the checker.
var environment = sync.OnceValue(func() nature.Nature { return conf.EnvWithCache(new(nature.Cache), names.types) })

// functions are those of the expression language: a condition may call none.
var functions = sync.OnceValue(func() map[string]bool {
	all := make(map[string]bool, len(builtin.Builtins))
	for _, f := range builtin.Builtins {
		all[f.Name] = true
	}
	return all
})

// Holds reports whether the condition is met by the facts.
func (c Condition) Holds(f *Facts) bool {
	if c.program == nil {
		return true
	}
	out, err := f.machine.Run(c.program, f.values())
	holds, ok := out.(bool)
	return err == nil && ok && holds
}

// translate replaces the Chinese operators and returns the positions, in characters
// of the result, after which one more character stands than in the operator's text.
func translate(text string) (string, []int) {
	var out strings.Builder
	var shifts []int
	runes := []rune(text)
	n := 0
	for i, r := range runes {
		word := (r == '且' || r == '或') && !(standsAlone(runes, i))
		if op, ok := chineseOperators[r]; ok && !word {
			out.WriteString(op)
			shifts = append(shifts, n)
			n += 2
			continue
		}
		out.WriteRune(r)
		n++
	}
	return out.String(), shifts
}

// standsAlone reports whether the character at i has blanks or brackets beside it.
func standsAlone(runes []rune, i int) bool {
	return i > 0 && strings.ContainsRune(" )）\n", runes[i-1]) && i+1 < len(runes) && strings.ContainsRune(" (（\n", runes[i+1])
}

// placeIn returns the place in the operator's file of a position in the translated source.
func placeIn(text vocabulary.Text, shifts []int, at int) vocabulary.Text {
	moved := 0
	for _, s := range shifts {
		if s < at {
			moved++
		}
	}
	place := text
	place.Col += max(at-moved, 0)
	return place
}

// guard finds negations.
type guard struct{ negations []int }

// Visit implements ast.Visitor.
func (g *guard) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			g.negations = append(g.negations, n.Location().From)
		}
	case *ast.BinaryNode:
		if n.Operator == "!=" {
			g.negations = append(g.negations, n.Location().From)
		}
	}
}

// grades replaces the names of rain and snow classes by their numbers.
type grades struct{}

// Visit implements ast.Visitor.
func (grades) Visit(node *ast.Node) {
	if name, ok := (*node).(*ast.IdentifierNode); ok {
		if grade, ok := gradeNamed(name.Value); ok {
			ast.Patch(node, &ast.FloatNode{Value: float64(grade)})
		}
	}
}

// reportCondition tells what is wrong with a condition in Chinese.
func reportCondition(d *vocabulary.DataFile, text vocabulary.Text, source string, shifts []int, err error) {
	var located *file.Error
	if strings.Contains(err.Error(), "expected bool, but got") {
		d.Report(text, "条件的结果应当是“是”或“否”", "例如 最高气温 >= 35")
		return
	}
	if !errors.As(err, &located) {
		d.Report(text, "条件写法有误："+err.Error(), "")
		return
	}
	place := placeIn(text, shifts, offsetOf(source, located))
	message := located.Message
	switch {
	case strings.HasPrefix(message, "unknown name "):
		name := strings.TrimPrefix(message, "unknown name ")
		d.Report(place, "条件里有不认识的事实“"+name+"”", vocabulary.DidYouMean(name, names.conditions))
	case strings.Contains(message, "mismatched types"):
		d.Report(place, "两边的类型不同，不能这样比较", "数与数比，是否类的事实直接写名称")
	case strings.HasPrefix(message, "unexpected token"):
		d.Report(place, "条件在这里断了或多了符号", "检查括号、且、或和比较号")
	default:
		d.Report(place, "条件写法有误："+message, "")
	}
}

// offsetOf returns the position of an error in characters of source.
func offsetOf(source string, e *file.Error) int {
	offset := e.Column
	lines := strings.Split(source, "\n")
	for i := 0; i < e.Line-1 && i < len(lines); i++ {
		offset += utf8.RuneCountInString(lines[i]) + 1
	}
	return offset
}
