package bulletin

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template/parse"

	"yubao/internal/vocabulary"
)

// checker follows the sorts of values through a template without running it, so
// that a wrong name is found in every branch.
type checker struct {
	t        *Template
	problems []Problem
	walked   map[string]map[*shape]bool // templates that were walked, by the sort of their argument
	calling  []string                   // templates being walked, outermost first
}

// scope is what names mean at a place.
type scope struct {
	dot  *shape
	vars map[string]*shape
}

func (s scope) with(dot *shape) scope {
	return scope{dot: dot, vars: maps.Clone(s.vars)}
}

// checkNames reports unknown names and wrong sorts of values.
func (t *Template) checkNames() []Problem {
	c := &checker{t: t, walked: map[string]map[*shape]bool{}}
	c.tree(t.name, rootShape)
	for _, name := range t.definitions() {
		if c.walked[name] == nil {
			c.tree(name, anything) // defined and not called: its functions are checked all the same
		}
	}
	sortProblems(&c.problems)
	return c.problems
}

func (c *checker) report(offset int, rule, message, hint string) {
	c.problems = append(c.problems, Problem{File: c.t.file(), Rule: rule, Message: message, Hint: hint}.At(c.t.source, offset))
}

// tree walks a template with an argument of a sort.
func (c *checker) tree(name string, dot *shape) {
	if c.walked[name] == nil {
		c.walked[name] = map[*shape]bool{}
	}
	if c.walked[name][dot] {
		return
	}
	c.walked[name][dot] = true
	c.calling = append(c.calling, name)
	c.list(c.t.trees[name].Root, scope{dot: dot, vars: map[string]*shape{"$": dot}})
	c.calling = c.calling[:len(c.calling)-1]
}

func (c *checker) list(list *parse.ListNode, s scope) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			got := c.pipe(n.Pipe, s)
			if len(n.Pipe.Decl) == 0 {
				c.printable(valueStart(n.Pipe), got)
			}
		case *parse.IfNode:
			inner := s.with(s.dot)
			c.pipe(n.Pipe, inner)
			c.list(n.List, inner.with(s.dot))
			c.list(n.ElseList, inner.with(s.dot))
		case *parse.WithNode:
			inner := s.with(s.dot)
			dot := c.pipe(n.Pipe, inner)
			c.list(n.List, inner.with(dot))
			c.list(n.ElseList, inner.with(s.dot))
		case *parse.RangeNode:
			c.loop(n, s)
		case *parse.TemplateNode:
			c.call(n, s)
		}
	}
}

func (c *checker) loop(n *parse.RangeNode, s scope) {
	inner := s.with(s.dot)
	over := c.pipe(n.Pipe, inner)
	elem := anything
	switch over.kind {
	case listKind:
		elem = over.elem
	case textKind, recordKind, flagKind, numberKind:
		c.report(valueStart(n.Pipe), ruleType, "range 要的是列表，这里是"+over.chinese(), listHint(s.dot))
	}
	if d := n.Pipe.Decl; len(d) > 0 {
		inner.vars[d[len(d)-1].Ident[0]] = elem
		if len(d) > 1 {
			inner.vars[d[0].Ident[0]] = figure
		}
	}
	c.list(n.List, inner.with(elem))
	c.list(n.ElseList, s.with(s.dot))
}

// listHint names the lists in reach.
func listHint(dot *shape) string {
	var lists []string
	for _, name := range dot.names() {
		if dot.fields[name].kind == listKind {
			lists = append(lists, "."+name)
		}
	}
	if len(lists) == 0 {
		return ""
	}
	return "这里的列表有：" + strings.Join(lists, "、")
}

func (c *checker) call(n *parse.TemplateNode, s scope) {
	arg := &shape{kind: anyKind}
	if n.Pipe != nil {
		arg = c.pipe(n.Pipe, s)
	}
	at := int(n.Pos)
	if i := strings.Index(c.t.source[at:], n.Name); i >= 0 {
		at += i
	}
	if c.t.trees[n.Name] == nil {
		others := slices.DeleteFunc(c.t.definitions(), func(name string) bool { return name == c.t.name })
		c.report(at, ruleTemplate, "没有定义名叫“"+n.Name+"”的模板", vocabulary.DidYouMean(n.Name, others))
		return
	}
	if slices.Contains(c.calling, n.Name) {
		c.report(at, ruleRecursion, "模板“"+n.Name+"”自己调用了自己", "")
		return
	}
	if n.Pipe == nil && len(c.t.trees[n.Name].Root.Nodes) > 0 {
		arg = anything
	}
	c.tree(n.Name, arg)
}

// printable reports values that cannot stand in a text.
func (c *checker) printable(at int, got *shape) {
	switch got.kind {
	case listKind:
		c.report(at, ruleType, "这里是列表，不能直接印出", "用 {{range …}} 逐项写，或用 连接")
	case recordKind:
		c.report(at, ruleType, "这里是"+got.chinese()+"，不能直接印出", "写明其中哪一项，如 "+"."+got.names()[0])
	case flagKind:
		c.report(at, ruleType, "这里是“是/否”，不能直接印出", "用 {{if …}} 或 若")
	}
}

// pipe is the sort of a pipeline's value; declared variables enter the scope.
func (c *checker) pipe(pipe *parse.PipeNode, s scope) *shape {
	var got *shape
	for i, cmd := range pipe.Cmds {
		var piped *shape
		if i > 0 {
			piped = got
		}
		got = c.command(cmd, s, piped)
	}
	if got == nil {
		got = anything
	}
	for _, d := range pipe.Decl {
		s.vars[d.Ident[0]] = got
	}
	return got
}

func (c *checker) command(cmd *parse.CommandNode, s scope, piped *shape) *shape {
	if id, ok := cmd.Args[0].(*parse.IdentifierNode); ok {
		return c.function(id, cmd, s, piped)
	}
	got := c.value(cmd.Args[0], s)
	if len(cmd.Args) > 1 || piped != nil {
		c.report(int(cmd.Pos), ruleType, "“"+cmd.Args[0].String()+"”不是函数，后面不能再跟值", "多个值可以用 连接 或 拼")
		return anything
	}
	return got
}

// value is the sort of an operand.
func (c *checker) value(node parse.Node, s scope) *shape {
	switch n := node.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return c.fields(s.dot, n.Ident, c.start(n.Position(), "."+n.Ident[0], len(n.Ident)))
	case *parse.VariableNode:
		at := c.start(n.Position(), n.Ident[0], len(n.Ident))
		from := s.vars[n.Ident[0]]
		if from == nil {
			from = anything
		}
		return c.fields(from, n.Ident[1:], at+len(n.Ident[0]))
	case *parse.ChainNode:
		return c.fields(c.value(n.Node, s), n.Field, int(n.Pos))
	case *parse.PipeNode:
		return c.pipe(n, s)
	case *parse.IdentifierNode:
		return c.function(n, &parse.CommandNode{Args: []parse.Node{n}}, s, nil)
	case *parse.StringNode:
		return words
	case *parse.NumberNode:
		return &shape{kind: anyKind, title: "数字"}
	case *parse.BoolNode:
		return flag
	}
	return anything
}

// start is where a chain begins: package template keeps the place of its second name.
func (c *checker) start(pos parse.Pos, first string, names int) int {
	if at := int(pos) - len(first); names > 1 && at >= 0 && strings.HasPrefix(c.t.source[at:], first) {
		return at
	}
	return int(pos)
}

// fields follows names from a sort of value.
func (c *checker) fields(from *shape, names []string, at int) *shape {
	for _, name := range names {
		switch from.kind {
		case anyKind:
			return anything
		case listKind:
			c.report(at, ruleType, "“."+name+"”前面是列表，要先用 {{range …}} 逐项取", "")
			return anything
		case recordKind:
			next, ok := from.fields[name]
			if !ok {
				hint := vocabulary.DidYouMean(name, from.names())
				if _, inRoot := rootShape.fields[name]; hint == "" && inRoot && from != rootShape {
					hint = "它在整期里，写成 $." + name
				}
				if _, inDay := dayShape.fields[name]; inDay && from == rootShape {
					hint = "它是某一天的，写在 {{range .逐日}} 里面"
				}
				c.report(at, ruleField, from.title+"里没有“"+name+"”这个名字", hint)
				return anything
			}
			from = next
		default:
			c.report(at, ruleType, "“."+name+"”前面是"+from.chinese()+"，里面没有别的名字", "")
			return anything
		}
		at += len(name) + 1
	}
	return from
}

// function checks a call and is the sort of its result.
func (c *checker) function(id *parse.IdentifierNode, cmd *parse.CommandNode, s scope, piped *shape) *shape {
	var args []*shape
	for _, node := range cmd.Args[1:] {
		args = append(args, c.value(node, s))
	}
	if piped != nil {
		args = append(args, piped)
	}
	f, ok := lookup[id.Ident]
	if !ok {
		hint := vocabulary.DidYouMean(id.Ident, slices.Collect(maps.Keys(lookup)))
		if isField := rootShape.fields[id.Ident] != nil || dayShape.fields[id.Ident] != nil; isField {
			hint = "数据的名字前面要加点：." + id.Ident
		}
		c.report(int(id.Pos), ruleFunction, "没有名叫“"+id.Ident+"”的函数", hint)
		return anything
	}
	least, most := len(f.args)-f.optional, len(f.args)
	if f.variadic {
		least, most = len(f.args)-1, 1<<20
	}
	if len(args) < least || len(args) > most {
		c.report(int(id.Pos), ruleType, fmt.Sprintf("函数“%s”要 %d 个值，这里有 %d 个", f.Name, least, len(args)), "写法："+orElse(f.Example, f.Name))
		return f.result
	}
	for i, got := range args {
		want := f.args[min(i, len(f.args)-1)]
		if want.shape.accepts(got) {
			continue
		}
		at := int(id.Pos)
		if i+1 < len(cmd.Args) {
			at = c.nodeStart(cmd.Args[i+1])
		}
		c.report(at, ruleType, fmt.Sprintf("函数“%s”的“%s”要%s，这里是%s", f.Name, want.name, want.shape.chinese(), got.chinese()), "写法："+orElse(f.Example, f.Name))
	}
	switch last := len(args) - 1; {
	case f.sameList && last >= 0 && args[last].kind == listKind:
		return args[last]
	case f.element && last >= 0 && args[last].kind == listKind:
		return args[last].elem
	}
	return f.result
}

func (c *checker) nodeStart(node parse.Node) int {
	switch n := node.(type) {
	case *parse.FieldNode:
		return c.start(n.Position(), "."+n.Ident[0], len(n.Ident))
	case *parse.VariableNode:
		return c.start(n.Position(), n.Ident[0], len(n.Ident))
	}
	return int(node.Position())
}

// accepts reports whether a value of sort got may stand where s is wanted.
func (s *shape) accepts(got *shape) bool {
	if s == words && got.title == "数字" {
		return false
	}
	return s.kind == anyKind || got.kind == anyKind || s.kind == got.kind
}
