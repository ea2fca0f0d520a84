package telegram_test

import (
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/telegram"
	"yubao/internal/delivery"
	"yubao/internal/secret"
)

func TestContract(t *testing.T) {
	channeltest.Run(t, "telegram", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			client, err := telegram.NewClient(telegram.Bot{Token: secret.New("123456:AAH-secret"), API: base})
			if err != nil {
				t.Fatal(err)
			}
			c, err := telegram.New(telegram.Config{Chat: "-1001"}, client)
			if err != nil {
				t.Fatal(err)
			}
			return c, []string{"123456:AAH-secret", "AAH-secret"}
		},
		Success: `{"ok":true,"result":{"message_id":7,"date":1767225600,"chat":{"id":-1001}}}`,
		Skip:    []string{"moved", "ok_already", "ignore"}, // not answers to one plain send
	})
}
