package edition_test

import (
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/edition"
	"yubao/internal/gate"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
	"yubao/templates"

	"yubao/internal/advice"
)

// recipe is an edition with the shipped texts.
func recipe(t testing.TB, s scenario.Scenario, preset string) edition.Recipe {
	t.Helper()
	styleText, _ := templates.FS.ReadFile("style.yaml")
	adviceText, _ := templates.FS.ReadFile("advice.yaml")
	style, problems := phrase.LoadStyle("style.yaml", styleText)
	rules, more := advice.Load("advice.yaml", adviceText)
	set, bad := bulletin.Load(templates.FS)
	if problems = append(append(problems, more...), bad...); len(problems) > 0 {
		t.Fatal(problems)
	}
	house, _ := grammar.Preset(preset)
	return edition.Recipe{
		ID: "evening", Place: s.Place, FirstIn: 1, Days: s.Days, House: house, Style: style, Advice: rules, Templates: set,
		Names:   edition.Names{Article: "newspaper", Chat: "chat", Push: "push", Broadcast: "broadcast"},
		Lexicon: proof.NewLexicon(string(styleText), string(adviceText)),
	}
}

func open(t testing.TB, name string) (scenario.Scenario, weather.Forecast) {
	t.Helper()
	s, err := scenario.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	f, err := openmeteo.Decode(s.Forecast(), s.Place, s.Issued)
	if err != nil {
		t.Fatal(err)
	}
	return s, f
}

// BenchmarkEdition measures one edition of six days of the model week, from the hours of
// the forecast to the proof of the article: gate, analysis, narrative, advice, templates,
// fact sheet, proof. With the article alone, with all four texts, and from analysis to
// proof: with every rule of the gate off.
func BenchmarkEdition(b *testing.B) {
	s, f := open(b, scenario.ModelWeek)
	m := edition.Material{Forecast: f, Now: s.Issued}
	for _, c := range []struct {
		name  string
		names edition.Names
		gate  gate.Rules
	}{
		{"article", edition.Names{Article: "newspaper"}, gate.Rules{}},
		{"four texts", edition.Names{Article: "newspaper", Chat: "chat", Push: "push", Broadcast: "broadcast"}, gate.Rules{}},
		{"article past the gate", edition.Names{Article: "newspaper"}, noRules()},
	} {
		b.Run(c.name, func(b *testing.B) {
			r := recipe(b, s, "henan")
			r.Names, r.Gate = c.names, c.gate
			b.ReportAllocs()
			for b.Loop() {
				if _, err := r.Write(b.Context(), m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// noRules are the gate's with every one off.
func noRules() gate.Rules {
	r := gate.Standard()
	for _, rule := range []*gate.Rule{&r.Age.Rule, &r.Zone, &r.Place.Rule, &r.Dates, &r.Missing.Rule, &r.Range.Rule, &r.Values.Rule, &r.Units.Rule, &r.Jumps.Rule, &r.Copy.Rule} {
		rule.Verdict = gate.Off
	}
	return r
}

// BenchmarkStages measures the stages of an edition one by one.
func BenchmarkStages(b *testing.B) {
	s, f := open(b, scenario.ModelWeek)
	r := recipe(b, s, "henan")
	q := analysis.Request{Now: s.Issued, First: s.First, Days: s.Days, Thresholds: analysis.DefaultThresholds()}
	o := analysis.Analyse(f, q)
	w, err := r.Write(b.Context(), edition.Material{Forecast: f, Now: s.Issued})
	if err != nil {
		b.Fatal(err)
	}
	in := bulletin.Input{Outlook: o, House: r.House}
	in.Narrative = phrase.Narrate(o, r.House, r.Style, phrase.Request{})
	render := func(names ...string) func() {
		return func() {
			data := r.Templates.Data(in, names...)
			for _, name := range names {
				if _, err := r.Templates.Render(b.Context(), name, data); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	stages := []struct {
		name string
		run  func()
	}{
		{"gate", func() {
			gate.Check(gate.Input{Forecast: f, Place: s.Place, Now: s.Issued, First: s.First, Days: s.Days}, gate.Rules{})
		}},
		{"analysis", func() { analysis.Analyse(f, q) }},
		{"narrative and advice", func() {
			facts := phrase.Survey(o, r.House)
			facts.Narrate(r.Style, phrase.Request{Voice: phrase.Model, Advice: r.Advice.Choose(facts, nil)})
		}},
		{"template of the article", render("newspaper")},
		{"templates of four texts", render("newspaper", "chat", "push", "broadcast")},
		{"proof", func() { proof.Check(w.Copy.Article, proof.Facts{Outlook: o, House: r.House, Lexicon: r.Lexicon}) }},
	}
	for _, stage := range stages {
		b.Run(stage.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				stage.run()
			}
		})
	}
}
