package analysis

import (
	"math"
	"sync"

	"yubao/internal/weather"
)

// compassRose has sine and cosine of every whole degree.
type compassRose [361]struct{ sin, cos float64 }

// compass returns the rose, which is made when it is first asked for.
var compass = sync.OnceValue(func() *compassRose {
	rose := new(compassRose)
	for i := range rose {
		rose[i].sin, rose[i].cos = math.Sincos(float64(i) * math.Pi / 180)
	}
	return rose
})

// vector returns the wind's components towards east and north (u = -V sin d, v = -V cos d),
// NaN when speed or direction is missing.
func (r *compassRose) vector(speed weather.Maybe[weather.MetersPerSecond], from weather.Maybe[weather.Degrees]) (u, v float64) {
	s, ok := speed.Get()
	d, ok2 := from.Get()
	if !ok || !ok2 {
		return missing, missing
	}
	sin, cos := r.sincos(float64(d))
	return -float64(s) * sin, -float64(s) * cos
}

// sincos returns sine and cosine of degrees; sources give whole ones.
func (r *compassRose) sincos(degrees float64) (sin, cos float64) {
	if whole := int(degrees); whole >= 0 && whole <= 360 && float64(whole) == degrees {
		return r[whole].sin, r[whole].cos
	}
	return math.Sincos(degrees * math.Pi / 180)
}
