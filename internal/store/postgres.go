package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// migrationLock is the number of the advisory lock under which one process at a time
// brings the tables up to date: rivermigrate takes none itself, and three processes
// starting together on an empty database broke one another.
const migrationLock = 7206253140

func (s *Store) openPostgres(ctx context.Context, _ bool) error {
	db, err := sql.Open("pgx", s.dsn)
	if err != nil {
		return err
	}
	s.db, s.ro = db, db
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(8)
	db.SetConnMaxIdleTime(5 * time.Minute)
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return fmt.Errorf("lock for migration: %w", err)
	}
	err = s.migrate(ctx)
	// Unlocked with a context of its own: a connection returned to the pool keeps its locks.
	unlock, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if _, lockErr := conn.ExecContext(unlock, "SELECT pg_advisory_unlock($1)", int64(migrationLock)); lockErr != nil && err == nil {
		err = fmt.Errorf("unlock after migration: %w", lockErr)
	}
	return err
}
