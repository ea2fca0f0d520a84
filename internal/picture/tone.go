package picture

import (
	"image/color"

	"yubao/internal/analysis"
)

// Tone is the mood of a card's sky.
type Tone string

// The tones. The zero Tone is that of a fair sky.
const (
	Fair  Tone = ""
	Wet   Tone = "wet"
	Cold  Tone = "cold"
	Hot   Tone = "hot"
	Murky Tone = "murky"
	Dusty Tone = "dusty"
)

// skies are the colours at the top of a card, which fade into the paper.
var skies = map[Tone]color.NRGBA{
	Fair:  {0xcf, 0xe3, 0xf2, 0xff},
	Wet:   {0xc3, 0xd3, 0xe1, 0xff},
	Cold:  {0xd3, 0xde, 0xee, 0xff},
	Hot:   {0xf6, 0xdf, 0xc6, 0xff},
	Murky: {0xd9, 0xda, 0xd8, 0xff},
	Dusty: {0xea, 0xdd, 0xc2, 0xff},
}

// ToneOf returns the tone of an event, which is the one of the greatest impact.
func ToneOf(kind analysis.EventKind) Tone {
	switch kind {
	case analysis.EventWet, analysis.EventThunder:
		return Wet
	case analysis.EventCooling, analysis.EventFrost, analysis.EventFreezing:
		return Cold
	case analysis.EventHeat, analysis.EventFirstHot:
		return Hot
	case analysis.EventFog, analysis.EventHaze, analysis.EventAir:
		return Murky
	case analysis.EventDust:
		return Dusty
	}
	return Fair
}

// Colours of the page. Letters have a contrast of at least 4.5 to 1 on the paper (WCAG 2.1, 1.4.3).
var (
	paper  = color.NRGBA{0xfb, 0xf9, 0xf5, 0xff}
	ink    = color.NRGBA{0x1e, 0x2a, 0x36, 0xff}
	soft   = color.NRGBA{0x4a, 0x57, 0x65, 0xff}
	faint  = color.NRGBA{0x66, 0x70, 0x7c, 0xff}
	hair   = color.NRGBA{0xde, 0xd9, 0xce, 0xff}
	cool   = color.NRGBA{0x2b, 0x6c, 0xa8, 0xff} // lows
	warm   = color.NRGBA{0xb8, 0x4a, 0x2e, 0xff} // highs
	span   = color.NRGBA{0xd9, 0x9a, 0x6c, 0x2a} // between low and high
	accent = color.NRGBA{0xb8, 0x4a, 0x2e, 0xff}
)
