package grammar

// first is the set of characters with which a production may begin, so that a
// reader need not try what cannot fit. It may hold more than it should, never
// less. The zero first is empty. Once a production has it, it is not changed: those
// that begin alike share one.
type first struct {
	bits  [letters / 64]uint64 // by number in the alphabet
	any   bool                 // unknown: try it
	empty bool                 // the production may be nothing
}

var (
	// anything is the first of productions that say nothing about themselves.
	anything = &first{any: true}
	// nowhere is the first of productions that are nothing.
	nowhere = &first{empty: true}
)

// letters is how many characters an alphabet has room for.
const letters = 1024

// alphabet numbers the characters with which productions begin, from 1 on: a set of
// them is a row of bits then.
type alphabet struct {
	count   uint16
	slots   [4 * letters]uint32 // characters by their hash
	numbers [4 * letters]uint16
}

// initials is the alphabet of all productions. It grows only while the package is
// initialised.
var initials alphabet

// number returns the number of a character, 0 when nothing begins with it.
func (a *alphabet) number(key uint32) uint16 { return a.numbers[a.slot(key)] }

// enter returns the number of a character, which it has from now on.
func (a *alphabet) enter(key uint32) uint16 {
	i := a.slot(key)
	if a.numbers[i] == 0 {
		if a.count++; a.count == letters {
			panic("grammar: more characters than the alphabet has room for")
		}
		a.slots[i], a.numbers[i] = key, a.count
	}
	return a.numbers[i]
}

// slot returns where a character is, or would be.
func (a *alphabet) slot(key uint32) uint32 {
	const last = uint32(len(a.slots) - 1)
	i := hash(key) >> 16 & last
	for a.numbers[i] != 0 && a.slots[i] != key {
		i = (i + 1) & last
	}
	return i
}

// hash spreads characters over 32 bits, best in the upper ones.
func hash(key uint32) uint32 { return key * 2654435761 }

func (f *first) add(key uint32) {
	n := initials.enter(key)
	f.bits[n/64] |= 1 << (n % 64)
}

func (f *first) has(n uint16) bool { return f.bits[n/64]&(1<<(n%64)) != 0 }

// join adds what another production may begin with.
func (f *first) join(other *first) {
	for i := range f.bits {
		f.bits[i] |= other.bits[i]
	}
	f.any = f.any || other.any
}

// fits reports whether the production may begin at the reader's position.
func (f *first) fits(r *reader) bool { return f.admits(r.here()) }

// admits reports whether the production may begin with the character of a number; 0 is one
// with which nothing begins, or the end of the text.
func (f *first) admits(n uint16) bool { return f.any || f.empty || f.has(n) }

// firstOfSeq is the first of one production after the other.
func firstOfSeq[T any](parts []rule[T]) *first {
	if !parts[0].first.empty {
		return parts[0].first
	}
	f := &first{empty: true}
	for i := range parts {
		f.join(parts[i].first)
		if !parts[i].first.empty {
			f.empty = false
			break
		}
	}
	return f
}

// firstOfEither is the first of a choice.
func firstOfEither[T any](cases []rule[T]) *first {
	f := &first{}
	for i := range cases {
		f.join(cases[i].first)
		f.empty = f.empty || cases[i].first.empty
	}
	return f
}

// startsWith is the first of productions that begin with one of these texts.
func startsWith(texts ...string) *first {
	f := &first{}
	for _, text := range texts {
		f.add(firstCharacter(text, 0))
	}
	return f
}

// orEmpty is the first of a production that may be left out.
func (f *first) orEmpty() *first {
	if f.empty {
		return f
	}
	other := *f
	other.empty = true
	return &other
}
