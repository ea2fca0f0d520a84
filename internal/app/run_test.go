package app_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"yubao/internal/app"
	"yubao/internal/scenario"
)

const settings = `desk: {listen: ""}
places:
  xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}
people:
  li: {name: 李主任, role: chief}
channels: {newsroom: {console: {}}, readers: {console: {}}}
editions:
  evening: {title: 晚报, place: xinxiang, draft_to: [newsroom], publish_to: [readers], review: REVIEW}
`

// screen collects what the daemon prints and tells when a text has come.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	came chan struct{}
}

func newScreen() *screen { return &screen{came: make(chan struct{}, 1)} }

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n, err := s.text.Write(p)
	select {
	case s.came <- struct{}{}:
	default:
	}
	return n, err
}

// wait returns once the screen shows text.
func (s *screen) wait(t testing.TB, text string) {
	t.Helper()
	late := time.After(30 * time.Second)
	for {
		s.mu.Lock()
		shown := s.text.String()
		s.mu.Unlock()
		if strings.Contains(shown, text) {
			return
		}
		select {
		case <-s.came:
		case <-late:
			t.Fatalf("never shown: %q\n%s", text, shown)
		}
	}
}

// newsroom is a running daemon with its files.
type newsroom struct {
	config, forecast string
	now              time.Time
	screen, log      *screen
	reload           chan os.Signal
}

// prepare puts a daemon's files into a folder.
func prepare(t testing.TB, text string) *newsroom {
	t.Helper()
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	n := &newsroom{
		config: filepath.Join(folder, "config.yaml"), forecast: filepath.Join(folder, "forecast.json"),
		now: week.Issued, screen: newScreen(), log: newScreen(), reload: make(chan os.Signal, 1),
	}
	write(t, n.config, text)
	write(t, n.forecast, string(week.Forecast()))
	return n
}

// start runs a daemon until the test ends, and wants it to stop cleanly.
func start(t testing.TB, text string) *newsroom {
	t.Helper()
	n := prepare(t, text)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- app.Run(ctx, app.Options{Config: n.config, Log: n.log, Screen: n.screen, Reload: n.reload})
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("daemon: %v", err)
		}
	})
	n.log.wait(t, "msg=ready")
	return n
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (n *newsroom) office(t *testing.T, act func(*app.Office)) {
	t.Helper()
	o, err := app.OpenOffice(t.Context(), n.config, n.log)
	if err != nil {
		t.Fatal(err)
	}
	act(o)
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}

func TestADraftGoesOutOnceItIsSigned(t *testing.T) {
	t.Parallel()
	n := start(t, strings.Replace(settings, "REVIEW", "required", 1))
	n.office(t, func(o *app.Office) {
		id, err := o.Send(t.Context(), "evening", app.Saved{Forecast: n.forecast}, n.now)
		if err != nil {
			t.Fatal(err)
		}
		n.screen.wait(t, "【待签发】晚报")
		li, err := o.Person("li", "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Desk.Sign(t.Context(), id, 1, li, ""); err != nil {
			t.Fatal(err)
		}
	})
	n.screen.wait(t, "── readers ──\n新乡")
}

func TestAnEditionWithoutReviewGoesOutByItself(t *testing.T) {
	t.Parallel()
	n := start(t, strings.Replace(settings, "REVIEW", "none", 1))
	n.office(t, func(o *app.Office) {
		if _, err := o.Send(t.Context(), "evening", app.Saved{Forecast: n.forecast}, n.now); err != nil {
			t.Fatal(err)
		}
	})
	n.screen.wait(t, "── readers ──\n新乡")
}

func TestABadConfigurationLeavesTheRunningOneAndTellsTheNewsroom(t *testing.T) {
	t.Parallel()
	good := strings.Replace(settings, "REVIEW", "none", 1)
	n := start(t, good)
	write(t, n.config, strings.Replace(good, "place: xinxiang", "place: xinxian", 1))
	n.reload <- syscall.SIGHUP
	n.screen.wait(t, "没有启用新配置，仍用原来的")
	n.screen.wait(t, "是不是“xinxiang”？")
	write(t, n.config, strings.Replace(good, "晚报", "日报", 1))
	n.reload <- syscall.SIGHUP
	n.log.wait(t, "configuration reloaded")
}
