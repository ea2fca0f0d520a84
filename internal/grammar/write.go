package grammar

import (
	"cmp"

	"yubao/internal/analysis"
)

// Write returns the day line of l in the style of the house. A line that holds
// what the grammar has no form for loses that clause, never the sentence.
func (h *House) Write(l Line) string {
	return h.written(func(w *writer) bool { writeLine(w, &l); return true })
}

// Texts is what a house writes of a line: the whole, and pieces of it by themselves.
type Texts struct{ Line, Label, Sky, Wind string }

// Texts writes a line and its pieces in one go: what Write, LabelText, SkyText and
// WindText return.
func (h *House) Texts(l *Line) Texts {
	if len(l.Later) > 0 {
		return Texts{Line: h.Write(*l), Label: h.LabelText(l.Label), Sky: h.SkyText(*l), Wind: h.WindText(*l)}
	}
	w := writers.Get().(*writer)
	defer writers.Put(w)
	w.house, w.out = h, w.out[:0]
	writeLabel(w, &l.Label)
	label := len(w.out)
	writeBody(w, l)
	line := string(w.out)
	piece := func(k elementKind) string { return line[w.wrote[k].from:w.wrote[k].to] }
	return Texts{Line: line, Label: line[:label], Sky: piece(ofSky), Wind: piece(ofWind)}
}

// TextsOf returns what the house writes of each of some days.
func (h *House) TextsOf(days []analysis.Day) []Texts {
	texts := make([]Texts, len(days))
	var line Line
	for i := range days {
		line = FromDay(&days[i], h)
		texts[i] = h.Texts(&line)
	}
	return texts
}

func writeLine(w *writer, l *Line) {
	writeLabel(w, &l.Label)
	writeBody(w, l)
}

// writeBody writes what stands behind the label.
func writeBody(w *writer, l *Line) {
	h := w.house
	switch {
	case len(w.out) == 0:
	case h.Label == " " && opensHalf(l.opening()):
		w.put("：") // a blank would add the time to the label
	default:
		w.put(h.Label)
	}
	w.put(string(l.Label.Area))
	if !writeHalf(w, &l.Half) {
		w.put(NoData)
	}
	for i := range l.Later {
		at := len(w.out)
		w.put("；")
		if !writeLater(w, &l.Later[i]) {
			w.out = w.out[:at]
		}
	}
	if h.Stop {
		w.put("。")
	}
}

// NoData stands in a line of which nothing is known.
const NoData = "资料暂缺"

func writeLater(w *writer, h *Half) bool {
	pause := h.Pause
	if len(h.Sky.Clauses) == 0 { // figures do not stand straight behind a date
		pause = cmp.Or(pause, Comma)
	}
	return narrowing.write(w, &Scope{Span: h.Span, Pause: pause}) && writeHalf(w, h)
}

func writeLabel(w *writer, l *Label) {
	w.put(l.Place)
	points := l.Span.Points
	plain := 0
	for plain < len(points) && points[plain].Feast == "" {
		plain++
	}
	w.half.Span = Span{points[:plain]}
	span.write(w, &w.half.Span)
	for i := plain; i < len(points); i++ {
		p := &points[i]
		switch {
		case i == 0:
		case p.Join == Same:
			w.put(string(Same))
		default:
			join.write(w, p)
		}
		if !named.write(w, p) {
			point.write(w, p)
		}
	}
}

// SkyText returns the sky of a whole line, its later halves included, as one text.
func (h *House) SkyText(l Line) string {
	return h.written(func(w *writer) bool { writeSkies(w, &l); return true })
}

func writeSkies(w *writer, l *Line) {
	start := len(w.out)
	for i, half := range l.halves() {
		at := len(w.out)
		if at > start {
			w.put("，")
		}
		if i > 0 && len(half.Sky.Clauses) > 0 {
			narrowing.write(w, &Scope{Span: half.Span, Pause: half.Pause})
		}
		if !skyElement.write(w, half) {
			w.out = w.out[:at]
		}
	}
}

// WindText returns the wind of a whole line, its later halves included, as one text.
func (h *House) WindText(l Line) string {
	return h.written(func(w *writer) bool { writeWinds(w, &l); return true })
}

func writeWinds(w *writer, l *Line) {
	start := len(w.out)
	for i, half := range l.halves() {
		at := len(w.out)
		if at > start {
			w.put("，")
		}
		if i > 0 && len(half.Sky.Clauses) == 0 {
			narrowing.write(w, &Scope{Span: half.Span, Pause: half.Pause})
		}
		if !windElement.write(w, half) {
			w.out = w.out[:at]
		}
	}
}

// LabelText returns the head of a line: 16日（周二）.
func (h *House) LabelText(l Label) string {
	return h.written(func(w *writer) bool { writeLabel(w, &l); return true })
}
