package webhook_test

import (
	"encoding/base64"
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/webhook"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func open(t *testing.T, base string, private bool) delivery.Channel {
	c, err := webhook.New(webhook.Config{
		URL: secret.New(base + "/in/s-77"), Secret: secret.New(key), AllowPrivate: private,
	}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) {
	channeltest.Run(t, "", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			return open(t, base, true), []string{"s-77", key}
		},
		Success: "ok", StatusDecides: true,
	})
}

func TestPrivateAddressesAreRefusedWhenDialling(t *testing.T) {
	t.Parallel()
	_, err := open(t, "http://localhost:1", false).Send(t.Context(), delivery.Target{}, delivery.Message{Text: "x"})
	if got, _, _ := retry.Of(err); err == nil || got == retry.Doubtful {
		t.Errorf("got %v", err)
	}
}

// The first value was published by github.com/standard-webhooks/standard-webhooks.
func TestSign(t *testing.T) {
	t.Parallel()
	tests := []struct{ id, stamp, body, want string }{
		{"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", `{"test": 2432232314}`, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
		{"bulletin-42.sub-7", "1767225600", `{"type":"bulletin.published","timestamp":"2026-01-01T00:00:00Z","data":{"city":"北京","text":"今天晴，最高31℃"}}`, "v1,HlgY8AodwtTllJJ3mDEZCfpNL0x8UtCiGiE6kokKboM="},
	}
	decoded, err := base64.StdEncoding.DecodeString(key[len("whsec_"):])
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		if got := webhook.Sign(decoded, tt.id, tt.stamp, []byte(tt.body)); got != tt.want {
			t.Errorf("signature of %s is %s, want %s", tt.id, got, tt.want)
		}
	}
}
