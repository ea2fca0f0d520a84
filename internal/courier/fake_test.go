package courier_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"yubao/internal/courier"
	"yubao/internal/courier/couriertest"
	"yubao/internal/delivery"
)

// books is a ledger in memory, with what the store knows besides.
type books struct {
	mu      sync.Mutex
	rows    []delivery.Delivery
	pace    map[string][]byte
	moves   map[string]string
	retired map[string]string
	commits int
	takes   time.Duration // how long a commit takes
	most    int           // rows sending at once
	done    bool          // the last step completed the job
	// crash is asked before and after each commit whether the process ends there.
	crash func(commit int, applied bool) bool
	dead  bool
}

var errCrashed = errors.New("the process is gone")

func newBooks(outgoing ...delivery.Delivery) *books {
	b := &books{pace: map[string][]byte{}, moves: map[string]string{}, retired: map[string]string{}}
	for i, d := range outgoing {
		d.ID, d.State = delivery.ID(i+1), delivery.Pending
		if d.Message.Part == 0 {
			d.Message.Part, d.Message.Parts = 1, 1
		}
		b.rows = append(b.rows, d)
	}
	return b
}

// bulletins are n messages of a kind to as many addresses.
func bulletins(channel string, kind delivery.Kind, n int) []delivery.Delivery {
	rows := make([]delivery.Delivery, n)
	for i := range rows {
		rows[i] = delivery.Delivery{
			Edition: "evening", Target: delivery.Target{Channel: channel, Address: fmt.Sprint(i + 1)},
			Message: delivery.Message{Kind: kind, Text: "16日（周二）：多云间晴天"},
		}
	}
	return rows
}

func (b *books) Rows(context.Context) ([]delivery.Delivery, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]delivery.Delivery(nil), b.rows...), nil
}

func (b *books) Commit(ctx context.Context, step courier.Step) ([]delivery.ID, error) {
	time.Sleep(b.takes) // virtual time
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dead {
		return nil, errCrashed
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.commits++
	if b.crash != nil && b.crash(b.commits, false) {
		b.dead = true
		return nil, errCrashed
	}
	claimed := b.apply(step)
	if b.crash != nil && b.crash(b.commits, true) {
		b.dead = true
		return nil, errCrashed
	}
	return claimed, nil
}

func (b *books) apply(step courier.Step) (claimed []delivery.ID) {
	for _, d := range step.Results {
		b.rows[d.ID-1] = d
	}
	for _, id := range step.Unclaim {
		if row := &b.rows[id-1]; row.State == delivery.Sending && row.Claimed.Equal(step.Now) {
			row.State, row.Attempts = delivery.Pending, row.Attempts-1
		}
	}
	for _, id := range step.Claim {
		row := &b.rows[id-1]
		if row.State != delivery.Pending {
			continue
		}
		row.State, row.Claimed, row.Attempts = delivery.Sending, step.Now, row.Attempts+1
		if row.FirstTry.IsZero() {
			row.FirstTry = step.Now
		}
		claimed = append(claimed, id)
	}
	if step.Pace != nil {
		b.pace[step.Bot] = step.Pace
	}
	b.done = b.done || step.Done
	b.most = max(b.most, b.count(delivery.Sending))
	return claimed
}

func (b *books) count(s delivery.State) (n int) {
	for _, d := range b.rows {
		if d.State == s {
			n++
		}
	}
	return n
}

func (b *books) Retire(_ context.Context, target delivery.Target, reason string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.retired[target.Address] = reason
	return nil
}

func (b *books) Moved(_ context.Context, _ string, target delivery.Target, to string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.moves[target.Address] = to
	return nil
}

func (b *books) Moves(context.Context, string) (map[string]string, error) {
	return map[string]string{}, nil
}

func (b *books) Pace(_ context.Context, bot string) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.pace[bot], nil
}

// courierOver returns a courier over books with one channel, readers.
func (b *books) courier(channel delivery.Channel, change ...func(*courier.Config)) *courier.Courier {
	c := courier.Config{Channels: map[string]delivery.Channel{"readers": channel}, Readers: b}
	for _, f := range change {
		f(&c)
	}
	return courier.New(c)
}

// work calls Work as the queue does, again and again until the slice is done.
func work(t *testing.T, c *courier.Courier, b *books) {
	t.Helper()
	for range 1000 {
		again, done, err := c.Work(t.Context(), delivery.Slice{ID: 1, Channel: "readers", Priority: delivery.PriorityShort}, b)
		if err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
		time.Sleep(time.Until(again)) // virtual time
	}
	t.Fatal("the slice does not end")
}

// arrivals counts what arrived by address.
func arrivals(channel *couriertest.Channel) map[string]int {
	n := map[string]int{}
	for _, s := range channel.Sent() {
		n[s.Target.Address]++
	}
	return n
}

// mostWithin returns the greatest number of messages within a period.
func mostWithin(sent []couriertest.Sent, period time.Duration) int {
	most, first := 0, 0
	for i := range sent {
		for sent[i].At.Sub(sent[first].At) >= period {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// moving is a channel whose chats have all moved to -100….
type moving struct{ *couriertest.Channel }

func (m moving) Send(ctx context.Context, target delivery.Target, message delivery.Message) (delivery.Receipt, error) {
	to := target.Address
	if to[0] != '-' {
		to = "-100" + to
	}
	target.Address = to
	receipt, err := m.Channel.Send(ctx, target, message)
	receipt.Moved = to
	return receipt, err
}
