package analysis

import (
	"math"
	"time"

	"yubao/internal/weather"
)

// arm reads the free air at a point beside the place, by the slots of the series.
type arm struct {
	st    *study
	hours []weather.LevelsHour
}

func (st *study) arm(hours *[]weather.LevelsHour) arm { return arm{st, *hours} }

// at returns the arm's hour of a slot.
func (a arm) at(slot int) (*weather.LevelsHour, bool) {
	if len(a.hours) == 0 {
		return nil, false
	}
	t := a.st.s.at(slot)
	i := int(t.Sub(a.hours[0].Valid) / time.Hour)
	for i = min(max(i, 0), len(a.hours)-1); i > 0 && a.hours[i].Valid.After(t); i-- {
	}
	if !a.hours[i].Valid.Equal(t) {
		return nil, false
	}
	return &a.hours[i], true
}

// z500 returns the smoothed height of 500 hPa, NaN when the arm lacks it.
func (a arm) z500(slot int) float64 {
	half := a.st.th.Cause.Smoothing / 2
	sum, n := 0.0, 0
	for i := slot - half; i < slot+half; i++ {
		if h, ok := a.at(i); ok {
			if z, ok := h.P500.Height.Get(); ok {
				sum += float64(z)
				n++
			}
		}
	}
	if n == 0 {
		return missing
	}
	return sum / float64(n)
}

// ring is the wind and height of one level at the four near arms and the place.
type ring struct {
	u, v, z [4]float64 // north, south, west, east
	centre  float64    // height at the place
	ok      bool
}

// ringAt reads a level around the place; pick says which.
func (st *study) ringAt(slot int, pick func(*weather.LevelsHour) *weather.Level, centre column) ring {
	r := ring{ok: slot >= 0 && slot < st.s.n}
	if !r.ok {
		return r
	}
	r.centre = centre[slot]
	arms := &st.f.Arms
	for k, hours := range [...]*[]weather.LevelsHour{&arms.North, &arms.South, &arms.West, &arms.East} {
		h, ok := st.arm(hours).at(slot)
		if !ok {
			return ring{}
		}
		level := pick(h)
		r.u[k], r.v[k] = vector(level.Wind, level.WindFrom)
		r.z[k] = missing
		if z, ok := level.Height.Get(); ok {
			r.z[k] = float64(z)
		}
		r.ok = r.ok && known(r.u[k])
	}
	return r
}

const (
	ringNorth = iota
	ringSouth
	ringWest
	ringEast
)

// vorticity returns the relative vorticity in s⁻¹ from arms 2.5° away.
func (r *ring) vorticity(latitude float64) float64 {
	const degree = 111_200.0 // m
	dy := 5 * degree
	dx := dy * math.Cos(latitude*math.Pi/180)
	return (r.v[ringEast]-r.v[ringWest])/dx - (r.u[ringNorth]-r.u[ringSouth])/dy
}

func at850(h *weather.LevelsHour) *weather.Level { return &h.P850 }
func at700(h *weather.LevelsHour) *weather.Level { return &h.P700 }
