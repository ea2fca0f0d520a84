package phrase_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"yubao/internal/phrase"
)

var update = flag.Bool("update", false, "rewrite the table of facts in docs/wording.md")

// TestWordingPageListsEveryFact holds the page for forecasters to the vocabulary.
func TestWordingPageListsEveryFact(t *testing.T) {
	t.Parallel()
	const path = "../../docs/wording.md"
	const begin, end = "<!-- 词表开始 -->\n", "<!-- 词表结束 -->"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(data), begin)
	_, after, found := strings.Cut(rest, end)
	if !ok || !found {
		t.Fatal("the page has no place for the table")
	}
	want := before + begin + factTable() + end + after
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(data) != want {
		t.Error("the table of facts is out of date; run go test ./internal/phrase -update")
	}
}

func factTable() string {
	var out strings.Builder
	out.WriteString("| 名称 | 类型 | 单位 | 何时没有 | 例 | 意思 |\n|---|---|---|---|---|---|\n")
	for _, term := range phrase.Vocabulary() {
		row := []string{term.Name, term.Type, term.Unit, term.Missing, term.Example, term.Doc}
		out.WriteString("| " + strings.Join(row, " | ") + " |\n")
	}
	return out.String()
}
