package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"yubao/internal/schedule"
	"yubao/internal/store"
)

// longestSleep bounds the sleep until the next slot: within it a jump of the clock is
// noticed, and a schedule that another process advanced.
const longestSleep = time.Minute

// lateAfter is how late a missed slot is still worth it unless its schedule says otherwise.
const lateAfter = 2 * time.Hour

// plan starts each edition at its slots until ctx ends. It sleeps until the next one.
// ready is called after the first look: from then on a slot that passes is on record.
func (q *Queue) plan(ctx context.Context, ready func()) {
	for {
		wait := longestSleep
		next, err := q.Plan(ctx)
		if ready != nil {
			ready()
			ready = nil
		}
		if err != nil && ctx.Err() == nil {
			q.Log.ErrorContext(ctx, "slots not planned", "err", err)
			wait = 5 * time.Second
		} else if !next.IsZero() {
			wait = min(wait, max(0, next.Sub(q.Now())))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-q.replan:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// Plan starts what is due now, each slot once however many processes plan, and returns
// when the next slot is; zero for none.
func (q *Queue) Plan(ctx context.Context) (next time.Time, err error) {
	stored, err := q.Store.Schedules(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("read schedules: %w", err)
	}
	byID := map[string]store.Schedule{}
	for _, s := range stored {
		byID[s.ID] = s
	}
	var errs []error
	for _, s := range q.currentSchedules() {
		at, err := q.planOne(ctx, s, byID[s.Edition])
		if err != nil {
			errs = append(errs, fmt.Errorf("plan %s: %w", s.Edition, err))
			continue
		}
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, errors.Join(errs...)
}

func (q *Queue) planOne(ctx context.Context, s Schedule, row store.Schedule) (next time.Time, err error) {
	now := q.Now()
	if row.ID == "" || row.Spec != s.When.String() { // new, or changed: from now on
		next := s.When.Next(now)
		return next, q.Store.PutSchedule(ctx, store.Schedule{ID: s.Edition, Spec: s.When.String(), Next: next})
	}
	late := s.LateAfter
	if late == 0 {
		late = lateAfter
	}
	plan := s.When.Due(row.Next, now, late)
	if plan.Run.IsZero() && len(plan.Missed) == 0 {
		// A clock that was ahead once has put the next slot too far away. Setting it back
		// repeats nothing: each slot's outcome is recorded once.
		if sooner := s.When.Next(now); sooner.Before(row.Next) {
			return sooner, q.advance(ctx, s, row, schedule.Plan{Next: sooner})
		}
		return row.Next, nil
	}
	return plan.Next, q.advance(ctx, s, row, plan)
}

// advance moves a schedule on and puts the edition that is due into the queue, in one transaction.
func (q *Queue) advance(ctx context.Context, s Schedule, row store.Schedule, plan schedule.Plan) error {
	now := q.Now()
	var missed []time.Time
	err := q.Store.Tx(ctx, func(tx *sql.Tx) error {
		if err := q.Store.AdvanceTx(ctx, tx, row, plan.Next); err != nil {
			return err
		}
		for _, at := range plan.Missed {
			fresh, err := q.Store.RecordSlotTx(ctx, tx, row.ID, store.Slot{Planned: at, Outcome: store.Missed, At: now})
			if err != nil {
				return err
			}
			if fresh {
				missed = append(missed, at)
			}
		}
		if plan.Run.IsZero() {
			return nil
		}
		outcome := store.Ran
		if plan.Late {
			outcome = store.Late
		}
		fresh, err := q.Store.RecordSlotTx(ctx, tx, row.ID, store.Slot{Planned: plan.Run, Outcome: outcome, At: now})
		if err != nil || !fresh {
			return err
		}
		args := editionArgs{Edition: s.Edition, Slot: plan.Run.UnixMilli(), Late: plan.Late}
		_, err = q.client.InsertTx(ctx, tx, args, &river.InsertOpts{
			Queue: editionQueue, MaxAttempts: 5, UniqueOpts: river.UniqueOpts{ByArgs: true},
		})
		return err
	})
	if errors.Is(err, store.ErrTaken) {
		return nil // another process was faster
	}
	if err == nil && len(missed) > 0 {
		q.Log.WarnContext(ctx, "slots missed", "edition", s.Edition, "count", len(missed), "last", missed[len(missed)-1])
		if q.Missed != nil {
			q.Missed(ctx, s.Edition, missed)
		}
	}
	return err
}
