package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"yubao/internal/chat/editors"
	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/picture"
	"yubao/internal/review"
	"yubao/internal/vocabulary"
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

// ownFonts reports whether the configuration names fonts.
func ownFonts(c *config.Config) bool { return c.Picture.Font.Value != "" || c.Picture.Bold.Value != "" }

// unillustrable says which channels are to get pictures and cannot carry them.
func unillustrable(c *config.Config, made map[string]delivery.Channel) (problems []config.Problem) {
	for _, id := range sortedKeys(c.Editions) {
		if c.Editions[id] == nil {
			continue
		}
		for _, n := range c.Editions[id].Picture {
			if channel, ok := made[n.Value]; ok && channel.Limits().Photo == delivery.PhotoNone {
				problems = append(problems, c.ProblemAt(n.At, fmt.Sprintf("picture_to 里的“%s”（%s）不能发图片；能发的种类见 docs/delivery.md", n.Value, c.Channels[n.Value].Name)))
			}
		}
	}
	return problems
}

// illustrated reports whether any edition goes out with a picture, or an own font is named.
func illustrated(c *config.Config) bool {
	if ownFonts(c) {
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
func pictureProblems(c *config.Config) []config.Problem {
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
	return append(problems, rareWords(c, f)...)
}

// rareWords says which signs of the operators' sentences the fonts lack. Comments are not
// printed.
func rareWords(c *config.Config, f *picture.Fonts) (problems []config.Problem) {
	files := operatorFiles(c)
	for _, name := range []string{wording.Style, wording.Advice} {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			continue // told where the words are read
		}
		for i, line := range strings.Split(string(data), "\n") {
			text, _, _ := strings.Cut(" "+line, " #")
			if lacking := f.Lacks(text); lacking != "" {
				problems = append(problems, config.Problem{Problem: vocabulary.Problem{
					File: filepath.Join(c.Templates, name), Line: i + 1, Col: 1,
					Message: fmt.Sprintf("图片的字体没有“%s”；换一个写法，或在 picture.font 写一个有它的字体文件", lacking),
				}})
			}
		}
	}
	return problems
}

// pictures draws the cards of drafts. It is safe for concurrent use.
type pictures struct {
	fonts func() (*picture.Fonts, error) // read at the first picture
}

var _ review.Pictures = (*pictures)(nil)

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

// Draw draws the card of a draft's revision; see review.Pictures.
func (p *pictures) Draw(d newsroom.Dossier) ([]byte, error) {
	card, f, err := p.card(d)
	var lacking *lackingError
	if err != nil && !errors.As(err, &lacking) {
		return nil, err
	}
	png, _, err := picture.Render(card, f)
	return png, err
}

// Fault says why the readers of a draft get no picture; see review.Pictures.
func (p *pictures) Fault(d newsroom.Dossier) string {
	if _, _, err := p.card(d); err != nil {
		return pictureWords(err)
	}
	return ""
}

// card is what a draft's picture says and the fonts for it. Both are there with a
// *lackingError too, but such a picture is not to be published.
func (p *pictures) card(d newsroom.Dossier) (picture.Card, *picture.Fonts, error) {
	card, err := edition.CardOf(d)
	if err != nil {
		return card, nil, err
	}
	f, err := p.fonts()
	if err != nil {
		return card, nil, err
	}
	if lacking := f.Lacks(strings.Join(card.Strings(), "")); lacking != "" {
		return card, f, &lackingError{lacking}
	}
	return card, f, nil
}

// publish draws the picture that readers get.
func (p *pictures) publish(d newsroom.Dossier) ([]byte, error) {
	card, f, err := p.card(d)
	if err != nil {
		return nil, err
	}
	png, _, err := picture.Render(card, f)
	return png, err
}

// notice draws a card with nothing but a sentence, for the place of a picture that is not
// true any more.
func (p *pictures) notice(mark, title, text string) ([]byte, error) {
	f, err := p.fonts()
	if err != nil {
		return nil, err
	}
	png, _, err := picture.Render(picture.Card{Mark: mark, Title: title, Headline: text}, f)
	return png, err
}

// pictureWords says in Chinese why a draft has no picture, or none to be published.
func pictureWords(err error) string {
	var lacking *lackingError
	var wrong *ConfigError
	switch {
	case errors.Is(err, edition.ErrCardDiffers):
		return "文字与资料有矛盾（或已写明理由保留），图片照资料画，会与文字不一致"
	case errors.Is(err, edition.ErrCardUnsourced):
		return "这一版是旧版程序写的，没有留下图片要印的署名；“重写”一次就有"
	case errors.As(err, &lacking):
		return "字体没有“" + lacking.signs + "”字，请在 config.yaml 的 picture.font 写一个有这些字的字体文件"
	case errors.As(err, &wrong):
		return wrong.Problems[0].String()
	}
	return "图片没有画成"
}

// illustrate returns the picture that each channel gets with an event for readers, nil for
// those that get none. Where there is to be one and is none, the newsroom is told why in
// the messages returned: the text goes out all the same.
func (m *messages) illustrate(e *config.Edition, event desk.Event) (shown func(channel string) []byte, told []delivery.Outgoing, err error) {
	none := func(string) []byte { return nil }
	if len(e.Picture) == 0 {
		return none, nil, nil
	}
	var card, notice []byte // notice takes the place of a picture where it is edited
	if event.Occasion != delivery.OnWithdrawal {
		var fault error
		if card, fault = m.pictures.publish(event.Dossier); fault != nil {
			if told, err = m.unillustrated(e, event, fault); err != nil {
				return none, nil, err
			}
		}
	}
	if card == nil && event.Occasion != delivery.OnBulletin {
		mark, text := m.untrue(e, event)
		// Without fonts there is no notice either, and that has been told.
		notice, _ = m.pictures.notice(mark, m.config.Places[e.Place.Value].Name+"天气预报", text)
	}
	return func(channel string) []byte {
		switch {
		case !slices.Contains(e.Picture.Values(), channel):
			return nil
		case card == nil && m.limits(channel).Editable:
			return notice
		}
		return card
	}, told, nil
}

// untrue is what stands in the place of a picture that is not true any more.
func (m *messages) untrue(e *config.Edition, event desk.Event) (mark, text string) {
	if event.Occasion == delivery.OnWithdrawal {
		return "撤稿", m.withdrawn(e, event.Dossier.Draft)
	}
	return "更正", slotWords(event.Dossier.Draft.Slot, m.zone(e)) + "的图片已作废，请看文字。"
}

// onUnillustrated tells the newsroom that a text goes out without its picture.
const onUnillustrated delivery.Occasion = "unillustrated"

func (m *messages) unillustrated(e *config.Edition, event desk.Event, fault error) ([]delivery.Outgoing, error) {
	draft := event.Dossier.Draft
	text := fmt.Sprintf("【没有配图】%s　%s照发，没有配图：%s。", m.title(draft.Edition), editors.Mark(draft.ID, draft.Revision), pictureWords(fault))
	return m.toNewsroom(e, onUnillustrated, delivery.Message{Kind: delivery.KindNotice, Title: "没有配图", Text: text})
}
