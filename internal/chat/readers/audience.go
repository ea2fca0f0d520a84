package readers

import (
	"context"
	"fmt"

	"yubao/internal/chat"
)

// facing returns the answerer that whoever asks in a chat is entitled to: editions for a
// closed audience are there only for those who belong to it, the desk's people and the
// chats that an operator subscribed to one. Others see the editions for everybody, or are
// strangers where there are none.
func (r *Readers) facing(ctx context.Context, user chat.User, where chat.Chat) (*Readers, error) {
	var open []Offer
	for _, o := range r.Offers {
		if !o.Closed {
			open = append(open, o)
		}
	}
	if len(open) == len(r.Offers) {
		return r, nil
	}
	belongs, err := r.belongs(ctx, user, where)
	if err != nil {
		return nil, err
	}
	facing := &Readers{Config: r.Config, limit: r.limit, personal: true}
	if !belongs {
		facing.Offers, facing.stranger = open, len(open) == 0
	}
	return facing, nil
}

// belongs reports whether a user or a chat belongs to the closed audience.
func (r *Readers) belongs(ctx context.Context, user chat.User, where chat.Chat) (bool, error) {
	if r.Insider != nil && (r.Insider(user.ID) || r.Insider(where.ID)) {
		return true, nil
	}
	chats := []chat.Chat{where}
	if user.ID != 0 && user.ID != where.ID {
		chats = append(chats, chat.Chat{ID: user.ID}) // an inline query names no chat, but its user's own may be subscribed
	}
	for _, c := range chats {
		if c.ID == 0 {
			continue
		}
		subs, err := r.subscriptions(ctx, c)
		if err != nil {
			return false, err
		}
		for _, s := range subs {
			if o, ok := r.offer(s.Edition); ok && o.Closed {
				return true, nil
			}
		}
	}
	return false, nil
}

// turnAway says to a stranger that there is nothing for him, with the number by which an
// operator can let him in. In groups nothing is said.
func (r *Readers) turnAway(ctx context.Context, m *chat.Message) error {
	if !m.Chat.Private() {
		return nil
	}
	return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("这个机器人只供内部使用。要用，请把您的编号告诉编辑部的管理员：%d", m.Chat.ID)))
}
