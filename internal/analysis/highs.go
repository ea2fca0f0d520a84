package analysis

import (
	"math"
	"time"
)

// The numbers of the highs and of the north-west flow (domain rules).
const (
	subtropicalHeight = 5880.0 // gpm
	edgeHeight        = 5840.0 // gpm
	subtropicalHours  = 12     // of 24
	subtropicalWind   = 10.0   // m/s at 500 hPa at most
	highDry           = 60.0   // % at 700 or 500 hPa at most
	ridgeCurve        = -30.0  // gpm
	ridgeHeight       = 5800.0 // gpm
	ridgeDry          = 50.0   // % at 700 hPa at most
	ridgeCloud        = 30.0   // % at most
	edgeCAPE          = 1000.0 // J/kg
	flowWind          = 12.0   // m/s
	flowHours         = 12
)

// peakDay is the 24 hours of an event's peak.
func (st *study) peakDay(e *Event) span {
	i := e.Peak.DaysSince(st.r.First)
	if i < 0 || i >= len(st.cuts) {
		return span{}
	}
	return st.s.clip(st.cuts[i].whole)
}

// inSummer reports June to September, when the subtropical high reaches inland China.
func (st *study) inSummer(e *Event) bool {
	return e.Peak.Month >= time.June && e.Peak.Month <= time.September
}

// driest returns the mean humidity at 500 or 700 hPa, whichever is there and less.
func (st *study) driest(day span) float64 {
	over := st.columns()
	a, b := over.rh500.mean(day.lo, day.hi), over.rh700.mean(day.lo, day.hi)
	if !(a >= b) && known(a) {
		return a
	}
	return b
}

// subtropicalHigh weighs WPSH on the peak of a hot spell.
func (st *study) subtropicalHigh(e *Event) *claim {
	over, day := st.columns(), st.peakDay(e)
	c := &claim{}
	hours, there := over.z500.reaching(subtropicalHeight, day.lo, day.hi)
	if c.weigh(3, there, hours >= subtropicalHours) {
		st.keep(c, "500hPa高度588线以上", float64(hours), "h", day.hi-1)
	}
	humidity := st.driest(day)
	if c.weigh(1, known(humidity), humidity < highDry) {
		st.keep(c, "中层相对湿度", humidity, "%", day.hi-1)
	}
	u, v := over.u500.mean(day.lo, day.hi), over.v500.mean(day.lo, day.hi)
	c.open = st.inSummer(e) && !st.wetOn(e.Peak, e.Peak) && math.Hypot(u, v) < subtropicalWind && humidity < highDry
	return c
}

// subtropicalEdge weighs WPSH_EDGE for showers; it needs an arm to the east or south.
func (st *study) subtropicalEdge(e *Event) *claim {
	over, day := st.columns(), st.peakDay(e)
	c := &claim{open: st.inSummer(e)}
	z := over.z500.mean(day.lo, day.hi)
	mid := (day.lo + day.hi) / 2
	east, south := over.smoothEast.around(mid), over.smoothSouth.around(mid)
	if c.weigh(2, known(z) && (known(east) || known(south)),
		z >= edgeHeight && z < subtropicalHeight && (east >= subtropicalHeight || south >= subtropicalHeight)) {
		st.keep(c, "500hPa高度", z, "gpm", mid)
	}
	cape := 0.0
	for _, slot := range st.s.in(day) {
		if slot.cape > cape {
			cape = slot.cape
		}
	}
	d := from(over.u700.mean(day.lo, day.hi), over.v700.mean(day.lo, day.hi))
	if c.weigh(1, known(d), cape >= edgeCAPE && inRange(d, 157.5, 247.5)) {
		st.keep(c, "对流有效位能", cape, "J/kg", mid)
	}
	for _, kind := range e.PrecipKinds {
		c.open = c.open && (kind == Shower || kind == Thundershower)
	}
	return c
}

// ridge weighs RIDGE on the peak of a hot spell; it needs the far arms.
func (st *study) ridge(e *Event) *claim {
	over, day := st.columns(), st.peakDay(e)
	c := &claim{open: !st.wetOn(e.Peak, e.Peak)}
	mid := (day.lo + day.hi) / 2
	curve := over.curvature(mid)
	if c.weigh(2, known(curve), curve <= ridgeCurve) {
		st.keep(c, "500hPa高度曲率", curve, "gpm", mid)
	}
	z := over.z500.mean(day.lo, day.hi)
	if c.weigh(1, known(z), z >= ridgeHeight) {
		st.keep(c, "500hPa高度", z, "gpm", mid)
	}
	humidity, cloud := over.rh700.mean(day.lo, day.hi), over.total.mean(day.lo, day.hi)
	if c.weigh(1, known(humidity) && known(cloud), humidity < ridgeDry && cloud < ridgeCloud) {
		st.keep(c, "700hPa相对湿度", humidity, "%", mid)
	}
	return c
}

// curvature returns Z_W + Z_E - 2 Z_C of 500 hPa over the far arms: positive in a trough.
func (c *columns) curvature(slot int) float64 {
	return c.smoothFarWest.around(slot) + c.smoothFarEast.around(slot) - 2*c.smoothZ500.around(slot)
}

// underHigh reports that the rain falls under the subtropical high or in a ridge: then the
// upper air and the rain contradict each other, and no cause is named.
func (st *study) underHigh(e *Event) bool {
	day := st.peakDay(e)
	if hours, _ := st.columns().z500.reaching(subtropicalHeight, day.lo, day.hi); st.inSummer(e) && hours >= subtropicalHours {
		return true
	}
	return st.columns().curvature((day.lo+day.hi)/2) <= ridgeCurve
}

// northWestFlow weighs NWFLOW for wind without rain: all of it must hold.
func (st *study) northWestFlow(e *Event) *claim {
	over, c := st.columns(), &claim{open: true}
	in := st.s.clip(st.s.between(e.From, e.To))
	hours, there := 0, false
	for i := in.lo; i < in.hi; i++ {
		d, speed := over.direction[i], math.Hypot(over.u500[i], over.v500[i])
		there = there || known(speed)
		if inRange(d, 290, 340) && speed >= flowWind {
			hours++
		}
	}
	humidity := over.rh700.mean(in.lo, in.hi)
	if c.weigh(4, there && known(humidity), hours >= flowHours && humidity < ridgeDry) {
		st.keep(c, "500hPa西北气流持续", float64(hours), "h", in.hi-1)
		st.keep(c, "700hPa相对湿度", humidity, "%", in.hi-1)
	}
	return c
}
