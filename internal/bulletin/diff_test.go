package bulletin_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"yubao/internal/bulletin"
	_ "yubao/internal/seedtest" // the same cases on every run
)

func TestDiffShowsWhatChangedWithThreeLinesAround(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before, after, want string
		added, removed      int
	}{
		"nothing":                      {"甲\n乙\n", "甲\n乙", "", 0, 0},
		"line endings are no change":   {"甲\r\n乙\r\n", "甲\n乙\n", "", 0, 0},
		"one line in the middle":       {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n五\n6\n7\n8\n9\n", "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+五\n 6\n 7\n 8\n", 1, 1},
		"a new file":                   {"", "甲\n乙\n", "@@ -0,0 +1,2 @@\n+甲\n+乙\n", 2, 0},
		"everything removed":           {"甲\n", "", "@@ -1 +0,0 @@\n-甲\n", 0, 1},
		"a line added at the end":      {"甲\n", "甲\n乙\n", "@@ -1 +1,2 @@\n 甲\n+乙\n", 1, 0},
		"near changes share a stretch": {"1\n2\n3\n4\n5\n6\n7\n8\n", "一\n2\n3\n4\n5\n6\n7\n八\n", "@@ -1,8 +1,8 @@\n-1\n+一\n 2\n 3\n 4\n 5\n 6\n 7\n-8\n+八\n", 2, 2},
		"far changes do not":           {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "一\n2\n3\n4\n5\n6\n7\n8\n九\n", "@@ -1,4 +1,4 @@\n-1\n+一\n 2\n 3\n 4\n@@ -6,4 +6,4 @@\n 6\n 7\n 8\n-9\n+九\n", 2, 2},
	} {
		got := bulletin.Diff(c.before, c.after)
		if got.Unified != c.want || got.Added != c.added || got.Removed != c.removed {
			t.Errorf("%s: got +%d -%d\n%s\nwant\n%s", name, got.Added, got.Removed, got.Unified, c.want)
		}
	}
}

// TestDiffCanBeApplied turns any file into any other, as patch reads the difference.
func TestDiffCanBeApplied(t *testing.T) {
	t.Parallel()
	lines := rapid.SliceOfN(rapid.SampledFrom([]string{"", "甲", "乙", "丙", "{{.标题}}"}), 0, 30)
	rapid.Check(t, func(t *rapid.T) {
		before, after := lines.Draw(t, "before"), lines.Draw(t, "after")
		change := bulletin.Diff(join(before), join(after))
		if got := apply(t, before, change.Unified); join(got) != join(after) {
			t.Errorf("applied: %q, want %q\n%s", got, after, change.Unified)
		}
	})
}

func join(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// apply does what patch does.
func apply(t *rapid.T, before []string, unified string) []string {
	if unified == "" {
		return before
	}
	var out []string
	at := 0
	for _, line := range strings.Split(strings.TrimSuffix(unified, "\n"), "\n") {
		if strings.HasPrefix(line, "@@ ") {
			var first, count int
			if n, _ := fmt.Sscanf(line, "@@ -%d,%d", &first, &count); n == 1 {
				count = 1
			}
			if count > 0 {
				first--
			}
			out = append(out, before[at:first]...)
			at = first
			continue
		}
		if line[0] != '+' {
			if before[at] != line[1:] {
				t.Fatalf("line %d is %q, the difference has %q", at+1, before[at], line)
			}
			at++
		}
		if line[0] != '-' {
			out = append(out, line[1:])
		}
	}
	return append(out, before[at:]...)
}

// TestDiffReadsLikeDiff compares with diff -u where that is installed.
func TestDiffReadsLikeDiff(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("diff")
	if err != nil {
		t.Skip("diff is not installed")
	}
	folder := t.TempDir()
	a, b := filepath.Join(folder, "a"), filepath.Join(folder, "b")
	before := "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n"
	after := "1\n2\n三\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n"
	for path, text := range map[string]string{a: before, b: after} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := exec.CommandContext(t.Context(), program, "-u", a, b).Output() // exits with 1: they differ
	if len(out) == 0 {
		t.Skip("diff does not know -u here")
	}
	_, hunks, _ := strings.Cut(string(out), "\n@@ ")
	if want := "@@ " + hunks; bulletin.Diff(before, after).Unified != want {
		t.Errorf("got\n%swant\n%s", bulletin.Diff(before, after).Unified, want)
	}
}
