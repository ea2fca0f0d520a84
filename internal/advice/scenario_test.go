package advice_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/scenario"
	"yubao/internal/source/openmeteo"
	"yubao/templates"
)

var update = flag.Bool("update", false, "rewrite the golden texts")

// TestScenariosReadAsTheyStand writes every constructed week and compares it with the
// text that was read aloud and found good.
func TestScenariosReadAsTheyStand(t *testing.T) {
	t.Parallel()
	style, rules := style(t), shipped(t)
	for _, s := range scenario.All() {
		for _, days := range lengths(s) {
			name := s.Name
			if days != s.Days {
				name += map[int]string{1: "-one-day", 3: "-three-days", 16: "-sixteen-days"}[days]
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got := txtar.Format(edition(t, s, days, style, rules))
				path := filepath.Join("testdata", name+".txtar")
				if *update {
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
			})
		}
	}
}

// lengths are the lengths of edition that a scenario is tried with.
func lengths(s scenario.Scenario) []int {
	switch s.Name {
	case scenario.ModelWeek:
		return []int{s.Days, 1, 3}
	default:
		return []int{s.Days}
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
		lines = append(lines, style.House.Write(grammar.FromDay(day, style.House)))
	}
	archive := &txtar.Archive{Comment: []byte(s.Title + "\n")}
	for _, part := range []struct{ name, text string }{
		{"标题", n.Headline}, {"导语", n.Lead}, {"气温", n.Temperature}, {"建议", strings.Join(n.Advice, "\n")},
		{"逐日", strings.Join(lines, "\n")}, {"出处", n.Source}, {"群消息", n.Chat}, {"推送", n.Push}, {"口播", n.Broadcast},
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
