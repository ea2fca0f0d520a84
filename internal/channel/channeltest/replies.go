package channeltest

import (
	_ "embed"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yubao/internal/delivery"
	"yubao/internal/retry"
	"yubao/internal/secret/secrettest"
)

//go:embed replies.json
var replies []byte

// Reply is an answer of a service as seen in logs or in the source of its server,
// with the class of outcome that it stands for.
type Reply struct {
	Channel string // telegram, wecom_bot …
	Status  int
	Class   string
	Body    string
}

// outcome is what a class asks for.
type outcome struct {
	consequence retry.Consequence
	scopes      []retry.Scope // any of these
}

var anyScope = []retry.Scope{retry.ScopeMessage, retry.ScopeTarget, retry.ScopeChannel}

// classes says what Send must make of each class; those of success are absent.
var classes = map[string]outcome{
	"rate_limited":      {retry.Wait, []retry.Scope{retry.ScopeTarget, retry.ScopeChannel}},
	"retry":             {retry.Again, anyScope},
	"target_gone":       {retry.GiveUp, []retry.Scope{retry.ScopeTarget}},
	"bad_target_detail": {retry.GiveUp, []retry.Scope{retry.ScopeTarget}},
	"bad_content":       {retry.GiveUp, []retry.Scope{retry.ScopeMessage}},
	"auth":              {retry.GiveUp, []retry.Scope{retry.ScopeChannel}},
	"clock":             {retry.Wait, []retry.Scope{retry.ScopeChannel}},
	"conflict":          {retry.Wait, []retry.Scope{retry.ScopeChannel}},
	"ambiguous":         {retry.Doubtful, anyScope},
}

// Replies returns the known answers of a service, named as in Reply.Channel.
func Replies(t *testing.T, channel string) []Reply {
	t.Helper()
	var all, some []Reply
	if err := json.Unmarshal(replies, &all); err != nil {
		t.Fatal(err)
	}
	for _, r := range all {
		if r.Channel == channel {
			some = append(some, r)
		}
	}
	if len(some) == 0 {
		t.Fatalf("no replies of %s", channel)
	}
	return some
}

// CheckClass reports an outcome of Send that is not what the class asks for.
func CheckClass(t *testing.T, class string, err error) {
	t.Helper()
	want, failure := classes[class]
	if !failure {
		if err != nil {
			t.Errorf("class %s: %v", class, err)
		}
		return
	}
	if err == nil {
		t.Errorf("class %s was taken for a success", class)
		return
	}
	consequence, scope, wait := retry.Of(err)
	if consequence != want.consequence {
		t.Errorf("class %s asks for %d, got %d: %v", class, want.consequence, consequence, err)
	}
	found := false
	for _, s := range want.scopes {
		found = found || s == scope
	}
	if !found {
		t.Errorf("class %s has scope %d: %v", class, scope, err)
	}
	if consequence == retry.Wait && wait <= 0 {
		t.Errorf("class %s waits for %s: %v", class, wait, err)
	}
}

// Service says how the contract reaches a channel under test.
type Service struct {
	// New returns the channel with its service at the base address, and its secrets.
	New func(t *testing.T, base string) (channel delivery.Channel, secrets []string)
	// Success is the service's answer to a message that it took.
	Success string
	// Skip holds classes that are no outcomes of Send.
	Skip []string
	// Token answers requests for an access token when it returns true.
	Token func(http.ResponseWriter, *http.Request) bool
	// StatusDecides is set when a 2xx is a proof whatever the body says.
	StatusDecides bool
}

// message is what the contract sends.
var message = delivery.Message{Kind: delivery.KindBulletin, Title: "新乡天气", Text: "明天晴，气温<12℃>。", Key: "e1.r1.readers.1"}

// serve starts a server that answers messages with handler.
func (s Service) serve(t *testing.T, handler http.HandlerFunc) (delivery.Channel, []string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Token == nil || !s.Token(w, r) {
			handler(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return s.New(t, server.URL)
}

// CheckReplies sends against every known answer of a service.
func CheckReplies(t *testing.T, channel string, s Service) {
	for _, r := range Replies(t, channel) {
		if strings.Contains(strings.Join(s.Skip, " "), r.Class) {
			continue
		}
		t.Run(r.Class+" "+r.Body, func(t *testing.T) {
			c, secrets := s.serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(r.Status)
				_, _ = w.Write([]byte(r.Body))
			})
			_, err := c.Send(t.Context(), delivery.Target{Channel: "readers"}, message)
			CheckClass(t, r.Class, err)
			secrettest.NotIn(t, err, secrets...)
		})
	}
}
