package app

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"yubao/internal/courier"
	"yubao/internal/delivery"
)

// A fifth of the readers of a first large broadcast may be gone. The newsroom hears of
// that in a few notices, at once of a channel that stopped, and of all in the end.
func TestTroublesAreToldTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []string
		a := newAlerts(func(_ context.Context, edition, key, text, except string) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprintf("%s %s %s %s", edition, key, text, except))
		})
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); a.run(ctx) }()

		for i := range 2000 {
			a.add(ctx, courier.Alert{Channel: "readers", Edition: "evening", Delivery: delivery.ID(i + 1), State: delivery.Dead, Reason: "blocked"})
			time.Sleep(10 * time.Millisecond)
		}
		a.add(ctx, courier.Alert{Channel: "group", Edition: "evening", Delivery: 3000, Stopped: true, Reason: "401"})
		mu.Lock()
		last := told[len(told)-1]
		mu.Unlock()
		if !strings.Contains(last, "渠道停了") {
			t.Errorf("a stopped channel is not told at once: %q", last)
		}
		cancel()
		<-ended
		a.flush(t.Context())
		if len(told) != 3 {
			t.Fatalf("%d notices of 2000 gone readers and a stopped channel, want 3: %q", len(told), told)
		}
		all := 0
		for i, n := range []int{0, 2} {
			var count int
			if _, err := fmt.Sscanf(told[n][strings.Index(told[n], "有")+len("有"):], "%d条没发出去", &count); err != nil {
				t.Errorf("notice %d: %v in %q", i, err, told[n])
			}
			all += count
		}
		if all != 2000 {
			t.Errorf("%d troubles are told, 2000 were reported", all)
		}
	})
}
