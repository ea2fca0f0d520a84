package readers

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"yubao/internal/chat"
	"yubao/internal/delivery"
)

// mostSubscriptions is how many a chat may have.
const mostSubscriptions = 8

// subscribe answers 订阅 <地名> [时间].
func (r *Readers) subscribe(ctx context.Context, m *chat.Message, rest string) error {
	return r.manage(ctx, m, func() error {
		query, at, bad := splitTime(rest)
		switch {
		case bad != "":
			return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("“%s”不是一个时刻，请写成 7:30 或 7点半。", bad)))
		case query == "":
			say := chat.Answer(m, "订阅哪里？写上地名，如“订阅 新乡”或“订阅 封丘 7:30”；也可以点：")
			say.Buttons = r.offerButtons()
			return r.Mouth.Say(ctx, say)
		}
		found, err := r.Search.Find(ctx, query)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("没找到“%s”。地名可以写全一些，如“河南封丘”；也可以把位置发给我。", query)))
		case len(found) > 1:
			return r.ask(ctx, m, actSubscribe, at, found)
		}
		return r.take(ctx, m, found[0], "", at)
	})
}

// ask lets a reader choose between places of one name.
func (r *Readers) ask(ctx context.Context, m *chat.Message, act, at string, found []Place) error {
	say := chat.Answer(m, "是哪一个？")
	for _, p := range found {
		say.Buttons = append(say.Buttons, []delivery.Button{{Label: p.label(), Data: data(act, at, "", p)}})
	}
	return r.Mouth.Say(ctx, say)
}

// take subscribes a chat to a place: to the edition of that place, or to one of its own.
func (r *Readers) take(ctx context.Context, m *chat.Message, p Place, edition, at string) error {
	offer, own, ok := r.offerFor(p)
	if chosen, known := r.offer(edition); known && chosen.Place.ID == p.Key {
		offer, own, ok = chosen, false, true
	}
	if !ok {
		return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("%s不在可以订阅的地方之内。可以订的：%s。", p.Name, r.offered())))
	}
	mine, err := r.subscriptions(ctx, m.Chat)
	if err != nil {
		return err
	}
	s := delivery.Subscriber{
		Target:  delivery.Target{Channel: r.Channels[0], Address: m.Chat.Address(), Thread: m.Topic()},
		Edition: offer.Edition, At: at,
	}
	if own {
		s.Place = p.Key
		if s.PlaceData, err = json.Marshal(p); err != nil {
			return err
		}
	}
	same := func(o delivery.Subscriber) bool {
		return o.Edition == s.Edition && o.Place == s.Place && o.Target.Thread == s.Target.Thread
	}
	if i := slices.IndexFunc(mine, same); i >= 0 {
		s.Target.Channel = mine[i].Target.Channel
	} else if len(mine) >= mostSubscriptions {
		return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("一个聊天最多订 %d 处，请先退订一处。", mostSubscriptions)))
	}
	if len(mine) > 0 { // how to be told is the chat's, not the subscription's
		s.Silent, s.Quiet = mine[0].Silent, mine[0].Quiet
	}
	if err := r.Store.Subscribe(ctx, s); err != nil {
		return err
	}
	return r.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("订好了：%s，%s。退订发“退订”。", p.Name, r.when(s, offer))))
}

func (r *Readers) offered() string {
	var names []string
	for _, o := range r.Offers {
		if !slices.Contains(names, o.Place.Name) {
			names = append(names, o.Place.Name)
		}
	}
	return strings.Join(names, "、")
}

// when says when a subscription comes.
func (r *Readers) when(s delivery.Subscriber, o Offer) string {
	if s.At != "" {
		return "每天" + s.At
	}
	if o.When != "" {
		return "随" + o.Title + "（" + o.When + "）"
	}
	return "随" + o.Title
}

// name is what a subscription is for.
func (r *Readers) name(s delivery.Subscriber) string {
	if p, ok := OfSubscriber(s); ok {
		return p.Name
	}
	if o, ok := r.offer(s.Edition); ok {
		return o.Place.Name
	}
	return s.Edition
}

// mine answers 我的.
func (r *Readers) mine(ctx context.Context, m *chat.Message, _ string) error {
	subs, err := r.subscriptions(ctx, m.Chat)
	if err != nil {
		return err
	}
	if len(subs) == 0 {
		return r.Mouth.Say(ctx, chat.Answer(m, "还没有订阅。发“订阅 地名”就可以。"))
	}
	lines := []string{"订阅了："}
	say := chat.Answer(m, "")
	for i, s := range subs {
		offer, ok := r.offer(s.Edition)
		line := fmt.Sprintf("%d. %s，%s", i+1, r.name(s), r.when(s, offer))
		switch {
		case !ok:
			line = fmt.Sprintf("%d. %s（这一期已经停了）", i+1, r.name(s))
		case s.Retired:
			line += "（停着，发“开始”就接着发）"
		}
		lines = append(lines, line)
		say.Buttons = append(say.Buttons, []delivery.Button{{Label: "退订 " + r.name(s), Data: data(actLeave, "", s.Edition, Place{Key: s.Place})}})
	}
	lines = append(lines, r.manner(subs[0]))
	say.Text = strings.Join(lines, "\n")
	return r.Mouth.Say(ctx, say)
}

// manner says how a chat is told.
func (r *Readers) manner(s delivery.Subscriber) string {
	sound, quiet := "关", "没有设"
	if s.Silent {
		sound = "开"
	}
	if s.Quiet != "" {
		quiet = s.Quiet
	}
	return "静音：" + sound + "；安静时段：" + quiet
}

// unsubscribe answers 退订 [地名].
func (r *Readers) unsubscribe(ctx context.Context, m *chat.Message, rest string) error {
	return r.manage(ctx, m, func() error {
		subs, err := r.subscriptions(ctx, m.Chat)
		switch {
		case err != nil:
			return err
		case len(subs) == 0:
			return r.Mouth.Say(ctx, chat.Answer(m, "本来就没有订阅。"))
		case rest == "全部", rest == "" && len(subs) == 1:
			return r.leave(ctx, m, func(delivery.Subscriber) bool { return true })
		case rest != "":
			return r.leave(ctx, m, func(s delivery.Subscriber) bool {
				name := r.name(s)
				return name == rest || strings.TrimRight(name, "市县区") == rest
			})
		}
		say := chat.Answer(m, "退订哪一处？")
		for _, s := range subs {
			say.Buttons = append(say.Buttons, []delivery.Button{{Label: r.name(s), Data: data(actLeave, "", s.Edition, Place{Key: s.Place})}})
		}
		say.Buttons = append(say.Buttons, []delivery.Button{{Label: "全部退订", Data: Prefix + "|" + actLeaveAll}})
		return r.Mouth.Say(ctx, say)
	})
}

// leave removes the subscriptions that match.
func (r *Readers) leave(ctx context.Context, m *chat.Message, match func(delivery.Subscriber) bool) error {
	subs, err := r.subscriptions(ctx, m.Chat)
	if err != nil {
		return err
	}
	var gone []string
	for _, s := range subs {
		if !match(s) {
			continue
		}
		removed, err := r.Store.RemoveSubscription(ctx, s)
		if err != nil {
			return err
		}
		if removed {
			gone = append(gone, r.name(s))
		}
	}
	if len(gone) == 0 {
		return r.Mouth.Say(ctx, chat.Answer(m, "没有这一处订阅。发“我的”看订阅了什么。"))
	}
	return r.Mouth.Say(ctx, chat.Answer(m, "退订了："+strings.Join(gone, "、")+"。"))
}
