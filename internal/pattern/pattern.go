// Package pattern holds regular expressions that are compiled when they are first needed.
// Compiling them all is a tenth of the start of a program that needs hardly any.
package pattern

import (
	"regexp"
	"sync"
)

// Pattern is a regular expression. It is safe for concurrent use.
type Pattern struct {
	expression string
	once       sync.Once
	compiled   *regexp.Regexp
}

// New returns the pattern of an expression, which is part of the program: a wrong one
// panics when it is first needed. A variable of a package that holds it costs nothing
// until then.
func New(expression string) *Pattern { return &Pattern{expression: expression} }

// Regexp is the compiled expression.
func (p *Pattern) Regexp() *regexp.Regexp {
	p.once.Do(func() { p.compiled = regexp.MustCompile(p.expression) })
	return p.compiled
}
