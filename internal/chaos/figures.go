package chaos

import (
	"context"
	"fmt"
	"io"
	"time"

	"yubao/internal/channel/faultserver"
)

// Figures are what the daemon is measured by.
type Figures struct {
	Ready    time.Duration // until it takes work, on a store that exists
	Idle     int64         // resident memory when nothing is to do, bytes
	Readers  int           // subscribers of what follows
	Queueing time.Duration // `drafts sign`: the whole command that queues a message for each
	Busy     int64         // most resident memory while it sends to them, bytes
	Rate     float64       // messages a second that arrived, at 30 a second allowed
	Over     time.Duration // the stretch that Rate was counted over
	Broken   map[string]int
}

// Measure runs the daemon in a newsroom of its own and measures it, for about as long as
// the stretch over which the rate is counted.
func Measure(ctx context.Context, n Newsroom, readers int, over time.Duration) (f Figures, err error) {
	f = Figures{Readers: readers, Over: over}
	service, err := Serve(faultserver.Plan{Latency: 40 * time.Millisecond})
	if err != nil {
		return f, err
	}
	defer service.Close()
	paced := fmt.Sprintf(config, n.Folder+"/yubao.db", service.URL, 30)
	if err := n.Settle(paced); err != nil {
		return f, err
	}
	if _, err := n.Do(ctx, "outbox", "list"); err != nil { // makes the store
		return f, err
	}
	if f.Ready, f.Idle, err = n.rest(ctx); err != nil {
		return f, err
	}
	if err := n.Subscribe(ctx, readers); err != nil {
		return f, err
	}
	draft, err := n.File(ctx)
	if err != nil {
		return f, err
	}
	began := time.Now()
	if err := n.Sign(ctx, draft); err != nil {
		return f, err
	}
	f.Queueing = time.Since(began)
	d, err := n.Start(ctx, io.Discard)
	if err != nil {
		return f, err
	}
	defer d.Kill()
	if f.Rate, err = service.rate(ctx, over); err != nil {
		return f, err
	}
	f.Broken = service.Report().Violations
	_, f.Busy, err = d.Memory()
	return f, err
}

// rest starts the daemon three times, with nothing to do, and returns the shortest time
// to ready and the memory a while later.
func (n Newsroom) rest(ctx context.Context) (ready time.Duration, memory int64, err error) {
	for range 3 {
		d, err := n.Start(ctx, io.Discard)
		if err != nil {
			return 0, 0, err
		}
		if err := d.Ready(ctx); err != nil {
			d.Kill()
			return 0, 0, err
		}
		if took := time.Since(d.Began); ready == 0 || took < ready {
			ready = took
		}
		select {
		case <-time.After(2 * time.Second):
		case <-ctx.Done():
		}
		if memory, _, err = d.Memory(); err != nil {
			return 0, 0, err
		}
		if err := d.Stop(); err != nil {
			return 0, 0, err
		}
	}
	return ready, memory, nil
}

// rate counts what arrives over a stretch that begins a while after the first message.
func (s *Service) rate(ctx context.Context, over time.Duration) (float64, error) {
	for s.Report().Delivered < 60 {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
	began, before := time.Now(), s.Report().Delivered
	select {
	case <-time.After(over):
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	}
	return float64(s.Report().Delivered-before) / time.Since(began).Seconds(), nil
}
