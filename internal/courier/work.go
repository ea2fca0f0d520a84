package courier

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/retry"
)

const (
	// patience is how long a slice waits for its next message rather than end and be
	// called again: below it the wait is part of the pace.
	patience = 6 * time.Second
	// longestWork is how long a slice works before it makes room for others.
	longestWork = 5 * time.Minute
	// busyAgain is when a slice that is being worked already is looked at again.
	busyAgain = time.Second
	// longestLinger is the longest wait for further results to be recorded with the first.
	longestLinger = 2 * time.Millisecond
	// recordFor is how long a result already earned is tried to be recorded, for instance
	// while the database restarts.
	recordFor = 2 * time.Minute
)

// ErrNoChannel says that the configuration has no such channel any more.
var ErrNoChannel = errors.New("channel is not configured")

// Work sends what is due of a slice until nothing is left or the rest has to wait. It
// returns when to be called again, or done when the slice's job was completed together
// with its last results. An error means that the ledger could not be read or written;
// the slice is then to be called again.
func (c *Courier) Work(ctx context.Context, slice delivery.Slice, ledger Ledger) (again time.Time, done bool, err error) {
	channel, ok := c.Channels[slice.Channel]
	if !ok {
		return time.Time{}, false, fmt.Errorf("%s: %w", slice.Channel, ErrNoChannel)
	}
	if !c.begin(slice.ID) {
		return c.Now().Add(busyAgain), false, nil
	}
	defer c.end(slice.ID)
	bot, err := c.bot(ctx, slice.Channel)
	if err != nil {
		return time.Time{}, false, err
	}
	rows, err := ledger.Rows(ctx)
	if err != nil {
		return time.Time{}, false, err
	}
	now := c.Now()
	for i := range rows { // from here on due by time that passes, not by a clock that may jump
		if !rows[i].Due.IsZero() {
			rows[i].Due = now.Add(rows[i].Due.Sub(now))
		}
	}
	r := &run{
		c: c, ledger: ledger, channel: channel, limits: channel.Limits(), bot: bot, priority: max(1, slice.Priority),
		rows: rows, flights: make(chan flight, max(1, channel.Limits().InFlight)), began: now,
	}
	r.takeUpInterrupted(ctx)
	return r.loop(ctx)
}

func (c *Courier) begin(slice int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.working[slice] {
		return false
	}
	c.working[slice] = true
	return true
}

func (c *Courier) end(slice int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.working, slice)
}

// run is a slice being worked.
type run struct {
	c        *Courier
	ledger   Ledger
	channel  delivery.Channel
	limits   delivery.Limits
	bot      *Bot
	priority int
	rows     []delivery.Delivery
	began    time.Time

	flights chan flight         // results of requests
	flying  int                 // requests under way
	results []delivery.Delivery // to be recorded
	places  []*place            // of results to be recorded: kept until then, for they are in doubt as long
	waiting bool                // noted at the bot as waiting
	from    int                 // rows before are settled
}

// flight is a request that ended.
type flight struct {
	index   int
	place   *place
	receipt delivery.Receipt
	err     error
	took    time.Duration
}

// takeUpInterrupted settles rows that an earlier try at this slice left sending.
func (r *run) takeUpInterrupted(ctx context.Context) {
	for i, d := range r.rows {
		if d.State == delivery.Sending {
			r.rows[i] = r.c.Interrupted(d)
			r.results = append(r.results, r.rows[i])
		}
	}
	r.c.Tell(ctx, r.results...)
}

func (r *run) loop(ctx context.Context) (again time.Time, done bool, err error) {
	defer r.wait(false)
	for {
		r.land()
		stopping := ctx.Err() != nil || r.c.stopping() || r.c.Now().Sub(r.began) > longestWork
		changes := r.bot.changes()
		var claims []claim
		why, next := free, time.Time{}
		if !stopping {
			claims, why, next = r.choose()
		}
		if len(claims) > 0 || len(r.results) > 0 || r.finished(stopping, next, why, len(claims)) {
			last := r.finished(stopping, next, why, len(claims))
			done, err := r.commit(ctx, claims, last)
			if err != nil || done {
				return time.Time{}, done, err
			}
			if !last {
				continue
			}
		}
		if r.flying == 0 && len(r.results) == 0 && r.pointless(stopping, next, why) {
			return r.again(stopping, next), false, nil
		}
		r.pause(ctx, stopping, changes, why, next)
	}
}

// pointless reports whether to end now and be called again later.
func (r *run) pointless(stopping bool, next time.Time, why reason) bool {
	if stopping {
		return true
	}
	if why == noPlace || why == outranked {
		return false
	}
	return next.IsZero() || next.Sub(r.c.Now()) > patience
}

// finished reports whether nothing is left to do for good: no row is under way or can
// become due by itself.
func (r *run) finished(stopping bool, next time.Time, why reason, claims int) bool {
	return !stopping && r.flying == 0 && claims == 0 && next.IsZero() && why == free
}

// again returns when the slice is to be called again: when its next row is due.
func (r *run) again(stopping bool, next time.Time) time.Time {
	now := r.c.Now()
	if stopping || next.IsZero() || next.Before(now) {
		return now
	}
	return next
}

// land takes up the requests that ended, without waiting.
func (r *run) land() {
	for {
		select {
		case f := <-r.flights:
			r.settle(f)
		default:
			return
		}
	}
}

// claim is a row that may leave.
type claim struct {
	index int
	place *place
}

// choose takes places for as many rows as may leave now. When none may, why and next
// say what they wait for and until when; next zero and why free: none will by itself.
func (r *run) choose() (claims []claim, why reason, next time.Time) {
	now := r.c.Now()
	blocked := map[delivery.Target]bool{}
	for r.from < len(r.rows) && over(r.rows[r.from].State) {
		r.from++
	}
	for i := r.from; i < len(r.rows); i++ {
		d := r.rows[i]
		switch {
		case over(d.State):
			continue
		case d.State != delivery.Pending || blocked[d.Target]:
			blocked[d.Target] = true // parts go in order: the ones behind wait for this one
			continue
		}
		blocked[d.Target] = true
		if d.Due.After(now) {
			next = earlier(next, d.Due)
			continue
		}
		target := r.address(d)
		place, because, until := r.bot.take(r.limits, target, r.priority, len(r.places), now)
		if because == free {
			claims = append(claims, claim{i, place})
			continue
		}
		if because == chatHeld {
			next = earlier(next, until)
			continue
		}
		r.wait(because == botHeld || because == outranked || because == noPlace)
		if because == botHeld {
			next = earlier(next, until)
		}
		return claims, because, next
	}
	r.wait(false)
	return claims, free, next
}

// over reports whether a part lets the ones behind it go.
func over(s delivery.State) bool { return s == delivery.Sent || s == delivery.Dropped }

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

// wait notes at the bot whether this slice waits for it, so that less urgent ones stand back.
func (r *run) wait(on bool) {
	switch {
	case on && !r.waiting:
		r.bot.wait(r.priority, 1)
	case !on && r.waiting:
		r.bot.wait(r.priority, -1)
	}
	r.waiting = on
}

// commit records results and claims in one transaction, then sends what was claimed.
func (r *run) commit(ctx context.Context, claims []claim, last bool) (done bool, err error) {
	step := Step{Results: r.results, Now: r.c.Now(), Bot: r.bot.name, Done: last}
	for _, c := range claims {
		step.Claim = append(step.Claim, r.rows[c.index].ID)
	}
	if step.Pace, err = r.bot.remember(step.Now); err != nil {
		return false, err
	}
	claimed, tried, err := r.record(ctx, step)
	if err != nil {
		r.abandon(claims)
		return false, err
	}
	for _, p := range r.places {
		p.release(r.c.Now(), true)
	}
	r.results, r.places = r.results[:0], r.places[:0]
	for _, c := range claims {
		if slices.Contains(claimed, r.rows[c.index].ID) {
			r.launch(ctx, c, step.Now)
			continue
		}
		c.place.release(r.c.Now(), false)
		if tried {
			r.rows[c.index].State = delivery.Dropped // somebody else decided on it: not ours to send
		}
	}
	return last, nil
}

// record commits a step and reports whether its claims were tried. A step with results is
// tried for as long as recordFor, also while shutting down: they are earned, and lost they
// would be in doubt. Only at the first try does it claim: later, the places were granted
// too long ago. Nobody knows then whether the first try claimed after all, for instance
// when the database went away before it answered, so the later ones take that back.
func (r *run) record(ctx context.Context, step Step) (claimed []delivery.ID, tried bool, err error) {
	claimed, err = r.ledger.Commit(ctx, step)
	if err == nil {
		return claimed, true, nil
	}
	lost := errors.Is(err, ErrLost) // then nothing was claimed
	if len(step.Results) == 0 && (lost || len(step.Claim) == 0) {
		return nil, false, err
	}
	if !lost {
		step.Unclaim = step.Claim
	}
	step.Claim = nil
	lasting, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), recordFor, errors.New("results could not be recorded"))
	defer cancel()
	for n := 1; ; n++ {
		if !errors.Is(err, ErrLost) {
			r.c.Log.WarnContext(ctx, "ledger not written, trying again", "attempt", n, "err", err)
			timer := time.NewTimer(retry.Backoff(n, 100*time.Millisecond, 5*time.Second, chance()))
			select {
			case <-lasting.Done():
				timer.Stop()
				return nil, false, errors.Join(err, context.Cause(lasting))
			case <-timer.C:
			}
		}
		if _, err = r.ledger.Commit(lasting, step); err == nil {
			return nil, false, nil
		}
	}
}

// ErrLost says that another process has become the sender of a bot.
var ErrLost = errors.New("another process sends for this bot now")

// abandon gives back places after a failure and waits for what is in flight, whose results
// are lost to the ledger and thus in doubt.
func (r *run) abandon(claims []claim) {
	for _, c := range claims {
		c.place.release(r.c.Now(), false)
	}
	for _, p := range r.places {
		p.release(r.c.Now(), true)
	}
	for ; r.flying > 0; r.flying-- {
		f := <-r.flights
		f.place.release(r.c.Now(), true)
	}
}

// address returns where a row goes.
func (r *run) address(d delivery.Delivery) delivery.Target {
	return r.c.address(r.bot.name, r.limits, d.Target)
}

// launch sends a claimed row.
func (r *run) launch(ctx context.Context, c claim, now time.Time) {
	d := &r.rows[c.index]
	d.State, d.Claimed, d.Attempts = delivery.Sending, now, d.Attempts+1
	if d.FirstTry.IsZero() {
		d.FirstTry = now
	}
	r.flying++
	sent := *d
	go func() {
		time.Sleep(c.place.ready(r.c.Now())) // less than longestLead
		// A request under way is let finish when the daemon stops: cut off, it would be in doubt.
		ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), r.c.Timeout, errTimeout)
		defer cancel()
		start := r.c.Now()
		c.place.leaves(start)
		receipt, err := r.send(ctx, sent)
		c.place.answered(r.c.Now())
		r.flights <- flight{c.index, c.place, receipt, err, r.c.Now().Sub(start)}
	}()
}

var errTimeout = errors.New("no answer in time")

// send makes the request. A channel that panics has not kept its word about errors, and
// nobody knows what it did before.
func (r *run) send(ctx context.Context, d delivery.Delivery) (receipt delivery.Receipt, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = retry.Uncertain(fmt.Errorf("channel %s panicked: %v", d.Target.Channel, p))
		}
	}()
	target := r.address(d)
	if editor, ok := r.channel.(delivery.Editor); ok && d.Edits != "" {
		return delivery.Receipt{MessageID: d.Edits}, editor.Edit(ctx, target, d.Edits, d.Message)
	}
	return r.channel.Send(ctx, target, d.Message)
}

// settle takes up a request that ended.
func (r *run) settle(f flight) {
	r.flying--
	now := r.c.Now()
	d := r.c.Policy.settle(r.rows[f.index], f.receipt, f.err, r.limits, now, chance())
	r.rows[f.index] = d
	r.results = append(r.results, d)
	r.places = append(r.places, f.place)
	if d.State == delivery.Dead {
		r.stopParts(f.index, now)
	}
	if d.State == delivery.Pending && f.index < r.from {
		r.from = f.index
	}
	r.consequences(d, f)
}

// stopParts gives up the parts behind one that is dead: they say nothing without it.
func (r *run) stopParts(index int, now time.Time) {
	dead := r.rows[index]
	for i := index + 1; i < len(r.rows); i++ {
		d := &r.rows[i]
		if d.Target != dead.Target || d.Draft != dead.Draft || d.Occasion != dead.Occasion || d.State != delivery.Pending {
			continue
		}
		d.State, d.Updated = delivery.Dead, now
		d.Error = fmt.Sprintf("part %d of %d was not sent", dead.Message.Part, dead.Message.Parts)
		r.results = append(r.results, *d)
	}
}

// pause waits until something can have changed.
func (r *run) pause(ctx context.Context, stopping bool, changes <-chan struct{}, why reason, next time.Time) {
	var expired <-chan time.Time
	if !next.IsZero() && !stopping {
		timer := time.NewTimer(max(next.Sub(r.c.Now()), time.Millisecond))
		defer timer.Stop()
		expired = timer.C
	}
	cancelled, stopped := ctx.Done(), (<-chan struct{})(r.c.stop)
	if stopping {
		cancelled, stopped, changes = nil, nil, nil // only what is in flight is waited for
	}
	if why != noPlace && why != outranked {
		changes = nil
	}
	select {
	case f := <-r.flights:
		r.settle(f)
		r.linger()
	case <-changes:
	case <-expired:
	case <-cancelled:
	case <-stopped:
	}
}

// linger gives requests that left together the time to end together, so that one commit
// records them: a little of what a commit takes.
func (r *run) linger() {
	if r.flying == 0 {
		return
	}
	timer := time.NewTimer(min(longestLinger, r.bot.commits()/4))
	defer timer.Stop()
	for r.flying > 0 {
		select {
		case f := <-r.flights:
			r.settle(f)
		case <-timer.C:
			return
		}
	}
}

func (c *Courier) stopping() bool {
	select {
	case <-c.stop:
		return true
	default:
		return false
	}
}
