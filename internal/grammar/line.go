package grammar

import (
	"iter"
	"slices"
	"strings"

	"yubao/internal/weather"
)

// Line is a day line: what is said about one place and one period.
type Line struct {
	Label Label
	Half
	Later []Half // further parts of the period, mostly the night, in order
}

// Half is what is said about a period, or about the part of it that Span names.
type Half struct {
	Span   Span  // empty in the first half: the label stands for it
	Pause  Pause // the mark behind Span
	Cause  CauseClause
	Sky    Sky
	Wind   Wind
	Temp   Temperature
	Extras []Extra
}

// Low returns the lowest temperature that the line names, in ℃.
func (l Line) Low() weather.Maybe[int] { return l.ends(true) }

// High returns the highest temperature that the line names, in ℃.
func (l Line) High() weather.Maybe[int] { return l.ends(false) }

func (l Line) ends(low bool) weather.Maybe[int] {
	end := l.Temp.end(low)
	both := l.Temp.Low.OK() && l.Temp.High.OK()
	for i := range l.Later {
		later := &l.Later[i].Temp
		if both && later.Low.OK() && later.High.OK() && l.Later[i].Span.Points[0].namesDay() {
			break // the day after, with extremes of its own
		}
		other := later.end(low)
		have, known := end.Get()
		if v, ok := other.Get(); ok && (!known || low && v < have || !low && v > have) {
			end = other
		}
	}
	return end
}

// end returns the lower end of the low, or the upper end of the high.
func (t *Temperature) end(low bool) weather.Maybe[int] {
	if d, ok := t.Low.Get(); ok && low {
		return weather.Some(d.From)
	}
	if d, ok := t.High.Get(); ok && !low {
		return weather.Some(d.To)
	}
	return weather.None[int]()
}

// halves yields the parts of a line in order.
func (l *Line) halves() iter.Seq2[int, *Half] {
	return func(yield func(int, *Half) bool) {
		if !yield(0, &l.Half) {
			return
		}
		for i := range l.Later {
			if !yield(i+1, &l.Later[i]) {
				return
			}
		}
	}
}

// Label says whom and when a line is about.
type Label struct {
	Place string
	Span  Span
	Area  Share // 全市 and its like, before the first clause
}

// marks divide the clauses of a line; a blank does in tables.
var marks = table(nil, selves[string]("， , ； ; 。 、 ： :"))

// readMark skips one mark with blanks around it, and reports whether there was anything.
func readMark(r *reader) bool {
	start := r.at
	skipBlanks(r)
	if s, ok := marks.read(r); ok {
		r.at += len(s.text)
		skipBlanks(r)
	}
	return r.at > start
}

func skipBlanks(r *reader) {
	for r.at < len(r.text) {
		switch {
		case r.text[r.at] == ' ' || r.text[r.at] == '\t':
			r.at++
		case strings.HasPrefix(r.text[r.at:], "　"):
			r.at += len("　")
		default:
			return
		}
	}
}

// element is one kind of clause of a half: it is read wherever it stands, and
// written with all of its kind together.
type element struct {
	kind  elementKind
	first *first
	read  func(r *reader, h *Half) bool
	write func(w *writer, h *Half) bool
}

// elementKind tells elements apart.
type elementKind int

const (
	ofCause elementKind = iota
	ofSky
	ofWind
	ofTemperature
	ofExtra
	elementKinds
)

// gathered is an element of which a half may have several.
func gathered[E any](kind elementKind, in func(*room) *slab[E], of func(*Half) *[]E, piece rule[E], admit func(*Half, *E) bool, fault func(*Half, *E) string, between func(*House, *E) string) element {
	return element{
		kind:  kind,
		first: piece.first,
		read: func(r *reader, h *Half) bool {
			start, slab, items := r.at, in(&r.room), of(h)
			grown := slab.grow(*items)
			e := &grown[len(grown)-1]
			if !piece.read(r, e) || !admit(h, e) {
				slab.drop(grown)
				r.at = start
				return false
			}
			if reason := fault(h, e); reason != "" {
				slab.drop(grown)
				return r.refuse(start, reason)
			}
			*items = grown
			return true
		},
		write: func(w *writer, h *Half) bool {
			items := *of(h)
			for i := range items {
				if i > 0 {
					w.put(between(w.house, &items[i]))
				}
				if !piece.write(w, &items[i]) {
					return false
				}
			}
			return len(items) > 0
		},
	}
}

var (
	skyElement = gathered(ofSky, inSkies, func(h *Half) *[]SkyClause { return &h.Sky.Clauses }, rule[SkyClause]{
		first: skyOrAside.first,
		read:  func(r *reader, c *SkyClause) bool { c.Run = r.unmarked; return skyOrAside.read(r, c) },
		write: skyOrAside.write,
	}, (*Half).admitsSky, (*Half).skyFault, beforeSky)
	windElement = gathered(ofWind, inWinds, func(h *Half) *[]WindClause { return &h.Wind.Clauses }, either(
		where(func(c *WindClause) bool { return !c.goesOn() }, windClause),
		where((*WindClause).goesOn, windGoesOn),
	),
		func(h *Half, c *WindClause) bool {
			if c.goesOn() && len(h.Wind.Clauses) == 0 && h.Span.IsZero() {
				return false
			}
			return !h.hasMore() || !opensHalf(c.Scopes)
		}, (*Half).windFault, beforeWind)
	temperatureElement = element{
		kind:  ofTemperature,
		first: inLine.first,
		read: func(r *reader, h *Half) bool {
			start := r.at
			before := h.Temp
			if !inLine.read(r, &h.Temp) {
				h.Temp = before
				return false
			}
			if reason := temperatureFault(&h.Temp); reason != "" {
				h.Temp = before
				return r.refuse(start, reason)
			}
			if h.Temp.repeats(before) {
				h.Temp = before
				return r.refuse(start, "气温写了两次")
			}
			return true
		},
		write: func(w *writer, h *Half) bool { return writeTemperature(w, &h.Temp) },
	}
	causeElement = element{
		kind:  ofCause,
		first: cause.first,
		read:  func(r *reader, h *Half) bool { return h.Cause.IsZero() && cause.read(r, &h.Cause) },
		write: func(w *writer, h *Half) bool { return !h.Cause.IsZero() && cause.write(w, &h.Cause) },
	}
	extraElement = gathered(ofExtra, inExtras, func(h *Half) *[]Extra { return &h.Extras }, extra, func(*Half, *Extra) bool { return true }, func(*Half, *Extra) string { return "" }, always[Extra])

	// readingOrder has the figures before the sky: 降水概率 begins like 降水.
	readingOrder = []element{causeElement, temperatureElement, windElement, extraElement, skyElement}

	elements = []element{causeElement, skyElement, windElement, temperatureElement, extraElement}
	// coolFirst is the order of houses that print the temperature before the wind.
	coolFirst = []element{causeElement, skyElement, temperatureElement, windElement, extraElement}
)

// skyOrAside is a clause of the sky, or one in brackets.
var skyOrAside = either(
	where(func(c *SkyClause) bool { return !c.Aside }, skyClause),
	where(func(c *SkyClause) bool { return c.Aside }, seq(
		mark[SkyClause](nil, "（", "("), skyClause, mark[SkyClause](nil, "）", ")"),
		part(func(c *SkyClause) *bool { return &c.Aside }, setTo(true)))),
)

// admitsSky reports whether a clause may follow those that a half has.
func (h *Half) admitsSky(c *SkyClause) bool {
	had := h.Sky.Clauses
	switch {
	case len(had) == 0 && (c.Aside || h.hasMore() && c.Start != "" && c.Subject == "" && len(c.Scopes) == 0):
		return false
	case stops(c.Start) && (len(had) == 0 || !falling(&had[len(had)-1])):
		return false // nothing that can stop
	}
	c.Run = c.Run && !c.Aside && len(had) > 0 && !h.hasMore()
	if c.Run && len(c.Scopes) == 0 && c.Lead == "" && c.Start == "" {
		return false
	}
	return !h.hasMore() || !opensHalf(c.Scopes)
}

// skyFault returns, in Chinese, why a clause makes no sense behind those that a half has.
func (h *Half) skyFault(c *SkyClause) string {
	if h.repeatsSky(c) {
		return "天空状况写了两次"
	}
	return ""
}

// windFault returns, in Chinese, why a clause makes no sense behind those that a half has.
func (h *Half) windFault(c *WindClause) string {
	switch {
	case h.repeatsWind(c):
		return "风写了两次"
	case h.lullsInGusts(c):
		return "阵风小于平均风力"
	}
	return ""
}

// repeatsSky reports that the clause before c says the same.
func (h *Half) repeatsSky(c *SkyClause) bool {
	n := len(h.Sky.Clauses)
	if n == 0 || c.Start != "" || c.Aside {
		return false
	}
	had := &h.Sky.Clauses[n-1]
	return len(c.Scopes)+len(had.Scopes) == 0 && had.Have == c.Have && sameState(c.First, had.First) &&
		slices.EqualFunc(c.Steps, had.Steps, func(a, b Step) bool { return a.Turn == b.Turn && sameState(a.State, b.State) })
}

// repeatsWind reports that c says what the clause before it says, or goes on from there.
func (h *Half) repeatsWind(c *WindClause) bool {
	n := len(h.Wind.Clauses)
	if n == 0 {
		return false
	}
	had := &h.Wind.Clauses[n-1]
	return len(c.Scopes)+len(had.Scopes) == 0 && c.Head == had.Head && c.Calm == had.Calm && c.Tail == had.Tail &&
		len(c.Legs) >= len(had.Legs) && slices.Equal(c.Legs[:len(had.Legs)], had.Legs)
}

// lullsInGusts reports a gust that is weaker than the wind it belongs to.
func (h *Half) lullsInGusts(c *WindClause) bool {
	n := len(h.Wind.Clauses)
	if n == 0 || !c.Head.IsGust() || len(c.Scopes) > 0 || len(c.Legs) == 0 || c.Legs[0].Force.High == 0 {
		return false
	}
	least := 0
	for _, leg := range h.Wind.Clauses[n-1].Legs {
		if f := leg.Force; f.Low > 0 && (least == 0 || f.Low < least) && !boundsBefore.has(f.Bound) {
			least = f.Low
		}
	}
	return c.Legs[0].Force.High < least
}

// falling reports a clause that ends with a phenomenon.
func falling(c *SkyClause) bool {
	last := c.First
	if n := len(c.Steps); n > 0 {
		last = c.Steps[n-1].State
	}
	return len(last.Falls) > 0
}

// beforeSky is the mark before a further clause of the sky.
func beforeSky(_ *House, c *SkyClause) string {
	if c.Run || c.Aside {
		return ""
	}
	return "，"
}

func always[E any](*House, *E) string { return "，" }

// beforeWind is the mark before a further clause of the wind.
func beforeWind(h *House, c *WindClause) string {
	if c.Head == Gusts && h.Gust == "attached" {
		return ""
	}
	return "，"
}

// repeats reports that reading t added nothing to what was known before, or
// replaced some of it.
func (t *Temperature) repeats(before Temperature) bool {
	if before.IsZero() {
		return false
	}
	return *t == before ||
		before.Low.OK() && t.Low != before.Low ||
		before.High.OK() && t.High != before.High ||
		before.Near.OK() && t.Near != before.Near ||
		before.Trend != Trend{} && t.Trend != before.Trend
}

// hasMore reports that a half has gone beyond the sky.
func (h *Half) hasMore() bool { return len(h.Wind.Clauses) > 0 || !h.Temp.IsZero() }

// opensHalf reports that a clause begins with a time, and so with another part of the period.
func opensHalf(scopes []Scope) bool { return len(scopes) > 0 && !scopes[0].Span.IsZero() }

// readHalf reads as many clauses as it can.
func readHalf(r *reader, h *Half) bool {
	count := 0
	for {
		at := r.at
		r.unmarked = count > 0 && !readMark(r)
		found := false
		for i := range readingOrder {
			if readingOrder[i].first.fits(r) && readingOrder[i].read(r, h) {
				found = true
				break
			}
		}
		if !found {
			r.at = at
			return count > 0
		}
		count++
	}
}

func writeHalf(w *writer, h *Half) bool {
	order := elements
	timed := func(c WindClause) bool { return opensHalf(c.Scopes) }
	if w.house.Order == "temperature" && !slices.ContainsFunc(h.Wind.Clauses, timed) {
		order = coolFirst // behind the temperature a time would open another half
	}
	start := len(w.out)
	for i := range order {
		at := len(w.out)
		if at > start {
			w.put("，")
		}
		from := len(w.out)
		if !order[i].write(w, h) {
			w.out, from = w.out[:at], at
		}
		w.wrote[order[i].kind] = stretch{from, len(w.out)}
	}
	return len(w.out) > start
}

// readLater reads the second half of a line: the time and what it brings.
func readLater(r *reader, h *Half) bool {
	start := r.at
	readMark(r)
	var s Scope
	if !narrowing.read(r, &s) || s.Share != "" {
		r.at = start
		return false
	}
	h.Span, h.Pause = s.Span, s.Pause
	if !readHalf(r, h) {
		r.at = start
		return false
	}
	return true
}
