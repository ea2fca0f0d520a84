package analysis

import (
	"math"
	"slices"

	"yubao/internal/weather"
)

// flow holds the running sums of a window's wind, so that any part of it is a difference
// of two: directions are averaged as vectors, without a sine.
type flow struct {
	n     int
	sums  [maxFlow + 1]part // of the hours before each
	speed [maxFlow]float64  // every known speed, in order of time
	known int
}

// maxFlow is the longest window, in hours; clock changes can lengthen a day to 25.
const maxFlow = 26

// part is the mean wind of some hours of a flow.
type part struct {
	u, v  float64 // sum of the components, m/s
	speed float64 // sum of the speeds, m/s
	hours int     // with a direction
}

// fill sets f to the wind of a window.
func (f *flow) fill(hours []slot, th *WindThresholds) {
	f.n = min(len(hours), maxFlow)
	var sum part
	for i := range hours[:f.n] {
		h := &hours[i]
		if known(h.wind) {
			f.speed[f.known] = h.wind
			f.known++
			if known(h.u) && h.wind >= th.Calm {
				sum.u += h.u
				sum.v += h.v
				sum.speed += h.wind
				sum.hours++
			}
		}
		f.sums[i+1] = sum
	}
}

func (f *flow) part(lo, hi int) part {
	a, b := &f.sums[lo], &f.sums[hi]
	return part{u: b.u - a.u, v: b.v - a.v, speed: b.speed - a.speed, hours: b.hours - a.hours}
}

func (f *flow) whole() part { return f.sums[f.n] }

// resultant reports whether the mean vector has at least a share of the mean speed: 1 is
// a wind that never turns, 0 one from everywhere.
func (p *part) resultant(least float64) bool {
	return p.hours > 0 && p.u*p.u+p.v*p.v >= least*least*p.speed*p.speed
}

func (p *part) steady(th *WindThresholds) bool {
	return p.hours >= th.PartHours && p.resultant(th.PartResultant)
}

func (p *part) mean() float64 { return p.speed / float64(p.hours) }

// cosine returns the cosine of the angle between two means.
func cosine(a, b *part) float64 {
	return (a.u*b.u + a.v*b.v) / math.Sqrt((a.u*a.u+a.v*a.v)*(b.u*b.u+b.v*b.v))
}

// rightAngle allows 90° to be met in floating point.
const rightAngle = 1e-9

// apart reports whether two means may be 90° apart: a mean is no longer than its speeds
// together, so that a cosine above rightAngle is seen without a root.
func apart(a, b *part) bool { return a.u*b.u+a.v*b.v <= 2*rightAngle*a.speed*b.speed }

// steadiest is the resultant from which on a wind is taken to hold its direction, so that
// no turn is looked for.
const steadiest = 0.97

// turn finds the split where the mean direction of two steady parts differs most, if by
// 90° at least.
func (f *flow) turn(th *WindThresholds) (at int, ok bool) {
	best := rightAngle
	if whole := f.whole(); whole.resultant(steadiest) {
		return 0, false
	}
	for k := th.PartHours; k+th.PartHours <= f.n; k++ {
		a, b := &f.sums[k], f.part(k, f.n)
		if apart(a, &b) && a.steady(th) && b.steady(th) {
			if c := cosine(a, &b); c <= best {
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
	if whole := f.whole(); whole.resultant(steadiest) {
		return 0, 0, false
	}
	for b := 2 * th.PartHours; b+th.PartHours <= f.n; b++ {
		third := f.part(b, f.n)
		if !third.steady(th) {
			continue
		}
		for a := th.PartHours; a+th.PartHours <= b; a++ {
			first, second := &f.sums[a], f.part(a, b)
			if !apart(&second, &third) || !apart(first, &second) || !first.steady(th) || !second.steady(th) {
				continue
			}
			if !alike(th.TurnShare, first.mean(), second.mean(), third.mean()) {
				continue
			}
			c, d := cosine(first, &second), cosine(&second, &third)
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
func (p *part) sector() Direction {
	degrees := math.Atan2(-p.u, -p.v) * 180 / math.Pi
	if degrees < 0 {
		degrees += 360
	}
	// Sectors are open below and closed above: 22.5° is still north (GB/T 35663).
	return North + Direction(int(math.Ceil((degrees-22.5-1e-9)/45))%8)
}

// sectors returns the directions of the parts of a flow between splits.
func (f *flow) sectors(splits ...int) (first Direction, turns []Direction) {
	turns = make([]Direction, 0, len(splits))
	head := f.part(0, splits[0])
	for k, from := range splits {
		to := f.n
		if k+1 < len(splits) {
			to = splits[k+1]
		}
		next := f.part(from, to)
		turns = append(turns, next.sector())
	}
	return head.sector(), turns
}

// windOf names the wind of a window of hours.
func (s *series) windOf(p span, th *WindThresholds) Wind {
	var f flow
	f.fill(s.in(p), th)
	if f.known == 0 || 2*f.known < p.hours() {
		return Wind{}
	}
	w := Wind{Known: true}
	w.Low, w.High = force(f.speed[:f.known], th)
	if f.whole().hours > 0 {
		s.direct(&w, &f, p, th)
	}
	if w.From != NoDirection && w.High <= 1 {
		w.Low, w.High = 1, 2 // 1级～2级: a direction with less is not printed
	}
	w.strengthen(&f, th)
	w.Gust = s.worthyGust(p, &w, th)
	return w
}

// light is the greatest force of a wind whose second turn no reader could use: one that
// turns twice has no direction.
const light = 2

// direct sets direction and turns.
func (s *series) direct(w *Wind, f *flow, p span, th *WindThresholds) {
	if 2*f.whole().hours < f.known {
		return // mostly calm, or the directions are missing
	}
	if i, j, ok := f.turns(th); ok {
		if w.High <= light {
			return
		}
		w.From, w.Turns = f.sectors(i, j)
		return
	}
	if k, ok := f.turn(th); ok {
		w.From, w.Turns = f.sectors(k)
		return
	}
	whole := f.whole()
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
	hours := s.in(p)
	for i := range hours {
		h := &hours[i]
		if known(h.u) && h.wind >= th.Calm {
			toward := part{u: h.u, v: h.v}
			by[toward.sector()] += h.wind
			total += h.wind
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
func (w *Wind) strengthen(f *flow, th *WindThresholds) {
	half := f.known / 2
	if half < th.PartHours {
		return
	}
	first, second := f.speed[:half], f.speed[half:f.known]
	if beaufort(slices.Max(second))-beaufort(slices.Min(first)) < th.Strengthening {
		return // no hours of the two are that far apart
	}
	low, high := force(first, th)
	thenLow, thenHigh := force(second, th)
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
		h := &s.slots[i]
		if !known(h.gust) || greatest >= h.gust || h.gust < h.wind || h.gust > th.GustAbsurd {
			continue
		}
		stormy := h.phase != dry || h.code.Thunder() || h.cape > 0
		if h.gust >= 20.8 && h.gust > 4*h.wind && !stormy {
			continue
		}
		greatest = h.gust
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
	f.fill(s.in(cut.whole), th)
	if i, j, ok := f.turns(th); ok && day.High > light {
		whole := day
		whole.From, whole.Turns = f.sectors(i, j)
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
	front := Wind{Known: true, Low: low, High: high}
	front.From, front.Turns = f.sectors(k)
	front.Gust = s.worthyGust(cut.whole, &front, th)
	return front
}
