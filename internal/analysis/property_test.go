package analysis_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yubao/internal/analysis"
	_ "yubao/internal/seedtest" // the same cases on every run
	"yubao/internal/weather"
)

// drawn is a week of any weather, smooth enough to be one.
func drawn(t *rapid.T) weather.Forecast {
	n := rapid.IntRange(3, 7).Draw(t, "days")
	number := func(name string, lo, hi float64) []float64 {
		return rapid.SliceOfN(rapid.Float64Range(lo, hi), 4*n+1, 4*n+1).Draw(t, name)
	}
	cloud, wind, from, temperature, rain := number("cloud", 0, 100), number("wind", 0, 16), number("from", 0, 360), number("temperature", -15, 38), number("rain", -4, 4)
	at := func(c []float64, i int) float64 { // six-hourly, in between by line
		k, x := i/6, float64(i%6)/6
		return c[k]*(1-x) + c[k+1]*x
	}
	return fair(may, n, func(h *weather.Hour, day, hour int) {
		i := 24*day + hour
		cover(h, at(cloud, i), at(cloud, i)/2, at(cloud, i), at(cloud, i))
		blow(h, at(wind, i), math.Round(at(from, i)))
		h.Temperature = weather.Some(weather.Celsius(math.Round(10*at(temperature, i)) / 10))
		if mm := at(rain, i); mm > 0.1 {
			if h.Temperature.Or(0) < 0 {
				snows(h, mm)
			} else {
				rains(h, mm)
			}
		}
		upper(h, 5700)
	})
}

func days(f weather.Forecast) int { return len(f.Hours)/24 - 1 }

func changed(f weather.Forecast, change func(h *weather.Hour)) weather.Forecast {
	hours := make([]weather.Hour, len(f.Hours))
	copy(hours, f.Hours)
	for i := range hours {
		change(&hours[i])
	}
	f.Hours = hours
	return f
}

var window = rapid.SampledFrom([]analysis.Window{analysis.Evening, analysis.Calendar, analysis.Morning})

func TestAQuarterTurnTurnsEveryDirection(t *testing.T) {
	t.Parallel()
	quarter := func(d analysis.Direction) analysis.Direction {
		if d == analysis.NoDirection {
			return d
		}
		return (d+1)%8 + 1
	}
	rapid.Check(t, func(t *rapid.T) {
		f, w := drawn(t), window.Draw(t, "window")
		turned := changed(f, func(h *weather.Hour) {
			h.WindFrom = weather.Some(weather.Degrees(math.Mod(float64(h.WindFrom.Or(0))+90, 360)))
		})
		a, b := analyse(f, w, days(f)), analyse(turned, w, days(f))
		for i := range a.Days {
			before, after := a.Days[i].Wind, b.Days[i].Wind
			before.From = quarter(before.From)
			for k := range before.Turns {
				before.Turns[k] = quarter(before.Turns[k])
			}
			if !cmp.Equal(before, after, maybes) {
				t.Fatalf("%s: %s", a.Days[i].Date, cmp.Diff(before, after, maybes))
			}
		}
	})
}

// maybes compares values that may be missing.
var maybes = cmp.Options{
	cmp.Comparer(func(a, b weather.Maybe[weather.Beaufort]) bool { return a == b }),
	cmp.Comparer(func(a, b weather.Maybe[analysis.ForceSpan]) bool { return a == b }),
	cmp.Comparer(func(a, b weather.Maybe[weather.Meters]) bool { return a == b }),
}

func TestFiveDegreesMoreAddFive(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w := drawn(t), window.Draw(t, "window")
		warmer := changed(f, func(h *weather.Hour) { h.Temperature = weather.Some(h.Temperature.Or(0) + 25) })
		f = changed(f, func(h *weather.Hour) { h.Temperature = weather.Some(h.Temperature.Or(0) + 20) })
		a, b := analyse(f, w, days(f)), analyse(warmer, w, days(f))
		for i := range a.Days {
			low, high := a.Days[i].Low.Or(-100), a.Days[i].High.Or(-100)
			if b.Days[i].Low.Or(0)-low != 5 || b.Days[i].High.Or(0)-high != 5 {
				t.Fatalf("%d~%d became %v~%v", low, high, b.Days[i].Low, b.Days[i].High)
			}
			if low > high {
				t.Fatalf("low %d above high %d", low, high)
			}
		}
	})
}

func TestWindowSumsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f, w := drawn(t), window.Draw(t, "window")
		o := analyse(f, w, days(f))
		edge := map[analysis.Window]int{analysis.Evening: -4, analysis.Calendar: 0, analysis.Morning: 8}[w]
		start := o.Days[0].Date.At(edge, beijing)
		end := o.Days[len(o.Days)-1].Date.At(edge+24, beijing)
		want, got, complete := 0.0, 0.0, true
		for _, h := range f.Hours {
			if h.Valid.After(start) && !h.Valid.After(end) {
				want += float64(h.Precipitation.Or(0))
			}
		}
		for _, d := range o.Days {
			complete = complete && d.Rain.OK()
			got += float64(d.Rain.Or(0) + d.Snow.Or(0))
		}
		if complete && math.Abs(got-want) > 0.02*float64(len(o.Days)) {
			t.Fatalf("days sum to %v, the hours to %v", got, want)
		}
		if !complete && !f.Hours[len(f.Hours)-1].Valid.Before(end) {
			t.Fatal("an amount is missing although every hour is there")
		}
	})
}

func TestAMissingColumnTakesOnlyItsFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := drawn(t)
		a := analyse(f, analysis.Evening, days(f))
		without := func(change func(h *weather.Hour)) []analysis.Day {
			return analyse(changed(f, change), analysis.Evening, days(f)).Days
		}
		noWind := without(func(h *weather.Hour) {
			h.Wind, h.WindFrom, h.Gust = weather.None[weather.MetersPerSecond](), weather.None[weather.Degrees](), weather.None[weather.MetersPerSecond]()
		})
		noUV := without(func(h *weather.Hour) { h.UV = weather.None[weather.UVIndex]() })
		noTemperature := without(func(h *weather.Hour) { h.Temperature = weather.None[weather.Celsius]() })
		noRain := without(func(h *weather.Hour) {
			h.Precipitation, h.Rain, h.Showers = weather.None[weather.Millimeters](), weather.None[weather.Millimeters](), weather.None[weather.Millimeters]()
		})
		for i, d := range a.Days {
			if n := noWind[i]; n.Wind.Known || n.Low != d.Low || n.High != d.High || n.Rain != d.Rain || n.UV != d.UV || !cmp.Equal(n.Sky, d.Sky, maybes) {
				t.Fatalf("without wind %+v became %+v", d, n)
			}
			if n := noUV[i]; n.UV.OK() || n.Low != d.Low || n.Rain != d.Rain || !cmp.Equal(n.Sky, d.Sky, maybes) || !cmp.Equal(n.Wind, d.Wind, maybes) {
				t.Fatalf("without UV %+v became %+v", d, n)
			}
			if n := noTemperature[i]; n.Low.OK() || n.High.OK() || n.UV != d.UV || !cmp.Equal(n.Wind, d.Wind, maybes) {
				t.Fatalf("without temperature %+v became %+v", d, n)
			}
			if n := noRain[i]; n.Rain.OK() || len(n.Sky.Wet) > 0 || n.Low != d.Low || !cmp.Equal(n.Wind, d.Wind, maybes) {
				t.Fatalf("without amounts %+v became %+v", d, n)
			}
		}
	})
}

// sparse is a week with holes: hours left out, values missing, wide steps, odd stamps.
func sparse(t *rapid.T) weather.Forecast {
	f := drawn(t)
	var hours []weather.Hour
	for i := 0; i < len(f.Hours); i++ {
		h := f.Hours[i]
		switch rapid.IntRange(0, 11).Draw(t, "hole") {
		case 0:
			i += rapid.IntRange(0, 30).Draw(t, "skipped")
			continue
		case 1:
			h = weather.Hour{Valid: h.Valid, Span: h.Span}
		case 2:
			h.Span = time.Duration(rapid.IntRange(0, 6).Draw(t, "span")) * time.Hour
		case 3:
			h.Temperature, h.Wind, h.Cloud = weather.None[weather.Celsius](), weather.None[weather.MetersPerSecond](), weather.None[weather.Percent]()
		case 4:
			h.WindFrom, h.Precipitation = weather.None[weather.Degrees](), weather.None[weather.Millimeters]()
		case 5:
			h.Valid = h.Valid.Add(17 * time.Minute)
		}
		hours = append(hours, h)
	}
	f.Hours = hours
	return f
}

func TestHolesNeverPanicNorInvent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := sparse(t)
		r := analysis.Request{
			Now: may.At(16, beijing), First: may.AddDays(rapid.IntRange(-3, 9).Draw(t, "first")), Days: rapid.IntRange(0, 16).Draw(t, "count"),
			Window: window.Draw(t, "window"),
		}
		o := analysis.Analyse(f, r)
		if len(o.Days) != r.Days {
			t.Fatalf("%d days, want %d", len(o.Days), r.Days)
		}
		covered := 0
		for _, run := range o.Runs {
			covered += run.Last.DaysSince(run.First) + 1
		}
		if covered != r.Days {
			t.Fatalf("runs cover %d of %d days", covered, r.Days)
		}
		for i, d := range o.Days {
			if d.Date != r.First.AddDays(i) {
				t.Fatalf("day %d is %s", i, d.Date)
			}
			if !d.Known && (d.Low.OK() || d.Wind.Known || d.Sky.First != analysis.CloudUnknown || d.Rain.OK()) {
				t.Fatalf("an unknown day has facts: %+v", d)
			}
			if d.Low.Or(-100) > d.High.Or(100) {
				t.Fatalf("low %v above high %v", d.Low, d.High)
			}
		}
	})
}
