package weather

import "math"

// Quantities are types, so that a mix-up of units does not compile. A source
// converts to them at its edge.
type (
	Celsius         float64 // air temperature, ℃
	MetersPerSecond float64 // wind speed at 10 m unless said otherwise
	Degrees         float64 // direction the wind blows from, 0..360, north 0 (0 and 360 both occur)
	Millimeters     float64 // depth of water; snow is counted as melted
	Centimeters     float64 // depth of fresh snow
	Percent         float64 // 0..100
	Meters          float64 // visibility, height above ground
	Geopotential    float64 // geopotential height of a pressure level, gpm
	Hectopascals    float64 // pressure reduced to sea level
	JoulesPerKg     float64 // convective available potential energy
	UVIndex         float64 // ultraviolet index, all-sky, 0..
	Micrograms      float64 // concentration, µg/m³
)

// Round returns whole degrees, halves away from zero, and never minus zero
// (press practice, shared terms: "round half away from zero to whole degrees").
func (c Celsius) Round() int { return int(math.Round(float64(c))) }

// Beaufort is a wind force on the scale of GB/T 28591-2012, 0..17.
type Beaufort int

// beaufortFloor holds the least speed of each force in m/s, rounded to one decimal
// (GB/T 28591-2012, 风力等级).
var beaufortFloor = [...]float64{0, 0.3, 1.6, 3.4, 5.5, 8.0, 10.8, 13.9, 17.2, 20.8, 24.5, 28.5, 32.7, 37.0, 41.5, 46.2, 51.0, 56.1}

// Beaufort returns the force of a speed: the speed is rounded half up to 0.1 m/s,
// as the standard's table has one decimal and gaps between its bounds.
func (v MetersPerSecond) Beaufort() Beaufort {
	tenth := math.Floor(float64(v)*10+0.5) / 10
	force := Beaufort(0)
	for int(force)+1 < len(beaufortFloor) && tenth >= beaufortFloor[force+1] {
		force++
	}
	return force
}
