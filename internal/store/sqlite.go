package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteDSN returns the data source name of a file. The settings stand in it because an
// Exec would reach one connection of the pool. FULL survives a power failure.
func sqliteDSN(path, mode string) string {
	settings := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
	}}
	if mode == "ro" {
		settings = url.Values{"_pragma": {"busy_timeout(10000)", "query_only(1)"}}
	} else {
		settings.Set("_txlock", "immediate")
	}
	escaped := strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
	return "file:" + escaped + "?" + settings.Encode()
}

func (s *Store) openSQLite(ctx context.Context, alone bool) error {
	path, err := filepath.Abs(s.dsn)
	if err != nil {
		return err
	}
	s.dsn = path
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	if alone {
		release, err := lockFile(path+".run", false)
		if err != nil {
			return err
		}
		s.lock, s.alone = release, true
	}
	s.db, err = sql.Open("sqlite", sqliteDSN(path, "rw"))
	if err != nil {
		return err
	}
	s.db.SetMaxOpenConns(1)
	release, err := lockFile(path+".lock", true)
	if err != nil {
		return err
	}
	err = s.migrate(ctx)
	if err := release(); err != nil {
		return fmt.Errorf("release lock: %w", err)
	}
	if err != nil {
		return err
	}
	if s.ro, err = sql.Open("sqlite", sqliteDSN(path, "ro")); err != nil {
		return err
	}
	s.ro.SetMaxOpenConns(4)
	s.ro.SetMaxIdleConns(2)
	return nil
}
