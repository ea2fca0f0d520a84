package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math"
	"strconv"

	"github.com/fogleman/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"yubao/internal/weather"
)

// degrees writes a temperature: 12℃, nothing for one that is not known.
func degrees(v weather.Maybe[int]) string {
	n, ok := v.Get()
	if !ok {
		return ""
	}
	return strconv.Itoa(n) + Unit
}

// PNG paints the layout.
func (l *Layout) PNG() ([]byte, error) {
	page := image.NewRGBA(image.Rect(0, 0, Width, l.Height))
	l.sky(page)
	dc := gg.NewContextForRGBA(page)
	for _, r := range l.rules {
		box(page, r, hair)
	}
	for _, b := range l.blocks {
		dc.SetColor(b.colour)
		dc.DrawRoundedRectangle(b.box.X, b.box.Y, b.box.W, b.box.H, math.Min(8, b.box.W/2))
		dc.Fill()
	}
	for _, c := range l.curves {
		c.paint(dc)
	}
	for _, f := range l.figure {
		dc.SetColor(paper)
		dc.DrawRoundedRectangle(f.X-4, f.Y-2, f.W+8, f.H+4, 6)
		dc.Fill()
	}
	for _, c := range l.curves {
		c.dots(dc)
	}
	for _, s := range l.Signs {
		if err := l.sign(dc, s); err != nil {
			return nil, err
		}
	}
	for _, t := range l.Texts {
		t.paint(page)
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&out, page); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return out.Bytes(), nil
}

// sky paints the page: the tone's sky above, which fades into the paper.
func (l *Layout) sky(page *image.RGBA) {
	top, ok := skies[l.tone]
	if !ok {
		top = skies[Fair]
	}
	for y := range l.Height {
		at := math.Min(1, float64(y)/l.fade)
		at = at * at * (3 - 2*at) // no edge at either end
		row := color.NRGBA{mix(top.R, paper.R, at), mix(top.G, paper.G, at), mix(top.B, paper.B, at), 0xff}
		draw.Draw(page, image.Rect(0, y, Width, y+1), image.NewUniform(row), image.Point{}, draw.Src)
	}
}

func mix(a, b uint8, at float64) uint8 {
	return uint8(math.Round(float64(a) + (float64(b)-float64(a))*at))
}

// box fills a box whose edges lie on pixels.
func box(page *image.RGBA, b Box, c color.Color) {
	r := image.Rect(int(b.X), int(b.Y), int(b.X+b.W), int(math.Max(b.Y+b.H, math.Floor(b.Y)+1)))
	draw.Draw(page, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// paint draws the room between lows and highs, and the lines.
func (c curve) paint(dc *gg.Context) {
	for i := 1; i < len(c.lows); i++ {
		corners := []weather.Maybe[point]{c.lows[i-1], c.highs[i-1], c.highs[i], c.lows[i]}
		whole := true
		for _, corner := range corners {
			whole = whole && corner.OK()
		}
		if !whole {
			continue
		}
		for _, corner := range corners {
			p, _ := corner.Get()
			dc.LineTo(p.x, p.y)
		}
		dc.ClosePath()
		dc.SetColor(span)
		dc.Fill()
	}
	for _, line := range []struct {
		points []weather.Maybe[point]
		colour color.Color
	}{{c.lows, cool}, {c.highs, warm}} {
		dc.SetLineWidth(4)
		dc.SetLineCapRound()
		dc.SetColor(line.colour)
		for i := 1; i < len(line.points); i++ {
			from, ok := line.points[i-1].Get()
			to, also := line.points[i].Get()
			if ok && also {
				dc.DrawLine(from.x, from.y, to.x, to.y)
				dc.Stroke()
			}
		}
	}
}

func (c curve) dots(dc *gg.Context) {
	for i, line := range [][]weather.Maybe[point]{c.lows, c.highs} {
		for _, one := range line {
			p, ok := one.Get()
			if !ok {
				continue
			}
			dc.DrawCircle(p.x, p.y, c.dot+3)
			dc.SetColor(paper)
			dc.Fill()
			dc.DrawCircle(p.x, p.y, c.dot)
			dc.SetColor([]color.Color{cool, warm}[i])
			dc.Fill()
		}
	}
}

// paint writes a line of letters.
func (t Text) paint(page *image.RGBA) {
	d := font.Drawer{Dst: page, Src: image.NewUniform(t.colour), Dot: fixed.Point26_6{
		X: fixed.Int26_6(math.Round(t.Box.X * 64)), Y: fixed.Int26_6(math.Round(t.base)) * 64,
	}}
	for _, r := range t.runs {
		d.Face = r.face
		d.DrawString(r.text)
	}
}

// broad is the share of an icon's width from which on an outline is a cloud.
const broad = 0.55

// sign draws an icon in the middle of its box.
func (l *Layout) sign(dc *gg.Context, s Sign) error {
	g := glyphs[s.Icon]
	index, err := l.set.fonts.icons.GlyphIndex(&l.set.buffer, g.sign)
	if err != nil {
		return fmt.Errorf("icon %s: %w", s.Icon, err)
	}
	segments, err := l.set.fonts.icons.LoadGlyph(&l.set.buffer, index, fixed.Int26_6(s.Box.H*64), nil)
	if err != nil {
		return fmt.Errorf("icon %s: %w", s.Icon, err)
	}
	bounds := segments.Bounds()
	dx := s.Box.X + s.Box.W/2 - pixels(bounds.Min.X+bounds.Max.X)/2
	dy := s.Box.Y + s.Box.H/2 - pixels(bounds.Min.Y+bounds.Max.Y)/2
	all := pixels(bounds.Max.X - bounds.Min.X)
	parts := outlines(segments)
	for _, clouds := range []bool{false, true} {
		for _, o := range parts {
			b := o.Bounds()
			if (pixels(b.Max.X-b.Min.X) >= broad*all) == clouds {
				trace(dc, o, dx, dy)
			}
		}
		dc.SetColor(g.mark)
		if clouds {
			dc.SetColor(g.cloud)
		}
		dc.Fill()
	}
	return nil
}

func pixels(v fixed.Int26_6) float64 { return float64(v) / 64 }

// outlines parts a glyph's outline into the closed ones that it is made of.
func outlines(all sfnt.Segments) []sfnt.Segments {
	var out []sfnt.Segments
	start := 0
	for i, s := range all {
		if i > 0 && s.Op == sfnt.SegmentOpMoveTo {
			out = append(out, all[start:i])
			start = i
		}
	}
	return append(out, all[start:])
}

// trace adds an outline to the path of dc.
func trace(dc *gg.Context, o sfnt.Segments, dx, dy float64) {
	at := func(p fixed.Point26_6) (float64, float64) { return pixels(p.X) + dx, pixels(p.Y) + dy }
	for _, s := range o {
		x1, y1 := at(s.Args[0])
		x2, y2 := at(s.Args[1])
		x3, y3 := at(s.Args[2])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			dc.MoveTo(x1, y1)
		case sfnt.SegmentOpLineTo:
			dc.LineTo(x1, y1)
		case sfnt.SegmentOpQuadTo:
			dc.QuadraticTo(x1, y1, x2, y2)
		case sfnt.SegmentOpCubeTo:
			dc.CubicTo(x1, y1, x2, y2, x3, y3)
		}
	}
	dc.ClosePath()
}
