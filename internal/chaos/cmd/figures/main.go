// Command figures measures the real daemon on SQLite: time to ready, memory, queueing of
// a broadcast, and the pace at 30 messages a second against a service that counts
// strictly. docs/benchmarks.md says what is asked for:
//
//	go run ./internal/chaos/cmd/figures [-readers 10000] [-over 60s]
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"yubao/internal/chaos"
)

func main() {
	readers := flag.Int("readers", 10_000, "subscribers of the broadcast")
	over := flag.Duration("over", time.Minute, "stretch over which the rate is counted")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := show(ctx, *readers, *over)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "figures:", err)
		os.Exit(1)
	}
}

func show(ctx context.Context, readers int, over time.Duration) (err error) {
	folder, err := os.MkdirTemp("", "yubao-figures-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	binary, err := chaos.Build(ctx, folder)
	if err != nil {
		return err
	}
	f, err := chaos.Measure(ctx, chaos.Newsroom{Binary: binary, Folder: folder}, readers, over)
	if err != nil {
		return err
	}
	fmt.Printf("ready       %v (150ms asked for)\n", f.Ready.Round(time.Millisecond))
	fmt.Printf("idle        %d MB (40)\n", f.Idle>>20)
	fmt.Printf("queueing    %v for %d readers, the whole command (2s)\n", f.Queueing.Round(time.Millisecond), f.Readers)
	fmt.Printf("sending     %d MB at most with %d readers (70)\n", f.Busy>>20, f.Readers)
	fmt.Printf("pace        %.2f a second over %v (29.4 to 30), limits broken: %v\n", f.Rate, f.Over, f.Broken)
	return nil
}
