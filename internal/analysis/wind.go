package analysis

import (
	"math"
	"slices"

	"yubao/internal/weather"
)

// flow holds the running sums of a window's wind, so that any part of it is a difference
// of two: directions are averaged as vectors, without a sine.
type flow struct {
	n       int
	u, v, s [maxFlow + 1]float64 // sums of the components and of the speed, of hours with a direction
	count   [maxFlow + 1]int     // hours with a direction
	speed   [maxFlow]float64     // every known speed, in order of time
	known   int
}

// maxFlow is the longest window, in hours; clock changes can lengthen a day to 25.
const maxFlow = 26

// fill sets f to the wind of a window.
func (f *flow) fill(s *series, p span, th *WindThresholds) {
	in := s.clip(p)
	for i := in.lo; i < in.hi && f.n < maxFlow; i++ {
		k := f.n
		f.u[k+1], f.v[k+1], f.s[k+1], f.count[k+1] = f.u[k], f.v[k], f.s[k], f.count[k]
		if speed := s.slots[i].wind; known(speed) {
			f.speed[f.known] = speed
			f.known++
			if known(s.slots[i].u) && speed >= th.Calm {
				f.u[k+1] += s.slots[i].u
				f.v[k+1] += s.slots[i].v
				f.s[k+1] += speed
				f.count[k+1]++
			}
		}
		f.n++
	}
}

// part is the mean wind of some hours of a flow.
type part struct {
	u, v  float64 // sum of the components, m/s
	speed float64 // sum of the speeds, m/s
	hours int     // with a direction
}

func (f *flow) part(lo, hi int) part {
	return part{u: f.u[hi] - f.u[lo], v: f.v[hi] - f.v[lo], speed: f.s[hi] - f.s[lo], hours: f.count[hi] - f.count[lo]}
}

// resultant reports whether the mean vector has at least a share of the mean speed: 1 is
// a wind that never turns, 0 one from everywhere.
func (p part) resultant(least float64) bool {
	return p.hours > 0 && p.u*p.u+p.v*p.v >= least*least*p.speed*p.speed
}

func (p part) steady(th *WindThresholds) bool {
	return p.hours >= th.PartHours && p.resultant(th.PartResultant)
}

func (p part) mean() float64 { return p.speed / float64(p.hours) }

// cosine returns the cosine of the angle between two means.
func cosine(a, b part) float64 {
	return (a.u*b.u + a.v*b.v) / math.Sqrt((a.u*a.u+a.v*a.v)*(b.u*b.u+b.v*b.v))
}

// rightAngle allows 90° to be met in floating point.
const rightAngle = 1e-9

// steadiest is the resultant from which on a wind is taken to hold its direction, so that
// no turn is looked for.
const steadiest = 0.97

// turn finds the split where the mean direction of two steady parts differs most, if by
// 90° at least.
func (f *flow) turn(th *WindThresholds) (at int, ok bool) {
	best := rightAngle
	if f.part(0, f.n).resultant(steadiest) {
		return 0, false
	}
	for k := th.PartHours; k+th.PartHours <= f.n; k++ {
		a, b := f.part(0, k), f.part(k, f.n)
		if a.steady(th) && b.steady(th) {
			if c := cosine(a, b); c <= best {
				best, at, ok = c-rightAngle, k, true
			}
		}
	}
	return at, ok
}

// turns finds two splits between three steady parts of like strength, each 90° from the
// next.
func (f *flow) turns(th *WindThresholds) (i, j int, ok bool) {
	best := 2 * rightAngle
	if f.part(0, f.n).resultant(steadiest) {
		return 0, 0, false
	}
	for b := 2 * th.PartHours; b+th.PartHours <= f.n; b++ {
		third := f.part(b, f.n)
		if !third.steady(th) {
			continue
		}
		for a := th.PartHours; a+th.PartHours <= b; a++ {
			first := f.part(0, a)
			if !first.steady(th) {
				continue
			}
			second := f.part(a, b)
			if !second.steady(th) || !alike(th.TurnShare, first.mean(), second.mean(), third.mean()) {
				continue
			}
			c, d := cosine(first, second), cosine(second, third)
			if max(c, d) <= rightAngle && c+d <= best {
				best, i, j, ok = c+d-rightAngle, a, b, true
			}
		}
	}
	return i, j, ok
}

// alike reports that no speed is below a share of the greatest.
func alike(share, a, b, c float64) bool { return min(a, b, c) >= share*max(a, b, c) }

// sector returns the direction that a mean wind comes from.
func (p part) sector() Direction {
	degrees := math.Atan2(-p.u, -p.v) * 180 / math.Pi
	if degrees < 0 {
		degrees += 360
	}
	// Sectors are open below and closed above: 22.5° is still north (GB/T 35663).
	return North + Direction(int(math.Ceil((degrees-22.5-1e-9)/45))%8)
}

// windOf names the wind of a window of hours.
func (s *series) windOf(p span, th *WindThresholds) Wind {
	var f flow
	f.fill(s, p, th)
	if f.known == 0 || 2*f.known < p.hours() {
		return Wind{}
	}
	w := Wind{Known: true}
	w.Low, w.High = force(f.speed[:f.known], th)
	if f.count[f.n] > 0 {
		s.direct(&w, &f, p, th)
	}
	if w.From != NoDirection && w.High <= 1 {
		w.Low, w.High = 1, 2 // 1级～2级: a direction with less is not printed
	}
	s.strengthen(&w, &f, th)
	w.Gust = s.worthyGust(p, &w, th)
	return w
}

// light is the greatest force of a wind whose second turn no reader could use: one that
// turns twice has no direction.
const light = 2

// direct sets direction and turns.
func (s *series) direct(w *Wind, f *flow, p span, th *WindThresholds) {
	if 2*f.count[f.n] < f.known {
		return // mostly calm, or the directions are missing
	}
	if i, j, ok := f.turns(th); ok {
		if w.High <= light {
			return
		}
		w.From = f.part(0, i).sector()
		w.Turns = []Direction{f.part(i, j).sector(), f.part(j, f.n).sector()}
		return
	}
	if k, ok := f.turn(th); ok {
		a, b := f.part(0, k), f.part(k, f.n)
		w.From, w.Turns = a.sector(), []Direction{b.sector()}
		return
	}
	whole := f.part(0, f.n)
	if !whole.resultant(th.Resultant) {
		w.Variable = w.High > 2
		return
	}
	w.From = whole.sector()
	w.Swings = s.swings(p, w.From, th)
}

// swings reports a wind that wanders around a cardinal point: no sector alone prevails,
// the three around it together do.
func (s *series) swings(p span, from Direction, th *WindThresholds) bool {
	if from%2 == 0 { // a diagonal
		return false
	}
	var by [NorthWest + 1]float64
	total := 0.0
	in := s.clip(p)
	for i := in.lo; i < in.hi; i++ {
		if known(s.slots[i].u) && s.slots[i].wind >= th.Calm {
			by[part{u: s.slots[i].u, v: s.slots[i].v}.sector()] += s.slots[i].wind
			total += s.slots[i].wind
		}
	}
	left, right := (from+6)%8+1, from%8+1
	around := by[left] + by[from] + by[right]
	return around >= th.SwingShare*total && by[from] < th.SwingSector*total
}

// force returns the span of the mean wind: the forces of two percentiles, and the
// neighbours around the median when those lie further apart.
func force(speeds []float64, th *WindThresholds) (low, high weather.Beaufort) {
	var store [maxFlow]float64
	sorted := append(store[:0], speeds...)
	slices.Sort(sorted)
	at := func(percent float64) float64 {
		x := percent / 100 * float64(len(sorted)-1)
		i := int(x)
		if i+1 >= len(sorted) {
			return sorted[len(sorted)-1]
		}
		return sorted[i] + (x-float64(i))*(sorted[i+1]-sorted[i])
	}
	low, high = beaufort(at(th.LowPercentile)), beaufort(at(th.HighPercentile))
	if high-low <= 1 {
		return low, high
	}
	median := beaufort(at(50))
	if high-median >= median-low {
		return median, median + 1
	}
	return median - 1, median
}

func beaufort(v float64) weather.Beaufort { return weather.MetersPerSecond(v).Beaufort() }

// strengthen tells a marked strengthening: the second half at least so many forces above
// the first.
func (s *series) strengthen(w *Wind, f *flow, th *WindThresholds) {
	half := f.known / 2
	if half < th.PartHours {
		return
	}
	low, high := force(f.speed[:half], th)
	thenLow, thenHigh := force(f.speed[half:f.known], th)
	if thenLow-low >= th.Strengthening && thenHigh-high >= th.Strengthening {
		w.Low, w.High = low, high
		w.Then = weather.Some(ForceSpan{thenLow, thenHigh})
	}
}

// greatestGust returns the greatest gust of a window in m/s, NaN when there is none.
// Gusts below the mean wind are faults of the model's far days, and so are hurricanes out
// of a light wind in fair weather.
func (s *series) greatestGust(p span, th *WindThresholds) float64 {
	greatest := missing
	in := s.ended(p)
	for i := in.lo; i < in.hi; i++ {
		g := s.slots[i].gust
		if !known(g) || g < s.slots[i].wind || g > th.GustAbsurd {
			continue
		}
		stormy := s.slots[i].phase != dry || s.slots[i].code.Thunder() || s.slots[i].cape > 0
		if g >= 20.8 && g > 4*s.slots[i].wind && !stormy {
			continue
		}
		if !(greatest >= g) {
			greatest = g
		}
	}
	return greatest
}

// worthyGust returns the gust to print: strong, and well above the mean.
func (s *series) worthyGust(p span, w *Wind, th *WindThresholds) weather.Maybe[weather.Beaufort] {
	g := s.greatestGust(p, th)
	if !known(g) {
		return weather.None[weather.Beaufort]()
	}
	mean := w.High
	if then, ok := w.Then.Get(); ok {
		mean = then.High
	}
	if gust := beaufort(g); gust >= th.Gust && gust >= mean+th.GustAbove {
		return weather.Some(gust)
	}
	return weather.None[weather.Beaufort]()
}

// dayWind names the wind of a date, given that of its daytime: that one, or of the window when the daytime is
// lost. When the window turns and ends in a stronger wind than the daytime has, or turns
// twice, the whole window is told: the front of the evening is the news.
func (s *series) dayWind(day Wind, cut windows, th *WindThresholds) Wind {
	if !day.Known {
		return s.windOf(cut.whole, th)
	}
	var f flow
	f.fill(s, cut.whole, th)
	if i, j, ok := f.turns(th); ok && day.High > light {
		whole := day
		whole.From = f.part(0, i).sector()
		whole.Turns = []Direction{f.part(i, j).sector(), f.part(j, f.n).sector()}
		whole.Swings, whole.Variable = false, false
		return whole
	}
	k, ok := f.turn(th)
	if !ok || f.known != f.n {
		return day
	}
	low, high := force(f.speed[k:f.known], th)
	if low <= day.Low || high <= day.High {
		return day
	}
	front := Wind{Known: true, From: f.part(0, k).sector(), Turns: []Direction{f.part(k, f.n).sector()}, Low: low, High: high}
	front.Gust = s.worthyGust(cut.whole, &front, th)
	return front
}
