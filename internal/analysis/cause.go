package analysis

import (
	"math"

	"yubao/internal/weather"
)

// claim gathers the evidence for one system: what is weighed, what of it the data have,
// and what holds.
type claim struct {
	total, there, holds float64
	open                bool // every gate holds
	quiet               bool // weighed only to be compared: no evidence is kept
	grade               ColdGrade
	evidence            []Evidence
}

// weigh counts an item and reports whether it holds, so that its evidence can be kept.
// One whose data are missing neither helps nor hurts.
func (c *claim) weigh(weight float64, there, holds bool) bool {
	c.total += weight
	if !there {
		return false
	}
	c.there += weight
	if holds {
		c.holds += weight
	}
	return holds
}

// keep records a finding; NaN cannot occur, as the item holds.
func (st *study) keep(c *claim, what string, value float64, unit string, slot int) {
	if c.quiet {
		return
	}
	if c.evidence == nil {
		c.evidence = make([]Evidence, 0, 6)
	}
	c.evidence = append(c.evidence, Evidence{What: what, Value: math.Round(value*10) / 10, Unit: unit, At: st.s.at(slot)})
}

// proven reports whether the system may be named: enough weight whose data are there
// (all of it, for a rule that has less), enough of it holds, and every gate is open.
func (c *claim) proven(th *CauseThresholds) bool {
	return c.open && c.there > 0 && c.there >= min(th.Weight, c.total) && c.holds >= th.Score*c.there-1e-9
}

func (c *claim) cause(systems ...System) Cause {
	return Cause{Systems: systems, Grade: c.grade, Score: math.Round(100*c.holds/c.there) / 100, Evidence: c.evidence}
}

// both joins two claims that act together.
func both(a, b *claim, systems ...System) Cause {
	joined := claim{
		there: a.there + b.there, holds: a.holds + b.holds, grade: max(a.grade, b.grade),
		evidence: append(a.evidence[:len(a.evidence):len(a.evidence)], b.evidence...),
	}
	return joined.cause(systems...)
}

// causes puts the events down to weather systems, where the upper air shows them. Fair
// spells get none: in an evening paper they need none.
func (st *study) causes() {
	missing := false
	for i := range st.o.Events {
		e := &st.o.Events[i]
		switch e.Kind {
		case EventWet, EventCooling, EventWind, EventHeat:
		default:
			continue
		}
		if e.Peak.DaysSince(weather.DateOf(st.r.Now, st.s.zone)) > st.th.Cause.LeadDays {
			continue // one model alone does not carry further
		}
		if !st.upperAir(e) {
			missing = true
			continue
		}
		e.Cause = st.causeOf(e)
		if e.Kind == EventCooling && len(e.Cause.Systems) > 0 {
			e.ColdGrade = e.Cause.Grade
		}
	}
	if missing {
		st.lacks(st.r.First, ElementUpperAir, "没有高空资料，不写天气成因")
	}
}

// causeOf chooses one cause per event (domain rules, section 4).
func (st *study) causeOf(e *Event) Cause {
	if st.editedWithin(e.First, e.Last) {
		return Cause{} // an editor's weather has not the model's cause
	}
	switch e.Kind {
	case EventWet:
		return st.wetCause(e)
	case EventHeat:
		return st.heatCause(e)
	}
	cold := st.coldAir(e)
	if !cold.proven(&st.th.Cause) {
		if e.Kind == EventWind && !st.wetOn(e.First, e.Last) {
			if flow := st.northWestFlow(e); flow.proven(&st.th.Cause) {
				return flow.cause(SystemNWFlow)
			}
		}
		return Cause{}
	}
	// A fall of temperature that comes with rain shares the rain's cause, unless the cold
	// air is the news itself.
	if cold.grade < ColdFairlyStrong && st.wetOn(e.First, e.Last) {
		return Cause{}
	}
	return st.coldCause(e, cold)
}

// wetCause follows the order VORTEX, warm and cold air together, TROUGH with SHEAR,
// TROUGH, SHEAR, the edge of the subtropical high, WARMWET, COLD. Rain under a high has
// no cause that a point forecast shows.
func (st *study) wetCause(e *Event) Cause {
	th := &st.th.Cause
	if st.underHigh(e) {
		return Cause{}
	}
	cold, warm := st.coldAir(e), st.warmWet(e)
	trough, kind := st.trough(e)
	shear, vortex := st.shearAndVortex(e)
	if vortex.proven(th) {
		return vortex.cause(SystemVortex)
	}
	switch {
	case warm.proven(th) && cold.proven(th):
		return both(warm, cold, SystemWarmWet, SystemCold)
	case trough.proven(th) && shear.proven(th):
		return both(trough, shear, SystemUpperTrough, SystemShear)
	case trough.proven(th) && cold.proven(th) && cold.grade >= ColdFairlyStrong:
		return both(trough, cold, kind, SystemCold)
	case trough.proven(th):
		return trough.cause(kind)
	case shear.proven(th):
		return shear.cause(SystemShear)
	}
	if edge := st.subtropicalEdge(e); edge.proven(th) {
		return edge.cause(SystemSubEdge)
	}
	switch {
	case warm.proven(th):
		return warm.cause(SystemWarmWet)
	case cold.proven(th):
		return st.coldCause(e, cold)
	}
	return Cause{}
}

// heatCause follows the order WPSH, RIDGE.
func (st *study) heatCause(e *Event) Cause {
	if st.wetOn(e.Peak, e.Peak) {
		return Cause{}
	}
	if high := st.subtropicalHigh(e); high.proven(&st.th.Cause) {
		return high.cause(SystemSubtropical)
	}
	if ridge := st.ridge(e); ridge.proven(&st.th.Cause) {
		return ridge.cause(SystemRidge)
	}
	return Cause{}
}

// editedWithin reports that an editor set a fact of a date of the range.
func (st *study) editedWithin(first, last weather.Date) bool {
	for i := range st.o.Days {
		d := &st.o.Days[i]
		if len(d.Edited) > 0 && !d.Date.Before(first) && !last.Before(d.Date) {
			return true
		}
	}
	return false
}

// wetOn reports precipitation on a date of the range.
func (st *study) wetOn(first, last weather.Date) bool {
	for i := range st.o.Days {
		d := &st.o.Days[i]
		if !d.Date.Before(first) && !last.Before(d.Date) && len(d.Sky.Wet) > 0 {
			return true
		}
	}
	return false
}

// upperAir reports that there is any upper air at the time of an event.
func (st *study) upperAir(e *Event) bool {
	c, in := st.columns(), st.s.clip(st.s.between(e.From, e.To))
	for i := in.lo; i < in.hi; i++ {
		if known(c.z500[i]) || known(c.v500[i]) || known(c.t850[i]) {
			return true
		}
	}
	return false
}

// from returns the direction in degrees that a wind vector comes from.
func from(u, v float64) float64 {
	d := math.Atan2(-u, -v) * 180 / math.Pi
	if d < 0 {
		d += 360
	}
	return d
}
