package schedule_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"yubao/internal/schedule"
	_ "yubao/internal/seedtest" // the same cases on every run
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func at(text string) time.Time {
	parsed, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return parsed.UTC()
}

func TestNextCountsInThePlacesZone(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ spec, zone, after, want string }{
		{"0 16 * * *", "Asia/Shanghai", "2024-04-15T15:59:59+08:00", "2024-04-15T16:00:00+08:00"},
		{"0 16 * * *", "Asia/Shanghai", "2024-04-15T16:00:00+08:00", "2024-04-16T16:00:00+08:00"},
		{"CRON_TZ=Asia/Urumqi 0 16 * * *", "Asia/Shanghai", "2024-04-15T12:00:00+08:00", "2024-04-15T18:00:00+08:00"},
		{"30 6 * * 1-5", "Asia/Shanghai", "2024-04-19T07:00:00+08:00", "2024-04-22T06:30:00+08:00"},
		{"@daily", "Asia/Shanghai", "2024-02-28T12:00:00+08:00", "2024-02-29T00:00:00+08:00"},
	} {
		s, err := schedule.Parse(test.spec, zone(t, test.zone))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.Next(at(test.after)); !got.Equal(at(test.want)) {
			t.Errorf("%s after %s: got %s, want %s", test.spec, test.after, got, test.want)
		}
	}
}

func TestExpressionsThatCannotBeMeantAreRefused(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{"", "  ", "0 25 * * *", "0 16 * *", "0 16 30 2 *", "@every 5m", "CRON_TZ=Asia/Shanghai", "CRON_TZ=Nowhere/Else 0 16 * * *", "* * * * * *"} {
		if s, err := schedule.Parse(spec, time.UTC); err == nil {
			t.Errorf("%q was taken as %s", spec, s)
		}
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	s, err := schedule.Parse("0 7,16 * * *", zone(t, "Asia/Shanghai"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, next, now string
		want            schedule.Plan
	}{
		{"before the slot nothing", "2024-04-15T16:00:00+08:00", "2024-04-15T15:59:00+08:00", schedule.Plan{Next: at("2024-04-15T16:00:00+08:00")}},
		{"at the slot it runs", "2024-04-15T16:00:00+08:00", "2024-04-15T16:00:00+08:00",
			schedule.Plan{Run: at("2024-04-15T16:00:00+08:00"), Next: at("2024-04-16T07:00:00+08:00")}},
		{"seconds after it is on time", "2024-04-15T16:00:00+08:00", "2024-04-15T16:00:40+08:00",
			schedule.Plan{Run: at("2024-04-15T16:00:00+08:00"), Next: at("2024-04-16T07:00:00+08:00")}},
		{"an hour after it runs late", "2024-04-15T16:00:00+08:00", "2024-04-15T17:00:00+08:00",
			schedule.Plan{Run: at("2024-04-15T16:00:00+08:00"), Late: true, Next: at("2024-04-16T07:00:00+08:00")}},
		{"of several the latest runs", "2024-04-14T16:00:00+08:00", "2024-04-15T16:30:00+08:00", schedule.Plan{
			Run: at("2024-04-15T16:00:00+08:00"), Late: true, Next: at("2024-04-16T07:00:00+08:00"),
			Missed: []time.Time{at("2024-04-14T16:00:00+08:00"), at("2024-04-15T07:00:00+08:00")},
		}},
		{"too late it is missed", "2024-04-15T16:00:00+08:00", "2024-04-15T18:00:01+08:00",
			schedule.Plan{Missed: []time.Time{at("2024-04-15T16:00:00+08:00")}, Next: at("2024-04-16T07:00:00+08:00")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, s.Due(at(test.next), at(test.now), 2*time.Hour), cmpopts.EquateEmpty()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAYearlongOutageIsBounded(t *testing.T) {
	t.Parallel()
	s, err := schedule.Parse("* * * * *", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	now := at("2025-04-15T00:00:00Z")
	plan := s.Due(now.AddDate(-1, 0, 0), now, time.Hour)
	if !plan.Run.Equal(now) || len(plan.Missed) > 1000 || !plan.Next.Equal(now.Add(time.Minute)) {
		t.Errorf("run %s, %d missed, next %s", plan.Run, len(plan.Missed), plan.Next)
	}
}

// field is a cron field: its text and the values it stands for.
type field struct {
	text   string
	values map[int]bool
}

func fields(low, high int) *rapid.Generator[field] {
	return rapid.Custom(func(t *rapid.T) field {
		if rapid.IntRange(0, 2).Draw(t, "every") == 0 {
			return field{text: "*"}
		}
		f := field{values: map[int]bool{}}
		var texts []string
		for range rapid.IntRange(1, 3).Draw(t, "count") {
			v := rapid.IntRange(low, high).Draw(t, "value")
			f.values[v] = true
			texts = append(texts, strconv.Itoa(v))
		}
		f.text = strings.Join(texts, ",")
		return f
	})
}

func (f field) has(v int) bool { return f.values == nil || f.values[v] }

// Zones with whole-hour and half-hour offsets, with and without summer time.
var zones = []string{"Asia/Shanghai", "Asia/Kolkata", "Europe/Berlin", "UTC"}

func TestNextAgreesWithCountingMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		minute, hour, weekday := fields(0, 59).Draw(t, "minute"), fields(0, 23).Draw(t, "hour"), fields(0, 6).Draw(t, "weekday")
		name := rapid.SampledFrom(zones).Draw(t, "zone")
		where, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		spec := fmt.Sprintf("%s %s * * %s", minute.text, hour.text, weekday.text)
		s, err := schedule.Parse(spec, where)
		if err != nil {
			t.Fatalf("%s: %v", spec, err)
		}
		start := time.Unix(rapid.Int64Range(1_700_000_000, 1_800_000_000).Draw(t, "after"), 0)
		want := start.Truncate(time.Minute).Add(time.Minute)
		for range 8 * 24 * 60 {
			local := want.In(where)
			if minute.has(local.Minute()) && hour.has(local.Hour()) && weekday.has(int(local.Weekday())) {
				break
			}
			want = want.Add(time.Minute)
		}
		got := s.Next(start)
		if !got.Equal(want) && !aroundClockChange(where, want, got) {
			t.Fatalf("%s in %s after %s: got %s, want %s", spec, name, start.In(where), got.In(where), want.In(where))
		}
	})
}

// aroundClockChange reports whether the clock was set between two instants or on their
// day: what cron then does with hours that are missing or come twice is its own affair.
func aroundClockChange(where *time.Location, a, b time.Time) bool {
	if b.Before(a) {
		a, b = b, a
	}
	_, before := a.In(where).AddDate(0, 0, -1).Zone()
	_, after := b.In(where).AddDate(0, 0, 1).Zone()
	return before != after
}
