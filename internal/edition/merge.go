package edition

import (
	"slices"
	"strings"
)

// Clash is a passage that was written by hand and would have been written anew as well:
// the hand's words stand, and the desk is told.
type Clash struct {
	Form    Form   `json:"form,omitempty"`
	Hand    string `json:"hand"`    // what stands
	Machine string `json:"machine"` // what the facts would say now
}

// merge brings new machine text into a text that was edited by hand: paragraphs that no
// hand touched follow the facts, hand-written ones stay. base is the machine text that
// hand was edited from.
func merge(base, hand, machine string) (string, []Clash) {
	if hand == base {
		return machine, nil
	}
	b, h, m := paragraphs(base), paragraphs(hand), paragraphs(machine)
	toHand, toMachine := common(b, h), common(b, m)
	var out []string
	var clashes []Clash
	bi, hi, mi := 0, 0, 0
	for {
		// A run of paragraphs that all three have ends the part that differs.
		next := bi
		for next < len(b) && (toHand[next] < 0 || toMachine[next] < 0) {
			next++
		}
		hEnd, mEnd := len(h), len(m)
		if next < len(b) {
			hEnd, mEnd = toHand[next], toMachine[next]
		}
		was, byHand, byMachine := b[bi:next], h[hi:hEnd], m[mi:mEnd]
		switch {
		case slices.Equal(was, byHand):
			out = append(out, byMachine...)
		case slices.Equal(was, byMachine) || slices.Equal(byHand, byMachine):
			out = append(out, byHand...)
		default:
			var told []Clash
			byHand, told = byParagraph(was, byHand, byMachine)
			out, clashes = append(out, byHand...), append(clashes, told...)
		}
		if next == len(b) {
			return strings.Join(out, "\n"), clashes
		}
		out = append(out, b[next])
		bi, hi, mi = next+1, hEnd+1, mEnd+1
	}
}

// byParagraph merges a stretch in which hand and machine both changed something: where
// the paragraphs correspond one by one, only those that both changed clash.
func byParagraph(was, hand, machine []string) ([]string, []Clash) {
	if len(was) != len(hand) || len(was) != len(machine) {
		return hand, []Clash{{Hand: strings.Join(hand, "\n"), Machine: strings.Join(machine, "\n")}}
	}
	out := slices.Clone(hand)
	var clashes []Clash
	for i := range was {
		switch {
		case hand[i] == was[i]:
			out[i] = machine[i]
		case machine[i] != was[i] && machine[i] != hand[i]:
			clashes = append(clashes, Clash{Hand: hand[i], Machine: machine[i]})
		}
	}
	return out, clashes
}

func paragraphs(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
}

// common returns, for each paragraph of a, which paragraph of b it is in a longest
// common subsequence, or -1.
func common(a, b []string) []int {
	best := make([][]int, len(a)+1)
	for i := range best {
		best[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				best[i][j] = best[i+1][j+1] + 1
			} else {
				best[i][j] = max(best[i+1][j], best[i][j+1])
			}
		}
	}
	match := make([]int, len(a))
	for i, j := 0, 0; i < len(a); {
		switch {
		case j < len(b) && a[i] == b[j]:
			match[i] = j
			i, j = i+1, j+1
		case j < len(b) && best[i][j+1] >= best[i+1][j]:
			j++
		default:
			match[i] = -1
			i++
		}
	}
	return match
}

// likeness at which a passage is taken for a new wording of a paragraph: a third of the
// pairs of characters are shared.
const likeness = 1.0 / 3

// replaceNearest puts a passage in the place of the paragraph that is most like it; ok is
// false when none is like it.
func replaceNearest(text, passage string) (string, bool) {
	all := paragraphs(text)
	nearest, most := -1, likeness
	for i, p := range all {
		if score := alike(p, passage); score >= most {
			nearest, most = i, score
		}
	}
	if nearest < 0 {
		return text, false
	}
	all[nearest] = passage
	return strings.Join(all, "\n"), true
}

// alike is the share of pairs of neighbouring characters that two texts have in common
// (Dice's coefficient), 0 to 1.
func alike(a, b string) float64 {
	pairsOf := func(text string) map[[2]rune]int {
		pairs, before := map[[2]rune]int{}, rune(0)
		for _, r := range text {
			if before != 0 {
				pairs[[2]rune{before, r}]++
			}
			before = r
		}
		return pairs
	}
	pa, pb := pairsOf(a), pairsOf(b)
	shared, all := 0, 0
	for p, n := range pa {
		shared, all = shared+min(n, pb[p]), all+n
	}
	for _, n := range pb {
		all += n
	}
	if all == 0 {
		return 0
	}
	return 2 * float64(shared) / float64(all)
}
