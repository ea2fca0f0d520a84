package review

import "strings"

// comparedLine is a line of a comparison: Kind is same, gone or new. Gone and new lines that
// stand for one another have their common head and tail apart.
type comparedLine struct {
	Kind             string
	Head, Core, Tail string
}

// compare compares two texts line by line, and within changed lines by what differs.
func compare(before, after string) []comparedLine {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			best[i][j] = max(best[i+1][j], best[i][j+1])
			if a[i] == b[j] {
				best[i][j] = best[i+1][j+1] + 1
			}
		}
	}
	var out []comparedLine
	var gone, fresh []string
	flush := func() {
		out = append(out, pairUp(gone, fresh)...)
		gone, fresh = nil, nil
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			flush()
			out = append(out, comparedLine{Kind: "same", Core: a[i]})
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || best[i+1][j] >= best[i][j+1]):
			gone = append(gone, a[i])
			i++
		default:
			fresh = append(fresh, b[j])
			j++
		}
	}
	flush()
	return out
}

// pairUp sets gone and new lines against one another in their order.
func pairUp(gone, fresh []string) []comparedLine {
	var out []comparedLine
	for i := range max(len(gone), len(fresh)) {
		switch {
		case i >= len(gone):
			out = append(out, comparedLine{Kind: "new", Core: fresh[i]})
		case i >= len(fresh):
			out = append(out, comparedLine{Kind: "gone", Core: gone[i]})
		default:
			head, tail := shared(gone[i], fresh[i])
			out = append(out, apart("gone", gone[i], head, tail), apart("new", fresh[i], head, tail))
		}
	}
	return out
}

func apart(kind, line string, head, tail int) comparedLine {
	r := []rune(line)
	return comparedLine{kind, string(r[:head]), string(r[head : len(r)-tail]), string(r[len(r)-tail:])}
}

// shared returns how many characters two lines have in common at their heads and tails.
func shared(a, b string) (head, tail int) {
	ra, rb := []rune(a), []rune(b)
	for head < len(ra) && head < len(rb) && ra[head] == rb[head] {
		head++
	}
	for tail < len(ra)-head && tail < len(rb)-head && ra[len(ra)-1-tail] == rb[len(rb)-1-tail] {
		tail++
	}
	return head, tail
}
