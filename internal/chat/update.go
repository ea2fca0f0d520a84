package chat

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Kinds are the updates that the bot asks for. my_chat_member is the only notice that
// it was added, blocked or removed.
var Kinds = []string{"message", "callback_query", "my_chat_member", "inline_query"}

// Update is one of Telegram's updates: exactly one of its parts is set.
type Update struct {
	ID      int64          `json:"update_id"`
	Message *Message       `json:"message"`
	Tap     *Tap           `json:"callback_query"`
	Member  *MemberChanged `json:"my_chat_member"`
	Inline  *Inline        `json:"inline_query"`
}

// User is a Telegram account.
type User struct {
	ID       int64  `json:"id"`
	Bot      bool   `json:"is_bot"`
	First    string `json:"first_name"`
	Last     string `json:"last_name"`
	Username string `json:"username"`
}

// Name is how a user calls himself.
func (u User) Name() string {
	switch {
	case u.First+u.Last != "":
		return u.Last + u.First // Chinese order; a name in Latin letters is understood either way
	case u.Username != "":
		return "@" + u.Username
	}
	return strconv.FormatInt(u.ID, 10)
}

// Chat is where a message stands.
type Chat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"` // private, group, supergroup, channel
	Title    string `json:"title"`
	Username string `json:"username"`
}

// Private reports whether the chat is that of one user with the bot.
func (c Chat) Private() bool { return c.Type == "private" }

// Address is the chat as a delivery target's address.
func (c Chat) Address() string { return strconv.FormatInt(c.ID, 10) }

// Message is a message. One in a tap may be a stub, of which only the id and the chat
// are known: Date is 0 then.
type Message struct {
	ID       int64     `json:"message_id"`
	Thread   int64     `json:"message_thread_id"`
	InTopic  bool      `json:"is_topic_message"`
	Date     int64     `json:"date"`
	From     *User     `json:"from"`
	Sender   *Chat     `json:"sender_chat"`
	Chat     Chat      `json:"chat"`
	Text     string    `json:"text"`
	ReplyTo  *Message  `json:"reply_to_message"`
	Location *Location `json:"location"`
}

// Topic is the topic of a forum that a message stands in, 0 for none: in other chats
// message_thread_id numbers a thread of replies.
func (m Message) Topic() int64 {
	if m.InTopic {
		return m.Thread
	}
	return 0
}

// Anonymous reports whether an administrator speaks in the name of the group.
func (m Message) Anonymous() bool { return m.Sender != nil && m.Sender.ID == m.Chat.ID }

// Location is a position that a user sent.
type Location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Tap is a press of a button under a message of the bot. The same press may come twice
// under different numbers, from an app that lost the connection.
type Tap struct {
	ID      string   `json:"id"`
	From    User     `json:"from"`
	Message *Message `json:"message"`
	Data    string   `json:"data"`
}

// MemberChanged says that the bot's own standing in a chat changed.
type MemberChanged struct {
	Chat Chat   `json:"chat"`
	From User   `json:"from"`
	Old  Member `json:"old_chat_member"`
	New  Member `json:"new_chat_member"`
}

// Member is somebody's standing in a chat.
type Member struct {
	Status string `json:"status"` // creator, administrator, member, restricted, left, kicked
	User   User   `json:"user"`
	Is     *bool  `json:"is_member"` // of a restricted one
}

// Present reports whether the member is in the chat, in a private one whether the bot
// may write.
func (m Member) Present() bool {
	switch m.Status {
	case "left", "kicked", "":
		return false
	case "restricted":
		return m.Is == nil || *m.Is
	}
	return true
}

// Manages reports whether the member is an administrator.
func (m Member) Manages() bool { return m.Status == "creator" || m.Status == "administrator" }

// Inline is what a user types after the bot's name in any chat.
type Inline struct {
	ID    string `json:"id"`
	From  User   `json:"from"`
	Query string `json:"query"`
}

// Decode reads an update. One without a known part is no error: Telegram adds kinds.
func Decode(body []byte) (Update, error) {
	var u Update
	if err := json.Unmarshal(body, &u); err != nil {
		return u, fmt.Errorf("read update: %w", err)
	}
	return u, nil
}

// From returns who caused the update, the zero User when nobody is named.
func (u Update) From() User {
	switch {
	case u.Message != nil && u.Message.From != nil:
		return *u.Message.From
	case u.Tap != nil:
		return u.Tap.From
	case u.Member != nil:
		return u.Member.From
	case u.Inline != nil:
		return u.Inline.From
	}
	return User{}
}

// Where returns the chat that the update is about, the zero Chat for an inline query.
func (u Update) Where() Chat {
	switch {
	case u.Message != nil:
		return u.Message.Chat
	case u.Tap != nil && u.Tap.Message != nil:
		return u.Tap.Message.Chat
	case u.Member != nil:
		return u.Member.Chat
	}
	return Chat{}
}

// lane numbers who must be served in order: a user, or a chat that names none.
func (u Update) lane() uint64 {
	if from := u.From(); from.ID != 0 {
		return uint64(from.ID)
	}
	return uint64(u.Where().ID)
}
