package attempt_test

import (
	"strings"
	"testing"

	"yubao/internal/channel/attempt"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

func TestAnswersAreTakenApart(t *testing.T) {
	t.Parallel()
	service := attempt.Service{Name: "wecom", Code: "errcode", Words: "errmsg", Codes: attempt.Codes{93000: attempt.GiveUp(retry.ScopeTarget)}}
	tests := []struct {
		name, body string
		code       int
		asks       retry.Consequence
		says       string
	}{
		{"a refusal of the table asks for what stands there", `{"errcode":93000,"errmsg":"invalid webhook url"}`, 93000, retry.GiveUp, "wecom: 93000 invalid webhook url"},
		{"an unknown code is tried again and shown", `{"errcode":77777,"errmsg":"new"}`, 77777, retry.Again, "wecom: 77777 new"},
		{"our address and the trace are left out", `{"errcode":93000,"errmsg":"bad, hint: [1727], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com"}`, 93000, retry.GiveUp, "wecom: 93000 bad"},
		{"a secret is left out", `{"errcode":93000,"errmsg":"key k-123 unknown"}`, 93000, retry.GiveUp, "wecom: 93000 key *** unknown"},
		{"a code of null proves nothing", `{"errcode":null,"errmsg":"ok"}`, 0, retry.Doubtful, "wecom: HTTP 200 without a result"},
		{"a code in words proves nothing", `{"errcode":"ok"}`, 0, retry.Doubtful, "wecom: HTTP 200 without a result"},
		{"no code proves nothing", `{"code":0}`, 0, retry.Doubtful, "wecom: HTTP 200 without a result"},
		{"a success of another shape proves nothing", `{"errcode":0,"msgid":7}`, 0, retry.Doubtful, "wecom: HTTP 200 without a result"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var into struct {
				ID string `json:"msgid"`
			}
			err := service.Read(attempt.Reply{Status: 200, Body: []byte(tt.body)}, &into, secret.New("k-123"))
			asks, _, _ := retry.Of(err)
			if err == nil || err.Error() != tt.says || asks != tt.asks || attempt.CodeOf(err) != tt.code {
				t.Errorf("error %v with code %d asks for %d", err, attempt.CodeOf(err), asks)
			}
		})
	}
}

func TestRobotsOfOneWebhookAreOneBot(t *testing.T) {
	t.Parallel()
	robot := func(webhook string) string {
		r, err := attempt.NewRobot(attempt.Service{Name: "wecom"}, remote.New(remote.Options{}), secret.New(webhook), attempt.QueryKey("key"))
		if err != nil {
			t.Fatal(err)
		}
		return r.Bot()
	}
	one, same, other := robot("https://x/send?key=k-1"), robot("https://x/send?key=k-1"), robot("https://x/send?key=k-2")
	if one != same || one == other || strings.Contains(one, "k-1") || !strings.HasPrefix(one, "wecom:") {
		t.Errorf("bots %s, %s and %s", one, same, other)
	}
}
