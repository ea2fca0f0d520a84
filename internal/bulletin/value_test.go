package bulletin_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"yubao/internal/bulletin"
)

// TestDataHoldNoBytesThatCannotBePrinted gives templates texts of any bytes: what is fit
// to be printed comes through as it is, of anything else only that.
func TestDataHoldNoBytesThatCannotBePrinted(t *testing.T) {
	t.Parallel()
	control := func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"晴", "，", "℃", "é", "\U0001F600", "\ufffd", "\u0800", "\ud7ff", "\x00", "\x7f", "\n", "a", "\xe6", "\xe6\x99", "\xed\xa0\x80", "\xe0\x80\x80", "\xef\xbc", "\xc3", "\xf0\x9f"}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 4), func(b []byte) string { return string(b) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "text"), "")
		want := text
		if !utf8.ValidString(text) || strings.ContainsFunc(text, control) {
			want = strings.Map(func(r rune) rune {
				if control(r) || r == utf8.RuneError {
					return -1
				}
				return r
			}, text)
		}
		got, _ := bulletin.Data(bulletin.Input{Correction: text})["更正"].(string)
		if strings.TrimSpace(want) == "" {
			want = ""
		}
		if got != want {
			t.Fatalf("%q became %q, want %q", text, got, want)
		}
	})
}
