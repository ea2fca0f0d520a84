package queue_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"syscall"
	"testing"
	"time"

	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/queue"
	"yubao/internal/retry"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// The test binary runs itself as the daemon that is killed.
const (
	victimDSN = "YUBAO_TEST_VICTIM_STORE"
	victimURL = "YUBAO_TEST_VICTIM_URL"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimDSN); dsn != "" {
		if err := victim(dsn, os.Getenv(victimURL)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// victim sends from a store to the readers' service at a URL until it is stopped.
func victim(dsn, url string) error {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	s, err := store.Open(ctx, store.Config{DSN: dsn, Alone: true})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	c := courier.New(courier.Config{
		Channels: map[string]delivery.Channel{"readers": overHTTP{url}, "newsroom": overHTTP{url}}, Readers: s, Log: log,
		Policy: courier.Policy{Base: 20 * time.Millisecond},
	})
	q, err := queue.New(queue.Config{Store: s, Courier: c, Log: log})
	if err != nil {
		return err
	}
	return errors.Join(q.Run(ctx), s.Close())
}

const mostFlying = 4

// overHTTP sends each message to a URL.
type overHTTP struct{ url string }

func (c overHTTP) Limits() delivery.Limits {
	return delivery.Limits{Bot: "test:1", InFlight: mostFlying}
}

func (c overHTTP) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url+"/"+target.Channel+"/"+target.Address, bytes.NewBufferString(m.Text))
	if err != nil {
		return delivery.Receipt{}, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return delivery.Receipt{}, retry.Uncertain(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	switch {
	case err != nil:
		return delivery.Receipt{}, retry.Uncertain(err)
	case response.StatusCode == http.StatusTooManyRequests:
		return delivery.Receipt{}, retry.After(50*time.Millisecond, retry.ScopeTarget, errors.New(response.Status))
	case response.StatusCode != http.StatusOK:
		return delivery.Receipt{}, errors.New(response.Status)
	}
	return delivery.Receipt{MessageID: string(body)}, nil
}

// service counts what arrives; a few requests are refused the first time.
type service struct {
	mu      sync.Mutex
	arrived map[string]int
	asked   map[string]int
}

func newService() *service { return &service{arrived: map[string]int{}, asked: map[string]int{}} }

// serve serves until the test ends and returns the URL.
func (s *service) serve(t *testing.T) string {
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	time.Sleep(time.Millisecond) // as a service over the wire takes
	s.mu.Lock()
	defer s.mu.Unlock()
	path := r.URL.Path
	s.asked[path]++
	if len(path)%2 == 0 && path[len(path)-1] == '7' && s.asked[path] == 1 {
		w.WriteHeader(http.StatusTooManyRequests)
		return
	}
	s.arrived[path]++
	fmt.Fprint(w, len(s.arrived))
}

func (s *service) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.arrived)
}

// kills runs the daemon over a store, kills it so often in the middle of its work, lets
// the last one finish, and returns how long the slowest took to send again after a kill.
func (s *service) kills(t *testing.T, dsn, url string, times, total int) (slowest time.Duration) {
	t.Helper()
	start := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), victimDSN+"="+dsn, victimURL+"="+url)
		cmd.Stderr = t.Output()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	for kill := range times {
		before, began := s.count(), time.Now()
		cmd := start()
		for s.count() < min(before+total/(times+2), total-1) {
			if time.Since(began) > 30*time.Second {
				t.Fatalf("after kill %d nothing moves at %d of %d", kill, s.count(), total)
			}
			if s.count() > before && kill > 0 && slowest < time.Since(began) && s.count() == before+1 {
				slowest = time.Since(began)
			}
			time.Sleep(200 * time.Microsecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
	}
	last := start()
	t.Cleanup(func() {
		_ = last.Process.Signal(syscall.SIGTERM)
		if err := last.Wait(); err != nil {
			t.Errorf("the last daemon did not stop cleanly: %v", err)
		}
	})
	return slowest
}

func TestKilledInMidBroadcastLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	const readers = 600
	storetest.Run(t, func(t *testing.T, dsn string) {
		times := 5
		if store.IsPostgres(dsn) {
			times = 2 // each waits for a lease to run out
		}
		svc := newService()
		url := svc.serve(t)
		n := openCommand(t, dsn, readers)
		draft := n.file(t, evening)
		if _, err := n.desk.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		slowest := svc.kills(t, dsn, url, times, readers)
		states := n.settled(t, patience)
		t.Logf("%v, first message after a kill within %v", states, slowest)
		// One row may be in doubt per place in flight and kill; drafts are sent again.
		if states[delivery.Sent]+states[delivery.Uncertain] != readers+2 || states[delivery.Uncertain] > mostFlying*times {
			t.Errorf("states %v, want all %d sent but at most %d uncertain", states, readers+2, mostFlying*times)
		}
		rows, err := n.store.OutboxOf(t.Context(), draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range rows {
			arrived := svc.arrived["/"+d.Target.Channel+"/"+d.Target.Address]
			if d.Target.Channel != "readers" {
				continue
			}
			if arrived > 1 || d.State == delivery.Sent && arrived != 1 {
				t.Errorf("reader %s is %s and got %d messages", d.Target.Address, d.State, arrived)
			}
		}
	})
}
