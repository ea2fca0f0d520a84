package vocabulary

import (
	"cmp"
	"fmt"
	"slices"
)

// Problem is something in an operator's file that a person must fix. Message and
// Hint are Chinese and made to be shown as they are.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1; 0: the file as a whole
	Col     int    `json:"col"`  // from 1, in characters; 0: the line as a whole
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"` // what to do, or the nearest known name
}

// Error returns the problem as file:line:col: message（hint）.
func (p Problem) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
	if p.Hint != "" {
		text += "（" + p.Hint + "）"
	}
	return text
}

// DidYouMean returns the hint that names the nearest of the known names, or "".
func DidYouMean(name string, known []string) string {
	if near, ok := Nearest(name, known); ok {
		return "是不是“" + near + "”"
	}
	return ""
}

// SortProblems orders problems as they stand in their files.
func SortProblems(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
}
