package analysis

import (
	"math"

	"yubao/internal/weather"
)

// pollutant is one column of HJ 633-2026, table 1: the concentrations at which its
// individual index reaches the steps of iaqiSteps. A pollutant whose table ends early
// keeps the last index.
type pollutant struct {
	name   string
	of     func(*weather.AirHour) weather.Maybe[weather.Micrograms]
	limits []float64
	eight  bool    // the greatest 8 h mean of the day counts, else the daily mean
	unit   float64 // µg/m³ of one unit of the table
	places float64 // 10^decimals to which the concentration is rounded first
}

var iaqiSteps = [...]float64{0, 50, 100, 150, 200, 300, 400, 500}

// pollutants hold the daily limits of HJ 633-2026, in force since 2026-03-01.
var pollutants = [...]pollutant{
	{"PM2.5", func(h *weather.AirHour) weather.Maybe[weather.Micrograms] { return h.PM25 }, []float64{0, 35, 60, 115, 150, 250, 350, 500}, false, 1, 1},
	{"PM10", func(h *weather.AirHour) weather.Maybe[weather.Micrograms] { return h.PM10 }, []float64{0, 50, 120, 250, 350, 420, 500, 600}, false, 1, 1},
	{"O3", func(h *weather.AirHour) weather.Maybe[weather.Micrograms] { return h.O3 }, []float64{0, 100, 160, 215, 265, 800}, true, 1, 1},
	{"NO2", func(h *weather.AirHour) weather.Maybe[weather.Micrograms] { return h.NO2 }, []float64{0, 40, 80, 180, 280, 565, 750, 940}, false, 1, 1},
	{"SO2", func(h *weather.AirHour) weather.Maybe[weather.Micrograms] { return h.SO2 }, []float64{0, 50, 150, 475, 800, 1600, 2100, 2620}, false, 1, 1},
	{"CO", func(h *weather.AirHour) weather.Maybe[weather.Micrograms] { return h.CO }, []float64{0, 2, 4, 14, 24, 36, 48, 60}, false, 1000, 10},
}

// airOf returns the index of a calendar day. With a pollutant missing it is given only
// when the others already exceed 100 (HJ 633-2026).
func (s *series) airOf(air []weather.AirHour, day span, th *AirThresholds) weather.Maybe[AQI] {
	from, to := s.at(day.lo), s.at(day.hi)
	for len(air) > 0 && air[0].Valid.Before(from) {
		air = air[1:]
	}
	for len(air) > 0 && !air[len(air)-1].Valid.Before(to) {
		air = air[:len(air)-1]
	}
	if len(air) < th.Hours {
		return weather.None[AQI]()
	}
	var index AQI
	complete := true
	for i := range pollutants {
		p := &pollutants[i]
		c := p.concentration(air, th.Hours)
		if !known(c) {
			complete = false
			continue
		}
		switch single := p.index(c); {
		case single > index.Index:
			index.Index, index.Primary = single, append(index.Primary[:0], p.name)
		case single == index.Index:
			index.Primary = append(index.Primary, p.name)
		}
	}
	if len(index.Primary) == 0 || !complete && index.Index <= 100 {
		return weather.None[AQI]()
	}
	index.Index = max(1, index.Index)
	index.Category = categoryOf(index.Index)
	if index.Index <= 50 {
		index.Primary = nil
	}
	return weather.Some(index)
}

// concentration returns the daily mean or the greatest 8 h mean, NaN when hours are missing.
func (p *pollutant) concentration(air []weather.AirHour, least int) float64 {
	if p.eight {
		return p.greatestEight(air)
	}
	sum, n := 0.0, 0
	for i := range air {
		if c, ok := p.of(&air[i]).Get(); ok {
			sum += float64(c)
			n++
		}
	}
	if n < least {
		return missing
	}
	return sum / float64(n)
}

// greatestEight needs six values in eight hours (GB 3095).
func (p *pollutant) greatestEight(air []weather.AirHour) float64 {
	greatest := missing
	for end := 8; end <= len(air); end++ {
		sum, n := 0.0, 0
		for i := end - 8; i < end; i++ {
			if c, ok := p.of(&air[i]).Get(); ok {
				sum += float64(c)
				n++
			}
		}
		if n >= 6 && !(sum/float64(n) <= greatest) {
			greatest = sum / float64(n)
		}
	}
	return greatest
}

// index interpolates a concentration, rounded half to even first, and rounds up.
func (p *pollutant) index(micrograms float64) int {
	c := math.RoundToEven(micrograms/p.unit*p.places) / p.places
	last := len(p.limits) - 1
	if c >= p.limits[last] {
		return int(iaqiSteps[last])
	}
	i := 1
	for c > p.limits[i] {
		i++
	}
	low, high := p.limits[i-1], p.limits[i]
	single := iaqiSteps[i-1] + (iaqiSteps[i]-iaqiSteps[i-1])*(c-low)/(high-low)
	return int(math.Ceil(single - 1e-9)) // a quotient such as 100.00000000000001 is 100
}

// categoryOf returns 1 优 to 6 严重污染.
func categoryOf(index int) int {
	for i, limit := range [...]int{50, 100, 150, 200, 300} {
		if index <= limit {
			return i + 1
		}
	}
	return 6
}
