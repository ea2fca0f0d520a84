package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/store/internal/rows"
)

// The statements of the hot path are written here by hand: they take many rows at once,
// which sqlc cannot say for both databases. They compare state || '' so that PostgreSQL
// finds rows by their number: without statistics, as after a large broadcast was queued, it
// takes the index of open rows for short and reads all that are pending for each step.

// mark returns what stands before the number of a parameter. SQLite takes $1 for a name
// and looks it up in a list, which takes quadratic time for thousands of them.
func (s *Store) mark() string {
	if s.lite {
		return "?"
	}
	return "$"
}

// ClaimTx makes pending rows sending, within a transaction that is committed before they
// are sent, and returns those that it got.
func (s *Store) ClaimTx(ctx context.Context, tx *sql.Tx, ids []delivery.ID, now time.Time) (got []delivery.ID, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var statement strings.Builder
	statement.WriteString(`UPDATE delivery SET state = 'sending', attempts = attempts + 1, claimed = $1, updated = $1,
first_try = CASE WHEN first_try = 0 THEN $1 ELSE first_try END WHERE state || '' = 'pending' AND id IN (`)
	args := []any{millis(now)}
	for i, id := range ids {
		if i > 0 {
			statement.WriteByte(',')
		}
		args = append(args, int64(id))
		fmt.Fprintf(&statement, "$%d", len(args))
	}
	statement.WriteString(") RETURNING id")
	found, err := tx.QueryContext(ctx, statement.String(), args...)
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	defer found.Close()
	for found.Next() {
		var id delivery.ID
		if err := found.Scan(&id); err != nil {
			return nil, fmt.Errorf("claim deliveries: %w", err)
		}
		got = append(got, id)
	}
	return got, found.Err()
}

// turn records proofs and claims the next rows while a lease is held, all in one
// statement. The shared lock on the lease keeps others from taking it until the
// statement has been committed, and lets the slices of its holder commit side by side.
const turn = `WITH held AS MATERIALIZED (
    SELECT 1 FROM lease WHERE name = $1 AND owner = $2 AND until > ` + databaseClock + ` FOR SHARE
), proof AS (
    UPDATE delivery SET state = 'sent', error = '', message_id = p.message_id, edits = p.edits, updated = p.updated
    FROM unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[]) AS p (id, message_id, edits, updated)
    WHERE delivery.id = p.id AND delivery.state || '' IN ('sending', 'uncertain')
), claimed AS (
    UPDATE delivery SET state = 'sending', attempts = attempts + 1, claimed = $8, updated = $8,
        first_try = CASE WHEN first_try = 0 THEN $8 ELSE first_try END
    WHERE id = ANY($7::bigint[]) AND state || '' = 'pending' AND EXISTS (SELECT FROM held) RETURNING id
)
SELECT EXISTS (SELECT FROM held), claimed.id FROM (VALUES (1)) AS one LEFT JOIN claimed ON true`

// ProveAndClaim records the proofs of sent rows and, when owner holds the lease, makes
// pending rows sending, in one round trip to PostgreSQL: what RecordTx, HoldsTx and
// ClaimTx do in five. It returns the rows that it claimed and whether the lease was held.
func (s *Store) ProveAndClaim(ctx context.Context, lease, owner string, sent []delivery.Delivery, ids []delivery.ID, now time.Time) (got []delivery.ID, held bool, err error) {
	var proven, updated []int64
	var messages, edits []string
	for _, d := range sent {
		proven, updated = append(proven, int64(d.ID)), append(updated, millis(d.Updated))
		messages, edits = append(messages, d.MessageID), append(edits, d.Edits)
	}
	wanted := make([]int64, len(ids))
	for i, id := range ids {
		wanted[i] = int64(id)
	}
	found, err := s.db.QueryContext(ctx, turn, lease, owner, proven, messages, edits, updated, wanted, millis(now))
	if err != nil {
		return nil, false, fmt.Errorf("record and claim deliveries: %w", err)
	}
	defer found.Close()
	for found.Next() {
		var id sql.NullInt64 // none: a row of its own says whether the lease is held
		if err := found.Scan(&held, &id); err != nil {
			return nil, false, fmt.Errorf("record and claim deliveries: %w", err)
		}
		if id.Valid {
			got = append(got, delivery.ID(id.Int64))
		}
	}
	if err := found.Err(); err != nil {
		return nil, false, fmt.Errorf("record and claim deliveries: %w", err)
	}
	return got, held, nil
}

// UnclaimTx makes rows pending again that were claimed at a time and never sent, within a
// transaction. A row that was claimed at another time, or taken for interrupted meanwhile,
// is left as it is.
func (s *Store) UnclaimTx(ctx context.Context, tx *sql.Tx, ids []delivery.ID, claimed time.Time) error {
	for _, id := range ids {
		if err := rows.New(tx).Unclaim(ctx, rows.UnclaimParams{ID: int64(id), Claimed: millis(claimed)}); err != nil {
			return fmt.Errorf("take back the claim of delivery %d: %w", id, err)
		}
	}
	return nil
}

// HastenTx makes the pending rows of a channel that wait for another try due earlier,
// within a transaction. Those that wait for an hour of the day are left as they are.
func (s *Store) HastenTx(ctx context.Context, tx *sql.Tx, channel string, by time.Duration) error {
	return rows.New(tx).Hasten(ctx, rows.HastenParams{By: by.Milliseconds(), Channel: channel})
}

// RecordTx writes what became of claimed rows, within a transaction. A row that another
// process took for interrupted still becomes sent by a late proof; one that a person
// decided on is left as it is.
func (s *Store) RecordTx(ctx context.Context, tx *sql.Tx, results []delivery.Delivery) error {
	var sent []delivery.Delivery
	for _, d := range results {
		if d.State == delivery.Sent {
			sent = append(sent, d)
			continue
		}
		if err := recordOther(ctx, rows.New(tx), d); err != nil {
			return fmt.Errorf("record delivery %d: %w", d.ID, err)
		}
	}
	return recordSent(ctx, tx, sent)
}

// recordSent writes the proofs of sent rows.
func recordSent(ctx context.Context, tx *sql.Tx, sent []delivery.Delivery) error {
	if len(sent) == 0 {
		return nil
	}
	var statement strings.Builder
	statement.WriteString("WITH proof (id, message_id, edits, updated) AS (VALUES ")
	var args []any
	for i, d := range sent {
		if i > 0 {
			statement.WriteByte(',')
		}
		args = append(args, int64(d.ID), d.MessageID, d.Edits, millis(d.Updated))
		n := len(args)
		fmt.Fprintf(&statement, "(CAST($%d AS bigint),CAST($%d AS text),CAST($%d AS text),CAST($%d AS bigint))", n-3, n-2, n-1, n)
	}
	statement.WriteString(`) UPDATE delivery SET state = 'sent', error = '', message_id = proof.message_id, edits = proof.edits,
updated = proof.updated FROM proof WHERE delivery.id = proof.id AND delivery.state || '' IN ('sending', 'uncertain')`)
	if _, err := tx.ExecContext(ctx, statement.String(), args...); err != nil {
		return fmt.Errorf("record sent deliveries: %w", err)
	}
	return nil
}

// recordOther writes a result that is not a proof. Parts that were given up with the one
// before them go from pending to dead.
func recordOther(ctx context.Context, q *rows.Queries, d delivery.Delivery) error {
	was := []delivery.State{delivery.Sending}
	if d.State == delivery.Dead {
		was = append(was, delivery.Pending)
	}
	for _, state := range was {
		n, err := q.RecordDelivery(ctx, rows.RecordDeliveryParams{
			ID: int64(d.ID), Was: string(state), State: string(d.State), Resent: d.Resent, Due: millis(d.Due), Edits: d.Edits,
			MessageID: d.MessageID, Error: d.Error, Updated: millis(d.Updated),
		})
		if err != nil || n == 1 {
			return err
		}
	}
	return nil
}
