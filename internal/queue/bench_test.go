package queue_test

import (
	"testing"
	"time"

	"yubao/internal/courier/couriertest"
	"yubao/internal/delivery"
	"yubao/internal/store/storetest"
)

// benchmarks runs a benchmark on both databases.
func benchmarks(b *testing.B, bench func(b *testing.B, dsn func() string)) {
	b.Run("SQLite", func(b *testing.B) { bench(b, func() string { return storetest.SQLite(b) }) })
	b.Run("PostgreSQL", func(b *testing.B) { bench(b, func() string { return storetest.Postgres(b) }) })
}

// BenchmarkQueueing signs a draft for 10 000 readers: decision, ledger rows and jobs in
// one transaction.
func BenchmarkQueueing(b *testing.B) {
	benchmarks(b, func(b *testing.B, dsn func() string) {
		for b.Loop() {
			b.StopTimer()
			n := open(b, dsn(), 10_000, map[string]delivery.Channel{"newsroom": &couriertest.Channel{}, "readers": &couriertest.Channel{}})
			draft := n.file(b, evening)
			b.StartTimer()
			if _, err := n.desk.Sign(b.Context(), draft.ID, 1, chief, ""); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBroadcast sends to 5 000 readers over a channel without limits that takes a
// millisecond for each and allows 16 at once; each message is claimed and recorded durably.
func BenchmarkBroadcast(b *testing.B) {
	const readers = 5000
	benchmarks(b, func(b *testing.B, dsn func() string) {
		sent := 0
		for b.Loop() {
			b.StopTimer()
			channel := &couriertest.Channel{Takes: time.Millisecond, Allowed: delivery.Limits{InFlight: 16}}
			n := open(b, dsn(), readers, map[string]delivery.Channel{"newsroom": &couriertest.Channel{}, "readers": channel})
			draft := n.file(b, evening)
			if _, err := n.desk.Sign(b.Context(), draft.ID, 1, chief, ""); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
			stop := n.run(b)
			for channel.Arrived() < readers { // without asking the database, which would be measured too
				time.Sleep(time.Millisecond)
			}
			states := n.settled(b, time.Minute)
			b.StopTimer()
			stop()
			if len(channel.Sent()) != readers || states[delivery.Sent] != readers+2 {
				b.Fatalf("sent %d, states %v", len(channel.Sent()), states)
			}
			sent += readers
			b.StartTimer()
		}
		b.ReportMetric(float64(sent)/b.Elapsed().Seconds(), "messages/s")
	})
}
