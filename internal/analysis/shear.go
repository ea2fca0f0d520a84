package analysis

import (
	"math"

	"yubao/internal/weather"
)

// The numbers of SHEAR and VORTEX (domain rules).
const (
	shearVorticity = 2e-5 // s⁻¹
	shearHours     = 6
	shearWind      = 2.0  // m/s that a side blows at least, so that a calm makes no pair
	vortexDepth    = 10.0 // gpm below every arm
)

// shear looks for a cyclonic pair of winds to the north and south of the place, at 850 or
// 700 hPa, during a wet spell. It needs the near arms.
func (st *study) shear(e *Event) *claim {
	return st.bestLevel(e, func(r *ring) (pair, spin bool, value float64) {
		north := r.v[ringNorth] < 0 || r.u[ringNorth] < 0 // from the north or the east
		south := r.v[ringSouth] > 0 || r.u[ringSouth] > 0 // from the south or the west
		blows := math.Hypot(r.u[ringNorth], r.v[ringNorth]) >= shearWind && math.Hypot(r.u[ringSouth], r.v[ringSouth]) >= shearWind
		across := r.v[ringSouth]-r.v[ringNorth] >= shearWind || r.u[ringSouth]-r.u[ringNorth] >= 2*shearWind
		cyclonic := r.u[ringSouth] > r.u[ringNorth]
		vorticity := r.vorticity(st.f.Place.Latitude)
		return north && south && blows && across && cyclonic, vorticity >= shearVorticity, vorticity * 1e5
	}, "南北侧风向切变持续", "相对涡度", "1e-5/s")
}

// vortex looks for a closed low at 850 or 700 hPa: lower than every near arm, the wind
// turning around it, for six hours.
func (st *study) vortex(e *Event) *claim {
	c := st.bestLevel(e, func(r *ring) (closed, turning bool, value float64) {
		depth := math.Inf(1)
		for _, z := range r.z {
			if !known(z) || !known(r.centre) {
				return false, false, 0
			}
			depth = min(depth, z-r.centre)
		}
		turning = r.u[ringNorth] < 0 && r.u[ringSouth] > 0 && r.v[ringWest] < 0 && r.v[ringEast] > 0
		return depth >= vortexDepth && turning, turning && depth >= vortexDepth, depth
	}, "低压中心闭合持续", "低于四周", "gpm")
	c.open = c.open && c.holds == c.there // all of it must hold
	return c
}

// bestLevel weighs what test says of each hour of a wet spell, at the level where it
// holds longer.
func (st *study) bestLevel(e *Event, test func(*ring) (main, side bool, value float64), mainName, sideName, unit string) *claim {
	best := &claim{open: true}
	best.weigh(3, false, false)
	best.weigh(1, false, false)
	if len(st.f.Arms.North) == 0 || len(st.f.Arms.South) == 0 {
		return best
	}
	for _, level := range [...]struct {
		name   string
		pick   func(*weather.LevelsHour) *weather.Level
		centre column
	}{{"850hPa", at850, st.s.z850}, {"700hPa", at700, st.s.z700}} {
		if level.name == "850hPa" && st.s.buried {
			continue
		}
		hours, sides, seen, greatest := 0, 0, false, 0.0
		in := st.s.clip(st.s.between(e.From, e.To))
		for i := in.lo; i < in.hi; i++ {
			r := st.ringAt(i, level.pick, level.centre)
			if !r.ok {
				continue
			}
			seen = true
			main, side, value := test(&r)
			if main {
				hours++
			}
			if side {
				sides++
				greatest = max(greatest, value)
			}
		}
		c := &claim{open: true}
		if c.weigh(3, seen, hours >= shearHours) {
			st.keep(c, level.name+mainName, float64(hours), "h", in.hi-1)
		}
		if c.weigh(1, seen, sides >= shearHours) {
			st.keep(c, level.name+sideName, greatest, unit, in.hi-1)
		}
		if c.holds > best.holds || best.there == 0 {
			best = c
		}
	}
	return best
}
