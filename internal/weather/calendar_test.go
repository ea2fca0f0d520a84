package weather_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"
	"yubao/internal/weather"
)

func TestHoursAreCutWhereDateOfChanges(t *testing.T) {
	t.Parallel()
	var zones []*time.Location
	// Zones that change clocks at midnight, skip a date, or stand at quarters of an hour.
	for _, name := range []string{"Asia/Shanghai", "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "America/Havana", "Asia/Beirut", "Europe/Berlin"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		start := rapid.Int64Range(1_000_000_000, 1_800_000_000).Draw(t, "start")
		if rapid.Bool().Draw(t, "around the date that Samoa left out") {
			start = time.Date(2011, 12, 28, 0, 0, 0, 0, time.UTC).Unix()
		}
		step := rapid.SampledFrom([]int64{-3600, 900, 1800, 3600, 3 * 3600}).Draw(t, "step")
		hours := make([]weather.Hour, 300)
		for i := range hours {
			hours[i].Valid = time.Unix(start+int64(i)*step, 0)
		}
		cut, last := 0, weather.Date{}
		for _, day := range weather.ByDate(hours, zone) {
			if day.Date == last {
				t.Fatalf("%v is cut in two", day.Date)
			}
			last = day.Date
			for i, h := range day.Hours {
				if want := hours[cut+i].Valid; !h.Valid.Equal(want) || weather.DateOf(want, zone) != day.Date {
					t.Fatalf("%v stands under %v", want.In(zone), day.Date)
				}
			}
			cut += len(day.Hours)
		}
		if cut != len(hours) {
			t.Fatalf("%d of %d hours", cut, len(hours))
		}
	})
}

func TestDatesCountAsTheClockDoes(t *testing.T) {
	t.Parallel()
	date := rapid.Custom(func(t *rapid.T) weather.Date {
		at := time.Unix(86400*rapid.Int64Range(-40_000, 60_000).Draw(t, "day"), 0).UTC()
		return weather.DateOf(at, time.UTC)
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := date.Draw(t, "a"), date.Draw(t, "b")
		noon := a.At(12, time.UTC)
		if got, want := a.DaysSince(b), int(noon.Sub(b.At(12, time.UTC))/(24*time.Hour)); got != want {
			t.Errorf("%v since %v: %d days, want %d", a, b, got, want)
		}
		if got := a.Weekday(); got != noon.Weekday() {
			t.Errorf("%v is a %v, not a %v", a, noon.Weekday(), got)
		}
		n := rapid.IntRange(-60, 60).Draw(t, "days")
		if got, want := a.AddDays(n), weather.DateOf(noon.AddDate(0, 0, n), time.UTC); got != want {
			t.Errorf("%v and %d days: %v, want %v", a, n, got, want)
		}
	})
}
