package app

import (
	"errors"
	"io"
	"time"

	"yubao/internal/bulletin"
	"yubao/internal/channel/console"
	"yubao/internal/channel/dingtalk"
	"yubao/internal/channel/email"
	"yubao/internal/channel/feishu"
	"yubao/internal/channel/feishuapp"
	"yubao/internal/channel/file"
	"yubao/internal/channel/telegram"
	"yubao/internal/channel/webhook"
	"yubao/internal/channel/wecom"
	"yubao/internal/channel/wecomapp"
	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/source"
	"yubao/internal/source/metno"
	"yubao/internal/source/openmeteo"
)

// parts are what constructors of sources and channels share.
type parts struct {
	remote   *remote.Client   // asks for forecasts: repeats what is safe to repeat
	sender   *remote.Client   // posts messages: one attempt, never repeated
	telegram *telegram.Client // nil: no token
	rate     int              // messages a second of the bot
	screen   io.Writer        // where the console channel prints
	now      func() time.Time
}

// maker constructs a source or channel from its section of config.yaml and reports
// what is wrong with the section.
type maker[T any] func(parts, config.Section) (T, []config.Problem)

// channels names every kind of channel that config.yaml may ask for.
var channels = map[string]maker[delivery.Channel]{
	"console":  channelKind(func(c console.Config, p parts) (*console.Channel, error) { return console.New(c, p.screen) }),
	"telegram": channelKind(newTelegram),

	"wecom":      channelKind(poster(wecom.New)),
	"wecom_app":  channelKind(poster(wecomapp.New)),
	"dingtalk":   channelKind(poster(dingtalk.New)),
	"feishu":     channelKind(poster(feishu.New)),
	"feishu_app": channelKind(poster(feishuapp.New)),
	"webhook":    channelKind(poster(webhook.New)),
	"email":      channelKind(func(c email.Config, _ parts) (*email.Channel, error) { return email.New(c) }),
	"file":       channelKind(func(c file.Config, _ parts) (*file.Channel, error) { return file.New(c) }),
}

// sources names every kind of source.
var sources = map[string]maker[source.Service]{
	"openmeteo": sourceKind(asker(openmeteo.New)),
	"metno":     sourceKind(asker(metno.New)),
}

// channelKind adapts the constructor of a channel.
func channelKind[C any, T delivery.Channel](construct func(C, parts) (T, error)) maker[delivery.Channel] {
	return func(p parts, section config.Section) (delivery.Channel, []config.Problem) {
		made, problems := build(construct, p, section)
		if len(problems) > 0 {
			return nil, problems
		}
		return made, nil
	}
}

// sourceKind adapts the constructor of a source.
func sourceKind[C any, T source.Service](construct func(C, parts) (T, error)) maker[source.Service] {
	return func(p parts, section config.Section) (source.Service, []config.Problem) {
		made, problems := build(construct, p, section)
		if len(problems) > 0 {
			return nil, problems
		}
		return made, nil
	}
}

// build decodes a section strictly into the constructor's own Config. Constructors
// make no requests.
func build[C, T any](construct func(C, parts) (T, error), p parts, section config.Section) (T, []config.Problem) {
	var settings C
	var none T
	if problems := section.Decode(&settings); len(problems) > 0 {
		return none, problems
	}
	made, err := construct(settings, p)
	if err != nil {
		return none, []config.Problem{section.Complain(config.Reason(err))}
	}
	return made, nil
}

// asker adapts the constructor of a source, which needs the client for HTTP APIs.
func asker[C, T any](construct func(C, *remote.Client) (T, error)) func(C, parts) (T, error) {
	return func(c C, p parts) (T, error) { return construct(c, p.remote) }
}

// poster adapts the constructor of a channel that posts to a service.
func poster[C, T any](construct func(C, *remote.Client) (T, error)) func(C, parts) (T, error) {
	return func(c C, p parts) (T, error) { return construct(c, p.sender) }
}

func newTelegram(c telegram.Config, p parts) (*telegram.Channel, error) {
	if p.telegram == nil {
		return nil, errors.New("telegram 渠道要有 telegram.token")
	}
	c.Rate = p.rate
	return telegram.New(c, p.telegram)
}

// newParts builds what the constructors share.
func newParts(c *config.Config, screen io.Writer, now func() time.Time) (parts, []config.Problem) {
	p := parts{
		remote: remote.New(remote.Options{Now: now}), sender: remote.New(remote.Options{Now: now, Timeout: c.Delivery.Timeout}),
		rate: c.Telegram.Rate, screen: screen, now: now,
	}
	if c.Telegram.Token.IsZero() {
		return p, nil
	}
	client, err := telegram.NewClient(telegram.Bot{Token: c.Telegram.Token, API: c.Telegram.API, Rate: c.Telegram.Rate})
	if err != nil {
		return p, []config.Problem{c.ProblemAt(config.Position{}, "telegram："+config.Reason(err))}
	}
	p.telegram = client
	return p, nil
}

// carriage is what a kind of channel makes of an edition.
type carriage struct {
	article bool            // it gets the article, as plain text; the others the chat text unless full_text_to names them
	shows   bulletin.Format // how the service shows the marks of a chat text: Plain leaves them out
	most    string          // the longest text of one message, for people; longer ones are split
	title   string          // for people
}

// carriages has every kind of channel. Chat texts are kept in one form, Telegram's HTML,
// and each adapter makes of it what its service takes.
var carriages = map[string]carriage{
	"console":    {title: "屏幕", shows: bulletin.Plain, most: "不限"},
	"telegram":   {title: "Telegram", shows: bulletin.Telegram, most: "4096字"},
	"wecom":      {title: "企业微信群", shows: bulletin.WeCom, most: "4096字节，纯文字2048字节"},
	"wecom_app":  {title: "企业微信应用", shows: bulletin.Plain, most: "2048字节"},
	"dingtalk":   {title: "钉钉", shows: bulletin.Plain, most: "2万字节"},
	"feishu":     {title: "飞书群", shows: bulletin.Plain, most: "2万字节"},
	"feishu_app": {title: "飞书应用", shows: bulletin.Plain, most: "15万字节"},
	"webhook":    {title: "webhook", article: true, shows: bulletin.Plain, most: "不限"},
	"email":      {title: "邮件", article: true, shows: bulletin.Plain, most: "不限"},
	"file":       {title: "文件", article: true, shows: bulletin.Plain, most: "不限"},
}

// plain is the text that HTML of Telegram's subset shows; HTML that cannot be read is
// taken as it stands.
func plain(html string) string {
	p, err := telegram.ParseHTML(html)
	if err != nil {
		return html
	}
	return p.Text
}

func escape(text string) string { return telegram.EscapeHTML(text) }
