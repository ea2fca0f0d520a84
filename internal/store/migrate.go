package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings our tables and the queue's up to date, or fails with ErrNewer. The
// caller holds the lock.
func (s *Store) migrate(ctx context.Context) error {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	dialect := goose.DialectPostgres
	if s.lite {
		dialect = goose.DialectSQLite3
	}
	provider, err := goose.NewProvider(dialect, s.db, sub)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	have, want, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("version of the database: %w", err)
	}
	if have > want {
		return fmt.Errorf("version %d, this program knows %d: %w", have, want, ErrNewer)
	}
	if have < want {
		if _, err := provider.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
	}
	return s.migrateQueue(ctx)
}

func (s *Store) migrateQueue(ctx context.Context) error {
	var driver riverdriver.Driver[*sql.Tx] = riverdatabasesql.New(s.db)
	if s.lite {
		driver = riversqlite.New(s.db)
	}
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("migrations of the queue: %w", err)
	}
	known := migrator.AllVersions()
	applied, err := migrator.ExistingVersions(ctx)
	if err != nil {
		return fmt.Errorf("version of the queue: %w", err)
	}
	if len(applied) > len(known) {
		return fmt.Errorf("queue at version %d, this program knows %d: %w", len(applied), len(known), ErrNewer)
	}
	if len(applied) == len(known) {
		return nil
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate queue: %w", err)
	}
	return nil
}
