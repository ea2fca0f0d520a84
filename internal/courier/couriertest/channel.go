// Package couriertest has a channel for tests of what sends over channels.
package couriertest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"yubao/internal/delivery"
)

// Sent is a message that arrived.
type Sent struct {
	Target  delivery.Target
	Message delivery.Message
	Edits   string
	At      time.Time
}

// Channel takes messages and remembers them. Its zero value takes everything at once.
type Channel struct {
	Allowed delivery.Limits
	// Answer decides what becomes of the n-th request (from 1): whether the message
	// arrives, and the error that the sender sees. Nil: all arrive.
	Answer func(n int, target delivery.Target, m delivery.Message) (arrives bool, err error)
	Takes  time.Duration // how long a request takes

	mu       sync.Mutex
	requests int
	flying   int
	most     int
	sent     []Sent
}

// Send makes an attempt.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	return c.take(ctx, target, m, "")
}

// Edit changes a message.
func (c *Channel) Edit(ctx context.Context, target delivery.Target, id string, m delivery.Message) error {
	_, err := c.take(ctx, target, m, id)
	return err
}

func (c *Channel) take(ctx context.Context, target delivery.Target, m delivery.Message, edits string) (delivery.Receipt, error) {
	c.mu.Lock()
	c.requests++
	c.flying++
	c.most = max(c.most, c.flying)
	n := c.requests
	at := time.Now()
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		c.flying--
		c.mu.Unlock()
	}()
	arrives, err := true, error(nil)
	if c.Answer != nil {
		arrives, err = c.Answer(n, target, m)
	}
	if c.Takes > 0 {
		select {
		case <-time.After(c.Takes):
		case <-ctx.Done():
			return delivery.Receipt{}, context.Cause(ctx)
		}
	}
	if arrives {
		c.mu.Lock()
		c.sent = append(c.sent, Sent{target, m, edits, at})
		c.mu.Unlock()
	}
	if err != nil {
		return delivery.Receipt{}, err
	}
	return delivery.Receipt{MessageID: fmt.Sprint(n)}, nil
}

// Limits returns Allowed, by default eight requests at once and nothing else.
func (c *Channel) Limits() delivery.Limits {
	if c.Allowed.InFlight == 0 {
		c.Allowed.InFlight = 8
	}
	return c.Allowed
}

// Sent returns what arrived, in order.
func (c *Channel) Sent() []Sent {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Sent(nil), c.sent...)
}

// Arrived returns how many messages arrived.
func (c *Channel) Arrived() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sent)
}

// MostAtOnce returns the greatest number of requests that were under way at the same time.
func (c *Channel) MostAtOnce() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.most
}
