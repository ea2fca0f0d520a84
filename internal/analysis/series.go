package analysis

import (
	"math"
	"slices"
	"sync"
	"time"

	"yubao/internal/weather"
)

var missing = math.NaN()

func known(v float64) bool { return v == v }

// series has a forecast's hours on an even grid, so that windows are slices and holes
// are visible. Slot i is the moment start + i hours; amounts are those of the hour that
// ends there. Steps wider than an hour are spread over their slots, except temperatures,
// which hold for the moment alone.
type series struct {
	slots  []slot
	block  *[]slot
	hours  []weather.Hour // of which the slots were made
	ground float64        // m above the sea, missing when nobody says
	wide   bool           // some step is wider than an hour
	sunLag int            // hours by which the sun is behind the clock, as in the west of a wide zone
	clock
}

// slot is the weather of one hour. A missing value is NaN, and stays one in sums.
type slot struct {
	temperature, feels, humidity float64
	amount, snow, convective     float64 // mm in the hour: all kinds, melted snow, showers
	total, layers                float64 // % of cloud: all, and the greater of low and middle
	visibility                   float64
	wind, u, v, gust             float64 // u, v: 10 m wind towards east and north; NaN without direction
	uv, cape, zeroLevel          float64
	pm25, pm10                   float64
	code                         weather.Code // noCode where missing
	above                        int          // the hour whose free air stands for the slot, -1: none
	class                        Cloud
	murk                         MurkKind // noMurk where the air is clear
	phase                        phase
	step                         uint8 // hours that the amount was spread over; 0: no hour there
	daytime                      bool  // 08-20 of the place's clock
}

const noCode = weather.Code(-1)

// blank is an hour of which nothing is known.
var blank = slot{
	temperature: missing, feels: missing, humidity: missing, amount: missing, snow: missing, convective: missing,
	total: missing, layers: missing, visibility: missing, wind: missing, u: missing, v: missing, gust: missing,
	uv: missing, cape: missing, zeroLevel: missing, pm25: missing, pm10: missing,
	code: noCode, above: -1, murk: noMurk,
}

// lookBack and lookAhead are the days around the printed ones that facts need: the day
// before for changes, and the 24 h and more that causes compare with.
const (
	lookBack  = 2
	lookAhead = 2
)

// newSeries lays out the hours of f that the days of r need.
func newSeries(f *weather.Forecast, r *Request, zone *time.Location, th *Thresholds) *series {
	s := &series{ground: missing}
	from := r.First.AddDays(-lookBack).At(0, zone)
	to := r.First.AddDays(r.Days-1+lookAhead).At(0, zone)
	s.hours = within(f.Hours, from, to)
	if len(s.hours) == 0 {
		s.clock = newClock(zone, r.First, from, from, to)
		return s
	}
	s.clock = newClock(zone, r.First, s.hours[0].Valid, from, to)
	_, offset := s.start.In(zone).Zone()
	s.sunLag = int(math.Round(float64(offset)/3600 - f.Place.Longitude/15))
	if ground, ok := f.Place.Elevation.Get(); ok {
		s.ground = float64(ground)
	}
	s.allocate(s.index(s.hours[len(s.hours)-1].Valid) + 1)
	rose := compass()
	for i := range s.hours {
		s.put(i, rose, th)
	}
	s.putAir(f.Air)
	return s
}

// within returns the hours from from up to and including to.
func within(hours []weather.Hour, from, to time.Time) []weather.Hour {
	for len(hours) > 0 && hours[0].Valid.Before(from) {
		hours = hours[1:]
	}
	for len(hours) > 0 && hours[len(hours)-1].Valid.After(to) {
		hours = hours[:len(hours)-1]
	}
	return hours
}

// blocks are kept between analyses: the slots are most of the memory that one takes.
var blocks = sync.Pool{New: func() any { return new([]slot) }}

// release gives up the slots.
func (s *series) release() {
	if s.block != nil {
		blocks.Put(s.block)
	}
}

// allocate makes n blank slots.
func (s *series) allocate(n int) {
	s.block = blocks.Get().(*[]slot)
	*s.block = slices.Grow((*s.block)[:0], n)[:n]
	s.slots = *s.block
	s.slots[0] = blank
	for done := 1; done < n; done *= 2 {
		copy(s.slots[done:], s.slots[:done])
	}
	for i, hour := 0, s.hour; i < n; i, hour = i+1, (hour+1)%24 {
		s.slots[i].daytime = hour >= 8 && hour < 20
	}
}

// around returns the slots that a moment of the free air stands for: those nearer to it
// than to the moments a step before and after.
func (s *series) around(i, step int) span {
	if step == 1 {
		return span{i, i + 1}
	}
	return span{max(0, i-step/2), min(len(s.slots), i+(step+1)/2)}
}

// put lays one hour into the grid.
func (s *series) put(hour int, rose *compassRose, th *Thresholds) {
	h := &s.hours[hour]
	i, exact := s.locate(h.Valid)
	if !exact || i < 0 || i >= len(s.slots) {
		return // a stamp off the grid, which the gate reports
	}
	step := max(1, int(h.Span/time.Hour))
	s.wide = s.wide || step > 1
	set(&s.slots[i].temperature, h.Temperature)
	set(&s.slots[i].feels, h.FeelsLike)
	u, v := rose.vector(h.Wind, h.WindFrom)
	for k := max(0, i-step+1); k <= i; k++ {
		slot := &s.slots[k]
		slot.step = uint8(min(step, math.MaxUint8))
		slot.putInstant(h)
		slot.putAmounts(h, step, th)
		slot.u, slot.v = u, v
	}
	around := s.around(i, step)
	for k := around.lo; k < around.hi; k++ {
		s.slots[k].above = hour
	}
}

// putInstant copies what holds at a moment to a slot of its step.
func (s *slot) putInstant(h *weather.Hour) {
	set(&s.humidity, h.Humidity)
	set(&s.total, h.Cloud)
	if low, mid := h.CloudLow.Or(0), h.CloudMid.Or(0); h.CloudLow.OK() || h.CloudMid.OK() {
		s.layers = float64(max(low, mid))
	}
	set(&s.visibility, h.Visibility)
	set(&s.wind, h.Wind)
	set(&s.gust, h.Gust)
	set(&s.uv, h.UV)
	set(&s.cape, h.CAPE)
	set(&s.zeroLevel, h.FreezingLevel)
	s.code = h.Code.Or(noCode)
}

// putAmounts gives a slot its share of what fell in a step.
func (s *slot) putAmounts(h *weather.Hour, step int, th *Thresholds) {
	total, ok := h.Precipitation.Get()
	if !ok {
		rain, r := h.Rain.Get()
		if !r {
			return
		}
		total = rain + h.Showers.Or(0) + weather.Millimeters(float64(h.Snowfall.Or(0))/th.Phase.SnowDepth)
	}
	share := float64(step)
	s.amount = float64(total) / share
	if snow, ok := h.Snowfall.Get(); ok {
		s.snow = float64(snow) / th.Phase.SnowDepth / share
	}
	if showers, ok := h.Showers.Get(); ok {
		s.convective = float64(showers) / share
	}
}

// deepest is how far below the ground, in m, a model's level still stands for the air
// just above it: convention.
const deepest = 300

// buries reports that 850 hPa lies below the ground: what a model gives there is no air,
// and on a plateau no cause stands on it.
func (s *series) buries(h *weather.Hour) bool {
	z, ok := h.P850.Height.Get()
	return ok && float64(z) < s.ground-deepest
}

// t850 returns the temperature at 850 hPa over a slot.
func (s *series) t850(of *slot) float64 {
	t := missing
	if of.above >= 0 {
		if h := &s.hours[of.above]; !s.buries(h) {
			set(&t, h.P850.Temperature)
		}
	}
	return t
}

func (s *series) putAir(air []weather.AirHour) {
	for i := range air {
		k := s.index(air[i].Valid)
		if k >= 0 && k < len(s.slots) {
			set(&s.slots[k].pm25, air[i].PM25)
			set(&s.slots[k].pm10, air[i].PM10)
		}
	}
}

func set[T ~float64](to *float64, v weather.Maybe[T]) {
	if x, ok := v.Get(); ok {
		*to = float64(x)
	}
}

// span is a stretch of slots: moments lo ≤ i < hi, amounts lo < i ≤ hi.
type span struct{ lo, hi int }

func (p span) hours() int { return p.hi - p.lo }

// clip returns the part of p inside the grid for moments.
func (s *series) clip(p span) span {
	n := len(s.slots)
	return span{min(max(p.lo, 0), n), min(max(p.hi, 0), n)}
}

// in returns the slots of a span that lie inside the grid.
func (s *series) in(p span) []slot {
	p = s.clip(p)
	return s.slots[p.lo:max(p.lo, p.hi)]
}

// ended returns the slots whose hours of amount end within p: lo+1 … hi.
func (s *series) ended(p span) span {
	return s.clip(span{p.lo + 1, p.hi + 1})
}
