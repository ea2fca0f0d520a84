// Package wecomapp sends to members through an app of WeCom (企业微信应用消息).
// https://developer.work.weixin.qq.com/document/path/90236
package wecomapp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"yubao/internal/channel/attempt"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// Limits of the service. What exceeds the rates of a member is dropped without an error.
const (
	MaxText   = 2048 // bytes
	perMinute = 30
	perHour   = 1000
	window    = 4 * time.Hour // longest duplicate_check_interval
)

// codes is taken from https://developer.work.weixin.qq.com/document/path/90313.
var codes = attempt.Codes{
	-1:    nil,                                // busy
	40001: attempt.GiveUp(retry.ScopeChannel), // secret wrong
	40008: attempt.GiveUp(retry.ScopeMessage),
	40013: attempt.GiveUp(retry.ScopeChannel), // corporation unknown
	40031: attempt.GiveUp(retry.ScopeTarget),
	40033: attempt.GiveUp(retry.ScopeMessage),
	40056: attempt.GiveUp(retry.ScopeChannel), // agent unknown
	40058: attempt.GiveUp(retry.ScopeMessage),
	40091: attempt.GiveUp(retry.ScopeChannel),
	44004: attempt.GiveUp(retry.ScopeMessage), // empty
	45002: attempt.GiveUp(retry.ScopeMessage), // too long
	45009: attempt.Wait(time.Minute, retry.ScopeChannel),
	45033: attempt.Wait(time.Minute, retry.ScopeChannel),
	48002: attempt.GiveUp(retry.ScopeChannel),
	60011: attempt.GiveUp(retry.ScopeTarget),  // no right to see the member
	60020: attempt.GiveUp(retry.ScopeChannel), // our address is not on the app's list
	60111: attempt.GiveUp(retry.ScopeTarget),
	81013: attempt.GiveUp(retry.ScopeTarget), // nobody of the list exists
}

// expired are the codes of a token that is to be fetched again.
var expired = []int{40014, 41001, 42001}

// Config is the section channels.<name>.wecom_app.
type Config struct {
	Corp   string        `yaml:"corp"`   // corpid
	Secret secret.String `yaml:"secret"` // of the app
	Agent  int           `yaml:"agent"`
	To     string        `yaml:"to"`  // members, separated by |, or @all; empty: only addresses named per message
	API    string        `yaml:"api"` // default https://qyapi.weixin.qq.com
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	return attempt.CheckApp(c.API, map[string]bool{"corp": c.Corp == "", "secret": c.Secret.IsZero(), "agent": c.Agent <= 0})
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
	config.API = cmp.Or(config.API, "https://qyapi.weixin.qq.com")
	return &Channel{config: config, app: &attempt.App{
		Service: attempt.Service{Name: "wecom app", Code: "errcode", Words: "errmsg", Codes: codes}, Client: client, Secret: config.Secret, Expired: expired,
		Ask: remote.Request{
			URL:     config.API + "/cgi-bin/gettoken",
			Query:   url.Values{"corpid": {config.Corp}, "corpsecret": {config.Secret.Reveal()}},
			Secrets: []secret.String{config.Secret},
		},
		Token: "access_token", Life: "expires_in",
	}}, nil
}

// Limits are those of one member. The service delivers the same body once within
// four hours.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		Size:     func(m delivery.Message) int { return len(m.TextWithLinks()) },
		Max:      MaxText,
		InFlight: 2,
		Rates: []delivery.Rate{
			{Scope: delivery.PerChat, Count: perMinute, Period: time.Minute},
			{Scope: delivery.PerChat, Count: perHour, Period: time.Hour},
		},
		Idempotent: window,
		AvoidRound: true,
		Bot:        fmt.Sprintf("wecom_app:%s:%d", c.config.Corp, c.config.Agent),
		Home:       c.config.To,
	}
}

type request struct {
	To       string `json:"touser"`
	Type     string `json:"msgtype"`
	Agent    int    `json:"agentid"`
	Text     text   `json:"text"`
	Check    int    `json:"enable_duplicate_check"`
	Interval int    `json:"duplicate_check_interval"` // seconds
}

type text struct {
	Content string `json:"content"`
}

// Send makes one attempt, and one more with a new token when the service calls the one at
// hand expired, since nothing was sent with it. Members who do not exist stand in the
// receipt's Refused; when there are no others, the delivery failed.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	to := cmp.Or(target.Address, c.config.To)
	if to == "" {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, errors.New("wecom app: no member named"))
	}
	body := attempt.JSON(request{
		To: to, Type: "text", Agent: c.config.Agent, Text: text{Content: m.TextWithLinks()},
		Check: 1, Interval: int(window / time.Second),
	})
	var sent struct {
		MessageID  string `json:"msgid"`
		Invalid    string `json:"invaliduser"` // separated by |
		Unlicensed string `json:"unlicenseduser"`
	}
	err := c.app.Call(ctx, func(token secret.String) remote.Request {
		return remote.Request{
			Method: http.MethodPost, URL: c.config.API + "/cgi-bin/message/send?access_token=" + url.QueryEscape(token.Reveal()),
			Header: attempt.JSONHeader, Body: body,
		}
	}, &sent)
	if err != nil {
		return delivery.Receipt{}, err
	}
	refused := append(list(sent.Invalid), list(sent.Unlicensed)...)
	if len(refused) > 0 && len(refused) >= len(list(to)) && to != "@all" {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, fmt.Errorf("wecom app: no such member: %s", strings.Join(refused, ", ")))
	}
	return delivery.Receipt{MessageID: sent.MessageID, Refused: refused}, nil
}

func list(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == '|' }) }
