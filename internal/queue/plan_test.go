package queue_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"yubao/internal/clocktest"
	"yubao/internal/courier"
	"yubao/internal/delivery"
	"yubao/internal/queue"
	"yubao/internal/schedule"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// planner plans an edition at 08:00 and 16:00 UTC over a store and notes what it makes and misses.
type planner struct {
	*newsdesk
	clock *clocktest.Clock
	mu    sync.Mutex
	notes []string
}

func (p *planner) note(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, text)
}

func (p *planner) noted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.notes)
}

func newPlanner(t *testing.T, s *store.Store) *planner {
	t.Helper()
	when, err := schedule.Parse("0 8,16 * * *", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	p := &planner{clock: clocktest.At(time.Date(2024, 4, 15, 7, 0, 0, 0, time.UTC))}
	p.newsdesk = over(t, s, 0, map[string]delivery.Channel{}, func(_ *courier.Config, q *queue.Config) {
		q.Now = p.clock.Now
		q.Schedules = []queue.Schedule{{Edition: "evening", When: when}}
		q.Make = func(_ context.Context, e queue.Edition) error {
			p.note(fmt.Sprintf("made %s late %t", e.Slot.Format("02 15:04"), e.Late))
			return nil
		}
		q.Missed = func(_ context.Context, _ string, slots []time.Time) {
			for _, s := range slots {
				p.note("missed " + s.Format("02 15:04"))
			}
		}
	})
	return p
}

// at sets the clock and plans once, and returns the outcomes of slots so far, oldest first.
func (p *planner) at(t *testing.T, day, hour, minute int) []string {
	t.Helper()
	p.clock.Set(time.Date(2024, 4, day, hour, minute, 0, 0, time.UTC))
	if _, err := p.queue.Plan(t.Context()); err != nil {
		t.Fatal(err)
	}
	slots, err := p.store.Slots(t.Context(), "evening", 100)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, s := range slots {
		lines = append(lines, s.Planned.Format("02 15:04 ")+string(s.Outcome))
	}
	slices.Reverse(lines)
	return lines
}

func TestEachSlotIsPlannedOnce(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		p := newPlanner(t, storetest.Open(t, dsn))
		same := func(got []string, want ...string) {
			t.Helper()
			if !slices.Equal(got, want) {
				t.Errorf("slots %q, want %q", got, want)
			}
		}
		same(p.at(t, 15, 7, 0))
		same(p.at(t, 15, 8, 0), "15 08:00 ran")
		same(p.at(t, 15, 8, 0), "15 08:00 ran")
		same(p.at(t, 15, 17, 0), "15 08:00 ran", "15 16:00 late")
		same(p.at(t, 16, 17, 0), "15 08:00 ran", "15 16:00 late", "16 08:00 missed", "16 16:00 late")
		same(p.at(t, 17, 12, 0), "15 08:00 ran", "15 16:00 late", "16 08:00 missed", "16 16:00 late", "17 08:00 missed")
		if got := p.noted(); !slices.Equal(got, []string{"missed 16 08:00", "missed 17 08:00"}) {
			t.Errorf("the newsroom was told %q", got)
		}
	})
}

func TestAClockThatWasAheadStopsNoEdition(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		p := newPlanner(t, storetest.Open(t, dsn))
		p.at(t, 15, 7, 0)
		p.at(t, 15, 8, 0)
		p.at(t, 28, 9, 0) // two weeks ahead by mistake
		p.at(t, 15, 15, 0)
		got := p.at(t, 15, 16, 0)
		if !slices.Contains(got, "15 16:00 ran") && !slices.Contains(got, "15 16:00 missed") {
			t.Errorf("slots %q: after the clock was set right 16:00 was forgotten", got)
		}
		got = p.at(t, 29, 8, 0)
		if !slices.Contains(got, "29 08:00 ran") {
			t.Errorf("slots %q: want 29 08:00 ran", got)
		}
	})
}

// The clock of a running daemon is set forward, or the machine slept: of the slots in
// between the last that is still worth it is made late, the others are told as missed,
// none is made twice, and the next comes at its hour.
func TestAClockThatJumpsForwardMakesNoSlotTwice(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		p := newPlanner(t, storetest.Open(t, dsn))
		p.at(t, 15, 7, 0)
		p.at(t, 15, 8, 0)
		want := []string{"15 08:00 ran", "15 16:00 missed", "16 08:00 missed", "16 16:00 missed", "17 08:00 late"}
		for range 2 {
			if got := p.at(t, 17, 9, 30); !slices.Equal(got, want) {
				t.Errorf("slots %q, want %q", got, want)
			}
		}
		want = append(want, "17 16:00 ran")
		if got := p.at(t, 17, 16, 0); !slices.Equal(got, want) {
			t.Errorf("slots %q, want %q", got, want)
		}
		if got := p.noted(); !slices.Equal(got, []string{"missed 15 16:00", "missed 16 08:00", "missed 16 16:00"}) {
			t.Errorf("the newsroom was told %q", got)
		}
	})
}

func TestTwoProcessesMakeAnEditionOnce(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		a, b := newPlanner(t, openAlone(t, dsn)), newPlanner(t, storetest.Open(t, dsn))
		a.at(t, 15, 7, 0)
		b.at(t, 15, 7, 0)
		for _, p := range []*planner{a, b} {
			p.clock.Set(time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC))
		}
		var wg sync.WaitGroup
		for range 4 {
			for _, p := range []*planner{a, b} {
				wg.Go(func() {
					if _, err := p.queue.Plan(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
		}
		wg.Wait()
		a.clock.Set(time.Now().Add(time.Second)) // River compares with the real clock
		a.run(t)
		const want = "made 15 08:00 late false" // beside it the slots up to today are planned
		deadline := time.Now().Add(10 * time.Second)
		for !slices.Contains(a.noted(), want) && time.Now().Before(deadline) {
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(100 * time.Millisecond)
		made := 0
		for _, note := range append(a.noted(), b.noted()...) {
			if note == want {
				made++
			}
		}
		if made != 1 {
			t.Errorf("made %d times: %q and %q", made, a.noted(), b.noted())
		}
	})
}

func TestTwoProcessesShareTheBotsAndSendEachMessageOnce(t *testing.T) {
	t.Parallel()
	dsn := storetest.Postgres(t)
	svc := newService()
	url := svc.serve(t)
	channels := map[string]delivery.Channel{"newsroom": overHTTP{url}, "readers": overHTTP{url}}
	a, b := openBeside(t, dsn, 400, channels), openBeside(t, dsn, 400, channels)
	a.run(t)
	b.run(t)
	draft := b.file(t, evening)
	if _, err := b.desk.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
		t.Fatal(err)
	}
	if states := a.settled(t, patience); states[delivery.Sent] != 402 || len(states) != 1 {
		t.Errorf("states %v, want all 402 sent", states)
	}
	svc.mu.Lock()
	defer svc.mu.Unlock()
	for path, n := range svc.arrived {
		if path != "/newsroom/-1001" && n != 1 {
			t.Errorf("%s got %d messages", path, n)
		}
	}
}
