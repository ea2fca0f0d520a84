package chaos

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Daemon is a running yubao.
type Daemon struct {
	Began time.Time
	cmd   *exec.Cmd
	log   *watched
	ended chan struct{}
	err   error // once ended
}

// Start starts the daemon; its log also goes to log. The caller ends it with Kill or Stop.
func (n *Newsroom) Start(ctx context.Context, log io.Writer) (*Daemon, error) {
	// Not bound to ctx: a daemon is ended by Kill and Stop alone, so that none is left behind unseen.
	d := &Daemon{cmd: n.command(context.WithoutCancel(ctx), "run"), log: newWatched(log), ended: make(chan struct{})}
	d.cmd.Stdout, d.cmd.Stderr = d.log, d.log
	d.Began = time.Now()
	if err := d.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start yubao run: %w", err)
	}
	go func() {
		d.err = d.cmd.Wait()
		close(d.ended)
	}()
	return d, nil
}

// Ready waits until the daemon takes work.
func (d *Daemon) Ready(ctx context.Context) error { return d.Says(ctx, "msg=ready") }

// Says waits until a line of the log has the given words.
func (d *Daemon) Says(ctx context.Context, words string) error {
	for {
		changed := d.log.changes()
		if d.Said(words) {
			return nil
		}
		select {
		case <-changed:
		case <-d.ended:
			return fmt.Errorf("daemon ended: %w\n%s", errors.Join(errEnded, d.err), d.log.text())
		case <-ctx.Done():
			return fmt.Errorf("daemon did not say %q: %w", words, context.Cause(ctx))
		}
	}
}

var errEnded = errors.New("before it was told to")

// Said reports whether the log has the given words.
func (d *Daemon) Said(words string) bool { return strings.Contains(d.log.text(), words) }

// Ended returns an error when the daemon ended by itself.
func (d *Daemon) Ended() error {
	select {
	case <-d.ended:
		return fmt.Errorf("daemon ended: %w\n%s", errors.Join(errEnded, d.err), d.log.text())
	default:
		return nil
	}
}

// Kill ends the daemon with SIGKILL, which it cannot notice.
func (d *Daemon) Kill() {
	_ = d.cmd.Process.Kill() // fails only when it has ended
	<-d.ended
}

// Reload asks the daemon to read its configuration again.
func (d *Daemon) Reload() error { return d.cmd.Process.Signal(syscall.SIGHUP) }

// Stop asks the daemon to stop, and kills it after a minute.
func (d *Daemon) Stop() error {
	_ = d.cmd.Process.Signal(syscall.SIGTERM) // fails only when it has ended
	select {
	case <-d.ended:
		return d.err
	case <-time.After(time.Minute):
		d.Kill()
		return errors.New("daemon did not stop within a minute")
	}
}

// Memory returns the resident memory of the daemon and the most it had, in bytes.
func (d *Daemon) Memory() (now, most int64, err error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", d.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		kib, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			now = kib << 10
		case "VmHWM":
			most = kib << 10
		}
	}
	return now, most, nil
}

// watched keeps what is written and tells of changes.
type watched struct {
	mu      sync.Mutex
	kept    strings.Builder
	copy    io.Writer
	changed chan struct{}
}

func newWatched(to io.Writer) *watched { return &watched{copy: to, changed: make(chan struct{})} }

// Write keeps p.
func (w *watched) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.kept.Write(p)
	close(w.changed)
	w.changed = make(chan struct{})
	return w.copy.Write(p)
}

func (w *watched) changes() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.changed
}

func (w *watched) text() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.kept.String()
}
