package analysis

// The numbers of WARMWET (domain rules).
const (
	warmWind  = 8.0  // m/s at 850 hPa
	warmHumid = 75.0 // % at 850 and 700 hPa
	warmHours = 6
)

// warmWet looks for a warm and damp southerly flow in the twelve hours before a wet spell
// and during it. It needs both levels.
func (st *study) warmWet(e *Event) *claim {
	s, c := st.s, &claim{open: true}
	in := s.clip(span{s.index(e.From) - 12, s.index(e.To)})
	flow, damp, there, thereDamp := 0, 0, false, false
	warmest := 0.0
	for i := in.lo; i < in.hi; i++ {
		low, mid := from(s.u850[i], s.v850[i]), from(s.u700[i], s.v700[i])
		speed := s.u850[i]*s.u850[i] + s.v850[i]*s.v850[i]
		if known(low) && known(mid) {
			there = true
			if inRange(low, 150, 250) && inRange(mid, 150, 250) && speed >= warmWind*warmWind {
				flow++
			}
		}
		if known(s.rh850[i]) && known(s.rh700[i]) && known(st.smooth(s.t850, i-24)) {
			thereDamp = true
			if s.rh850[i] >= warmHumid && s.rh700[i] >= warmHumid && st.smooth(s.t850, i) >= st.smooth(s.t850, i-24) {
				damp++
			}
		}
		if speed > warmest {
			warmest = speed
		}
	}
	if c.weigh(2, there, flow >= warmHours) {
		st.keep(c, "850hPa与700hPa偏南气流持续", float64(flow), "h", in.hi-1)
	}
	if c.weigh(1, thereDamp, damp >= warmHours) {
		st.keep(c, "850hPa与700hPa相对湿度75%以上持续", float64(damp), "h", in.hi-1)
	}
	return c
}
