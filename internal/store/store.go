// Package store keeps what must survive a restart: schedules, drafts and the record
// of decisions on them, the ledger of deliveries, subscribers, paces, templates,
// people. It has one SQL text for SQLite, the default, and PostgreSQL, by which
// several processes share the work; sqlc generates the code around it (sqlc.yaml).
//
// Times are Unix milliseconds in UTC. All methods are safe for concurrent use.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/store/internal/rows"
)

// Jobs puts slices of work into the queue, within the transaction that writes their rows.
type Jobs interface {
	Enqueue(ctx context.Context, tx *sql.Tx, slices []delivery.Slice) error
}

// Store is an open database.
type Store struct {
	db    *sql.DB // writes; one connection on SQLite
	ro    *sql.DB // reads
	dsn   string
	lite  bool
	lock  func() error // releases the lock that proves that we are alone
	alone bool         // the lock is held
	jobs  Jobs
	now   func() time.Time
}

// Config says what to open and how.
type Config struct {
	// DSN is the path of a SQLite file, or a postgres:// URL.
	DSN string
	// Alone demands to be the only process that sends from a SQLite file; Open fails with
	// ErrInUse when another one does. It has no effect on PostgreSQL.
	Alone bool
	// Now is the clock; nil: time.Now.
	Now func() time.Time
}

// Errors that callers branch on.
var (
	ErrInUse = errors.New("database is in use by another yubao run")
	ErrNewer = errors.New("database was made by a newer yubao")
	// ErrUnreachable says that a PostgreSQL server does not answer or does not let us in.
	ErrUnreachable = errors.New("database server is out of reach")
	// ErrUnwritable says that the file, or what stands beside it, cannot be made or written.
	ErrUnwritable = errors.New("database file cannot be written")
	// ErrDamaged says that the file is no database, or a broken one.
	ErrDamaged = errors.New("file is no sound database")
)

// Open opens the database, brings its tables up to date and returns it. The caller closes it.
func Open(ctx context.Context, c Config) (*Store, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	s := &Store{dsn: c.DSN, lite: !IsPostgres(c.DSN), now: c.Now, lock: func() error { return nil }}
	open := s.openPostgres
	if s.lite {
		open = s.openSQLite
	}
	if err := open(ctx, c.Alone); err != nil {
		return nil, errors.Join(fmt.Errorf("open store: %w", err), s.Close())
	}
	return s, nil
}

// IsPostgres reports whether a store setting names a PostgreSQL database rather than a file.
func IsPostgres(dsn string) bool {
	return strings.HasPrefix(dsn, "postgres://") || strings.HasPrefix(dsn, "postgresql://")
}

// Close closes the database and releases its lock.
func (s *Store) Close() error {
	var errs []error
	for _, db := range []*sql.DB{s.ro, s.db} {
		if db != nil {
			errs = append(errs, db.Close())
		}
	}
	return errors.Join(append(errs, s.lock())...)
}

// SetJobs says where new rows of the ledger are announced. It is called once, before
// the store is shared; without it rows wait for the next start of a sender.
func (s *Store) SetJobs(jobs Jobs) { s.jobs = jobs }

// DB returns the connections for writing, for the queue, whose tables are in the same database.
func (s *Store) DB() *sql.DB { return s.db }

// Alone reports whether the store holds the lock of a SQLite file by which it is the only sender.
func (s *Store) Alone() bool { return s.alone }

// Lite reports whether the database is SQLite.
func (s *Store) Lite() bool { return s.lite }

// DSN returns the data source name of a PostgreSQL database. It may hold a password.
func (s *Store) DSN() string { return s.dsn }

// Tx runs do in one transaction and commits it when do returns nil.
// On SQLite there is one connection for writing: do must not use any other way to it.
func (s *Store) Tx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := do(tx); err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// ignoreDone hides that a cancelled context had rolled a transaction back already.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// write runs do with the queries of one transaction.
func (s *Store) write(ctx context.Context, do func(q *rows.Queries, tx *sql.Tx) error) error {
	return s.Tx(ctx, func(tx *sql.Tx) error { return do(rows.New(tx), tx) })
}

// read returns the queries over the connections for reading.
func (s *Store) read() *rows.Queries { return rows.New(s.ro) }

// nextID takes a number from a counter, within a transaction, so that numbers have no gaps.
func nextID(ctx context.Context, q *rows.Queries, counter string) (int64, error) {
	return q.TakeIDs(ctx, rows.TakeIDsParams{Name: counter, N: 1})
}

// millis returns a time as it is stored, 0 for the zero time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// timeOf is the inverse of millis.
func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
