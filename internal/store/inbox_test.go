package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"yubao/internal/clocktest"
	"yubao/internal/delivery"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

func incoming(numbers ...int64) []store.Incoming {
	var out []store.Incoming
	for _, n := range numbers {
		out = append(out, store.Incoming{Number: n, Body: fmt.Appendf(nil, `{"update_id":%d}`, n)})
	}
	return out
}

func TestInboxKeepsWhatIsNotDone(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		c := clocktest.At(time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC))
		st, err := store.Open(t.Context(), store.Config{DSN: dsn, Now: c.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		open := func(bot string) (numbers []int64) {
			t.Helper()
			found, err := st.Inbox(t.Context(), bot, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, u := range found {
				numbers = append(numbers, u.Number)
				if want := fmt.Sprintf(`{"update_id":%d}`, u.Number); string(u.Body) != want || u.Received.IsZero() {
					t.Errorf("update %d is %s, received %s", u.Number, u.Body, u.Received)
				}
			}
			return numbers
		}
		put := func(bot string, numbers ...int64) {
			t.Helper()
			if err := st.PutInbox(t.Context(), bot, incoming(numbers...)); err != nil {
				t.Fatal(err)
			}
			c.Forward(time.Second)
		}
		put("telegram:1", 7, 8)
		put("telegram:1", 3) // after a week without updates the numbers begin anew
		put("telegram:2", 7)
		if got := open("telegram:1"); !slices.Equal(got, []int64{7, 8, 3}) {
			t.Errorf("open, in the order in which they came: %v", got)
		}
		if err := st.CloseInbox(t.Context(), "telegram:1", 7); err != nil {
			t.Fatal(err)
		}
		put("telegram:1", 7, 8, 9) // the service sends again what was not confirmed
		if got := open("telegram:1"); !slices.Equal(got, []int64{8, 3, 9}) {
			t.Errorf("open after one was done and came again: %v", got)
		}
		if got := open("telegram:2"); !slices.Equal(got, []int64{7}) {
			t.Errorf("open of the other bot: %v", got)
		}
		c.Forward(73 * time.Hour)
		put("telegram:1", 20)
		if got := open("telegram:1"); !slices.Equal(got, []int64{20}) {
			t.Errorf("open after three days: %v", got)
		}
	})
}

// Two processes that got the same updates store each once.
func TestInboxTakesEachUpdateOnce(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		stores := []*store.Store{storetest.Open(t, dsn), storetest.Open(t, dsn)}
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for from := int64(1); from <= 50; from += 5 {
					if err := stores[i%2].PutInbox(t.Context(), "telegram:1", incoming(from, from+1, from+2, from+3, from+4)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		found, err := stores[0].Inbox(t.Context(), "telegram:1", 100)
		if err != nil || len(found) != 50 {
			t.Errorf("%d updates, %v; want 50", len(found), err)
		}
	})
}

func TestReadersOfAnHour(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		st := storetest.Open(t, dsn)
		var subs []delivery.Subscriber
		for i, at := range []string{"07:29", "07:30", "07:30", "07:31", "", "07:30"} {
			subs = append(subs, delivery.Subscriber{
				Target: delivery.Target{Channel: "telegram", Address: fmt.Sprint(i)}, Edition: "evening", At: at, Place: "g410727",
			})
		}
		subs[2].Place = "" // of the edition's own place
		subs[5].Edition = "morning"
		if err := st.Subscribe(t.Context(), subs...); err != nil {
			t.Fatal(err)
		}
		for hours, want := range map[[2]string][]string{{"07:30", "07:30"}: {"1"}, {"07:29", "07:31"}: {"0", "1", "3"}, {"", ""}: {"4"}, {"08:00", "23:59"}: nil} {
			var got []string
			for s, err := range st.SubscribersOfHours(t.Context(), "evening", hours[0], hours[1]) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, s.Target.Address)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%v: %v, want %v", hours, got, want)
			}
		}
		if err := st.Retire(t.Context(), subs[1].Target, "blocked"); err != nil {
			t.Fatal(err)
		}
		for s, err := range st.SubscribersOfHours(t.Context(), "evening", "07:30", "07:30") {
			t.Errorf("a retired reader: %+v, %v", s, err)
		}
	})
}

// The minute's question for readers goes by an index, however many subscribers there are.
func TestReadersOfAnHourAreFoundByTheIndex(t *testing.T) {
	t.Parallel()
	st := storetest.Open(t, storetest.SQLite(t))
	err := st.Tx(t.Context(), func(tx *sql.Tx) error {
		found, err := tx.QueryContext(t.Context(), `EXPLAIN QUERY PLAN SELECT * FROM subscriber WHERE edition = $1 AND at >= $2 AND at <= $3
AND place <> '' AND state = 'active' AND id > $4 ORDER BY id LIMIT $5`, "evening", "07:30", "07:30", 0, 1000)
		if err != nil {
			return err
		}
		defer found.Close()
		var plan strings.Builder
		for found.Next() {
			var id, parent, unused int
			var detail string
			if err := found.Scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			plan.WriteString(detail + "\n")
		}
		if !strings.Contains(plan.String(), "subscriber_hour") {
			t.Errorf("the plan is\n%s", plan.String())
		}
		return found.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
}
