// Package feishuapp sends to chats and users through an app of Feishu or Lark (飞书应用机器人).
// https://open.feishu.cn/document/server-docs/im-v1/message/create
package feishuapp

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
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
var expired = map[int]bool{99991661: true, 99991663: true, 99991664: true, 99991665: true, 99991668: true}

// Config is the section channels.<name>.feishu_app.
type Config struct {
	App    string        `yaml:"app"`    // cli_…
	Secret secret.String `yaml:"secret"` // of the app
	To     string        `yaml:"to"`     // oc_… chat, ou_… user, or an e-mail address; empty: only addresses named per message
	API    string        `yaml:"api"`    // default https://open.feishu.cn
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	var problems []error
	if c.App == "" {
		problems = append(problems, errors.New("app: missing"))
	}
	if c.Secret.IsZero() {
		problems = append(problems, errors.New("secret: missing"))
	}
	if c.API != "" {
		if err := attempt.CheckURL(c.API); err != nil {
			problems = append(problems, fmt.Errorf("api: %w", err))
		}
	}
	return errors.Join(problems...)
}

// Channel is one app.
type Channel struct {
	config Config
	client *remote.Client
	tokens *attempt.Tokens
}

// New returns the channel of an app. It makes no request.
func New(config Config, client *remote.Client) (*Channel, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if config.API == "" {
		config.API = "https://open.feishu.cn"
	}
	c := &Channel{config: config, client: client}
	c.tokens = &attempt.Tokens{Fetch: c.fetch}
	return c, nil
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

type response struct {
	Code  *int   `json:"code"`
	Words string `json:"msg"`
	Data  struct {
		MessageID string `json:"message_id"`
	} `json:"data"`
	Token  string `json:"tenant_access_token"`
	Expire int    `json:"expire"` // seconds
}

// Send makes one attempt; a token that the service calls invalid is fetched again
// once, since nothing was sent with it.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	to := target.Address
	if to == "" {
		to = c.config.To
	}
	if to == "" {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, errors.New("feishu app: no chat named"))
	}
	r, err := c.post(ctx, to, m)
	if r.Code != nil && expired[*r.Code] {
		r, err = c.post(ctx, to, m)
	}
	if err != nil {
		return delivery.Receipt{}, err
	}
	return delivery.Receipt{MessageID: r.Data.MessageID}, nil
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

// post sends m with the token at hand, which it drops if the service refuses it.
func (c *Channel) post(ctx context.Context, to string, m delivery.Message) (response, error) {
	token, err := c.tokens.Get(ctx)
	if err != nil {
		return response{}, err
	}
	header := attempt.JSONHeader.Clone()
	header.Set("Authorization", "Bearer "+token.Reveal())
	reply, err := attempt.Ask(ctx, c.client, remote.Request{
		Method: http.MethodPost, URL: c.config.API + "/open-apis/im/v1/messages?receive_id_type=" + kindOf(to),
		Header: header, Body: body(to, m), Secrets: []secret.String{token},
	})
	if err != nil {
		return response{}, fmt.Errorf("feishu app: %w", err)
	}
	r, err := c.read(reply, token)
	if r.Code != nil && expired[*r.Code] {
		c.tokens.Drop(token)
	}
	return r, err
}

func (c *Channel) fetch(ctx context.Context) (secret.String, time.Duration, error) {
	credentials := attempt.JSON(map[string]string{"app_id": c.config.App, "app_secret": c.config.Secret.Reveal()})
	reply, err := attempt.Post(ctx, c.client, c.config.API+"/open-apis/auth/v3/tenant_access_token/internal", credentials, c.config.Secret)
	if err != nil {
		return secret.String{}, 0, fmt.Errorf("feishu app: fetch token: %w", err)
	}
	r, err := c.read(reply)
	if err == nil && r.Token == "" {
		err = attempt.Unproven("feishu app", reply)
	}
	return secret.New(r.Token), time.Duration(r.Expire) * time.Second, err
}

func (c *Channel) read(reply attempt.Reply, secrets ...secret.String) (response, error) {
	var r response
	if err := attempt.Decode("feishu app", reply, &r); err != nil {
		return response{}, err
	}
	switch {
	case r.Code == nil:
		return r, attempt.Unproven("feishu app", reply)
	case *r.Code != 0:
		return r, codes.Judge("feishu app", *r.Code, attempt.Redact(r.Words, append(secrets, c.config.Secret)...))
	}
	return r, nil
}
