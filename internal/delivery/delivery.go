// Package delivery has messages, the channels that carry them, and the life of a
// delivery: one message to one target, sent once or marked for a person to see.
//
//	          claim           receipt
//	pending ────────► sending ────────► sent
//	   ▲                │ │ └─no proof─► uncertain ──settle──► sent | pending | dropped
//	   └──not sent──────┘ └──given up──► dead ──────retry────► pending
//	pending, dead, uncertain ──drop──► dropped
package delivery

import (
	"context"
	"time"
)

// ID numbers the rows of the ledger.
type ID int64

// State is where a delivery is in its life; the words are a contract of `yubao outbox list --json`.
type State string

// The states.
const (
	Pending   State = "pending"
	Sending   State = "sending"
	Sent      State = "sent"
	Uncertain State = "uncertain" // 存疑: sent, but no proof came back
	Dead      State = "dead"      // 死信: given up
	Dropped   State = "dropped"   // a person decided not to send
)

// Kind is the class of a message; the policy for doubtful deliveries hangs on it.
type Kind string

// The kinds.
const (
	KindDraft      Kind = "draft"      // a draft card for the newsroom
	KindBulletin   Kind = "bulletin"   // a signed bulletin for readers
	KindCorrection Kind = "correction" // 更正 or 撤稿
	KindNotice     Kind = "notice"     // something the newsroom must know: a held edition, a broken template
	KindReply      Kind = "reply"      // an answer to a reader's command
)

// Target is where a message goes: a configured channel, and the address within it.
type Target struct {
	Channel string // key in the configuration: readers
	Address string // chat id, user, e-mail address; empty when the channel has just one
	Thread  int64  // topic within the chat, 0 for none
}

// Message is what a channel carries, frozen when the ledger row is made.
type Message struct {
	Kind        Kind
	Title       string     // subject of an e-mail, title of a card
	Text        string     // plain text; paragraphs are separated by one newline
	HTML        string     // the same in Telegram's HTML subset; empty: Text is used, escaped
	Photo       []byte     // PNG; empty: none
	Buttons     [][]Button // rows; only for channels that call back
	Silent      bool       // without a sound
	Pin         bool
	Key         string // idempotency key, the same for every attempt of one delivery
	Part        int    // 1..Parts
	Parts       int
	Unsubscribe string // link for List-Unsubscribe, for e-mail subscribers
}

// Button is a choice on a message. Data comes back in a callback; URL opens a page.
type Button struct {
	Label string
	Data  string // 1..64 bytes
	URL   string
}

// Receipt is a service's proof that it took a message.
type Receipt struct {
	MessageID string
	Moved     string   // the address to use from now on, when the chat moved
	Refused   []string // addresses the service refused while it took the message for the others
}

// Channel sends messages to one service.
//
// Send makes one attempt and neither waits nor repeats. Its error carries the
// outcome (package retry): retry.Permanent, retry.After, retry.Uncertain, or a plain
// error for "certainly not sent, may be tried again". Send is safe for concurrent use.
type Channel interface {
	Send(ctx context.Context, target Target, message Message) (Receipt, error)
	Limits() Limits
}

// Editor is a channel that can change a message it sent.
type Editor interface {
	Edit(ctx context.Context, target Target, messageID string, message Message) error
}

// Limits are what a service allows.
type Limits struct {
	Size       func(Message) int // length of a message's text in the service's own unit
	Max        int               // longest text in that unit; 0: any
	HTML       bool              // the channel sends Message.HTML where there is one
	Photo      PhotoPlace
	InFlight   int    // most requests at once
	Rates      []Rate // all must hold
	Callbacks  bool   // buttons call back
	Editable   bool
	Idempotent time.Duration // how long Key protects against doubles; 0: not at all
	AvoidRound bool          // the vendor asks to stay away from :00 and :30
	// Bot names the credential that rates per bot are counted for, the same for all
	// channels that share it, and without a secret in it (telegram:123456). Empty: the
	// channel has a credential of its own.
	Bot string
	// Home is the address of messages that name none: pace, moves and quiet are counted
	// by the real one. Empty: the channel has none, or just one that nobody shares.
	Home string
	// Group reports whether an address is a group, which rates per group count. Nil: none is.
	Group func(Target) bool
}

// PhotoPlace says where a channel has a message's picture.
type PhotoPlace int

// The places.
const (
	PhotoNone  PhotoPlace = iota // nowhere: the text goes alone
	PhotoWith                    // beside the text
	PhotoApart                   // in a message of its own, behind the text
)

// Rate is at most Count messages per Period, counted per Scope.
type Rate struct {
	Scope   Scope
	Count   int
	Period  time.Duration
	Penalty time.Duration // silence the service imposes after an overrun
}

// Scope is what a rate is counted for.
type Scope string

// The scopes.
const (
	PerBot   Scope = "bot"   // all messages of the credential
	PerChat  Scope = "chat"  // one address
	PerGroup Scope = "group" // one address that is a group
)
