package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"yubao/internal/config"
	"yubao/internal/store"
)

// Options are what a daemon is told beside its configuration.
type Options struct {
	Config string           // path of the configuration
	Log    io.Writer        // where the log goes
	Screen io.Writer        // where the console channel prints
	Now    func() time.Time // nil: time.Now
	Reload <-chan os.Signal // each signal asks for a reload; nil: none
	Ready  func()           // called each time that a generation takes work; nil: nobody asks
}

// daemon is a running yubao.
type daemon struct {
	Options
	base
	front   frontend
	level   *slog.LevelVar // of the log; a reload may change it
	mu      sync.Mutex
	current *generation
	ready   bool
}

// Run works until ctx ends, then stops in the reverse order: no new work, what is in
// flight is waited for, the store is closed.
func Run(ctx context.Context, o Options) error {
	if o.Now == nil {
		o.Now = time.Now
	}
	c, problems := config.Load(o.Config)
	a, bad := construct(c, o.Screen, o.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		return &ConfigError{config.Sort(problems)}
	}
	log, level := newLog(c.Log, o.Log)
	st, err := store.Open(ctx, store.Config{DSN: storeOf(c), Alone: true, Now: o.Now})
	if err != nil {
		return err
	}
	if err := furnish(ctx, c, &a, st, o.Now); err != nil {
		return errors.Join(err, st.Close())
	}
	d := &daemon{Options: o, level: level, base: base{store: st, log: log, screen: o.Screen, now: o.Now, metrics: newMetrics(st, o.Now)}}
	return errors.Join(d.serve(ctx, c, a), st.Close())
}

// storeOf is the store that a configuration names: relative files count from its folder.
func storeOf(c *config.Config) string {
	if store.IsPostgres(c.Store) {
		return c.Store
	}
	return c.Path(c.Store)
}

// newLog returns the daemon's log and what sets its level.
func newLog(c config.Log, w io.Writer) (*slog.Logger, *slog.LevelVar) {
	level := new(slog.LevelVar)
	_ = level.UnmarshalText([]byte(c.Level)) // an unknown one was refused by the check
	options := &slog.HandlerOptions{Level: level}
	if c.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options)), level
	}
	return slog.New(slog.NewTextHandler(w, options)), level
}

// serve runs one generation after the other, beside the pages.
func (d *daemon) serve(ctx context.Context, c *config.Config, a assembly) error {
	first, err := newGeneration(c, a, d.base, true)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	if c.Desk.Listen != "" {
		listener, err := listen(ctx, c)
		if err != nil {
			return err
		}
		group.Go(func() error { return d.pages(ctx, c, listener) })
	}
	group.Go(func() error { return d.generations(ctx, first) })
	return group.Wait()
}

// generations runs the first generation and, after each reload, the next.
func (d *daemon) generations(ctx context.Context, g *generation) error {
	for ctx.Err() == nil {
		d.set(g, false)
		next, err := d.runUntilReload(ctx, g)
		if err != nil {
			return err
		}
		g = next
	}
	d.say(context.WithoutCancel(ctx), notifyStopping)
	d.log.Info("stopped")
	return nil
}

// runUntilReload runs g until ctx ends or a good configuration takes its place.
func (d *daemon) runUntilReload(ctx context.Context, g *generation) (*generation, error) {
	running, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- g.run(running, func() { d.isReady(ctx, g) }) }()
	for {
		select {
		case err := <-done:
			return nil, err
		case <-d.Reload:
			next := d.reload(ctx, g)
			if next == nil {
				continue
			}
			stop()
			if err := <-done; err != nil {
				return nil, err
			}
			made, err := newGeneration(next.config, next.assembly, d.base, true)
			if err != nil {
				return nil, fmt.Errorf("start with the new configuration: %w", err)
			}
			d.metrics.reloads.WithLabelValues("done").Inc()
			d.takeOver(g.config, next)
			return made, nil
		}
	}
}

// replacement is a new configuration that was found in order.
type replacement struct {
	config   *config.Config
	assembly assembly
	page     *page // nil: the page stays as it is
}

// takeOver changes what outlives a generation, and says what a reload cannot change.
func (d *daemon) takeOver(old *config.Config, next *replacement) {
	c := next.config
	_ = d.level.UnmarshalText([]byte(c.Log.Level)) // an unknown one was refused by the check
	if next.page != nil {
		d.front.put(next.page)
	}
	if c.Log.Format != old.Log.Format {
		d.log.Warn("a changed setting waits for a restart", "key", "log.format", "note", "log.format 改了要重启才生效，其余已生效")
	}
	d.log.Info("configuration reloaded", "editions", len(c.Editions), "page", next.page != nil)
}

// fixed are the problems of settings that a running daemon cannot change, and that the
// others may hang on: nothing of such a configuration is taken over.
func fixed(old, c *config.Config) (problems []config.Problem) {
	if storeOf(c) != storeOf(old) {
		problems = append(problems, c.ProblemAt(config.Position{}, "store 改了要重启才生效"))
	}
	if c.Desk.Listen != old.Desk.Listen {
		problems = append(problems, c.ProblemAt(config.Position{}, "desk.listen 改了要重启才生效"))
	}
	return problems
}

// reload reads the configuration again. A bad one leaves the running one in place and
// says why, in the log and to the newsroom.
func (d *daemon) reload(ctx context.Context, g *generation) *replacement {
	d.say(ctx, notifyReloading)
	defer d.say(ctx, notifyReady)
	c, problems := config.Load(d.Config)
	a, bad := construct(c, d.screen, d.now)
	problems = config.Sort(append(problems, bad...))
	if problems = append(problems, fixed(g.config, c)...); len(problems) == 0 {
		page, err := d.renewed(g.config, c)
		if err == nil {
			err = furnish(ctx, c, &a, d.store, d.now)
		}
		if err == nil {
			return &replacement{c, a, page}
		}
		problems = problemsOf(c, err)
	}
	d.metrics.reloads.WithLabelValues("refused").Inc()
	text := fmt.Sprintf("【配置有错】没有启用新配置，仍用原来的。%d 处要改：", len(problems))
	for _, p := range problems {
		d.log.Error("configuration refused", "problem", p.String())
		text += "\n· " + p.String()
	}
	key := "config:" + d.now().UTC().Format(time.RFC3339)
	told := map[string]bool{}
	for _, id := range sortedKeys(g.config.Editions) {
		to := fmt.Sprint(g.config.Editions[id].DraftTo.Values())
		if told[to] {
			continue
		}
		told[to] = true
		if err := g.office.tell(ctx, id, key, "配置有错", text); err != nil {
			d.log.Error("newsroom not told of a bad configuration", "err", err)
		}
	}
	return nil
}

func (d *daemon) set(g *generation, ready bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.current, d.ready = g, ready
}

func (d *daemon) isReady(ctx context.Context, g *generation) {
	d.set(g, true)
	d.say(ctx, notifyReady)
	d.log.Info("ready", "editions", len(g.makers), "store", kindOfStore(d.store))
	if d.Ready != nil {
		d.Ready()
	}
	debug.FreeOSMemory() // starting took several times what waiting takes
}

func kindOfStore(s *store.Store) string {
	if s.Lite() {
		return "sqlite"
	}
	return "postgres"
}

// say tells systemd; a daemon that cannot is as good.
func (d *daemon) say(ctx context.Context, state string) {
	if err := notify(ctx, state); err != nil {
		d.log.Warn("systemd not told", "state", state, "err", err)
	}
}
