// Package channeltest is the contract of channels: what a channel must make of
// success, of every known answer of its service, of a network that fails before and
// after a message was taken, and what its errors may show.
package channeltest

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/retry"
	"yubao/internal/secret/secrettest"
)

// Run holds a channel to the contract. The name is that of the service in Reply.Channel;
// empty when no answers of it are known.
func Run(t *testing.T, name string, s Service) {
	if name != "" {
		t.Run("answers", func(t *testing.T) { CheckReplies(t, name, s) })
	}
	t.Run("success is a receipt", func(t *testing.T) {
		c, _ := s.serve(t, s.succeed)
		if _, err := c.Send(t.Context(), delivery.Target{Channel: "readers"}, message); err != nil {
			t.Error(err)
		}
	})
	t.Run("a cancelled context sends nothing", func(t *testing.T) {
		calls := 0
		c, secrets := s.serve(t, func(w http.ResponseWriter, r *http.Request) { calls++; s.succeed(w, r) })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Send(ctx, delivery.Target{Channel: "readers"}, message)
		if got, _, _ := retry.Of(err); err == nil || got == retry.Doubtful || calls != 0 {
			t.Errorf("%d calls, error %v", calls, err)
		}
		secrettest.NotIn(t, err, secrets...)
	})
	t.Run("nobody there is certainly not sent", func(t *testing.T) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listener.Close()
		c, secrets := s.New(t, "http://"+listener.Addr().String())
		_, err = c.Send(t.Context(), delivery.Target{Channel: "readers"}, message)
		if got, _, _ := retry.Of(err); err == nil || got == retry.Doubtful || got == retry.GiveUp {
			t.Errorf("error %v asks for %d", err, got)
		}
		secrettest.NotIn(t, err, secrets...)
	})
	for _, f := range failures {
		if f.proves && s.StatusDecides {
			continue
		}
		t.Run(f.name+" is uncertain", func(t *testing.T) { s.doubt(t, f.handler) })
	}
	t.Run("limits measure", func(t *testing.T) { s.limits(t) })
}

func (s Service) succeed(w http.ResponseWriter, _ *http.Request) {
	_, _ = io.WriteString(w, s.Success)
}

// failures leave open what became of a message that was written. Those that prove
// something where a status decides are marked.
var failures = []struct {
	name    string
	handler http.HandlerFunc
	proves  bool
}{
	{name: "a reset after the request", handler: reset},
	{name: "a server that hangs", handler: func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
	{name: "a page of a proxy", handler: func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<html><title>502 Bad Gateway</title></html>")
	}},
	{name: "JSON of something else", proves: true, handler: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"status":"up"}`) }},
	{name: "JSON that breaks off", proves: true, handler: func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"ok":true,"errcode":0,"res`) }},
	{name: "an answer that breaks off", proves: true, handler: func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"ok"`)
	}},
}

// reset reads the request and then breaks the connection without a word.
func reset(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}

func (s Service) doubt(t *testing.T, handler http.HandlerFunc) {
	c, secrets := s.serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server sees the client leave
		handler(w, r)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := c.Send(ctx, delivery.Target{Channel: "readers"}, message)
	if got, _, _ := retry.Of(err); err == nil || got != retry.Doubtful {
		t.Errorf("error %v asks for %d", err, got)
	}
	secrettest.NotIn(t, err, secrets...)
}

// limits checks that a text over the limit comes apart into parts that fit.
func (s Service) limits(t *testing.T) {
	c, _ := s.serve(t, s.succeed)
	limits := c.Limits()
	if limits.Max == 0 {
		return
	}
	long := message
	long.Text = "雨过天晴，东北风三级。"
	for limits.Size(long) <= limits.Max {
		long.Text += long.Text
	}
	parts, err := delivery.Split(long, limits)
	if err != nil || len(parts) < 2 {
		t.Fatalf("%d parts, error %v", len(parts), err)
	}
	for _, p := range parts {
		if n := limits.Size(p); n > limits.Max {
			t.Errorf("part %d has %d of %d", p.Part, n, limits.Max)
		}
	}
}
