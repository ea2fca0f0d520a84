package picture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Signs that must not open or close a line (GB/T 15834-2011, 5.1).
const (
	notFirst = "，。、；：！？）》〉」』】〕”’…—～·℃%％°),.;:!?"
	notLast  = "（《〈「『【〔“‘(~～—"
)

// widow is the shortest last line, in ems: shorter ones look forlorn.
const widow = 3

// wrap cuts a text into lines that are at most most pixels wide: between any two hanzi,
// but not before a mark that closes nor behind one that opens, and not within a word or a
// figure with its unit. A piece that is wider than a line is cut where it must be. When
// the last line would be short, the lines before give it some of theirs.
//
// like is the text that it is part of; it says the font.
func (t *typesetter) wrap(s style, like, text string, most float64) []string {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	measure := func(line string) float64 { return width(t.runs(s, like, line)) }
	lines := fill(pieces(text), most, measure)
	if len(lines) == 1 {
		return lines
	}
	for narrow := most - s.size/2; measure(lines[len(lines)-1]) < widow*s.size && narrow > most/2; narrow -= s.size / 2 {
		if again := fill(pieces(text), narrow, measure); len(again) == len(lines) {
			lines = again
		} else {
			break
		}
	}
	return lines
}

// clauses cuts a text of large letters at its marks, where each clause fits a line: a
// large line is read at a glance. Else it is left whole.
func (t *typesetter) clauses(s style, like, text string, most float64) []string {
	measure := func(line string) float64 { return width(t.runs(s, like, line)) }
	if measure(text) <= most {
		return []string{text}
	}
	var cut []string
	for text != "" {
		end := strings.IndexAny(text, "，；。！？")
		if end < 0 {
			end = len(text)
		} else {
			end += len("，")
		}
		if measure(text[:end]) > most {
			return []string{strings.Join(cut, "") + text}
		}
		cut, text = append(cut, text[:end]), text[end:]
	}
	return fill(cut, most, measure)
}

// fill puts pieces into lines, as many into each as fit.
func fill(pieces []string, most float64, measure func(string) float64) []string {
	var lines []string
	line := ""
	for _, p := range pieces {
		if line != "" && measure(strings.TrimRight(line+p, " 　")) > most {
			lines = append(lines, strings.TrimRight(line, " 　"))
			line = ""
			p = strings.TrimLeft(p, " 　")
		}
		for measure(p) > most && utf8.RuneCountInString(p) > 1 {
			n := longest(p, most, measure)
			lines = append(lines, p[:n])
			p = p[n:]
		}
		line += p
	}
	if line = strings.TrimRight(line, " 　"); line != "" {
		lines = append(lines, line)
	}
	return lines
}

// longest is how many bytes of a text fit, at least those of one sign.
func longest(text string, most float64, measure func(string) float64) int {
	n := 0
	for i, r := range text {
		end := i + utf8.RuneLen(r)
		if n > 0 && measure(text[:end]) > most {
			break
		}
		n = end
	}
	return n
}

// pieces cuts a text where lines may end.
func pieces(text string) []string {
	var out []string
	start, before := 0, rune(0)
	for i, r := range text {
		if i > 0 && mayBreak(before, r) {
			out = append(out, text[start:i])
			start = i
		}
		before = r
	}
	return append(out, text[start:])
}

// mayBreak reports whether a line may end between two signs.
func mayBreak(before, after rune) bool {
	switch {
	case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before):
		return false
	case unicode.IsSpace(before):
		return true
	case unicode.IsSpace(after):
		return false // the blank stays at the end, where it is cut off
	case unicode.IsDigit(before): // 16日, 3级, 12毫米
		return false
	case before == '月' && unicode.IsDigit(after), before == '毫' && after == '米': // 4月15日
		return false
	case narrow(before) && narrow(after):
		return false
	}
	return true
}

// narrow reports letters and signs of words that are not cut.
func narrow(r rune) bool { return r < 0x2e80 }
