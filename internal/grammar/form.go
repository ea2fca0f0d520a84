package grammar

import (
	"sync"
	"unicode/utf8"
)

// rule describes one production of the language for values of T, once, in both
// directions. read consumes text at the reader's position; when it returns false
// the position is where it was, and the value is of no use. write appends the
// text of a value; when it returns false this production has no form for the
// value, and the output is as it was.
type rule[T any] struct {
	first *first
	read  func(r *reader, v *T) bool
	write func(w *writer, v *T) bool
}

// reader is a position in a text together with what went wrong so far.
type reader struct {
	text string
	at   int // bytes
	flaw flaw

	unmarked bool // the clause to be read follows the one before without a mark

	room     room
	degrees  Degrees // for figures on their way into a value
	initial  uint16  // number of the character at numbered-1, which many ask for
	numbered int
}

// open puts the reader at a place of a text; what it read before is given up.
func (r *reader) open(text string, at int) {
	r.text, r.at, r.flaw, r.unmarked, r.numbered = text, at, flaw{}, false, 0
	r.room.clear()
}

// here returns the number of the character at the reader's position, 0 where the text ends.
func (r *reader) here() uint16 {
	if r.numbered != r.at+1 {
		r.look()
	}
	return r.initial
}

func (r *reader) look() {
	r.initial, r.numbered = 0, r.at+1
	if r.at < len(r.text) {
		r.initial = initials.number(firstCharacter(r.text, r.at))
	}
}

// flaw is a reason for which something that could be read was not taken.
type flaw struct {
	at     int // bytes
	reason string
}

// refuse notes that what was read from start is nonsense, and why.
func (r *reader) refuse(start int, reason string) bool {
	if r.flaw.reason == "" || start >= r.flaw.at {
		r.flaw = flaw{start, reason}
	}
	r.at = start
	return false
}

// writer collects the text of a house.
type writer struct {
	out     []byte
	house   *House
	half    Half                  // for the words of one element
	degrees Degrees               // for figures on their way out
	wrote   [elementKinds]stretch // where the elements of the half that was written last stand
}

// stretch is a piece of what was written, in bytes.
type stretch struct{ from, to int }

// writers are kept between texts, most of which are a few words long.
var writers = sync.Pool{New: func() any { return new(writer) }}

// written returns what a house writes; nothing when write does not succeed.
func (h *House) written(write func(*writer) bool) string {
	w := writers.Get().(*writer)
	defer writers.Put(w)
	w.house, w.out = h, w.out[:0]
	if !write(w) {
		return ""
	}
	return string(w.out)
}

func (w *writer) put(s string) bool {
	w.out = append(w.out, s...)
	return true
}

// part applies a rule to a piece of T.
func part[T, F any](of func(*T) *F, piece rule[F]) rule[T] {
	return rule[T]{
		first: piece.first,
		read:  func(r *reader, v *T) bool { return piece.read(r, of(v)) },
		write: func(w *writer, v *T) bool { return piece.write(w, of(v)) },
	}
}

// seq is one rule after the other.
func seq[T any](parts ...rule[T]) rule[T] {
	return rule[T]{
		first: firstOfSeq(parts),
		read: func(r *reader, v *T) bool {
			start := r.at
			for i := range parts {
				if !parts[i].read(r, v) {
					r.at = start
					return false
				}
			}
			return true
		},
		write: func(w *writer, v *T) bool {
			start := len(w.out)
			for i := range parts {
				if !parts[i].write(w, v) {
					w.out = w.out[:start]
					return false
				}
			}
			return true
		},
	}
}

// either is the first rule that fits, when reading and when writing.
func either[T any](cases ...rule[T]) rule[T] {
	return rule[T]{
		first: firstOfEither(cases),
		read: func(r *reader, v *T) bool {
			i := fitting(cases, 0, r)
			if i == len(cases) {
				return false
			}
			next := fitting(cases, i+1, r)
			if next == len(cases) {
				return cases[i].read(r, v)
			}
			for before := *v; !cases[i].read(r, v); *v = before {
				if i = next; i == len(cases) {
					return false
				}
				next = fitting(cases, i+1, r)
			}
			return true
		},
		write: func(w *writer, v *T) bool {
			for i := range cases {
				if cases[i].write(w, v) {
					return true
				}
			}
			return false
		},
	}
}

// fitting returns the next case that may begin at the reader's position.
func fitting[T any](cases []rule[T], i int, r *reader) int {
	for initial := r.here(); i < len(cases) && !cases[i].first.admits(initial); i++ {
	}
	return i
}

// opt is a rule whose zero value stands for nothing.
func opt[T comparable](piece rule[T]) rule[T] {
	return optUnless(func(v *T) bool { var zero T; return *v == zero }, piece)
}

// optUnless is a rule whose absent values stand for nothing.
func optUnless[T any](absent func(*T) bool, piece rule[T]) rule[T] {
	return rule[T]{
		first: piece.first.orEmpty(),
		read: func(r *reader, v *T) bool {
			if !piece.first.fits(r) {
				return true
			}
			before := *v
			if !piece.read(r, v) {
				*v = before
			}
			return true
		},
		write: func(w *writer, v *T) bool { return absent(v) || piece.write(w, v) },
	}
}

// list is least to most items, with between before every item but the first.
func list[E any](in func(*room) *slab[E], item, between rule[E], least, most int) rule[[]E] {
	starts := item.first
	if least == 0 {
		starts = starts.orEmpty()
	}
	return rule[[]E]{
		first: starts,
		read: func(r *reader, v *[]E) bool {
			start, slab := r.at, in(&r.room)
			var items []E
			for len(items) < most {
				before, n := r.at, len(items)
				if n == 0 && !item.first.fits(r) || n > 0 && (!between.first.fits(r) || between.first.empty && !item.first.fits(r)) {
					break
				}
				items = slab.grow(items)
				if e := &items[n]; n > 0 && !between.read(r, e) || !item.read(r, e) || r.at == before {
					items, r.at = slab.drop(items), before
					break
				}
			}
			if len(items) < least {
				r.at = start
				return false
			}
			if len(items) == 0 {
				items = nil
			}
			*v = items
			return true
		},
		write: func(w *writer, v *[]E) bool {
			start := len(w.out)
			ok := len(*v) >= least && len(*v) <= most
			for i := 0; ok && i < len(*v); i++ {
				ok = (i == 0 || between.write(w, &(*v)[i])) && item.write(w, &(*v)[i])
			}
			if !ok {
				w.out = w.out[:start]
			}
			return ok
		},
	}
}

// headed is a list whose first item has a form of its own; the others carry what
// ties them to the one before.
func headed[E any](in func(*room) *slab[E], head, next rule[E], most int) rule[[]E] {
	return rule[[]E]{
		first: head.first,
		read: func(r *reader, v *[]E) bool {
			if !head.first.fits(r) {
				return false
			}
			slab := in(&r.room)
			items := slab.grow(nil)
			if !head.read(r, &items[0]) {
				slab.drop(items)
				return false
			}
			for len(items) < most && next.first.fits(r) {
				items = slab.grow(items)
				if at := r.at; !next.read(r, &items[len(items)-1]) {
					items, r.at = slab.drop(items), at
					break
				}
			}
			*v = items
			return true
		},
		write: func(w *writer, v *[]E) bool {
			start := len(w.out)
			ok := len(*v) > 0 && len(*v) <= most
			for i := 0; ok && i < len(*v); i++ {
				if i == 0 {
					ok = head.write(w, &(*v)[i])
				} else {
					ok = next.write(w, &(*v)[i])
				}
			}
			if !ok {
				w.out = w.out[:start]
			}
			return ok
		},
	}
}

// where keeps a rule to the values for which ok holds.
func where[T any](ok func(*T) bool, piece rule[T]) rule[T] {
	return rule[T]{
		first: piece.first,
		read: func(r *reader, v *T) bool {
			start := r.at
			if piece.read(r, v) && ok(v) {
				return true
			}
			r.at = start
			return false
		},
		write: func(w *writer, v *T) bool { return ok(v) && piece.write(w, v) },
	}
}

// sound keeps a rule to the values in which fault finds nothing; fault returns a
// Chinese reason.
func sound[T any](fault func(*T) string, piece rule[T]) rule[T] {
	return rule[T]{
		first: piece.first,
		read: func(r *reader, v *T) bool {
			start := r.at
			if !piece.read(r, v) {
				return false
			}
			if reason := fault(v); reason != "" {
				return r.refuse(start, reason)
			}
			return true
		},
		write: func(w *writer, v *T) bool { return fault(v) == "" && piece.write(w, v) },
	}
}

// housed is a form that only some houses write, and everybody reads.
func housed[T any](writes func(*House, *T) bool, piece rule[T]) rule[T] {
	return rule[T]{
		first: piece.first,
		read:  piece.read,
		write: func(w *writer, v *T) bool { return writes(w.house, v) && piece.write(w, v) },
	}
}

// readOnly is a form that is understood and never written.
func readOnly[T any](piece rule[T]) rule[T] {
	return housed(func(*House, *T) bool { return false }, piece)
}

// later is a rule that is defined further down, for productions that contain themselves.
func later[T any](get func() *rule[T]) rule[T] {
	return rule[T]{
		first: anything,
		read:  func(r *reader, v *T) bool { return get().read(r, v) },
		write: func(w *writer, v *T) bool { return get().write(w, v) },
	}
}

// setTo is read and written as nothing; reading sets the piece to value, and only
// that value is written.
func setTo[T comparable](value T) rule[T] {
	return rule[T]{
		first: nowhere,
		read:  func(_ *reader, v *T) bool { *v = value; return true },
		write: func(_ *writer, v *T) bool { return *v == value },
	}
}

// nothing is the empty text.
func nothing[T any]() rule[T] {
	return rule[T]{
		first: nowhere,
		read:  func(*reader, *T) bool { return true },
		write: func(*writer, *T) bool { return true },
	}
}

var digitFirst = startsWith("0", "1", "2", "3", "4", "5", "6", "7", "8", "9")

// number is a whole number of at most digits digits, written in Arabic figures.
func number(digits int) rule[int] {
	return rule[int]{
		first: digitFirst,
		read: func(r *reader, v *int) bool {
			n, i := 0, r.at
			for i < len(r.text) && r.text[i] >= '0' && r.text[i] <= '9' && i-r.at <= digits {
				n = n*10 + int(r.text[i]-'0')
				i++
			}
			if i == r.at || i-r.at > digits {
				return false
			}
			*v, r.at = n, i
			return true
		},
		write: func(w *writer, v *int) bool {
			if *v < 0 {
				return false
			}
			w.out = appendInt(w.out, *v)
			return true
		},
	}
}

func appendInt(out []byte, n int) []byte {
	if n >= 10 {
		out = appendInt(out, n/10)
	}
	return append(out, byte('0'+n%10))
}

// width returns how many bytes the character at i has.
func width(s string, i int) int {
	if s[i] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return n
}
