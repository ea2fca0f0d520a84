// Package feishu sends to a group through a custom bot of Feishu or Lark (飞书自定义机器人).
// https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
package feishu

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/url"
	"path"
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
	MaxBody   = 20 << 10 // bytes of the whole request
	perSecond = 5
	perMinute = 100
	pause     = time.Minute // after a refusal for frequency, which states no time
)

// badRequest stands for a malformed body and for too many requests; the words tell.
const badRequest = 9499

var service = attempt.Service{Name: "feishu", Code: "code", Words: "msg", Codes: codes, Refine: refine}

// codes is taken from the custom-bot guide.
var codes = attempt.Codes{
	badRequest: attempt.GiveUp(retry.ScopeMessage),
	11232:      attempt.Wait(pause, retry.ScopeChannel), // frequency limited, typically at :00 and :30
	19001:      attempt.GiveUp(retry.ScopeTarget),       // hook unknown
	19002:      attempt.GiveUp(retry.ScopeMessage),
	19021:      attempt.GiveUp(retry.ScopeChannel), // signature
	19022:      attempt.GiveUp(retry.ScopeChannel), // address not allowed
	19024:      attempt.GiveUp(retry.ScopeMessage), // keyword missing
	19036:      attempt.GiveUp(retry.ScopeMessage), // too long
	11246:      attempt.GiveUp(retry.ScopeMessage), // card content
	230099:     attempt.GiveUp(retry.ScopeMessage),
}

// Config is the section channels.<name>.feishu.
type Config struct {
	Webhook secret.String `yaml:"webhook"` // the whole address
	Secret  secret.String `yaml:"secret"`  // when the bot asks for signatures
	Keyword string        `yaml:"keyword"` // added to texts that lack it, when the bot asks for one
}

// Validate reports every problem of the section.
func (c Config) Validate() error { return attempt.CheckWebhook(c.Webhook) }

// Channel is one bot in one group.
type Channel struct {
	config Config
	robot  *attempt.Robot
	now    func() time.Time
}

// New returns the channel of a bot.
func New(config Config, client *remote.Client) (*Channel, error) {
	hook := func(u *url.URL) string { return path.Base(u.Path) }
	robot, err := attempt.NewRobot(service, client, config.Webhook, hook, config.Secret)
	if err != nil {
		return nil, err
	}
	return &Channel{config, robot, time.Now}, nil
}

// Limits are those of one bot. Buttons can only open links.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		Size:     func(m delivery.Message) int { return len(c.body(m, time.Unix(0, 0))) },
		Max:      MaxBody,
		InFlight: 1,
		Rates: []delivery.Rate{
			{Scope: delivery.PerBot, Count: perSecond, Period: time.Second},
			{Scope: delivery.PerBot, Count: perMinute, Period: time.Minute, Penalty: pause},
		},
		AvoidRound: true,
		Bot:        c.robot.Bot(),
	}
}

type request struct {
	Timestamp string  `json:"timestamp,omitempty"` // seconds
	Sign      string  `json:"sign,omitempty"`
	Type      string  `json:"msg_type"`
	Content   content `json:"content"`
}

type content struct {
	Text string `json:"text"`
}

// Send makes one attempt, signed for this moment.
func (c *Channel) Send(ctx context.Context, _ delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	return delivery.Receipt{}, c.robot.Post(ctx, nil, c.body(m, c.now()))
}

func refine(code int, words string, err error) error {
	if code == badRequest && strings.Contains(strings.ToLower(words), "too many request") {
		return retry.After(pause, retry.ScopeChannel, err)
	}
	return err
}

func (c *Channel) body(m delivery.Message, now time.Time) []byte {
	r := request{Type: "text", Content: content{Text: m.TextWithLinks()}}
	if !strings.Contains(r.Content.Text, c.config.Keyword) {
		r.Content.Text += "\n" + c.config.Keyword
	}
	if !c.config.Secret.IsZero() {
		r.Timestamp = fmt.Sprintf("%010d", now.Unix())
		r.Sign = Sign(r.Timestamp, c.config.Secret)
	}
	return attempt.JSON(r)
}

// Sign returns the signature of a time in seconds: the time and the secret on two
// lines are the key, and the message is empty.
func Sign(seconds string, key secret.String) string {
	mac := hmac.New(sha256.New, []byte(seconds+"\n"+key.Reveal()))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
