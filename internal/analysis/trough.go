package analysis

// The numbers of TROUGH (domain rules; [P] means to be calibrated).
const (
	troughVeer   = 2.0  // m/s of southerly before and of northerly after the axis
	troughFall   = 30.0 // gpm in the 24 h before
	troughRise   = 20.0 // gpm in the 18 h after
	troughSlope  = 20.0 // gpm between the far arms, before and after
	troughCurve  = 30.0 // gpm of curvature
	troughHumid  = 70.0 // %
	troughWetFor = 6    // h of the 12 before
)

// trough looks for the passage of a 500 hPa trough that explains a wet spell. The axis
// passes between 6 h before its first and 18 h after its last hour; the hour with most
// evidence counts, and among equals the one at which the wind turns most. The lower air
// tells whether it is a 低槽 or only a 高空槽.
func (st *study) trough(e *Event) (*claim, System) {
	over, first, last := st.columns(), st.s.index(e.From), st.s.index(e.To)
	most, turn, at := -1.0, -1.0, first
	for t := max(first-6, 0); t <= min(last+18, len(st.s.slots)-1); t++ {
		before, after := over.meridional.beside(t)
		veers := before >= troughVeer && after <= -troughVeer
		if known(before) && known(after) && !veers && len(st.f.Arms.FarWest) == 0 {
			continue // at a single point nothing else can prove a trough
		}
		c := claim{quiet: true}
		st.weighTrough(&c, t)
		if c.holds > most || c.holds == most && before-after > turn {
			most, turn, at = c.holds, before-after, t
		}
	}
	best := &claim{open: st.wetNear(at)}
	st.weighTrough(best, at)
	if st.veersBelow(at) {
		return best, SystemTrough
	}
	return best, SystemUpperTrough
}

// weighTrough weighs the passage of an axis at slot t.
func (st *study) weighTrough(c *claim, t int) {
	over := st.columns()
	before, after := over.meridional.beside(t)
	dirBefore, dirAfter := missing, missing
	if before >= troughVeer && after <= -troughVeer {
		u, uAfter := over.zonal.beside(t)
		dirBefore, dirAfter = from(u, before), from(uAfter, after)
	}
	if c.weigh(3, known(before) && known(after), inRange(dirBefore, 200, 265) && inRange(dirAfter, 275, 340)) {
		st.keep(c, "500hPa风向（槽前）", dirBefore, "°", t-7)
		st.keep(c, "500hPa风向（槽后）", dirAfter, "°", t+8)
	}
	west, east, here := &over.smoothFarWest, &over.smoothFarEast, &over.smoothZ500
	slopeBefore, slopeAfter := east.around(t-6)-west.around(t-6), east.around(t+6)-west.around(t+6)
	if c.weigh(3, known(slopeBefore) && known(slopeAfter), slopeBefore > troughSlope && slopeAfter < -troughSlope) {
		st.keep(c, "500hPa东西高度差（槽前）", slopeBefore, "gpm", t-6)
		st.keep(c, "500hPa东西高度差（槽后）", slopeAfter, "gpm", t+6)
	}
	fall, rise := here.around(t-24)-here.around(t), here.around(t+18)-here.around(t)
	if c.weigh(1, known(fall) && known(rise), fall >= troughFall && rise >= troughRise) {
		st.keep(c, "500hPa高度24小时下降", fall, "gpm", t)
		st.keep(c, "500hPa高度其后18小时上升", rise, "gpm", t+18)
	}
	curve := over.curvature(t)
	if c.weigh(1, known(curve), curve >= troughCurve) {
		st.keep(c, "500hPa高度曲率", curve, "gpm", t)
	}
	humid, there, level := over.humidBefore(t)
	if c.weigh(1, there, humid >= troughWetFor) {
		st.keep(c, level, float64(humid), "h", t)
	}
}

// humidBefore counts the humid hours of the 12 before t at 700 hPa, or at 850 hPa where
// those are more, and names them as evidence.
func (c *columns) humidBefore(t int) (hours int, there bool, level string) {
	hours, there = c.rh700.reaching(troughHumid, t-12, t)
	below, thereBelow := c.rh850.reaching(troughHumid, t-12, t)
	if below > hours {
		return below, true, "850hPa相对湿度70%以上"
	}
	return hours, there || thereBelow, "700hPa相对湿度70%以上"
}

// wetNear is the gate: precipitation, or an overcast sky, from 18 h before the axis to 6 h
// after it.
func (st *study) wetNear(t int) bool {
	for i := max(0, t-18); i <= min(t+6, len(st.s.slots)-1); i++ {
		if st.s.slots[i].phase != dry || st.s.slots[i].class == Overcast {
			return true
		}
	}
	return false
}

// veersBelow reports that the 700 hPa wind turns from the south to the north within 12 h
// of the axis; where it is missing, the 850 hPa wind.
func (st *study) veersBelow(t int) bool {
	over := st.columns()
	for _, v := range [...]column{over.v700, over.v850} {
		before, after := v.mean(t-12, t-3), v.mean(t+4, t+13)
		if known(before) && known(after) {
			return before > 0 && after < 0
		}
	}
	return false
}
