package bulletin

import (
	"maps"
	"text/template/parse"
)

// guarding are the names that the set itself reads: they hold source and time.
var guarding = []string{"来源", "署名", "短署名", "生成时间", "起报时间", "台站", "名称", "时间"}

// Data returns what the templates of those names see of an edition: like Data, but
// only what one of them reads. Most of an edition's facts are in no template, and to
// word them all takes as long as everything else.
func (s *Set) Data(in Input, templates ...string) map[string]any {
	s.mu.RLock()
	var readers []*Template
	for _, name := range templates {
		if e := s.entries[name]; e != nil {
			readers = append(readers, e.candidates()...)
		}
	}
	s.mu.RUnlock()
	return dataOf(in, readBy(readers))
}

// readBy returns the names that one of some templates reads; nil: perhaps any.
func readBy(templates []*Template) names {
	if len(templates) == 1 {
		return templates[0].reads
	}
	all := names{}
	for _, t := range templates {
		if t.reads == nil {
			return nil
		}
		maps.Copy(all, t.reads)
	}
	return all
}

// readsOf lists the names of data that trees mention, and those that the set itself
// reads; nil when that cannot be told, since a name is looked up by its words (index) or a
// record is run through (range).
func readsOf(trees map[string]*parse.Tree) names {
	r := reader{found: names{}}
	r.add(guarding)
	for _, tree := range trees {
		r.node(tree.Root)
	}
	if r.dynamic {
		return nil
	}
	return r.found
}

type reader struct {
	found   names
	dynamic bool
}

func (r *reader) add(idents []string) {
	for _, name := range idents {
		r.found[name] = true
	}
}

func (r *reader) node(node parse.Node) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, inner := range n.Nodes {
			r.node(inner)
		}
	case *parse.ActionNode:
		r.node(n.Pipe)
	case *parse.IfNode:
		r.branch(&n.BranchNode)
	case *parse.WithNode:
		r.branch(&n.BranchNode)
	case *parse.RangeNode:
		r.dynamic = r.dynamic || len(n.Pipe.Decl) > 1
		r.branch(&n.BranchNode)
	case *parse.TemplateNode:
		r.node(n.Pipe)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, cmd := range n.Cmds {
			for _, arg := range cmd.Args {
				r.node(arg)
			}
		}
	case *parse.FieldNode:
		r.add(n.Ident)
	case *parse.VariableNode:
		r.add(n.Ident[1:])
	case *parse.ChainNode:
		r.node(n.Node)
		r.add(n.Field)
	case *parse.IdentifierNode:
		r.dynamic = r.dynamic || n.Ident == "index"
	}
}

func (r *reader) branch(n *parse.BranchNode) {
	r.node(n.Pipe)
	r.node(n.List)
	r.node(n.ElseList)
}
