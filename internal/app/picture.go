package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"

	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/picture"
	"yubao/internal/wording"
)

// Picture draws an edition as a card, in the fonts of the configuration at path. lacking
// are the signs that they do not have.
func Picture(path string, w edition.Written) (png []byte, lacking string, err error) {
	c, problems := config.Load(path)
	for _, p := range problems {
		if !p.Unset {
			return nil, "", &ConfigError{problems}
		}
	}
	f, problems := fontsOf(c)
	if len(problems) > 0 {
		return nil, "", &ConfigError{problems}
	}
	return picture.Render(w.Sheet.Card(), f)
}

// fontsOf are the fonts that a configuration's pictures are written in.
func fontsOf(c *config.Config) (*picture.Fonts, []config.Problem) {
	var files [2][]byte
	for i, n := range []config.Name{c.Picture.Font, c.Picture.Bold} {
		if n.Value == "" {
			continue
		}
		data, err := os.ReadFile(c.Path(n.Value))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, []config.Problem{c.ProblemAt(n.At, fmt.Sprintf("没有字体文件“%s”", n.Value))}
		case err != nil:
			return nil, []config.Problem{c.ProblemAt(n.At, fmt.Sprintf("字体文件“%s”读不到", n.Value))}
		}
		if _, err := picture.LoadFonts(data, nil); err != nil {
			return nil, []config.Problem{c.ProblemAt(n.At, fmt.Sprintf("“%s”不是能用的字体；要 OTF、TTF 或 TTC 文件", n.Value))}
		}
		files[i] = data
	}
	f, err := picture.LoadFonts(files[0], files[1])
	if err != nil {
		return nil, []config.Problem{c.ProblemAt(config.Position{}, "图片的字体读不出来："+err.Error())}
	}
	return f, nil
}

// illustrated reports whether any edition goes out with a picture, or an own font is named.
func illustrated(c *config.Config) bool {
	if c.Picture.Font.Value != "" || c.Picture.Bold.Value != "" {
		return true
	}
	for _, e := range c.Editions {
		if e != nil && len(e.Picture) > 0 {
			return true
		}
	}
	return false
}

// pictureProblems says which signs of the places' names and of the operators' words the
// fonts lack: an edition with such a sign goes out without its picture.
func pictureProblems(c *config.Config, w wording.Words) []config.Problem {
	if !illustrated(c) {
		return nil
	}
	f, problems := fontsOf(c)
	if len(problems) > 0 {
		return problems
	}
	seen := map[string]bool{}
	for _, id := range sortedKeys(c.Editions) {
		e := c.Editions[id]
		if e == nil || len(e.Picture) == 0 || seen[e.Place.Value] {
			continue
		}
		seen[e.Place.Value] = true
		place := c.Places[e.Place.Value]
		if lacking := f.Lacks(place.Name + place.Called); lacking != "" {
			problems = append(problems, c.ProblemAt(place.At, fmt.Sprintf("图片的字体没有地名里的“%s”字；请在 picture.font 写一个有这个字的字体文件", lacking)))
		}
	}
	if w.Style == nil {
		return problems
	}
	return problems
}

// pictures draws the cards of drafts. It is safe for concurrent use.
type pictures struct {
	fonts func() (*picture.Fonts, error) // read at the first picture
}

func newPictures(c *config.Config) *pictures {
	return &pictures{fonts: sync.OnceValues(func() (*picture.Fonts, error) {
		f, problems := fontsOf(c)
		if len(problems) > 0 {
			return nil, &ConfigError{problems}
		}
		return f, nil
	})}
}

// lackingError says that no font has some signs of a card.
type lackingError struct{ signs string }

func (e *lackingError) Error() string { return "no font has the signs " + e.signs }

// draft draws the card of a draft's revision. The picture is there also with a
// *lackingError, but is not to be published.
func (p *pictures) draft(_ context.Context, d newsroom.Dossier) ([]byte, error) {
	card, err := edition.CardOf(d)
	if err != nil {
		return nil, err
	}
	return p.draw(card)
}

func (p *pictures) draw(card picture.Card) ([]byte, error) {
	f, err := p.fonts()
	if err != nil {
		return nil, err
	}
	png, lacking, err := picture.Render(card, f)
	if err == nil && lacking != "" {
		err = &lackingError{lacking}
	}
	return png, err
}

// pictureWords says in Chinese why a draft has no picture, or none to be published.
func pictureWords(err error) string {
	var lacking *lackingError
	var wrong *ConfigError
	switch {
	case errors.Is(err, edition.ErrCardDiffers):
		return "文字与资料有矛盾（已写明理由保留），图片画的是资料，不配"
	case errors.Is(err, edition.ErrCardUnsourced):
		return "这一版是旧程序写的，没有留下图片要用的署名；“重写”一次就有"
	case errors.As(err, &lacking):
		return "字体没有“" + strings.Join(strings.Split(lacking.signs, ""), "”“") + "”字，请在 picture.font 写一个有的字体文件"
	case errors.As(err, &wrong):
		return wrong.Problems[0].String()
	}
	return "图片没有画成"
}
