package queue_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"yubao/internal/courier"
	"yubao/internal/courier/couriertest"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/newsroom"
	"yubao/internal/queue"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// newsdesk is a whole way from the desk to the channels.
type newsdesk struct {
	store   *store.Store
	courier *courier.Courier
	queue   *queue.Queue
	desk    *desk.Desk
}

// writer sends cards to the newsroom and bulletins to so many readers.
type writer struct{ readers int }

func (w writer) Write(_ context.Context, e desk.Event) ([]delivery.Outgoing, error) {
	text := fmt.Sprintf("%s %d/%d", e.Occasion, e.Dossier.Draft.ID, e.Dossier.Draft.Revision)
	switch e.Occasion {
	case delivery.OnBulletin, delivery.OnCorrection, delivery.OnWithdrawal:
		kind := delivery.KindBulletin
		if e.Occasion != delivery.OnBulletin {
			kind = delivery.KindCorrection
		}
		outgoing := make([]delivery.Outgoing, w.readers)
		for i := range outgoing {
			outgoing[i] = delivery.Outgoing{
				Occasion: e.Occasion, Target: delivery.Target{Channel: "readers", Address: fmt.Sprint(i + 1)},
				Message: delivery.Message{Kind: kind, Text: text},
			}
		}
		return outgoing, nil
	}
	return []delivery.Outgoing{{
		Occasion: e.Occasion, Target: delivery.Target{Channel: "newsroom", Address: "-1001"},
		Message: delivery.Message{Kind: delivery.KindDraft, Text: text},
	}}, nil
}

// open opens a newsdesk that is alone on a database, with the channels newsroom and readers.
func open(t testing.TB, dsn string, readers int, channels map[string]delivery.Channel) *newsdesk {
	t.Helper()
	return over(t, openAlone(t, dsn), readers, channels)
}

func openAlone(t testing.TB, dsn string) *store.Store {
	t.Helper()
	s := openToClose(t, dsn)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// openBeside opens a newsdesk that may be one of several.
func openBeside(t testing.TB, dsn string, readers int, channels map[string]delivery.Channel, change ...func(*courier.Config, *queue.Config)) *newsdesk {
	t.Helper()
	return over(t, storetest.Open(t, dsn), readers, channels, change...)
}

func over(t testing.TB, s *store.Store, readers int, channels map[string]delivery.Channel, change ...func(*courier.Config, *queue.Config)) *newsdesk {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	cc := courier.Config{Channels: channels, Readers: s, Log: log, Policy: courier.Policy{Base: 10 * time.Millisecond}}
	qc := queue.Config{Store: s, Log: log}
	for _, c := range change {
		c(&cc, &qc)
	}
	c := courier.New(cc)
	qc.Courier = c
	q, err := queue.New(qc)
	if err != nil {
		t.Fatal(err)
	}
	editable := func(channel string) bool { return channels[channel].Limits().Editable }
	return &newsdesk{s, c, q, desk.New(desk.Config{Store: s, Writer: writer{readers}, Editable: editable})}
}

// run runs the queue until the test ends, or until the returned stop is called.
func (n *newsdesk) run(t testing.TB) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- n.queue.Run(ctx) }()
	select {
	case <-n.queue.Ready():
	case err := <-ended:
		t.Fatalf("queue ended: %v", err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// patience is how long a test waits for work to be done, on a busy machine and under the
// race detector. It is no measure of speed.
const patience = 3 * time.Minute

// settled waits until no delivery is pending or sending and returns the counts by state.
func (n *newsdesk) settled(t testing.TB, within time.Duration) map[delivery.State]int {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		counts, err := n.store.CountStates(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		states := map[delivery.State]int{}
		for _, c := range counts {
			states[c.State] += c.Count
		}
		if states[delivery.Pending]+states[delivery.Sending] == 0 {
			return states
		}
		if time.Now().After(deadline) {
			t.Fatalf("not settled within %v: %v", within, states)
		}
		time.Sleep(10 * time.Millisecond) // the queue works in real time against a real database
	}
}

var chief = newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}

func (n *newsdesk) file(t testing.TB, slot time.Time) newsroom.Draft {
	t.Helper()
	draft, err := n.desk.FileDraft(t.Context(), desk.Filing{
		Edition: "evening", Slot: slot, Voice: newsroom.Model,
		Revision: newsroom.Revision{Copy: newsroom.Copy{Headline: "暖阳相伴宜出行"}, Facts: []byte("{}")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

var evening = time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)

func TestSignedDraftReachesEveryReaderOnce(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		newsroomChat, readers := &couriertest.Channel{}, &couriertest.Channel{}
		n := open(t, dsn, 250, map[string]delivery.Channel{"newsroom": newsroomChat, "readers": readers})
		n.run(t)
		draft := n.file(t, evening)
		if _, err := n.desk.Sign(t.Context(), draft.ID, 1, chief, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := n.desk.Sign(t.Context(), draft.ID, 1, chief, ""); !errors.Is(err, newsroom.ErrDecided) {
			t.Errorf("second tap: %v, want ErrDecided", err)
		}
		states := n.settled(t, patience)
		if states[delivery.Sent] != 252 || len(states) != 1 {
			t.Errorf("states %v, want 250 bulletins, a card and its decision sent", states)
		}
		got := map[string]int{}
		for _, s := range readers.Sent() {
			got[s.Target.Address]++
		}
		if len(got) != 250 || len(readers.Sent()) != 250 {
			t.Errorf("%d messages reached %d readers, want 250 and 250", len(readers.Sent()), len(got))
		}
		if most := readers.MostAtOnce(); most > 8 {
			t.Errorf("%d requests at once, the channel allows 8", most)
		}
	})
}

// openCommand opens a newsdesk as a command does, that puts jobs in for a daemon elsewhere.
func openCommand(t testing.TB, dsn string, readers int) *newsdesk {
	t.Helper()
	s := storetest.Open(t, dsn)
	q, err := queue.New(queue.Config{Store: s})
	if err != nil {
		t.Fatal(err)
	}
	return &newsdesk{store: s, queue: q, desk: desk.New(desk.Config{Store: s, Writer: writer{readers}})}
}
