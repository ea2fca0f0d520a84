package readers_test

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
	"testing"
	"time"

	"yubao/internal/chat/readers"
	"yubao/internal/delivery"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// moody has no bulletin while it is out.
type moody struct{ out bool }

func (m *moody) Bulletin(_ context.Context, _ string, p readers.Place) (string, error) {
	if m.out {
		return "", readers.ErrNone
	}
	return "<b>" + p.Name + "</b>\n明天晴天。", nil
}

// Each reader's own bulletin is queued once at his hour, however often it is planned; one
// that could not be made is made up for.
func TestOwnBulletinsOnceAtTheReadersHour(t *testing.T) {
	t.Parallel()
	st := storetest.Open(t, storetest.SQLite(t))
	now := time.Date(2024, 4, 16, 7, 0, 0, 0, beijing)
	data, err := json.Marshal(readers.Place{Name: "封丘县", Latitude: 35.04, Longitude: 114.42})
	if err != nil {
		t.Fatal(err)
	}
	for chat, at := range map[string]string{"501": "07:30", "502": "08:00"} {
		sub := delivery.Subscriber{Target: delivery.Target{Channel: "telegram", Address: chat}, Edition: "evening", At: at, Place: "g410727", PlaceData: data}
		if err := st.Subscribe(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
	}
	source := &moody{}
	// Two processes plan over one store.
	planners := make([]*readers.Planner, 2)
	for i := range planners {
		planners[i] = &readers.Planner{
			Store: st, Bulletins: source, Rounds: []readers.Rounds{{Edition: "evening", Title: "晚报", Zone: beijing}},
			Limits: func(string) (delivery.Limits, bool) { return delivery.Limits{}, true },
			Due:    func(delivery.Subscriber, time.Time, *time.Location) time.Time { return time.Time{} },
			Now:    func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
		}
	}
	queued := func() map[string]int {
		rows, err := st.Outbox(t.Context(), "", 0, 100)
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, d := range rows {
			count[d.Target.Address]++
		}
		return count
	}
	for ; now.Before(time.Date(2024, 4, 16, 9, 0, 0, 0, beijing)); now = now.Add(time.Minute) {
		source.out = now.Hour() == 8 && now.Minute() < 20 // the sources are away when the second is due
		for _, p := range planners {
			_ = p.Plan(t.Context()) // tells of what could not be made; the next one makes up for it
		}
		switch got := queued(); {
		case now.Format("15:04") < "07:30" && len(got) != 0:
			t.Fatalf("queued at %s: %v", now.Format("15:04"), got)
		case now.Format("15:04") == "07:30" && (got["501"] != 1 || got["502"] != 0):
			t.Fatalf("queued at 07:30: %v", got)
		}
	}
	if got := queued(); got["501"] != 1 || got["502"] != 1 {
		t.Errorf("queued in the end: %v", got)
	}
}

// counting notes which hours are asked for.
type counting struct {
	*store.Store
	read int
}

func (c *counting) SubscribersOfHours(ctx context.Context, edition, first, last string) iter.Seq2[delivery.Subscriber, error] {
	return func(yield func(delivery.Subscriber, error) bool) {
		for s, err := range c.Store.SubscribersOfHours(ctx, edition, first, last) {
			c.read++
			if !yield(s, err) {
				return
			}
		}
	}
}

// Of readers at every minute of the day each is planned once, over midnight and over a
// clock that is set forward and back, and hardly more of them are read than are due, but for the hours around that.
func TestEveryMinuteOfTheDayIsPlannedOnce(t *testing.T) {
	t.Parallel()
	const day = 24 * 60 // readers
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name  string
		zone  *time.Location
		begin time.Time
		most  int // rows read
	}{
		{"an ordinary day", beijing, time.Date(2024, 4, 15, 22, 30, 0, 0, beijing), 2 * day},
		{"the clock is set forward", berlin, time.Date(2024, 3, 30, 22, 30, 0, 0, berlin), 45 * day},
		{"the clock is set back", berlin, time.Date(2024, 10, 26, 22, 30, 0, 0, berlin), 45 * day},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T, dsn string) {
				st := &counting{Store: storetest.Open(t, dsn)}
				data, err := json.Marshal(readers.Place{Name: "封丘县", Latitude: 35.04, Longitude: 114.42})
				if err != nil {
					t.Fatal(err)
				}
				var subs []delivery.Subscriber
				for minute := range day {
					for _, place := range []string{"g410727", ""} { // of the edition's own place: not the planner's
						subs = append(subs, delivery.Subscriber{
							Target: delivery.Target{Channel: "telegram", Address: strconv.Itoa(1000 + minute)}, Edition: "evening",
							At: fmt.Sprintf("%02d:%02d", minute/60, minute%60), Place: place, PlaceData: data,
						})
					}
				}
				if err := st.Subscribe(t.Context(), subs...); err != nil {
					t.Fatal(err)
				}
				now := tt.begin
				p := &readers.Planner{
					Store: st, Bulletins: &moody{}, Rounds: []readers.Rounds{{Edition: "evening", Zone: tt.zone}},
					Limits: func(string) (delivery.Limits, bool) { return delivery.Limits{}, true },
					Due:    func(delivery.Subscriber, time.Time, *time.Location) time.Time { return time.Time{} },
					Now:    func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
				}
				for end := tt.begin.AddDate(0, 0, 1).Add(-time.Minute); now.Before(end.Add(10 * time.Minute)); now = now.Add(10 * time.Minute) {
					if now.After(end) {
						now = end
					}
					if err := p.Plan(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				rows, err := st.Outbox(t.Context(), "", 0, 5000)
				if err != nil {
					t.Fatal(err)
				}
				if len(rows) != day {
					t.Errorf("%d bulletins for %d readers", len(rows), day)
				}
				if st.read > tt.most {
					t.Errorf("%d rows were read, want at most %d", st.read, tt.most)
				}
			})
		})
	}
}
