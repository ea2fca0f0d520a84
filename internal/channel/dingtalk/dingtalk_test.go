package dingtalk_test

import (
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/dingtalk"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

func TestContract(t *testing.T) {
	channeltest.Run(t, "dingtalk_bot", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			c, err := dingtalk.New(dingtalk.Config{
				Webhook: secret.New(base + "/robot/send?access_token=t-1c53e149"), Secret: secret.New("SECb90923e1"),
			}, remote.New(remote.Options{}))
			if err != nil {
				t.Fatal(err)
			}
			return c, []string{"t-1c53e149", "SECb90923e1"}
		},
		Success: `{"errcode":0,"errmsg":"ok"}`,
	})
}

// The first value was published by github.com/CatchZeng/dingtalk.
func TestSign(t *testing.T) {
	t.Parallel()
	tests := []struct{ stamp, key, want string }{
		{"1582163555000", "SECb90923e19e58b466481e9e7b7a5b4f108a4531abde590ad3967fb29f0eae5c68", "BQKsG+QOCl+bYJOLc6pxDHxjVquzlZPWgvRzeN2J5zY="},
		{"1767225600000", "SEC_天气预报_secret", "bxPpY0yR264AaIRFb8C5vgQuSVqqM8HZ2jE7Pcz/FLw="},
	}
	for _, tt := range tests {
		if got := dingtalk.Sign(tt.stamp, secret.New(tt.key)); got != tt.want {
			t.Errorf("sign of %s is %s, want %s", tt.stamp, got, tt.want)
		}
	}
}
