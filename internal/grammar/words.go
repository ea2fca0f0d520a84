package grammar

import (
	"slices"
	"strings"
)

// entry ties a value to its spellings.
type entry[T comparable] struct {
	value T
	write []string // what houses write: one form, or one for each setting of the table
	also  []string // further spellings that are read
}

// say makes an entry. Forms that houses choose from are divided by "|"; further
// spellings are read and never written.
func say[T comparable](value T, forms string, also ...string) entry[T] {
	return entry[T]{value, strings.Split(forms, "|"), also}
}

// selves makes entries of words that stand for themselves.
func selves[T ~string](text string) []entry[T] {
	var entries []entry[T]
	for _, word := range strings.Fields(text) {
		entries = append(entries, say(T(word), word))
	}
	return entries
}

// words is a table of words: the only place where they are spelled. It is not
// changed after it was made and safe for concurrent use.
type words[T comparable] struct {
	pick  func(*House) int
	forms map[T][]string
	first map[uint32][]spelling[T] // by first character, longest first
	fits  func(word, rest string) bool
}

type spelling[T comparable] struct {
	text  string
	value T
}

// table makes a table. pick, when not nil, tells which of several written forms a house uses.
func table[T comparable](pick func(*House) int, groups ...[]entry[T]) *words[T] {
	t := &words[T]{pick: pick, forms: map[T][]string{}, first: map[uint32][]spelling[T]{}}
	for _, entries := range groups {
		for _, e := range entries {
			t.forms[e.value] = e.write
			for _, text := range slices.Concat(e.write, e.also) {
				if text == "" {
					continue
				}
				key := firstCharacter(text, 0)
				t.first[key] = append(t.first[key], spelling[T]{text, e.value})
			}
		}
	}
	for _, candidates := range t.first {
		slices.SortStableFunc(candidates, func(a, b spelling[T]) int { return len(b.text) - len(a.text) })
	}
	return t
}

// firstCharacter packs the bytes of the character at i into a key.
func firstCharacter(s string, i int) uint32 {
	b := s[i]
	switch {
	case b < 0x80 || i+1 >= len(s):
		return uint32(b)
	case b < 0xe0 || i+2 >= len(s):
		return uint32(b)<<8 | uint32(s[i+1])
	}
	return uint32(b)<<16 | uint32(s[i+1])<<8 | uint32(s[i+2])
}

// at returns the longest word of the table at position i of text.
func (t *words[T]) at(text string, i int) (spelling[T], bool) {
	if i < len(text) {
		for _, s := range t.first[firstCharacter(text, i)] {
			if strings.HasPrefix(text[i:], s.text) && (t.fits == nil || t.fits(s.text, text[i+len(s.text):])) {
				return s, true
			}
		}
	}
	return spelling[T]{}, false
}

// before returns the table with a word in it being read only where what follows fits.
func (t *words[T]) before(fits func(word, rest string) bool) *words[T] {
	kept := *t
	kept.fits = fits
	return &kept
}

// has reports whether a value has a word.
func (t *words[T]) has(value T) bool { _, ok := t.forms[value]; return ok }

// spell returns how a house writes a value, and false for a value that has no word.
func (t *words[T]) spell(house *House, value T) (string, bool) {
	forms, ok := t.forms[value]
	switch {
	case !ok:
		return "", false
	case len(forms) == 1 || t.pick == nil:
		return forms[0], true
	}
	return forms[min(t.pick(house), len(forms)-1)], true
}

// starts returns the characters with which words begin.
func (t *words[T]) starts() first {
	var f first
	for key := range t.first {
		f.add(key)
	}
	return f
}

// rule returns the table as a production.
func (t *words[T]) rule() rule[T] {
	return rule[T]{
		first: t.starts(),
		read: func(r *reader, v *T) bool {
			s, ok := t.at(r.text, r.at)
			if !ok {
				return false
			}
			*v = s.value
			r.at += len(s.text)
			return true
		},
		write: func(w *writer, v *T) bool {
			text, ok := t.spell(w.house, *v)
			return ok && w.put(text)
		},
	}
}

// flag is a word that is there or not.
func flag(forms string, also ...string) rule[bool] {
	return opt(table(nil, []entry[bool]{say(true, forms, also...)}).rule())
}

// mark is a fixed text that houses may spell in different ways; it carries no value.
func mark[T any](pick func(*House) int, forms string, also ...string) rule[T] {
	t := table(pick, []entry[bool]{say(true, forms, also...)}).rule()
	return rule[T]{
		first: t.first,
		read:  func(r *reader, _ *T) bool { var b bool; return t.read(r, &b) },
		write: func(w *writer, _ *T) bool { b := true; return t.write(w, &b) },
	}
}

// hush is a choice of words that may stand here without adding anything; none is written.
func hush[T any](text string) rule[T] {
	t := table(nil, selves[string](text))
	return rule[T]{
		first: t.starts().orEmpty(),
		read: func(r *reader, _ *T) bool {
			if s, ok := t.at(r.text, r.at); ok {
				r.at += len(s.text)
			}
			return true
		},
		write: func(*writer, *T) bool { return true },
	}
}

// gap is blanks that may stand here; none is written.
func gap[T any]() rule[T] {
	return rule[T]{
		first: anything.orEmpty(),
		read:  func(r *reader, _ *T) bool { skipBlanks(r); return true },
		write: func(*writer, *T) bool { return true },
	}
}

// loose is a mark that writers put and readers do without.
func loose[T any](m rule[T]) rule[T] {
	return rule[T]{
		first: m.first.orEmpty(),
		read:  func(r *reader, v *T) bool { m.read(r, v); return true },
		write: m.write,
	}
}
