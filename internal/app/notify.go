package app

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
)

// States that systemd understands (sd_notify(3)).
const (
	notifyReady     = "READY=1"
	notifyStopping  = "STOPPING=1"
	notifyReloading = "RELOADING=1"
)

// notify tells systemd the daemon's state by a datagram to the socket that it names in
// the environment. Without one it does nothing. A leading @ is an abstract socket.
func notify(ctx context.Context, states ...string) error {
	address := os.Getenv("NOTIFY_SOCKET")
	if address == "" {
		return nil
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "unixgram", address)
	if err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte(strings.Join(states, "\n"))); err != nil {
		return fmt.Errorf("notify systemd: %w", err)
	}
	return nil
}
