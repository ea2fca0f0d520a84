// Package wecomapp sends to members through an app of WeCom (企业微信应用消息).
// https://developer.work.weixin.qq.com/document/path/90236
package wecomapp

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
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
var expired = map[int]bool{40014: true, 41001: true, 42001: true}

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
	var problems []error
	if c.Corp == "" {
		problems = append(problems, errors.New("corp: missing"))
	}
	if c.Secret.IsZero() {
		problems = append(problems, errors.New("secret: missing"))
	}
	if c.Agent <= 0 {
		problems = append(problems, errors.New("agent: missing"))
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
		config.API = "https://qyapi.weixin.qq.com"
	}
	c := &Channel{config: config, client: client}
	c.tokens = &attempt.Tokens{Fetch: c.fetch}
	return c, nil
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

type response struct {
	Code       *int   `json:"errcode"`
	Words      string `json:"errmsg"`
	MessageID  string `json:"msgid"`
	Invalid    string `json:"invaliduser"` // separated by |
	Unlicensed string `json:"unlicenseduser"`
	Token      string `json:"access_token"`
	Expires    int    `json:"expires_in"` // seconds
}

// Send makes one attempt; a token that the service calls expired is fetched again
// once, since nothing was sent with it. Members who do not exist stand in the
// receipt's Refused; when there are no others, the delivery failed.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	to := target.Address
	if to == "" {
		to = c.config.To
	}
	if to == "" {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, errors.New("wecom app: no member named"))
	}
	body := attempt.JSON(request{
		To: to, Type: "text", Agent: c.config.Agent, Text: text{Content: m.TextWithLinks()},
		Check: 1, Interval: int(window / time.Second),
	})
	r, err := c.post(ctx, body)
	if r.Code != nil && expired[*r.Code] {
		r, err = c.post(ctx, body)
	}
	if err != nil {
		return delivery.Receipt{}, err
	}
	refused := append(list(r.Invalid), list(r.Unlicensed)...)
	if len(refused) > 0 && len(refused) >= len(list(to)) && to != "@all" {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeTarget, fmt.Errorf("wecom app: no such member: %s", strings.Join(refused, ", ")))
	}
	return delivery.Receipt{MessageID: r.MessageID, Refused: refused}, nil
}

func list(s string) []string { return strings.FieldsFunc(s, func(r rune) bool { return r == '|' }) }

// post sends body with the token at hand, which it drops if the service refuses it.
func (c *Channel) post(ctx context.Context, body []byte) (response, error) {
	token, err := c.tokens.Get(ctx)
	if err != nil {
		return response{}, err
	}
	address := c.config.API + "/cgi-bin/message/send?access_token=" + url.QueryEscape(token.Reveal())
	reply, err := attempt.Post(ctx, c.client, address, body, token)
	if err != nil {
		return response{}, fmt.Errorf("wecom app: %w", err)
	}
	r, err := c.read(reply, token)
	if r.Code != nil && expired[*r.Code] {
		c.tokens.Drop(token)
	}
	return r, err
}

// fetch asks for an access token. Asking with a wrong secret several times gets our
// address blocked for an hour, which the table's GiveUp prevents.
func (c *Channel) fetch(ctx context.Context) (secret.String, time.Duration, error) {
	reply, err := attempt.Ask(ctx, c.client, remote.Request{
		URL:     c.config.API + "/cgi-bin/gettoken",
		Query:   url.Values{"corpid": {c.config.Corp}, "corpsecret": {c.config.Secret.Reveal()}},
		Secrets: []secret.String{c.config.Secret},
	})
	if err != nil {
		return secret.String{}, 0, fmt.Errorf("wecom app: fetch token: %w", err)
	}
	r, err := c.read(reply)
	if err == nil && r.Token == "" {
		err = attempt.Unproven("wecom app", reply)
	}
	return secret.New(r.Token), time.Duration(r.Expires) * time.Second, err
}

func (c *Channel) read(reply attempt.Reply, secrets ...secret.String) (response, error) {
	var r response
	if err := attempt.Decode("wecom app", reply, &r); err != nil {
		return response{}, err
	}
	switch {
	case r.Code == nil:
		return r, attempt.Unproven("wecom app", reply)
	case *r.Code != 0:
		words := attempt.Redact(chatter.ReplaceAllString(r.Words, ""), append(secrets, c.config.Secret)...)
		return r, codes.Judge("wecom app", *r.Code, words)
	}
	return r, nil
}

// chatter is what only the service's support needs: the trace, and our public address.
var chatter = regexp.MustCompile(`,? (hint:|from ip:|more info at).*`)
