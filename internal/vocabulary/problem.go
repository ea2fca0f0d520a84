package vocabulary

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is something in an operator's file that a person must fix. Message and
// Hint are Chinese and made to be shown as they are.
type Problem struct {
	File    string `json:"file"`
	Line    int    `json:"line"` // from 1; 0: the file as a whole
	Col     int    `json:"col"`  // from 1, in characters; 0: the line as a whole
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`   // what to do, or the nearest known name
	Rule    string `json:"rule,omitempty"`   // stable name of the kind of problem: unknown-field
	Week    string `json:"week,omitempty"`   // the kind of week that shows it, when only some do
	Excerpt string `json:"source,omitempty"` // the source line
}

// Error returns the problem as file:line:col: message（hint）.
func (p Problem) Error() string {
	text := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
	if p.Hint != "" {
		text += "（" + p.Hint + "）"
	}
	if p.Week != "" {
		text += "（出现在：" + p.Week + "）"
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

// At turns a byte offset in text into line and column, and keeps the source line.
func (p Problem) At(text string, offset int) Problem {
	offset = max(0, min(offset, len(text)))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	p.Line = 1 + strings.Count(text[:offset], "\n")
	p.Col = 1 + utf8.RuneCountInString(text[start:offset])
	p.Excerpt, _, _ = strings.Cut(text[start:], "\n")
	p.Excerpt = strings.TrimRight(p.Excerpt, "\r")
	return p
}

// Print writes problems for a terminal: the message, the source line, and a caret
// under the place.
func Print(w io.Writer, problems []Problem) error {
	for _, p := range problems {
		if _, err := fmt.Fprintln(w, p.Error()); err != nil {
			return err
		}
		if p.Excerpt == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "  %s\n  %s^\n", p.Excerpt, indent(p.Excerpt, p.Col-1)); err != nil {
			return err
		}
	}
	return nil
}

// indent is blank and as wide as the first n characters of line. A character that
// takes two columns is matched by one ideographic space, so that the caret stands
// right whatever width a terminal gives Chinese.
func indent(line string, n int) string {
	var b strings.Builder
	for _, r := range line {
		if n--; n < 0 {
			break
		}
		switch {
		case r == '\t':
			b.WriteByte('\t')
		case unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x30ff || r >= 0xff01 && r <= 0xff60 || r >= 0x1f300:
			b.WriteRune('\u3000')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}
