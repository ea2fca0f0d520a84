package gate

import (
	"fmt"
	"math"
	"slices"
	"time"

	"yubao/internal/weather"
)

// unitSlips looks for contradictions that a wrong unit makes between values that
// belong together. Season bounds and impossible values catch the rest.
func unitSlips(in *known, r Units) objections {
	o := objections{remedy: "单位可能弄错（华氏当摄氏，或千米/小时当米/秒），请核对资料的单位。"}
	hours := in.Forecast.Hours
	if slip, ok := fahrenheit(in); ok {
		o.gravely(slip)
	}
	if warmSnow(hours) {
		o.gravely("气温高于10℃却连续下雪，气温像是华氏")
	}
	if errors := feelsLikeErrors(in, hours); len(errors) >= 8 && !medianWithin(errors, -r.FeelsLike, r.FeelsLike) {
		o.gravely(fmt.Sprintf("夜间体感温度与气温、湿度、风速对不上（相差%.1f℃）", medianOf(errors)))
	}
	if m, ok := mean(hours, func(h *weather.Hour) (float64, bool) { v, ok := h.Wind.Get(); return float64(v), ok }); ok && m > r.Wind {
		o.gravely(fmt.Sprintf("几天的平均风速为%.0f米/秒", m))
	}
	if m, ok := mean(hours, func(h *weather.Hour) (float64, bool) { v, ok := h.P500.Wind.Get(); return float64(v), ok }); ok && m > r.UpperWind {
		o.gravely(fmt.Sprintf("500百帕几天的平均风速为%.0f米/秒", m))
	}
	if ratios := gustRatios(hours); len(ratios) >= 12 && !medianWithin(ratios, leastGust, r.Gust) {
		o.gravely(fmt.Sprintf("阵风是平均风的%.1f倍", medianOf(ratios)))
	}
	return o
}

// leastGust is how far gusts may stay below the mean wind: some models drop below it
// in the second week, by a few tenths and for some hours.
const leastGust = 0.6

// warmSnow reports snow in at least three hours far above freezing.
func warmSnow(hours []weather.Hour) bool {
	n := 0
	for i := range hours {
		h := &hours[i]
		if h.Snowfall.Or(0) >= 0.1 && h.Temperature.Or(0) > 10 {
			n++
		}
	}
	return n >= 3
}

// fahrenheit reports daily extremes that are those of the hours in the other unit.
func fahrenheit(in *known) (string, bool) {
	for _, d := range in.Forecast.Daily {
		high, ok := d.High.Get()
		e := in.extremesOf(d.Date)
		if !ok || e.hours < 24 {
			continue
		}
		toF := func(c float64) float64 { return c*9/5 + 32 }
		if math.Abs(float64(high)-e.high) > 5 && (math.Abs(toF(e.high)-float64(high)) < 1 || math.Abs(toF(float64(high))-e.high) < 1) {
			return fmt.Sprintf("%s逐日最高%.1f与逐时最高%.1f正好是华氏与摄氏之差", day(d.Date), high, e.high), true
		}
	}
	return "", false
}

// feelsLikeErrors returns of night hours how far the apparent temperature lies above what temperature, humidity and wind give (R. G. Steadman
// 1984, without sun: AT = T + 0.33 e − 0.70 v − 4.00, e in hPa, v in m/s). Night only,
// because services add the sun by day.
func feelsLikeErrors(in *known, hours []weather.Hour) []float64 {
	errors := make([]float64, 0, len(hours))
	night := nights(in.Place.Longitude)
	for i := range hours {
		h := &hours[i]
		if !night[utcHour(h.Valid)] {
			continue
		}
		t, okT := h.Temperature.Get()
		feels, okF := h.FeelsLike.Get()
		humidity, okH := h.Humidity.Get()
		wind, okW := h.Wind.Get()
		if !okT || !okF || !okH || !okW {
			continue
		}
		vapour := float64(humidity) / 100 * 6.105 * math.Exp(17.27*float64(t)/(237.7+float64(t)))
		errors = append(errors, float64(feels)-(float64(t)+0.33*vapour-0.7*float64(wind)-4))
	}
	return errors
}

// nights tells for the hours of UTC whether the sun's own clock shows 20 to 4.
func nights(longitude float64) (night [24]bool) {
	for utc := range night {
		hour := math.Mod(float64(utc)+longitude/15+48, 24)
		night[utc] = hour >= 20 || hour < 4
	}
	return night
}

// utcHour returns the hour of UTC, 0..23.
func utcHour(t time.Time) int { return int((t.Unix()/3600%24 + 24) % 24) }

// gustRatios returns gust by wind of hours with some wind.
func gustRatios(hours []weather.Hour) []float64 {
	ratios := make([]float64, 0, len(hours))
	for i := range hours {
		h := &hours[i]
		gust, okG := h.Gust.Get()
		if wind, okW := h.Wind.Get(); okG && okW && wind >= 1.5 {
			ratios = append(ratios, float64(gust/wind))
		}
	}
	return ratios
}

// medianWithin reports low ≤ medianOf(values) ≤ high by counting, without sorting them.
func medianWithin(values []float64, low, high float64) bool {
	below, above := 0, 0
	for _, v := range values {
		if v < low {
			below++
		} else if v > high {
			above++
		}
	}
	middle := len(values) / 2
	return below <= middle && above < len(values)-middle
}

func medianOf(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// mean returns the mean over at least two days of values.
func mean(hours []weather.Hour, value func(*weather.Hour) (float64, bool)) (float64, bool) {
	sum, n := 0.0, 0
	covered := time.Duration(0)
	for i := range hours {
		h := &hours[i]
		if v, ok := value(h); ok {
			sum, n, covered = sum+v, n+1, covered+max(h.Span, time.Hour)
		}
	}
	if covered < 48*time.Hour {
		return 0, false
	}
	return sum / float64(n), true
}
