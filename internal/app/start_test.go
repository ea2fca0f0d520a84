package app

import "testing"

// BenchmarkRecipe measures what a command about one edition does before it looks at
// a forecast: configuration, words and templates.
func BenchmarkRecipe(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		c, err := loadFor("../../config.yaml", "evening")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := recipeWith(c, "evening", ""); err != nil {
			b.Fatal(err)
		}
	}
}
