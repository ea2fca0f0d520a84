// Package storetest opens stores for tests: a SQLite file always, and a PostgreSQL
// database of its own when YUBAO_TEST_POSTGRES names a server.
package storetest

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"yubao/internal/store"
)

// Server is the environment variable with the URL of a PostgreSQL server whose user may
// create databases, such as postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable.
const Server = "YUBAO_TEST_POSTGRES"

// Run runs test on a fresh SQLite file and, when a server is named, on a fresh
// PostgreSQL database; else that half is skipped and says how to get it.
func Run(t *testing.T, test func(t *testing.T, dsn string)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		test(t, SQLite(t))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		t.Parallel()
		test(t, Postgres(t))
	})
}

// SQLite returns the path of a database file that does not exist yet.
func SQLite(t testing.TB) string {
	t.Helper()
	return filepath.Join(t.TempDir(), "yubao.db")
}

// Postgres creates an empty database, which goes with the test, and returns its URL. It
// skips the test when no server is named.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Server)
	if server == "" {
		t.Skipf("set %s=postgres://USER@HOST:PORT/postgres?sslmode=disable to run this on PostgreSQL", Server)
	}
	name := fmt.Sprintf("yubao_test_%d_%x", os.Getpid(), rand.Uint64())
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := admin.Exec("CREATE DATABASE " + name); err != nil {
		t.Fatalf("create a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	dsn, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	dsn.Path = "/" + name
	return dsn.String()
}

// Open opens a store that is closed at the end of the test.
func Open(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}
