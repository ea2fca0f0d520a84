package config

import (
	"cmp"
	"slices"

	"yubao/internal/vocabulary"
)

// Problem is one thing in a file that a person has to mend.
type Problem struct {
	vocabulary.Problem
	// Unset says that the only thing wrong is a secret that is not there in this
	// environment: the file itself is right. Commands that send nothing go on.
	Unset bool `json:"unset,omitempty"`
}

func newProblem(file string, at Position, message string) Problem {
	return Problem{Problem: vocabulary.Problem{File: file, Line: at.Line, Col: at.Column, Message: message}}
}

// String returns file:line:col: message.
func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Message
	}
	return p.Error()
}

// Sort orders problems by file, line and column and drops repeats.
func Sort(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(problems)
}
