package queue

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/pattern"
)

const (
	// leaseFor is how long a bot is left alone after its sender was last heard of. With
	// leaseEvery it bounds how long another process takes to take over.
	leaseFor   = 5 * time.Second
	leaseEvery = time.Second
)

// lanes are the queues of channels that this process works: those of the bots it is the sender of.
type lanes struct {
	q    *Queue
	bots map[string][]string // channels by bot

	mu   sync.Mutex
	held map[string]bool
}

func newLanes(q *Queue) *lanes {
	l := &lanes{q: q, bots: map[string][]string{}, held: map[string]bool{}}
	if q.Courier == nil {
		return l
	}
	for channel := range q.Courier.Channels {
		bot := q.Courier.BotOf(channel)
		l.bots[bot] = append(l.bots[bot], channel)
	}
	for _, channels := range l.bots {
		slices.Sort(channels)
	}
	return l
}

var laneNames = pattern.New(`^[a-z0-9]+([_-]?[a-z0-9]+)*$`)

// laneName returns the name of a channel's queue; River allows few characters in one.
func laneName(channel string) string {
	if len(channel) <= 40 && laneNames.Regexp().MatchString(channel) {
		return "lane-" + channel
	}
	sum := sha256.Sum256([]byte(channel))
	return "lane-x-" + hex.EncodeToString(sum[:8])
}

func leaseName(bot string) string { return "bot:" + bot }

// keep renews leases and takes free ones until ctx ends.
func (l *lanes) keep(ctx context.Context) {
	if l.q.Store.Lite() {
		<-ctx.Done() // the file's lock is the lease
		return
	}
	ticker := time.NewTicker(leaseEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := l.refresh(ctx); err != nil && ctx.Err() == nil {
			l.q.Log.WarnContext(ctx, "leases not renewed", "err", err)
		}
	}
}

// refresh takes or renews the lease of every bot.
func (l *lanes) refresh(ctx context.Context) error {
	var errs []error
	for bot, channels := range l.bots {
		held, err := l.take(ctx, bot)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if err := l.follow(ctx, bot, channels, held); err != nil {
			errs = append(errs, fmt.Errorf("take over %s: %w", bot, err))
		}
	}
	return errors.Join(errs...)
}

func (l *lanes) take(ctx context.Context, bot string) (bool, error) {
	if l.q.Store.Lite() {
		return true, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*leaseEvery)
	defer cancel()
	return l.q.Store.TakeLease(ctx, leaseName(bot), l.q.Owner, l.q.Now().Add(leaseFor))
}

// follow starts or ends work on a bot's channels as the lease came or went.
func (l *lanes) follow(ctx context.Context, bot string, channels []string, held bool) error {
	l.mu.Lock()
	had := l.held[bot]
	l.mu.Unlock()
	switch {
	case held && !had:
		l.q.Courier.Forget(bot)
		for _, channel := range channels {
			if err := l.q.takeOver(ctx, channel); err != nil {
				return err
			}
		}
		for _, channel := range channels {
			err := l.q.client.Queues().Add(laneName(channel), river.QueueConfig{MaxWorkers: laneWorkers})
			if added := new(river.QueueAlreadyAddedError); err != nil && !errors.As(err, &added) {
				return err
			}
		}
		l.q.Log.InfoContext(ctx, "sender of bot", "bot", bot, "channels", channels)
	case !held && had:
		l.q.Log.WarnContext(ctx, "no longer sender of bot", "bot", bot)
		for _, channel := range channels {
			if err := l.q.client.Queues().Remove(ctx, laneName(channel)); err != nil {
				return err
			}
		}
	}
	l.mu.Lock()
	l.held[bot] = held
	l.mu.Unlock()
	return nil
}

// channels returns the channels that this process works.
func (l *lanes) channels() (channels []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for bot, held := range l.held {
		if held {
			channels = append(channels, l.bots[bot]...)
		}
	}
	slices.Sort(channels)
	return channels
}

// holds checks, within a transaction that claims messages, that this process is the bot's sender.
func (l *lanes) holds(ctx context.Context, tx *sql.Tx, bot string) error {
	if l.q.Store.Lite() {
		return nil
	}
	held, err := l.q.Store.HoldsTx(ctx, tx, leaseName(bot), l.q.Owner)
	if err == nil && !held {
		err = fmt.Errorf("%s: %w", bot, courier.ErrLost)
	}
	return err
}

// release gives all leases back, so that another process need not wait for them to run out.
func (l *lanes) release(ctx context.Context) error {
	if l.q.Store.Lite() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var errs []error
	for bot, held := range l.held {
		if held {
			errs = append(errs, l.q.Store.DropLease(ctx, leaseName(bot), l.q.Owner))
		}
	}
	return errors.Join(errs...)
}

// takeOver makes this process the sender of a channel: what the one before left sending
// is in doubt, its jobs are taken up, and rows without a job get one.
func (q *Queue) takeOver(ctx context.Context, channel string) error {
	var interrupted []delivery.Delivery
	err := q.Store.Tx(ctx, func(tx *sql.Tx) (err error) {
		if interrupted, err = q.Store.InterruptedTx(ctx, tx, channel); err != nil {
			return err
		}
		for i, d := range interrupted {
			interrupted[i] = q.Courier.Interrupted(d)
		}
		if err := q.Store.RecordTx(ctx, tx, interrupted); err != nil {
			return err
		}
		if err := q.freeJobs(ctx, tx, laneName(channel)); err != nil {
			return err
		}
		return q.feed(ctx, tx, channel)
	})
	if err == nil {
		q.Courier.Tell(ctx, interrupted...)
	}
	return err
}

// takeEditions takes up edition jobs that the process before left running. It is done on
// SQLite only, where the file's lock proves that nobody else works them; on PostgreSQL
// River rescues them.
func (q *Queue) takeEditions(ctx context.Context) error {
	if !q.Store.Lite() {
		return nil
	}
	return q.Store.Tx(ctx, func(tx *sql.Tx) error {
		// The leader's row of a process that was killed would keep us waiting for 15 s.
		if _, err := tx.ExecContext(ctx, "DELETE FROM river_leader"); err != nil {
			return fmt.Errorf("take up the queue: %w", err)
		}
		return q.freeJobs(ctx, tx, editionQueue)
	})
}

// freeJobs makes a queue's running jobs available again, and those that wait but are
// due. It touches River's own table, which is right as long as no other process works
// the queue: that is proved before. A test holds it to the version of River in use.
func (q *Queue) freeJobs(ctx context.Context, tx *sql.Tx, queue string) error {
	_, err := tx.ExecContext(ctx, `UPDATE river_job SET state = 'available'
WHERE queue = $1 AND (state = 'running' OR state IN ('scheduled', 'retryable') AND scheduled_at <= CURRENT_TIMESTAMP)`, queue)
	if err != nil {
		return fmt.Errorf("take up jobs of %s: %w", queue, err)
	}
	return nil
}

// feed puts slices into the queue that have pending rows and no job: after a move to
// another database, or when a job was given up.
func (q *Queue) feed(ctx context.Context, tx *sql.Tx, channel string) error {
	pending, err := q.Store.PendingSlicesTx(ctx, tx, channel)
	if err != nil || len(pending) == 0 {
		return err
	}
	working, err := q.slicesWithJobs(ctx, tx, laneName(channel))
	if err != nil {
		return err
	}
	return q.Enqueue(ctx, tx, slices.DeleteFunc(pending, func(s delivery.Slice) bool { return working[s.ID] }))
}

func (q *Queue) slicesWithJobs(ctx context.Context, tx *sql.Tx, queue string) (map[int64]bool, error) {
	working := map[int64]bool{}
	params := river.NewJobListParams().Queues(queue).First(10_000).States(rivertype.JobStateAvailable, rivertype.JobStateRunning,
		rivertype.JobStateScheduled, rivertype.JobStateRetryable, rivertype.JobStatePending)
	for {
		page, err := q.client.JobListTx(ctx, tx, params)
		if err != nil {
			return nil, fmt.Errorf("jobs of %s: %w", queue, err)
		}
		for _, job := range page.Jobs {
			var args sliceArgs
			if err := json.Unmarshal(job.EncodedArgs, &args); err != nil {
				return nil, fmt.Errorf("job %d: %w", job.ID, err)
			}
			working[args.Slice] = true
		}
		if len(page.Jobs) < 10_000 {
			return working, nil
		}
		params = params.After(page.LastCursor)
	}
}
