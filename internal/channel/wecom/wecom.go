// Package wecom sends to a group through the webhook of a WeCom robot (企业微信群机器人).
// https://developer.work.weixin.qq.com/document/path/99110
package wecom

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"

	"yubao/internal/channel/attempt"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// Limits of the service.
const (
	MaxText     = 2048    // bytes
	MaxMarkdown = 4096    // bytes
	MaxImage    = 2 << 20 // bytes of the file
	perMinute   = 20
	penalty     = time.Minute // what a minute's block lasts; the answer states no time
)

var service = attempt.Service{Name: "wecom", Code: "errcode", Words: "errmsg", Codes: codes}

// codes is taken from https://developer.work.weixin.qq.com/document/path/90313.
var codes = attempt.Codes{
	-1:    nil, // busy
	40008: attempt.GiveUp(retry.ScopeMessage),
	40009: attempt.GiveUp(retry.ScopeMessage), // image size
	40033: attempt.GiveUp(retry.ScopeMessage), // illegal characters
	40058: attempt.GiveUp(retry.ScopeMessage), // parameter, mostly too long
	40063: attempt.GiveUp(retry.ScopeMessage),
	44004: attempt.GiveUp(retry.ScopeMessage), // empty
	45002: attempt.GiveUp(retry.ScopeMessage), // too long
	45009: attempt.Wait(penalty, retry.ScopeChannel),
	45033: attempt.Wait(penalty, retry.ScopeChannel),
	93000: attempt.GiveUp(retry.ScopeTarget), // key wrong, or robot removed from the group
	93004: attempt.GiveUp(retry.ScopeTarget), // robot stopped
	93008: attempt.GiveUp(retry.ScopeTarget),
}

// Config is the section channels.<name>.wecom.
type Config struct {
	Webhook secret.String `yaml:"webhook"` // the whole address with its key
	Plain   bool          `yaml:"plain"`   // text alone: personal WeChat does not show markdown
}

// Validate reports every problem of the section.
func (c Config) Validate() error { return attempt.CheckWebhook(c.Webhook) }

// Channel is one robot in one group.
type Channel struct {
	config Config
	robot  *attempt.Robot
}

// New returns the channel of a robot.
func New(config Config, client *remote.Client) (*Channel, error) {
	robot, err := attempt.NewRobot(service, client, config.Webhook, attempt.QueryKey("key"))
	if err != nil {
		return nil, err
	}
	return &Channel{config, robot}, nil
}

// Limits are those of one webhook. Buttons can only open links.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		Size:     c.size,
		Max:      MaxMarkdown,
		HTML:     !c.config.Plain,
		Photo:    delivery.PhotoApart,
		InFlight: 1,
		Rates:    []delivery.Rate{{Scope: delivery.PerBot, Count: perMinute, Period: time.Minute, Penalty: penalty}},
		Bot:      c.robot.Bot(),
	}
}

// size counts bytes against MaxMarkdown; those of plain text, which may have MaxText, are
// as much dearer.
func (c *Channel) size(m delivery.Message) int {
	if c.marked(m) {
		return len(markdown(m))
	}
	return len(m.TextWithLinks()) * (MaxMarkdown / MaxText)
}

// marked reports whether a message goes as markdown.
func (c *Channel) marked(m delivery.Message) bool { return m.HTML != "" && !c.config.Plain }

type request struct {
	Type     string `json:"msgtype"`
	Text     *text  `json:"text,omitempty"`
	Markdown *text  `json:"markdown,omitempty"`
	Image    *image `json:"image,omitempty"`
}

type text struct {
	Content string `json:"content"`
}

type image struct {
	Base64 string `json:"base64"`
	MD5    string `json:"md5"`
}

// Send makes one attempt. The service has no message of text and picture: a picture
// comes in a message of its own, without a text.
func (c *Channel) Send(ctx context.Context, _ delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	if len(m.Photo) > MaxImage {
		return delivery.Receipt{}, retry.Permanent(retry.ScopeMessage, errors.New("wecom: picture is over 2 MiB"))
	}
	return delivery.Receipt{}, c.robot.Post(ctx, nil, attempt.JSON(c.body(m)))
}

func (c *Channel) body(m delivery.Message) request {
	if m.Text == "" && len(m.Photo) > 0 {
		sum := md5.Sum(m.Photo)
		return request{Type: "image", Image: &image{
			Base64: base64.StdEncoding.EncodeToString(m.Photo), MD5: hex.EncodeToString(sum[:]),
		}}
	}
	if c.marked(m) {
		return request{Type: "markdown", Markdown: &text{Content: markdown(m)}}
	}
	return request{Type: "text", Text: &text{Content: m.TextWithLinks()}}
}
