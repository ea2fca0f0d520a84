package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yubao/internal/store/internal/rows"
)

// Schedule is when an edition is next due.
type Schedule struct {
	ID   string
	Spec string // the expression that Next was computed with
	Next time.Time
}

// PutSchedule stores a schedule; one that is there with the same expression keeps its next slot.
func (s *Store) PutSchedule(ctx context.Context, c Schedule) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		return q.PutSchedule(ctx, rows.PutScheduleParams{ID: c.ID, Spec: c.Spec, Next: millis(c.Next), Updated: millis(s.now())})
	})
}

// DropSchedule removes a schedule; its record of slots stays.
func (s *Store) DropSchedule(ctx context.Context, id string) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error { return q.DropSchedule(ctx, id) })
}

// Schedules returns all schedules.
func (s *Store) Schedules(ctx context.Context) ([]Schedule, error) {
	found, err := s.read().Schedules(ctx)
	schedules := make([]Schedule, len(found))
	for i, row := range found {
		schedules[i] = Schedule{row.ID, row.Spec, timeOf(row.Next)}
	}
	return schedules, err
}

// Outcome is what became of a slot.
type Outcome string

// The outcomes.
const (
	Ran    Outcome = "ran"
	Late   Outcome = "late"   // made up for after an outage
	Missed Outcome = "missed" // too late to be worth it, or a later slot ran in its stead
)

// Slot is a planned instant with its outcome.
type Slot struct {
	Planned time.Time
	Outcome Outcome
	At      time.Time // when the outcome was decided
}

// ErrTaken says that another process advanced a schedule first.
var ErrTaken = errors.New("slot was taken by another process")

// AdvanceTx sets the schedule from the slot it is at to the next one, or fails with ErrTaken.
func (s *Store) AdvanceTx(ctx context.Context, tx *sql.Tx, from Schedule, next time.Time) error {
	n, err := rows.New(tx).Advance(ctx, rows.AdvanceParams{
		Next: millis(next), Updated: millis(s.now()), ID: from.ID, Was: millis(from.Next), Spec: from.Spec,
	})
	if err == nil && n == 0 {
		err = ErrTaken
	}
	return err
}

// RecordSlotTx records what became of a slot, once for good, and reports whether it was the first to.
func (s *Store) RecordSlotTx(ctx context.Context, tx *sql.Tx, schedule string, slot Slot) (fresh bool, err error) {
	n, err := rows.New(tx).PutSlot(ctx, rows.PutSlotParams{
		Schedule: schedule, Planned: millis(slot.Planned), Outcome: string(slot.Outcome), At: millis(slot.At),
	})
	return n == 1, err
}

// Slots returns the newest slots of a schedule with their outcomes.
func (s *Store) Slots(ctx context.Context, id string, most int) ([]Slot, error) {
	found, err := s.read().Slots(ctx, rows.SlotsParams{Schedule: id, Most: int32(most)})
	slots := make([]Slot, len(found))
	for i, row := range found {
		slots[i] = Slot{timeOf(row.Planned), Outcome(row.Outcome), timeOf(row.At)}
	}
	return slots, err
}
