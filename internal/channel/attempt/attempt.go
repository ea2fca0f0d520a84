// Package attempt has what channels share: one attempt at a request to a chat
// service, which tells what is certain about its outcome, tables of codes, and access
// tokens. It neither waits nor repeats, and its errors never show a secret. Requests
// go through package remote; Do is for the Telegram library, which brings its own.
package attempt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// MaxReply is the longest answer that is read, in bytes. Telegram's getUpdates
// answers with up to 4 MiB.
const MaxReply = 8 << 20

// Reply is a service's whole answer.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// NewHTTP returns a client for Do: it takes at most timeout for a request and follows
// no redirect.
func NewHTTP(timeout time.Duration) *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 8
	return &http.Client{
		Transport:     transport,
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Do sends req once and reads the answer. Its error is plain when the request was
// never written, and retry.Uncertain when it was and no whole answer came back;
// Status is then set if at least the head of an answer arrived.
func Do(client *http.Client, req *http.Request, secrets ...secret.String) (Reply, error) {
	var written atomic.Bool
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		// A connection that net/http tries again on has seen no byte of the request.
		GotConn:      func(httptrace.GotConnInfo) { written.Store(false) },
		WroteHeaders: func() { written.Store(true) },
	}))
	// net/http repeats a request with a replayable body when a kept connection turns
	// out dead before the first byte, which is safe; it must not ask for more.
	resp, err := client.Do(req)
	if err != nil {
		err = describe(req, err, secrets)
		if written.Load() {
			return Reply{}, retry.Uncertain(err)
		}
		return Reply{}, err
	}
	defer resp.Body.Close()
	reply := Reply{Status: resp.StatusCode, Header: resp.Header}
	reply.Body, err = io.ReadAll(io.LimitReader(resp.Body, MaxReply+1))
	switch {
	case err != nil:
		return reply, retry.Uncertain(describe(req, fmt.Errorf("read answer: %w", err), secrets))
	case len(reply.Body) > MaxReply:
		return reply, retry.Uncertain(describe(req, errors.New("answer is too large"), secrets))
	}
	return reply, nil
}

// JSONHeader is the Content-Type of what Post sends.
var JSONHeader = http.Header{"Content-Type": {"application/json; charset=utf-8"}}

// Post sends body to address once and reads the answer, whatever its status. Its
// error is like that of Do.
func Post(ctx context.Context, client *remote.Client, address string, body []byte, secrets ...secret.String) (Reply, error) {
	return Ask(ctx, client, remote.Request{
		Method: http.MethodPost, URL: address, Header: JSONHeader, Body: body, Secrets: secrets,
	})
}

// Ask makes the request once and leaves the judgement of the answer to the caller,
// since chat services put their refusals into answers of status 200.
func Ask(ctx context.Context, client *remote.Client, r remote.Request) (Reply, error) {
	r.Tries = 1
	r.Judge = func(remote.Response) error { return nil }
	response, err := client.Do(ctx, r)
	return Reply{Status: response.Status, Header: response.Header, Body: response.Body}, err
}

// describe names the host and the cause; the path and the query, where most
// services carry their key, stay out.
func describe(req *http.Request, err error, secrets []secret.String) error {
	var shown *url.Error
	if errors.As(err, &shown) {
		err = shown.Err
	}
	if text := err.Error(); Redact(text, secrets...) != text {
		err = errors.New(Redact(text, secrets...))
	}
	return fmt.Errorf("%s %s: %w", req.Method, req.URL.Host, err)
}

// Redact replaces every secret in text, also in the form that it has in a URL.
func Redact(text string, secrets ...secret.String) string {
	for _, s := range secrets {
		if s.IsZero() {
			continue
		}
		for _, form := range []string{s.Reveal(), url.QueryEscape(s.Reveal()), url.PathEscape(s.Reveal())} {
			text = strings.ReplaceAll(text, form, s.String())
		}
	}
	return text
}
