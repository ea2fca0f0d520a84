package bulletin

import (
	"fmt"
	"strings"
)

// Change is what differs between two versions of a file, line by line.
type Change struct {
	Unified        string // as diff -u prints it, without the file names; empty: the same
	Added, Removed int    // lines
}

// Diff compares two versions of a file. Line endings of Windows count like others, and
// a last line without an ending like one with it.
func Diff(before, after string) Change {
	edits := compare(splitLines(before), splitLines(after))
	var c Change
	for _, e := range edits {
		switch e.kind {
		case '+':
			c.Added++
		case '-':
			c.Removed++
		}
	}
	c.Unified = unified(edits)
	return c
}

// edit is one line of a comparison: kept (' '), removed ('-') or added ('+').
type edit struct {
	kind byte
	line string
}

func splitLines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n", "\n"), "\n"), "\n")
}

// mostCells bounds the table of a comparison. A change that is larger, in files that
// have nothing in common at either end, is shown as one replacement.
const mostCells = 1 << 20

// compare keeps a longest common subsequence of the lines.
func compare(a, b []string) []edit {
	var edits []edit
	add := func(kind byte, lines []string) {
		for _, line := range lines {
			edits = append(edits, edit{kind, line})
		}
	}
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	add(' ', a[:head])
	rest := a[len(a)-tail:]
	a, b = a[head:len(a)-tail], b[head:len(b)-tail]
	if len(a)*len(b) > mostCells {
		add('-', a)
		add('+', b)
		add(' ', rest)
		return edits
	}
	common := make([][]int, len(a)+1) // common[i][j]: how many lines a[i:] and b[j:] can keep
	for i := range common {
		common[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			edits = append(edits, edit{' ', a[i]})
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			edits = append(edits, edit{'-', a[i]})
			i++
		default:
			edits = append(edits, edit{'+', b[j]})
			j++
		}
	}
	add('-', a[i:])
	add('+', b[j:])
	add(' ', rest)
	return edits
}

// around is how many kept lines stand before and after a change, as with diff -u.
const around = 3

// unified prints the changes with the lines around them.
func unified(edits []edit) string {
	var out strings.Builder
	line := [2]int{1, 1} // next line before and after
	for at := 0; at < len(edits); {
		next := at
		for next < len(edits) && edits[next].kind == ' ' {
			next++
		}
		if next == len(edits) {
			break
		}
		start := max(at, next-around)
		end, kept := next, 0
		for ; end < len(edits) && kept <= 2*around; end++ {
			if edits[end].kind != ' ' {
				kept = 0
			} else {
				kept++
			}
		}
		end -= max(kept-around, 0)
		line[0], line[1] = line[0]+start-at, line[1]+start-at
		writeHunk(&out, edits[start:end], &line)
		at = end
	}
	return out.String()
}

// writeHunk prints one stretch and moves the line numbers behind it.
func writeHunk(out *strings.Builder, edits []edit, line *[2]int) {
	var count [2]int
	for _, e := range edits {
		if e.kind != '+' {
			count[0]++
		}
		if e.kind != '-' {
			count[1]++
		}
	}
	fmt.Fprintf(out, "@@ -%s +%s @@\n", hunkRange(line[0], count[0]), hunkRange(line[1], count[1]))
	for _, e := range edits {
		out.WriteByte(e.kind)
		out.WriteString(e.line)
		out.WriteByte('\n')
	}
	line[0], line[1] = line[0]+count[0], line[1]+count[1]
}

// hunkRange writes a stretch of lines as diff -u does: an empty one by the line before it.
func hunkRange(first, count int) string {
	switch count {
	case 0:
		return fmt.Sprintf("%d,0", first-1)
	case 1:
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d,%d", first, count)
}
