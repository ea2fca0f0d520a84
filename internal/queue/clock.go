package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

const (
	// clockEvery is how often the clock is looked at.
	clockEvery = 2 * time.Second
	// setBack is from how far on a clock that was set back is worth anything: below it
	// what waits is a little late.
	setBack = 3 * time.Second
)

// reading is what the machine's clock showed at a moment of the time that passes.
type reading struct{ passing, shown time.Time }

func (q *Queue) readClock() reading {
	return reading{time.Now(), q.Now().Round(0)} // Round takes off the part that does not jump
}

// watchClock looks until ctx ends whether the machine's clock was set back. Pace and
// leases do not mind, for they go by time that passes; but what is due at a time stored
// before would wait until the clock reads that time again.
func (q *Queue) watchClock(ctx context.Context, start reading) {
	ticker := time.NewTicker(clockEvery)
	defer ticker.Stop()
	lost := time.Duration(0) // by which the clock was set back and all was set right
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		here := q.readClock()
		back := here.passing.Sub(start.passing) - here.shown.Sub(start.shown) - lost
		switch {
		case back < -setBack: // set forward: what is due early waits for nothing
			lost += back
		case back > setBack:
			q.Log.WarnContext(ctx, "clock was set back", "by", back.Round(time.Second))
			if err := q.hasten(ctx, back); err != nil {
				q.Log.WarnContext(ctx, "what waits was not set right", "err", err)
				continue // again at the next tick
			}
			lost += back
		}
	}
}

// hasten makes what waits in this process's lanes due as much earlier as the clock was set back.
func (q *Queue) hasten(ctx context.Context, by time.Duration) error {
	var errs []error
	for _, channel := range q.lanes.channels() {
		errs = append(errs, q.Store.Tx(ctx, func(tx *sql.Tx) error {
			if err := q.Store.HastenTx(ctx, tx, channel, by); err != nil {
				return err
			}
			return q.dueNow(ctx, tx, laneName(channel))
		}))
	}
	return errors.Join(errs...)
}

// dueNow makes a queue's waiting jobs available: those that are worked too early look when
// their rows are due, and wait again.
func (q *Queue) dueNow(ctx context.Context, tx *sql.Tx, queue string) error {
	_, err := tx.ExecContext(ctx, `UPDATE river_job SET state = 'available', scheduled_at = CURRENT_TIMESTAMP
WHERE queue = $1 AND state IN ('available', 'scheduled', 'retryable')`, queue)
	if err != nil {
		return fmt.Errorf("make jobs of %s due: %w", queue, err)
	}
	return nil
}
