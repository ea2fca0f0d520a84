// Package console prints messages on a screen, for trying things out and for the demo.
package console

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"yubao/internal/delivery"
)

// Config has no settings: console: {}.
type Config struct{}

// Channel prints messages. It is safe for concurrent use: messages never mix.
type Channel struct {
	mu      sync.Mutex
	out     io.Writer
	printed int
}

// New returns a channel that prints to out.
func New(_ Config, out io.Writer) (*Channel, error) { return &Channel{out: out}, nil }

// Limits are none: a screen takes any text.
func (c *Channel) Limits() delivery.Limits { return delivery.Limits{InFlight: 1} }

// Send prints a message below a line that says for whom it is.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, fmt.Errorf("console: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	name := target.Channel
	if target.Address != "" {
		name += " " + target.Address
	}
	var b strings.Builder
	fmt.Fprintf(&b, "── %s ──\n%s\n\n", name, strings.TrimRight(m.TextWithLinks(), "\n"))
	if _, err := io.WriteString(c.out, b.String()); err != nil {
		return delivery.Receipt{}, fmt.Errorf("console: %w", err)
	}
	c.printed++
	return delivery.Receipt{MessageID: strconv.Itoa(c.printed)}, nil
}
