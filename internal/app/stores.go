package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"yubao/internal/config"
	"yubao/internal/store"
)

// BackupStore writes a consistent copy of the store of a configuration to a new file. A
// daemon may be running.
func BackupStore(ctx context.Context, path, file string) (err error) {
	from, err := openExisting(ctx, path, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	return from.Backup(ctx, file)
}

// MoveStore copies the store of a configuration into the empty database that dsn names
// and proves the copy. No daemon may be running; the configuration is not changed.
func MoveStore(ctx context.Context, path, dsn string) (moved []store.Copied, err error) {
	from, err := openExisting(ctx, path, true)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := store.Open(ctx, store.Config{DSN: dsn, Alone: true})
	if err != nil {
		return nil, fmt.Errorf("database to move to: %w", err)
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	return store.Move(ctx, from, to)
}

// openExisting opens the store of a configuration, which must be there already: a slip
// in a path must not make an empty database.
func openExisting(ctx context.Context, path string, alone bool) (*store.Store, error) {
	c, problems := config.Load(path)
	if len(problems) > 0 {
		return nil, &ConfigError{config.Sort(problems)}
	}
	dsn := storeOf(c)
	if !store.IsPostgres(dsn) {
		if _, err := os.Stat(dsn); err != nil {
			return nil, fmt.Errorf("store: %w", err)
		}
	}
	return store.Open(ctx, store.Config{DSN: dsn, Alone: alone})
}
