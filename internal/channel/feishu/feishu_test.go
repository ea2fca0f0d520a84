package feishu_test

import (
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/feishu"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

func TestContract(t *testing.T) {
	channeltest.Run(t, "feishu_bot", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			c, err := feishu.New(feishu.Config{
				Webhook: secret.New(base + "/open-apis/bot/v2/hook/h-8f2c"), Secret: secret.New("demo-secret"),
			}, remote.New(remote.Options{}))
			if err != nil {
				t.Fatal(err)
			}
			return c, []string{"h-8f2c", "demo-secret"}
		},
		Success: `{"StatusCode":0,"code":0,"data":{},"msg":"success"}`,
	})
}

// The first value was published by github.com/go-lark/lark.
func TestSign(t *testing.T) {
	t.Parallel()
	tests := []struct{ stamp, key, want string }{
		{"1661860880", "xxx", "QnWVTSBe6FmQDE0bG6X0mURbI+DnvVyu1h+j5dHOjrU="},
		{"1599360473", "demo", "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="},
		{"1767225600", "SEC_天气预报_secret", "sDZBSREJDN6W6D4kgg9kQ9Smg2oQXymETlF4E4sE6Ds="},
	}
	for _, tt := range tests {
		if got := feishu.Sign(tt.stamp, secret.New(tt.key)); got != tt.want {
			t.Errorf("sign of %s is %s, want %s", tt.stamp, got, tt.want)
		}
	}
}
