// Package chat is the Telegram bot's side of conversations: it takes updates in order
// and without loss, hands each to who answers it, and writes the answers. What is said
// to editors and to readers is in its subpackages.
//
// An update is stored before it is confirmed to the service, and worked afterwards;
// after a crash it is worked again. So whatever an update asks for must bear being
// asked twice: decisions are bound to the draft's revision in the database, answers
// may be repeated.
package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yubao/internal/channel/telegram"
	"yubao/internal/retry"
	"yubao/internal/store"
)

// API is what the bot calls; telegram.Client is one.
type API interface {
	Call(ctx context.Context, method string, params telegram.Params) (json.RawMessage, error)
	Updates(ctx context.Context, offset int64, wait time.Duration, kinds []string) ([]json.RawMessage, error)
}

// Inbox keeps updates from their receipt until they are done; store.Store is one.
type Inbox interface {
	PutInbox(ctx context.Context, bot string, updates []store.Incoming) error
	Inbox(ctx context.Context, bot string, most int) ([]store.Incoming, error)
	CloseInbox(ctx context.Context, bot string, number int64) error
}

// Lease lets one process at a time poll a bot; store.Store is one.
type Lease interface {
	TakeLease(ctx context.Context, name, owner string, until time.Time) (bool, error)
	DropLease(ctx context.Context, name, owner string) error
}

// Handler answers an update. It must bear getting the same one twice. An error is
// logged; the update counts as done all the same.
type Handler interface {
	Handle(ctx context.Context, u Update) error
}

// Config has a loop's parts.
type Config struct {
	API     API
	Bot     string // name of the credential: telegram:123456
	Inbox   Inbox
	Lease   Lease
	Owner   string // names this process; the owner of the bot's lease
	Handler Handler
	// Alert is told, in Chinese, what an operator must mend. It may be nil.
	Alert func(ctx context.Context, text string)
	Now   func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: none
}

// Loop takes updates and has them worked.
type Loop struct {
	Config
	offset int64     // from which on to ask
	latest time.Time // when an update last came
	alerts map[string]time.Time
	came   chan struct{} // something is in the inbox
}

const (
	// The lease is the one by which the queue is the bot's sender: answers share the pace
	// of deliveries. Its times are those of package queue.
	leaseFor   = 6 * time.Second
	leaseEvery = 2 * time.Second

	lanes       = 8                // conversations worked at once
	batch       = 100              // updates read from the inbox at once
	workTimeout = 90 * time.Second // of one update
	idle        = 5 * time.Second  // between looks into the inbox when nothing came
	alertEvery  = 6 * time.Hour

	// forgetOffset is after how long without updates to ask from the start: after a week
	// the service chooses the next number at random, maybe below what we would ask from.
	forgetOffset = 5 * 24 * time.Hour

	// leastPoll is the least time between two calls of which the first brought nothing.
	leastPoll = time.Second

	conflictWait = 30 * time.Second // another poller: two fighting help nobody
	revokedWait  = 10 * time.Minute
	firstWait    = time.Second
	longestWait  = time.Minute
)

// New returns a loop.
func New(c Config) *Loop {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Alert == nil {
		c.Alert = func(context.Context, string) {}
	}
	return &Loop{Config: c, alerts: map[string]time.Time{}, came: make(chan struct{}, 1)}
}

// Run takes and works updates whenever this process holds the bot's lease, until ctx
// ends; updates under way are worked to their end first.
func (l *Loop) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		held, err := l.take(ctx)
		if err != nil && ctx.Err() == nil {
			l.Log.WarnContext(ctx, "lease of bot not taken", "bot", l.Bot, "err", err)
		}
		if !held {
			pause(ctx, leaseEvery)
			continue
		}
		l.hold(ctx)
	}
	release, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := l.Lease.DropLease(release, l.leaseName(), l.Owner); err != nil {
		return fmt.Errorf("give up lease of %s: %w", l.Bot, err)
	}
	return nil
}

func (l *Loop) leaseName() string { return "bot:" + l.Bot }

func (l *Loop) take(ctx context.Context) (bool, error) {
	return l.Lease.TakeLease(ctx, l.leaseName(), l.Owner, l.Now().Add(leaseFor))
}

// hold polls and works until ctx ends or the lease is lost.
func (l *Loop) hold(ctx context.Context) {
	l.Log.InfoContext(ctx, "taking updates", "bot", l.Bot)
	l.offset = 0 // what was confirmed does not come again, what was not does
	held, lost := context.WithCancel(ctx)
	defer lost()
	var group errgroup.Group
	group.Go(func() error {
		defer lost()
		l.keep(held)
		return nil
	})
	group.Go(func() error {
		l.poll(held)
		return nil
	})
	group.Go(func() error {
		l.work(held)
		return nil
	})
	_ = group.Wait() // none returns one
}

// keep renews the lease until it is lost.
func (l *Loop) keep(ctx context.Context) {
	until := l.Now().Add(leaseFor)
	for {
		pause(ctx, leaseEvery)
		if ctx.Err() != nil {
			return
		}
		held, err := l.take(ctx)
		switch {
		case err == nil && held:
			until = l.Now().Add(leaseFor)
		case err == nil || !l.Now().Before(until):
			l.Log.WarnContext(ctx, "lease of bot lost", "bot", l.Bot, "err", err)
			return
		}
	}
}

// poll takes updates until ctx ends.
func (l *Loop) poll(ctx context.Context) {
	for failures := 0; ctx.Err() == nil; {
		asked := time.Now()
		found, err := l.receive(ctx)
		if err == nil {
			failures = 0
			if !found { // a service that does not wait is not to be asked all the time
				pause(ctx, leastPoll-time.Since(asked))
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		failures++
		pause(ctx, l.failed(ctx, err, failures))
	}
}

// receive asks for updates once and stores what came, if anything did; the next call
// confirms it.
func (l *Loop) receive(ctx context.Context) (found bool, err error) {
	if l.Now().Sub(l.latest) > forgetOffset {
		l.offset = 0
	}
	raw, err := l.API.Updates(ctx, l.offset, telegram.MaxPoll, Kinds)
	if err != nil {
		return false, err
	}
	next := l.offset
	var updates []store.Incoming
	for _, body := range raw {
		u, err := Decode(body)
		if err != nil || u.ID == 0 {
			l.Log.WarnContext(ctx, "update not understood", "bot", l.Bot, "update", u.ID, "err", err)
			if u.ID == 0 {
				continue
			}
		}
		updates = append(updates, store.Incoming{Number: u.ID, Body: body})
		next = max(next, u.ID+1)
	}
	if len(updates) == 0 {
		return false, nil
	}
	if err := l.Inbox.PutInbox(ctx, l.Bot, updates); err != nil {
		return false, fmt.Errorf("store updates: %w", err)
	}
	l.offset, l.latest = next, l.Now()
	select {
	case l.came <- struct{}{}:
	default:
	}
	return true, nil
}

// failed logs a failure to take updates, alerts an operator where one must act, and
// returns how long to wait.
func (l *Loop) failed(ctx context.Context, err error, failures int) time.Duration {
	l.Log.WarnContext(ctx, "updates not taken", "bot", l.Bot, "attempt", failures, "err", err)
	var refused *telegram.Error
	if errors.As(err, &refused) {
		switch refused.Code {
		case http.StatusConflict:
			l.alert(ctx, "conflict", "【机器人】另有程序在用同一个口令收消息（或设了 webhook），编辑和读者的操作可能收不到。请停掉另一个，或换一个口令。")
			return conflictWait
		case http.StatusUnauthorized, http.StatusNotFound:
			l.alert(ctx, "revoked", "【机器人】口令失效，收不到编辑和读者的操作。请向 BotFather 取新口令，改 telegram.token。")
			return revokedWait
		}
	}
	if consequence, _, wait := retry.Of(err); consequence == retry.Wait {
		return wait + time.Duration(rand.Int64N(int64(time.Second)))
	}
	chance := rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
	return retry.Backoff(failures, firstWait, longestWait, chance)
}

// alert tells an operator, of the same thing once in a while.
func (l *Loop) alert(ctx context.Context, what, text string) {
	now := l.Now()
	if last, ok := l.alerts[what]; ok && now.Sub(last) < alertEvery {
		return
	}
	l.alerts[what] = now
	l.Log.ErrorContext(ctx, "bot needs an operator", "bot", l.Bot, "what", what)
	l.Alert(ctx, text)
}

// work has what is in the inbox worked until ctx ends, what one user asks in order.
func (l *Loop) work(ctx context.Context) {
	var waiting sync.WaitGroup
	var queues [lanes]chan store.Incoming
	under := &numbers{list: map[int64]bool{}}
	for i := range queues {
		queues[i] = make(chan store.Incoming, batch)
		waiting.Go(func() {
			for in := range queues[i] {
				if ctx.Err() == nil { // else it is worked after the restart
					l.handle(ctx, in)
				}
				under.done(in.Number)
			}
		})
	}
	for ctx.Err() == nil {
		found, err := l.Inbox.Inbox(ctx, l.Bot, batch)
		if err != nil && ctx.Err() == nil {
			l.Log.ErrorContext(ctx, "inbox not read", "bot", l.Bot, "err", err)
		}
		for _, in := range found {
			if !under.begin(in.Number) {
				continue
			}
			u, err := Decode(in.Body)
			if err != nil {
				l.Log.WarnContext(ctx, "update not understood", "bot", l.Bot, "update", in.Number, "err", err)
			}
			select {
			case queues[u.lane()%lanes] <- in:
			case <-ctx.Done():
				under.done(in.Number)
			}
		}
		timer := time.NewTimer(idle)
		select {
		case <-ctx.Done():
		case <-l.came:
		case <-under.freed(len(found) == batch):
		case <-timer.C:
		}
		timer.Stop()
	}
	for _, q := range queues {
		close(q)
	}
	waiting.Wait()
}

// handle has one update worked and closes it. A stop does not cut it off: it has its
// own time, and what it began it ends.
func (l *Loop) handle(ctx context.Context, in store.Incoming) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), workTimeout)
	defer cancel()
	u, err := Decode(in.Body)
	if err == nil {
		err = l.safely(ctx, u)
	}
	if err != nil {
		l.Log.ErrorContext(ctx, "update not answered", "bot", l.Bot, "update", in.Number, "err", err)
	}
	closing, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	if err := l.Inbox.CloseInbox(closing, l.Bot, in.Number); err != nil {
		l.Log.ErrorContext(closing, "update not closed", "bot", l.Bot, "update", in.Number, "err", err)
	}
}

// safely keeps a fault that one message sets off from ending the daemon, which would
// meet the same message again after its restart.
func (l *Loop) safely(ctx context.Context, u Update) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return l.Handler.Handle(ctx, u)
}

// numbers are the updates under way and those just done: a list that was read before
// an update was closed still has it.
type numbers struct {
	mu      sync.Mutex
	list    map[int64]bool // true: under way; false: done
	ended   []int64        // the latest done, oldest first
	waiting chan struct{}
}

// endedKept is how many done updates are remembered, more than a list can have.
const endedKept = 10 * batch

func (n *numbers) begin(number int64) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, known := n.list[number]; known {
		return false
	}
	n.list[number] = true
	return true
}

func (n *numbers) done(number int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.list[number] = false
	n.ended = append(n.ended, number)
	if len(n.ended) > endedKept {
		delete(n.list, n.ended[0])
		n.ended = n.ended[1:]
	}
	if n.waiting != nil {
		close(n.waiting)
		n.waiting = nil
	}
}

// freed returns a channel that is closed when the next update is done, where more wait;
// else nil, which never is.
func (n *numbers) freed(more bool) <-chan struct{} {
	if !more {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.waiting == nil {
		n.waiting = make(chan struct{})
	}
	return n.waiting
}

// pause waits, at most until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
