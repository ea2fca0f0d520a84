package feishuapp_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/feishuapp"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

const tokenPath = "/open-apis/auth/v3/tenant_access_token/internal"

func open(t *testing.T, base string) *feishuapp.Channel {
	t.Helper()
	c, err := feishuapp.New(feishuapp.Config{
		App: "cli_1", Secret: secret.New("app-secret"), To: "oc_1", API: base,
	}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) {
	channeltest.Run(t, "feishu_app", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			return open(t, base), []string{"app-secret", "token-1"}
		},
		Success: `{"code":0,"msg":"success","data":{"message_id":"om_1"}}`,
		Token: func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != tokenPath {
				return false
			}
			fmt.Fprint(w, `{"code":0,"tenant_access_token":"token-1","expire":7200}`)
			return true
		},
	})
}

// A message carries JSON within JSON, and the same uuid at every attempt; a token
// that the service calls invalid is replaced once.
func TestSend(t *testing.T) {
	t.Parallel()
	fetched, uuids := 0, map[string]int{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == tokenPath {
			fetched++
			fmt.Fprintf(w, `{"code":0,"tenant_access_token":"token-%d","expire":7200}`, fetched)
			return
		}
		var sent struct{ Receive_id, Msg_type, Content, UUID string }
		var content struct{ Text string }
		if json.NewDecoder(r.Body).Decode(&sent) != nil || json.Unmarshal([]byte(sent.Content), &content) != nil {
			t.Error("body is not JSON within JSON")
		}
		if sent.Receive_id != "oc_1" || content.Text != "气温<12℃>" || r.URL.Query().Get("receive_id_type") != "chat_id" {
			t.Errorf("sent %+v to %s", sent, r.URL)
		}
		uuids[sent.UUID]++
		if r.Header.Get("Authorization") != "Bearer token-2" {
			fmt.Fprint(w, `{"code":99991663,"msg":"Invalid access token for authorization."}`)
			return
		}
		fmt.Fprint(w, `{"code":0,"data":{"message_id":"om_1"}}`)
	}))
	t.Cleanup(server.Close)
	receipt, err := open(t, server.URL).Send(t.Context(), delivery.Target{}, delivery.Message{Text: "气温<12℃>", Key: "k"})
	if err != nil || receipt.MessageID != "om_1" || fetched != 2 || len(uuids) != 1 {
		t.Errorf("receipt %+v, error %v, %d tokens, uuids %v", receipt, err, fetched, uuids)
	}
}
