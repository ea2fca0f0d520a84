package grammar

// first is the set of characters with which a production may begin, so that a
// reader need not try what cannot fit. It may hold more than it should, never
// less. The zero first is empty.
type first struct {
	bits  [8]uint64
	any   bool // unknown: try it
	empty bool // the production may be nothing
}

// anything is the first of productions that say nothing about themselves.
var anything = first{any: true}

func bitOf(key uint32) (int, uint64) {
	h := key * 2654435761 >> 23 // nine bits of a multiplicative hash
	return int(h >> 6), 1 << (h & 63)
}

func (f *first) add(key uint32) {
	word, bit := bitOf(key)
	f.bits[word] |= bit
}

// join adds what another production may begin with.
func (f *first) join(other first) {
	for i := range f.bits {
		f.bits[i] |= other.bits[i]
	}
	f.any = f.any || other.any
}

// fits reports whether the production may begin at the reader's position.
func (f *first) fits(r *reader) bool {
	if f.any || f.empty {
		return true
	}
	if r.at >= len(r.text) {
		return false
	}
	word, bit := bitOf(firstCharacter(r.text, r.at))
	return f.bits[word]&bit != 0
}

// firstOfSeq is the first of one production after the other.
func firstOfSeq[T any](parts []rule[T]) first {
	f := first{empty: true}
	for _, p := range parts {
		f.join(p.first)
		if !p.first.empty {
			f.empty = false
			break
		}
	}
	return f
}

// firstOfEither is the first of a choice.
func firstOfEither[T any](cases []rule[T]) first {
	var f first
	for _, c := range cases {
		f.join(c.first)
		f.empty = f.empty || c.first.empty
	}
	return f
}

// startsWith is the first of productions that begin with one of these texts.
func startsWith(texts ...string) first {
	var f first
	for _, text := range texts {
		f.add(firstCharacter(text, 0))
	}
	return f
}

// orEmpty is the first of a production that may be left out.
func (f first) orEmpty() first {
	f.empty = true
	return f
}
