// Command chaos kills the real daemon at random moments of a broadcast and counts what
// was lost, doubled or left in doubt:
//
//	go run ./internal/chaos/cmd/chaos [-chats 5000] [-kills 20] [-share 0.02] [-seed N] [-postgres URL]
//
// It works on SQLite, and with -postgres, or YUBAO_TEST_POSTGRES in the environment, on
// PostgreSQL too, with two daemons. The URL is that of a server on which a database may
// be created. It exits 1 when a bar is not met.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"yubao/internal/chaos"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	kept, err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
	}
	if err != nil || !kept {
		os.Exit(1)
	}
}

// run carries out what the flags ask for and reports whether every bar was met.
func run(ctx context.Context) (kept bool, err error) {
	plan := chaos.Plan{Say: func(format string, args ...any) { fmt.Printf(format+"\n", args...) }}
	flag.IntVar(&plan.Chats, "chats", 5000, "readers of the broadcast")
	flag.IntVar(&plan.Kills, "kills", 20, "how often the daemon is killed")
	flag.Float64Var(&plan.Share, "share", 0.02, "share of attempts at which the service fails")
	flag.Uint64Var(&plan.Seed, "seed", 0, "seed of faults and moments; 0: drawn, and printed")
	server := flag.String("postgres", os.Getenv("YUBAO_TEST_POSTGRES"), "URL of a PostgreSQL server; empty: SQLite alone")
	alone := flag.Bool("only-postgres", false, "leave SQLite out")
	keep := flag.String("log", "", "file for the daemons' logs")
	flag.Parse()
	if plan.Seed == 0 {
		plan.Seed = rand.Uint64()
	}
	plan.Log = io.Discard
	if *keep != "" {
		file, err := os.Create(*keep)
		if err != nil {
			return false, err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		plan.Log = file
	}
	folder, err := os.MkdirTemp("", "yubao-chaos-")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if plan.Newsroom.Binary, err = chaos.Build(ctx, folder); err != nil {
		return false, err
	}
	kept = true
	if !*alone {
		ok, err := one(ctx, plan, folder, "SQLite")
		if err != nil {
			return false, err
		}
		kept = ok
	}
	if *server == "" {
		fmt.Println("PostgreSQL is left out: give -postgres URL or set YUBAO_TEST_POSTGRES")
		return kept, nil
	}
	database, drop, err := create(ctx, *server)
	if err != nil {
		return false, err
	}
	plan.Postgres = database
	ok, err := one(ctx, plan, folder, "PostgreSQL")
	return kept && ok, errors.Join(err, drop())
}

// one carries a plan out on one database.
func one(ctx context.Context, plan chaos.Plan, folder, on string) (kept bool, err error) {
	plan.Newsroom.Folder = filepath.Join(folder, on)
	if err := os.Mkdir(plan.Newsroom.Folder, 0o700); err != nil {
		return false, err
	}
	fmt.Printf("== %s, seed %d\n", on, plan.Seed)
	v, err := plan.Run(ctx)
	if err != nil {
		return false, err
	}
	fmt.Print(v)
	for _, broken := range v.Broken() {
		fmt.Println("  NOT MET:", broken)
	}
	return len(v.Broken()) == 0, nil
}

// create makes an empty database on a server.
func create(ctx context.Context, server string) (database string, drop func() error, err error) {
	address, err := url.Parse(server)
	if err != nil {
		return "", nil, errors.New("-postgres: not a URL")
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("yubao_chaos_%d", os.Getpid())
	if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
		return "", nil, errors.Join(fmt.Errorf("create a database: %w", err), admin.Close())
	}
	address.Path = "/" + name
	return address.String(), func() error {
		_, err := admin.ExecContext(context.WithoutCancel(ctx), "DROP DATABASE "+name+" WITH (FORCE)")
		return errors.Join(err, admin.Close())
	}, nil
}
