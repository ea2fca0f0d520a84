package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/gate"
	"yubao/internal/newsroom"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// demoConfig is what the demo runs on: the shortest configuration with every station
// of the way.
const demoConfig = `desk: {listen: %q, url: "http://%s"}
places:
  xinxiang: {name: 新乡, called: 我市, latitude: 35.3036, longitude: 113.9268}
people:
  li: {name: 李主任, role: chief}
channels:
  newsroom: {console: {}}
  readers: {console: {}}
editions:
  evening:
    title: 新乡晚报
    place: xinxiang
    draft_to: [newsroom]
    publish_to: [readers]
    deadline: 0s
    reminders: []
`

// demoListen is where the demo's pages are with serve.
const demoListen = "127.0.0.1:8080"

// demoPatience bounds how long the demo waits for a delivery.
const demoPatience = 20 * time.Second

// Demo shows the whole way offline, on the constructed forecast of the model week: a
// SQLite store in a temporary folder, draft, sign-off, delivery to the console. It
// tells out in Chinese what happens. With serve the pages stay up until ctx ends.
func Demo(ctx context.Context, out io.Writer, serve bool) (err error) {
	folder, err := os.MkdirTemp("", "yubao-demo-")
	if err != nil {
		return fmt.Errorf("folder for the demo: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	listen := ""
	if serve {
		listen = demoListen
	}
	c, problems := config.Parse(filepath.Join(folder, "config.yaml"), fmt.Appendf(nil, demoConfig, listen, demoListen), os.LookupEnv)
	screen := &transcript{}
	a, bad := construct(c, screen, time.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		return &ConfigError{problems}
	}
	st, err := store.Open(ctx, store.Config{DSN: storeOf(c), Alone: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := furnish(ctx, c, &a, st, time.Now); err != nil {
		return err
	}
	b := base{store: st, log: slog.New(slog.DiscardHandler), screen: screen, now: time.Now, metrics: newMetrics(st, time.Now)}
	g, err := newGeneration(c, a, b, true)
	if err != nil {
		return err
	}
	d := &demo{out: out, generation: g, store: st, screen: screen}
	daemon := &daemon{base: b}
	return d.beside(ctx, func(ctx context.Context) error {
		if err := d.play(ctx); err != nil || !serve {
			return err
		}
		if err := d.leaveDraft(ctx); err != nil {
			return err
		}
		fmt.Fprintf(out, "\n网页开着：http://%s （按 Ctrl+C 结束）\n", demoListen)
		daemon.set(g, true)
		link, err := invite(ctx, st, c, c.Members()["li"], time.Now())
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "登录：打开这个链接设置密码（账号 li，只能用一次）\n%s\n", link)
		return daemon.listenAndServe(ctx, c)
	})
}

// demo is one showing.
type demo struct {
	out        io.Writer
	generation *generation
	store      *store.Store
	screen     *transcript
}

// beside runs the generation while play goes on, and stops it afterwards.
func (d *demo) beside(ctx context.Context, play func(context.Context) error) error {
	running, stop := context.WithCancel(ctx)
	defer stop()
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- d.generation.run(running, func() { close(ready) }) }()
	select {
	case err := <-done:
		return err
	case <-ready:
	}
	err := play(ctx)
	stop()
	return errors.Join(err, <-done)
}

// play goes the way of an edition and tells of each station.
func (d *demo) play(ctx context.Context) error {
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		return err
	}
	d.heading("yubao 预报 · 演示（资料是虚构的，不联网）")
	id, w, err := d.make(ctx, week)
	if err != nil {
		return err
	}
	d.tellMade(w)
	if err := d.settled(ctx); err != nil {
		return err
	}
	d.section("三、送审")
	fmt.Fprintf(d.out, "第%d稿送到编辑部渠道，等人签发。编辑部看到的开头：\n\n%s", id, indented(firstLines(d.screen.of("newsroom"), 1)))
	li := d.generation.config.Members()["li"]
	draft, err := d.generation.desk.Sign(ctx, id, 1, li, "")
	if err != nil {
		return err
	}
	if err := d.settled(ctx); err != nil {
		return err
	}
	d.section("四、签发")
	fmt.Fprintf(d.out, "%s签发了第%d稿第%d版。\n", li.Name, draft.ID, draft.Revision)
	d.section("五、读者收到的短文（readers 渠道）")
	fmt.Fprint(d.out, indented(d.screen.of("readers")))
	return d.tellHistory(ctx, id)
}

// leaveDraft puts another draft on the desk, for the visitor of the pages to sign, and
// shows what readers get of it from then on.
func (d *demo) leaveDraft(ctx context.Context) error {
	week, err := scenario.Open(visitorsWeek)
	if err != nil {
		return err
	}
	id, _, err := d.make(ctx, week)
	if err != nil {
		return err
	}
	if err := d.settled(ctx); err != nil {
		return err
	}
	d.section("轮到您了")
	fmt.Fprintf(d.out, "第%d稿（%s）在编辑台上等您签发。可以先改错一个数字，看核对怎么标出来，再改回去。\n签发以后，读者收到的短文会印在这里。\n", id, week.Title)
	d.screen.follow(d.out)
	return nil
}

// visitorsWeek is the scenario of the draft that the visitor signs.
const visitorsWeek = "cold-wave-202311"

// make makes the edition at the moment for which the scenario was written.
func (d *demo) make(ctx context.Context, week scenario.Scenario) (newsroom.DraftID, edition.Written, error) {
	made := &witness{Newsroom: d.generation.makers["evening"].Newsroom}
	maker := *d.generation.makers["evening"]
	maker.Source, maker.Newsroom = scenarioSource{week}, made
	id, err := maker.Make(ctx, edition.Order{Slot: week.Issued, Now: week.Issued})
	return id, made.written, err
}

// witness keeps what was filed.
type witness struct {
	edition.Newsroom
	written edition.Written
}

// File passes a draft on.
func (w *witness) File(ctx context.Context, order edition.Order, written edition.Written) (newsroom.DraftID, error) {
	w.written = written
	return w.Newsroom.File(ctx, order, written)
}

// scenarioSource answers with a constructed forecast.
type scenarioSource struct{ scenario.Scenario }

// Forecast reads the scenario as an answer that has just come.
func (s scenarioSource) Forecast(_ context.Context, place weather.Place, _ int) (weather.Forecast, error) {
	f, _, err := source.Read(weather.Answer{Fetched: s.Issued, Body: s.Scenario.Forecast(), Air: s.Air()}, place)
	return f, err
}

func (d *demo) tellMade(w edition.Written) {
	d.section("一、取资料、把关")
	passed := len(w.Report.With(gate.Pass))
	fmt.Fprintf(d.out, "%s，%s成稿；%d 条把关规则通过", w.Sheet.Source.Attribution, slotWords(w.Sheet.Now, w.Sheet.Now.Location()), passed)
	if warned := w.Report.With(gate.Warn); len(warned) > 0 {
		fmt.Fprintf(d.out, "，%d 条提醒", len(warned))
	}
	fmt.Fprintln(d.out, "。")
	for _, e := range w.Sheet.Events {
		if e.Cause == "" {
			continue
		}
		fmt.Fprintf(d.out, "成因有据：%s（%d 项证据，如 %s）。\n", e.Cause, len(e.Evidence), evidenceWords(e))
	}
	d.section("二、成稿")
	fmt.Fprintln(d.out, strings.TrimSpace(w.Copy.Article))
}

func evidenceWords(e edition.SheetEvent) string {
	if len(e.Evidence) == 0 {
		return "无"
	}
	first := e.Evidence[0]
	return fmt.Sprintf("%s %g%s", first.What, first.Value, first.Unit)
}

// settled waits until the ledger has nothing left to send.
func (d *demo) settled(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, demoPatience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		counts, err := d.store.CountStates(ctx)
		if err != nil {
			return fmt.Errorf("look at the ledger: %w", err)
		}
		open := 0
		for _, c := range counts {
			if c.State == delivery.Pending || c.State == delivery.Sending {
				open += c.Count
			}
		}
		if open == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d deliveries are still open: %w", open, ctx.Err())
		case <-tick.C:
		}
	}
}

func (d *demo) tellHistory(ctx context.Context, id newsroom.DraftID) error {
	d.section("六、经过")
	decisions, err := d.store.Decisions(ctx, id)
	if err != nil {
		return err
	}
	type step struct {
		at   time.Time
		what string
	}
	var steps []step
	for _, one := range decisions {
		name := one.Name
		if name == "" {
			name = one.Person
		}
		steps = append(steps, step{one.At, actWords[one.Act] + "　" + name})
	}
	deliveries, err := d.store.OutboxOf(ctx, id)
	if err != nil {
		return err
	}
	for _, one := range deliveries {
		steps = append(steps, step{one.Updated, fmt.Sprintf("%s　→ %s　第%d次", deliveryWords[one.State], one.Target.Channel, one.Attempts)})
	}
	slices.SortStableFunc(steps, func(a, b step) int { return a.at.Compare(b.at) })
	zone := d.generation.config.Zone("")
	for _, one := range steps {
		fmt.Fprintf(d.out, "%s　%s\n", one.at.In(zone).Format("15:04:05.000"), one.what)
	}
	d.section("接下来")
	fmt.Fprint(d.out, "抄一份 config.yaml，改地点与渠道，运行 yubao check，再运行 yubao run。\n")
	return nil
}

func (d *demo) heading(text string) { fmt.Fprintf(d.out, "%s\n%s\n", text, strings.Repeat("═", 40)) }
func (d *demo) section(text string) { fmt.Fprintf(d.out, "\n── %s ──\n", text) }

func indented(text string) string {
	return "  " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n  ") + "\n"
}

func firstLines(text string, n int) string {
	lines := strings.SplitN(text, "\n", n+1)
	return strings.Join(lines[:min(n, len(lines))], "\n") + "\n…"
}

// transcript keeps what the console channels print. It is safe for concurrent use.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
	also io.Writer // what is printed goes there too; nil: nowhere
}

// follow has everything from now on printed elsewhere too.
func (t *transcript) follow(out io.Writer) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.also = out
}

// Write keeps a message.
func (t *transcript) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.also != nil {
		_, _ = t.also.Write(p) // the visitor's terminal is not what the demo hangs on
	}
	return t.text.Write(p)
}

// of returns the last message to a channel.
func (t *transcript) of(channel string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	parts := strings.Split(t.text.String(), "── "+channel+" ──\n")
	last, _, _ := strings.Cut(parts[len(parts)-1], "\n── ")
	return last
}
