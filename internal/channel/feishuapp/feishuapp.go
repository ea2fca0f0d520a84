// Package feishuapp sends to chats and users through an app of Feishu or Lark (飞书应用机器人).
// https://open.feishu.cn/document/server-docs/im-v1/message/create
package feishuapp

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"strings"
	"time"

	"yubao/internal/channel/attempt"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// Limits of the service.
const (
	MaxBody   = 150 << 10 // bytes of a text message's request
	perSecond = 5         // to one chat or user
	perMinute = 1000      // of the app
	window    = time.Hour // within which a uuid is delivered once
)

// codes is taken from https://open.feishu.cn/document/server-docs/im-v1/message/create.
var codes = attempt.Codes{
	10003:    attempt.GiveUp(retry.ScopeChannel), // app id or secret wrong
	10014:    attempt.GiveUp(retry.ScopeChannel),
	11232:    attempt.Wait(time.Minute, retry.ScopeChannel),
	99991400: attempt.Wait(time.Minute, retry.ScopeChannel), // frequency of the app
	99991672: attempt.GiveUp(retry.ScopeChannel),            // permission of the app missing
	230001:   attempt.GiveUp(retry.ScopeMessage),            // parameter
	230002:   attempt.GiveUp(retry.ScopeTarget),             // bot is not in the chat
	230006:   attempt.GiveUp(retry.ScopeChannel),            // bot not switched on
	230013:   attempt.GiveUp(retry.ScopeTarget),             // user may not use the app
	230018:   attempt.GiveUp(retry.ScopeTarget),
	230020:   attempt.Wait(time.Minute, retry.ScopeTarget), // frequency of the chat
	230025:   attempt.GiveUp(retry.ScopeMessage),           // too long
	230028:   attempt.GiveUp(retry.ScopeMessage),
	230029:   attempt.GiveUp(retry.ScopeTarget), // user left
	230034:   attempt.GiveUp(retry.ScopeTarget),
	230035:   attempt.GiveUp(retry.ScopeTarget), // no right to post
	230099:   attempt.GiveUp(retry.ScopeMessage),
}

// expired are the codes of a token that is to be fetched again.
var expired = []int{99991661, 99991663, 99991664, 99991665, 99991668}

// Config is the section channels.<name>.feishu_app.
type Config struct {
	App    string        `yaml:"app"`    // cli_…
	Secret secret.String `yaml:"secret"` // of the app
	To     string        `yaml:"to"`     // oc_… chat, ou_… user, or an e-mail address; empty: only addresses named per message
	API    string        `yaml:"api"`    // default https://open.feishu.cn
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	return attempt.CheckApp(c.API, map[string]bool{"app": c.App == "", "secret": c.Secret.IsZero()})
}

// Channel is one app.
type Channel struct {
	config Config
	app    *attempt.App
}

// New returns the channel of an app. It makes no request.
func New(config Config, client *remote.Client) (*Channel, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config.API = cmp.Or(config.API, "https://open.feishu.cn")
	return &Channel{config: config, app: &attempt.App{
		Service: attempt.Service{Name: "feishu app", Code: "code", Words: "msg", Codes: codes},
		Client:  client, Secret: config.Secret, Expired: expired,
		Ask: remote.Request{
			Method: http.MethodPost, URL: config.API + "/open-apis/auth/v3/tenant_access_token/internal", Header: attempt.JSONHeader,
			Body:    attempt.JSON(map[string]string{"app_id": config.App, "app_secret": config.Secret.Reveal()}),
			Secrets: []secret.String{config.Secret},
		},
		Token: "tenant_access_token", Life: "expire",
	}}, nil
}

// Limits are those of the app and of one chat. A key is honoured for an hour.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		Size:     func(m delivery.Message) int { return len(body("oc_", m)) },
		Max:      MaxBody - 256, // room for the longest receiver
		InFlight: 2,
		Rates: []delivery.Rate{
			{Scope: delivery.PerChat, Count: perSecond, Period: time.Second},
			{Scope: delivery.PerBot, Count: perMinute, Period: time.Minute},
		},
		Idempotent: window,
		AvoidRound: true,
		Bot:        "feishu_app:" + c.config.App,
		Home:       c.config.To,
	}
}

type request struct {
	To      string `json:"receive_id"`
	Type    string `json:"msg_type"`
	Content string `json:"content"` // JSON within JSON
	UUID    string `json:"uuid,omitempty"`
}

type content struct {
	Text string `json:"text"`
}

// Send makes one attempt, and one more with a new token when the service calls the one at
// hand invalid, since nothing was sent with it.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	to := cmp.Or(target.Address, c.config.To)
	if to == "" {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, errors.New("feishu app: no chat named"))
	}
	var sent struct {
		Data struct {
			MessageID string `json:"message_id"`
		} `json:"data"`
	}
	err := c.app.Call(ctx, func(token secret.String) remote.Request {
		header := attempt.JSONHeader.Clone()
		header.Set("Authorization", "Bearer "+token.Reveal())
		return remote.Request{
			Method: http.MethodPost, URL: c.config.API + "/open-apis/im/v1/messages?receive_id_type=" + kindOf(to),
			Header: header, Body: body(to, m),
		}
	}, &sent)
	return delivery.Receipt{MessageID: sent.Data.MessageID}, err
}

func body(to string, m delivery.Message) []byte {
	return attempt.JSON(request{
		To: to, Type: "text", Content: string(attempt.JSON(content{Text: m.TextWithLinks()})), UUID: uuid(m.Key),
	})
}

// uuid makes of a key the at most 50 characters that the service takes.
func uuid(key string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

// kindOf tells what an address is by its form.
func kindOf(to string) string {
	switch {
	case strings.HasPrefix(to, "oc_"):
		return "chat_id"
	case strings.HasPrefix(to, "ou_"):
		return "open_id"
	case strings.HasPrefix(to, "on_"):
		return "union_id"
	case strings.Contains(to, "@"):
		return "email"
	}
	return "user_id"
}
