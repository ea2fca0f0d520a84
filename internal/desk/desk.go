// Package desk has the decisions of the newsroom: file a draft, edit it, attest, sign
// off, spike, correct, withdraw, and what happens at a deadline. Each decision is bound
// to the revision that the person saw, takes effect once whoever else decides at the
// same time, stands on record with its refusals, and writes the deliveries that follow
// from it in the same transaction. Sending them is the business of package courier.
package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
)

// Change is what a decision does, written in one transaction.
type Change struct {
	Draft       newsroom.Draft
	Revision    *newsroom.Revision    // a new one
	Overrides   string                // reason for letting contradictions of the current revision stand
	Attestation *newsroom.Attestation // to put on record
	Replaced    *newsroom.Draft       // the original, now corrected
	Decision    newsroom.Decision
	Outgoing    []delivery.Outgoing
}

// Store keeps drafts. Each method is one transaction.
type Store interface {
	// File stores a new draft with its first revision and deliveries, and gives it its
	// number. A draft of the same edition and slot, or an open correction of the same
	// draft, is returned instead with fresh false, and nothing is written.
	File(ctx context.Context, change Change) (draft newsroom.Draft, fresh bool, err error)
	// Dossier returns a draft with what a decision on it needs, or newsroom.ErrNotFound.
	Dossier(ctx context.Context, id newsroom.DraftID) (newsroom.Dossier, error)
	// Change reads the dossier, asks decide, which does no I/O, and writes what it
	// answers; nobody else changes the draft meanwhile.
	Change(ctx context.Context, id newsroom.DraftID, decide func(newsroom.Dossier) (Change, error)) error
	// Refuse puts a refused attempt on record.
	Refuse(ctx context.Context, decision newsroom.Decision) error
	// Filed returns all drafts that wait for a decision.
	Filed(ctx context.Context) ([]newsroom.Draft, error)
	// SentFor returns the sent deliveries of a draft with their messages, all revisions.
	SentFor(ctx context.Context, id newsroom.DraftID) ([]delivery.Delivery, error)
}

// Event is something about which messages go out.
type Event struct {
	Occasion delivery.Occasion
	Dossier  newsroom.Dossier // as it is after the decision
	Decision newsroom.Decision
}

// Writer writes the messages of an event: cards for the newsroom, the bulletin for the
// readers. It says to whom they go, and may return none. A bulletin's messages are
// split to the limits of their channels.
type Writer interface {
	Write(ctx context.Context, event Event) ([]delivery.Outgoing, error)
}

// Config has a desk's parts.
type Config struct {
	Store  Store
	Writer Writer
	// Editable reports whether a channel can change a message that it sent; nil: none can.
	Editable func(channel string) bool
	// Reminders returns how long before a deadline the desk is reminded of an edition's
	// draft, greatest first; nil: never.
	Reminders func(edition string) []time.Duration
	Now       func() time.Time // nil: time.Now
	Log       *slog.Logger     // nil: none
}

// Desk takes decisions. It is safe for concurrent use, also by several processes over one store.
type Desk struct {
	Config
	wake chan struct{}
}

// New returns a desk.
func New(c Config) *Desk {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Editable == nil {
		c.Editable = func(string) bool { return false }
	}
	if c.Reminders == nil {
		c.Reminders = func(string) []time.Duration { return nil }
	}
	return &Desk{Config: c, wake: make(chan struct{}, 1)}
}

// Filing is a draft to be filed.
type Filing struct {
	Edition    string
	Slot       time.Time
	Late       bool
	Voice      newsroom.Voice
	Revision   newsroom.Revision // Copy, Facts, Findings, Contradictions; Author empty: yubao
	Deadline   time.Time         // zero: none
	AtDeadline newsroom.AtDeadline
	Canary     bool
	// Attestation unlocks a station's wording, where the draft comes with it; By is whoever
	// vouches for it. The daemon files all others.
	Attestation *newsroom.Attestation
	By          newsroom.Person
	// SignOff signs the draft in the daemon's name in the same transaction (review: none),
	// unless something stands against it; then it waits for a person.
	SignOff bool
}

// FileDraft hands in a draft (送审) and posts its card. A second call for the same edition
// and slot returns the first one's draft and changes nothing.
func (d *Desk) FileDraft(ctx context.Context, f Filing) (newsroom.Draft, error) {
	by := f.By
	if by.ID == "" {
		by = newsroom.Person{ID: newsroom.Machine}
	}
	return d.file(ctx, f, nil, by, "")
}

func (d *Desk) file(ctx context.Context, f Filing, original *newsroom.Draft, by newsroom.Person, reason string) (newsroom.Draft, error) {
	now := d.Now().UTC()
	draft := newsroom.Draft{
		Edition: f.Edition, Slot: f.Slot.UTC(), Late: f.Late, Voice: f.Voice, State: newsroom.Filed, Revision: 1,
		Filed: now, Deadline: f.Deadline.UTC(), AtDeadline: f.AtDeadline, Canary: f.Canary, Reason: reason,
	}
	if f.Deadline.IsZero() {
		draft.Deadline = time.Time{}
	}
	act := newsroom.ActFile
	if original != nil {
		draft.Corrects, act = original.ID, newsroom.ActCorrect
	}
	revision := f.Revision
	revision.Number, revision.Created = 1, now
	if revision.Author == "" {
		revision.Author = by.ID
	}
	change := Change{Draft: draft, Revision: &revision, Decision: decision(draft, act, by, reason, now)}
	if f.Attestation != nil {
		a := *f.Attestation
		a.By, a.At = by.ID, now
		change.Attestation, change.Decision.Reason = &a, a.Station
	}
	filed, fresh, err := d.Store.File(ctx, change)
	if err != nil {
		return draft, fmt.Errorf("file draft of %s: %w", f.Edition, err)
	}
	if fresh {
		d.Log.InfoContext(ctx, "draft filed", "edition", filed.Edition, "draft", int64(filed.ID), "late", filed.Late)
		d.poke()
	}
	return d.afterFiling(ctx, filed, f.SignOff)
}

// afterFiling announces a draft: its number is known only now. It is done again when a
// crash came in between, and changes nothing when it was done.
func (d *Desk) afterFiling(ctx context.Context, filed newsroom.Draft, signOff bool) (newsroom.Draft, error) {
	if filed.State != newsroom.Filed || filed.Revision != 1 {
		return filed, nil
	}
	if signOff {
		signed, err := d.Sign(ctx, filed.ID, 1, newsroom.Person{ID: newsroom.Machine}, "")
		if err == nil || !heldBack(err) {
			return signed, err
		}
	}
	return filed, d.post(ctx, filed.ID, delivery.OnFiled)
}

// heldBack reports whether the daemon may not sign a draft but a person may.
func heldBack(err error) bool {
	return errors.Is(err, newsroom.ErrFindings) || errors.Is(err, newsroom.ErrAttest)
}

// post writes the messages of an occasion that decides nothing; the ledger takes each once.
func (d *Desk) post(ctx context.Context, id newsroom.DraftID, on delivery.Occasion) error {
	dossier, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return err
	}
	outgoing, err := d.Writer.Write(ctx, Event{Occasion: on, Dossier: dossier})
	if err != nil {
		return fmt.Errorf("write %s of draft %d: %w", on, id, err)
	}
	if len(outgoing) == 0 {
		return nil
	}
	return d.Store.Change(ctx, id, func(now newsroom.Dossier) (Change, error) {
		if now.Draft.Revision != dossier.Draft.Revision || now.Draft.State != dossier.Draft.State {
			return Change{Draft: now.Draft}, nil // overtaken: whoever did posts what holds now
		}
		return Change{Draft: now.Draft, Outgoing: outgoing}, nil
	})
}

func decision(draft newsroom.Draft, act newsroom.Act, by newsroom.Person, reason string, now time.Time) newsroom.Decision {
	return newsroom.Decision{
		Draft: draft.ID, Revision: draft.Revision, Act: act, Person: by.ID, Name: by.Name, Reason: reason, At: now,
	}
}
