package edition_test

import (
	"sync"
	"testing"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/weather"
	"yubao/templates"
)

// shipped is a recipe with the shipped wording.
var shipped = sync.OnceValue(func() edition.Recipe {
	styleText, _ := templates.FS.ReadFile("style.yaml")
	adviceText, _ := templates.FS.ReadFile("advice.yaml")
	style, problems := phrase.LoadStyle("style.yaml", styleText)
	rules, more := advice.Load("advice.yaml", adviceText)
	set, bad := bulletin.Load(templates.FS)
	if all := append(append(problems, more...), bad...); len(all) > 0 {
		panic(all[0].Message)
	}
	house, _ := grammar.Preset("henan")
	return edition.Recipe{
		ID: "evening", FirstIn: 1, Days: 6, Thresholds: analysis.DefaultThresholds(), House: house, Style: style, Advice: rules,
		Templates: set, Names: edition.Names{Article: "newspaper", Chat: "chat", Push: "push", Broadcast: "broadcast"},
		Lexicon: proof.NewLexicon(string(styleText), string(adviceText)), Voice: newsroom.Model,
	}
})

// week is a scenario with the recipe that it is written by.
func week(t testing.TB, name string) (edition.Recipe, edition.Material) {
	t.Helper()
	s, err := scenario.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return weekOf(t, s)
}

func weekOf(t testing.TB, s scenario.Scenario) (edition.Recipe, edition.Material) {
	t.Helper()
	r := shipped()
	r.Place, r.Days = s.Place, s.Days
	f, err := read(weather.Answer{Source: "openmeteo", Fetched: s.Issued, Body: s.Forecast(), Air: s.Air()}, s.Place)
	if err != nil {
		t.Fatal(err)
	}
	return r, edition.Material{Forecast: f, Now: s.Issued}
}

func read(a weather.Answer, place weather.Place) (weather.Forecast, error) {
	f, _, err := source.Read(a, place)
	return f, err
}
