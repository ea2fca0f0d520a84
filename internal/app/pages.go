package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"yubao/internal/config"
	"yubao/internal/review"
)

// frontend is the desk's page as the configuration has it now. It is safe for
// concurrent use; the zero frontend has no page yet.
type frontend struct {
	lock  sync.RWMutex
	shown *page
}

// page is one making of the desk's page.
type page struct {
	server  *review.Server
	handler http.Handler
}

// ServeHTTP hands a request to the page of this moment.
func (f *frontend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.lock.RLock()
	p := f.shown
	f.lock.RUnlock()
	if p == nil {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	p.handler.ServeHTTP(w, r)
}

// put puts a page in the place of the one before, whose streams end: browsers ask again.
func (f *frontend) put(p *page) {
	f.lock.Lock()
	before := f.shown
	f.shown = p
	f.lock.Unlock()
	if before != nil {
		before.server.Close()
	}
}

// putFirst puts the page of the start, unless a reload was faster.
func (f *frontend) putFirst(p *page) {
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.shown == nil {
		f.shown = p
	}
}

// close ends the streams of open pages.
func (f *frontend) close() {
	f.lock.RLock()
	defer f.lock.RUnlock()
	if f.shown != nil {
		f.shown.server.Close()
	}
}

// newPage makes the desk's page of a configuration.
func (d *daemon) newPage(c *config.Config) (*page, error) {
	server, err := d.deskPage(c)
	if err != nil {
		return nil, err
	}
	return &page{server, server.Handler()}, nil
}

// renewed is the page of a new configuration; nil when the running one serves as well.
func (d *daemon) renewed(old, c *config.Config) (*page, error) {
	same := c.Desk.URL == old.Desk.URL && slices.Equal(c.Desk.Proxies, old.Desk.Proxies) && c.Timezone == old.Timezone
	if same || c.Desk.Listen == "" {
		return nil, nil
	}
	return d.newPage(c)
}

func listen(ctx context.Context, c *config.Config) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", c.Desk.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen for the desk: %w", err)
	}
	return listener, nil
}

// listenAndServe serves the pages alone, until ctx ends.
func (d *daemon) listenAndServe(ctx context.Context, c *config.Config) error {
	listener, err := listen(ctx, c)
	if err != nil {
		return err
	}
	return d.pages(ctx, c, listener)
}

// Times of the pages' server.
const (
	readHeaderTimeout = 10 * time.Second
	shutdownTimeout   = 5 * time.Second
)

// pages serves the checks, the metrics and the desk until ctx ends.
func (d *daemon) pages(ctx context.Context, c *config.Config, listener net.Listener) error {
	first, err := d.newPage(c)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	d.front.putFirst(first)
	defer d.front.close()
	if err := d.inviteFirst(ctx, c); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: d.handler(), ReadHeaderTimeout: readHeaderTimeout, ErrorLog: slog.NewLogLogger(d.log.Handler(), slog.LevelWarn)}
	server.RegisterOnShutdown(d.front.close)
	stopped := context.AfterFunc(ctx, func() {
		shutdown, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		_ = server.Shutdown(shutdown) // what is open after that is cut off by the exit
	})
	defer stopped()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the desk: %w", err)
	}
	return nil
}

func (d *daemon) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", d.showReady)
	mux.Handle("GET /metrics", d.metrics.handler())
	mux.Handle("/", &d.front)
	return mux
}

// showReady answers 200 when the daemon takes work and its store answers.
func (d *daemon) showReady(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	ready := d.ready
	d.mu.Unlock()
	if _, err := d.store.CountStates(r.Context()); err != nil || !ready {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// words is what the template page works on now: a reload brings another shelf.
func (d *daemon) words() review.Words {
	d.mu.Lock()
	defer d.mu.Unlock()
	return wordsDesk{d.current.shelf, d.current}
}
