package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"yubao/internal/channel/telegram"
	"yubao/internal/delivery"
	"yubao/internal/retry"
)

// MostNotice is how long the text of an answer to a tap may be, in characters:
// https://core.telegram.org/bots/api#answercallbackquery.
const MostNotice = 200

// Pace waits for a place in the bot's pace and then makes one request;
// courier.Courier.Do with a channel's name is one.
type Pace func(ctx context.Context, target delivery.Target, do func(context.Context) error) error

// Mouth says what handlers have to say. It is safe for concurrent use.
type Mouth struct {
	API  API
	Pace Pace // nil: at once
	// Limits are those of the channel that the bot's chats have; long texts are split by them.
	Limits delivery.Limits
	Now    func() time.Time

	mu      sync.Mutex
	members map[membership]standing
}

// Say is something to be said.
type Say struct {
	Chat    int64
	Topic   int64
	Text    string // plain; HTML, when set, is the same with formats
	HTML    string
	Buttons [][]delivery.Button
	ReplyTo int64  // message to answer, 0 for none
	Ask     string // asks for a reply to this message; shown as a hint in the input field
	Silent  bool
}

// Answer says something to whoever wrote m, in the same chat and topic.
func Answer(m *Message, text string) Say {
	s := Say{Chat: m.Chat.ID, Topic: m.Topic(), Text: text}
	if !m.Chat.Private() {
		s.ReplyTo = m.ID
	}
	return s
}

// Say sends, split where it is too long; buttons stand under the last part.
func (m *Mouth) Say(ctx context.Context, s Say) error {
	parts, err := delivery.Split(delivery.Message{Kind: delivery.KindReply, Text: s.Text, HTML: s.HTML, Buttons: s.Buttons}, m.Limits)
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	for i, part := range parts {
		if err := m.send(ctx, s, part, i == len(parts)-1); err != nil {
			return err
		}
	}
	return nil
}

func (m *Mouth) send(ctx context.Context, s Say, part delivery.Message, last bool) error {
	p := telegram.Params{
		"chat_id": strconv.FormatInt(s.Chat, 10), "text": part.Text, "link_preview_options": `{"is_disabled":true}`,
	}
	if part.HTML != "" {
		p["text"], p["parse_mode"] = part.HTML, "HTML"
	}
	if s.Topic > 1 { // the general topic is addressed by naming none
		p["message_thread_id"] = strconv.FormatInt(s.Topic, 10)
	}
	if s.Silent {
		p["disable_notification"] = "true"
	}
	if s.ReplyTo != 0 {
		p["reply_parameters"] = fmt.Sprintf(`{"message_id":%d,"allow_sending_without_reply":true}`, s.ReplyTo)
	}
	switch {
	case last && s.Ask != "":
		markup, err := json.Marshal(map[string]any{"force_reply": true, "selective": true, "input_field_placeholder": cut(s.Ask, 64)})
		if err != nil {
			return err
		}
		p["reply_markup"] = string(markup)
	case len(part.Buttons) > 0:
		p["reply_markup"] = telegram.Keyboard(part.Buttons)
	}
	return m.paced(ctx, s.Chat, "sendMessage", p)
}

// mostWaits is how often an answer waits when the service asks it to.
const mostWaits = 5

// paced makes a call in its turn. A refusal for frequency means that nothing was sent:
// after the wait that the service asks for, it is made again.
func (m *Mouth) paced(ctx context.Context, chat int64, method string, p telegram.Params) error {
	do := func(ctx context.Context) error {
		_, err := m.API.Call(ctx, method, p)
		return err
	}
	target := delivery.Target{Address: strconv.FormatInt(chat, 10)}
	for waits := 0; ; waits++ {
		var err error
		if m.Pace != nil {
			err = m.Pace(ctx, target, do)
		} else {
			err = do(ctx)
		}
		consequence, _, wait := retry.Of(err)
		if err == nil || consequence != retry.Wait || waits == mostWaits {
			return err
		}
		pause(ctx, wait)
		if ctx.Err() != nil {
			return err
		}
	}
}

// Notice answers a tap: a short text, in a box where it must be seen. It is not paced:
// the service does not limit it. An answer that comes too late is no error, the tap
// still counts.
func (m *Mouth) Notice(ctx context.Context, tap *Tap, text string, box bool) error {
	p := telegram.Params{"callback_query_id": tap.ID}
	if text != "" {
		p["text"] = cut(text, MostNotice)
	}
	if box {
		p["show_alert"] = "true"
	}
	_, err := m.API.Call(ctx, "answerCallbackQuery", p)
	if telegram.IsLateAnswer(err) {
		return nil
	}
	return err
}

// Keyboard puts other buttons under a message, or none.
func (m *Mouth) Keyboard(ctx context.Context, chat, message int64, buttons [][]delivery.Button) error {
	return harmless(m.paced(ctx, chat, "editMessageReplyMarkup", telegram.Params{
		"chat_id": strconv.FormatInt(chat, 10), "message_id": strconv.FormatInt(message, 10), "reply_markup": telegram.Keyboard(buttons),
	}))
}

// Rewrite replaces a message of the bot with something else.
func (m *Mouth) Rewrite(ctx context.Context, message int64, s Say) error {
	p := telegram.Params{
		"chat_id": strconv.FormatInt(s.Chat, 10), "message_id": strconv.FormatInt(message, 10), "text": s.Text,
		"reply_markup": telegram.Keyboard(s.Buttons), "link_preview_options": `{"is_disabled":true}`,
	}
	if s.HTML != "" {
		p["text"], p["parse_mode"] = s.HTML, "HTML"
	}
	return harmless(m.paced(ctx, s.Chat, "editMessageText", p))
}

// harmless hides that an edit had happened already, or that the message is gone.
func harmless(err error) error {
	if telegram.IsUnchanged(err) || telegram.IsGone(err) {
		return nil
	}
	return err
}

type membership struct{ chat, user int64 }

type standing struct {
	member Member
	at     time.Time
}

const (
	// memberFor is how long somebody's standing in a chat is taken for known.
	memberFor = 2 * time.Minute
	// mostMembers bounds what is remembered of it.
	mostMembers = 4096
)

// Member returns a user's standing in a chat.
func (m *Mouth) Member(ctx context.Context, chat, user int64) (Member, error) {
	key, now := membership{chat, user}, m.Now()
	m.mu.Lock()
	known, ok := m.members[key]
	m.mu.Unlock()
	if ok && now.Sub(known.at) < memberFor {
		return known.member, nil
	}
	raw, err := m.API.Call(ctx, "getChatMember", telegram.Params{
		"chat_id": strconv.FormatInt(chat, 10), "user_id": strconv.FormatInt(user, 10),
	})
	var refused *telegram.Error
	if errors.As(err, &refused) && refused.Code == 400 { // not in the chat
		return Member{Status: "left"}, nil
	}
	if err != nil {
		return Member{}, err
	}
	var member Member
	if err := json.Unmarshal(raw, &member); err != nil {
		return member, fmt.Errorf("read member: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.members == nil || len(m.members) >= mostMembers {
		m.members = map[membership]standing{}
	}
	m.members[key] = standing{member, now}
	return member, nil
}

// cut shortens a text to so many characters.
func cut(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
