package gate

import (
	"fmt"
	"math"
	"time"

	"yubao/internal/weather"
)

func jumps(in *known, r Jumps) objections {
	o := objections{remedy: "气温变化过猛，像是坏数据，请核对资料。"}
	var bad []string
	var last *weather.Hour
	before := weather.Celsius(0)
	for i := range in.Forecast.Hours {
		h := &in.Forecast.Hours[i]
		now, ok := h.Temperature.Get()
		if !ok {
			continue
		}
		if last != nil && math.Abs(float64(now-before)) > r.Hour && h.Valid.Sub(last.Valid) <= time.Hour {
			bad = append(bad, fmt.Sprintf("%s一小时内从%.0f℃到%.0f℃", clock(h.Valid, in.Place.Zone), before, now))
		}
		last, before = h, now
	}
	if len(bad) > 0 {
		o.gravely(few(bad))
	}
	numbers := in.print.Days
	for i := 1; i < len(numbers); i++ {
		a, b := numbers[i-1], numbers[i]
		if a.whole() && b.whole() && b.Date.DaysSince(a.Date) == 1 && math.Abs(float64(b.Mean-a.Mean)) > r.Day*10 {
			o.gravely(fmt.Sprintf("日平均气温从%s的%.0f℃到%s的%.0f℃", day(a.Date), float64(a.Mean)/10, day(b.Date), float64(b.Mean)/10))
		}
	}
	return o
}
