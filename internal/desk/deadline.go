package desk

import (
	"context"
	"errors"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
)

// longestSleep bounds a sleep until the next event, so that a jump of the clock and
// drafts that another process filed are seen within it.
const longestSleep = time.Minute

// Run reminds the desk of deadlines and does at them what each draft says, until ctx
// ends. It sleeps until the next event.
func (d *Desk) Run(ctx context.Context) error {
	for {
		next, err := d.Tick(ctx)
		if err != nil && ctx.Err() == nil {
			d.Log.ErrorContext(ctx, "deadlines not checked", "err", err)
		}
		wait := longestSleep
		if !next.IsZero() {
			wait = min(wait, max(0, next.Sub(d.Now())))
		}
		if err != nil {
			wait = min(longestSleep, 5*time.Second)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-d.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// poke tells Run that something changed.
func (d *Desk) poke() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Tick does what is due now, once however many processes do it, and returns when
// something is due next, zero for never.
func (d *Desk) Tick(ctx context.Context) (next time.Time, err error) {
	drafts, err := d.Store.Filed(ctx)
	if err != nil {
		return time.Time{}, err
	}
	var errs []error
	for _, draft := range drafts {
		if err := d.tick(ctx, draft); err != nil {
			errs = append(errs, err)
			continue
		}
		now := d.Now()
		remaining := draft
		remaining, _ = remaining.Remind(d.Reminders(draft.Edition), now)
		if expired, _ := remaining.Expire(now); expired.Expired {
			continue
		}
		if at := remaining.NextEvent(d.Reminders(draft.Edition)); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, errors.Join(errs...)
}

func (d *Desk) tick(ctx context.Context, draft newsroom.Draft) error {
	now := d.Now().UTC()
	ahead := d.Reminders(draft.Edition)
	if _, due := draft.Remind(ahead, now); due {
		return d.machine(ctx, draft, newsroom.ActRemind, delivery.OnReminder,
			func(current newsroom.Draft) (newsroom.Draft, bool) { return current.Remind(ahead, now) })
	}
	if _, due := draft.Expire(now); !due {
		return nil
	}
	if draft.AtDeadline == newsroom.Publish {
		_, err := d.Sign(ctx, draft.ID, draft.Revision, newsroom.Person{ID: newsroom.Machine}, "")
		if err == nil {
			return d.post(ctx, draft.ID, delivery.OnDeadline)
		}
		if !heldBack(err) {
			return ignoreOvertaken(err)
		}
	}
	return d.machine(ctx, draft, newsroom.ActHold, delivery.OnDeadline,
		func(current newsroom.Draft) (newsroom.Draft, bool) { return current.Expire(now) })
}

// errNotDue says that somebody else did what was due.
var errNotDue = errors.New("not due any more")

// machine lets the daemon take note of a draft's clock and tell the desk.
func (d *Desk) machine(ctx context.Context, draft newsroom.Draft, act newsroom.Act, on delivery.Occasion,
	step func(newsroom.Draft) (newsroom.Draft, bool),
) error {
	by := newsroom.Person{ID: newsroom.Machine}
	_, err := d.take(ctx, attempt{
		id: draft.ID, seen: draft.Revision, act: act, by: by, on: []delivery.Occasion{on},
		decide: func(c newsroom.Dossier) (Change, error) {
			stepped, due := step(c.Draft)
			if !due {
				return Change{}, errNotDue
			}
			return Change{Draft: stepped, Decision: decision(stepped, act, by, "", d.Now().UTC())}, nil
		},
	})
	return ignoreOvertaken(err)
}

// ignoreOvertaken hides that a person or another process was faster.
func ignoreOvertaken(err error) error {
	if errors.Is(err, errNotDue) || errors.Is(err, newsroom.ErrDecided) || errors.Is(err, newsroom.ErrStale) {
		return nil
	}
	return err
}
