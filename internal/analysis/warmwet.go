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
	over, c := st.columns(), &claim{open: true}
	in := st.s.clip(span{st.s.index(e.From) - 12, st.s.index(e.To)})
	flow, damp, there, thereDamp := 0, 0, false, false
	for i := in.lo; i < in.hi; i++ {
		u, v, above := over.u850[i], over.v850[i], over.u700[i]
		if known(u) && known(above) {
			there = true
			if u*u+v*v >= warmWind*warmWind && southerly(u, v) && southerly(above, over.v700[i]) {
				flow++
			}
		}
		before := over.smoothT850.around(i - 24)
		if known(over.rh850[i]) && known(over.rh700[i]) && known(before) {
			thereDamp = true
			if over.rh850[i] >= warmHumid && over.rh700[i] >= warmHumid && over.smoothT850.around(i) >= before {
				damp++
			}
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

// southerly reports a wind from between south-southeast and west-southwest.
func southerly(u, v float64) bool { return inRange(from(u, v), 150, 250) }
