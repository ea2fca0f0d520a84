package picture

import (
	"image/color"
	"math"
	"testing"
)

// luminance is the relative luminance of WCAG 2.1.
func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		x := float64(v) / 255
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func contrast(a, b color.NRGBA) float64 {
	high, low := luminance(a), luminance(b)
	if high < low {
		high, low = low, high
	}
	return (high + 0.05) / (low + 0.05)
}

func TestLettersStandOutFromWhatTheyStandOn(t *testing.T) {
	t.Parallel()
	for name, letters := range map[string]color.NRGBA{"ink": ink, "soft": soft, "faint": faint, "cool": cool, "warm": warm} {
		if got := contrast(letters, paper); got < 4.5 {
			t.Errorf("%s has a contrast of %.1f on the paper", name, got)
		}
	}
	if got := contrast(paper, accent); got < 4.5 {
		t.Errorf("a mark has a contrast of %.1f", got)
	}
	for tone, sky := range skies {
		for name, letters := range map[string]color.NRGBA{"ink": ink, "soft": soft} {
			if got := contrast(letters, sky); got < 4.5 {
				t.Errorf("%s has a contrast of %.1f on the sky %q", name, got, tone)
			}
		}
	}
	for icon, g := range glyphs { // graphics: 1.4.11 asks for 3, less where the words stand beside
		for _, c := range []color.NRGBA{g.mark, g.cloud} {
			if got := contrast(c, paper); got < 2 {
				t.Errorf("%s has a contrast of %.1f", icon, got)
			}
		}
	}
}
