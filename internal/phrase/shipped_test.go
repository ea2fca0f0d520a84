package phrase_test

import (
	"testing"

	"yubao/internal/phrase"
	"yubao/templates"
)

// styleFile returns the text of the style that the product ships.
func styleFile(t testing.TB) string {
	t.Helper()
	data, err := templates.FS.ReadFile("style.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// shipped returns the style that the product ships.
func shipped(t testing.TB) *phrase.Style {
	t.Helper()
	style, problems := phrase.LoadStyle("style.yaml", []byte(styleFile(t)))
	for _, p := range problems {
		t.Error(p)
	}
	return style
}

func TestShippedStyleHasNoProblems(t *testing.T) {
	t.Parallel()
	shipped(t)
}
