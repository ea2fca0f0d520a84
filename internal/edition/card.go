package edition

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/phrase"
	"yubao/internal/picture"
)

// Why a revision has no picture.
var (
	// ErrCardDiffers says that the text contradicts the facts by an editor's will: a
	// picture of the facts would contradict the text.
	ErrCardDiffers = errors.New("the text says otherwise than the facts that the picture would show")
	// ErrCardUnsourced says that the fact sheet has no statement of its source, without
	// which nothing is printed.
	ErrCardUnsourced = errors.New("the fact sheet does not state its source")
)

// Card returns what the picture of the sheet says: the sheet's own words.
func (s Sheet) Card() picture.Card {
	zone := s.Now.Location()
	c := picture.Card{
		Title: s.Place.Name + "天气预报", Issue: phrase.Moment(s.Now, zone),
		Headline: s.Headline, Summary: s.Summary, Advice: s.Advice, Source: s.Source.Statement,
	}
	if n := len(s.Days); n > 0 {
		c.Period = bulletin.Period(s.Days[0].Date, s.Days[n-1].Date)
	}
	for _, d := range s.Days {
		c.Days = append(c.Days, d.card())
	}
	if len(s.Events) > 0 {
		c.Tone = picture.ToneOf(analysis.EventKind(s.Events[0].Kind))
	}
	return c
}

// card is the row of a day. The house says whether and how it names the weekday.
func (d SheetDay) card() picture.Day {
	date, weekday, _ := strings.Cut(d.Label, "（")
	out := picture.Day{
		Date: date, Weekday: strings.TrimSuffix(weekday, "）"), Icon: d.Icon,
		Sky: d.Sky, Wind: d.Wind, Low: d.Low, High: d.High,
	}
	if d.Sky == "" && d.Wind == "" && !d.Low.OK() && !d.High.OK() {
		out.Lack = d.unread()
	}
	return out
}

// unread is what stands in the row of a day of which no fact is known: that there are no
// data, or what a station's line says that was not understood.
func (d SheetDay) unread() string {
	said := strings.TrimLeft(strings.TrimPrefix(d.Line, d.Label), "：，: ")
	if said = strings.TrimSuffix(said, "。"); said == "" {
		return grammar.NoData
	}
	return said
}

// CardOf returns what the picture of a draft's revision says. It agrees with the text:
// facts changed by hand are those of the sheet, the headline is the one of the text, and
// a sentence that a hand took out of the article or wrote anew does not stand in the
// picture. The error is ErrCardDiffers or ErrCardUnsourced, or the facts cannot be read.
func CardOf(d newsroom.Dossier) (picture.Card, error) {
	revision := d.Revision
	var f facts
	if err := json.Unmarshal(revision.Facts, &f); err != nil {
		return picture.Card{}, fmt.Errorf("facts of revision %d: %w", revision.Number, err)
	}
	switch {
	case revision.Contradictions > 0:
		return picture.Card{}, ErrCardDiffers
	case f.Source.Statement == "":
		return picture.Card{}, ErrCardUnsourced
	}
	c := f.Card()
	c.Headline = revision.Copy.Headline
	if d.Draft.Corrects != 0 {
		c.Mark = "更正"
	}
	if f.Kept == nil {
		return c, nil
	}
	gone := func(sentence string) bool {
		return strings.Contains(f.Kept.Machine.Article, sentence) && !strings.Contains(revision.Copy.Article, sentence)
	}
	if gone(c.Summary) {
		c.Summary = ""
	}
	c.Advice = slices.DeleteFunc(slices.Clone(c.Advice), gone)
	return c, nil
}
