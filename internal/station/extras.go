package station

import (
	"slices"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/pattern"
	"yubao/internal/weather"
)

// bounded is an amount that is not told exactly: 约10毫米, 20毫米以上.
var bounded = pattern.New(`(?:不足|小于|大于|低于|高于|超过|约|可达|达到|最多|至少)\s*\d+[\d.～~—到至-]*\s*(?:毫米|mm)|(?:毫米|mm)(?:以上|以下|左右|上下)`)

// composeExtras takes the grade of the ultraviolet and the depth of precipitation that are
// stated of the date. Figures of other elements are in the words only.
func (d *Day) composeExtras() {
	for _, p := range d.closest(func(p *part) bool { return p.rank > general && len(p.extras) > 0 }) {
		for _, e := range p.extras {
			if grade, ok := e.UV(); ok {
				uv, known := d.Facts.UV.Get()
				if !known || grade > uv.Grade {
					d.Facts.UV = weather.Some(analysis.UV{Grade: grade})
				}
			}
			if e.Kind == grammar.Amount && e.Word == "" {
				if a := (Amount{e.Low, e.High}); !slices.Contains(d.Amounts, a) {
					d.Amounts = append(d.Amounts, a)
				}
				d.exact(&p, e)
			}
		}
	}
}

// exact makes a fact of one figure for the whole date. The text tells rain and snow in
// one; what falls is by the sky.
func (d *Day) exact(p *part, e grammar.Extra) {
	if p.vague || p.period.part != whole || e.Low != e.High || len(d.Amounts) > 1 {
		d.Facts.Rain, d.Facts.Snow = weather.None[weather.Millimeters](), weather.None[weather.Millimeters]()
		return
	}
	depth := weather.Some(weather.Millimeters(e.Low))
	solid := len(d.Facts.Sky.Wet) > 0 && !slices.ContainsFunc(d.Facts.Sky.Wet, func(w analysis.Wet) bool {
		return w.Kind != analysis.Snow && w.Kind != analysis.SnowShower
	})
	if solid {
		d.Facts.Snow = depth
		return
	}
	d.Facts.Rain = depth
}
