package wecom_test

import (
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/wecom"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

func TestContract(t *testing.T) {
	channeltest.Run(t, "wecom_bot", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			c, err := wecom.New(wecom.Config{Webhook: secret.New(base + "/cgi-bin/webhook/send?key=k-693a91f6")}, remote.New(remote.Options{}))
			if err != nil {
				t.Fatal(err)
			}
			return c, []string{"k-693a91f6"}
		},
		Success: `{"errcode":0,"errmsg":"ok"}`,
	})
}
