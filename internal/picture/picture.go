// Package picture draws an edition as a card, a PNG for chats and web pages: headline,
// period sentence, a row for each day with the lows and highs as curves, what to mind,
// and the source. It is pure: the same card and fonts give the same bytes.
//
// It writes the words that it is handed, which are those of the fact sheet, and has none
// of its own but the credit of its icons. What is missing is left out.
package picture

import "yubao/internal/weather"

// Card is what a picture says. An empty field is left out.
type Card struct {
	Title    string // 新乡天气预报
	Mark     string // in a box before the title: 更正
	Issue    string // 4月15日16时
	Period   string // 16日至21日
	Headline string // parts have a full-width space between and a line each
	Summary  string // the period sentence
	Days     []Day
	Advice   []string // what to mind, a paragraph each
	Source   string   // source and time of issue
	Tone     Tone
}

// Day is a row of the card. With Lack there are no Sky, Wind, Low and High.
type Day struct {
	Date    string // 16日
	Weekday string // 周二; empty where the house prints none
	Icon    Icon
	Sky     string
	Wind    string
	Low     weather.Maybe[int] // ℃
	High    weather.Maybe[int]
	Lack    string // said instead of the facts: 资料暂缺
}

// Unit is what degrees are written with.
const Unit = "℃"

// credit names the maker of the icons, as their licence asks.
const credit = "天气图标：QWeather Icons（CC BY 4.0）"

// Strings returns all that the picture of a card says, a statement each, from top to
// bottom: what a reader could hold against the data.
func (c Card) Strings() []string {
	var out []string
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				out = append(out, t)
			}
		}
	}
	add(c.Mark, c.Title, c.Period, c.Issue, c.Headline, c.Summary)
	for _, d := range c.Days {
		add(d.Date, d.Weekday, d.Sky, d.Wind, degrees(d.Low), degrees(d.High), d.Lack)
	}
	add(c.Advice...)
	add(c.Source)
	if c.icons() {
		add(credit)
	}
	return out
}

// icons reports whether the card shows any.
func (c Card) icons() bool {
	for _, d := range c.Days {
		if d.Icon != NoIcon {
			return true
		}
	}
	return false
}

// Render draws a card as a PNG. lacking are the signs that no font has; a 〓 stands for
// each of them.
func Render(c Card, f *Fonts) (png []byte, lacking string, err error) {
	l := Compose(c, f)
	png, err = l.PNG()
	return png, l.Lacking(), err
}
