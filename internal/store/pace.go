package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yubao/internal/store/internal/rows"
)

// Pace returns what was stored about a bot's pace, nil for nothing.
func (s *Store) Pace(ctx context.Context, bot string) ([]byte, error) {
	body, err := s.read().Pace(ctx, bot)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return []byte(body), err
}

// SetPaceTx stores a bot's pace within a transaction.
func (s *Store) SetPaceTx(ctx context.Context, tx *sql.Tx, bot string, body []byte) error {
	return rows.New(tx).PutPace(ctx, rows.PutPaceParams{Bot: bot, Body: string(body), Updated: millis(s.now())})
}

// databaseClock is the time in Unix milliseconds by PostgreSQL's clock. Leases go by it:
// the clock of one of several machines may be wrong, or jump.
const databaseClock = "CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"

// TakeLease takes or prolongs a lease until a time and reports whether owner has it.
// A lease that ran out is free for anybody. On PostgreSQL until says how long from now;
// what counts is the database's clock.
func (s *Store) TakeLease(ctx context.Context, name, owner string, until time.Time) (bool, error) {
	var n int64
	err := s.write(ctx, func(q *rows.Queries, tx *sql.Tx) (err error) {
		if s.lite {
			n, err = q.TakeLease(ctx, rows.TakeLeaseParams{Name: name, Owner: owner, Until: millis(until), Now: millis(s.now())})
			return err
		}
		n, err = affected(tx.ExecContext(ctx, `INSERT INTO lease (name, owner, until) VALUES ($1, $2, `+databaseClock+` + $3)
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE lease.owner = excluded.owner OR lease.until < `+databaseClock, name, owner, until.Sub(s.now()).Milliseconds()))
		return err
	})
	return n == 1, err
}

// HoldsTx reports whether owner has the lease, and keeps it from changing hands until the transaction ends.
func (s *Store) HoldsTx(ctx context.Context, tx *sql.Tx, name, owner string) (bool, error) {
	if s.lite {
		n, err := rows.New(tx).HoldLease(ctx, rows.HoldLeaseParams{Name: name, Owner: owner, Now: millis(s.now())})
		return n == 1, err
	}
	// A shared lock keeps others from taking the lease, and lets the slices of its holder
	// commit side by side.
	var one int
	err := tx.QueryRowContext(ctx, "SELECT 1 FROM lease WHERE name = $1 AND owner = $2 AND until > "+databaseClock+" FOR SHARE", name, owner).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

func affected(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// DropLease gives a lease back.
func (s *Store) DropLease(ctx context.Context, name, owner string) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		return q.DropLease(ctx, rows.DropLeaseParams{Name: name, Owner: owner})
	})
}
