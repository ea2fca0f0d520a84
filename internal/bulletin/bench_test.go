package bulletin_test

import (
	"testing"

	"yubao/internal/bulletin"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/templates"
)

func BenchmarkData(b *testing.B) {
	style := shippedStyle(b)
	house, _ := grammar.Preset("henan")
	o := outlook(6)
	in := bulletin.Input{Outlook: o, House: house, Narrative: phrase.Narrate(o, house, style, phrase.Request{Voice: phrase.Model})}
	set, _ := bulletin.Load(templates.FS)
	b.Run("all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bulletin.Data(in)
		}
	})
	b.Run("of an edition", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			set.Data(in, "newspaper", "chat", "push", "broadcast")
		}
	})
}

func BenchmarkLintShipped(b *testing.B) {
	bank := weeks(b)
	b.ReportAllocs()
	for b.Loop() {
		bulletin.Lint(templates.FS, bulletin.Options{Weeks: bank})
	}
}

// BenchmarkHostile tells what each hostile template costs until the guard stops it.
func BenchmarkHostile(b *testing.B) {
	values := data(b, outlook(6))
	for name, source := range hostile() {
		compiled := compile(b, source)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := compiled.Render(b.Context(), values); err == nil {
					b.Fatal("not stopped")
				}
			}
		})
	}
}
