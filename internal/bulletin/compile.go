package bulletin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"text/template"
	"text/template/parse"
)

// Template is one template file, parsed and fitted with the guard. It is safe for
// concurrent use.
type Template struct {
	name    string // newspaper
	source  string
	head    head
	trees   map[string]*parse.Tree        // as parsed, for lint
	guarded func() map[string]*parse.Tree // rewritten, for rendering; read only
	reads   names                         // names of data that it or the set reads; nil: perhaps any
	runners sync.Pool
}

// runner is a template bound to the meter of one rendering at a time.
type runner struct {
	template *template.Template
	meter    *meter
}

// Name is the name of the template without its ending: newspaper.
func (t *Template) Name() string { return t.name }

// Source is the text of the file.
func (t *Template) Source() string { return t.source }

// Format is the format that the head of the file names; Plain when it names none.
func (t *Template) Format() Format { return t.head.format }

// Title is what the head of the file says that the template is for.
func (t *Template) Title() string { return t.head.title }

func (t *Template) file() string { return t.name + ".tmpl" }

// Compile parses one template file. The problems are those of its syntax and of
// names that it does not know; with any of them there is no template. Lint finds
// more.
func Compile(name, source string) (*Template, []Problem) {
	t := &Template{name: name, source: source}
	problems := t.checkSource()
	if len(problems) > 0 {
		return nil, problems
	}
	head, problems := readHead(t.file(), source)
	t.head = head
	trees, syntax := parseAll(t.file(), source)
	problems = append(problems, syntax...)
	if len(syntax) == 0 {
		t.trees = trees
		problems = append(problems, t.checkNames()...)
	}
	if len(problems) > 0 {
		sortProblems(&problems)
		return nil, problems
	}
	t.guarded = sync.OnceValue(func() map[string]*parse.Tree { return guard(trees) })
	t.reads = readsOf(trees)
	t.runners.New = func() any { return t.newRunner() }
	return t, nil
}

// guard copies parse trees and puts the meter's marks and the printing function in.
func guard(trees map[string]*parse.Tree) map[string]*parse.Tree {
	out := make(map[string]*parse.Tree, len(trees))
	for title, tree := range trees {
		guarded := tree.Copy()
		guardList(guarded, guarded.Root)
		head := []parse.Node{textNode(guarded.Root.Pos, markEnter)}
		guarded.Root.Nodes = append(append(head, guarded.Root.Nodes...), textNode(guarded.Root.Pos, markLeave))
		out[title] = guarded
	}
	return out
}

func textNode(pos parse.Pos, text string) *parse.TextNode {
	return &parse.TextNode{NodeType: parse.NodeText, Pos: pos, Text: []byte(text)}
}

// guardList rewrites a list of nodes and everything under it.
func guardList(tree *parse.Tree, list *parse.ListNode) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				printPipe(tree, n.Pipe)
			}
		case *parse.IfNode:
			guardList(tree, n.List)
			guardList(tree, n.ElseList)
		case *parse.WithNode:
			guardList(tree, n.List)
			guardList(tree, n.ElseList)
		case *parse.RangeNode:
			guardList(tree, n.List)
			guardList(tree, n.ElseList)
			n.List.Nodes = slices.Insert(n.List.Nodes, 0, parse.Node(textNode(n.Pos, markStep)))
		}
	}
}

// printPipe appends the printing function to the pipeline of a printed value.
func printPipe(tree *parse.Tree, pipe *parse.PipeNode) {
	pos := parse.Pos(valueStart(pipe))
	identifier := parse.NewIdentifier(printName).SetTree(tree).SetPos(pos)
	pipe.Cmds = append(pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: pos, Args: []parse.Node{identifier}})
}

// newRunner binds the functions to a meter.
func (t *Template) newRunner() *runner {
	m := &meter{format: t.head.format}
	root := template.New(t.name).Option("missingkey=error").Funcs(m.funcs())
	for name, tree := range t.guarded() {
		if _, err := root.AddParseTree(name, tree); err != nil {
			panic(fmt.Sprintf("add tree %q: %v", name, err)) // only for a name with no tree
		}
	}
	return &runner{template: root, meter: m}
}

// printed is what stands behind every printed value.
func (m *meter) printed(v any) (string, error) {
	s, safe, err := show(v)
	if err != nil {
		return "", err
	}
	if !safe {
		s = m.format.escape(s)
	}
	return s, nil
}

// Render writes the text for data. Its error is a *RenderError, with the place in
// the source and Chinese words, or the context's. A text that could not be
// finished is never returned.
func (t *Template) Render(ctx context.Context, data map[string]any) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	r := t.runners.Get().(*runner)
	defer t.runners.Put(r)
	r.meter.reset(ctx)
	if err := r.template.Execute(r.meter, data); err != nil {
		return "", t.renderError(err)
	}
	return tidy(r.meter.out.String()), nil
}

func (t *Template) ctxDone(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// tidy takes away what branches leave behind when they drop a clause: blanks at
// the ends of lines, more than one empty line, empty lines at the ends.
func tidy(text string) string {
	lines := strings.Split(text, "\n")
	out := lines[:0]
	for _, line := range lines {
		line = strings.TrimRight(line, " \t\r")
		if line == "" && (len(out) == 0 || out[len(out)-1] == "") {
			continue
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, "\n"), "\n")
}

// definitions lists the names of the templates that a file defines, sorted.
func (t *Template) definitions() []string { return slices.Sorted(maps.Keys(t.trees)) }
