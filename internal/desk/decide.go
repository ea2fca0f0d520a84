package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
)

// attempt is one person's try at a decision.
type attempt struct {
	id     newsroom.DraftID
	seen   int // the revision that the person saw
	act    newsroom.Act
	by     newsroom.Person
	reason string
	on     []delivery.Occasion // what to tell, and whom, when it succeeds
	// decide computes the change; it is called before the transaction, so that the
	// messages can be written, and again within it.
	decide func(newsroom.Dossier) (Change, error)
}

// take carries an attempt out. A refusal is recorded and returned with the draft as it is.
func (d *Desk) take(ctx context.Context, a attempt) (newsroom.Draft, error) {
	dossier, err := d.Store.Dossier(ctx, a.id)
	if err != nil {
		return newsroom.Draft{}, fmt.Errorf("%s draft %d: %w", a.act, a.id, err)
	}
	planned, err := a.decide(dossier)
	if err != nil {
		return dossier.Draft, d.refuse(ctx, a, err)
	}
	outgoing, err := d.announce(ctx, a.on, dossier, planned)
	if err != nil {
		return dossier.Draft, err
	}
	var done newsroom.Draft
	err = d.Store.Change(ctx, a.id, func(current newsroom.Dossier) (Change, error) {
		done = current.Draft
		if current.Draft.Revision != dossier.Draft.Revision && current.Draft.State == newsroom.Filed {
			return Change{}, fmt.Errorf("draft %d is at revision %d by now: %w", a.id, current.Draft.Revision, newsroom.ErrStale)
		}
		change, err := a.decide(current)
		if err != nil {
			return Change{}, err
		}
		change.Outgoing = outgoing
		done = change.Draft
		return change, nil
	})
	if err != nil {
		return done, d.refuse(ctx, a, err)
	}
	d.Log.InfoContext(ctx, "draft decided", "draft", int64(a.id), "act", string(a.act), "person", a.by.ID,
		"edition", done.Edition, "revision", done.Revision, "deliveries", len(outgoing))
	d.poke()
	return done, nil
}

// announce writes the messages of a change: of its own draft, and of the one that it replaces.
func (d *Desk) announce(ctx context.Context, on []delivery.Occasion, dossier newsroom.Dossier, planned Change) ([]delivery.Outgoing, error) {
	var events []Event
	for _, occasion := range on {
		events = append(events, Event{Occasion: occasion, Dossier: after(dossier, planned), Decision: planned.Decision})
	}
	if planned.Replaced != nil {
		original, err := d.Store.Dossier(ctx, planned.Replaced.ID)
		if err != nil {
			return nil, fmt.Errorf("original of draft %d: %w", dossier.Draft.ID, err)
		}
		original.Draft = *planned.Replaced
		events = append(events, Event{Occasion: delivery.OnReplaced, Dossier: original, Decision: planned.Decision})
	}
	var outgoing []delivery.Outgoing
	for _, event := range events {
		messages, err := d.write(ctx, event)
		if err != nil {
			return nil, err
		}
		outgoing = append(outgoing, messages...)
	}
	return outgoing, nil
}

// write asks for the messages of an event. Those that replace sent ones are made edits
// of them where the channel can do that.
func (d *Desk) write(ctx context.Context, event Event) ([]delivery.Outgoing, error) {
	messages, err := d.Writer.Write(ctx, event)
	if err != nil {
		return nil, fmt.Errorf("write %s of draft %d: %w", event.Occasion, event.Dossier.Draft.ID, err)
	}
	if event.Occasion == delivery.OnReminder { // each of them is one of its own in the ledger
		for i := range messages {
			messages[i].Occasion = delivery.Occasion(fmt.Sprintf("%s:%d", delivery.OnReminder, event.Dossier.Draft.Reminded))
		}
	}
	var replaced newsroom.DraftID
	var occasions []delivery.Occasion
	switch event.Occasion {
	case delivery.OnDecided, delivery.OnClosed, delivery.OnReplaced: // the card shows the decision
		replaced, occasions = event.Dossier.Draft.ID, []delivery.Occasion{delivery.OnFiled}
	case delivery.OnCorrection:
		replaced, occasions = event.Dossier.Draft.Corrects, []delivery.Occasion{delivery.OnBulletin, delivery.OnCorrection}
	case delivery.OnWithdrawal:
		replaced, occasions = event.Dossier.Draft.ID, []delivery.Occasion{delivery.OnBulletin, delivery.OnCorrection}
	default:
		return messages, nil
	}
	sent, err := d.Store.SentFor(ctx, replaced)
	if err != nil {
		return nil, err
	}
	return inPlace(messages, sent, occasions, d.Editable), nil
}

// inPlace makes messages edits of the sent ones with the same target and part, the last
// one sent where there are several. A picture changes a picture, whichever part it is; a
// message that had none stays without. An edit makes no sound and waits for nobody's hour.
func inPlace(messages []delivery.Outgoing, sent []delivery.Delivery, occasions []delivery.Occasion, editable func(string) bool) []delivery.Outgoing {
	earlier := map[place]string{}
	for _, s := range sent {
		if s.MessageID != "" && editable(s.Target.Channel) && slices.Contains(occasions, s.Occasion) {
			earlier[placeOf(s.Target, s.Message)] = s.MessageID
		}
	}
	for i, m := range messages {
		if m.Edits == "" {
			messages[i].Edits = earlier[placeOf(m.Target, m.Message)]
		}
		if messages[i].Edits == "" && m.Message.Text != "" && len(m.Message.Photo) > 0 {
			m.Message.Photo = nil
			if messages[i].Edits = earlier[placeOf(m.Target, m.Message)]; messages[i].Edits != "" {
				messages[i].Message = m.Message
			}
		}
		if messages[i].Edits != "" {
			messages[i].Due = time.Time{}
		}
	}
	return messages
}

// place is where a message stands among those of its target: the text of a part, or the
// picture, of which there is one.
type place struct {
	target  delivery.Target
	part    int
	picture bool
}

func placeOf(target delivery.Target, m delivery.Message) place {
	if len(m.Photo) > 0 {
		return place{target: target, picture: true}
	}
	return place{target: target, part: max(m.Part, 1)}
}

// after returns the dossier as it will be.
func after(dossier newsroom.Dossier, change Change) newsroom.Dossier {
	dossier.Draft = change.Draft
	if change.Revision != nil {
		dossier.Revision = *change.Revision
	}
	if change.Overrides != "" {
		dossier.Revision.Overrides = change.Overrides
	}
	if change.Attestation != nil {
		dossier.Attestation = change.Attestation
	}
	return dossier
}

// refusals are the errors that tell a person why an act was not done, with their words in the record.
var refusals = []struct {
	err  error
	word string
}{
	{newsroom.ErrDecided, "decided"}, {newsroom.ErrStale, "stale"}, {newsroom.ErrForbidden, "forbidden"},
	{newsroom.ErrFindings, "findings"}, {newsroom.ErrAttest, "attest"}, {newsroom.ErrReason, "reason"}, {newsroom.ErrState, "state"},
}

func (d *Desk) refuse(ctx context.Context, a attempt, cause error) error {
	for _, r := range refusals {
		if !errors.Is(cause, r.err) {
			continue
		}
		record := newsroom.Decision{
			Draft: a.id, Revision: a.seen, Act: a.act, Person: a.by.ID, Name: a.by.Name, Reason: a.reason,
			Refused: r.word, At: d.Now().UTC(),
		}
		return errors.Join(cause, d.Store.Refuse(ctx, record))
	}
	return fmt.Errorf("%s draft %d: %w", a.act, a.id, cause)
}

// Sign releases the revision seen for publication (签发) and writes the bulletin's
// deliveries. override is the reason for letting contradictions stand, or empty.
func (d *Desk) Sign(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, override string) (newsroom.Draft, error) {
	return d.sign(ctx, id, seen, by, override, delivery.OnBulletin)
}

func (d *Desk) sign(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, override string, on delivery.Occasion) (newsroom.Draft, error) {
	now := d.Now().UTC()
	dossier, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return newsroom.Draft{}, fmt.Errorf("sign draft %d: %w", id, err)
	}
	if dossier.Draft.Corrects != 0 {
		on = delivery.OnCorrection
	}
	return d.take(ctx, attempt{
		id: id, seen: seen, act: newsroom.ActSign, by: by, reason: override,
		on: []delivery.Occasion{on, delivery.OnDecided},
		decide: func(c newsroom.Dossier) (Change, error) {
			signed, err := c.SignOff(seen, by, override, now)
			if err != nil {
				return Change{}, err
			}
			change := Change{Draft: signed, Overrides: override, Decision: decision(signed, newsroom.ActSign, by, override, now)}
			if c.Original != nil {
				replaced, err := c.Original.Replaced(by, signed.Reason, now)
				if err != nil {
					return Change{}, err
				}
				change.Replaced = &replaced
			}
			return change, nil
		},
	})
}

// Spike drops the draft at the revision seen (毙稿).
func (d *Desk) Spike(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, reason string) (newsroom.Draft, error) {
	now := d.Now().UTC()
	return d.take(ctx, attempt{
		id: id, seen: seen, act: newsroom.ActSpike, by: by, reason: reason, on: []delivery.Occasion{delivery.OnDecided},
		decide: func(c newsroom.Dossier) (Change, error) {
			spiked, err := c.Draft.Spike(seen, by, reason, now)
			return Change{Draft: spiked, Decision: decision(spiked, newsroom.ActSpike, by, reason, now)}, err
		},
	})
}

// EditWords opens a revision with words changed by hand.
func (d *Desk) EditWords(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, next newsroom.Revision) (newsroom.Draft, error) {
	next.HandMade = true
	return d.edit(ctx, id, seen, by, next, newsroom.ActEdit)
}

// EditFacts opens a revision made from changed facts; passages written by hand that
// survived in it are the caller's to mark with HandMade.
func (d *Desk) EditFacts(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, next newsroom.Revision) (newsroom.Draft, error) {
	return d.edit(ctx, id, seen, by, next, newsroom.ActFacts)
}

func (d *Desk) edit(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, next newsroom.Revision, act newsroom.Act) (newsroom.Draft, error) {
	now := d.Now().UTC()
	return d.take(ctx, attempt{
		id: id, seen: seen, act: act, by: by, reason: next.Reason, on: []delivery.Occasion{delivery.OnFiled},
		decide: func(c newsroom.Dossier) (Change, error) {
			edited, err := c.Draft.Edit(seen, by)
			if err != nil {
				return Change{}, err
			}
			revision := next
			revision.Number, revision.Created, revision.Author = edited.Revision, now, by.ID
			return Change{Draft: edited, Revision: &revision, Decision: decision(edited, act, by, next.Reason, now)}, nil
		},
	})
}

// Attest puts the station's word on record, which unlocks the words that name it.
func (d *Desk) Attest(ctx context.Context, id newsroom.DraftID, by newsroom.Person, a newsroom.Attestation) (newsroom.Draft, error) {
	now := d.Now().UTC()
	a.By, a.At = by.ID, now
	return d.take(ctx, attempt{
		id: id, act: newsroom.ActAttest, by: by, reason: a.Station,
		decide: func(c newsroom.Dossier) (Change, error) {
			if err := c.Draft.Attest(a, by); err != nil {
				return Change{}, err
			}
			return Change{Draft: c.Draft, Attestation: &a, Decision: decision(c.Draft, newsroom.ActAttest, by, a.Station, now)}, nil
		},
	})
}

// Correct opens a correction (更正) of a signed draft; the filing's edition and slot are
// the original's. While one is open, it is returned instead.
func (d *Desk) Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string, f Filing) (newsroom.Draft, error) {
	dossier, err := d.Store.Dossier(ctx, id)
	if err != nil {
		return newsroom.Draft{}, fmt.Errorf("correct draft %d: %w", id, err)
	}
	if err := dossier.Draft.Correctable(by, reason); err != nil {
		return dossier.Draft, d.refuse(ctx, attempt{id: id, seen: dossier.Draft.Revision, act: newsroom.ActCorrect, by: by, reason: reason}, err)
	}
	f.Edition, f.Slot, f.SignOff = dossier.Draft.Edition, dossier.Draft.Slot, false
	return d.file(ctx, f, &dossier.Draft, by, reason)
}

// Withdraw takes a signed draft back (撤稿): sent messages are edited or followed by a notice.
func (d *Desk) Withdraw(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, reason string) (newsroom.Draft, error) {
	now := d.Now().UTC()
	return d.take(ctx, attempt{
		id: id, seen: seen, act: newsroom.ActWithdraw, by: by, reason: reason,
		on: []delivery.Occasion{delivery.OnWithdrawal, delivery.OnClosed},
		decide: func(c newsroom.Dossier) (Change, error) {
			withdrawn, err := c.Draft.Withdraw(seen, by, reason, now)
			return Change{Draft: withdrawn, Decision: decision(withdrawn, newsroom.ActWithdraw, by, reason, now)}, err
		},
	})
}
