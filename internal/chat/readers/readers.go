// Package readers answers readers in the chat: they look up the weather, subscribe,
// choose an hour, ask for silence, and leave. It keeps of a reader what delivery needs,
// the chat's number and what was asked for, and nothing else.
package readers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"yubao/internal/chat"
	"yubao/internal/delivery"
	"yubao/internal/weather"
)

// Store keeps subscriptions; store.Store is one.
type Store interface {
	Subscribe(ctx context.Context, subscribers ...delivery.Subscriber) error
	SubscriptionsOf(ctx context.Context, target delivery.Target) ([]delivery.Subscriber, error)
	RemoveSubscription(ctx context.Context, s delivery.Subscriber) (bool, error)
	Retire(ctx context.Context, target delivery.Target, reason string) error
	Resume(ctx context.Context, target delivery.Target) error
	Forget(ctx context.Context, target delivery.Target, pseudonym string) error
}

// Bulletins writes an edition's chat text for a place, in Telegram's HTML. It answers ErrNone
// when there is nothing that may be printed.
type Bulletins interface {
	Bulletin(ctx context.Context, edition string, place Place) (html string, err error)
}

// ErrNone says that there is no text for a place now: no forecast, or one that the gate
// refused.
var ErrNone = errors.New("no bulletin for the place")

// Offer is an edition that readers may subscribe to.
type Offer struct {
	Edition string
	Title   string        // 晚报
	Place   weather.Place // the edition's; ID is its key in the configuration
	When    string        // when it comes, in Chinese: 每天16:00出稿
	// OwnPlaces says that the edition may also be made for places that readers choose.
	OwnPlaces bool
	// Closed says that the edition is not for everybody (audience: closed).
	Closed bool
}

// Config has what the answers are made from.
type Config struct {
	Mouth     *chat.Mouth
	Store     Store
	Search    *Search
	Bulletins Bulletins
	Offers    []Offer
	// Channels are the channels of the bot by which readers are reached. New subscriptions
	// get the first.
	Channels []string
	// Insider reports whether a user or a chat belongs to the audience of closed editions
	// by the configuration; chats that are subscribed to one belong to it too. Nil: none.
	Insider  func(id int64) bool
	Username func() string    // the bot's own name, "" while unknown
	Now      func() time.Time // nil: time.Now
	// Pseudonym makes the name under which a forgotten reader stays in the ledger.
	Pseudonym func() string
}

// Readers answers readers. It is safe for concurrent use.
type Readers struct {
	Config
	limit *limiter
	// stranger says that there is nothing for whoever asks, personal that others may get
	// other answers.
	stranger, personal bool
}

var _ chat.Handler = (*Readers)(nil)

// New returns a handler for readers.
func New(c Config) *Readers {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Readers{Config: c, limit: newLimiter(c.Now)}
}

// Handle answers one update.
func (r *Readers) Handle(ctx context.Context, u chat.Update) error {
	if u.Member != nil {
		return r.memberChanged(ctx, *u.Member)
	}
	r, err := r.facing(ctx, u.From(), u.Where())
	if err != nil {
		return err
	}
	switch {
	case u.Tap != nil:
		return r.tapped(ctx, u.Tap)
	case u.Inline != nil:
		return r.inline(ctx, u.Inline)
	case u.Message != nil:
		return r.said(ctx, u.Message)
	}
	return nil
}

// allowed lets a user ask at a human pace. The first question too many is told so, the
// ones after it are not answered.
func (r *Readers) allowed(ctx context.Context, m *chat.Message) (bool, error) {
	from := m.Chat.ID
	if m.From != nil {
		from = m.From.ID
	}
	ok, tell := r.limit.allow(from)
	if ok || !tell || !m.Chat.Private() {
		return ok, nil
	}
	return false, r.Mouth.Say(ctx, chat.Answer(m, "问得太快了，请过一分钟再来。"))
}

// said answers a message.
func (r *Readers) said(ctx context.Context, m *chat.Message) error {
	if m.Chat.Type == "channel" || m.From != nil && m.From.Bot && !m.Anonymous() {
		return nil
	}
	command, rest, known := parse(m.Text, r.Username())
	if m.Location == nil && !known && (!m.Chat.Private() || m.Text == "") {
		return nil // talk in a group is not for us
	}
	if ok, err := r.allowed(ctx, m); !ok || err != nil {
		return err
	}
	if r.stranger {
		return r.turnAway(ctx, m)
	}
	if len(r.Offers) == 0 {
		return r.Mouth.Say(ctx, chat.Answer(m, "这个机器人只供编辑部使用，没有开放订阅。"))
	}
	if m.Location != nil {
		return r.located(ctx, m)
	}
	if !known {
		return r.guess(ctx, m)
	}
	return command.do(r, ctx, m, rest)
}

// guess takes a few characters in a private chat for a place.
func (r *Readers) guess(ctx context.Context, m *chat.Message) error {
	if len([]rune(m.Text)) > mostQuery {
		return r.Mouth.Say(ctx, chat.Answer(m, notUnderstood))
	}
	found, err := r.Search.Find(ctx, m.Text)
	if err != nil || len(found) == 0 {
		return errors.Join(err, r.Mouth.Say(ctx, chat.Answer(m, notUnderstood)))
	}
	return r.show(ctx, m, found)
}

// mayManage reports whether whoever wrote m may change what its chat gets: in a group
// only its administrators may. Where he may not, he is told.
func (r *Readers) mayManage(ctx context.Context, m *chat.Message, user chat.User) (bool, error) {
	if m.Chat.Private() || m.Anonymous() {
		return true, nil
	}
	member, err := r.Mouth.Member(ctx, m.Chat.ID, user.ID)
	if err != nil {
		return false, fmt.Errorf("standing of a user in a group: %w", err)
	}
	return member.Manages(), nil
}

const onlyAdmins = "群里只有管理员可以管订阅。"

// manage runs do for a message whose author may change what its chat gets.
func (r *Readers) manage(ctx context.Context, m *chat.Message, do func() error) error {
	var user chat.User
	if m.From != nil {
		user = *m.From
	}
	ok, err := r.mayManage(ctx, m, user)
	if err != nil {
		return err
	}
	if !ok {
		return r.Mouth.Say(ctx, chat.Answer(m, onlyAdmins))
	}
	return do()
}

// targets are the ways in which a chat may be subscribed: by each channel of the bot.
func (r *Readers) targets(c chat.Chat) []delivery.Target {
	out := make([]delivery.Target, len(r.Channels))
	for i, channel := range r.Channels {
		out[i] = delivery.Target{Channel: channel, Address: c.Address()}
	}
	return out
}

// subscriptions returns what a chat is subscribed to.
func (r *Readers) subscriptions(ctx context.Context, c chat.Chat) ([]delivery.Subscriber, error) {
	var out []delivery.Subscriber
	for _, target := range r.targets(c) {
		found, err := r.Store.SubscriptionsOf(ctx, target)
		if err != nil {
			return nil, fmt.Errorf("subscriptions of a chat: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// memberChanged retires a chat that the bot was thrown out of, and welcomes back.
func (r *Readers) memberChanged(ctx context.Context, m chat.MemberChanged) error {
	var errs []error
	was, is := m.Old.Present(), m.New.Present()
	for _, target := range r.targets(m.Chat) {
		switch {
		case was && !is:
			errs = append(errs, r.Store.Retire(ctx, target, "the bot was blocked or removed"))
		case !was && is:
			errs = append(errs, r.Store.Resume(ctx, target))
		}
	}
	return errors.Join(errs...)
}

// offer returns the edition of that name.
func (r *Readers) offer(edition string) (Offer, bool) {
	i := slices.IndexFunc(r.Offers, func(o Offer) bool { return o.Edition == edition })
	if i < 0 {
		return Offer{}, false
	}
	return r.Offers[i], true
}

// offerFor returns the edition by which a place is served, and whether it is the
// edition's own place.
func (r *Readers) offerFor(p Place) (o Offer, own, ok bool) {
	for _, o := range r.Offers {
		if o.Place.ID == p.Key {
			return o, false, true
		}
	}
	for _, o := range r.Offers {
		if o.OwnPlaces {
			return o, true, true
		}
	}
	return Offer{}, false, false
}
