package analysis

import (
	"math"

	"yubao/internal/weather"
)

// arm reads the free air at a point beside the place, by the slots of the series.
type arm struct {
	clock *clock
	hours []weather.LevelsHour
}

// at returns the arm's hour of a slot.
func (a arm) at(slot int) (*weather.LevelsHour, bool) {
	if len(a.hours) == 0 {
		return nil, false
	}
	i := slot - a.clock.index(a.hours[0].Valid)
	for i = min(max(i, 0), len(a.hours)-1); i > 0 && a.clock.ceil(a.hours[i].Valid) > slot; i-- {
	}
	at, exact := a.clock.locate(a.hours[i].Valid)
	return &a.hours[i], exact && at == slot
}

// ring is the wind and height of one level at the four near arms and the place.
type ring struct {
	u, v, z [4]float64 // north, south, west, east
	centre  float64    // height at the place
}

const (
	ringNorth = iota
	ringSouth
	ringWest
	ringEast
)

// level is a pressure surface of the lower air.
type level struct {
	name   string
	of     func(*weather.LevelsHour) *weather.Level
	centre column // height at the place
}

// levels returns the surfaces on which a shear or a vortex is looked for.
func (st *study) levels() []level {
	c := st.columns()
	levels := []level{
		{"850hPa", func(h *weather.LevelsHour) *weather.Level { return &h.P850 }, c.z850},
		{"700hPa", func(h *weather.LevelsHour) *weather.Level { return &h.P700 }, c.z700},
	}
	if c.buried {
		return levels[1:]
	}
	return levels
}

// rings reads a level around the place at the hours of a span. Hours that lack one of the
// arms are left out.
func (st *study) rings(in span, l level) []ring {
	var arms [4]arm
	for k, hours := range [...][]weather.LevelsHour{st.f.Arms.North, st.f.Arms.South, st.f.Arms.West, st.f.Arms.East} {
		arms[k] = arm{&st.s.clock, hours}
	}
	rings, rose := make([]ring, 0, in.hours()), compass()
	for slot := in.lo; slot < in.hi; slot++ {
		r := ring{centre: l.centre[slot]}
		whole := true
		for k := range arms {
			h, ok := arms[k].at(slot)
			if !ok {
				whole = false
				break
			}
			air := l.of(h)
			r.u[k], r.v[k] = rose.vector(air.Wind, air.WindFrom)
			r.z[k] = missing
			set(&r.z[k], air.Height)
			whole = whole && known(r.u[k])
		}
		if whole {
			rings = append(rings, r)
		}
	}
	return rings
}

// vorticity returns the relative vorticity in s⁻¹ from arms 2.5° away.
func (r *ring) vorticity(latitude float64) float64 {
	const degree = 111_200.0 // m
	dy := 5 * degree
	dx := dy * math.Cos(latitude*math.Pi/180)
	return (r.v[ringEast]-r.v[ringWest])/dx - (r.u[ringNorth]-r.u[ringSouth])/dy
}
