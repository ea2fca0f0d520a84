package grammar_test

import (
	"testing"

	"yubao/internal/grammar"
)

func FuzzWhatIsReadAndWrittenIsReadTheSame(f *testing.F) {
	for _, l := range published {
		f.Add(l.text)
	}
	for _, l := range damaged {
		f.Add(l.text)
	}
	houses := make([]grammar.House, 0, 3)
	for _, name := range grammar.Presets() {
		h, _ := grammar.Preset(name)
		houses = append(houses, h)
	}
	f.Fuzz(func(t *testing.T, text string) {
		line, err := grammar.Read(text, now)
		if err != nil {
			return
		}
		for _, h := range houses {
			once := h.Write(line)
			again, err := grammar.Read(once, now)
			if err != nil {
				t.Fatalf("%q is read, but not %q: %v", text, once, err)
			}
			if twice := h.Write(again); twice != once {
				t.Fatalf("%q is written %q, then %q", text, once, twice)
			}
		}
	})
}

func FuzzClausesOfRunningText(f *testing.F) {
	f.Add("受低槽东移影响，周五（19日）有一次小雨过程，气温12℃～25℃，紫外线强度强", 0)
	f.Fuzz(func(t *testing.T, text string, at int) {
		check := func(name string, n int) {
			if n < 0 || n > 0 && (at < 0 || at+n > len(text)) {
				t.Errorf("%s at %d of %q: length %d", name, at, text, n)
			}
		}
		var s grammar.Scanner
		_, n := s.Span(text, at)
		check("span", n)
		_, n = s.Fall(text, at)
		check("fall", n)
		_, n = s.Wind(text, at)
		check("wind", n)
		_, n = s.Temperature(text, at)
		check("temperature", n)
		_, n = s.Degrees(text, at)
		check("degrees", n)
		_, n = s.Extra(text, at)
		check("extra", n)
		_, n = s.Cause(text, at)
		check("cause", n)
	})
}
