package grammar

// first is the set of characters with which a production may begin, so that a
// reader need not try what cannot fit. It may hold more than it should, never
// less. The zero first is empty. Once a production has it, it is not changed: those
// that begin alike share one.
type first struct {
	bits  [8]uint64
	any   bool // unknown: try it
	empty bool // the production may be nothing
}

var (
	// anything is the first of productions that say nothing about themselves.
	anything = &first{any: true}
	// nowhere is the first of productions that are nothing.
	nowhere = &first{empty: true}
)

// hash spreads characters over 32 bits, best in the upper ones.
func hash(key uint32) uint32 { return key * 2654435761 }

func bitOf(key uint32) (int, uint64) {
	h := hash(key) >> 23
	return int(h >> 6), 1 << (h & 63)
}

func (f *first) add(key uint32) {
	word, bit := bitOf(key)
	f.bits[word] |= bit
}

// join adds what another production may begin with.
func (f *first) join(other *first) {
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
