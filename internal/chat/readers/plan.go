package readers

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/schedule"
)

// Rounds is an edition that is made for readers' own places.
type Rounds struct {
	Edition string
	Title   string             // 晚报
	When    *schedule.Schedule // of the edition, for readers who chose no hour; nil: none
	Zone    *time.Location     // of the edition's place, in which readers' hours are
}

// PlanStore is what a Planner sees of the store; store.Store is one.
type PlanStore interface {
	// SubscribersOfHours yields an edition's readers with a place of their own whose hour,
	// HH:MM, is from first to last; "" and "" those who get it with the edition.
	SubscribersOfHours(ctx context.Context, edition, first, last string) iter.Seq2[delivery.Subscriber, error]
	Post(ctx context.Context, edition string, outgoing []delivery.Outgoing) error
	Value(ctx context.Context, name string) (string, error)
	SetValue(ctx context.Context, name, value string) error
}

// Planner queues the bulletins of readers' own places, each at the reader's hour. Several
// may run over one store: the ledger takes each bulletin once.
type Planner struct {
	Store     PlanStore
	Bulletins Bulletins
	Rounds    []Rounds
	Limits    func(channel string) (delivery.Limits, bool)
	// Due is when a message that is ready now may go to a subscriber, who may have quiet
	// hours; zero: at once.
	Due func(s delivery.Subscriber, now time.Time, zone *time.Location) time.Time
	Now func() time.Time
	Log *slog.Logger

	queued map[string]time.Time // what this process queued already, by once
}

const (
	// planEvery is how exactly a reader's hour is kept.
	planEvery = time.Minute
	// planLate is for how long a bulletin that could not be made is tried again, and how
	// late one is made up for after an outage.
	planLate = 2 * time.Hour
	// clockSet is by more than clocks are set forward or back.
	clockSet = 3 * time.Hour
)

// Run plans until ctx ends.
func (p *Planner) Run(ctx context.Context) error {
	if len(p.Rounds) == 0 {
		<-ctx.Done()
		return nil
	}
	for {
		if err := p.Plan(ctx); err != nil && ctx.Err() == nil {
			p.Log.WarnContext(ctx, "readers' own bulletins not all queued", "err", err)
		}
		timer := time.NewTimer(planEvery)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-timer.C:
		}
	}
}

// Plan queues what came due since it last did. What could not be made is tried again by
// the next calls.
func (p *Planner) Plan(ctx context.Context) error {
	now := p.Now().UTC()
	var errs []error
	for _, r := range p.Rounds {
		if err := p.round(ctx, r, now); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", r.Edition, err))
		}
	}
	for once, at := range p.queued {
		if now.Sub(at) > 2*planLate {
			delete(p.queued, once)
		}
	}
	return errors.Join(errs...)
}

// round queues one edition's bulletins. The mark up to which all is done stays before
// the first that failed.
func (p *Planner) round(ctx context.Context, r Rounds, now time.Time) error {
	mark := "readers:planned:" + r.Edition
	from, err := p.since(ctx, mark, now)
	if err != nil {
		return err
	}
	var errs []error
	made := map[string]string{} // chat text by place; "" could not be made
	done := now
	var outgoing []delivery.Outgoing
	for s, err := range p.readers(ctx, r, from, now) {
		if err != nil {
			return err
		}
		place, ok := OfSubscriber(s)
		if !ok {
			continue
		}
		at := r.due(s, from, now)
		once := fmt.Sprintf("own:%s:%s", place.Key, at.Format("2006-01-02T15:04Z"))
		if at.IsZero() || p.knows(s, once) {
			continue
		}
		html, ok := made[place.Key]
		if !ok {
			if html, err = p.Bulletins.Bulletin(ctx, r.Edition, place); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", place.Key, err))
			}
			made[place.Key] = html
		}
		if html == "" {
			if !at.After(done) {
				done = at.Add(-time.Second)
			}
			continue
		}
		parts, err := p.address(r, s, once, html, now)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		outgoing = append(outgoing, parts...)
	}
	if err := p.Store.Post(ctx, r.Edition, outgoing); err != nil {
		return err
	}
	for _, o := range outgoing {
		p.remember(o.Target, string(o.Occasion), now)
	}
	return errors.Join(append(errs, p.Store.SetValue(ctx, mark, done.Format(time.RFC3339)))...)
}

// readers yields those who may be due within (from, to]; few of all are.
func (p *Planner) readers(ctx context.Context, r Rounds, from, to time.Time) iter.Seq2[delivery.Subscriber, error] {
	return func(yield func(delivery.Subscriber, error) bool) {
		for _, hours := range r.hours(from, to) {
			for s, err := range p.Store.SubscribersOfHours(ctx, r.Edition, hours[0], hours[1]) {
				if !yield(s, err) {
					return
				}
			}
		}
	}
}

// hours are the ranges of readers' hours within (from, to], which is less than a day.
func (r Rounds) hours(from, to time.Time) [][2]string {
	var out [][2]string
	if r.When != nil {
		if at := r.When.Next(from); !at.IsZero() && !at.After(to) {
			out = append(out, [2]string{"", ""})
		}
	}
	const first, last = "00:00", "23:59"
	from, to = from.In(r.Zone), to.In(r.Zone)
	_, before := from.Add(-clockSet).Zone()
	_, after := to.Add(clockSet).Zone()
	a, b := from.Format("15:04"), to.Format("15:04")
	switch {
	case before != after: // an hour that the clock skips falls on another
		return append(out, [2]string{first, last})
	case a > b: // over midnight
		return append(out, [2]string{a, last}, [2]string{first, b})
	}
	return append(out, [2]string{a, b})
}

// since returns up to when all was done, at most planLate ago. The first run begins now.
func (p *Planner) since(ctx context.Context, mark string, now time.Time) (time.Time, error) {
	text, err := p.Store.Value(ctx, mark)
	if err != nil {
		return now, err
	}
	from, err := time.Parse(time.RFC3339, text)
	if err != nil || from.After(now) { // never, or the clock was set back: what was queued is in the ledger
		return now.Add(-planEvery), nil //nolint:nilerr // a mark that is no time is one that was never set
	}
	if earliest := now.Add(-planLate); from.Before(earliest) {
		return earliest, nil
	}
	return from, nil
}

// due returns the reader's hour within (from, to], zero when there is none.
func (r Rounds) due(s delivery.Subscriber, from, to time.Time) time.Time {
	if s.At == "" {
		if r.When == nil {
			return time.Time{}
		}
		if at := r.When.Next(from); !at.IsZero() && !at.After(to) {
			return at.UTC()
		}
		return time.Time{}
	}
	clock, err := time.Parse("15:04", s.At)
	if err != nil {
		return time.Time{}
	}
	local := to.In(r.Zone)
	for _, days := range []int{0, -1} { // the hour may have been before midnight
		at := time.Date(local.Year(), local.Month(), local.Day()+days, clock.Hour(), clock.Minute(), 0, 0, r.Zone)
		if at.After(from) && !at.After(to) {
			return at.UTC()
		}
	}
	return time.Time{}
}

// address makes the messages of a bulletin for one reader.
func (p *Planner) address(r Rounds, s delivery.Subscriber, once, html string, now time.Time) ([]delivery.Outgoing, error) {
	limits, ok := p.Limits(s.Target.Channel)
	if !ok {
		return nil, fmt.Errorf("channel %q is not configured", s.Target.Channel)
	}
	text := plain(html)
	title, _, _ := strings.Cut(text, "\n")
	message := delivery.Message{Kind: delivery.KindBulletin, Title: title, Text: text, HTML: html, Silent: s.Silent}
	parts, err := delivery.Split(message, limits)
	if err != nil {
		return nil, fmt.Errorf("bulletin for %s: %w", s.Target.Channel, err)
	}
	quiet := s
	quiet.At = "" // it is his hour
	due := p.Due(quiet, now, r.Zone)
	out := make([]delivery.Outgoing, len(parts))
	for i, part := range parts {
		out[i] = delivery.Outgoing{Occasion: delivery.Occasion(once), Target: s.Target, Message: part, Due: due}
	}
	return out, nil
}

func (p *Planner) knows(s delivery.Subscriber, once string) bool {
	_, ok := p.queued[queuedKey(s.Target, once)]
	return ok
}

func (p *Planner) remember(target delivery.Target, once string, now time.Time) {
	if p.queued == nil {
		p.queued = map[string]time.Time{}
	}
	p.queued[queuedKey(target, once)] = now
}

func queuedKey(t delivery.Target, once string) string {
	return fmt.Sprintf("%s|%s|%d|%s", t.Channel, t.Address, t.Thread, once)
}
