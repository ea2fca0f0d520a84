package picture

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
)

// The shipped fonts are made by fonts/make.py; their licences stand beside them.
var (
	//go:embed fonts/sans.otf
	sansFile []byte
	//go:embed fonts/sans-bold.otf
	boldFile []byte
	//go:embed fonts/icons.ttf
	iconsFile []byte
)

// blank stands where no font has a sign: 〓, as printers do it.
const blank = '〓'

// weight is how strong letters are.
type weight int

const (
	regular weight = iota
	bold
	weights
)

// Fonts are the fonts that pictures are written in. They are safe for concurrent use.
type Fonts struct {
	// chains are, by weight, the fonts that are asked for a sign, in that order.
	chains [weights][]*sfnt.Font
	icons  *sfnt.Font
}

// shipped reads the fonts of the program at the first picture: nothing is done at start.
var shipped = sync.OnceValues(func() (*Fonts, error) {
	var f [3]*sfnt.Font
	for i, file := range [][]byte{sansFile, boldFile, iconsFile} {
		var err error
		if f[i], err = sfnt.Parse(file); err != nil {
			return nil, fmt.Errorf("shipped font %d: %w", i, err)
		}
	}
	return &Fonts{chains: [weights][]*sfnt.Font{regular: {f[0]}, bold: {f[1], f[0]}}, icons: f[2]}, nil
})

// LoadFonts returns the shipped fonts, with a newsroom's own in front of them: a font
// file (OpenType, TrueType, or a collection, of which the first is taken) for all
// letters, and one for those in bold. Either may be nil; without a bold font of its own
// the newsroom's regular one serves for both.
func LoadFonts(own, ownBold []byte) (*Fonts, error) {
	base, err := shipped()
	if err != nil || own == nil && ownBold == nil {
		return base, err
	}
	f := *base
	if own != nil {
		read, err := first(own)
		if err != nil {
			return nil, fmt.Errorf("own font: %w", err)
		}
		f.put(regular, read)
		if ownBold == nil {
			f.put(bold, read)
		}
	}
	if ownBold != nil {
		read, err := first(ownBold)
		if err != nil {
			return nil, fmt.Errorf("own bold font: %w", err)
		}
		f.put(bold, read)
	}
	return &f, nil
}

// first is the first font of a file.
func first(file []byte) (*sfnt.Font, error) {
	c, err := sfnt.ParseCollection(file)
	if err != nil {
		return nil, err
	}
	return c.Font(0)
}

// put sets a font before the others of a weight.
func (f *Fonts) put(w weight, own *sfnt.Font) {
	f.chains[w] = append([]*sfnt.Font{own}, f.chains[w]...)
}

// Lacks returns the signs of a text that no font has, each once, in order.
func (f *Fonts) Lacks(text string) string {
	var lacking strings.Builder
	var b sfnt.Buffer
	for _, r := range text {
		if r >= ' ' && f.fontOf(&b, regular, r) == nil && !strings.ContainsRune(lacking.String(), r) {
			lacking.WriteRune(r)
		}
	}
	return lacking.String()
}

// fontOf is the first font of a weight that has a sign, nil when none has.
func (f *Fonts) fontOf(b *sfnt.Buffer, w weight, r rune) *sfnt.Font {
	for _, one := range f.chains[w] {
		if has(b, one, r) {
			return one
		}
	}
	return nil
}

func has(b *sfnt.Buffer, f *sfnt.Font, r rune) bool {
	i, err := f.GlyphIndex(b, r)
	return err == nil && i != 0
}

// typesetter measures and cuts text. One is for one picture: faces are not safe for
// concurrent use.
type typesetter struct {
	fonts   *Fonts
	buffer  sfnt.Buffer
	faces   map[faceKey]font.Face
	lacking strings.Builder // signs that no font has
}

type faceKey struct {
	font *sfnt.Font
	size float64 // pixels of an em
}

func newTypesetter(f *Fonts) *typesetter {
	return &typesetter{fonts: f, faces: map[faceKey]font.Face{}}
}

// style is how a text is set.
type style struct {
	weight weight
	size   float64 // pixels of an em
}

// run is a stretch of text in one face.
type run struct {
	face font.Face
	text string
}

func (t *typesetter) face(f *sfnt.Font, size float64) font.Face {
	key := faceKey{f, size}
	if made, ok := t.faces[key]; ok {
		return made
	}
	made, err := opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic(err) // it fails for no options that are given here
	}
	t.faces[key] = made
	return made
}

// whole is the first font of a weight that has all signs of a text, nil when none has.
// A line is not mixed from two fonts where one can do.
func (t *typesetter) whole(w weight, text string) *sfnt.Font {
next:
	for _, f := range t.fonts.chains[w] {
		for _, r := range text {
			if !has(&t.buffer, f, r) {
				continue next
			}
		}
		return f
	}
	return nil
}

// runs cuts a text into stretches of one face. like is the text that it is a line of, so
// that all its lines are alike.
func (t *typesetter) runs(s style, like, text string) []run {
	if f := t.whole(s.weight, like); f != nil {
		return []run{{t.face(f, s.size), text}}
	}
	var out []run
	for _, r := range text {
		f := t.fonts.fontOf(&t.buffer, s.weight, r)
		if f == nil {
			t.lack(r)
			r, f = blank, t.fonts.fontOf(&t.buffer, s.weight, blank)
		}
		if face := t.face(f, s.size); len(out) > 0 && out[len(out)-1].face == face {
			out[len(out)-1].text += string(r)
		} else {
			out = append(out, run{face, string(r)})
		}
	}
	return out
}

func (t *typesetter) lack(r rune) {
	if !strings.ContainsRune(t.lacking.String(), r) {
		t.lacking.WriteRune(r)
	}
}

// width measures runs in pixels.
func width(runs []run) float64 {
	sum := 0.0
	for _, r := range runs {
		sum += float64(font.MeasureString(r.face, r.text)) / 64
	}
	return sum
}
