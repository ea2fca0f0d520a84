package analysis_test

import (
	"fmt"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

func blow(h *weather.Hour, speed, from float64) {
	h.Wind, h.WindFrom = weather.Some(weather.MetersPerSecond(speed)), weather.Some(weather.Degrees(from))
	h.Gust = weather.Some(weather.MetersPerSecond(speed * 1.4))
}

func windWords(w analysis.Wind) string {
	s := directions[w.From]
	for _, d := range w.Turns {
		s += "转" + directions[d]
	}
	s += fmt.Sprintf("%d-%d", w.Low, w.High)
	if then, ok := w.Then.Get(); ok {
		s += fmt.Sprintf("到%d-%d", then.Low, then.High)
	}
	if gust, ok := w.Gust.Get(); ok {
		s += fmt.Sprintf("阵%d", gust)
	}
	if w.Variable {
		s += "多变"
	}
	return s
}

func TestWindOfADay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(h *weather.Hour, hour int)
		want   string
	}{
		"350 and 10 degrees average to north":      {func(h *weather.Hour, hour int) { blow(h, 4, float64(350+20*(hour%2))) }, "北3-3"},
		"0 and 360 are one direction":              {func(h *weather.Hour, hour int) { blow(h, 4, float64(360*(hour%2))) }, "北3-3"},
		"22.5 degrees are still north":             {func(h *weather.Hour, hour int) { blow(h, 4, 22.5) }, "北3-3"},
		"12.0 km/h are force 2":                    {func(h *weather.Hour, hour int) { blow(h, 12.0/3.6, 90) }, "东2-2"},
		"a calm has no direction":                  {func(h *weather.Hour, hour int) { blow(h, 0.4, float64(hour*137%360)) }, "1-1"},
		"wind from everywhere is variable":         {func(h *weather.Hour, hour int) { blow(h, 4, float64(hour%4*90)) }, "3-3多变"},
		"one turn at noon":                         {func(h *weather.Hour, hour int) { blow(h, 4, map[bool]float64{true: 180, false: 5}[hour < 13]) }, "南转北3-3"},
		"a veer of less than a right angle is one": {func(h *weather.Hour, hour int) { blow(h, 4, map[bool]float64{true: 180, false: 240}[hour < 13]) }, "西南3-3"},
		"three directions in a day":                {func(h *weather.Hour, hour int) { blow(h, 4, []float64{45, 180, 315}[hour/8]) }, "东北转南转西北3-3"},
		"a marked strengthening":                   {func(h *weather.Hour, hour int) { blow(h, map[bool]float64{true: 4, false: 9}[hour < 14], 340) }, "北3-3到5-5"},
		"an evening front is the news": {func(h *weather.Hour, hour int) {
			if hour < 19 {
				blow(h, 3, 190)
			} else {
				blow(h, 9, 5)
			}
		}, "南转北5-5"},
		"a night breeze is not": {func(h *weather.Hour, hour int) {
			if hour < 7 {
				blow(h, 2, 20)
			} else {
				blow(h, 4, 180)
			}
		}, "南3-3"},
		"without a direction the force stays":  {func(h *weather.Hour, hour int) { blow(h, 4, 0); h.WindFrom = weather.None[weather.Degrees]() }, "3-3"},
		"a gust two above the mean is printed": {func(h *weather.Hour, hour int) { blow(h, 7, 315); h.Gust = weather.Some(weather.MetersPerSecond(12)) }, "西北4-4阵6"},
		"a gust one above is not":              {func(h *weather.Hour, hour int) { blow(h, 9, 315); h.Gust = weather.Some(weather.MetersPerSecond(12)) }, "西北5-5"},
		"a gust below the mean is a fault":     {func(h *weather.Hour, hour int) { blow(h, 12, 315); h.Gust = weather.Some(weather.MetersPerSecond(6)) }, "西北6-6"},
		"a hurricane out of a breeze is a fault": {func(h *weather.Hour, hour int) {
			blow(h, 3, 180)
			if hour == 12 {
				h.Gust = weather.Some(weather.MetersPerSecond(40))
			}
		}, "南2-2"},
	} {
		if got := windWords(one(c.change).Wind); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestAWanderingWindSwings(t *testing.T) {
	t.Parallel()
	wander := one(func(h *weather.Hour, hour int) { blow(h, 4, []float64{140, 180, 220}[hour%3]) })
	if w := wander.Wind; w.From != analysis.South || !w.Swings {
		t.Errorf("SE, S and SW by turns gave %+v", w)
	}
	steady := one(func(h *weather.Hour, hour int) { blow(h, 4, 180) })
	if steady.Wind.Swings {
		t.Error("a steady south wind swings")
	}
}

func TestALightAirWithADirectionIsOneToTwo(t *testing.T) {
	t.Parallel()
	d := one(func(h *weather.Hour, hour int) { blow(h, 1.1, 45) })
	if got := windWords(d.Wind); got != "东北1-2" {
		t.Errorf("1.1 m/s from the north-east: %s", got)
	}
}
