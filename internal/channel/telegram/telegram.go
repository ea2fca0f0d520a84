// Package telegram sends messages through a Telegram bot, and has the client that
// the chat shares with it.
package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/retry"
)

// Limits of the service: https://core.telegram.org/bots/api#sendmessage,
// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
const (
	MaxText     = 4096  // UTF-16 units after parsing
	MaxCaption  = 1024  // of a photo
	MaxRaw      = 32768 // bytes before parsing
	MaxEntities = 100   // formats beyond are dropped without an error
	MaxCallback = 64    // bytes of a button's data
	maxInFlight = 3
	general     = 1 // the topic that is addressed by naming none
)

// What Config.TopicGone may be.
const (
	sendOn = "send"
	stop   = "stop"
)

// Config is a chat of the bot, the section channels.<name>.telegram.
type Config struct {
	Chat    string `yaml:"chat"`    // id, or @name of a public chat; empty: only addresses named per message
	Thread  int64  `yaml:"thread"`  // topic of a forum
	Silent  bool   `yaml:"silent"`  // without a sound
	Pin     bool   `yaml:"pin"`     // pin what is published
	Preview bool   `yaml:"preview"` // show previews of links
	// TopicGone says what becomes of messages to a topic that was deleted: send (default)
	// posts them to the chat itself, stop gives them up and tells the newsroom.
	TopicGone string `yaml:"topic_gone"`
	Rate      int    `yaml:"-"` // messages a second over all chats, from the section telegram
}

// Validate reports every problem of the section.
func (c Config) Validate() error {
	var problems []error
	if c.Chat != "" && !validChat(c.Chat) {
		problems = append(problems, errors.New("chat: must be a number or @name"))
	}
	if c.Thread < 0 {
		problems = append(problems, errors.New("thread: must not be negative"))
	}
	if !slices.Contains([]string{"", sendOn, stop}, c.TopicGone) {
		problems = append(problems, errors.New("topic_gone: must be send or stop"))
	}
	return errors.Join(problems...)
}

func validChat(chat string) bool {
	if name, ok := strings.CutPrefix(chat, "@"); ok {
		return name != ""
	}
	id, err := strconv.ParseInt(chat, 10, 64)
	return err == nil && id != 0
}

// Channel sends to chats of one bot.
type Channel struct {
	config Config
	client *Client
}

// New returns the channel of a chat.
func New(config Config, client *Client) (*Channel, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	if config.Rate == 0 {
		config.Rate = 30
	}
	return &Channel{config: config, client: client}, nil
}

// Chat is the chat that the channel writes to: an id, @name, or empty when it has none
// of its own.
func (c *Channel) Chat() string { return c.config.Chat }

// Limits are those of the Bot API. Bulk is paced over the whole bot, a chat at one a
// second, a group at twenty a minute, edits included.
func (c *Channel) Limits() delivery.Limits {
	return delivery.Limits{
		Size: size, Max: MaxText, HTML: true, Photo: delivery.PhotoWith, InFlight: maxInFlight, Callbacks: true, Editable: true,
		Bot: c.client.Name(), Home: c.config.Chat, Group: group,
		Rates: []delivery.Rate{
			{Scope: delivery.PerBot, Count: c.config.Rate, Period: time.Second},
			{Scope: delivery.PerChat, Count: 1, Period: time.Second},
			{Scope: delivery.PerGroup, Count: 20, Period: time.Minute},
		},
	}
}

// group reports whether a target is a group, whose ids are negative. A public name may
// be a group's; it is treated as one.
func group(target delivery.Target) bool {
	return strings.HasPrefix(target.Address, "-") || strings.HasPrefix(target.Address, "@")
}

// size counts a message against MaxText. The other limits count in proportion: bytes
// before parsing, formats, and the caption of a photo, which is four times dearer.
func size(m delivery.Message) int {
	raw, shown, entities := EscapeHTML(m.Text), m.Text, 0
	if m.HTML != "" {
		raw, shown = m.HTML, m.HTML
		if p, err := ParseHTML(m.HTML); err == nil {
			shown, entities = p.Text, len(p.Entities)
		}
	}
	n := units(shown)
	if len(m.Photo) > 0 {
		n *= MaxText / MaxCaption
	}
	return max(n, ceil(len(raw), MaxRaw/MaxText), ceil(entities*MaxText, MaxEntities))
}

func ceil(n, by int) int { return (n + by - 1) / by }

// Send makes one attempt. Three refusals are answered at once, since they prove that
// nothing was sent: HTML that Telegram cannot read goes again as plain text; a message to
// a topic that was deleted goes to the chat itself, unless Config.TopicGone says stop; and
// a group that became a supergroup is written to at its new address, which the receipt
// names in Moved.
func (c *Channel) Send(ctx context.Context, target delivery.Target, m delivery.Message) (delivery.Receipt, error) {
	chat, thread, err := c.address(target)
	if err != nil {
		return delivery.Receipt{}, err
	}
	receipt, err := c.sendReadable(ctx, chat, thread, m)
	if says(err, "message thread not found") && thread != 0 && c.config.TopicGone != stop {
		receipt, err = c.sendReadable(ctx, chat, 0, m)
	}
	var refused *Error
	if errors.As(err, &refused) && refused.MigrateTo != 0 {
		moved := strconv.FormatInt(refused.MigrateTo, 10)
		receipt, err = c.sendReadable(ctx, moved, thread, m)
		receipt.Moved, chat = moved, moved
	}
	if err != nil {
		return receipt, err
	}
	if m.Pin || c.config.Pin && m.Kind == delivery.KindBulletin && m.Part == m.Parts {
		// The message is out; a bot that may not pin must not send it again.
		_, _ = c.client.Call(ctx, "pinChatMessage", Params{
			"chat_id": chat, "message_id": receipt.MessageID, "disable_notification": "true",
		})
	}
	return receipt, nil
}

// sendReadable sends m, and once more as plain text if its HTML cannot be parsed.
func (c *Channel) sendReadable(ctx context.Context, chat string, thread int64, m delivery.Message) (delivery.Receipt, error) {
	receipt, err := c.send(ctx, c.params(chat, thread, m), m)
	if m.HTML != "" && says(err, "can't parse entities") {
		m.HTML = ""
		receipt, err = c.send(ctx, c.params(chat, thread, m), m)
	}
	return receipt, err
}

// address resolves where a message goes: the target's own address, or the channel's.
func (c *Channel) address(target delivery.Target) (chat string, thread int64, err error) {
	chat, thread = c.config.Chat, c.config.Thread
	if target.Address != "" && target.Address != chat {
		chat, thread = target.Address, 0
	}
	if target.Thread != 0 {
		thread = target.Thread
	}
	if !validChat(chat) {
		return "", 0, retry.Permanent(retry.ScopeTarget, fmt.Errorf("telegram: %q is no chat", chat))
	}
	return chat, thread, nil
}

func (c *Channel) params(chat string, thread int64, m delivery.Message) Params {
	p := Params{"chat_id": chat}
	if thread != 0 && thread != general {
		p["message_thread_id"] = strconv.FormatInt(thread, 10)
	}
	if m.Silent || c.config.Silent {
		p["disable_notification"] = "true"
	}
	if len(m.Buttons) > 0 {
		p["reply_markup"] = Keyboard(m.Buttons)
	}
	c.words(p, m)
	return p
}

// words puts the text of m into p: under caption for a photo, else under text.
func (c *Channel) words(p Params, m delivery.Message) {
	field := "text"
	if len(m.Photo) > 0 {
		field = "caption"
	} else if !c.config.Preview {
		p["link_preview_options"] = `{"is_disabled":true}`
	}
	p[field] = m.Text
	if m.HTML != "" {
		p[field], p["parse_mode"] = m.HTML, "HTML"
	}
}

func (c *Channel) send(ctx context.Context, p Params, m delivery.Message) (delivery.Receipt, error) {
	var result json.RawMessage
	var err error
	if len(m.Photo) > 0 {
		result, err = c.client.Upload(ctx, "sendPhoto", p, photoField, photoName, m.Photo)
	} else {
		result, err = c.client.Call(ctx, "sendMessage", p)
	}
	if err != nil {
		return delivery.Receipt{}, err
	}
	var sent struct {
		ID int64 `json:"message_id"`
	}
	if err := json.Unmarshal(result, &sent); err != nil || sent.ID == 0 {
		return delivery.Receipt{}, retry.Uncertain(errors.New("telegram: answer names no message"))
	}
	return delivery.Receipt{MessageID: strconv.FormatInt(sent.ID, 10)}, nil
}

// Edit replaces the text of a message, or a photo with its caption, and the buttons. An
// edit that had already happened is a success; IsGone tells a message that cannot be
// edited any more.
func (c *Channel) Edit(ctx context.Context, target delivery.Target, messageID string, m delivery.Message) error {
	chat, _, err := c.address(target)
	if err != nil {
		return err
	}
	err = c.edit(ctx, chat, messageID, m)
	if m.HTML != "" && says(err, "can't parse entities") {
		m.HTML = ""
		err = c.edit(ctx, chat, messageID, m)
	}
	if IsUnchanged(err) {
		return nil
	}
	return err
}

func (c *Channel) edit(ctx context.Context, chat, messageID string, m delivery.Message) error {
	p := Params{"chat_id": chat, "message_id": messageID, "reply_markup": Keyboard(m.Buttons)}
	if len(m.Photo) > 0 {
		p["media"] = media(m)
		_, err := c.client.Upload(ctx, "editMessageMedia", p, photoField, photoName, m.Photo)
		return err
	}
	c.words(p, m)
	_, err := c.client.Call(ctx, "editMessageText", p)
	return err
}

// How a photo is named in what is uploaded.
const (
	photoField = "photo"
	photoName  = "forecast.png"
)

// media describes the photo of m with its caption: https://core.telegram.org/bots/api#inputmediaphoto.
func media(m delivery.Message) string {
	photo := struct {
		Type    string `json:"type"`
		Media   string `json:"media"`
		Caption string `json:"caption,omitempty"`
		Mode    string `json:"parse_mode,omitempty"`
	}{Type: "photo", Media: "attach://" + photoField, Caption: m.Text}
	if m.HTML != "" {
		photo.Caption, photo.Mode = m.HTML, "HTML"
	}
	data, _ := json.Marshal(photo) // strings only: cannot fail
	return string(data)
}

// Keyboard writes buttons as reply_markup. No buttons are an empty list: null, which
// the library would write, is refused.
func Keyboard(rows [][]delivery.Button) string {
	type button struct {
		Text string `json:"text"`
		Data string `json:"callback_data,omitempty"`
		URL  string `json:"url,omitempty"`
	}
	markup := struct {
		Rows [][]button `json:"inline_keyboard"`
	}{Rows: [][]button{}}
	for _, row := range rows {
		line := []button{}
		for _, b := range row {
			line = append(line, button{Text: b.Label, Data: b.Data, URL: b.URL})
		}
		markup.Rows = append(markup.Rows, line)
	}
	data, _ := json.Marshal(markup) // strings only: cannot fail
	return string(data)
}
