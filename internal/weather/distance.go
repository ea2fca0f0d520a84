package weather

import "math"

// earthRadius is the mean radius of the earth in kilometres (IUGG).
const earthRadius = 6371.0

// Kilometers returns the great-circle distance between two points given in degrees.
func Kilometers(lat1, lon1, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	dLat, dLon := (lat2-lat1)*rad, (lon2-lon1)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(lat1*rad)*math.Cos(lat2*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}
