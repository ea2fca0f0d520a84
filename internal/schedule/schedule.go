// Package schedule says when an edition is due: cron expressions in a place's own time
// zone, and what becomes of slots that passed while nobody ran. It is pure; robfig/cron
// parses and computes.
package schedule

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule is a parsed expression. Its zero value is never due.
type Schedule struct {
	spec string
	cron cron.Schedule
}

// parser takes five fields (minute hour day month weekday) and words such as @daily.
var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

// Parse reads a cron expression. It counts in the zone of its CRON_TZ= prefix, else in zone.
func Parse(expression string, zone *time.Location) (Schedule, error) {
	spec := strings.TrimSpace(expression)
	if !strings.HasPrefix(spec, "CRON_TZ=") && !strings.HasPrefix(spec, "TZ=") {
		spec = "CRON_TZ=" + zone.String() + " " + spec
	}
	if fields := strings.Fields(spec); len(fields) < 2 { // robfig/cron panics on a zone alone
		return Schedule{}, fmt.Errorf("schedule %q has no fields", expression)
	}
	if strings.Contains(spec, "@every") { // counts from the start of the process, not on the clock
		return Schedule{}, errors.New("@every has no fixed times of day; write a cron expression")
	}
	parsed, err := parser.Parse(spec)
	if err != nil {
		return Schedule{}, fmt.Errorf("schedule %q: %w", expression, err)
	}
	if parsed.Next(reference).IsZero() {
		return Schedule{}, fmt.Errorf("schedule %q never comes due", expression)
	}
	return Schedule{spec: spec, cron: parsed}, nil
}

// reference is any instant: whether an expression ever comes due does not depend on it,
// for robfig/cron looks five years ahead and leap days come every fourth.
var reference = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// String returns the expression with its zone.
func (s Schedule) String() string { return s.spec }

// Next returns the first instant after a time at which the schedule is due, in UTC; zero for never.
func (s Schedule) Next(after time.Time) time.Time {
	if s.cron == nil {
		return time.Time{}
	}
	next := s.cron.Next(after)
	if next.IsZero() {
		return next
	}
	return next.UTC()
}

const (
	// grace is how long after its instant a slot is still on time: a process that starts
	// up or a clock that was set makes no edition late.
	grace = time.Minute
	// mostMissed bounds how many slots are told apart after a very long outage.
	mostMissed = 1000
)

// Plan is what to do about a schedule now.
type Plan struct {
	Run    time.Time   // the slot to run; zero: none
	Late   bool        // Run is made up for
	Missed []time.Time // slots that will not run, in order
	Next   time.Time   // the slot after all those
}

// Due plans a schedule whose next slot was to be next. Of slots that have passed only the
// latest runs, late, when it is at most lateAfter old; the others are missed.
func (s Schedule) Due(next, now time.Time, lateAfter time.Duration) Plan {
	if next.After(now) {
		return Plan{Next: next}
	}
	var passed []time.Time
	for ; !next.IsZero() && !next.After(now); next = s.Next(next) {
		if len(passed) == mostMissed {
			passed = append(passed[:0], passed[1:]...)
		}
		passed = append(passed, next)
	}
	last := passed[len(passed)-1]
	if now.Sub(last) > lateAfter {
		return Plan{Missed: passed, Next: next}
	}
	return Plan{Run: last, Late: now.Sub(last) > grace, Missed: passed[:len(passed)-1], Next: next}
}
