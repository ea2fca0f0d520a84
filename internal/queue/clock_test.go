package queue_test

import (
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"yubao/internal/courier"
	"yubao/internal/courier/couriertest"
	"yubao/internal/delivery"
	"yubao/internal/queue"
	"yubao/internal/store/storetest"
)

// A machine's clock is an hour ahead when messages are queued and tried, and is then set
// right: what waits must not wait an hour for the clock to come round again. What a reader
// wants at an hour of the day still waits for it.
func TestClockThatIsSetBackLeavesNothingWaiting(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		var ahead atomic.Int64
		ahead.Store(int64(time.Hour))
		readers := &couriertest.Channel{}
		n := over(t, openAlone(t, dsn), 0, map[string]delivery.Channel{"readers": readers}, func(_ *courier.Config, q *queue.Config) {
			q.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
		})
		var outgoing []delivery.Outgoing
		for i := range 20 {
			outgoing = append(outgoing, delivery.Outgoing{
				Occasion: "notice:1", Target: delivery.Target{Channel: "readers", Address: fmt.Sprint(i)},
				Message: delivery.Message{Kind: delivery.KindNotice, Text: "晴"},
			})
		}
		evening := outgoing[0]
		evening.Occasion, evening.Due = "notice:2", time.Now().Add(90*time.Minute)
		if err := n.store.Post(t.Context(), "evening", append(outgoing, evening)); err != nil {
			t.Fatal(err)
		}
		inAnHour := "now() + interval '1 hour'"
		if n.store.Lite() {
			inAnHour = "datetime(CURRENT_TIMESTAMP, '+1 hour')"
		}
		err := n.store.Tx(t.Context(), func(tx *sql.Tx) error {
			// Ten were tried once, an hour ahead; the jobs carry the wrong time.
			if _, err := tx.ExecContext(t.Context(), "UPDATE delivery SET attempts = 1, due = $1 WHERE id <= 10",
				time.Now().Add(time.Hour).UnixMilli()); err != nil {
				return err
			}
			_, err := tx.ExecContext(t.Context(), "UPDATE river_job SET scheduled_at = "+inAnHour)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		n.run(t)
		if readers.Arrived() > 0 {
			t.Fatal("the jobs did not wait: this test proves nothing")
		}
		ahead.Store(0)
		deadline := time.Now().Add(patience)
		for readers.Arrived() < 20 {
			if time.Now().After(deadline) {
				t.Fatalf("%d of 20 arrived", readers.Arrived())
			}
			time.Sleep(10 * time.Millisecond) // a real queue over a real database
		}
		rows, err := n.store.Outbox(t.Context(), delivery.Pending, 0, 10)
		if err != nil || len(rows) != 1 || !rows[0].Due.Equal(evening.Due.Truncate(time.Millisecond)) {
			t.Errorf("waiting %v, %v; want the one that is due in 90 minutes", rows, err)
		}
	})
}
