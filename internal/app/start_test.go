package app

import "testing"

// BenchmarkRecipe measures what a command about one edition does before it looks at
// a forecast: configuration, words and templates.
func BenchmarkRecipe(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := recipeFor("../../config.yaml", "evening"); err != nil {
			b.Fatal(err)
		}
	}
}
