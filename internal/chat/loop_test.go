package chat_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/channel/telegram"
	"yubao/internal/chat"
	"yubao/internal/secret"
	"yubao/internal/store"
)

// answerer notes what it was handed.
type answerer struct {
	mu   sync.Mutex
	said []string
	do   func(ctx context.Context, text string) error
}

func (a *answerer) Handle(ctx context.Context, u chat.Update) error {
	text := u.Message.Text
	if a.do != nil {
		if err := a.do(ctx, text); err != nil {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said = append(a.said, text)
	return nil
}

func (a *answerer) heard() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.said)
}

func message(user int64, text string) map[string]any {
	return map[string]any{"message": map[string]any{
		"message_id": 1, "date": 1, "from": map[string]any{"id": user}, "chat": map[string]any{"id": user, "type": "private"}, "text": text,
	}}
}

// service starts the stand-in for the Bot API and a client of it.
func service(t *testing.T) (*faultserver.Server, *telegram.Client) {
	t.Helper()
	server := faultserver.New(faultserver.Plan{Lenient: true})
	http := httptest.NewServer(server)
	t.Cleanup(func() { server.Close(); http.Close() })
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:hidden"), API: http.URL})
	if err != nil {
		t.Fatal(err)
	}
	return server, client
}

func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{DSN: path})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// run runs a loop until the returned function is called, which waits for its end.
func run(t *testing.T, l *chat.Loop) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// within waits until something holds.
func within(t *testing.T, d time.Duration, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(d)
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("not within %s: %s", d, what)
		case <-time.After(2 * time.Millisecond):
		}
	}
}

func TestUpdatesAreWorkedOnceAndConfirmed(t *testing.T) {
	t.Parallel()
	server, client := service(t)
	st := open(t, filepath.Join(t.TempDir(), "a.db"))
	a := &answerer{}
	run(t, chat.New(chat.Config{API: client, Bot: "telegram:1", Inbox: st, Lease: st, Owner: "a", Handler: a}))
	for _, text := range []string{"一", "二", "三"} {
		server.Push(message(501, text))
	}
	server.Push(map[string]any{"poll_answer": map[string]any{"x": 1}, "message": message(502, "四")["message"]})
	within(t, 10*time.Second, "all worked and confirmed", func() bool { return len(a.heard()) == 4 && server.Pending() == 0 })
	if got := slices.DeleteFunc(a.heard(), func(s string) bool { return s == "四" }); !slices.Equal(got, []string{"一", "二", "三"}) {
		t.Errorf("one user's messages were worked in the order %v", got)
	}
	within(t, 5*time.Second, "nothing left in the inbox", func() bool {
		left, err := st.Inbox(t.Context(), "telegram:1", 10)
		return err == nil && len(left) == 0
	})
	if want := `["message","callback_query","my_chat_member","inline_query"]`; server.Allowed() != want {
		t.Errorf("asked for %s, want %s", server.Allowed(), want)
	}
}

// A process that dies between storing and confirming, or before the work is done, leaves
// nothing undone and does nothing twice that it finished.
func TestRedeliveryAfterACrash(t *testing.T) {
	t.Parallel()
	server, client := service(t)
	path := filepath.Join(t.TempDir(), "a.db")
	st := open(t, path)
	for _, text := range []string{"做完了", "存了没做"} {
		server.Push(message(501, text))
	}
	raw, err := client.Updates(t.Context(), 0, 0, chat.Kinds) // stored, never confirmed
	if err != nil || len(raw) != 2 {
		t.Fatalf("got %d updates, %v", len(raw), err)
	}
	var stored []store.Incoming
	for i, body := range raw {
		stored = append(stored, store.Incoming{Number: int64(i + 1), Body: body})
	}
	if err := errors.Join(st.PutInbox(t.Context(), "telegram:1", stored), st.CloseInbox(t.Context(), "telegram:1", 1)); err != nil {
		t.Fatal(err)
	}
	server.Push(message(501, "后来的"))
	a := &answerer{}
	run(t, chat.New(chat.Config{API: client, Bot: "telegram:1", Inbox: st, Lease: st, Owner: "b", Handler: a}))
	within(t, 10*time.Second, "the rest worked", func() bool { return len(a.heard()) >= 2 && server.Pending() == 0 })
	if got := a.heard(); !slices.Equal(got, []string{"存了没做", "后来的"}) {
		t.Errorf("worked %v", got)
	}
}

// What is under way when the daemon stops is worked to its end; a fault of one message
// does not end the daemon.
func TestStopAndFaults(t *testing.T) {
	t.Parallel()
	server, client := service(t)
	st := open(t, filepath.Join(t.TempDir(), "a.db"))
	begun, goOn := make(chan struct{}), make(chan struct{})
	a := &answerer{do: func(ctx context.Context, text string) error {
		switch text {
		case "炸":
			panic("fault")
		case "慢":
			close(begun)
			<-goOn
			return ctx.Err()
		}
		return nil
	}}
	ctx, cancel := context.WithCancel(t.Context())
	loop, done := chat.New(chat.Config{API: client, Bot: "telegram:1", Inbox: st, Lease: st, Owner: "a", Handler: a}), make(chan error, 1)
	go func() { done <- loop.Run(ctx) }()
	server.Push(message(501, "炸"))
	server.Push(message(501, "慢"))
	<-begun
	context.AfterFunc(ctx, func() { close(goOn) }) // the stop is under way
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got := a.heard(); !slices.Equal(got, []string{"慢"}) {
		t.Errorf("worked %v", got)
	}
	if left, err := st.Inbox(t.Context(), "telegram:1", 10); err != nil || len(left) != 0 {
		t.Errorf("left in the inbox: %v, %v", left, err)
	}
}

// Two processes over one store: one polls, the other takes over when it stops.
func TestOnePollerABot(t *testing.T) {
	t.Parallel()
	server, client := service(t)
	path := filepath.Join(t.TempDir(), "a.db")
	first, second := &answerer{}, &answerer{}
	loop := func(owner string, a *answerer) *chat.Loop {
		st := open(t, path)
		return chat.New(chat.Config{API: client, Bot: "telegram:1", Inbox: st, Lease: st, Owner: owner, Handler: a})
	}
	stop := run(t, loop("first", first))
	server.Push(message(501, "一"))
	within(t, 10*time.Second, "the first works", func() bool { return len(first.heard()) == 1 })
	run(t, loop("second", second))
	server.Push(message(501, "二"))
	within(t, 10*time.Second, "the first goes on", func() bool { return len(first.heard()) == 2 })
	stop()
	server.Push(message(501, "三"))
	within(t, 15*time.Second, "the second takes over", func() bool { return len(second.heard()) == 1 })
	if got := second.heard(); !slices.Equal(got, []string{"三"}) {
		t.Errorf("the second worked %v", got)
	}
}

// script is an API that answers getUpdates with errors in turn, and then with nothing.
type script struct {
	errs  []error
	asked atomic.Int32
	at    []time.Duration
	began time.Time
}

func (s *script) Call(context.Context, string, telegram.Params) (json.RawMessage, error) {
	return nil, nil
}

func (s *script) Updates(ctx context.Context, _ int64, wait time.Duration, _ []string) ([]json.RawMessage, error) {
	n := int(s.asked.Add(1)) - 1
	s.at = append(s.at, time.Since(s.began))
	if n < len(s.errs) {
		return nil, s.errs[n]
	}
	if wait > 50*time.Second {
		return nil, errors.New("asked to wait for longer than the server does")
	}
	<-ctx.Done()
	return nil, ctx.Err()
}

// memoryInbox is an inbox and a lease for tests in which no time may pass in a database.
type memoryInbox struct{}

func (memoryInbox) PutInbox(context.Context, string, []store.Incoming) error { return nil }
func (memoryInbox) Inbox(context.Context, string, int) ([]store.Incoming, error) {
	return nil, nil
}
func (memoryInbox) CloseInbox(context.Context, string, int64) error { return nil }
func (memoryInbox) TakeLease(context.Context, string, string, time.Time) (bool, error) {
	return true, nil
}
func (memoryInbox) DropLease(context.Context, string, string) error { return nil }

func TestFailuresOfPolling(t *testing.T) {
	t.Parallel()
	refusal := func(t *testing.T, code int) error {
		t.Helper()
		return &telegram.Error{Method: "getUpdates", Code: code, Description: "as the server says"}
	}
	tests := []struct {
		name     string
		err      error
		times    int
		from, to time.Duration // before it asks again for the last time
		alert    string
	}{
		{"a second poller is told of once, and given way to", refusal(t, 409), 3, 90 * time.Second, 91 * time.Second, "另有程序"},
		{"a revoked token is told of, and not hammered", refusal(t, 401), 1, 10 * time.Minute, 10*time.Minute + time.Second, "口令失效"},
		{"a network that is away is asked ever more rarely", errors.New("connection refused"), 5, 24 * time.Second, 38 * time.Second, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				api := &script{began: time.Now()}
				for range tt.times {
					api.errs = append(api.errs, tt.err)
				}
				var alerts []string
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 1)
				l := chat.New(chat.Config{
					API: api, Bot: "telegram:1", Inbox: memoryInbox{}, Lease: memoryInbox{}, Owner: "a", Handler: &answerer{},
					Alert: func(_ context.Context, text string) { alerts = append(alerts, text) },
				})
				go func() { done <- l.Run(ctx) }()
				time.Sleep(tt.to + time.Minute)
				synctest.Wait()
				if got := int(api.asked.Load()); got != tt.times+1 {
					t.Fatalf("asked %d times, want %d", got, tt.times+1)
				}
				if last := api.at[len(api.at)-1]; last < tt.from || last > tt.to {
					t.Errorf("asked for the last time after %s, want %s to %s", last, tt.from, tt.to)
				}
				if tt.alert == "" && len(alerts) > 0 || tt.alert != "" && (len(alerts) != 1 || !strings.Contains(alerts[0], tt.alert)) {
					t.Errorf("alerts %q", alerts)
				}
				cancel()
				if err := <-done; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// A token never shows in the errors of a bot whose service is away.
func TestNoTokenInErrors(t *testing.T) {
	t.Parallel()
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New("1:hidden"), API: "http://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Updates(t.Context(), 0, 0, chat.Kinds); err == nil || strings.Contains(err.Error(), "hidden") {
		t.Errorf("got %v", err)
	}
}

// hasty is a service that does not wait until something comes.
type hasty struct{ asked atomic.Int32 }

func (h *hasty) Call(context.Context, string, telegram.Params) (json.RawMessage, error) {
	return nil, nil
}

func (h *hasty) Updates(context.Context, int64, time.Duration, []string) ([]json.RawMessage, error) {
	h.asked.Add(1)
	return nil, nil
}

// A service that answers at once with nothing is not asked all the time.
func TestAServiceThatDoesNotWaitIsNotHammered(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := &hasty{}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		l := chat.New(chat.Config{API: api, Bot: "telegram:1", Inbox: memoryInbox{}, Lease: memoryInbox{}, Owner: "a", Handler: &answerer{}})
		go func() { done <- l.Run(ctx) }()
		time.Sleep(time.Minute)
		synctest.Wait()
		if n := api.asked.Load(); n < 30 || n > 61 {
			t.Errorf("asked %d times in a minute", n)
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
