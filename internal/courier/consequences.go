package courier

import (
	"context"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/retry"
)

// consequences does what the outcome of a request asks for beyond its own delivery:
// quiet for a chat or a bot, a new address, a reader retired, an operator told.
func (r *run) consequences(d delivery.Delivery, f flight) {
	c := r.c
	consequence, scope, wait := retry.Of(f.err)
	limited := f.err != nil && consequence == retry.Wait
	c.Observe(Attempt{Channel: d.Target.Channel, Kind: d.Message.Kind, State: d.State, Took: f.took, Limited: limited})
	log := c.Log.With("channel", d.Target.Channel, "delivery", int64(d.ID), "draft", d.Draft, "edition", d.Edition,
		"attempt", d.Attempts, "took", f.took)
	// These writes follow from a request already answered: they are done even while shutting down.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if f.receipt.Moved != "" {
		r.moved(ctx, d, f.receipt.Moved)
	}
	for _, refused := range f.receipt.Refused {
		target := d.Target
		target.Address = refused
		log.WarnContext(ctx, "address refused")
		c.Alert(ctx, Alert{Channel: d.Target.Channel, Edition: d.Edition, Delivery: d.ID, Target: target, State: d.State, Reason: "address refused"})
	}
	switch {
	case f.err == nil:
		log.DebugContext(ctx, "delivery sent", "message", d.MessageID)
		return
	case limited:
		c.quiet(r.bot, r.address(d), scope, wait)
	case consequence == retry.GiveUp && scope == retry.ScopeChannel:
		r.stopChannel(ctx, d)
		return
	case consequence == retry.GiveUp && scope == retry.ScopeTarget:
		if err := c.Readers.Retire(ctx, d.Target, d.Error); err != nil {
			log.ErrorContext(ctx, "address not retired", "err", err)
		}
	}
	c.Tell(ctx, d)
}

// Tell logs deliveries that did not go well and alerts an operator to those that wait for a person.
func (c *Courier) Tell(ctx context.Context, deliveries ...delivery.Delivery) {
	for _, d := range deliveries {
		log := c.Log.With("channel", d.Target.Channel, "delivery", int64(d.ID), "draft", d.Draft, "edition", d.Edition,
			"attempt", d.Attempts, "err", d.Error)
		switch d.State {
		case delivery.Dead:
			log.WarnContext(ctx, "delivery given up")
		case delivery.Uncertain:
			log.ErrorContext(ctx, "delivery uncertain")
		default:
			log.WarnContext(ctx, "delivery will be tried again", "wait", d.Due.Sub(c.Now()))
			continue
		}
		c.Alert(ctx, Alert{Channel: d.Target.Channel, Edition: d.Edition, Delivery: d.ID, Target: d.Target, State: d.State, Reason: d.Error})
	}
}

func (r *run) moved(ctx context.Context, d delivery.Delivery, to string) {
	c := r.c
	from := r.address(d)
	if from.Address == to {
		return
	}
	c.mu.Lock()
	c.moves[r.bot.name][from.Address] = to
	c.mu.Unlock()
	if err := c.Readers.Moved(ctx, r.bot.name, from, to); err != nil {
		c.Log.ErrorContext(ctx, "new address not recorded", "channel", d.Target.Channel, "err", err)
	}
}

// stopChannel keeps a bot quiet whose credential or rights are gone, and says so once a stop.
func (r *run) stopChannel(ctx context.Context, d delivery.Delivery) {
	c, now := r.c, r.c.Now()
	until := now.Add(c.Policy.Stop)
	r.bot.hold("", until, now)
	c.mu.Lock()
	told := now.Before(c.stopped[r.bot.name])
	c.stopped[r.bot.name] = until.Add(c.Policy.Stop)
	c.mu.Unlock()
	if told {
		return
	}
	c.Log.ErrorContext(ctx, "channel stopped", "channel", d.Target.Channel, "wait", c.Policy.Stop, "err", d.Error)
	c.Alert(ctx, Alert{Channel: d.Target.Channel, Edition: d.Edition, Delivery: d.ID, Target: d.Target, State: d.State, Stopped: true, Reason: d.Error})
}
