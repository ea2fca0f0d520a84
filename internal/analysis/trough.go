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
	first, last := st.s.index(e.From), st.s.index(e.To)
	most, turn, at := -1.0, -1.0, first
	for t := max(first-6, 0); t <= min(last+18, st.s.n-1); t++ {
		before, after := st.meridional(t)
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

// meridional returns the mean southerly component of the 500 hPa wind before and after t.
func (st *study) meridional(t int) (before, after float64) {
	return st.s.mean(st.s.v500, t-12, t-2), st.s.mean(st.s.v500, t+3, t+13)
}

// weighTrough weighs the passage of an axis at slot t.
func (st *study) weighTrough(c *claim, t int) {
	s := st.s
	before, after := st.meridional(t)
	dirBefore := from(s.mean(s.u500, t-12, t-2), before)
	dirAfter := from(s.mean(s.u500, t+3, t+13), after)
	if c.weigh(3, known(before) && known(after),
		before >= troughVeer && after <= -troughVeer && dirBefore >= 200 && dirBefore <= 265 && dirAfter >= 275 && dirAfter <= 340) {
		st.keep(c, "500hPa风向（槽前）", dirBefore, "°", t-7)
		st.keep(c, "500hPa风向（槽后）", dirAfter, "°", t+8)
	}
	west, east := st.arm(&st.f.Arms.FarWest), st.arm(&st.f.Arms.FarEast)
	slopeBefore, slopeAfter := east.z500(t-6)-west.z500(t-6), east.z500(t+6)-west.z500(t+6)
	if c.weigh(3, known(slopeBefore) && known(slopeAfter), slopeBefore > troughSlope && slopeAfter < -troughSlope) {
		st.keep(c, "500hPa东西高度差（槽前）", slopeBefore, "gpm", t-6)
		st.keep(c, "500hPa东西高度差（槽后）", slopeAfter, "gpm", t+6)
	}
	fall := st.smooth(s.z500, t-24) - st.smooth(s.z500, t)
	rise := st.smooth(s.z500, t+18) - st.smooth(s.z500, t)
	if c.weigh(1, known(fall) && known(rise), fall >= troughFall && rise >= troughRise) {
		st.keep(c, "500hPa高度24小时下降", fall, "gpm", t)
		st.keep(c, "500hPa高度其后18小时上升", rise, "gpm", t+18)
	}
	curve := west.z500(t) + east.z500(t) - 2*st.smooth(s.z500, t)
	if c.weigh(1, known(curve), curve >= troughCurve) {
		st.keep(c, "500hPa高度曲率", curve, "gpm", t)
	}
	humid, there, level := st.humidBefore(t)
	if c.weigh(1, there, humid >= troughWetFor) {
		st.keep(c, level+"相对湿度70%以上", float64(humid), "h", t)
	}
}

// humidBefore counts the humid hours of the 12 before t at 700 hPa, or at 850 hPa where
// those are more.
func (st *study) humidBefore(t int) (hours int, there bool, level string) {
	level = "700hPa"
	for _, l := range [...]struct {
		c    column
		name string
	}{{st.s.rh700, "700hPa"}, {st.s.rh850, "850hPa"}} {
		n := 0
		for i := max(0, t-12); i < min(t, st.s.n); i++ {
			there = there || known(l.c[i])
			if l.c[i] >= troughHumid {
				n++
			}
		}
		if n > hours {
			hours, level = n, l.name
		}
	}
	return hours, there, level
}

// wetNear is the gate: precipitation, or an overcast sky, from 18 h before the axis to 6 h
// after it.
func (st *study) wetNear(t int) bool {
	for i := max(0, t-18); i <= min(t+6, st.s.n-1); i++ {
		if st.s.phase[i] != dry || st.s.class[i] == Overcast {
			return true
		}
	}
	return false
}

// veersBelow reports that the 700 hPa wind turns from the south to the north within 12 h
// of the axis; where it is missing, the 850 hPa wind.
func (st *study) veersBelow(t int) bool {
	s := st.s
	for _, v := range []column{s.v700, s.v850} {
		before, after := s.mean(v, t-12, t-3), s.mean(v, t+4, t+13)
		if known(before) && known(after) {
			return before > 0 && after < 0
		}
	}
	return false
}
