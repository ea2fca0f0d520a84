package readers

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"yubao/internal/chat"
	"yubao/internal/delivery"
)

// silence answers 静音 [开|关].
func (r *Readers) silence(ctx context.Context, m *chat.Message, rest string) error {
	switch rest {
	case "", "开", "on":
		return r.set(ctx, m, func(s *delivery.Subscriber) { s.Silent = true }, "以后来了不响。要响发“静音 关”。")
	case "关", "off":
		return r.set(ctx, m, func(s *delivery.Subscriber) { s.Silent = false }, "以后来了会响。")
	}
	return r.Mouth.Say(ctx, chat.Answer(m, "请发“静音 开”或“静音 关”。"))
}

// quietHours answers 安静 [22:00-7:00|关].
func (r *Readers) quietHours(ctx context.Context, m *chat.Message, rest string) error {
	switch rest {
	case "关", "off":
		return r.set(ctx, m, func(s *delivery.Subscriber) { s.Quiet = "" }, "安静时段取消了。")
	case "", "开", "on":
		rest = "22:00-07:00"
	}
	from, rest := clock(rest)
	rest = strings.TrimLeft(strings.TrimSpace(rest), "-~～—－至到 ")
	to, rest := clock(rest)
	if from == "" || to == "" || from == to || rest != "" {
		return r.Mouth.Say(ctx, chat.Answer(m, "请写成“安静 22:00-7:00”，或“安静 关”。"))
	}
	text := fmt.Sprintf("%s到%s之间不打扰，过后再发。", from, to)
	return r.set(ctx, m, func(s *delivery.Subscriber) { s.Quiet = from + "-" + to }, text)
}

// set changes how a chat is told, for all its subscriptions.
func (r *Readers) set(ctx context.Context, m *chat.Message, change func(*delivery.Subscriber), done string) error {
	return r.manage(ctx, m, func() error {
		subs, err := r.subscriptions(ctx, m.Chat)
		if err != nil {
			return err
		}
		var changed []delivery.Subscriber
		for _, s := range subs {
			if !s.Retired { // writing a subscription takes it up again
				change(&s)
				changed = append(changed, s)
			}
		}
		if len(changed) == 0 {
			return r.Mouth.Say(ctx, chat.Answer(m, "还没有订阅。先发“订阅 地名”。"))
		}
		if err := r.Store.Subscribe(ctx, changed...); err != nil {
			return err
		}
		return r.Mouth.Say(ctx, chat.Answer(m, done))
	})
}

// forget answers 忘记我: it asks once more, for nothing brings back what is erased.
func (r *Readers) forget(ctx context.Context, m *chat.Message, _ string) error {
	return r.manage(ctx, m, func() error {
		say := chat.Answer(m, "要删掉这个聊天的全部订阅和记录吗？删了就找不回来。")
		say.Buttons = [][]delivery.Button{{{Label: "全部删掉", Data: Prefix + "|" + actForget}}}
		return r.Mouth.Say(ctx, say)
	})
}

// erase removes what is kept of a chat: subscriptions, what is still to be sent, and its
// number in the ledger of what was sent.
func (r *Readers) erase(ctx context.Context, m *chat.Message) error {
	for _, target := range r.targets(m.Chat) {
		if err := r.Store.Retire(ctx, target, "forgotten at the reader's wish"); err != nil {
			return err
		}
		if err := r.Store.Forget(ctx, target, r.Pseudonym()); err != nil {
			return err
		}
	}
	return r.Mouth.Say(ctx, chat.Answer(m, "都删掉了。以后想看天气，随时再来。"))
}

// splitTime cuts a time off the end of what follows 订阅: 封丘 7:30, 封丘早上7点半. bad is
// what looks like a time and is none.
func splitTime(text string) (query, at, bad string) {
	text = strings.TrimSpace(text)
	i := strings.IndexAny(text, "0123456789０１２３４５６７８９")
	if i < 0 {
		return text, "", ""
	}
	query, tail := strings.TrimSpace(text[:i]), text[i:]
	half := 0
	for _, word := range []struct {
		says string
		half int
	}{{"每天", 0}, {"早上", 0}, {"早晨", 0}, {"上午", 0}, {"下午", 12}, {"晚上", 12}, {"傍晚", 12}, {"每天", 0}} {
		if cut, ok := strings.CutSuffix(query, word.says); ok {
			query, half = strings.TrimSpace(cut), max(half, word.half)
		}
	}
	at, rest := clock(tail)
	if at == "" || rest != "" {
		return query, "", tail
	}
	if hour, _ := strconv.Atoi(at[:2]); half > 0 && hour < 12 {
		at = fmt.Sprintf("%02d%s", hour+half, at[2:])
	}
	return query, at, ""
}

// clock reads a time of day at the head of a text, as HH:MM: 7:30, 0730, 7点, 7点半, 7时30分.
func clock(text string) (hhmm, rest string) {
	text = digits.Replace(strings.TrimSpace(text))
	n := strings.IndexFunc(text, func(r rune) bool { return r < '0' || r > '9' })
	if n < 0 {
		n = len(text)
	}
	hour, minute, rest := text[:n], "0", text[n:]
	switch {
	case n == 4:
		hour, minute = text[:2], text[2:4]
	case n == 0 || n > 2:
		return "", text
	case strings.HasPrefix(rest, ":"):
		minute, rest = lead(rest[1:])
	case strings.HasPrefix(rest, "点半"):
		minute, rest = "30", strings.TrimPrefix(rest, "点半")
	case strings.HasPrefix(rest, "点"), strings.HasPrefix(rest, "时"):
		rest = rest[len("点"):]
		if given, after := lead(rest); given != "" {
			minute, rest = given, strings.TrimPrefix(after, "分")
		}
	default:
		return "", text
	}
	h, err1 := strconv.Atoi(hour)
	m, err2 := strconv.Atoi(minute)
	if err1 != nil || err2 != nil || h > 23 || m > 59 {
		return "", text
	}
	return fmt.Sprintf("%02d:%02d", h, m), strings.TrimSpace(rest)
}

// lead cuts at most two digits off the head of a text.
func lead(text string) (number, rest string) {
	n := 0
	for n < len(text) && n < 2 && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return text[:n], text[n:]
}

var digits = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9", "：", ":", "︰", ":")
