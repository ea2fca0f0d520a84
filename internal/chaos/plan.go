package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/delivery"
	"yubao/internal/store"
)

// Plan is one run: a broadcast, and how it is disturbed.
type Plan struct {
	Newsroom Newsroom
	Postgres string // URL of an empty database; empty: SQLite
	Chats    int    // readers of the broadcast
	Kills    int
	Seed     uint64
	Share    float64             // of attempts at which the service fails
	Faults   []faultserver.Fault // empty: all
	Log      io.Writer           // of the daemons
	Say      func(format string, args ...any)
	// Disturb does what it likes while the broadcast goes on, and leaves every daemon
	// running; nil: kills.
	Disturb func(ctx context.Context, r *Run) error
	Config  string // added to the configuration
}

// processes is how many daemons share the work.
func (p Plan) processes() int {
	if p.Postgres != "" {
		return 2
	}
	return 1
}

const config = `
timezone: Asia/Shanghai
store: %q
desk: {listen: ""}
places: {xinxiang: {name: 新乡, called: 我市, latitude: 35.3036, longitude: 113.9268}}
telegram: {token: "4242:planted", api: %q, rate: %d}
people: {li: {name: 李主任, role: chief}}
channels:
  newsroom: {telegram: {chat: -1001}}
  readers: {telegram: {}}
  here: {console: {}}
editions:
  evening: {title: 晚报, place: xinxiang, draft_to: [newsroom], publish_to: [here], subscribers: true, deadline: 0s}
delivery: {timeout: 2s}
`

// MostFlying is how many messages a bot of Telegram may have in flight.
const MostFlying = 3

// Kill is one kill and what followed.
type Kill struct {
	Arrived  int           // messages that had reached readers by then
	Flying   []delivery.ID // rows that were sending
	Recovery time.Duration // until the next message reached a reader; 0: the next kill came first
}

// Run is a plan being carried out.
type Run struct {
	Plan
	service *Service
	chance  *rand.Rand
	daemons []*Daemon
	kills   []Kill
}

// Run carries a plan out and returns what it came to.
func (p Plan) Run(ctx context.Context) (Verdict, error) {
	service, err := Serve(faultserver.Plan{Seed: p.Seed, Share: p.Share, Faults: p.Faults, Lenient: true, Pause: 50 * time.Millisecond})
	if err != nil {
		return Verdict{}, err
	}
	defer service.Close()
	r := &Run{Plan: p, service: service, chance: rand.New(rand.NewPCG(p.Seed, 0)), daemons: make([]*Daemon, p.processes())}
	defer r.killAll()
	if err := r.prepare(ctx); err != nil {
		return Verdict{}, err
	}
	began := time.Now()
	disturb := p.Disturb
	if disturb == nil {
		disturb = func(ctx context.Context, r *Run) error { return r.strike(ctx) }
	}
	if err := disturb(ctx, r); err != nil {
		return Verdict{}, err
	}
	if err := r.finish(ctx); err != nil {
		return Verdict{}, err
	}
	took := time.Since(began)
	verdict, err := r.audit(ctx)
	verdict.Took = took
	return verdict, err
}

// Daemon is the daemon, or the first of several.
func (r *Run) Daemon() *Daemon { return r.daemons[0] }

func (r *Run) storeName() string {
	if r.Postgres != "" {
		return r.Postgres
	}
	return r.Newsroom.Folder + "/yubao.db"
}

// prepare queues the broadcast before a daemon runs.
func (r *Run) prepare(ctx context.Context) error {
	n := r.Newsroom
	if err := n.Settle(fmt.Sprintf(config, r.storeName(), r.service.URL, 1000) + r.Config); err != nil {
		return err
	}
	if err := n.Subscribe(ctx, r.Chats); err != nil {
		return err
	}
	draft, err := n.File(ctx)
	if err != nil {
		return err
	}
	return n.Sign(ctx, draft)
}

// strike kills the sending daemon again and again: each time a random number of
// messages has gone out, and a random moment later.
func (r *Run) strike(ctx context.Context) error {
	marks := make([]int, r.Kills)
	for i := range marks {
		marks[i] = 1 + r.chance.IntN(max(1, r.Chats*95/100))
	}
	slices.Sort(marks)
	for _, mark := range marks {
		if err := r.Start(ctx); err != nil {
			return err
		}
		moment := time.Duration(r.chance.Int64N(int64(30 * time.Millisecond)))
		if r.Arrived() >= mark { // passed already: hit it while it starts
			moment = time.Duration(r.chance.Int64N(int64(400 * time.Millisecond)))
		}
		if err := r.Await(ctx, mark); err != nil {
			return err
		}
		time.Sleep(moment)
		if err := r.kill(ctx); err != nil {
			return err
		}
	}
	return r.Start(ctx)
}

// Start starts the daemons that do not run.
func (r *Run) Start(ctx context.Context) error {
	for i, d := range r.daemons {
		if d != nil {
			continue
		}
		started, err := r.Newsroom.Start(ctx, r.Log)
		if err != nil {
			return err
		}
		r.daemons[i] = started
	}
	return nil
}

// kill ends the daemon that sends and notes what it had in flight.
func (r *Run) kill(ctx context.Context) error {
	victim := r.sender()
	r.daemons[victim].Kill()
	at := time.Now()
	r.daemons[victim] = nil
	flying, err := r.sending(ctx)
	if err != nil {
		return err
	}
	r.kills = append(r.kills, Kill{Arrived: r.Arrived(), Flying: flying})
	r.Say("kill %2d at %d of %d: %d in flight", len(r.kills), r.Arrived(), r.Chats, len(flying))
	if r.processes() > 1 { // another takes over before the one that was killed comes back
		if err := r.recover(ctx, at); err != nil {
			return err
		}
		return r.Start(ctx)
	}
	if err := r.Start(ctx); err != nil {
		return err
	}
	return r.recover(ctx, at)
}

// recover measures how long it takes after a kill until a message reaches a reader. Every
// fourth time it does not wait, so that the next kill may hit a daemon that starts.
func (r *Run) recover(ctx context.Context, at time.Time) error {
	last := &r.kills[len(r.kills)-1]
	if r.processes() == 1 && len(r.kills)%4 == 0 || last.Arrived >= r.Chats {
		return nil
	}
	ctx, cancel := context.WithTimeoutCause(ctx, time.Minute, errors.New("nothing is sent any more"))
	defer cancel()
	if err := r.Await(ctx, last.Arrived+1); err != nil {
		return err
	}
	last.Recovery = time.Since(at)
	return nil
}

// sender is the daemon that sends: the one that took the bot last.
func (r *Run) sender() int {
	for i, d := range r.daemons {
		if d.Said(`msg="sender of bot" bot=telegram:4242`) {
			return i
		}
	}
	return 0
}

// Await waits until so many messages have arrived.
func (r *Run) Await(ctx context.Context, mark int) error {
	for r.Arrived() < mark {
		for _, d := range r.daemons {
			if d == nil {
				continue
			}
			if err := d.Ended(); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for %d of %d messages, %d arrived: %w", mark, r.Chats, r.Arrived(), context.Cause(ctx))
		case <-time.After(time.Millisecond):
		}
	}
	return nil
}

// Arrived is how many messages have reached readers and newsroom.
func (r *Run) Arrived() int { return r.service.Report().Delivered }

// sending asks the ledger for the rows in flight, and lets go of the database again.
func (r *Run) sending(ctx context.Context) (ids []delivery.ID, err error) {
	err = r.look(ctx, func(s *store.Store) error {
		rows, err := s.Outbox(ctx, delivery.Sending, 0, r.Chats)
		for _, d := range rows {
			ids = append(ids, d.ID)
		}
		return err
	})
	return ids, err
}

func (r *Run) look(ctx context.Context, do func(*store.Store) error) error {
	s, err := store.Open(ctx, store.Config{DSN: r.storeName()})
	if err != nil {
		return err
	}
	return errors.Join(do(s), s.Close())
}

// finish waits until nothing is left to send, and stops the daemons.
func (r *Run) finish(ctx context.Context) error {
	err := r.look(ctx, func(s *store.Store) error {
		for {
			counts, err := s.CountStates(ctx)
			if err != nil {
				return err
			}
			if !slices.ContainsFunc(counts, func(c store.StateCount) bool { return c.State == delivery.Pending || c.State == delivery.Sending }) {
				return nil
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("the broadcast does not end, %v: %w", counts, context.Cause(ctx))
			case <-time.After(100 * time.Millisecond):
			}
		}
	})
	for i, d := range r.daemons {
		err = errors.Join(err, d.Stop())
		r.daemons[i] = nil
	}
	return err
}

func (r *Run) killAll() {
	for _, d := range r.daemons {
		if d != nil {
			d.Kill()
		}
	}
}
