package store

import (
	"context"
	"database/sql"
	"time"

	"yubao/internal/store/internal/rows"
)

// Incoming is an update of a bot as the service sent it.
type Incoming struct {
	Number   int64 // the service's number, update_id
	Body     []byte
	Received time.Time
}

// inboxKept is how long the numbers of worked updates are remembered: longer than a
// service keeps what was not confirmed (Telegram: 24 h).
const inboxKept = 72 * time.Hour

// PutInbox stores updates in one transaction; those that are known already are left as
// they are, also when they are done. Once it returns they may be confirmed.
func (s *Store) PutInbox(ctx context.Context, bot string, updates []Incoming) error {
	if len(updates) == 0 {
		return nil
	}
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		now := s.now()
		if _, err := q.DropInbox(ctx, rows.DropInboxParams{Bot: bot, Before: millis(now.Add(-inboxKept))}); err != nil {
			return err
		}
		for _, u := range updates {
			_, err := q.PutInbox(ctx, rows.PutInboxParams{Bot: bot, Number: u.Number, Body: string(u.Body), Received: millis(now)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Inbox returns at most so many updates of a bot that are not done, in the order in
// which they came.
func (s *Store) Inbox(ctx context.Context, bot string, most int) ([]Incoming, error) {
	found, err := s.read().Inbox(ctx, rows.InboxParams{Bot: bot, Most: int32(most)})
	updates := make([]Incoming, len(found))
	for i, row := range found {
		updates[i] = Incoming{Number: row.Number, Body: []byte(row.Body), Received: timeOf(row.Received)}
	}
	return updates, err
}

// CloseInbox records that an update is done and forgets what it said.
func (s *Store) CloseInbox(ctx context.Context, bot string, number int64) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		return q.CloseInbox(ctx, rows.CloseInboxParams{Bot: bot, Number: number})
	})
}
