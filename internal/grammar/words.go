package grammar

import (
	"iter"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// entry ties a value to its spellings.
type entry[T comparable] struct {
	value T
	forms string   // what houses write: one form, or one for each setting of the table, divided by "|"
	also  []string // further spellings that are read
}

// say makes an entry. Forms that houses choose from are divided by "|"; further
// spellings are read and never written.
func say[T comparable](value T, forms string, also ...string) entry[T] {
	return entry[T]{value, forms, also}
}

// spellings yields what is read for the value: every form, and the further ones.
func (e entry[T]) spellings(yield func(string) bool) {
	for rest, more := e.forms, true; more; {
		var text string
		if text, rest, more = strings.Cut(rest, "|"); text != "" && !yield(text) {
			return
		}
	}
	for _, text := range e.also {
		if !yield(text) {
			return
		}
	}
}

// form returns one of the forms that "|" divides, the last when there are fewer.
func form(forms string, n int) string {
	for {
		first, rest, more := strings.Cut(forms, "|")
		if n == 0 || !more {
			return first
		}
		forms, n = rest, n-1
	}
}

// group is entries of a table.
type group[T comparable] = iter.Seq[entry[T]]

// each makes a group of single entries.
func each[T comparable](entries ...entry[T]) group[T] { return slices.Values(entries) }

// selves makes a group of words that stand for themselves.
func selves[T ~string](text string) group[T] {
	return func(yield func(entry[T]) bool) {
		for word := range listed(text) {
			if !yield(say(T(word), word)) {
				return
			}
		}
	}
}

// listed yields the words of a list, which blanks and ends of lines divide. It does not
// look for other characters that Unicode counts as blank: the lists of all tables are gone
// through whenever a program starts.
func listed(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for at := 0; at < len(text); {
			for at < len(text) && text[at] <= ' ' {
				at++
			}
			start := at
			for at < len(text) && text[at] > ' ' {
				at++
			}
			if start < at && !yield(text[start:at]) {
				return
			}
		}
	}
}

// compounds makes a group of words that stand for themselves, of every beginning with
// every end; "-" is nothing.
func compounds[T ~string](beginnings, ends string) group[T] {
	return func(yield func(entry[T]) bool) {
		for beginning := range listed(beginnings) {
			for end := range listed(ends) {
				word := strings.TrimPrefix(beginning, "-") + strings.TrimPrefix(end, "-")
				if !yield(say(T(word), word)) {
					return
				}
			}
		}
	}
}

// words is a table of words: the only place where they are spelled. What its words
// begin with is known from the start; the rest is made when it is first needed, since
// most texts touch few of the tables. It is safe for concurrent use.
type words[T comparable] struct {
	groups []group[T]
	pick   func(*House) int
	fits   func(word, rest string) bool
	first  *first

	toRead    sync.Once // makes spellings and chains
	spellings []spelling[T]
	chains    []int16 // by the hash of a first character: the longest spelling, counted from 1

	toWrite sync.Once // makes forms
	forms   map[T]string
}

type spelling[T comparable] struct {
	text  string
	value T
	next  int16 // the next shorter one whose first character has the same hash; 0 ends
}

// table makes a table. pick, when not nil, tells which of several written forms a house uses.
func table[T comparable](pick func(*House) int, groups ...group[T]) *words[T] {
	t := &words[T]{groups: groups, pick: pick, first: &first{}}
	for e := range t.entries {
		for text := range e.spellings {
			t.first.add(firstCharacter(text, 0))
		}
	}
	return t
}

// entries yields the entries of all groups.
func (t *words[T]) entries(yield func(entry[T]) bool) {
	for _, g := range t.groups {
		for e := range g {
			if !yield(e) {
				return
			}
		}
	}
}

// formsOf returns the forms of a value.
func (t *words[T]) formsOf(value T) (forms string, ok bool) {
	t.toWrite.Do(t.makeForms)
	forms, ok = t.forms[value]
	return forms, ok
}

func (t *words[T]) makeForms() {
	t.forms = map[T]string{}
	for e := range t.entries {
		t.forms[e.value] = e.forms
	}
}

func (t *words[T]) makeSpellings() {
	for e := range t.entries {
		for text := range e.spellings {
			t.spellings = append(t.spellings, spelling[T]{text, e.value, 0})
		}
	}
	t.chains = make([]int16, 1<<bits.Len(uint(len(t.spellings))))
	for i := range t.spellings {
		s := &t.spellings[i]
		link := t.chain(s.text, 0)
		for *link != 0 && len(t.spellings[*link-1].text) >= len(s.text) {
			link = &t.spellings[*link-1].next
		}
		s.next, *link = *link, int16(i+1)
	}
}

// chain returns where the spellings begin that start with the character at i.
func (t *words[T]) chain(text string, i int) *int16 {
	return &t.chains[hash(firstCharacter(text, i))>>16&uint32(len(t.chains)-1)]
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
		t.toRead.Do(t.makeSpellings)
		for next := *t.chain(text, i); next != 0; {
			s := &t.spellings[next-1]
			end := i + len(s.text)
			// The last byte tells most words apart that begin alike.
			if end <= len(text) && text[end-1] == s.text[len(s.text)-1] && text[i:end] == s.text && (t.fits == nil || t.fits(s.text, text[end:])) {
				return *s, true
			}
			next = s.next
		}
	}
	return spelling[T]{}, false
}

// read returns the longest word of the table at the reader's position. Most have none, as
// their first character tells.
func (t *words[T]) read(r *reader) (spelling[T], bool) {
	if !t.first.fits(r) {
		return spelling[T]{}, false
	}
	return t.at(r.text, r.at)
}

// before returns the table with a word in it being read only where what follows fits.
func (t *words[T]) before(fits func(word, rest string) bool) *words[T] {
	return &words[T]{groups: t.groups, pick: t.pick, fits: fits, first: t.first}
}

// has reports whether a value has a word.
func (t *words[T]) has(value T) bool { _, ok := t.formsOf(value); return ok }

// spell returns how a house writes a value, and false for a value that has no word.
func (t *words[T]) spell(house *House, value T) (string, bool) {
	forms, ok := t.formsOf(value)
	if !ok || t.pick == nil {
		return form(forms, 0), ok
	}
	return form(forms, t.pick(house)), true
}

// rule returns the table as a production.
func (t *words[T]) rule() rule[T] {
	return rule[T]{
		first: t.first,
		read: func(r *reader, v *T) bool {
			s, ok := t.read(r)
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
	return opt(table(nil, each(say(true, forms, also...))).rule())
}

// mark is a fixed text that houses may spell in different ways; it carries no value.
func mark[T any](pick func(*House) int, forms string, also ...string) rule[T] {
	t := table(nil, each(say(true, forms, also...)))
	if pick == nil {
		pick = func(*House) int { return 0 }
	}
	return rule[T]{
		first: t.first,
		read: func(r *reader, _ *T) bool {
			s, ok := t.read(r)
			if ok {
				r.at += len(s.text)
			}
			return ok
		},
		write: func(w *writer, _ *T) bool { return w.put(form(forms, pick(w.house))) },
	}
}

// hush is a choice of words that may stand here without adding anything; none is written.
func hush[T any](text string) rule[T] {
	t := table(nil, selves[string](text))
	return rule[T]{
		first: t.first.orEmpty(),
		read: func(r *reader, _ *T) bool {
			if s, ok := t.read(r); ok {
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
