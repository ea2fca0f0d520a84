package remote

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"yubao/internal/retry"
)

// Options are the settings of a Client. Zero values mean the defaults given here.
type Options struct {
	UserAgent string            // yubao
	Timeout   time.Duration     // of one try: 20 s
	Limit     int               // of a reply's body: 8 MiB
	Tries     int               // of a safe request: 3
	Backoff   time.Duration     // before the second try: 500 ms, doubling up to 8 s
	Transport http.RoundTripper // for tests; Request.PublicOnly still dials for itself
	Now       func() time.Time  // time.Now
}

const (
	defaultTimeout = 20 * time.Second
	defaultLimit   = 8 << 20
	defaultTries   = 3
	defaultBackoff = 500 * time.Millisecond
	longestBackoff = 8 * time.Second
	// patience is the longest wait stated by a service that is sat out within one
	// call; a longer one goes back to the caller.
	patience = 10 * time.Second
)

// Client calls HTTP APIs. It is safe for concurrent use and keeps connections open
// for the next call.
type Client struct {
	options      Options
	open, public *resty.Client
	memory       *memory
}

// New returns a client with the given options.
func New(o Options) *Client {
	o.UserAgent = cmp.Or(o.UserAgent, "yubao")
	o.Timeout = cmp.Or(o.Timeout, defaultTimeout)
	o.Limit = cmp.Or(o.Limit, defaultLimit)
	o.Tries = cmp.Or(o.Tries, defaultTries)
	o.Backoff = cmp.Or(o.Backoff, defaultBackoff)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Transport == nil {
		o.Transport = newTransport(&net.Dialer{Timeout: dialTimeout}, http.ProxyFromEnvironment)
	}
	// A proxy would resolve the name itself, out of reach of the check.
	guarded := newTransport(&net.Dialer{Timeout: dialTimeout, Control: refusePrivate}, nil)
	return &Client{options: o, open: newResty(o.Transport, o), public: newResty(guarded, o), memory: newMemory()}
}

const dialTimeout = 10 * time.Second

func newTransport(d *net.Dialer, proxy func(*http.Request) (*url.URL, error)) *http.Transport {
	return &http.Transport{
		DialContext: d.DialContext, Proxy: proxy, ForceAttemptHTTP2: true,
		MaxIdleConns: 32, MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: dialTimeout, MaxResponseHeaderBytes: 64 << 10,
	}
}

func newResty(t http.RoundTripper, o Options) *resty.Client {
	client := &http.Client{Transport: t, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return resty.NewWithClient(client).
		SetLogger(silent{}). // its own prints whole URLs
		SetRetryCount(0).
		SetJSONEscapeHTML(false).
		SetHeader("User-Agent", o.UserAgent)
}

type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

// Do makes the call and returns a reply that Request.Judge finds good. The error
// carries its consequence, names the host, and shows neither URL nor secret; it
// wraps *StatusError when a reply with a bad status was received.
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	var kept remembered
	remember := r.Remember && r.safe()
	if remember {
		var have bool
		if kept, have = c.memory.get(r.key()); have && c.options.Now().Before(kept.expires) {
			fresh := kept.response
			fresh.Cached = true
			return fresh, nil
		}
	}
	tries := 1
	if r.safe() {
		tries = cmp.Or(r.Tries, c.options.Tries)
	}
	for n := 1; ; n++ {
		reply, err := c.try(ctx, r, kept)
		if err == nil {
			if remember {
				c.memory.put(r.key(), reply)
			}
			return reply, nil
		}
		if n >= tries || !c.rest(ctx, err, n) {
			return Response{}, err
		}
	}
}

// rest waits before the next try of a safe request; false means that there is none.
func (c *Client) rest(ctx context.Context, err error, n int) bool {
	consequence, _, wait := retry.Of(err)
	switch consequence {
	case retry.GiveUp:
		return false
	case retry.Wait:
		if wait > patience {
			return false
		}
	default:
		wait = retry.Backoff(n, c.options.Backoff, longestBackoff, rand.New(rand.NewPCG(rand.Uint64(), rand.Uint64())))
	}
	if until, ok := ctx.Deadline(); ok && time.Until(until) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// try makes the call once.
func (c *Client) try(ctx context.Context, r Request, kept remembered) (Response, error) {
	timeout := cmp.Or(r.Timeout, c.options.Timeout)
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no whole reply within %s: %w", timeout, context.DeadlineExceeded))
	defer cancel()
	var written atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { written.Store(true) }})

	raw, err := c.prepare(ctx, r, kept).Execute(r.method(), r.URL)
	if err != nil {
		return Response{}, redact(r, noReply(ctx, r, err, written.Load()))
	}
	reply := Response{Status: raw.StatusCode(), Header: raw.Header(), Body: raw.Body(), At: c.options.Now()}
	if reply.Status == http.StatusNotModified && kept.modified != "" {
		return kept.confirmed(reply), nil
	}
	judge := r.Judge
	if judge == nil {
		judge = Check
	}
	if err := judge(reply.scrubbed(r.Secrets)); err != nil {
		return Response{}, redact(r, doubt(r, reply, err))
	}
	return reply, nil
}

func (c *Client) prepare(ctx context.Context, r Request, kept remembered) *resty.Request {
	client := c.open
	if r.PublicOnly {
		client = c.public
	}
	req := client.R().SetContext(ctx).SetResponseBodyLimit(cmp.Or(r.Limit, c.options.Limit)).SetQueryParamsFromValues(r.Query)
	req.SetHeader("Accept", "application/json")
	for name, values := range r.Header {
		req.Header[http.CanonicalHeaderKey(name)] = values
	}
	if kept.modified != "" {
		req.SetHeader("If-Modified-Since", kept.modified)
	}
	switch {
	case r.JSON != nil:
		req.SetHeader("Content-Type", "application/json; charset=utf-8").SetBody(r.JSON)
	case r.Body != nil:
		req.SetBody(r.Body)
	case r.Form != nil || r.Files != nil:
		req.SetFormDataFromValues(r.Form)
		for _, f := range r.Files {
			req.SetMultipartField(f.Field, f.Name, f.ContentType, bytes.NewReader(f.Data))
		}
	}
	return req
}

// noReply gives the failure of a call its consequence. A request whose headers went
// out may have been acted upon, so an unsafe one is in doubt from there on.
func noReply(ctx context.Context, r Request, err error, written bool) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	err = withoutURL(err)
	switch {
	case written && !r.safe():
		return retry.Uncertain(err)
	case errors.Is(err, errUnreadable):
		return retry.Permanent(retry.ScopeMessage, err)
	case errors.Is(err, ErrTooLong):
		return retry.Permanent(retry.ScopeMessage, err)
	}
	return err
}

// ErrNotJSON is wrapped by errors about a reply that no API would send: an unsafe
// request that got one is in doubt. ErrEmpty, ErrHTML and ErrBroken say what it is instead.
var (
	ErrNotJSON = errors.New("the reply is not JSON")
	ErrEmpty   = fmt.Errorf("%w: the body is empty", ErrNotJSON)
	ErrHTML    = fmt.Errorf("%w: the body is HTML", ErrNotJSON)
	ErrBroken  = fmt.Errorf("%w: broken", ErrNotJSON)
	ErrShape   = errors.New("JSON of an unexpected shape")
	ErrTooLong = resty.ErrResponseBodyTooLarge // beyond the limit of the request
)

// doubt marks what a reply leaves open: a 5xx, or something that is no API's answer,
// does not tell whether an unsafe request was acted upon.
func doubt(r Request, reply Response, err error) error {
	consequence, _, _ := retry.Of(err)
	if !r.safe() && consequence == retry.Again && (reply.Status >= 500 || errors.Is(err, ErrNotJSON)) {
		return retry.Uncertain(err)
	}
	return err
}

func (r Request) key() string { return r.method() + " " + r.URL + "?" + r.Query.Encode() }
