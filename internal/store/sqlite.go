package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite" // also the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
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

// fileFault says what kind of fault of the file an error of opening it is, if it is one.
// https://sqlite.org/rescode.html
func fileFault(err error) error {
	var refused *sqlite.Error
	var path *fs.PathError
	switch {
	case errors.As(err, &refused):
		switch refused.Code() & 0xff { // the rest tells the kind of the code
		case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR:
			return fmt.Errorf("%w: %w", ErrUnwritable, err)
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
	case errors.As(err, &path):
		return fmt.Errorf("%w: %w", ErrUnwritable, err)
	}
	return err
}

func (s *Store) openSQLite(ctx context.Context, alone bool) error {
	return fileFault(s.openFile(ctx, alone))
}

func (s *Store) openFile(ctx context.Context, alone bool) error {
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
