package store

import (
	"context"
	"database/sql"
	"fmt"
	"iter"

	"yubao/internal/delivery"
	"yubao/internal/store/internal/rows"
)

const (
	active  = "active"
	retired = "retired"
)

// Subscribe writes subscriptions in one transaction: new ones, changed ones, and those of
// readers who come back.
func (s *Store) Subscribe(ctx context.Context, subscribers ...delivery.Subscriber) error {
	if len(subscribers) == 0 {
		return nil
	}
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		last, err := q.TakeIDs(ctx, rows.TakeIDsParams{Name: "subscriber", N: int64(len(subscribers))})
		if err != nil {
			return err
		}
		now := millis(s.now())
		for i, sub := range subscribers {
			err := q.PutSubscriber(ctx, rows.PutSubscriberParams{
				ID: last - int64(len(subscribers)) + int64(i) + 1, Channel: sub.Target.Channel, Address: sub.Target.Address,
				Thread: sub.Target.Thread, Edition: sub.Edition, At: sub.At, Place: sub.Place, PlaceData: string(sub.PlaceData),
				Silent: sub.Silent, Quiet: sub.Quiet, State: active, Created: now, Updated: now,
			})
			if err != nil {
				return fmt.Errorf("subscribe to %s: %w", sub.Edition, err)
			}
		}
		return nil
	})
}

// Unsubscribe removes an address's subscriptions to an edition, or all of them for "".
func (s *Store) Unsubscribe(ctx context.Context, target delivery.Target, edition string) (removed int, err error) {
	err = s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		n, err := q.RemoveSubscriber(ctx, rows.RemoveSubscriberParams{Channel: target.Channel, Address: target.Address, Edition: edition})
		removed = int(n)
		return err
	})
	return removed, err
}

// Forget removes an address's subscriptions and puts pseudonym in its place in the ledger
// of what was sent (忘记我).
func (s *Store) Forget(ctx context.Context, target delivery.Target, pseudonym string) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		_, err := q.RemoveSubscriber(ctx, rows.RemoveSubscriberParams{Channel: target.Channel, Address: target.Address})
		if err != nil {
			return err
		}
		_, err = q.ForgetDeliveries(ctx, rows.ForgetDeliveriesParams{
			Pseudonym: pseudonym, Channel: target.Channel, Address: target.Address,
		})
		return err
	})
}

// SubscriptionsOf returns an address's subscriptions, the retired ones too.
func (s *Store) SubscriptionsOf(ctx context.Context, target delivery.Target) ([]delivery.Subscriber, error) {
	found, err := s.read().SubscribersOfAddress(ctx, rows.SubscribersOfAddressParams{Channel: target.Channel, Address: target.Address})
	return subscribersOf(found), err
}

// subscriberPage is how many subscribers are read at once.
const subscriberPage = 1000

// SubscribersOf yields the active subscribers of an edition in the order in which they
// came; the first error ends it.
func (s *Store) SubscribersOf(ctx context.Context, edition string) iter.Seq2[delivery.Subscriber, error] {
	return pages(func(after int64) ([]rows.Subscriber, error) {
		return s.read().SubscribersOfEdition(ctx, rows.SubscribersOfEditionParams{Edition: edition, After: after, Most: subscriberPage})
	})
}

// SubscribersOfHours yields the active subscribers of an edition who have a place of their
// own and want its bulletin at an hour from first to last, both HH:MM, or with the edition
// when both are empty. They come in the order in which they subscribed; the first error
// ends it.
func (s *Store) SubscribersOfHours(ctx context.Context, edition, first, last string) iter.Seq2[delivery.Subscriber, error] {
	return pages(func(after int64) ([]rows.Subscriber, error) {
		return s.read().SubscribersOfHours(ctx, rows.SubscribersOfHoursParams{
			Edition: edition, First: first, Last: last, After: after, Most: subscriberPage,
		})
	})
}

// Subscribers yields all subscribers, the retired ones too; the first error ends it.
func (s *Store) Subscribers(ctx context.Context) iter.Seq2[delivery.Subscriber, error] {
	return pages(func(after int64) ([]rows.Subscriber, error) {
		return s.read().Subscribers(ctx, rows.SubscribersParams{After: after, Most: subscriberPage})
	})
}

func pages(page func(after int64) ([]rows.Subscriber, error)) iter.Seq2[delivery.Subscriber, error] {
	return func(yield func(delivery.Subscriber, error) bool) {
		after := int64(0)
		for {
			found, err := page(after)
			if err != nil {
				yield(delivery.Subscriber{}, err)
				return
			}
			for _, sub := range subscribersOf(found) {
				if !yield(sub, nil) {
					return
				}
				after = sub.ID
			}
			if len(found) < subscriberPage {
				return
			}
		}
	}
}

// SubscriberCount is how many subscribers an edition has.
type SubscriberCount struct {
	Edition string
	Retired bool
	Count   int
}

// CountSubscribers counts subscribers by edition.
func (s *Store) CountSubscribers(ctx context.Context) ([]SubscriberCount, error) {
	found, err := s.read().CountSubscribers(ctx)
	counts := make([]SubscriberCount, len(found))
	for i, row := range found {
		counts[i] = SubscriberCount{row.Edition, row.State == retired, int(row.N)}
	}
	return counts, err
}

// Retire stops everything to an address that blocked us or is gone: its subscriptions
// retire and what is pending for it becomes dead. reason is a service's words.
func (s *Store) Retire(ctx context.Context, target delivery.Target, reason string) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		now := millis(s.now())
		_, err := q.SetSubscriberState(ctx, rows.SetSubscriberStateParams{
			State: retired, Reason: reason, Updated: now, Channel: target.Channel, Address: target.Address,
		})
		if err != nil {
			return err
		}
		_, err = q.DropTarget(ctx, rows.DropTargetParams{Error: reason, Updated: now, Channel: target.Channel, Address: target.Address})
		return err
	})
}

// Resume brings an address's retired subscriptions back: the reader opened the bot again.
func (s *Store) Resume(ctx context.Context, target delivery.Target) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		_, err := q.SetSubscriberState(ctx, rows.SetSubscriberStateParams{
			State: active, Updated: millis(s.now()), Channel: target.Channel, Address: target.Address,
		})
		return err
	})
}

// Moved records that a chat of a bot has a new address, for the ledger and for subscriptions of channel.
func (s *Store) Moved(ctx context.Context, bot string, target delivery.Target, to string) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		now := millis(s.now())
		if err := q.PutMoved(ctx, rows.PutMovedParams{Bot: bot, Address: target.Address, MovedTo: to, At: now}); err != nil {
			return err
		}
		return q.MoveSubscriber(ctx, rows.MoveSubscriberParams{MovedTo: to, Updated: now, Channel: target.Channel, Address: target.Address})
	})
}

// Moves returns the addresses of a bot that were replaced.
func (s *Store) Moves(ctx context.Context, bot string) (map[string]string, error) {
	found, err := s.read().Moved(ctx, bot)
	moves := make(map[string]string, len(found))
	for _, row := range found {
		moves[row.Address] = row.MovedTo
	}
	return moves, err
}

func subscribersOf(found []rows.Subscriber) []delivery.Subscriber {
	subs := make([]delivery.Subscriber, len(found))
	for i, row := range found {
		subs[i] = delivery.Subscriber{
			ID: row.ID, Target: delivery.Target{Channel: row.Channel, Address: row.Address, Thread: row.Thread}, Edition: row.Edition,
			At: row.At, Place: row.Place, PlaceData: []byte(row.PlaceData), Silent: row.Silent, Quiet: row.Quiet,
			Retired: row.State == retired, Reason: row.Reason, Created: timeOf(row.Created), Updated: timeOf(row.Updated),
		}
	}
	return subs
}

// RemoveSubscription removes one subscription and reports whether there was one.
func (s *Store) RemoveSubscription(ctx context.Context, sub delivery.Subscriber) (removed bool, err error) {
	err = s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		n, err := q.RemoveSubscription(ctx, rows.RemoveSubscriptionParams{
			Channel: sub.Target.Channel, Address: sub.Target.Address, Thread: sub.Target.Thread, Edition: sub.Edition, Place: sub.Place,
		})
		removed = n > 0
		return err
	})
	return removed, err
}
