package sourcetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/weather"
)

// Contract is what Run needs to know of a source.
type Contract struct {
	// New makes a source that asks the server at url, with secret as its key if it
	// sends one, giving a try the stated time.
	New   func(t *testing.T, url, secret string, timeout time.Duration, client *remote.Client) weather.Source
	Good  []byte // an answer that the source can read
	Place weather.Place
}

const (
	secretKey = "k3y-that-must-not-show"
	ample     = 3 * time.Second        // for a try that ends by itself, on a busy machine too
	short     = 100 * time.Millisecond // for one that does not
	mostCalls = 3                      // of one forecast, however the service fails
)

// Run tries a source with a good answer and with everything that can go wrong: each
// broken answer, a wrong content type, slow and reset connections, a caller who left.
func Run(t *testing.T, c Contract) {
	t.Run("a good answer is read with one call", func(t *testing.T) {
		f, calls, err := c.ask(t, t.Context(), ample, serve(200, "application/json; charset=utf-8", c.Good))
		if err != nil || len(f.Hours) == 0 || f.Source.Credit == "" || f.Source.Licence == "" || f.Fetched.IsZero() {
			t.Errorf("%d hours from %+v: %v", len(f.Hours), f.Source, err)
		}
		if calls != 1 {
			t.Errorf("%d calls", calls)
		}
	})
	for name, body := range Errors() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status, err := strconv.Atoi(name[:3])
			if err != nil {
				t.Fatal(err)
			}
			contentType := "application/json; charset=utf-8"
			if path.Ext(name) == ".html" {
				contentType = "text/html"
			}
			c.fails(t, ample, serve(status, contentType, body), status)
		})
	}
	t.Run("a good body under a wrong content type", func(t *testing.T) { c.fails(t, ample, serve(200, "text/html", c.Good), 200) })
	t.Run("half a good body", func(t *testing.T) {
		c.fails(t, ample, serve(200, "application/json", c.Good[:len(c.Good)/2]), 200)
	})
	t.Run("a connection reset", func(t *testing.T) {
		c.fails(t, ample, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 0)
	})
	t.Run("a server that hangs", func(t *testing.T) {
		c.fails(t, short, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 0)
	})
	t.Run("a caller who left", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, calls, err := c.ask(t, ctx, ample, serve(200, "application/json", c.Good))
		if !errors.Is(err, context.Canceled) || calls > 1 {
			t.Errorf("%d calls, %v", calls, err)
		}
	})
}

func serve(status int, contentType string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		w.Write(body)
	}
}

// ask makes a forecast against a handler and counts the calls.
func (c Contract) ask(t *testing.T, ctx context.Context, timeout time.Duration, handle http.HandlerFunc) (weather.Forecast, int64, error) {
	t.Helper()
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		handle(w, r)
	}))
	t.Cleanup(server.Close)
	bodies := &openBodies{next: http.DefaultTransport}
	client := remote.New(remote.Options{Backoff: time.Millisecond, Transport: bodies})
	// A service may ask for a wait of seconds; the deadline makes that a failure at once.
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	f, err := c.New(t, server.URL, secretKey, timeout, client).Forecast(ctx, c.Place, 6)
	if n := bodies.open.Load(); n != 0 {
		t.Errorf("%d bodies were left open", n)
	}
	return f, calls.Load(), err
}

// fails expects an error that says something, shows no secret, asks for the right
// thing, and comes after few calls.
func (c Contract) fails(t *testing.T, timeout time.Duration, handle http.HandlerFunc, status int) {
	t.Helper()
	f, calls, err := c.ask(t, t.Context(), timeout, handle)
	if err == nil || len(f.Hours) > 0 {
		t.Fatalf("read as a forecast of %d hours", len(f.Hours))
	}
	if text := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(text, secretKey) {
		t.Errorf("secret in %s", text)
	}
	if !strings.Contains(err.Error(), c.Place.ID) {
		t.Errorf("the error does not name the place: %v", err)
	}
	got, _, _ := retry.Of(err)
	want, most := retry.Again, int64(mostCalls)
	switch {
	case status == http.StatusTooManyRequests:
		want, most = retry.Wait, 1
	case status >= 400 && status < 500:
		want, most = retry.GiveUp, 1
	case status == 200:
		want = got // whole but useless or broken: up to the source
	}
	if got != want || calls > most || calls < 1 {
		t.Errorf("consequence %v after %d calls of %v, want %v after at most %d", got, calls, err, want, most)
	}
}

// openBodies counts bodies that were handed out and not closed.
type openBodies struct {
	next http.RoundTripper
	open atomic.Int64
}

// RoundTrip passes the call on.
func (o *openBodies) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := o.next.RoundTrip(r)
	if err == nil {
		o.open.Add(1)
		res.Body = &countedBody{ReadCloser: res.Body, open: &o.open}
	}
	return res, err
}

type countedBody struct {
	io.ReadCloser
	open   *atomic.Int64
	closed atomic.Bool
}

// Close closes the body once.
func (b *countedBody) Close() error {
	if b.closed.CompareAndSwap(false, true) {
		b.open.Add(-1)
	}
	return b.ReadCloser.Close()
}
