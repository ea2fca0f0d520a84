package delivery

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kinds of places where a text may be cut, the better the higher.
const (
	breakNone      = iota // inside a character
	breakCharacter        // between any two characters
	breakWord             // not inside a number or a word, nor before punctuation
	breakSentence         // after 。！？；
	breakParagraph        // after a newline
)

// Kinds of tags.
const (
	tagNone = iota
	tagStart
	tagEnd
)

// atom is the smallest stretch of source that is never cut: a character with what
// combines with it, an entity, a tag.
type atom struct {
	source string
	shown  string // what a reader sees of it; empty for a tag
	after  int    // the kind of cut allowed behind it
	tag    int
}

// atomsOfText cuts plain text into characters.
func atomsOfText(text string) []atom {
	var atoms []atom
	for text != "" {
		n := character(text)
		atoms = append(atoms, atom{source: text[:n], shown: text[:n]})
		text = text[n:]
	}
	markBreaks(atoms)
	return atoms
}

// atomsOfHTML cuts Telegram's HTML subset into tags, entities and characters.
func atomsOfHTML(text string) []atom {
	var atoms []atom
	for text != "" {
		a := atom{}
		switch n := tagLength(text); {
		case n > 0 && text[1] == '/':
			a = atom{source: text[:n], tag: tagEnd}
		case n > 0:
			a = atom{source: text[:n], tag: tagStart}
		default:
			n := max(character(text), entityLength(text))
			a = atom{source: text[:n], shown: html.UnescapeString(text[:n])}
		}
		atoms = append(atoms, a)
		text = text[len(a.source):]
	}
	markBreaks(atoms)
	return atoms
}

// tagLength returns the length of the tag that text starts with, or 0. A > within
// the quotes of an attribute does not end a tag.
func tagLength(text string) int {
	if text[0] != '<' {
		return 0
	}
	quote := byte(0)
	for i := 1; i < len(text); i++ {
		switch ch := text[i]; {
		case quote != 0:
			if ch == quote {
				quote = 0
			}
		case ch == '"' || ch == '\'':
			quote = ch
		case ch == '>':
			return i + 1
		}
	}
	return 0
}

// entityLength returns the length of the entity that text starts with, or 0.
func entityLength(text string) int {
	if text[0] != '&' {
		return 0
	}
	for i := 1; i < len(text) && i < 12; i++ {
		switch ch := rune(text[i]); {
		case ch == ';':
			return i + 1
		case ch != '#' && !unicode.IsDigit(ch) && !unicode.IsLetter(ch):
			return 0
		}
	}
	return 0
}

// character returns the length in bytes of the first character of text as a reader
// counts: marks, joiners, flags and line ends of two bytes stay together.
func character(text string) int {
	first, n := utf8.DecodeRuneInString(text)
	last, flags := first, 1
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		pair := regional(first) && regional(r) && flags == 1
		if !extends(r) && last != zeroWidthJoiner && !pair && (last != '\r' || r != '\n') {
			break
		}
		if pair {
			flags++
		}
		last, n = r, n+size
	}
	return n
}

const zeroWidthJoiner = '\u200d'

// extends reports whether r belongs to the character before it.
func extends(r rune) bool {
	return r == zeroWidthJoiner || r == '\u20e3' ||
		unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc, unicode.Variation_Selector) ||
		r >= 0x1f3fb && r <= 0x1f3ff || // skin tones
		r >= 0xe0020 && r <= 0xe007f // tags of regional flags
}

// regional reports whether r is half of a flag.
func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }

// markBreaks says behind each atom what kind of cut is allowed there. A start tag
// belongs to what follows it; a tag at the end of a sentence stays with the sentence.
func markBreaks(atoms []atom) {
	for i := range atoms {
		a := &atoms[i]
		next := shownFrom(atoms, i+1)
		switch {
		case a.tag == tagStart:
			a.after = breakNone
		case a.tag == tagEnd:
			a.after = breakCharacter
			if i > 0 {
				a.after = max(atoms[i-1].after, breakCharacter)
			}
		case strings.HasSuffix(a.shown, "\n"):
			a.after = breakParagraph
		case endsSentence(atoms, i) && !closes(next):
			a.after = breakSentence
		case wordBreak(lastRune(a.shown), next):
			a.after = breakWord
		default:
			a.after = breakCharacter
		}
	}
	// A cut in front of an end tag would open the tag again for nothing.
	for i := len(atoms) - 1; i > 0; i-- {
		if atoms[i].tag == tagEnd && atoms[i-1].tag != tagStart {
			atoms[i-1].after = min(atoms[i-1].after, breakCharacter)
		}
	}
}

// endsSentence reports whether atom i is 。！？； or a closing mark right behind one.
func endsSentence(atoms []atom, i int) bool {
	for ; i >= 0; i-- {
		if atoms[i].tag != tagNone {
			continue
		}
		if strings.ContainsAny(atoms[i].shown, "。！？；") {
			return true
		}
		if !strings.ContainsAny(atoms[i].shown, "”’」』）》】") {
			return false
		}
	}
	return false
}

// shownFrom returns the first rune that a reader sees from atom i on, or 0.
func shownFrom(atoms []atom, i int) rune {
	for ; i < len(atoms); i++ {
		if atoms[i].shown != "" {
			r, _ := utf8.DecodeRuneInString(atoms[i].shown)
			return r
		}
	}
	return 0
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// closes reports whether r may not stand at the start of a line.
func closes(r rune) bool {
	return strings.ContainsRune("，。、；：！？”’」』）》】～%℃°,.;:!?)", r) && r != 0
}

// wordBreak reports whether a cut between two characters leaves words and numbers whole.
func wordBreak(before, after rune) bool {
	if closes(after) || strings.ContainsRune("“‘「『（《【～", before) {
		return false
	}
	return !plain(before) || !(plain(after) || strings.ContainsRune("级日月年时点米公毫", after))
}

// plain reports whether r is part of a word of Latin letters or of a number.
func plain(r rune) bool {
	return unicode.IsDigit(r) || unicode.In(r, unicode.Latin) || r == '-' || r == '.'
}
