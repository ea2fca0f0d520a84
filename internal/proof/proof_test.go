package proof_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
	"yubao/internal/source/openmeteo"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
	"yubao/templates"
)

// wording is the shipped style and advice, read once.
func wording(t testing.TB) (*phrase.Style, *advice.Rules, *proof.Lexicon) {
	t.Helper()
	w := shipped()
	if len(w.problems) > 0 {
		t.Fatal(w.problems)
	}
	return w.style, w.rules, w.lexicon
}

var shipped = sync.OnceValue(func() (w struct {
	style    *phrase.Style
	rules    *advice.Rules
	lexicon  *proof.Lexicon
	problems []vocabulary.Problem
}) {
	styleText, _ := templates.FS.ReadFile("style.yaml")
	adviceText, _ := templates.FS.ReadFile("advice.yaml")
	var more []vocabulary.Problem
	w.style, w.problems = phrase.LoadStyle("style.yaml", styleText)
	w.rules, more = advice.Load("advice.yaml", adviceText)
	w.problems = append(w.problems, more...)
	w.lexicon = proof.NewLexicon(string(styleText), string(adviceText))
	return w
})

// edition is an edition as the daemon makes it: its parts and the article.
func edition(t testing.TB, f weather.Forecast, q analysis.Request, preset string) (phrase.Narrative, string, proof.Facts) {
	t.Helper()
	style, rules, lexicon := wording(t)
	house, _ := grammar.Preset(preset)
	o := analysis.Analyse(f, q)
	facts := phrase.Survey(o, house)
	n := facts.Narrate(style, phrase.Request{Voice: phrase.Model, Advice: rules.Choose(facts, nil)})
	parts := []string{n.Headline, n.Lead + n.Temperature, strings.Join(n.Advice, "")}
	for _, d := range o.Days {
		parts = append(parts, house.Write(grammar.FromDay(&d, &house)))
	}
	parts = append(parts, n.Source)
	return n, strings.Join(parts, "\n"), proof.Facts{Outlook: o, House: house, Lexicon: lexicon}
}

// written is the article of an evening edition.
func written(t testing.TB, f weather.Forecast, now time.Time, days int, preset string) (string, proof.Facts) {
	t.Helper()
	_, text, facts := edition(t, f, evening(f, now, days), preset)
	return text, facts
}

func evening(f weather.Forecast, now time.Time, days int) analysis.Request {
	return analysis.Request{Now: now, First: weather.DateOf(now, f.Place.Zone).AddDays(1), Days: days, Thresholds: analysis.DefaultThresholds()}
}

func forecastOf(t testing.TB, s scenario.Scenario) weather.Forecast {
	t.Helper()
	f, err := openmeteo.Decode(s.Forecast(), s.Place, s.Issued)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestOwnTextsAreClean(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		for _, preset := range grammar.Presets() {
			t.Run(s.Name+" "+preset, func(t *testing.T) {
				text, facts := written(t, forecastOf(t, s), s.Issued, s.Days, preset)
				for _, f := range proof.Check(text, facts) {
					t.Errorf("%s %q data %q: %s\n%s", f.Severity, f.Said, f.Data, f.Message, text)
				}
			})
		}
	}
}
