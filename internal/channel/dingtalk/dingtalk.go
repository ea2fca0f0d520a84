// Package dingtalk sends to a group through a custom robot of DingTalk (钉钉自定义机器人).
// https://open.dingtalk.com/document/robots/custom-robot-access
package dingtalk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yubao/internal/channel/attempt"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// Limits of the service. A robot that sends more than 20 a minute is silent for ten
// minutes, so it is kept below.
const (
	MaxBody   = 20000 // bytes of the whole request
	perMinute = 18
	spacing   = 3500 * time.Millisecond
	penalty   = 10 * time.Minute
)

// refusedByRule is the code for a message that fails one of the robot's safety
// settings; only the words tell which.
const refusedByRule = 310000

var service = attempt.Service{Name: "dingtalk", Code: "errcode", Words: "errmsg", Codes: codes, Refine: refine}

// codes is taken from the service's error table. The words of refusedByRule are
// refined in rules.
var codes = attempt.Codes{
	-1:     nil, // busy
	40035:  attempt.GiveUp(retry.ScopeMessage),
	130101: attempt.Wait(penalty, retry.ScopeChannel), // its wait of 5 is not the real one
	300001: attempt.GiveUp(retry.ScopeTarget),         // token is not exist
	400013: attempt.GiveUp(retry.ScopeTarget),         // group dissolved
	400101: attempt.GiveUp(retry.ScopeTarget),
	400102: attempt.GiveUp(retry.ScopeTarget), // robot stopped
	400105: attempt.GiveUp(retry.ScopeMessage),
	400106: attempt.GiveUp(retry.ScopeTarget),
	410100: attempt.Wait(penalty, retry.ScopeChannel),
	430101: attempt.GiveUp(retry.ScopeMessage), // links or words that the service forbids
	430102: attempt.GiveUp(retry.ScopeMessage),
	430103: attempt.GiveUp(retry.ScopeMessage),
	430104: attempt.GiveUp(retry.ScopeMessage),
	460101: attempt.GiveUp(retry.ScopeMessage), // too long
}

// rules tells the meanings of refusedByRule apart. A clock that is wrong comes right
// again without anybody touching the channel; a wrong secret does not.
var rules = []struct {
	phrase  string
	verdict attempt.Verdict
}{
	{"keyword", attempt.GiveUp(retry.ScopeMessage)},
	{"invalid timestamp", attempt.Wait(time.Minute, retry.ScopeChannel)},
	{"", attempt.GiveUp(retry.ScopeChannel)}, // sign not match, ip not in whitelist
}

// Config is the section channels.<name>.dingtalk.
type Config struct {
	Webhook secret.String `yaml:"webhook"` // the whole address with its access_token
	Secret  secret.String `yaml:"secret"`  // SEC…, when the robot asks for signatures
	Keyword string        `yaml:"keyword"` // added to texts that lack it, when the robot asks for one
}

// Validate reports every problem of the section.
func (c Config) Validate() error { return attempt.CheckWebhook(c.Webhook) }

// Channel is one robot in one group.
type Channel struct {
	config Config
	robot  *attempt.Robot
	now    func() time.Time
}

// New returns the channel of a robot.
func New(config Config, client *remote.Client) (*Channel, error) {
	robot, err := attempt.NewRobot(service, client, config.Webhook, attempt.QueryKey("access_token"), config.Secret)
	if err != nil {
		return nil, err
	}
	return &Channel{config, robot, time.Now}, nil
}

// Limits are those of one robot. Buttons can only open links.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		Size:     func(m delivery.Message) int { return len(c.body(m)) },
		Max:      MaxBody,
		InFlight: 1,
		Rates: []delivery.Rate{
			{Scope: delivery.PerBot, Count: 1, Period: spacing},
			{Scope: delivery.PerBot, Count: perMinute, Period: time.Minute, Penalty: penalty},
		},
		Bot: c.robot.Bot(),
	}
}

type request struct {
	Type string `json:"msgtype"`
	Text text   `json:"text"`
}

type text struct {
	Content string `json:"content"`
}

// Send makes one attempt, signed for this moment.
func (c *Channel) Send(ctx context.Context, _ delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	return delivery.Receipt{}, c.robot.Post(ctx, c.signature(c.now()), c.body(m))
}

func refine(code int, words string, err error) error {
	if code != refusedByRule {
		return err
	}
	for _, rule := range rules {
		if strings.Contains(strings.ToLower(words), rule.phrase) {
			return rule.verdict(err)
		}
	}
	return err
}

func (c *Channel) body(m delivery.Message) []byte {
	content := m.TextWithLinks()
	if !strings.Contains(content, c.config.Keyword) {
		content += "\n" + c.config.Keyword
	}
	return attempt.JSON(request{Type: "text", Text: text{Content: content}})
}

// signature is what the address carries to be taken within the hour from now.
func (c *Channel) signature(now time.Time) url.Values {
	if c.config.Secret.IsZero() {
		return nil
	}
	stamp := strconv.FormatInt(now.UnixMilli(), 10)
	return url.Values{"timestamp": {stamp}, "sign": {Sign(stamp, c.config.Secret)}}
}

// Sign returns the signature of a time in milliseconds, before percent-encoding: the
// secret is the key, the time and the secret on two lines are the message.
func Sign(milliseconds string, key secret.String) string {
	mac := hmac.New(sha256.New, []byte(key.Reveal()))
	mac.Write([]byte(milliseconds + "\n" + key.Reveal()))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
