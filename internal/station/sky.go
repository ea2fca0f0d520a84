package station

import (
	"fmt"
	"slices"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
)

// stroke is a clause of the sky with its part of the date.
type stroke struct {
	part   stretch
	clause grammar.SkyClause
}

// composeSky puts the clauses about a date together.
func (d *Day) composeSky(r *reader) {
	parts := d.closest(func(p *part) bool { return len(p.sky) > 0 })
	var strokes []stroke
	var text string
	partly := false
	for _, p := range parts {
		text = joined(text, r.timed(&p, r.in.House.SkyWords(grammar.Sky{Clauses: bared(p.sky)})))
		for _, c := range p.sky {
			s := stroke{p.period.part, c}
			for _, scope := range c.Scopes {
				if at, ok := r.period(&scope.Span, p.period); ok && !scope.Span.IsZero() && slices.Contains(at.dates, d.Date) {
					s.part = at.part
				}
			}
			if local(c.Scopes) || local(c.First.Scopes) || c.Aside {
				partly = true
				continue
			}
			strokes = append(strokes, s)
		}
	}
	d.Sky = text
	slices.SortStableFunc(strokes, func(a, b stroke) int { return int(a.part) - int(b.part) })
	for _, s := range strokes {
		if parts[0].rank == general && (s.clause.Start != "" || slices.ContainsFunc(s.clause.Steps, func(s grammar.Step) bool { return s.Turn != grammar.Mixed && s.Turn != grammar.Ranges })) {
			d.Notes = append(d.Notes, fmt.Sprintf("%d日的天空是几天合写的，只见原文", d.Date.Day))
			return
		}
		partly = partly || hasLocal(s.clause)
	}
	d.Facts.Sky = skyOf(strokes, r.in.House)
	if partly {
		d.Notes = append(d.Notes, fmt.Sprintf("%d日局部的天气没有算作本地的", d.Date.Day))
	}
}

// bared returns the clauses without the words that date them.
func bared(clauses []grammar.SkyClause) []grammar.SkyClause {
	out := slices.Clone(clauses)
	for i := range out {
		out[i].Lead, out[i].Hedge = "", ""
		out[i].Scopes = slices.DeleteFunc(slices.Clone(out[i].Scopes), func(s grammar.Scope) bool {
			return dated(&s.Span) || s.Share.Whole()
		})
	}
	return out
}

// hasLocal reports a phenomenon of a part of the area within a clause: 小雨局部中雨.
func hasLocal(c grammar.SkyClause) bool {
	is := func(s *grammar.State) bool {
		return local(s.Scopes) || slices.ContainsFunc(s.Falls, func(f grammar.Fall) bool { return f.Share != "" && !f.Share.Most() })
	}
	return is(&c.First) || slices.ContainsFunc(c.Steps, func(s grammar.Step) bool { return is(&s.State) })
}

// skyOf is the sky of a date: that of the whole, or of its parts one after the other,
// with what further clauses add.
func skyOf(strokes []stroke, house grammar.House) analysis.Sky {
	var sky analysis.Sky
	begun := false
	for _, s := range strokes { // the whole comes last in order of parts
		if s.part != whole {
			continue
		}
		facts := clauseSky(s.clause, house)
		if !begun {
			sky, begun = facts, true
			continue
		}
		sky = added(sky, facts, analysis.Within)
	}
	overall := begun
	for _, s := range strokes {
		if s.part == whole {
			continue
		}
		facts := clauseSky(s.clause, house)
		switch {
		case !begun:
			sky, begun = facts, true
		case overall || s.clause.First.Cloud == analysis.CloudUnknown && s.clause.Start == "":
			sky = added(sky, facts, whenOf(s.part))
			if s.clause.Start != "" && s.part >= late && sky.Relation == analysis.Single && facts.First != analysis.CloudUnknown && facts.First != sky.First {
				sky.Second, sky.Relation = facts.First, analysis.Change
			}
		default:
			sky = followed(sky, facts)
		}
	}
	return sky
}

// whenOf is the part of a window that falls into a stretch.
func whenOf(part stretch) analysis.When {
	switch part {
	case eve, early:
		return analysis.Early
	case late, night:
		return analysis.Late
	}
	return analysis.Within
}

// added adds the phenomena of a further clause.
func added(sky, more analysis.Sky, when analysis.When) analysis.Sky {
	if sky.First == analysis.CloudUnknown {
		sky.First, sky.Second, sky.Relation = more.First, more.Second, more.Relation
	}
	for _, w := range more.Wet {
		if i := slices.IndexFunc(sky.Wet, func(have analysis.Wet) bool { return have.Kind == w.Kind }); i >= 0 {
			sky.Wet[i].Grade = max(sky.Wet[i].Grade, w.Grade)
			continue
		}
		w.When = when
		sky.Wet = append(sky.Wet, w)
	}
	for _, m := range more.Murk {
		if !slices.ContainsFunc(sky.Murk, func(have analysis.Murk) bool { return have.Kind == m.Kind }) {
			m.When = when
			sky.Murk = append(sky.Murk, m)
		}
	}
	return sky
}

// followed is one sky and then another.
func followed(a, b analysis.Sky) analysis.Sky {
	if a.First == analysis.CloudUnknown {
		a.First = b.First
	}
	last := b.First
	if b.Relation == analysis.Change {
		last = b.Second
	}
	switch {
	case last == analysis.CloudUnknown:
	case last != a.First:
		a.Second, a.Relation = last, analysis.Change
	case a.Relation == analysis.Change || b.Relation != analysis.Single:
		a.Second, a.Relation = analysis.CloudUnknown, analysis.Single
	}
	wet := slices.Clone(a.Wet)
	for i := range wet {
		wet[i].When = analysis.Early
	}
	for _, w := range b.Wet {
		if i := slices.IndexFunc(wet, func(have analysis.Wet) bool { return have.Kind == w.Kind && have.Grade == w.Grade }); i >= 0 {
			wet[i].When = analysis.Throughout
			continue
		}
		w.When = analysis.Late
		wet = append(wet, w)
	}
	a.Wet = wet
	a.Murk = added(a, b, analysis.Within).Murk
	return a
}

// clauseSky is the sky that a clause states. What only language has (预计, 天气, 为主)
// falls away; of more than two states the first and the last are kept.
func clauseSky(c grammar.SkyClause, house grammar.House) analysis.Sky {
	c.Run, c.Aside, c.Lead, c.Scopes, c.Subject, c.Hedge, c.Start, c.Have, c.Tail = false, false, "", nil, "", "", "", "", ""
	if sky, ok := c.Meaning(&house); ok && !hasLocal(c) {
		return sky
	}
	if w, ok := graded(c); ok {
		return analysis.Sky{Wet: []analysis.Wet{w}}
	}
	states := []grammar.State{c.First}
	for _, s := range c.Steps {
		states = append(states, s.State)
	}
	var sky analysis.Sky
	for i, s := range states {
		if s.Cloud != analysis.CloudUnknown && !local(s.Scopes) {
			switch {
			case sky.First == analysis.CloudUnknown:
				sky.First = s.Cloud
			case s.Cloud != sky.First:
				sky.Second, sky.Relation = s.Cloud, analysis.Change
				if turn := c.Steps[max(0, i-1)].Turn; len(states) == 2 && (turn == grammar.Mixed || turn == grammar.Ranges) {
					sky.Relation = map[grammar.Turn]analysis.Relation{grammar.Mixed: analysis.Mixed, grammar.Ranges: analysis.Span}[turn]
				}
			}
		}
		if local(s.Scopes) {
			continue
		}
		when := analysis.Within
		switch {
		case len(states) == 1:
			if s.Cloud != analysis.Cloudy && s.Cloud != analysis.Clear {
				when = analysis.Throughout
			}
		case i == 0:
			when = analysis.Early
		case i == len(states)-1:
			when = analysis.Late
		}
		falls := slices.DeleteFunc(slices.Clone(s.Falls), func(f grammar.Fall) bool { return f.Share != "" && !f.Share.Most() })
		sky = added(sky, grammar.FallsSky(falls), when)
	}
	return sky
}

// graded is precipitation between two classes that are spelled out: 暴雨到大暴雨.
func graded(c grammar.SkyClause) (analysis.Wet, bool) {
	if len(c.Steps) != 1 || c.Steps[0].Turn != grammar.Ranges || c.First.Cloud != analysis.CloudUnknown {
		return analysis.Wet{}, false
	}
	a, b := grammar.FallsSky(c.First.Falls).Wet, grammar.FallsSky(c.Steps[0].State.Falls).Wet
	if len(a) != 1 || len(b) != 1 || a[0].Kind != b[0].Kind || b[0].Grade-a[0].Grade != 2 {
		return analysis.Wet{}, false
	}
	a[0].Grade++ // the class in between
	return a[0], true
}
