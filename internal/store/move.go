package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"strings"
)

// tables are all of ours in the order in which they are copied, with the columns that
// order their rows.
var tables = []struct{ name, key string }{
	{"counter", "name"}, {"schedule", "id"}, {"slot", "schedule, planned"}, {"draft", "id"}, {"revision", "draft, number"},
	{"decision", "id"}, {"attestation", "draft"}, {"message", "id"}, {"delivery", "id"}, {"moved", "bot, address"}, {"pace", "bot"},
	{"lease", "name"}, {"subscriber", "id"}, {"answer", "source, place"}, {"print", "place, made"}, {"template_version", "id"},
	{"template_active", "name"}, {"template_activation", "id"}, {"inbox", "bot, number"}, {"person", "id"}, {"session", "token"}, {"link", "hash"}, {"audit", "id"}, {"kv", "name"},
}

// ErrNotEmpty says that the database to move to holds something already.
var ErrNotEmpty = errors.New("database to move to is not empty")

// ErrDiffers says that a copy is not what was copied.
var ErrDiffers = errors.New("copy differs from the original")

// ErrServer says that a PostgreSQL database is backed up with its own tools.
var ErrServer = errors.New("back up PostgreSQL with pg_dump")

// Copied is a table that was moved, with the proof: the same count and checksum on both sides.
type Copied struct {
	Table    string
	Rows     int
	Checksum string // SHA-256 of all values in order
}

// Move copies everything from one store to another, empty one, in one transaction, and
// reads it back: counts and checksums must agree, else nothing is kept. Nobody may use
// either meanwhile. Jobs are not copied: the next sender makes them anew from the ledger.
func Move(ctx context.Context, from, to *Store) ([]Copied, error) {
	var copied []Copied
	err := to.Tx(ctx, func(tx *sql.Tx) error {
		for _, t := range tables {
			var n int
			if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+t.name).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("table %s has %d rows: %w", t.name, n, ErrNotEmpty)
			}
		}
		for _, t := range tables {
			c, err := copyTable(ctx, from, to, tx, t.name, t.key)
			if err != nil {
				return fmt.Errorf("copy %s: %w", t.name, err)
			}
			copied = append(copied, c)
		}
		return nil
	})
	return copied, err
}

func copyTable(ctx context.Context, from, to *Store, tx *sql.Tx, name, key string) (Copied, error) {
	columns, rows, err := readTable(ctx, from.ro, from.lite, name, key)
	if err != nil {
		return Copied{}, err
	}
	defer rows.Close()
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = fmt.Sprintf("%s%d", to.mark(), i+1)
	}
	insert, err := tx.PrepareContext(ctx, fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s)", name, strings.Join(columns, ","), strings.Join(marks, ",")))
	if err != nil {
		return Copied{}, err
	}
	defer insert.Close()
	sum := sha256.New()
	c := Copied{Table: name}
	for rows.Next() {
		values, err := scan(rows, len(columns))
		if err != nil {
			return c, err
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return c, err
		}
		add(sum, values)
		c.Rows++
	}
	if err := rows.Err(); err != nil {
		return c, err
	}
	c.Checksum = hex.EncodeToString(sum.Sum(nil))
	return c, to.prove(ctx, tx, c, key)
}

// prove reads a copied table back and compares it with what was read.
func (s *Store) prove(ctx context.Context, tx *sql.Tx, c Copied, key string) error {
	columns, rows, err := readTable(ctx, tx, s.lite, c.Table, key)
	if err != nil {
		return err
	}
	defer rows.Close()
	sum, n := sha256.New(), 0
	for ; rows.Next(); n++ {
		values, err := scan(rows, len(columns))
		if err != nil {
			return err
		}
		add(sum, values)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); n != c.Rows || got != c.Checksum {
		return fmt.Errorf("%d rows with checksum %.12s, want %d with %.12s: %w", n, got, c.Rows, c.Checksum, ErrDiffers)
	}
	return nil
}

type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// readTable reads a table. Keys of text come in the order of their bytes, since the
// databases do not agree on another.
func readTable(ctx context.Context, q querier, lite bool, name, key string) ([]string, *sql.Rows, error) {
	rows, err := q.QueryContext(ctx, "SELECT * FROM "+name+" ORDER BY "+byBytes(lite, key))
	if err != nil {
		return nil, nil, err
	}
	columns, err := rows.Columns()
	if err != nil {
		return nil, nil, errors.Join(err, rows.Close())
	}
	return columns, rows, nil
}

// byBytes orders keys, numbers too, as text by its bytes.
func byBytes(lite bool, key string) string {
	columns := strings.Split(key, ", ")
	for i, column := range columns {
		columns[i] = "CAST(" + column + " AS text)"
		if !lite {
			columns[i] += ` COLLATE "C"`
		}
	}
	return strings.Join(columns, ", ")
}

// scan reads a row as it is on either database: SQLite has numbers for booleans.
func scan(rows *sql.Rows, n int) ([]any, error) {
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	if err := rows.Scan(into...); err != nil {
		return nil, err
	}
	for i, t := range types {
		if number, ok := values[i].(int64); ok && strings.HasPrefix(strings.ToUpper(t.DatabaseTypeName()), "BOOL") {
			values[i] = number != 0
		}
	}
	return values, nil
}

// add puts a row's values into a checksum, each with its length before it.
func add(sum hash.Hash, values []any) {
	for _, v := range values {
		text := fmt.Sprint(v)
		fmt.Fprintf(sum, "%d:%s,", len(text), text)
	}
}

// Backup writes a consistent copy of a SQLite database to a new file while it is in use;
// the file can be opened as a store. It must not exist. A PostgreSQL database is backed
// up with its own tools (pg_dump).
func (s *Store) Backup(ctx context.Context, path string) error {
	if !s.lite {
		return ErrServer
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("back up to %s: %w", path, os.ErrExist)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	// A connection of its own, for it reads in one transaction: writers go on meanwhile.
	db, err := sql.Open("sqlite", sqliteDSN(s.dsn, "rw"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "VACUUM INTO ?1", absolute)
	if err := errors.Join(err, db.Close()); err != nil {
		return fmt.Errorf("back up to %s: %w", path, err)
	}
	return syncFile(absolute)
}

// syncFile makes sure that a file has reached the disk.
func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
