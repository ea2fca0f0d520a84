package analysis

import "math"

// The numbers of SHEAR and VORTEX (domain rules).
const (
	shearVorticity = 2e-5 // s⁻¹
	shearHours     = 6
	shearWind      = 2.0  // m/s that a side blows at least, so that a calm makes no pair
	vortexDepth    = 10.0 // gpm below every arm
)

// shearAndVortex look, at 850 or 700 hPa during a wet spell, for a cyclonic pair of winds
// to the north and south of the place, and for a closed low: lower than every near arm,
// the wind turning around it, for six hours. Both need the near arms.
func (st *study) shearAndVortex(e *Event) (shear, vortex *claim) {
	shear, vortex = unseen(), unseen()
	if len(st.f.Arms.North) == 0 || len(st.f.Arms.South) == 0 {
		return shear, vortex
	}
	in := st.s.clip(st.s.between(e.From, e.To))
	for _, l := range st.levels() {
		rings := st.rings(in, l)
		shear = longer(shear, st.weighRings(rings, st.sheared, finding{l.name + "南北侧风向切变持续", l.name + "相对涡度", "1e-5/s", in.hi - 1}))
		vortex = longer(vortex, st.weighRings(rings, closed, finding{l.name + "低压中心闭合持续", l.name + "低于四周", "gpm", in.hi - 1}))
	}
	vortex.open = vortex.holds == vortex.there // all of it must hold
	return shear, vortex
}

// sheared tests a ring for a shear of the wind, and for vorticity.
func (st *study) sheared(r *ring) (pair, spin bool, value float64) {
	north := r.v[ringNorth] < 0 || r.u[ringNorth] < 0 // from the north or the east
	south := r.v[ringSouth] > 0 || r.u[ringSouth] > 0 // from the south or the west
	blows := math.Hypot(r.u[ringNorth], r.v[ringNorth]) >= shearWind && math.Hypot(r.u[ringSouth], r.v[ringSouth]) >= shearWind
	across := r.v[ringSouth]-r.v[ringNorth] >= shearWind || r.u[ringSouth]-r.u[ringNorth] >= 2*shearWind
	cyclonic := r.u[ringSouth] > r.u[ringNorth]
	vorticity := r.vorticity(st.f.Place.Latitude)
	return north && south && blows && across && cyclonic, vorticity >= shearVorticity, vorticity * 1e5
}

// closed tests a ring for a closed low.
func closed(r *ring) (deep, turning bool, value float64) {
	depth := math.Inf(1)
	for _, z := range r.z {
		if !known(z) || !known(r.centre) {
			return false, false, 0
		}
		depth = min(depth, z-r.centre)
	}
	turning = r.u[ringNorth] < 0 && r.u[ringSouth] > 0 && r.v[ringWest] < 0 && r.v[ringEast] > 0
	return depth >= vortexDepth && turning, turning && depth >= vortexDepth, depth
}

// unseen is a claim on rings none of which was seen.
func unseen() *claim {
	c := &claim{open: true}
	c.weigh(3, false, false)
	c.weigh(1, false, false)
	return c
}

// longer returns the claim of which more holds, the first of equals that have data.
func longer(a, b *claim) *claim {
	if b.holds > a.holds || a.there == 0 {
		return b
	}
	return a
}

// finding is how the evidence of rings is written.
type finding struct {
	main, side, unit string
	slot             int
}

// weighRings weighs what test says of each hour: for how many the main part and the side
// part hold, and the greatest value of the latter.
func (st *study) weighRings(rings []ring, test func(*ring) (main, side bool, value float64), as finding) *claim {
	hours, sides, greatest := 0, 0, 0.0
	for i := range rings {
		main, side, value := test(&rings[i])
		if main {
			hours++
		}
		if side {
			sides++
			greatest = max(greatest, value)
		}
	}
	c := &claim{open: true}
	if c.weigh(3, len(rings) > 0, hours >= shearHours) {
		st.keep(c, as.main, float64(hours), "h", as.slot)
	}
	if c.weigh(1, len(rings) > 0, sides >= shearHours) {
		st.keep(c, as.side, greatest, as.unit, as.slot)
	}
	return c
}
