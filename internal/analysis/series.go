package analysis

import (
	"math"
	"slices"
	"sync"
	"time"

	"yubao/internal/weather"
)

// column holds one element hour by hour; a missing value is NaN and stays one in sums.
type column []float64

var missing = math.NaN()

func known(v float64) bool { return v == v }

// series has a forecast's hours on an even grid, so that windows are slices and holes
// are visible. Slot i is the moment start + i hours; amounts are those of the hour that
// ends there. Steps wider than an hour are spread over their slots, except temperatures,
// which hold for the moment alone.
type series struct {
	start     time.Time
	zone      *time.Location
	n         int
	firstHour int // clock hour of slot 0 in zone
	block     *column
	sunLag    int // hours by which the sun is behind the clock, as in the west of a wide zone

	temperature, feels, humidity       column
	amount, snow, convective           column  // mm in the hour: all kinds, melted snow, showers
	step                               []uint8 // hours that the slot's amount was spread over; 0: no hour there
	total, layers                      column  // % of cloud: all, and the greater of low and middle
	visibility, wind, u, v, gust       column  // u, v: 10 m wind towards east and north; NaN without direction
	uv, cape, pressure, zeroLevel      column
	pm25, pm10                         column
	code                               []weather.Code // noCode where missing
	class                              []Cloud
	phase                              []phase
	murk                               []MurkKind // noMurk where the air is clear
	t850, u850, v850, rh850, z850      column
	u700, v700, rh700, z700            column
	u500, v500, rh500, z500, direction column  // direction: of the 500 hPa wind, degrees
	ground                             float64 // m above the sea, missing when nobody says
	buried                             bool    // 850 hPa lies below the ground
}

const noCode = weather.Code(-1)

// lookBack and lookAhead are the days around the printed ones that facts need: the day
// before for changes, and the 24 h and more that causes compare with.
const (
	lookBack  = 2
	lookAhead = 2
)

// newSeries lays out the hours of f that the days of r need.
func newSeries(f *weather.Forecast, r *Request, zone *time.Location, th *Thresholds) *series {
	s := &series{zone: zone}
	from := r.First.AddDays(-lookBack).At(0, zone)
	to := r.First.AddDays(r.Days-1+lookAhead).At(0, zone)
	hours := within(f.Hours, from, to)
	if len(hours) == 0 {
		return s
	}
	s.start = hours[0].Valid
	s.firstHour = s.start.In(zone).Hour()
	_, offset := s.start.In(zone).Zone()
	s.sunLag = int(math.Round(float64(offset)/3600 - f.Place.Longitude/15))
	s.n = int(hours[len(hours)-1].Valid.Sub(s.start)/time.Hour) + 1
	s.ground = missing
	if ground, ok := f.Place.Elevation.Get(); ok {
		s.ground = float64(ground)
	}
	s.allocate()
	for i := range hours {
		s.put(&hours[i], th)
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

func (s *series) columns() [33]*column {
	return [...]*column{
		&s.temperature, &s.feels, &s.humidity, &s.amount, &s.snow, &s.convective,
		&s.total, &s.layers, &s.visibility, &s.wind, &s.u, &s.v, &s.gust,
		&s.uv, &s.cape, &s.pressure, &s.zeroLevel, &s.pm25, &s.pm10,
		&s.t850, &s.u850, &s.v850, &s.rh850, &s.z850, &s.u700, &s.v700, &s.rh700, &s.z700,
		&s.u500, &s.v500, &s.rh500, &s.z500, &s.direction,
	}
}

// blocks are kept between analyses: a block is most of the memory that one takes.
var blocks = sync.Pool{New: func() any { return new(column) }}

// release gives up all columns.
func (s *series) release() {
	if s.block != nil {
		blocks.Put(s.block)
	}
}

// allocate makes all columns out of one block.
func (s *series) allocate() {
	columns := s.columns()
	s.block = blocks.Get().(*column)
	*s.block = slices.Grow((*s.block)[:0], len(columns)*s.n)[:len(columns)*s.n]
	for i := range min(s.n, len(*s.block)) {
		(*s.block)[i] = missing
	}
	for done := s.n; done < len(*s.block); done *= 2 {
		copy((*s.block)[done:], (*s.block)[:done])
	}
	for i, c := range columns {
		*c = (*s.block)[i*s.n : (i+1)*s.n : (i+1)*s.n]
	}
	s.step = make([]uint8, s.n)
	s.code = make([]weather.Code, s.n)
	for i := range s.code {
		s.code[i] = noCode
	}
}

// index returns the slot of a moment, rounded down; it may lie outside the grid.
func (s *series) index(t time.Time) int {
	d := t.Sub(s.start)
	i := int(d / time.Hour)
	if d < 0 && d%time.Hour != 0 {
		i--
	}
	return i
}

// at returns the moment of a slot.
func (s *series) at(i int) time.Time { return s.start.Add(time.Duration(i) * time.Hour) }

// put lays one hour into the grid.
func (s *series) put(h *weather.Hour, th *Thresholds) {
	since := h.Valid.Sub(s.start)
	i := int(since / time.Hour)
	if since < 0 || since%time.Hour != 0 || i >= s.n {
		return // a stamp off the grid, which the gate reports
	}
	step := max(1, int(h.Span/time.Hour))
	set(s.temperature, i, h.Temperature)
	set(s.feels, i, h.FeelsLike)
	s.putAmounts(h, i, step, th)
	u, v := vector(h.Wind, h.WindFrom)
	for k := max(0, i-step+1); k <= i; k++ {
		s.step[k] = uint8(min(step, math.MaxUint8))
		s.putInstant(h, k)
		s.u[k], s.v[k] = u, v
	}
	if step == 1 {
		s.putUpper(h, i)
		return
	}
	for k := max(0, i-step/2); k < min(s.n, i+(step+1)/2); k++ {
		s.putUpper(h, k)
	}
}

// putInstant copies what holds at a moment to a slot of its step.
func (s *series) putInstant(h *weather.Hour, k int) {
	set(s.humidity, k, h.Humidity)
	set(s.total, k, h.Cloud)
	if low, mid := h.CloudLow.Or(0), h.CloudMid.Or(0); h.CloudLow.OK() || h.CloudMid.OK() {
		s.layers[k] = float64(max(low, mid))
	}
	set(s.visibility, k, h.Visibility)
	set(s.wind, k, h.Wind)
	set(s.gust, k, h.Gust)
	set(s.uv, k, h.UV)
	set(s.cape, k, h.CAPE)
	set(s.zeroLevel, k, h.FreezingLevel)
	s.code[k] = h.Code.Or(noCode)
}

// putAmounts spreads what fell in a step evenly over its hours.
func (s *series) putAmounts(h *weather.Hour, i, step int, th *Thresholds) {
	total, ok := h.Precipitation.Get()
	if !ok {
		rain, r := h.Rain.Get()
		showers := h.Showers.Or(0)
		if !r {
			return
		}
		total = rain + showers + weather.Millimeters(float64(h.Snowfall.Or(0))/th.Phase.SnowDepth)
	}
	snow, hasSnow := h.Snowfall.Get()
	share := float64(step)
	for k := max(0, i-step+1); k <= i; k++ {
		s.amount[k] = float64(total) / share
		if hasSnow {
			s.snow[k] = float64(snow) / th.Phase.SnowDepth / share
		}
		if showers, ok := h.Showers.Get(); ok {
			s.convective[k] = float64(showers) / share
		}
	}
}

// deepest is how far below the ground, in m, a model's level still stands for the air
// just above it: convention.
const deepest = 300

func (s *series) putUpper(h *weather.Hour, i int) {
	set(s.pressure, i, h.Pressure)
	if z, ok := h.P850.Height.Get(); ok && float64(z) < s.ground-deepest {
		s.buried = true // what a model gives below its ground is no air: on a plateau no cause stands on it
	} else {
		set(s.t850, i, h.P850.Temperature)
		set(s.rh850, i, h.P850.Humidity)
		set(s.z850, i, h.P850.Height)
		s.u850[i], s.v850[i] = vector(h.P850.Wind, h.P850.WindFrom)
	}
	set(s.rh700, i, h.P700.Humidity)
	set(s.z700, i, h.P700.Height)
	set(s.rh500, i, h.P500.Humidity)
	set(s.z500, i, h.P500.Height)
	set(s.direction, i, h.P500.WindFrom)
	s.u700[i], s.v700[i] = vector(h.P700.Wind, h.P700.WindFrom)
	s.u500[i], s.v500[i] = vector(h.P500.Wind, h.P500.WindFrom)
}

func (s *series) putAir(air []weather.AirHour) {
	for i := range air {
		k := s.index(air[i].Valid)
		if k >= 0 && k < s.n {
			set(s.pm25, k, air[i].PM25)
			set(s.pm10, k, air[i].PM10)
		}
	}
}

func set[T ~float64](c column, i int, v weather.Maybe[T]) {
	if x, ok := v.Get(); ok {
		c[i] = float64(x)
	}
}

// vector returns the wind's components towards east and north (u = -V sin d, v = -V cos d),
// NaN when speed or direction is missing.
func vector(speed weather.Maybe[weather.MetersPerSecond], from weather.Maybe[weather.Degrees]) (u, v float64) {
	s, ok := speed.Get()
	d, ok2 := from.Get()
	if !ok || !ok2 {
		return missing, missing
	}
	sin, cos := sincos(float64(d))
	return -float64(s) * sin, -float64(s) * cos
}

// sincos returns sine and cosine of degrees; sources give whole ones.
func sincos(degrees float64) (sin, cos float64) {
	if whole := int(degrees); whole >= 0 && whole <= 360 && float64(whole) == degrees {
		at := &compass()[whole]
		return at[0], at[1]
	}
	return math.Sincos(degrees * math.Pi / 180)
}

// compass has sine and cosine of every whole degree.
var compass = sync.OnceValue(func() *[361][2]float64 {
	var all [361][2]float64
	for i := range all {
		all[i][0], all[i][1] = math.Sincos(float64(i) * math.Pi / 180)
	}
	return &all
})

// span is a stretch of slots: moments lo ≤ i < hi, amounts lo < i ≤ hi.
type span struct{ lo, hi int }

func (p span) hours() int { return p.hi - p.lo }

// between returns the span of the moments from ≤ t < to. It may reach outside the grid.
func (s *series) between(from, to time.Time) span {
	return span{s.ceil(from), s.ceil(to)}
}

func (s *series) ceil(t time.Time) int {
	i := s.index(t)
	if s.at(i).Before(t) {
		i++
	}
	return i
}

// clip returns the part of p inside the grid for moments.
func (s *series) clip(p span) span {
	return span{min(max(p.lo, 0), s.n), min(max(p.hi, 0), s.n)}
}

// ended returns the slots whose hours of amount end within p: lo+1 … hi.
func (s *series) ended(p span) span {
	return s.clip(span{p.lo + 1, p.hi + 1})
}
