package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"yubao/internal/config"
	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/queue"
	"yubao/internal/schedule"
	"yubao/internal/source"
	"yubao/internal/store"
	"yubao/internal/weather"
	"yubao/internal/wording"
)

// generation is everything that is made from one reading of the configuration. A
// reload builds the next one, stops this one and starts that one, over the same store.
type generation struct {
	config   *config.Config
	office   *office
	alerts   *alerts
	desk     *desk.Desk
	queue    *queue.Queue
	courier  *courier.Courier // nil: for commands, which send nothing
	makers   map[string]*edition.Maker
	shelf    *wording.Shelf // the operators' words
	services []source.Service
	changes  []wording.Change // of them, that the newsroom is to be told once this runs
	editors  *edition.Editors
	bot      *bot // nil: there is none, or it is for a command
}

// base is what outlives a generation.
type base struct {
	store   *store.Store
	metrics *metrics
	log     *slog.Logger
	screen  io.Writer
	now     func() time.Time
}

// newGeneration wires what assemble constructed. With sends false it is for a command:
// it files and decides, and leaves the sending to a running daemon.
func newGeneration(c *config.Config, a assembly, b base, sends bool) (*generation, error) {
	g := &generation{config: c, makers: map[string]*edition.Maker{}, shelf: a.shelf, changes: a.changes, services: a.services}
	writer := &messages{config: c, channels: a.channels, readers: b.store, links: b.store, pictures: newPictures(c), now: b.now}
	g.desk = desk.New(desk.Config{
		Store: b.store, Writer: writer, Reminders: reminders(c), Now: b.now, Log: b.log,
		Editable: func(channel string) bool {
			ch, ok := a.channels[channel]
			return ok && ch.Limits().Editable
		},
	})
	g.office = &office{
		config: c, desk: g.desk, store: b.store, messages: writer, now: b.now, log: b.log,
		count: b.metrics.made, shelf: a.shelf,
	}
	chain := source.NewChain(a.services, source.Settings{
		Answers: answersOf(c), MaxAge: c.Cache.MaxAge, Now: b.now, Observe: b.observe,
	})
	for id, r := range a.recipes {
		g.makers[id] = &edition.Maker{
			Recipe: r, Source: chain, Memory: memory{b.store}, Newsroom: filing{office: g.office, id: id, recipe: r}, Log: b.log,
		}
	}
	g.alerts = newAlerts(g.office.trouble)
	g.editors = &edition.Editors{
		Drafts: b.store, Decisions: g.desk, Corrections: g.office, Source: chain,
		Recipe: func(ctx context.Context, id string) (edition.Recipe, bool) {
			m, ok := g.maker(ctx, id)
			if !ok {
				return edition.Recipe{}, false
			}
			return m.Recipe, true
		},
		Read: func(answer weather.Answer, place weather.Place) (weather.Forecast, error) {
			f, _, err := source.Read(answer, place)
			return f, err
		},
		Now: b.now,
	}
	writer.changes = g.editors.Changes
	if sends {
		g.courier = courier.New(courier.Config{
			Channels: a.channels, Readers: b.store, Timeout: c.Delivery.Timeout, Now: b.now, Log: b.log,
			Policy: courier.Policy{Bulletins: doubt(c), Attempts: c.Delivery.Attempts},
			Alert:  g.alerts.add, Observe: b.metrics.tried,
		})
	}
	schedules, err := schedules(c)
	if err != nil {
		return nil, err
	}
	owner := newOwner(b.now())
	if g.bot, err = newBot(g, a, b, owner); err != nil {
		return nil, err
	}
	g.queue, err = queue.New(queue.Config{
		Owner: owner, Store: b.store, Courier: g.courier, Schedules: schedules, Make: g.due, Missed: g.office.missed,
		Progress: b.progress, Now: b.now, Log: b.log,
	})
	return g, err
}

// observe counts the steps of fetching and logs those that failed.
func (b base) observe(a source.Attempt) {
	b.metrics.fetched(a)
	if a.Err != nil {
		b.log.Warn("source failed", "source", a.Source, "place", a.Place, "step", string(a.Step), "took", a.Took, "err", a.Err)
	}
}

// progress logs how far a long broadcast has come.
func (b base) progress(p delivery.Progress) {
	attrs := []any{
		"edition", p.Edition, "draft", p.Draft, "sent", p.States[delivery.Sent], "left", p.Left(),
		"uncertain", p.States[delivery.Uncertain], "dead", p.States[delivery.Dead], "rate", fmt.Sprintf("%.1f/s", p.Rate()),
	}
	if end, ok := p.End(b.now()); ok {
		attrs = append(attrs, "end", end.Format(time.RFC3339))
	}
	b.log.Info("broadcast", attrs...)
}

// due makes an edition at its slot. A refusal is an outcome, not a failure of the job:
// the same answer would be refused again. No forecast is worth another try.
func (g *generation) due(ctx context.Context, e queue.Edition) error {
	_, err := g.make(ctx, e.Name, edition.Order{Slot: e.Slot, Late: e.Late})
	var refused *edition.Refused
	if errors.As(err, &refused) {
		return nil
	}
	return err
}

// schedules are when the editions of a configuration are due.
func schedules(c *config.Config) ([]queue.Schedule, error) {
	var out []queue.Schedule
	for _, id := range sortedKeys(c.Editions) {
		e := c.Editions[id]
		if e.Cron.Value == "" {
			continue
		}
		when, err := schedule.Parse(e.Cron.Value, c.Zone(e.Place.Value))
		if err != nil {
			return nil, fmt.Errorf("edition %s: %w", id, err)
		}
		out = append(out, queue.Schedule{Edition: id, When: when, LateAfter: e.LateAfter})
	}
	return out, nil
}

// doubt is what an edition does with bulletins of which nobody knows whether they
// arrived. What belongs to no edition of the configuration any more is held.
func doubt(c *config.Config) func(edition string) courier.OnDoubt {
	return func(id string) courier.OnDoubt {
		if e := c.Editions[id]; e != nil {
			return courier.OnDoubt(e.OnUncertain)
		}
		return courier.Hold
	}
}

// reminders are how long before its deadline an edition is reminded of, greatest first.
func reminders(c *config.Config) func(edition string) []time.Duration {
	return func(id string) []time.Duration {
		e := c.Editions[id]
		if e == nil {
			return nil
		}
		ahead := slices.Clone(e.Reminders)
		slices.SortFunc(ahead, func(a, b time.Duration) int { return cmp.Compare(b, a) })
		return ahead
	}
}

// run works until ctx ends.
func (g *generation) run(ctx context.Context, ready func()) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return g.queue.Run(ctx) })
	group.Go(func() error { return g.desk.Run(ctx) })
	if g.bot != nil {
		group.Go(func() error { return g.bot.run(ctx) })
	}
	group.Go(func() error { return g.watchWords(ctx) })
	group.Go(func() error { return g.watchForecasts(ctx) })
	group.Go(func() error { g.alerts.run(ctx); return nil })
	group.Go(func() error {
		select {
		case <-g.queue.Ready():
			ready()
		case <-ctx.Done():
		}
		return nil
	})
	err := group.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	g.alerts.flush(last) // what the last requests came to
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// flushTimeout bounds what is written after everything else has stopped.
const flushTimeout = 5 * time.Second
