package picture

import (
	"image/color"
	"math"
	"strings"

	"yubao/internal/weather"
)

// Width of every card in pixels. The height follows from what is said: nothing is cut.
const Width = 1080

// Measures of the card in pixels. A phone shows it at about a third, so that the least
// letters, of 26 pixels, are as large as those of a caption.
const (
	margin = 60
	inner  = Width - 2*margin

	iconLeft  = 196 // of the columns of a row
	wordsLeft = 296
	wordsWide = 330
	curveLeft = 758 // where the least low stands
	curveWide = 152
	gap       = 20 // between a dot and its figure
)

var (
	titleStyle    = style{bold, 42}
	issueStyle    = style{regular, 32}
	headlineStyle = style{bold, 64}
	summaryStyle  = style{regular, 33}
	adviceStyle   = style{regular, 33}
	footStyle     = style{regular, 26}
	markStyle     = style{bold, 34}
)

// rowStyle is how the rows of days are set: the more there are, the closer.
type rowStyle struct {
	least         float64 // height
	day, date     style
	sky, wind     style
	figure        style
	icon, dot     float64
	skyLine, line float64 // heights of lines
}

var (
	loose = rowStyle{104, style{bold, 38}, style{regular, 28}, style{regular, 38}, style{regular, 29}, style{bold, 36}, 80, 8, 48, 38}
	tight = rowStyle{92, style{bold, 34}, style{regular, 26}, style{regular, 34}, style{regular, 27}, style{bold, 32}, 66, 7, 42, 34}
)

// roomy is the most days that are set loose.
const roomy = 7

// Box is a rectangle in pixels, from the upper left corner.
type Box struct{ X, Y, W, H float64 }

// Text is a line of letters and where it stands.
type Text struct {
	String string
	Box    Box
	runs   []run
	colour color.Color
	base   float64 // y of the line that the letters stand on
}

// Sign is an icon and where it stands.
type Sign struct {
	Icon Icon
	Box  Box
}

// Layout is a card with everything in its place. One Layout is for one goroutine.
type Layout struct {
	Height int
	Texts  []Text
	Signs  []Sign

	set    *typesetter
	tone   Tone
	fade   float64 // how far down the sky reaches
	rules  []Box   // thin lines and bars
	blocks []block // filled boxes, under the text
	curves []curve
	figure []Box // behind figures, so that curves do not run through them
}

type block struct {
	box    Box
	colour color.Color
}

// curve has the points of lows or highs; a day without a figure parts it.
type curve struct {
	lows, highs []weather.Maybe[point]
	dot         float64
}

type point struct{ x, y float64 }

// Compose puts a card's words in their places.
func Compose(c Card, f *Fonts) *Layout {
	l := &Layout{set: newTypesetter(f), tone: c.Tone}
	y := l.head(c, margin-12)
	l.fade = y + 40
	if len(c.Days) > 0 {
		y = l.table(c.Days, y+24)
	}
	if len(c.Advice) > 0 {
		y = l.advice(c.Advice, y+26)
	}
	y = l.foot(c, y+24)
	l.Height = int(math.Ceil(y + margin - 20))
	return l
}

// Lacking returns the signs that no font has, each once.
func (l *Layout) Lacking() string { return l.set.lacking.String() }

// rise is how far the letters of an em reach above the line that they stand on: that of
// hanzi in most fonts.
const rise = 0.88

// lines writes a text in lines of a height, from x and the upper edge y on, and returns
// the lower edge.
func (l *Layout) lines(s style, text string, colour color.Color, x, y, most, height float64) float64 {
	return l.linesLike(s, text, text, colour, x, y, most, height)
}

// linesLike is lines for a part of a text that is to be in one font.
func (l *Layout) linesLike(s style, like, text string, colour color.Color, x, y, most, height float64) float64 {
	for _, line := range l.set.wrap(s, like, text, most) {
		l.put(s, l.set.runs(s, like, line), line, colour, x, y+(height-s.size)/2)
		y += height
	}
	return y
}

// put writes one line whose em begins at the upper edge y.
func (l *Layout) put(s style, runs []run, text string, colour color.Color, x, y float64) Box {
	box := Box{x, y, width(runs), s.size}
	l.Texts = append(l.Texts, Text{String: text, Box: box, runs: runs, colour: colour, base: y + rise*s.size})
	return box
}

// head writes title, time of issue, headline and summary.
func (l *Layout) head(c Card, y float64) float64 {
	const line = 58
	issue := l.set.runs(issueStyle, c.Issue, c.Issue)
	wide := width(issue)
	if c.Issue != "" {
		l.put(issueStyle, issue, c.Issue, soft, Width-margin-wide, y+(line-issueStyle.size)/2)
	}
	x := l.mark(c.Mark, margin, y, line)
	below := y + line
	most := Width - margin - wide - 40 - x
	if title := c.Title + "　" + c.Period; c.Period != "" && width(l.set.runs(titleStyle, title, title)) <= most {
		y = l.lines(titleStyle, title, soft, x, y, most, line)
	} else {
		y = l.lines(titleStyle, c.Title, soft, x, y, most, line)
		y = l.lines(titleStyle, c.Period, soft, x, y, most, line)
	}
	y = max(y, below) + 14
	for part := range strings.SplitSeq(c.Headline, "　") {
		for _, clauses := range l.set.clauses(headlineStyle, c.Headline, part, inner) {
			y = l.linesLike(headlineStyle, c.Headline, clauses, ink, margin, y, inner, 82)
		}
	}
	if c.Summary != "" {
		y = l.lines(summaryStyle, c.Summary, ink, margin, y+14, inner, 50)
	}
	return y
}

// mark writes a word in a box and returns where the title begins.
func (l *Layout) mark(text string, x, y, line float64) float64 {
	if text == "" {
		return x
	}
	runs := l.set.runs(markStyle, text, text)
	wide := width(runs) + 28
	l.blocks = append(l.blocks, block{Box{x, y + 4, wide, line - 8}, accent})
	l.put(markStyle, runs, text, paper, x+14, y+(line-markStyle.size)/2)
	return x + wide + 20
}

// table writes the rows of the days and puts their curves beside them.
func (l *Layout) table(days []Day, y float64) float64 {
	s := loose
	if len(days) > roomy {
		s = tight
	}
	place := scale(days)
	c := curve{dot: s.dot}
	l.rule(y, 2)
	for i, d := range days {
		if i > 0 {
			l.rule(y, 1)
		}
		high := max(s.least, l.words(d, s, 0, true)+20)
		middle := y + high/2
		l.row(d, s, middle)
		c.lows = append(c.lows, l.degree(d.Low, s, place, middle, -1))
		c.highs = append(c.highs, l.degree(d.High, s, place, middle, 1))
		y += high
	}
	l.rule(y, 2)
	l.curves = append(l.curves, c)
	return y
}

func (l *Layout) rule(y, thick float64) {
	l.rules = append(l.rules, Box{margin, y - thick/2, inner, thick})
}

// row writes a day around the line y.
func (l *Layout) row(d Day, s rowStyle, y float64) {
	l.date(d, s, y)
	if d.Icon != NoIcon {
		l.Signs = append(l.Signs, Sign{d.Icon, Box{iconLeft, y - s.icon/2, s.icon, s.icon}})
	}
	l.words(d, s, y-l.words(d, s, 0, true)/2, false)
}

// date writes weekday and date around the line y; a house without weekdays has the date
// in their place.
func (l *Layout) date(d Day, s rowStyle, y float64) {
	const most = iconLeft - margin - 12
	first := d.Weekday
	if first == "" {
		first = d.Date
	}
	big := s.day
	if width(l.set.runs(big, first, first)) > most {
		big = s.date
	}
	if d.Weekday == "" {
		l.lines(big, first, ink, margin, y-big.size/2, most, big.size)
		return
	}
	top := y - (big.size+s.date.size+10)/2
	l.lines(big, first, ink, margin, top, most, big.size)
	l.lines(s.date, d.Date, faint, margin, top+big.size+10, most, s.date.size)
}

// words writes sky and wind from y on, or what is said instead, and returns their height;
// dry only measures.
func (l *Layout) words(d Day, s rowStyle, y float64, dry bool) float64 {
	type paragraph struct {
		text       string
		style      style
		line, most float64
		colour     color.Color
	}
	all := []paragraph{{d.Sky, s.sky, s.skyLine, wordsWide, ink}, {d.Wind, s.wind, s.line, wordsWide, soft}}
	if d.Lack != "" {
		all = []paragraph{{d.Lack, s.wind, s.line, Width - margin - wordsLeft, faint}}
	}
	from := y
	for _, p := range all {
		if dry {
			y += float64(len(l.set.wrap(p.style, p.text, p.text, p.most))) * p.line
		} else {
			y = l.lines(p.style, p.text, p.colour, wordsLeft, y, p.most, p.line)
		}
	}
	return y - from
}

// scale returns where a figure stands between the least low and the greatest high.
func scale(days []Day) func(int) float64 {
	least, most := math.MaxInt, math.MinInt
	for _, d := range days {
		for _, v := range []weather.Maybe[int]{d.Low, d.High} {
			if v, ok := v.Get(); ok {
				least, most = min(least, v), max(most, v)
			}
		}
	}
	return func(v int) float64 {
		if least == most {
			return curveLeft + curveWide/2
		}
		return curveLeft + curveWide*float64(v-least)/float64(most-least)
	}
}

// degree writes a figure beside its dot, on the side of sign, and returns the dot.
func (l *Layout) degree(v weather.Maybe[int], s rowStyle, place func(int) float64, y, sign float64) weather.Maybe[point] {
	value, ok := v.Get()
	if !ok {
		return weather.None[point]()
	}
	text := degrees(v)
	runs := l.set.runs(s.figure, text, text)
	x, colour := place(value)+gap, warm
	if sign < 0 {
		x, colour = place(value)-gap-width(runs), cool
	}
	box := l.put(s.figure, runs, text, colour, x, y-s.figure.size/2)
	l.figure = append(l.figure, box)
	return weather.Some(point{place(value), y})
}

// advice writes what to mind, each behind a bar.
func (l *Layout) advice(texts []string, y float64) float64 {
	for i, text := range texts {
		if i > 0 {
			y += 10
		}
		end := l.lines(adviceStyle, text, ink, margin+26, y, inner-26, 48)
		l.blocks = append(l.blocks, block{Box{margin, y + 8, 6, end - y - 16}, accent})
		y = end
	}
	return y
}

// foot writes the source and the credit of the icons.
func (l *Layout) foot(c Card, y float64) float64 {
	if c.Source != "" {
		y = l.lines(footStyle, c.Source, faint, margin, y, inner, 38)
	}
	if c.icons() {
		y = l.lines(footStyle, credit, faint, margin, y, inner, 38)
	}
	return y
}
