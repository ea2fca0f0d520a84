package readers

import (
	"context"
	"strings"
	"unicode"

	"yubao/internal/chat"
	"yubao/internal/delivery"
)

// command is something that a reader can ask for.
type command struct {
	words []string // Chinese first; Latin ones are for Telegram's menu, which takes no other
	do    func(r *Readers, ctx context.Context, m *chat.Message, rest string) error
}

// commands are all commands. A longer word stands before one that begins it.
var commands = []command{
	{[]string{"开始", "start"}, (*Readers).start},
	{[]string{"订阅", "subscribe", "dingyue"}, (*Readers).subscribe},
	{[]string{"退订", "取消订阅", "unsubscribe", "tuiding", "stop"}, (*Readers).unsubscribe},
	{[]string{"我的", "我的订阅", "mine", "wode"}, (*Readers).mine},
	{[]string{"天气", "weather", "tianqi"}, (*Readers).weather},
	{[]string{"静音", "silent", "jingyin"}, (*Readers).silence},
	{[]string{"安静", "quiet", "anjing"}, (*Readers).quietHours},
	{[]string{"帮助", "help", "bangzhu"}, (*Readers).help},
	{[]string{"忘记我", "forget"}, (*Readers).forget},
}

// Menu is what Telegram shows when a reader types a slash.
func Menu() []MenuLine {
	return []MenuLine{
		{"weather", "看天气：/weather 新乡"}, {"subscribe", "订阅：/subscribe 新乡 7:30"}, {"mine", "我的订阅"},
		{"unsubscribe", "退订"}, {"silent", "静音：/silent 开"}, {"quiet", "夜里不打扰：/quiet 22:00-7:00"},
		{"help", "帮助"}, {"forget", "忘记我：删掉全部记录"},
	}
}

// MenuLine is a line of that menu, in the form of setMyCommands.
type MenuLine struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

const helpText = `我按编辑部的稿子和预报资料给您报天气。可以这样说：
天气 新乡　　现在就看；也可以把位置发给我
订阅 新乡　　每一期出来就发给您
订阅 封丘 7:30　　每天这个时刻发
我的　　看订阅了什么
退订　　不再收
静音 开｜关　　来了不响
安静 22:00-7:00　　这段时间不打扰；安静 关
忘记我　　删掉您的全部记录
在别的聊天里输入 @我的名字 地名，也能查。`

const notUnderstood = "没看懂，也没找到这个地方。发“帮助”看怎么用；地名可以写全一些，如“河南封丘”。"

// mostQuery is the longest text that is taken for a place, in characters.
const mostQuery = 32

// parse finds the command at the head of a text: 订阅 新乡, 订阅新乡, /subscribe@yubao_bot
// 新乡. One that is addressed to another bot is not known.
func parse(text, username string) (c command, rest string, known bool) {
	text = strings.TrimSpace(text)
	slash := strings.HasPrefix(text, "/")
	text = strings.TrimPrefix(text, "/")
	for _, c := range commands {
		for _, word := range c.words {
			rest, ok := cutWord(text, word)
			if !ok {
				continue
			}
			if name, after, addressed := addressee(rest); addressed {
				if !strings.EqualFold(name, username) {
					return command{}, "", false
				}
				rest = after
			}
			if latin(word) && !slash && rest != "" {
				continue // "help me" is talk
			}
			return c, strings.TrimSpace(rest), true
		}
	}
	return command{}, "", false
}

// cutWord cuts a command's word off a text. After a Latin word no letter may follow;
// after a Chinese one the rest may stand at once: 订阅新乡.
func cutWord(text, word string) (rest string, ok bool) {
	if len(text) < len(word) || !strings.EqualFold(text[:len(word)], word) {
		return "", false
	}
	rest = text[len(word):]
	if rest != "" && latin(word) && (unicode.IsLetter(rune(rest[0])) || rest[0] >= 0x80 || rest[0] == '_') {
		return "", false
	}
	if strings.HasPrefix(rest, "订阅") { // 我的订阅
		return "", false
	}
	return rest, true
}

// addressee reads @name at the head of what follows a command.
func addressee(rest string) (name, after string, ok bool) {
	tail, ok := strings.CutPrefix(rest, "@")
	if !ok {
		return "", rest, false
	}
	name, after, _ = strings.Cut(tail, " ")
	return name, after, true
}

func latin(word string) bool { return word[0] < 0x80 }

// start greets, and takes up again what was retired when the reader blocked the bot.
func (r *Readers) start(ctx context.Context, m *chat.Message, _ string) error {
	mine, err := r.subscriptions(ctx, m.Chat)
	if err != nil {
		return err
	}
	resumed := false
	for _, s := range mine {
		if s.Retired {
			if err := r.Store.Resume(ctx, delivery.Target{Channel: s.Target.Channel, Address: s.Target.Address}); err != nil {
				return err
			}
			resumed = true
		}
	}
	text := helpText
	if resumed {
		text = "欢迎回来，原来的订阅接着发。发“我的”看订阅了什么。"
	}
	say := chat.Answer(m, text)
	say.Buttons = r.offerButtons()
	return r.Mouth.Say(ctx, say)
}

// offerButtons subscribe to the editions as they are.
func (r *Readers) offerButtons() [][]delivery.Button {
	var rows [][]delivery.Button
	for _, o := range r.Offers {
		rows = append(rows, []delivery.Button{{
			Label: "订阅 " + o.Place.Name + "（" + o.Title + "）", Data: data(actSubscribe, "", o.Edition, Place{Key: o.Place.ID}),
		}})
		if len(rows) == 6 {
			break
		}
	}
	return rows
}

func (r *Readers) help(ctx context.Context, m *chat.Message, _ string) error {
	return r.Mouth.Say(ctx, chat.Answer(m, helpText))
}
