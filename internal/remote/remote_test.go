package remote_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
	"yubao/internal/secret/secrettest"
)

// serve starts a server and returns its address and a counter of its calls.
func serve(t *testing.T, handle http.HandlerFunc) (url string, calls *atomic.Int64) {
	t.Helper()
	calls = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		handle(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, calls
}

func quick() *remote.Client { return remote.New(remote.Options{Backoff: time.Millisecond}) }

func sends(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

func breaksOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	io.WriteString(w, `{"ok":`)
	panic(http.ErrAbortHandler)
}

func TestAnswersHaveTheirConsequence(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name      string
		handle    http.HandlerFunc
		get, post retry.Consequence
		calls     int64 // of the GET
	}{
		{"a server error of a GET is tried again, of a POST in doubt", sends(500, "application/json", `{}`), retry.Again, retry.Doubtful, 3},
		{"a gateway page likewise", sends(502, "text/html", `<html>`), retry.Again, retry.Doubtful, 3},
		{"a bad request is given up at once", sends(400, "application/json", `{}`), retry.GiveUp, retry.GiveUp, 1},
		{"a redirect is not followed", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", 303) }, retry.GiveUp, retry.GiveUp, 1},
		{"too many requests goes back to the caller", sends(429, "application/json", `{}`), retry.Wait, retry.Wait, 1},
		{"HTML with status 200 is no answer", sends(200, "text/html", `<html>`), retry.Again, retry.Doubtful, 3},
		{"a reply that breaks off", breaksOff, retry.Again, retry.Doubtful, 3},
		{"a connection that is closed unanswered", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, retry.Again, retry.Doubtful, 3},
		{"a reply over the limit is not asked for again", sends(200, "application/json", strings.Repeat(" ", 2000)), retry.GiveUp, retry.Doubtful, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			url, calls := serve(t, c.handle)
			client := quick()
			_, err := client.Do(t.Context(), remote.Request{URL: url, Limit: 1000})
			if got, _, _ := retry.Of(err); err == nil || got != c.get {
				t.Errorf("GET: consequence %v of %v, want %v", got, err, c.get)
			}
			if calls.Load() != c.calls {
				t.Errorf("GET: %d calls, want %d", calls.Load(), c.calls)
			}
			calls.Store(0)
			_, err = client.Do(t.Context(), remote.Request{URL: url, JSON: map[string]string{"a": "b"}, Limit: 1000})
			if got, _, _ := retry.Of(err); err == nil || got != c.post {
				t.Errorf("POST: consequence %v of %v, want %v", got, err, c.post)
			}
			if calls.Load() != 1 {
				t.Errorf("POST: %d calls, want 1", calls.Load())
			}
		})
	}
}

func TestNothingWasSentWhenNobodyListens(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	_, err = quick().Do(t.Context(), remote.Request{URL: "http://" + address, JSON: struct{}{}})
	if got, _, _ := retry.Of(err); err == nil || got != retry.Again {
		t.Errorf("consequence %v of %v: a refused connection cannot have delivered anything", got, err)
	}
}

func TestASlowServerIsLeftInTime(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	url, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.(http.Flusher).Flush()
		<-release
	})
	defer close(release)
	_, err := quick().Do(t.Context(), remote.Request{URL: url, Timeout: 30 * time.Millisecond, Tries: 1})
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "no whole reply within 30ms") {
		t.Errorf("GET: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(30*time.Millisecond, cancel)
	_, err = quick().Do(ctx, remote.Request{URL: url, JSON: struct{}{}})
	if got, _, _ := retry.Of(err); !errors.Is(err, context.Canceled) || got != retry.Doubtful {
		t.Errorf("POST: consequence %v of %v", got, err)
	}
}

func TestNoSecretInAnyError(t *testing.T) {
	t.Parallel()
	const token = "s3cr3t+/token"
	handlers := map[string]http.HandlerFunc{
		"echoed in the body": func(w http.ResponseWriter, r *http.Request) {
			sends(400, "application/json", r.URL.String()+token)(w, r)
		},
		"reset": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	}
	for name, handle := range handlers {
		url, _ := serve(t, handle)
		for _, address := range []string{url + "/bot" + token + "/send", "http://127.0.0.1:1/" + token, "http://host\x7f/" + token, "://" + token, "http://user:" + token + "@127.0.0.1:1/"} {
			_, err := quick().Do(t.Context(), remote.Request{
				URL: address, Query: map[string][]string{"key": {token}}, Secrets: []secret.String{secret.New(token)}, Tries: 1,
			})
			if err == nil {
				t.Fatalf("%s: no error", name)
			}
			secrettest.NotIn(t, err, "s3cr3t")
		}
	}
}

func TestJudgeSeesErrorCodesInGoodReplies(t *testing.T) {
	t.Parallel()
	url, calls := serve(t, sends(200, "text/plain", `{"errcode":45009}`))
	wait := retry.After(time.Minute, retry.ScopeTarget, errors.New("errcode 45009"))
	_, err := quick().Do(t.Context(), remote.Request{URL: url, JSON: struct{}{}, Judge: func(r remote.Response) error {
		if !bytes.Contains(r.Body, []byte("45009")) {
			return errors.New("not the body")
		}
		return wait
	}})
	consequence, scope, d := retry.Of(err)
	if consequence != retry.Wait || scope != retry.ScopeTarget || d != time.Minute || calls.Load() != 1 {
		t.Errorf("%v %v %v after %d calls", consequence, scope, d, calls.Load())
	}
}

func TestBodiesGoOutAsGiven(t *testing.T) {
	t.Parallel()
	var got, kind string
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, kind = string(body), r.Header.Get("Content-Type")
		sends(200, "application/json", `{}`)(w, r)
	})
	client := quick()
	if _, err := client.Do(t.Context(), remote.Request{URL: url, JSON: map[string]string{"text": "<b>12℃～25℃</b> & 晴"}}); err != nil {
		t.Fatal(err)
	}
	if strings.TrimSpace(got) != `{"text":"<b>12℃～25℃</b> & 晴"}` || !strings.HasPrefix(kind, "application/json") {
		t.Errorf("JSON went out as %s (%s)", got, kind)
	}
	exact := []byte("{\"a\": 1}\n ")
	if _, err := client.Do(t.Context(), remote.Request{URL: url, Body: exact, Header: http.Header{"Content-Type": {"application/json"}}}); err != nil {
		t.Fatal(err)
	}
	if got != string(exact) {
		t.Errorf("exact bytes went out as %q", got)
	}
	if _, err := client.Do(t.Context(), remote.Request{URL: url, Form: map[string][]string{"chat": {"1"}}, Files: []remote.File{{Field: "photo", Name: "a.png", ContentType: "image/png", Data: []byte("PNG")}}}); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(kind, "multipart/form-data") || !strings.Contains(got, `name="chat"`) || !strings.Contains(got, `filename="a.png"`) {
		t.Errorf("multipart went out as %s (%s)", got, kind)
	}
}

func TestPackedRepliesAreLimitedUnpacked(t *testing.T) {
	t.Parallel()
	url, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			t.Error("gzip is not offered")
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(bytes.Repeat([]byte(" "), 1<<20))
		z.Close()
	})
	reply, err := quick().Do(t.Context(), remote.Request{URL: url})
	if err != nil || len(reply.Body) != 1<<20 {
		t.Errorf("%d bytes, %v", len(reply.Body), err)
	}
	if _, err := quick().Do(t.Context(), remote.Request{URL: url, Limit: 1 << 19}); err == nil {
		t.Error("a reply that unpacks beyond the limit was taken")
	}
}

func TestRememberedRepliesAreAskedForConditionally(t *testing.T) {
	t.Parallel()
	const modified = "Mon, 20 Jul 2020 11:20:44 GMT"
	now := time.Date(2020, 7, 20, 11, 20, 44, 0, time.UTC)
	url, calls := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Expires", now.Add(30*time.Minute).Format(http.TimeFormat))
		if since := r.Header["If-Modified-Since"]; since != nil {
			if since[0] != modified {
				t.Errorf("If-Modified-Since %q", since[0])
			}
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Last-Modified", modified)
		io.WriteString(w, `{"a":1}`)
	})
	client := remote.New(remote.Options{Now: func() time.Time { return now }})
	ask := func(wantCalls int64, wantCached bool, wantAt time.Time) {
		t.Helper()
		reply, err := client.Do(t.Context(), remote.Request{URL: url, Remember: true})
		if err != nil {
			t.Fatal(err)
		}
		if string(reply.Body) != `{"a":1}` || reply.Cached != wantCached || calls.Load() != wantCalls || !reply.At.Equal(wantAt) {
			t.Errorf("body %s, cached %v, at %s after %d calls", reply.Body, reply.Cached, reply.At, calls.Load())
		}
	}
	first := now
	ask(1, false, first)
	now = now.Add(10 * time.Minute)
	ask(1, true, first)
	now = now.Add(25 * time.Minute)
	confirmed := now
	ask(2, true, confirmed)
	now = now.Add(20 * time.Minute)
	ask(2, true, confirmed)
}

func TestPrivateAddressesAreRefusedWhateverTheirName(t *testing.T) {
	t.Parallel()
	url, calls := serve(t, sends(200, "application/json", `{}`))
	port := url[strings.LastIndex(url, ":"):]
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "[fe80::1]", "[fd00::1]"} {
		_, err := quick().Do(t.Context(), remote.Request{URL: "http://" + host + port, JSON: struct{}{}, PublicOnly: true, Timeout: time.Second})
		if consequence, _, _ := retry.Of(err); consequence != retry.GiveUp || !strings.Contains(err.Error(), "not of the public internet") {
			t.Errorf("%s: %v", host, err)
		}
	}
	if calls.Load() != 0 {
		t.Errorf("%d calls reached the private server", calls.Load())
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTriesAreSpacedAndEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		client := remote.New(remote.Options{Transport: transport(func(r *http.Request) (*http.Response, error) {
			at = append(at, time.Since(start))
			return &http.Response{StatusCode: 503, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("busy"))}, nil
		})})
		_, err := client.Do(t.Context(), remote.Request{URL: "https://api.example.org/x", Tries: 4})
		var status *remote.StatusError
		if !errors.As(err, &status) || status.Response.Status != 503 {
			t.Errorf("error %v", err)
		}
		if len(at) != 4 {
			t.Fatalf("%d tries", len(at))
		}
		for i, least := range []time.Duration{400, 800, 1600} {
			if gap := at[i+1] - at[i]; gap < least*time.Millisecond || gap > least*time.Millisecond*3/2 {
				t.Errorf("gap %d is %s", i, gap)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		at, start = nil, time.Now()
		if client.Do(ctx, remote.Request{URL: "https://api.example.org/x"}); len(at) != 1 || time.Since(start) != 0 {
			t.Errorf("%d tries in %s although the deadline leaves no time for a second", len(at), time.Since(start))
		}
	})
}

func TestRetryAfterIsObeyedOrHandedBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			header string
			tries  int
			wait   time.Duration
		}{{"2", 3, 2 * time.Second}, {"3600", 1, time.Hour}, {"99999999", 1, 24 * time.Hour}, {"soon", 1, time.Minute}} {
			tries := 0
			client := remote.New(remote.Options{Transport: transport(func(r *http.Request) (*http.Response, error) {
				tries++
				return &http.Response{StatusCode: 429, Request: r, Header: http.Header{"Retry-After": {c.header}}, Body: http.NoBody}, nil
			})})
			_, err := client.Do(t.Context(), remote.Request{URL: "https://api.example.org/x"})
			if _, scope, wait := retry.Of(err); tries != c.tries || wait != c.wait || scope != retry.ScopeChannel {
				t.Errorf("Retry-After %s: %d tries, wait %s, scope %v", c.header, tries, wait, scope)
			}
		}
	})
}
