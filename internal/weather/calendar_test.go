package weather_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"
	"yubao/internal/weather"
)

func TestACalendarTellsTheDatesOfDateOf(t *testing.T) {
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
		calendar := weather.NewCalendar(zone)
		for i := range int64(300) {
			at := time.Unix(start+i*step, 0)
			if got, want := calendar.DateOf(at), weather.DateOf(at, zone); got != want {
				t.Fatalf("%v: %v, want %v", at.In(zone), got, want)
			}
		}
	})
}
