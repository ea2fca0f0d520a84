package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"yubao/internal/courier"
	"yubao/internal/delivery"
)

// sliceArgs is a job that sends a slice of deliveries.
type sliceArgs struct {
	Slice    int64  `json:"slice"`
	Channel  string `json:"channel"`
	Priority int    `json:"priority"`
}

// Kind names the job in the database.
func (sliceArgs) Kind() string { return "slice" }

// editionArgs is a job that makes an edition. Its planned instant makes it unique.
type editionArgs struct {
	Edition string `json:"edition" river:"unique"`
	Slot    int64  `json:"slot"    river:"unique"` // Unix ms
	Late    bool   `json:"late"`
}

// Kind names the job in the database.
func (editionArgs) Kind() string { return "edition" }

func (q *Queue) addWorkers(workers *river.Workers) error {
	return errors.Join(
		river.AddWorkerSafely(workers, river.WorkFunc(q.workSlice)),
		river.AddWorkerSafely(workers, river.WorkFunc(q.workEdition)),
	)
}

func (q *Queue) workEdition(ctx context.Context, job *river.Job[editionArgs]) error {
	e := Edition{Name: job.Args.Edition, Slot: time.UnixMilli(job.Args.Slot).UTC(), Late: job.Args.Late}
	if err := q.Make(ctx, e); err != nil {
		return fmt.Errorf("make edition %s: %w", e.Name, err)
	}
	return nil
}

func (q *Queue) workSlice(ctx context.Context, job *river.Job[sliceArgs]) error {
	slice := delivery.Slice{ID: job.Args.Slice, Channel: job.Args.Channel, Priority: job.Args.Priority}
	again, done, err := q.Courier.Work(ctx, slice, &ledger{q: q, job: job})
	if errors.Is(err, courier.ErrNoChannel) {
		return river.JobSnooze(time.Hour) // until the configuration has it again, or an operator drops its rows
	}
	if err != nil {
		return err
	}
	if job.Args.Priority == delivery.PriorityLong {
		q.report(ctx, slice.ID)
	}
	if done {
		return nil
	}
	return river.JobSnooze(max(0, again.Sub(q.Now())))
}

// ledger is the ledger as one job sees it.
type ledger struct {
	q   *Queue
	job *river.Job[sliceArgs]
}

// Rows returns the slice's rows.
func (l *ledger) Rows(ctx context.Context) ([]delivery.Delivery, error) {
	return l.q.Store.Slice(ctx, l.job.Args.Slice)
}

// Commit carries out a step in one transaction; the last one completes the job in it.
// The step of a broadcast that goes well takes one round trip to PostgreSQL.
func (l *ledger) Commit(ctx context.Context, step courier.Step) (claimed []delivery.ID, err error) {
	s := l.q.Store
	if !s.Lite() && plain(step) {
		claimed, held, err := s.ProveAndClaim(ctx, leaseName(step.Bot), l.q.Owner, step.Results, step.Claim, step.Now)
		if err == nil && !held && len(step.Claim) > 0 {
			err = fmt.Errorf("%s: %w", step.Bot, courier.ErrLost)
		}
		return claimed, err
	}
	err = s.Tx(ctx, func(tx *sql.Tx) error {
		if len(step.Claim) > 0 {
			if err := l.q.lanes.holds(ctx, tx, step.Bot); err != nil {
				return err
			}
		}
		if err := s.RecordTx(ctx, tx, step.Results); err != nil {
			return err
		}
		if err := s.UnclaimTx(ctx, tx, step.Unclaim, step.Now); err != nil {
			return err
		}
		if claimed, err = s.ClaimTx(ctx, tx, step.Claim, step.Now); err != nil {
			return err
		}
		if step.Pace != nil {
			if err := s.SetPaceTx(ctx, tx, step.Bot, step.Pace); err != nil {
				return err
			}
		}
		if step.Done {
			return l.complete(ctx, tx)
		}
		return nil
	})
	return claimed, err
}

// plain reports whether a step only records messages that arrived and claims further ones.
func plain(step courier.Step) bool {
	return !step.Done && step.Pace == nil && len(step.Unclaim) == 0 &&
		!slices.ContainsFunc(step.Results, func(d delivery.Delivery) bool { return d.State != delivery.Sent })
}

func (l *ledger) complete(ctx context.Context, tx *sql.Tx) (err error) {
	if l.q.Store.Lite() {
		_, err = river.JobCompleteTx[*riversqlite.Driver](ctx, tx, l.job)
	} else {
		_, err = river.JobCompleteTx[*riverdatabasesql.Driver](ctx, tx, l.job)
	}
	if errors.Is(err, river.ErrNotFound) {
		return nil // the job was taken away meanwhile; its work is done all the same
	}
	if err != nil {
		return fmt.Errorf("complete job: %w", err)
	}
	return nil
}

// quiet lets River say only what an operator should know.
func quiet(log *slog.Logger) *slog.Logger { return slog.New(warnings{log.Handler()}) }

type warnings struct{ slog.Handler }

// Enabled lets warnings and errors through.
func (w warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && w.Handler.Enabled(ctx, level)
}

// WithAttrs keeps the filter.
func (w warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{w.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the filter.
func (w warnings) WithGroup(name string) slog.Handler { return warnings{w.Handler.WithGroup(name)} }
