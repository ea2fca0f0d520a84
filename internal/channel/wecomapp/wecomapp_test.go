package wecomapp_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/wecomapp"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

func open(t *testing.T, base string) *wecomapp.Channel {
	t.Helper()
	c, err := wecomapp.New(wecomapp.Config{
		Corp: "ww1", Secret: secret.New("app-secret"), Agent: 7, To: "wang|zhao|chen", API: base,
	}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) {
	channeltest.Run(t, "wecom_app", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			return open(t, base), []string{"app-secret", "token-1"}
		},
		Success: `{"errcode":0,"errmsg":"ok","msgid":"m1"}`,
		Token: func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != "/cgi-bin/gettoken" {
				return false
			}
			fmt.Fprint(w, `{"errcode":0,"access_token":"token-1","expires_in":7200}`)
			return true
		},
		Skip: []string{"auth_refresh"}, // see TestTokens
	})
}

// serve hands out token-1, token-2 … and answers sends by the token they carry.
func serve(t *testing.T, answers map[string]string) (c *wecomapp.Channel, fetched *atomic.Int32) {
	t.Helper()
	fetched = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cgi-bin/gettoken" {
			fmt.Fprintf(w, `{"errcode":0,"access_token":"token-%d","expires_in":7200}`, fetched.Add(1))
			return
		}
		fmt.Fprint(w, answers[r.URL.Query().Get("access_token")])
	}))
	t.Cleanup(server.Close)
	return open(t, server.URL), fetched
}

const (
	taken   = `{"errcode":0,"errmsg":"ok","msgid":"m1"}`
	expired = `{"errcode":42001,"errmsg":"access_token expired"}`
)

func TestTokens(t *testing.T) {
	t.Parallel()
	t.Run("one token serves many messages", func(t *testing.T) {
		t.Parallel()
		c, fetched := serve(t, map[string]string{"token-1": taken})
		for range 3 {
			if _, err := c.Send(t.Context(), delivery.Target{}, delivery.Message{Text: "晴"}); err != nil {
				t.Fatal(err)
			}
		}
		if fetched.Load() != 1 {
			t.Errorf("fetched %d tokens", fetched.Load())
		}
	})
	t.Run("an expired token is fetched again and the message sent", func(t *testing.T) {
		t.Parallel()
		c, fetched := serve(t, map[string]string{"token-1": expired, "token-2": taken})
		receipt, err := c.Send(t.Context(), delivery.Target{}, delivery.Message{Text: "晴"})
		if err != nil || receipt.MessageID != "m1" || fetched.Load() != 2 {
			t.Errorf("receipt %+v, error %v, %d tokens", receipt, err, fetched.Load())
		}
	})
	t.Run("a token refused twice is left for the next attempt", func(t *testing.T) {
		t.Parallel()
		c, fetched := serve(t, map[string]string{"token-1": expired, "token-2": expired})
		_, err := c.Send(t.Context(), delivery.Target{}, delivery.Message{Text: "晴"})
		if got, _, _ := retry.Of(err); err == nil || got != retry.Again || fetched.Load() != 2 {
			t.Errorf("error %v asks for %d after %d tokens", err, got, fetched.Load())
		}
	})
}

func TestRefusedMembers(t *testing.T) {
	t.Parallel()
	c, _ := serve(t, map[string]string{"token-1": `{"errcode":0,"invaliduser":"zhao|chen","msgid":"m1"}`})
	receipt, err := c.Send(t.Context(), delivery.Target{}, delivery.Message{Text: "晴"})
	if err != nil || !slices.Equal(receipt.Refused, []string{"zhao", "chen"}) {
		t.Errorf("receipt %+v, error %v", receipt, err)
	}
	_, err = c.Send(t.Context(), delivery.Target{Address: "zhao"}, delivery.Message{Text: "晴"})
	if got, scope, _ := retry.Of(err); got != retry.GiveUp || scope != retry.ScopeTarget || !strings.Contains(err.Error(), "zhao") {
		t.Errorf("a message to nobody: %v", err)
	}
}
