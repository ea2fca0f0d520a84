// Command faultserver serves a stand-in for the Telegram Bot API and the webhooks of
// WeCom, DingTalk and Feishu that fails on order:
//
//	go run ./internal/channel/faultserver/cmd/faultserver -share 0.1 -faults 429,reset-after
//
// Point telegram.api and the webhooks of config.yaml at it; /report has the counts
// and /messages what was delivered.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"yubao/internal/channel/faultserver"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8081", "address to listen on")
	seed := flag.Uint64("seed", 1, "seed of the faults")
	share := flag.Float64("share", 0.02, "share of attempts that fail, 0 to 1")
	faults := flag.String("faults", "", "faults to draw from, separated by commas; empty: all")
	latency := flag.Duration("latency", 0, "time that every answer takes")
	flag.Parse()
	plan := faultserver.Plan{Seed: *seed, Share: *share, Latency: *latency}
	for _, f := range strings.FieldsFunc(*faults, func(r rune) bool { return r == ',' }) {
		plan.Faults = append(plan.Faults, faultserver.Fault(f))
	}
	if err := serve(*listen, plan); err != nil {
		fmt.Fprintln(os.Stderr, "faultserver:", err)
		os.Exit(1)
	}
}

// serve runs until an interrupt.
func serve(listen string, plan faultserver.Plan) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	faulty := faultserver.New(plan)
	server := &http.Server{Addr: listen, Handler: faulty, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		faulty.Close()
		_ = server.Close()
	}()
	fmt.Println("listening on http://" + listen)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
