package phrase_test

import (
	"os"
	"testing"

	"yubao/internal/phrase"
)

// shipped returns the style that the product ships.
func shipped(t testing.TB) *phrase.Style {
	t.Helper()
	data, err := os.ReadFile("../../templates/style.yaml")
	if err != nil {
		t.Fatal(err)
	}
	style, problems := phrase.LoadStyle("style.yaml", data)
	for _, p := range problems {
		t.Error(p)
	}
	return style
}

func TestShippedStyleHasNoProblems(t *testing.T) {
	t.Parallel()
	shipped(t)
}
