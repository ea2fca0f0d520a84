package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
	"yubao/internal/source"
	"yubao/internal/weather"
	"yubao/templates"
)

// shippedWords are the words that the program brings along.
func shippedWords(t *testing.T) (*bulletin.Set, *phrase.Style, *advice.Rules, *proof.Lexicon) {
	t.Helper()
	set, problems := bulletin.Load(templates.FS)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	text := func(name string) []byte {
		data, err := templates.FS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	style, problems := phrase.LoadStyle("style.yaml", text("style.yaml"))
	rules, more := advice.Load("advice.yaml", text("advice.yaml"))
	if problems = append(problems, more...); len(problems) > 0 {
		t.Fatal(problems)
	}
	return set, style, rules, proof.NewLexicon(string(text("style.yaml")), string(text("advice.yaml")))
}

// TestSamplesOfAllOutletsReadWellInAllWeeks writes the shipped templates for every week
// there is and holds them against the facts and against what an editor strikes at once.
// With YUBAO_SAMPLES the texts are kept in that file, to be read.
func TestSamplesOfAllOutletsReadWellInAllWeeks(t *testing.T) {
	t.Parallel()
	set, style, rules, lexicon := shippedWords(t)
	var kept strings.Builder
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		f, _, err := source.Read(weather.Answer{Body: s.Forecast(), Air: s.Air(), Fetched: s.Issued}, s.Place)
		if err != nil {
			t.Fatal(err)
		}
		in := bulletin.Input{House: style.House, Outlook: analysis.Analyse(f, scene{Scenario: s}.request())}
		in.Narrative, _ = bulletin.Tell(in, style, rules, nil)
		data := bulletin.Data(in)
		fmt.Fprintf(&kept, "######## %s %s\n", s.Name, s.Title)
		for _, name := range set.Names() {
			text, err := set.Write(t.Context(), name, data)
			if err != nil || len(text.Notes) > 0 {
				t.Errorf("%s, %s: %v %v", s.Name, name, err, text.Notes)
				continue
			}
			fmt.Fprintf(&kept, "=== %s（%d字）\n%s\n", name, utf8.RuneCountInString(text.Format.Plain(text.Text)), text.Text)
			plain := text.Format.Plain(text.Text)
			facts := proof.Facts{Outlook: in.Outlook, House: in.House, Lexicon: lexicon}
			for _, found := range proof.Check(plain, facts) {
				t.Errorf("%s, %s: %s %q: %s\n%s", s.Name, name, found.Severity, found.Said, found.Message, plain)
			}
			if slip := slipIn(plain); slip != "" {
				t.Errorf("%s, %s: %s\n%s", s.Name, name, slip, plain)
			}
		}
	}
	if path := os.Getenv("YUBAO_SAMPLES"); path != "" {
		if err := os.WriteFile(path, []byte(kept.String()), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// slipIn names what no sub-editor lets pass, whatever the weather.
func slipIn(text string) string {
	for _, bad := range []string{"，，", "。。", "，。", "。，", "；。", "、。", "（）", "::", "null", "NaN", "-0", "的的", "有有", "在在", "、、"} {
		if strings.Contains(text, bad) {
			return "it holds " + bad
		}
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if line != "" && slices.Contains(lines[:i], line) {
			return "a line stands twice: " + line
		}
	}
	return ""
}
