// Package courier sends deliveries: it claims rows of the ledger, sends them at the pace
// that their service allows, and settles what became of them. A claim is committed
// before the request leaves, so that after a crash every message is either known to be
// sent, known not to be, or marked uncertain; never sent twice without a rule that says so.
//
// Work is done in slices of one channel; the queue hands them out. Messages of one
// credential share a Bot, which paces them; the more urgent go first. A channel that
// fails delays no other: each has its own slices.
package courier

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/retry"
)

// Ledger is what one slice of work sees of the ledger.
type Ledger interface {
	// Rows returns the slice's rows in order, with their messages.
	Rows(ctx context.Context) ([]delivery.Delivery, error)
	// Commit carries out a step in one transaction and returns which claims it got.
	Commit(ctx context.Context, step Step) (claimed []delivery.ID, err error)
}

// Step is what is written in one transaction.
type Step struct {
	Results []delivery.Delivery // what became of claimed rows
	Claim   []delivery.ID       // rows to be sent next
	// Unclaim takes claims back whose commit failed without our knowing whether it was
	// carried out: rows claimed at Now that were never sent.
	Unclaim []delivery.ID
	Now     time.Time // of the claims
	Bot     string    // whose pace changed
	Pace    []byte    // the pace to store; nil: unchanged
	Done    bool      // nothing is left to do for this slice: complete its job
}

// Readers learns from a service what became of addresses.
type Readers interface {
	// Retire stops everything to an address that blocked us or is gone.
	Retire(ctx context.Context, target delivery.Target, reason string) error
	// Moved records that a chat of a bot has a new address.
	Moved(ctx context.Context, bot string, target delivery.Target, to string) error
	// Moves returns the addresses of a bot that were replaced.
	Moves(ctx context.Context, bot string) (map[string]string, error)
	// Pace returns what was stored about a bot's pace, nil for nothing.
	Pace(ctx context.Context, bot string) ([]byte, error)
}

// Alert is something that an operator must know.
type Alert struct {
	Channel  string
	Edition  string // empty: the delivery belongs to none
	Delivery delivery.ID
	Target   delivery.Target
	State    delivery.State // of the delivery: uncertain, dead; pending when the whole channel stopped
	Stopped  bool           // the channel stopped: its credential or its rights are gone
	Reason   string         // the service's words, English or as the service says
}

// Attempt is one try, for counting.
type Attempt struct {
	Channel string
	Kind    delivery.Kind
	State   delivery.State // what became of it
	Took    time.Duration
	Limited bool // the service asked us to wait
}

// Config has a courier's parts.
type Config struct {
	Channels map[string]delivery.Channel // by the name they have in the configuration
	Readers  Readers
	Policy   Policy
	Timeout  time.Duration                // of one request; 0: 30 s
	Alert    func(context.Context, Alert) // nil: logged only
	Observe  func(Attempt)                // nil: not counted; must not block
	Now      func() time.Time             // nil: time.Now
	Log      *slog.Logger                 // nil: none
}

// Courier sends deliveries. It is safe for concurrent use.
type Courier struct {
	Config
	stop     chan struct{}
	stopOnce sync.Once

	mu      sync.Mutex
	bots    map[string]*Bot
	moves   map[string]map[string]string // by bot
	working map[int64]bool               // slices
	stopped map[string]time.Time         // until when an alert about a bot is not repeated
}

// New returns a courier.
func New(c Config) *Courier {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Timeout == 0 {
		c.Timeout = 30 * time.Second
	}
	if c.Alert == nil {
		c.Alert = func(context.Context, Alert) {}
	}
	if c.Observe == nil {
		c.Observe = func(Attempt) {}
	}
	c.Policy = c.Policy.withDefaults()
	return &Courier{
		Config: c, stop: make(chan struct{}), bots: map[string]*Bot{}, moves: map[string]map[string]string{},
		working: map[int64]bool{}, stopped: map[string]time.Time{},
	}
}

// Stop makes every slice end after what is in flight. It does not wait for that.
func (c *Courier) Stop() { c.stopOnce.Do(func() { close(c.stop) }) }

// BotOf returns the name of the credential of a channel: channels of the same one must
// have the same sender.
func (c *Courier) BotOf(channel string) string {
	if ch, ok := c.Channels[channel]; ok {
		if bot := ch.Limits().Bot; bot != "" {
			return bot
		}
	}
	return "channel:" + channel
}

// bot returns the pace of a channel's credential, with what an earlier process stored of it.
func (c *Courier) bot(ctx context.Context, channel string) (*Bot, error) {
	name := c.BotOf(channel)
	c.mu.Lock()
	defer c.mu.Unlock()
	if b, ok := c.bots[name]; ok {
		return b, nil
	}
	stored, err := c.Readers.Pace(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("pace of %s: %w", name, err)
	}
	moves, err := c.Readers.Moves(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("moved chats of %s: %w", name, err)
	}
	b := newBot(name)
	if err := b.recall(stored, c.Now()); err != nil {
		return nil, fmt.Errorf("pace of %s: %w", name, err)
	}
	c.bots[name], c.moves[name] = b, moves
	return b, nil
}

// Forget drops what is known of a bot, so that it is read from the store again: another
// process sent for it meanwhile.
func (c *Courier) Forget(bot string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.bots, bot)
	delete(c.moves, bot)
}

// address returns where a target is now: the channel's own chat when it names none, and
// where that moved to.
func (c *Courier) address(bot string, limits delivery.Limits, target delivery.Target) delivery.Target {
	if target.Address == "" {
		target.Address = limits.Home
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for range 4 { // a chat may move more than once, but not in circles
		to, ok := c.moves[bot][target.Address]
		if !ok {
			break
		}
		target.Address = to
	}
	return target
}

// Interrupted returns what becomes of a delivery whose process ended while it was
// sending: uncertain, or pending where the policy says to send again.
func (c *Courier) Interrupted(d delivery.Delivery) delivery.Delivery {
	var limits delivery.Limits
	if ch, ok := c.Channels[d.Target.Channel]; ok {
		limits = ch.Limits()
	}
	return c.Policy.settle(d, delivery.Receipt{}, errInterrupted, limits, c.Now(), chance())
}

// chance returns a source of jitter, which is not shared and so needs no lock.
func chance() *rand.Rand {
	return rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64()))
}

// Do waits for a place in a channel's pace and makes one request outside the ledger: an
// answer in a chat, an edit of a message on a tap. Its error is do's, whose wish for
// quiet is heeded; or that of ctx.
func (c *Courier) Do(ctx context.Context, channel string, target delivery.Target, do func(context.Context) error) error {
	ch, ok := c.Channels[channel]
	if !ok {
		return fmt.Errorf("no channel %s", channel)
	}
	b, err := c.bot(ctx, channel)
	if err != nil {
		return err
	}
	limits := ch.Limits()
	target = c.address(b.name, limits, target)
	b.wait(delivery.PriorityDesk, 1)
	place, err := c.patient(ctx, b, limits, target)
	b.wait(delivery.PriorityDesk, -1)
	if err != nil {
		return err
	}
	place.leaves(c.Now())
	err = do(ctx)
	place.answered(c.Now())
	place.release(c.Now(), true)
	if consequence, scope, wait := retry.Of(err); err != nil && consequence == retry.Wait {
		c.quiet(b, target, scope, wait)
	}
	return err
}

// patient takes a place in a bot's pace and returns when it is time to leave, however
// long that takes.
func (c *Courier) patient(ctx context.Context, b *Bot, limits delivery.Limits, target delivery.Target) (*place, error) {
	for {
		changes := b.changes()
		place, why, until := b.take(limits, target, delivery.PriorityDesk, 0, c.Now())
		if why == free {
			if err := sleep(ctx, place.due.Sub(c.Now())); err != nil {
				place.release(c.Now(), false)
				return nil, err
			}
			return place, nil
		}
		timer := time.NewTimer(max(until.Sub(c.Now()), time.Millisecond))
		expired := timer.C
		if why == noPlace || why == outranked {
			expired = nil
		}
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, context.Cause(ctx)
		case <-changes:
		case <-expired:
		}
		timer.Stop()
	}
}

// sleep waits, or returns why ctx ended before.
func sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return nil
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// quiet keeps a chat or the whole bot quiet as a service asked.
func (c *Courier) quiet(b *Bot, target delivery.Target, scope retry.Scope, wait time.Duration) {
	now := c.Now()
	address := target.Address
	if scope == retry.ScopeChannel {
		address = ""
	}
	if scope != retry.ScopeMessage {
		b.hold(address, now.Add(wait), now)
	}
}
