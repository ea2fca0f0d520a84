package advice_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
	"yubao/internal/source/openmeteo"
	"yubao/templates"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

// TestScenariosReadAsTheyStand writes every constructed week, in the first house at full
// length and in the others as their houses put it, and compares it with the text that was
// read aloud and found good.
func TestScenariosReadAsTheyStand(t *testing.T) {
	t.Parallel()
	styles, rules := map[string]*phrase.Style{}, shipped(t)
	for _, preset := range grammar.Presets() {
		styles[preset] = style(t)
		styles[preset].House, _ = grammar.Preset(preset)
	}
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		for preset, style := range styles {
			t.Run(s.Name+" "+preset, func(t *testing.T) {
				t.Parallel()
				compare(t, filepath.Join("testdata", preset, s.Name+".txtar"), edition(t, s, s.Days, style, rules))
			})
		}
	}
	model, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	for _, days := range []int{1, 3} {
		t.Run(fmt.Sprintf("%s, days: %d", model.Name, days), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("testdata", "henan", fmt.Sprintf("%s-days-%d.txtar", model.Name, days))
			compare(t, path, edition(t, model, days, styles["henan"], rules))
		})
	}
}

// compare holds a text against the golden one, or writes it there.
func compare(t *testing.T, path string, archive *txtar.Archive) {
	t.Helper()
	got := txtar.Format(archive)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("text changed; read it aloud, then run with -update (-want +got):\n%s", diff)
	}
}

// outlook analyses a scenario.
func outlook(t testing.TB, s scenario.Scenario, days int) analysis.Outlook {
	t.Helper()
	forecast, err := openmeteo.Decode(s.Forecast(), s.Place, s.Issued)
	if err != nil {
		t.Fatal(err)
	}
	if air := s.Air(); air != nil {
		if forecast.Air, err = openmeteo.DecodeAir(air); err != nil {
			t.Fatal(err)
		}
	}
	return analysis.Analyse(forecast, analysis.Request{Now: s.Issued, First: s.First, Days: days, Window: analysis.Evening})
}

// edition writes a scenario as an archive that an editor can read.
func edition(t testing.TB, s scenario.Scenario, days int, style *phrase.Style, rules *advice.Rules) *txtar.Archive {
	o := outlook(t, s, days)
	facts := phrase.Survey(o, style.House)
	n := facts.Narrate(style, phrase.Request{Voice: phrase.Model, Advice: rules.Choose(facts, nil)})
	var lines []string
	for _, day := range o.Days {
		lines = append(lines, style.House.Write(grammar.FromDay(&day, &style.House)))
	}
	archive := &txtar.Archive{Comment: []byte(s.Title + "\n")}
	for _, part := range []struct{ name, text string }{
		{"标题", n.Headline}, {"导语", n.Lead}, {"气温", n.Temperature}, {"建议", strings.Join(n.Advice, "\n")},
		{"逐日", strings.Join(lines, "\n")}, {"出处", n.Source}, {"群消息", n.Chat()}, {"推送", n.Push()}, {"口播", n.Broadcast()},
	} {
		archive.Files = append(archive.Files, txtar.File{Name: part.name, Data: []byte(part.text + "\n")})
	}
	return archive
}

func style(t testing.TB) *phrase.Style {
	t.Helper()
	data, err := templates.FS.ReadFile("style.yaml")
	if err != nil {
		t.Fatal(err)
	}
	style, problems := phrase.LoadStyle("style.yaml", data)
	for _, p := range problems {
		t.Error(p)
	}
	return style
}
