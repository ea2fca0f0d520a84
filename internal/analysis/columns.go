package analysis

import (
	"math"
	"slices"
	"sync"

	"yubao/internal/weather"
)

// column holds one element slot by slot; a missing value is NaN.
type column []float64

// columns have what causes go over in long stretches, each element by itself: the free
// air, and of the ground wind, cloud and pressure. They are laid out when the first cause
// is looked for, which in a fair week is never.
type columns struct {
	elements
	means
	block  *column
	buried bool // 850 hPa lies below the ground
}

type elements struct {
	wind, u, v, total, layers, pressure column
	t850, u850, v850, rh850, z850       column
	u700, v700, rh700, z700             column
	u500, v500, rh500, z500, direction  column // direction: of the 500 hPa wind, degrees
	farWest, farEast, east, south       column // height of 500 hPa at the arms
}

func (e *elements) all() [24]*column {
	return [...]*column{
		&e.wind, &e.u, &e.v, &e.total, &e.layers, &e.pressure,
		&e.t850, &e.u850, &e.v850, &e.rh850, &e.z850, &e.u700, &e.v700, &e.rh700, &e.z700,
		&e.u500, &e.v500, &e.rh500, &e.z500, &e.direction, &e.farWest, &e.farEast, &e.east, &e.south,
	}
}

// means are running means: smoothed over the hours that rules work with, and of the 500 hPa
// wind.
type means struct {
	smoothT850, smoothZ500, smoothPressure                running
	smoothFarWest, smoothFarEast, smoothEast, smoothSouth running
	meridional, zonal                                     running
}

func (m *means) all() [9]*running {
	return [...]*running{&m.smoothT850, &m.smoothZ500, &m.smoothPressure, &m.smoothFarWest, &m.smoothFarEast, &m.smoothEast, &m.smoothSouth, &m.meridional, &m.zonal}
}

// afterwards is how far, in hours, columns reach beyond the grid: an axis that passes at
// its end is judged by what arms tell of the time after.
const afterwards = 24

// newColumns lays out the columns of a series.
func newColumns(s *series, arms *weather.Arms, th *CauseThresholds) *columns {
	c := &columns{}
	c.allocate(len(s.slots) + afterwards)
	rose := compass()
	for i := range s.slots {
		slot := &s.slots[i]
		c.wind[i], c.u[i], c.v[i], c.total[i], c.layers[i] = slot.wind, slot.u, slot.v, slot.total, slot.layers
		if slot.above < 0 {
			continue
		}
		h := &s.hours[slot.above]
		buried := s.buries(h)
		c.buried = c.buried || buried
		c.put(h, i, rose, buried)
	}
	for _, arm := range [...]struct {
		heights column
		smooth  *running
		hours   []weather.LevelsHour
	}{
		{c.farWest, &c.smoothFarWest, arms.FarWest}, {c.farEast, &c.smoothFarEast, arms.FarEast},
		{c.east, &c.smoothEast, arms.East}, {c.south, &c.smoothSouth, arms.South},
	} {
		if len(arm.hours) > 0 {
			s.putHeights(arm.heights, arm.hours)
			arm.smooth.ofArm(arm.heights, th.Smoothing)
		}
	}
	c.smoothT850.over(c.t850, th.Smoothing)
	c.smoothZ500.over(c.z500, th.Smoothing)
	c.smoothPressure.over(c.pressure, th.Smoothing)
	c.meridional.over(c.v500, steering)
	c.zonal.over(c.u500, steering)
	return c
}

// columnBlocks are kept between analyses.
var columnBlocks = sync.Pool{New: func() any { return new(column) }}

// allocate makes all columns, n slots long, out of one block.
func (c *columns) allocate(n int) {
	elements, means := c.elements.all(), c.means.all()
	c.block = columnBlocks.Get().(*column)
	all := slices.Grow((*c.block)[:0], (len(elements)+len(means))*n)[:(len(elements)+len(means))*n]
	*c.block = all
	all[:len(elements)*n].fill(missing)
	all[len(elements)*n:].fill(unasked)
	for i, of := range elements {
		*of = all[i*n : (i+1)*n : (i+1)*n]
	}
	all = all[len(elements)*n:]
	for i, of := range means {
		of.means = all[i*n : (i+1)*n : (i+1)*n]
	}
}

func (c column) fill(v float64) {
	c[0] = v
	for done := 1; done < len(c); done *= 2 {
		copy(c[done:], c[:done])
	}
}

// release gives up the columns.
func (c *columns) release() { columnBlocks.Put(c.block) }

// put lays the free air of an hour into a slot.
func (c *columns) put(h *weather.Hour, k int, rose *compassRose, buried bool) {
	set(&c.pressure[k], h.Pressure)
	if !buried {
		set(&c.t850[k], h.P850.Temperature)
		set(&c.rh850[k], h.P850.Humidity)
		set(&c.z850[k], h.P850.Height)
		c.u850[k], c.v850[k] = rose.vector(h.P850.Wind, h.P850.WindFrom)
	}
	set(&c.rh700[k], h.P700.Humidity)
	set(&c.z700[k], h.P700.Height)
	set(&c.rh500[k], h.P500.Humidity)
	set(&c.z500[k], h.P500.Height)
	set(&c.direction[k], h.P500.WindFrom)
	c.u700[k], c.v700[k] = rose.vector(h.P700.Wind, h.P700.WindFrom)
	c.u500[k], c.v500[k] = rose.vector(h.P500.Wind, h.P500.WindFrom)
}

// putHeights lays the height of 500 hPa at an arm into a column.
func (s *series) putHeights(c column, hours []weather.LevelsHour) {
	for i := range hours {
		if at, exact := s.locate(hours[i].Valid); exact && at >= 0 && at < len(c) {
			set(&c[at], hours[i].P500.Height)
		}
	}
}

// within returns the part of the slots lo ≤ i < hi that the column has.
func (c column) within(lo, hi int) column {
	lo = min(max(lo, 0), len(c))
	return c[lo:max(lo, min(hi, len(c)))]
}

// reaching counts the slots lo ≤ i < hi with at least a value, and whether any is known.
func (c column) reaching(least float64, lo, hi int) (n int, there bool) {
	for _, v := range c.within(lo, hi) {
		there = there || known(v)
		if v >= least {
			n++
		}
	}
	return n, there
}

// mean returns the mean of the slots lo ≤ i < hi, NaN when fewer than half are known.
func (c column) mean(lo, hi int) float64 { return c.meanOf(lo, hi, (hi-lo+1)/2) }

// meanOf returns the mean of the slots lo ≤ i < hi, NaN when fewer than least are known.
func (c column) meanOf(lo, hi, least int) float64 {
	c = c.within(lo, hi)
	sum, n := 0.0, len(c)
	for _, v := range c {
		sum += v
	}
	if !known(sum) {
		sum, n = c.known()
	}
	if n == 0 || n < least {
		return missing
	}
	return sum / float64(n)
}

// known returns the sum of the values that are there, and how many they are.
func (c column) known() (sum float64, n int) {
	for _, v := range c {
		if known(v) {
			sum += v
			n++
		}
	}
	return sum, n
}

// running has the means of a column over stretches of so many hours. Each is worked out
// when it is first asked for, as causes ask for the same ones again and again.
type running struct {
	of    column
	hours int
	least int    // hours that must be known
	means column // by the slot in which a stretch begins
}

// unasked marks a mean that was not worked out.
var unasked = math.Inf(1)

// over sets r to the means of a column of which half the hours are known.
func (r *running) over(c column, hours int) { r.of, r.hours, r.least = c, hours, (hours+1)/2 }

// ofArm sets r to the means of an arm: an even number of hours, of which one is known.
func (r *running) ofArm(c column, hours int) { r.of, r.hours, r.least = c, hours/2*2, 1 }

// from returns the mean of the stretch that begins at slot i, NaN when too few of its hours
// are known.
func (r *running) from(i int) float64 {
	if i < 0 || i >= len(r.means) {
		return r.of.meanOf(i, i+r.hours, r.least)
	}
	if r.means[i] == unasked {
		r.means[i] = r.of.meanOf(i, i+r.hours, r.least)
	}
	return r.means[i]
}

// around returns the mean of the stretch in whose middle slot i lies.
func (r *running) around(i int) float64 { return r.from(i - r.hours/2) }

// steering is over how many hours the 500 hPa wind is taken on either side of an axis, which
// is given two hours to pass.
const steering = 10

// beside returns the means before and after an axis at slot i.
func (r *running) beside(i int) (before, after float64) {
	return r.from(i - 2 - r.hours), r.from(i + 3)
}
