// Package queue runs what is due: editions at their slots and slices of deliveries, on
// River over the store's own database, so that jobs are inserted in the transaction that
// writes their rows and completed in the one that writes their results.
//
// Sending and pace: messages of one credential (courier.BotOf) are sent by one process
// at a time. On SQLite that is the process that holds the file's lock; on PostgreSQL the
// one that holds the bot's lease, which lasts leaseFor and is checked in every
// transaction that claims messages. A process that takes a lease over marks what its
// predecessor left sending as in doubt, takes up its jobs and its stored pace. Several
// processes thus share the bots among them, and no limit is counted in two places.
package queue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"

	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/schedule"
	"yubao/internal/store"
)

// Edition is an edition that is due.
type Edition struct {
	Name string
	Slot time.Time // the planned instant, UTC
	Late bool      // made up for after an outage
}

// Schedule is when an edition is due.
type Schedule struct {
	Edition   string
	When      schedule.Schedule
	LateAfter time.Duration // how late a missed slot is still worth it; 0: 2 h
}

// Config has a queue's parts.
type Config struct {
	Store     *store.Store
	Courier   *courier.Courier // nil: only puts jobs in, as commands do
	Schedules []Schedule
	// Make makes an edition and files its draft; it may be called again for the same slot.
	Make func(ctx context.Context, e Edition) error
	// Missed tells the newsroom of slots that will not run. It may be nil.
	Missed func(ctx context.Context, edition string, slots []time.Time)
	// Progress is told from time to time how far a long broadcast has come. It may be nil.
	Progress func(delivery.Progress)
	Owner    string           // names this process among several; empty: made up
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: none
}

// Queue puts jobs in and works them.
type Queue struct {
	Config
	client   *river.Client[*sql.Tx]
	listener *pgxpool.Pool
	lanes    *lanes
	ready    chan struct{}
	replan   chan struct{}
	reports  reports

	mu        sync.Mutex
	schedules []Schedule
}

const (
	editionQueue = "editions"
	// laneWorkers is how many slices of a channel are worked at once: while one waits for
	// its last answers, the next has begun.
	laneWorkers = 2
	// stopWait is how long a stop waits for jobs before it cuts them off: longer than a request takes.
	stopWait = 45 * time.Second
	// sliceTimeout is beyond what a slice works at a stretch and tries to record its results.
	sliceTimeout = 10 * time.Minute
)

// New returns a queue over a store, which from now on announces its rows to it.
func New(c Config) (*Queue, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Owner == "" {
		host, _ := os.Hostname()
		c.Owner = fmt.Sprintf("%.40s_%d_%d", host, os.Getpid(), c.Now().UnixNano())
	}
	q := &Queue{Config: c, ready: make(chan struct{}), replan: make(chan struct{}, 1), schedules: c.Schedules}
	driver, err := q.driver()
	if err != nil {
		return nil, err
	}
	settings := &river.Config{
		ID: c.Owner, Logger: quiet(c.Log), JobTimeout: sliceTimeout, RescueStuckJobsAfter: sliceTimeout + time.Minute,
		FetchCooldown: 5 * time.Millisecond, MaxAttempts: 1000, RetryPolicy: retryPolicy{c.Now}, SoftStopTimeout: stopWait,
		CompletedJobRetentionPeriod: time.Hour, SkipUnknownJobCheck: true,
	}
	if c.Courier != nil {
		settings.Workers = river.NewWorkers()
		settings.Queues = map[string]river.QueueConfig{editionQueue: {MaxWorkers: 4}}
		if err := q.addWorkers(settings.Workers); err != nil {
			return nil, err
		}
	}
	if q.client, err = river.NewClient(driver, settings); err != nil {
		q.closeListener()
		return nil, fmt.Errorf("queue: %w", err)
	}
	q.lanes = newLanes(q)
	c.Store.SetJobs(q)
	return q, nil
}

func (q *Queue) driver() (riverdriver.Driver[*sql.Tx], error) {
	if q.Store.Lite() {
		return riversqlite.New(q.Store.DB()), nil
	}
	if q.Courier == nil {
		return riverdatabasesql.New(q.Store.DB()), nil
	}
	config, err := pgxpool.ParseConfig(q.Store.DSN())
	if err != nil {
		return nil, fmt.Errorf("listener: %w", err)
	}
	config.MaxConns = 1 // for LISTEN alone
	if q.listener, err = pgxpool.NewWithConfig(context.Background(), config); err != nil {
		return nil, fmt.Errorf("listener: %w", err)
	}
	return riverdatabasesql.NewWithPgxListener(q.Store.DB(), q.listener), nil
}

func (q *Queue) closeListener() {
	if q.listener != nil {
		q.listener.Close()
	}
}

// Enqueue announces slices of work within the transaction that wrote their rows.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, slices []delivery.Slice) error {
	if len(slices) == 0 {
		return nil
	}
	jobs := make([]river.InsertManyParams, len(slices))
	for i, s := range slices {
		options := &river.InsertOpts{Queue: laneName(s.Channel), Priority: s.Priority}
		if s.Due.After(q.Now()) {
			options.ScheduledAt = s.Due
		}
		jobs[i] = river.InsertManyParams{Args: sliceArgs{Slice: s.ID, Channel: s.Channel, Priority: s.Priority}, InsertOpts: options}
	}
	if _, err := q.client.InsertManyFastTx(ctx, tx, jobs); err != nil {
		return fmt.Errorf("put slices into the queue: %w", err)
	}
	return nil
}

// SetSchedules replaces the schedules, after the configuration was read again. A schedule
// that is gone is forgotten: should it come back, it starts anew.
func (q *Queue) SetSchedules(ctx context.Context, schedules []Schedule) error {
	q.mu.Lock()
	old := q.schedules
	q.schedules = schedules
	q.mu.Unlock()
	var errs []error
	for _, s := range old {
		if !slices.ContainsFunc(schedules, func(n Schedule) bool { return n.Edition == s.Edition }) {
			errs = append(errs, q.Store.DropSchedule(ctx, s.Edition))
		}
	}
	select {
	case q.replan <- struct{}{}:
	default:
	}
	return errors.Join(errs...)
}

func (q *Queue) currentSchedules() []Schedule {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.schedules
}

// Ready is closed when the queue takes work.
func (q *Queue) Ready() <-chan struct{} { return q.ready }

// Run works until ctx ends, then waits for what is in flight. A queue runs once. On SQLite
// the store must have been opened alone.
func (q *Queue) Run(ctx context.Context) error {
	if q.Courier == nil {
		return errors.New("queue without a courier cannot run")
	}
	if q.Store.Lite() && !q.Store.Alone() {
		return errors.New("queue on SQLite needs a store that is opened alone")
	}
	defer q.closeListener()
	if err := q.takeEditions(ctx); err != nil {
		return err
	}
	// River gets a context of its own: the lanes are stopped first, each waiting for its flights.
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	if err := q.client.Start(work); err != nil {
		return fmt.Errorf("start queue: %w", err)
	}
	err := q.lanes.refresh(ctx)
	if err == nil {
		q.serve(ctx)
	}
	q.Courier.Stop()
	stopWork()
	<-q.client.Stopped()
	return errors.Join(err, q.lanes.release(context.WithoutCancel(ctx)))
}

// serve keeps leases, watches the clock and plans slots until ctx ends.
func (q *Queue) serve(ctx context.Context) {
	var others sync.WaitGroup
	start := q.readClock() // before the queue is ready: no jump after that is missed
	others.Go(func() { q.lanes.keep(ctx) })
	others.Go(func() { q.watchClock(ctx, start) })
	q.plan(ctx, func() { close(q.ready) })
	others.Wait()
}

// retryPolicy tries jobs again that failed by themselves: the database was away, an edition
// could not be made. Deliveries have rules of their own (package courier).
type retryPolicy struct{ now func() time.Time }

// NextRetry doubles from one second up to a minute.
func (p retryPolicy) NextRetry(job *rivertype.JobRow) time.Time {
	return p.now().Add(min(time.Minute, time.Second<<min(len(job.Errors), 6)))
}
