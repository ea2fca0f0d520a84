package phrase

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yubao/internal/vocabulary"
)

// Wording is an operator's text with named facts in braces, such as
// `昼夜温差较大，{日较差最大日}可达{最大日较差}℃`. Facts are put in once; what they
// say is not read again. It is safe for concurrent use.
type Wording struct {
	pieces []piece
	at     vocabulary.Text
}

// At is the place of the text in the operators' file.
func (w Wording) At() vocabulary.Text { return w.at }

// piece is literal text or one fact.
type piece struct {
	literal string
	fact    *fact
	form    form
}

// form says how a number is written.
type form int

const (
	digits form = iota // 5
	hanzi              // 五
)

// CompileWording checks a text; what is wrong is reported to d at its place.
func CompileWording(d *vocabulary.DataFile, text vocabulary.Text) (Wording, bool) {
	w := Wording{at: text}
	ok := true
	rest, col := text.Value, text.Col
	if strings.TrimSpace(rest) == "" {
		d.Report(text, "文字是空的", "")
		return w, false
	}
	for rest != "" {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			w.pieces = append(w.pieces, piece{literal: rest})
			break
		}
		if open > 0 {
			w.pieces = append(w.pieces, piece{literal: rest[:open]})
		}
		col += utf8.RuneCountInString(rest[:open])
		length := strings.IndexByte(rest[open:], '}')
		at := vocabulary.Text{Line: text.Line, Col: col}
		if length < 0 {
			d.Report(at, "花括号没有合上", "事实写作 {最高气温}")
			return w, false
		}
		inner := rest[open+1 : open+length]
		if p, good := compilePiece(d, at, inner); good {
			w.pieces = append(w.pieces, p)
		} else {
			ok = false
		}
		col += utf8.RuneCountInString(inner) + 2
		rest = rest[open+length+1:]
	}
	return w, ok
}

// compilePiece reads what stands between braces: a name, or name|汉字.
func compilePiece(d *vocabulary.DataFile, at vocabulary.Text, inner string) (piece, bool) {
	name, modifier, modified := strings.Cut(inner, "|")
	name = strings.TrimSpace(name)
	i := slices.IndexFunc(facts, func(f fact) bool { return f.Name == name })
	at.Col++
	if i < 0 {
		d.Report(at, "不认识的事实“"+name+"”", vocabulary.DidYouMean(name, names.texts))
		return piece{}, false
	}
	f := &facts[i]
	if f.yes != nil {
		d.Report(at, "“"+name+"”只能用在条件里", "它的值是“是”或“否”，不能写进文字")
		return piece{}, false
	}
	if !modified {
		return piece{fact: f}, true
	}
	if strings.TrimSpace(modifier) != "汉字" || f.number == nil {
		d.Report(at, "不认识的写法“|"+modifier+"”", "数可以写作 {"+name+"|汉字}")
		return piece{}, false
	}
	return piece{fact: f, form: hanzi}, true
}

// Write puts the facts in. It is false when one of them is not known: then the text
// must not be used.
func (w Wording) Write(f *Facts) (string, bool) {
	if len(w.pieces) == 1 && w.pieces[0].fact == nil {
		return w.pieces[0].literal, true
	}
	var out strings.Builder
	for _, p := range w.pieces {
		if p.fact == nil {
			out.WriteString(p.literal)
			continue
		}
		value, ok := f.written(p.fact, p.form)
		if !ok {
			return "", false
		}
		out.WriteString(value)
	}
	return out.String(), true
}

// Names returns the names of the facts in the text.
func (w Wording) Names() []string {
	var names []string
	for _, p := range w.pieces {
		if p.fact != nil {
			names = append(names, p.fact.Name)
		}
	}
	return names
}

// Example writes the text with the example of each fact, for length checks and previews.
func (w Wording) Example() string {
	var out strings.Builder
	for _, p := range w.pieces {
		if p.fact == nil {
			out.WriteString(p.literal)
			continue
		}
		out.WriteString(p.fact.Example)
	}
	return out.String()
}
