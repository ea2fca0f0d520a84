package analysis_test

import (
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
)

func BenchmarkAnalyse(b *testing.B) {
	for _, name := range []string{scenario.ModelWeek, "cold-wave-202311", "typhoon-remnant-202307", "fog-haze-202312"} {
		b.Run(name, func(b *testing.B) {
			s, f := forecastOf(b, name)
			r := requestOf(s, analysis.Evening)
			b.ReportAllocs()
			for b.Loop() {
				if o := analysis.Analyse(f, r); len(o.Days) != s.Days {
					b.Fatal("days are missing")
				}
			}
		})
	}
}
