package phrase

import (
	"slices"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// spell is one wet spell: dry gaps shorter than twelve hours do not end it.
type spell struct {
	first, last weather.Date // printed dates
	from, to    time.Time
	kinds       []analysis.PrecipKind // in order of time, each once
	grade       analysis.Grade        // of the strongest window; none for showers
	peak        weather.Date
	cause       analysis.Cause
}

// spellsOf returns the wet spells in order of time: the events of the outlook, and
// wet days that no event covers, which an editor may have entered by hand.
func spellsOf(s *survey) []spell {
	var spells []spell
	covered := func(d weather.Date) bool {
		return slices.ContainsFunc(spells, func(p spell) bool { return !d.Before(p.first) && !p.last.Before(d) })
	}
	for i := range s.o.Events {
		e := &s.o.Events[i]
		if e.Kind != analysis.EventWet {
			continue
		}
		p := spell{first: e.First, last: e.Last, from: e.From, to: e.To, kinds: e.PrecipKinds, grade: e.Grade, peak: e.Peak, cause: e.Cause}
		if s.trim(&p) {
			spells = append(spells, p)
		}
	}
	for i := range s.days {
		day := &s.days[i]
		if len(day.Sky.Wet) == 0 || covered(day.Date) {
			continue
		}
		p := spell{first: day.Date, last: day.Date, peak: day.Date}
		for j := i + 1; j < len(s.days) && !covered(s.days[j].Date) && goesOn(&s.days[j-1], &s.days[j]); j++ {
			p.last = s.days[j].Date
		}
		if s.trim(&p) {
			spells = append(spells, p)
		}
	}
	slices.SortStableFunc(spells, func(a, b spell) int { return a.first.DaysSince(b.first) })
	return lastingOnes(distinct(spells))
}

// distinct joins the spells that fall on one printed date: a text tells them by dates.
func distinct(spells []spell) []spell {
	out := spells[:0]
	for i := range spells {
		if n := len(out); n > 0 && !out[n-1].last.Before(spells[i].first) {
			out[n-1] = out[n-1].with(&spells[i])
			continue
		}
		out = append(out, spells[i])
	}
	return out
}

// lastingOnes joins the spells of three neighbouring days and more into one, when they
// are more than showers: rain every day is one lasting rain to a reader.
func lastingOnes(spells []spell) []spell {
	var out []spell
	for i := 0; i < len(spells); {
		j := i
		whole := spells[i]
		for j+1 < len(spells) && spells[j+1].first.DaysSince(whole.last) <= 1 {
			j++
			whole = whole.with(&spells[j])
		}
		if j > i && whole.days() >= 3 && !whole.showery() {
			out = append(out, whole)
		} else {
			out = append(out, spells[i:j+1]...)
		}
		i = j + 1
	}
	return out
}

// with returns the spell that holds both.
func (p spell) with(later *spell) spell {
	p.kinds = slices.Clone(p.kinds)
	for _, k := range later.kinds {
		if !slices.Contains(p.kinds, k) {
			p.kinds = append(p.kinds, k)
		}
	}
	if p.last.Before(later.last) {
		p.last = later.last
	}
	if later.to.After(p.to) {
		p.to = later.to
	}
	if later.grade > p.grade {
		p.grade, p.peak = later.grade, later.peak
	}
	return p
}

// spellGap is the dry time that ends a wet spell (shared terms: gap under 12 h).
const spellGap = 12 * time.Hour

// goesOn reports whether the precipitation of one day goes on into the next.
func goesOn(day, next *analysis.Day) bool {
	a, b := day.Sky.Wet, next.Sky.Wet
	if len(a) == 0 || len(b) == 0 || next.Date.DaysSince(day.Date) != 1 {
		return false
	}
	to, from := a[len(a)-1].To, b[0].From
	return to.IsZero() || from.IsZero() || from.Sub(to) < spellGap
}

// trim keeps a spell to the printed days that are wet, and takes kinds, class and
// times from them, so that the text says what the day lines say. It is false when
// no day line tells of the spell.
func (s *survey) trim(p *spell) bool {
	var first, last weather.Date
	var from, to time.Time
	p.kinds, p.grade = nil, analysis.GradeNone
	for i := range s.days {
		day := &s.days[i]
		if day.Date.Before(p.first) || p.last.Before(day.Date) || len(day.Sky.Wet) == 0 {
			continue
		}
		if first.IsZero() {
			first = day.Date
			p.peak = day.Date
		}
		last = day.Date
		for _, w := range day.Sky.Wet {
			if !slices.Contains(p.kinds, w.Kind) {
				p.kinds = append(p.kinds, w.Kind)
			}
			if w.Grade > p.grade {
				p.grade, p.peak = w.Grade, day.Date
			}
			if !w.From.IsZero() && (from.IsZero() || w.From.Before(from)) {
				from = w.From
			}
			if w.To.After(to) {
				to = w.To
			}
		}
	}
	if first.IsZero() {
		return false
	}
	p.first, p.last = first, last
	if from.IsZero() || to.IsZero() {
		p.from, p.to = time.Time{}, time.Time{}
	} else {
		p.from, p.to = from, to
	}
	return true
}

// days returns how many printed days a spell touches.
func (p *spell) days() int { return p.last.DaysSince(p.first) + 1 }

// only reports whether the spell has no other kinds than the given ones.
func (p *spell) only(kinds ...analysis.PrecipKind) bool {
	for _, k := range p.kinds {
		if !slices.Contains(kinds, k) {
			return false
		}
	}
	return len(p.kinds) > 0
}

// has reports whether the spell has one of the kinds.
func (p *spell) has(kinds ...analysis.PrecipKind) bool {
	return slices.ContainsFunc(p.kinds, func(k analysis.PrecipKind) bool { return slices.Contains(kinds, k) })
}

// showery reports a spell of showers, which are no process.
func (p *spell) showery() bool {
	return p.only(analysis.Shower, analysis.Thundershower, analysis.SnowShower)
}

// liquid reports a spell without anything frozen.
func (p *spell) liquid() bool {
	return p.only(analysis.Rain, analysis.Shower, analysis.Thundershower)
}
