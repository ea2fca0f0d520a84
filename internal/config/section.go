package config

import (
	"reflect"

	"github.com/goccy/go-yaml/ast"
)

// Section is a part of the file whose shape another package knows: the settings of
// a source or channel, a house style, thresholds. The zero Section is empty.
type Section struct {
	node    ast.Node
	decoder *decoder
}

// Empty reports whether nothing is written there.
func (s Section) Empty() bool { return s.node == nil || s.node.Type() == ast.NullType }

// Decode reads the section strictly into the struct that into points to and
// returns every problem. Keys that are absent keep what into holds.
func (s Section) Decode(into any) []Problem {
	v := reflect.ValueOf(into).Elem()
	if s.decoder == nil {
		return nil
	}
	d := s.decoder.fresh()
	if s.Empty() {
		d.check(s.node, v)
		return d.problems
	}
	d.decode(s.node, v)
	return d.problems
}

// check validates a section of which nothing is written: required keys are missed
// there too.
func (d *decoder) check(n ast.Node, v reflect.Value) {
	if n == nil || v.Kind() != reflect.Struct {
		return
	}
	d.object(&ast.MappingNode{BaseNode: &ast.BaseNode{}, Start: n.GetToken()}, v)
}

// Text returns the section as one text, and false when it is a mapping or list.
func (s Section) Text() (string, bool) {
	if _, ok := s.node.(ast.ScalarNode); !ok {
		return "", false
	}
	return s.decoder.fresh().text(s.node)
}

// Complain returns a problem at the section's place.
func (s Section) Complain(message string) Problem {
	if s.decoder == nil || s.node == nil {
		return newProblem("", Position{}, message)
	}
	return s.decoder.problem(s.node.GetToken(), message)
}

// Kind is a source or channel: its kind and the settings, which the adapter of that
// kind decodes into its own Config.
type Kind struct {
	Name     string
	Settings Section
	At       Position
}

// Position is where something stands in the file.
type Position struct{ Line, Column int }

func positionOf(n ast.Node) Position {
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return Position{}
	}
	return Position{t.Position.Line, t.Position.Column}
}

// Name is a reference to something named elsewhere in the file.
type Name struct {
	Value string
	At    Position
}

// List is a list of references.
type List []Name

// Values returns the names alone.
func (l List) Values() []string {
	out := make([]string, len(l))
	for i, n := range l {
		out[i] = n.Value
	}
	return out
}

// Names returns a list of references that stand nowhere, for configurations made in code.
func Names(values ...string) List {
	var l List
	for _, v := range values {
		l = append(l, Name{Value: v})
	}
	return l
}
