package analysis

import (
	"math"

	"yubao/internal/weather"
)

// The numbers of COLD (domain rules).
var (
	coldT850     = [...]float64{2, 4, 8}  // ℃ of fall in 24 h for 弱, 较强, 强
	coldPressure = [...]float64{3, 6, 10} // hPa of rise in 24 h
)

// coldAir looks for the arrival of cold air around the start of an event: the 850 hPa
// temperature falls, the pressure rises, the wind turns to the north and freshens. The
// grade is that of the daily temperatures, at most that of the upper air.
func (st *study) coldAir(e *Event) *claim {
	s, over, c := st.s, st.columns(), &claim{grade: st.gradeOfDays(e)}
	if c.grade == ColdNone {
		return c // nobody would feel it: no evidence opens this claim
	}
	arrival, fall := st.greatestFall(s.index(e.From)-12, min(s.index(e.To), s.index(e.From)+48)+12)
	if c.weigh(2, known(fall), fall >= coldT850[0]) {
		st.keep(c, "850hPa气温24小时下降", fall, "℃", arrival+24)
	}
	rise := missing
	for i := arrival + 12; i <= arrival+36; i++ {
		if p := over.smoothPressure.around(i) - over.smoothPressure.around(i-24); known(p) && !(p <= rise) {
			rise = p
		}
	}
	if c.weigh(1, known(rise), rise >= coldPressure[0]) {
		st.keep(c, "海平面气压24小时上升", rise, "hPa", arrival+24)
	}
	turn, at, there := st.turnsNorth(arrival)
	if c.weigh(1, there, turn >= 0) {
		st.keep(c, "地面风转偏北并增大", turn, "°", at)
	}
	c.grade = min(c.grade, gradeOfAir(fall, rise))
	c.open = c.grade != ColdNone
	return c
}

// greatestFall finds the 24 h in which the 850 hPa temperature falls most; only like
// clock hours are compared, so that the day's course drops out.
func (st *study) greatestFall(lo, hi int) (at int, fall float64) {
	at, fall = lo, missing
	t850 := &st.columns().smoothT850
	for i := lo; i <= hi-24 || i == lo; i++ {
		f := t850.around(i) - t850.around(i+24)
		if known(f) && !(f <= fall) {
			at, fall = i, f
		}
	}
	return at, fall
}

// turnsNorth looks in the 24 h after at for the hour at which the 10 m wind turns to
// W-N-NE, or stays there, and gains a force; it returns the new direction, -1 for none.
func (st *study) turnsNorth(at int) (direction float64, slot int, there bool) {
	c := st.columns()
	direction = -1
	for i := at; i <= at+24; i++ {
		before, after, u := c.wind.mean(i-12, i), c.wind.mean(i, i+9), c.u.mean(i, i+9)
		if !known(before) || !known(after) || !known(u) {
			continue
		}
		there = true
		if beaufort(after) <= beaufort(before) {
			continue
		}
		if d := from(u, c.v.mean(i, i+9)); d >= 247.5 || d <= 67.5 {
			return d, i, true
		}
	}
	return direction, at, there
}

// gradeOfDays grades the fall of the printed temperatures around an event. The standard
// counts the low over 48 h (GB/T 20484-2017); the press's band of the high can only lower
// the word, and where the two disagree by more than a step it is plain 冷空气.
func (st *study) gradeOfDays(e *Event) ColdGrade {
	th := &st.th.Temperature
	first := max(0, e.First.DaysSince(st.r.First)-1)
	last := min(len(st.lows)-1, e.Last.DaysSince(st.r.First)+2)
	fallLow, low := fallIn48(st.lows, first, last)
	fallHigh, _ := fallIn48(st.highs, first, last)
	standard := ColdNone
	switch {
	case fallLow >= th.ColdStrong && low <= th.ColdStrongLow:
		standard = ColdStrong
	case fallLow >= th.ColdFairlyStrong:
		standard = ColdFairlyStrong
	case fallLow >= coldLeast:
		standard = ColdWeak
	}
	press := ColdNone
	switch {
	case fallHigh >= th.PressStrong:
		press = ColdStrong
	case fallHigh >= th.PressFairlyStrong:
		press = ColdFairlyStrong
	case fallHigh >= coldLeast:
		press = ColdWeak
	}
	switch {
	case standard == ColdNone && (press == ColdNone || e.Kind == EventWet):
		return ColdNone // rain by itself keeps the high down; cold air brings the low down too
	case standard == ColdNone:
		return ColdWeak
	case press >= standard:
		return standard
	case standard-press == 1 && press != ColdNone:
		return press
	}
	return ColdPlain
}

// coldLeast is the fall from which the press speaks of cold air at all.
const coldLeast = 3

// fallIn48 returns the greatest fall within two days and the value it falls to.
func fallIn48(readings []reading, first, last int) (fall, to float64) {
	to = math.Inf(1)
	for i := first; i <= last; i++ {
		for k := i + 1; k <= min(i+2, last); k++ {
			if !readings[i].ok || !readings[k].ok {
				continue
			}
			if f := float64(readings[i].value - readings[k].value); f > fall {
				fall, to = f, float64(readings[k].value)
			}
		}
	}
	return fall, to
}

// gradeOfAir is the greatest grade that the upper air and the pressure bear out.
func gradeOfAir(fall, rise float64) ColdGrade {
	grade := ColdNone
	for i, g := range [...]ColdGrade{ColdWeak, ColdFairlyStrong, ColdStrong} {
		if fall >= coldT850[i] || rise >= coldPressure[i] && fall >= coldT850[0] {
			grade = g
		}
	}
	return grade
}

// coldCause names the cold air, with the side it comes from where that is plain and no
// grade is worth more.
func (st *study) coldCause(e *Event, cold *claim) Cause {
	c, in := st.columns(), st.s.clip(st.s.between(e.From, e.To))
	if cold.grade > ColdWeak || in.hours() == 0 {
		return cold.cause(SystemCold)
	}
	u, v, u850, v850 := c.u.mean(in.lo, in.hi), c.v.mean(in.lo, in.hi), c.u850.mean(in.lo, in.hi), c.v850.mean(in.lo, in.hi)
	force := weather.MetersPerSecond(c.wind.mean(in.lo, in.hi)).Beaufort()
	surface, above := from(u, v), from(u850, v850)
	switch {
	case !known(surface) || !known(above):
	case inRange(surface, 22.5, 112.5) && inRange(above, 22.5, 112.5) && force >= 3 && c.layers.mean(in.lo, in.hi) >= st.th.Sky.OvercastLayers:
		return cold.cause(SystemColdEast)
	case inRange(above, 292.5, 337.5) && inRange(surface, 247.5, 337.5) && c.rh700.mean(in.lo, in.hi) < 50:
		return cold.cause(SystemColdWest)
	}
	return cold.cause(SystemCold)
}

func inRange(v, lo, hi float64) bool { return v >= lo && v <= hi }
