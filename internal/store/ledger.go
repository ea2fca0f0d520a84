package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/store/internal/rows"
)

// Slice returns the rows of a slice of work with their frozen messages, in order.
func (s *Store) Slice(ctx context.Context, id int64) ([]delivery.Delivery, error) {
	found, err := s.read().SliceRows(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read slice %d: %w", id, err)
	}
	return thaw(ctx, s.read(), found)
}

// thaw gives rows their messages.
func thaw(ctx context.Context, q *rows.Queries, found []rows.Delivery) ([]delivery.Delivery, error) {
	messages := map[string]delivery.Message{}
	deliveries := make([]delivery.Delivery, len(found))
	for i, row := range found {
		m, ok := messages[row.Message]
		if !ok {
			body, err := q.Message(ctx, row.Message)
			if err != nil {
				return nil, fmt.Errorf("message of delivery %d: %w", row.ID, err)
			}
			if err := json.Unmarshal([]byte(body), &m); err != nil {
				return nil, fmt.Errorf("message of delivery %d: %w", row.ID, err)
			}
			messages[row.Message] = m
		}
		deliveries[i] = deliveryOf(row, m)
	}
	return deliveries, nil
}

// Delivery returns a row of the ledger with its message, or delivery.ErrNotFound.
func (s *Store) Delivery(ctx context.Context, id delivery.ID) (delivery.Delivery, error) {
	row, err := s.read().Delivery(ctx, int64(id))
	if errors.Is(err, sql.ErrNoRows) {
		return delivery.Delivery{}, fmt.Errorf("delivery %d: %w", id, delivery.ErrNotFound)
	}
	if err != nil {
		return delivery.Delivery{}, err
	}
	found, err := thaw(ctx, s.read(), []rows.Delivery{row})
	if err != nil {
		return delivery.Delivery{}, err
	}
	return found[0], nil
}

// Outbox lists at most so many rows of the ledger after one, in a state or in any for
// "", in order and without the texts of their messages.
func (s *Store) Outbox(ctx context.Context, state delivery.State, after delivery.ID, most int) ([]delivery.Delivery, error) {
	found, err := s.read().Outbox(ctx, rows.OutboxParams{State: string(state), After: int64(after), Most: int32(most)})
	return bare(found), err
}

// OutboxOf lists the deliveries of a draft, all revisions and occasions, without texts.
func (s *Store) OutboxOf(ctx context.Context, id newsroom.DraftID) ([]delivery.Delivery, error) {
	found, err := s.read().OutboxOfDraft(ctx, int64(id))
	return bare(found), err
}

// SentFor returns the sent deliveries of a draft with their messages, all revisions, in order.
func (s *Store) SentFor(ctx context.Context, id newsroom.DraftID) ([]delivery.Delivery, error) {
	q := s.read()
	found, err := q.OutboxOfDraft(ctx, int64(id))
	if err != nil {
		return nil, err
	}
	return thaw(ctx, q, slices.DeleteFunc(found, func(row rows.Delivery) bool { return row.State != string(delivery.Sent) }))
}

func bare(found []rows.Delivery) []delivery.Delivery {
	deliveries := make([]delivery.Delivery, len(found))
	for i, row := range found {
		deliveries[i] = deliveryOf(row, delivery.Message{Kind: delivery.Kind(row.Kind)})
	}
	return deliveries
}

// Act lets an operator retry, drop or settle a delivery; act is one of the methods of
// delivery.Delivery. The parts behind it follow: dropped with it, tried again with it. What
// becomes pending, or may go on, is announced to the queue.
func (s *Store) Act(ctx context.Context, id delivery.ID, act func(delivery.Delivery) (delivery.Delivery, error)) (delivery.Delivery, error) {
	var done delivery.Delivery
	err := s.write(ctx, func(q *rows.Queries, tx *sql.Tx) error {
		row, err := q.Delivery(ctx, int64(id))
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("delivery %d: %w", id, delivery.ErrNotFound)
		}
		if err != nil {
			return err
		}
		was := deliveryOf(row, delivery.Message{Kind: delivery.Kind(row.Kind)})
		if done, err = act(was); err != nil {
			return err
		}
		n, err := q.UpdateDelivery(ctx, deliveryUpdate(done, was.State))
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("delivery %d changed meanwhile: %w", id, delivery.ErrState)
		}
		if err := followParts(ctx, q, row, done); err != nil || s.jobs == nil || done.State == delivery.Dropped {
			return err
		}
		return s.jobs.Enqueue(ctx, tx, []delivery.Slice{{
			ID: row.Slice, Channel: row.Channel, Priority: int(row.Priority), Rows: 1, Due: done.Due,
		}})
	})
	return done, err
}

// followParts gives the parts behind one the fate that a person chose for it.
func followParts(ctx context.Context, q *rows.Queries, row rows.Delivery, done delivery.Delivery) error {
	fate := rows.FollowPartsParams{
		State: string(done.State), Due: millis(done.Due), Reason: done.Reason, Person: done.By, Updated: millis(done.Updated),
		Draft: row.Draft, Revision: row.Revision, Occasion: row.Occasion, Channel: row.Channel, Address: row.Address,
		Thread: row.Thread, Part: row.Part, Was: string(delivery.Dead),
	}
	switch done.State {
	case delivery.Pending:
		return q.FollowParts(ctx, fate)
	case delivery.Dropped:
		if err := q.FollowParts(ctx, fate); err != nil {
			return err
		}
		fate.Was = string(delivery.Pending)
		return q.FollowParts(ctx, fate)
	}
	return nil
}

// InterruptedTx returns the rows of a channel that are sending, without texts.
func (s *Store) InterruptedTx(ctx context.Context, tx *sql.Tx, channel string) ([]delivery.Delivery, error) {
	found, err := rows.New(tx).Interrupted(ctx, channel)
	return bare(found), err
}

// PendingSlicesTx returns the slices of a channel that have pending rows.
func (s *Store) PendingSlicesTx(ctx context.Context, tx *sql.Tx, channel string) ([]delivery.Slice, error) {
	found, err := rows.New(tx).PendingSlices(ctx, channel)
	slices := make([]delivery.Slice, len(found))
	for i, row := range found {
		slices[i] = delivery.Slice{
			ID: row.Slice, Channel: row.Channel, Priority: int(row.Priority), Rows: int(row.N), Due: timeOf(row.Due),
		}
	}
	return slices, err
}

// StateCount is how many deliveries of a channel are in a state.
type StateCount struct {
	Channel string
	State   delivery.State
	Count   int
}

// CountStates counts the ledger by channel and state.
func (s *Store) CountStates(ctx context.Context) ([]StateCount, error) {
	found, err := s.read().CountStates(ctx)
	counts := make([]StateCount, len(found))
	for i, row := range found {
		counts[i] = StateCount{row.Channel, delivery.State(row.State), int(row.N)}
	}
	return counts, err
}

// Broadcasts returns how far each draft's messages have come that are still being sent.
func (s *Store) Broadcasts(ctx context.Context) ([]delivery.Progress, error) {
	open, err := s.read().OpenBroadcasts(ctx)
	if err != nil {
		return nil, err
	}
	var all []delivery.Progress
	for _, b := range open {
		p, err := s.Progress(ctx, b.Draft, int(b.Revision), delivery.Occasion(b.Occasion))
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// BroadcastOf returns what a slice of work belongs to.
func (s *Store) BroadcastOf(ctx context.Context, slice int64) (draft int64, revision int, on delivery.Occasion, err error) {
	row, err := s.read().BroadcastOf(ctx, slice)
	return row.Draft, int(row.Revision), delivery.Occasion(row.Occasion), err
}

// Progress returns how far the messages of a draft's revision and occasion have come.
func (s *Store) Progress(ctx context.Context, draft int64, revision int, on delivery.Occasion) (delivery.Progress, error) {
	found, err := s.read().Progress(ctx, rows.ProgressParams{Draft: draft, Revision: int64(revision), Occasion: string(on)})
	p := delivery.Progress{Draft: draft, Revision: revision, Occasion: on, States: map[delivery.State]int{}}
	for _, row := range found {
		p.Edition = row.Edition
		p.States[delivery.State(row.State)] += int(row.N)
		if first := timeOf(row.First); row.First != 1<<63-1 && (p.First.IsZero() || first.Before(p.First)) {
			p.First = first
		}
		if last := timeOf(row.Last); last.After(p.Last) {
			p.Last = last
		}
	}
	return p, err
}

func deliveryOf(row rows.Delivery, m delivery.Message) delivery.Delivery {
	target := delivery.Target{Channel: row.Channel, Address: row.Address, Thread: row.Thread}
	on := delivery.Occasion(row.Occasion)
	m.Part, m.Parts, m.Unsubscribe = int(row.Part), int(row.Parts), row.Unsubscribe
	m.Key = delivery.Key(row.Draft, int(row.Revision), on, target, m.Part)
	return delivery.Delivery{
		ID: delivery.ID(row.ID), Slice: row.Slice, Draft: row.Draft, Edition: row.Edition, Revision: int(row.Revision), Occasion: on,
		Target: target, Message: m, Edits: row.Edits, State: delivery.State(row.State), Attempts: int(row.Attempts), Resent: row.Resent,
		Due: timeOf(row.Due), FirstTry: timeOf(row.FirstTry), Claimed: timeOf(row.Claimed), MessageID: row.MessageID,
		Error: row.Error, Reason: row.Reason, By: row.Person, Updated: timeOf(row.Updated),
	}
}

func deliveryUpdate(d delivery.Delivery, was delivery.State) rows.UpdateDeliveryParams {
	return rows.UpdateDeliveryParams{
		ID: int64(d.ID), Was: string(was), State: string(d.State), Resent: d.Resent, Due: millis(d.Due), Edits: d.Edits,
		MessageID: d.MessageID, Error: d.Error, Reason: d.Reason, Person: d.By, Attempts: int64(d.Attempts),
		FirstTry: millis(d.FirstTry), Updated: millis(d.Updated),
	}
}
