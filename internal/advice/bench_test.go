package advice_test

import (
	"testing"

	"yubao/internal/phrase"
	"yubao/internal/scenario"
)

// BenchmarkEdition measures advice and narrative of the model week: facts in, texts out.
func BenchmarkEdition(b *testing.B) {
	style, rules := style(b), shipped(b)
	s, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		b.Fatal(err)
	}
	o := outlook(b, s, s.Days)
	b.ReportAllocs()
	for b.Loop() {
		facts := phrase.Survey(o, style.House)
		facts.Narrate(style, phrase.Request{Advice: rules.Choose(facts, nil)})
	}
}
