package telegram_test

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yubao/internal/channel/telegram"
	_ "yubao/internal/seedtest" // the same cases on every run
)

// testdata/html.json holds what the vendor's own parser (TDLib 1.8.65) makes of each input.
func TestParseHTMLAgreesWithTheVendor(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/html.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Input, Error, Text string
		Units              int
		Entities           []struct {
			Offset, Length      int
			Type, URL, Language string
		}
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	for _, tt := range cases {
		t.Run(tt.Input, func(t *testing.T) {
			t.Parallel()
			got, err := telegram.ParseHTML(tt.Input)
			if tt.Error != "" {
				if err == nil || strings.TrimPrefix(err.Error(), "can't parse entities: ") != tt.Error {
					t.Errorf("got error %v, want %s", err, tt.Error)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got.Text != tt.Text || got.Units() != tt.Units {
				t.Errorf("got %q of %d units, want %q of %d", got.Text, got.Units(), tt.Text, tt.Units)
			}
			var want []telegram.Entity
			for _, e := range tt.Entities {
				want = append(want, telegram.Entity{Offset: e.Offset, Length: e.Length, Type: e.Type, Argument: e.URL + e.Language})
			}
			for i := range got.Entities {
				if got.Entities[i].Type == "CustomEmoji" {
					got.Entities[i].Argument = ""
				}
			}
			if diff := cmp.Diff(want, got.Entities); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCheckHTMLSaysWhere(t *testing.T) {
	t.Parallel()
	err := telegram.CheckHTML("<b>晴</b>\n<br>")
	var at *telegram.HTMLError
	if !errors.As(err, &at) || at.Offset != len("<b>晴</b>\n") {
		t.Errorf("got %v", err)
	}
}

func TestEscapeHTMLShowsAnyTextAsItStands(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		got, err := telegram.ParseHTML(telegram.EscapeHTML(text))
		if err != nil || got.Text != text || len(got.Entities) != 0 {
			t.Fatalf("got %q, %v", got.Text, err)
		}
	})
}

func FuzzParseHTML(f *testing.F) {
	for _, s := range []string{"<b>a</b>", "<a href=\"x", "&#x", "</", "<span class='tg-spoiler'>x</span>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := telegram.ParseHTML(s)
		var at *telegram.HTMLError
		if err != nil && (!errors.As(err, &at) || at.Offset > len(s)) {
			t.Fatalf("error %v", err)
		}
		if utf8.ValidString(s) && p.Units() > len(s) {
			t.Fatalf("%q grew to %q", s, p.Text)
		}
	})
}
