package grammar

// room is where the lists of a text lie while it is read. The lists of one kind share a
// block instead of having one each, and a reader of many texts has the same blocks for
// all of them. The zero room is ready.
type room struct {
	halves slab[Half]
	skies  slab[SkyClause]
	winds  slab[WindClause]
	extras slab[Extra]
	scopes slab[Scope]
	points slab[Point]
	steps  slab[Step]
	falls  slab[Fall]
	legs   slab[Leg]
}

// clear gives up all lists.
func (m *room) clear() {
	m.halves.clear()
	m.skies.clear()
	m.winds.clear()
	m.extras.clear()
	m.scopes.clear()
	m.points.clear()
	m.steps.clear()
	m.falls.clear()
	m.legs.clear()
}

// Where the items of a kind lie.
var (
	inSkies  = func(m *room) *slab[SkyClause] { return &m.skies }
	inWinds  = func(m *room) *slab[WindClause] { return &m.winds }
	inExtras = func(m *room) *slab[Extra] { return &m.extras }
	inScopes = func(m *room) *slab[Scope] { return &m.scopes }
	inPoints = func(m *room) *slab[Point] { return &m.points }
	inSteps  = func(m *room) *slab[Step] { return &m.steps }
	inFalls  = func(m *room) *slab[Fall] { return &m.falls }
	inLegs   = func(m *room) *slab[Leg] { return &m.legs }
)

// slab holds lists one behind the other.
type slab[E any] struct{ block []E }

func (s *slab[E]) clear() { s.block = s.block[:0] }

// grow returns a list with one more item, which is zero. The list moves when it is not
// the last one, so that pointers into it are good until then only.
func (s *slab[E]) grow(list []E) []E {
	kept := 0
	if !s.isLast(list) || len(s.block) == cap(s.block) {
		kept = len(list)
	}
	if len(s.block)+kept+1 > cap(s.block) {
		s.block = make([]E, 0, max(2, 2*(kept+1)))
	}
	if kept > 0 {
		s.block = append(s.block, list...)
	}
	var none E
	s.block = append(s.block, none)
	end := len(s.block)
	return s.block[end-len(list)-1 : end : end]
}

// drop returns a list without its last item.
func (s *slab[E]) drop(list []E) []E {
	if s.isLast(list) {
		s.block = s.block[:len(s.block)-1]
	}
	return list[:len(list)-1]
}

func (s *slab[E]) isLast(list []E) bool {
	return len(list) > 0 && len(s.block) > 0 && &list[len(list)-1] == &s.block[len(s.block)-1]
}
