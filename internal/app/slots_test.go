package app_test

import (
	"context"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/app"
	"yubao/internal/channel/faultserver"
	"yubao/internal/scenario"
	"yubao/internal/source/replay"
	"yubao/internal/store/storetest"
)

// town is the world around daemons: a forecast service, Telegram, and a clock that runs
// from a given moment on.
type town struct {
	folder, api, weather string
	telegram             *faultserver.Server
	now                  func() time.Time
}

// slot is when the evening edition of the model week is due.
var slot = time.Date(2024, 4, 15, 16, 0, 0, 0, time.FixedZone("CST", 8*3600))

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{folder: t.TempDir()}
	w.clock(slot)
	// The week is served as it was made, whatever clock the daemons have.
	weather, err := replay.New(replay.Options{Recordings: replay.Scenarios(), Now: func() time.Time { return slot }})
	if err != nil {
		t.Fatal(err)
	}
	sky := httptest.NewServer(weather)
	t.Cleanup(sky.Close)
	w.weather = sky.URL
	w.telegram = faultserver.New(faultserver.Plan{Seed: 1})
	api := httptest.NewServer(w.telegram)
	t.Cleanup(func() { w.telegram.Close(); api.Close() })
	w.api = api.URL
	return w
}

// clock sets the time at which daemons that start from now on believe to be.
func (w *town) clock(at time.Time) {
	began := time.Now()
	w.now = func() time.Time { return at.Add(time.Since(began)) }
}

func (w *town) settings(t *testing.T, store string) string {
	t.Helper()
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	place := week.Place
	path := filepath.Join(w.folder, "config.yaml")
	write(t, path, fmt.Sprintf(`store: %q
desk: {listen: ""}
places: {xinxiang: {name: 新乡, latitude: %g, longitude: %g}}
sources: [{openmeteo: {url: %q, air_url: %q}}]
telegram: {token: "7:AAsecret", api: %q}
channels: {newsroom: {telegram: {chat: -1001}}, readers: {telegram: {chat: -1002}}}
editions:
  evening: {title: 晚报, place: xinxiang, cron: "0 16 * * *", draft_to: [newsroom], publish_to: [readers], subscribers: true, review: none}
`, store, place.Latitude, place.Longitude, w.weather, w.weather, w.api))
	return path
}

// daemon is one running process.
type daemon struct {
	log  *screen
	stop func()
}

// open runs a daemon until stop, or the end of the test, and wants it to end cleanly.
func (w *town) open(t *testing.T, config string) *daemon {
	t.Helper()
	d := &daemon{log: newScreen()}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := app.Run(ctx, app.Options{Config: config, Log: d.log, Screen: newScreen(), Now: w.now}); err != nil {
			t.Errorf("daemon: %v", err)
		}
	}()
	d.stop = func() { cancel(); <-ended }
	t.Cleanup(d.stop)
	d.log.wait(t, "msg=ready")
	return d
}

// wait returns once Telegram has as many messages of which each has one of the texts.
func (w *town) wait(t *testing.T, chat string, want int, text string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	late := time.After(60 * time.Second)
	for {
		found := 0
		for _, m := range w.telegram.Messages() {
			if m.Chat == chat && strings.Contains(m.Text, text) {
				found++
			}
		}
		if found >= want {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d of %d messages with %q in %s; all: %+v", found, want, text, chat, w.telegram.Messages())
		}
	}
}

func (w *town) subscribe(t *testing.T, config string, readers int) {
	t.Helper()
	lines := "channel,chat,edition,at\n"
	for n := range readers {
		lines += fmt.Sprintf("readers,%d,evening,\n", 100+n)
	}
	o, err := app.OpenOffice(t.Context(), config, os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	if n, bad, err := o.Import(t.Context(), strings.NewReader(lines)); n != readers || len(bad) > 0 || err != nil {
		t.Fatalf("%d readers, bad %v, error %v", n, bad, err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}

func TestASlotGoesOutOnceHoweverManyProcessesRun(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	const readers = 40
	config := w.settings(t, storetest.Postgres(t))
	w.subscribe(t, config, readers)
	w.clock(slot.Add(-3 * time.Second))
	first, second := w.open(t, config), w.open(t, config)
	w.wait(t, "-1002", 1, "新乡")
	for n := range readers {
		w.wait(t, fmt.Sprint(100+n), 1, "新乡")
	}
	first.stop()
	second.stop()
	// The readers, the group, and the newsroom, which sees what went out.
	report := w.telegram.Report()
	if report.Delivered != readers+2 || report.Doubled != 0 || len(report.Violations) > 0 {
		t.Errorf("want %d messages, none twice, within the limits: %+v", readers+2, report)
	}
}

func TestAMissedSlotIsMadeUpForWhileItIsWorthItAndElseTold(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	config := w.settings(t, filepath.Join(w.folder, "yubao.db"))
	w.clock(slot.Add(-time.Hour))
	w.open(t, config).stop() // the slot passes while nobody runs
	w.clock(slot.Add(30 * time.Minute))
	late := w.open(t, config)
	w.wait(t, "-1002", 1, "新乡")
	late.stop()
	w.clock(slot.AddDate(0, 0, 1).Add(5 * time.Hour))
	w.open(t, config)
	w.wait(t, "-1001", 1, "【漏出】晚报")
	var bulletins []string
	for _, m := range w.telegram.Messages() {
		if m.Chat == "-1002" {
			bulletins = append(bulletins, m.Text)
		}
	}
	if len(bulletins) != 1 {
		t.Errorf("want the one late bulletin, got %q", bulletins)
	}
}

func TestSystemdLearnsOfEveryState(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "notify")
	listener, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("NOTIFY_SOCKET", socket)
	w := newTown(t)
	w.open(t, w.settings(t, filepath.Join(w.folder, "yubao.db"))).stop()
	told := make([]byte, 100)
	for _, want := range []string{"READY=1", "STOPPING=1"} {
		if err := listener.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := listener.Read(told)
		if err != nil || string(told[:n]) != want {
			t.Fatalf("told %q, error %v, want %q", told[:n], err, want)
		}
	}
}
