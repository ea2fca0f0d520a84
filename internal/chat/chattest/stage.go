// Package chattest plays conversations between people and a handler of the chat over
// the stand-in for the Bot API, and holds what the bot says to a transcript.
//
// A transcript is a text file. Lines that begin with a person's name are what people
// do, the lines under them, indented, what the bot answers:
//
//	甲：订阅 新乡
//	    订好了：新乡，随晚报（每天16:00出稿）。退订发“退订”。
//	乙@群 按 退订
//	    【弹窗】群里只有管理员可以管订阅。
//
// With -update the answers are written anew, to be read in the diff. What else happens
// on the stage stands in brackets:
//
//	过 3m         time passes
//	停机、开机     the bot is away: what people do waits at the service, at most as long as
//	              the service keeps it
//	再送一遍       the update handled last comes again
//	〔新资料〕     one of Stage.Events
package chattest

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yubao/internal/channel/faultserver"
	"yubao/internal/channel/telegram"
	"yubao/internal/chat"
	"yubao/internal/secret"
)

var update = flag.Bool("update", false, "write the answers of transcripts anew")

// BotID is the bot's own user id, the head of its token.
const BotID = 1

// Anonymous is an administrator who writes in the name of the group.
const Anonymous = "匿名"

// People and chats of transcripts.
var (
	People = map[string]int64{"甲": 501, "乙": 502, "丙": 503, "张编辑": 1001, "李主任": 2001, "王主任": 2002, Anonymous: 1087968824}
	Groups = map[string]int64{"群": -77, "编辑部": -1001, "读者群": -1002}
)

// Stage is where a conversation is played.
type Stage struct {
	Server  *faultserver.Server
	Address string // of the stand-in
	Client  *telegram.Client
	Mouth   *chat.Mouth
	// Handler is who answers; it is set before Play.
	Handler chat.Handler
	// After is called after each line, to let what was queued be sent. It may be nil.
	After func(t *testing.T)
	// Events are what happens without anybody on the stage, by name.
	Events map[string]func(t *testing.T)
	// Brief has lines left out of the transcript that were said before, where three or more
	// of them stand together.
	Brief bool

	now    time.Time
	offset int64 // of the next update
	seen   int   // calls told so far
	taps   int
	lines  int
	away   bool            // the bot does not ask for updates
	latest chat.Update     // handled last
	said   map[string]bool // lines so far
}

// NewStage returns a stage at a time, without limits on the pace of the bot.
func NewStage(t *testing.T, now time.Time) *Stage {
	t.Helper()
	s := &Stage{now: now}
	s.Server = faultserver.New(faultserver.Plan{Lenient: true, Now: s.Now})
	http := httptest.NewServer(s.Server)
	t.Cleanup(func() { s.Server.Close(); http.Close() })
	s.Address = http.URL
	client, err := telegram.NewClient(telegram.Bot{Token: secret.New(fmt.Sprintf("%d:x", BotID)), API: http.URL})
	if err != nil {
		t.Fatal(err)
	}
	channel, err := telegram.New(telegram.Config{}, client)
	if err != nil {
		t.Fatal(err)
	}
	s.Client, s.Mouth = client, &chat.Mouth{API: client, Limits: channel.Limits(), Now: s.Now}
	return s
}

// Now is the time on the stage; it passes only by Wait or 过 in a transcript.
func (s *Stage) Now() time.Time { return s.now }

// Wait lets time pass.
func (s *Stage) Wait(d time.Duration) { s.now = s.now.Add(d) }

// Play plays the people's lines of a transcript and compares the bot's answers.
func (s *Stage) Play(t *testing.T, path string) {
	t.Helper()
	script, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for line := range strings.Lines(string(script)) {
		if strings.HasPrefix(line, "    ") {
			continue // what the bot said when this was written
		}
		out.WriteString(line)
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.act(t, line)
		if s.After != nil {
			s.After(t)
		}
		for _, said := range s.heard(t) {
			for _, part := range s.brief(strings.Split(said, "\n")) {
				out.WriteString("    " + strings.TrimRight(part, " ") + "\n")
			}
		}
	}
	if *update {
		if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(script), out.String()); diff != "" {
		t.Errorf("%s: the conversation went otherwise (-want +got):\n%s", path, diff)
	}
}

// brief leaves out what was said before.
func (s *Stage) brief(lines []string) []string {
	if !s.Brief {
		return lines
	}
	if s.said == nil {
		s.said = map[string]bool{}
	}
	var out []string
	for i := 0; i < len(lines); {
		run := i
		for run < len(lines) && s.said[lines[run]] {
			run++
		}
		switch {
		case run-i >= 3:
			out = append(out, "……")
			i = run
		default:
			out = append(out, lines[i])
			i++
		}
	}
	for _, line := range lines {
		s.said[line] = true
	}
	return out
}

// The things people do in a transcript.
var (
	says    = regexp.MustCompile(`^([^@： ]+)(?:@([^： ]+))?：(.*)$`)
	presses = regexp.MustCompile(`^([^@： ]+)(?:@(\S+))? (?:(\d+)次)?按 (.+)$`)
	olds    = regexp.MustCompile(`^([^@： ]+)(?:@(\S+))? 按旧 (.+)$`)
	replies = regexp.MustCompile(`^([^@： ]+)(?:@(\S+))? 回复(?: “(.+?)”)?：(.*)$`)
	does    = regexp.MustCompile(`^([^@： ]+)(?:@(\S+))? (发位置|屏蔽|回来|查)(?: (.*))?$`)
	passes  = regexp.MustCompile(`^过 (\S+)$`)
	admins  = regexp.MustCompile(`^(\S+) 是 (\S+) 的管理员$`)
	happens = regexp.MustCompile(`^〔(.+)〕$`)
)

// act does what a line says.
func (s *Stage) act(t *testing.T, line string) {
	t.Helper()
	switch {
	case line == "停机":
		s.away = true
	case line == "开机":
		s.away = false
		s.take(t)
	case line == "再送一遍":
		s.handle(t, s.latest)
	case happens.MatchString(line):
		name := happens.FindStringSubmatch(line)[1]
		if s.Events[name] == nil {
			t.Fatalf("nothing is called %s", name)
		}
		s.Events[name](t)
	case passes.MatchString(line):
		d, err := time.ParseDuration(passes.FindStringSubmatch(line)[1])
		if err != nil {
			t.Fatal(err)
		}
		s.Wait(d)
	case admins.MatchString(line):
		m := admins.FindStringSubmatch(line)
		s.Server.SetMember(Groups[m[2]], person(t, m[1]), "administrator")
	case replies.MatchString(line):
		m := replies.FindStringSubmatch(line)
		s.message(t, m[1], m[2], m[4], map[string]any{"reply_to_message": s.shape(s.find(t, m[2], m[1], m[3]))})
	case presses.MatchString(line):
		m := presses.FindStringSubmatch(line)
		s.press(t, m[1], m[2], m[4], max(1, number(m[3])))
	case olds.MatchString(line):
		m := olds.FindStringSubmatch(line)
		s.pressOld(t, m[1], m[2], m[3])
	case does.MatchString(line):
		m := does.FindStringSubmatch(line)
		s.do(t, m[1], m[2], m[3], m[4])
	case says.MatchString(line):
		m := says.FindStringSubmatch(line)
		s.message(t, m[1], m[2], m[3], nil)
	default:
		t.Fatalf("a line that nobody does: %s", line)
	}
}

func (s *Stage) message(t *testing.T, who, where, text string, more map[string]any) {
	t.Helper()
	s.lines++
	body := map[string]any{
		"message_id": 100_000 + s.lines, "date": s.now.Unix(), "from": user(t, who), "chat": place(t, who, where),
		"text": strings.ReplaceAll(text, "⏎", "\n"),
	}
	if who == Anonymous {
		body["sender_chat"] = body["chat"]
	}
	for k, v := range more {
		body[k] = v
	}
	s.Deliver(t, map[string]any{"message": body})
}

func (s *Stage) do(t *testing.T, who, where, what, rest string) {
	t.Helper()
	standing := func(old, new string) {
		member := func(status string) map[string]any {
			return map[string]any{"status": status, "user": map[string]any{"id": BotID}}
		}
		s.Deliver(t, map[string]any{"my_chat_member": map[string]any{
			"chat": place(t, who, where), "from": user(t, who), "old_chat_member": member(old), "new_chat_member": member(new),
		}})
	}
	switch what {
	case "屏蔽":
		standing("member", "kicked")
	case "回来":
		standing("kicked", "member")
	case "查":
		s.Deliver(t, map[string]any{"inline_query": map[string]any{"id": "q" + strconv.Itoa(s.lines), "from": user(t, who), "query": rest}})
	case "发位置":
		lat, lon, _ := strings.Cut(rest, " ")
		at := map[string]any{"latitude": json.Number(lat), "longitude": json.Number(lon)}
		s.message(t, who, where, "", map[string]any{"location": at})
	}
}

// press presses a button of the latest message that has it, as often as asked: each press
// is a tap of its own number, as apps repeat them.
func (s *Stage) press(t *testing.T, who, where, label string, times int) {
	t.Helper()
	address := strconv.FormatInt(place(t, who, where)["id"].(int64), 10)
	for _, m := range slices.Backward(s.Server.Messages()) {
		for _, b := range Buttons(m) {
			if m.Chat == address && b.Label == label {
				for range times {
					s.Tap(t, who, s.shape(m), b.Data)
				}
				return
			}
		}
	}
	t.Fatalf("no button %q in chat %s", label, address)
}

// pressOld presses a button of the first message that had it, which may be gone since: an
// app that was away shows it still.
func (s *Stage) pressOld(t *testing.T, who, where, label string) {
	t.Helper()
	address := strconv.FormatInt(place(t, who, where)["id"].(int64), 10)
	for i, c := range s.Server.Calls("sendMessage") {
		for _, b := range slices.Concat(rows(c.Form.Get("reply_markup"))...) {
			if m, ok := s.Server.Message(int64(i + 1)); ok && c.Form.Get("chat_id") == address && b.Label == label {
				s.Tap(t, who, s.shape(m), b.Data)
				return
			}
		}
	}
	t.Fatalf("no message of chat %s ever had a button %q", address, label)
}

// Tap has a button pressed, whatever stands under the message.
func (s *Stage) Tap(t *testing.T, who string, message map[string]any, data string) {
	t.Helper()
	s.taps++
	s.Deliver(t, map[string]any{"callback_query": map[string]any{
		"id": "t" + strconv.Itoa(s.taps), "from": user(t, who), "message": message, "data": data,
	}})
}

// Deliver hands an update to the handler by way of the stand-in's queue.
func (s *Stage) Deliver(t *testing.T, body map[string]any) {
	t.Helper()
	s.Server.Push(body)
	if !s.away {
		s.take(t)
	}
}

// take has everything worked that waits at the service.
func (s *Stage) take(t *testing.T) {
	t.Helper()
	raw, err := s.Client.Updates(t.Context(), s.next(), 0, chat.Kinds)
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range raw {
		u, err := chat.Decode(one)
		if err != nil {
			t.Fatal(err)
		}
		s.handle(t, u)
		s.offset = u.ID + 1
	}
}

func (s *Stage) handle(t *testing.T, u chat.Update) {
	t.Helper()
	if err := s.Handler.Handle(t.Context(), u); err != nil {
		t.Errorf("update not answered: %v", err)
	}
	s.latest = u
}

// heard tells what the bot did since the last time, in words.
func (s *Stage) heard(t *testing.T) []string {
	t.Helper()
	calls := s.Server.Calls("")
	var out []string
	for _, c := range calls[s.seen:] {
		if said := tell(t, c); said != "" {
			out = append(out, said)
		}
	}
	s.seen = len(calls)
	return out
}

// tell puts a call into words, "" for one that nobody sees.
func tell(t *testing.T, c faultserver.Call) string {
	t.Helper()
	switch c.Method {
	case "sendMessage", "editMessageText":
		said := c.Form.Get("text")
		if c.Form.Get("parse_mode") == "HTML" {
			if err := telegram.CheckHTML(said); err != nil {
				t.Errorf("Telegram would refuse %q: %v", said, err)
			}
		}
		head := ""
		if c.Method == "editMessageText" {
			head = "【改第" + c.Form.Get("message_id") + "条】"
		}
		for name, id := range Groups {
			if strconv.FormatInt(id, 10) == c.Form.Get("chat_id") {
				head = "（" + name + "）" + head
			}
		}
		if c.Form.Get("disable_notification") == "true" {
			head += "（不响）"
		}
		return head + said + keyboard(c.Form)
	case "answerCallbackQuery":
		if c.Form.Get("text") == "" {
			return ""
		}
		if c.Form.Get("show_alert") == "true" {
			return "【弹窗】" + c.Form.Get("text")
		}
		return "【浮条】" + c.Form.Get("text")
	case "editMessageReplyMarkup":
		return "【换第" + c.Form.Get("message_id") + "条的按钮】" + keyboard(c.Form)
	case "answerInlineQuery":
		return "【可选】" + c.Form.Get("results")
	}
	return ""
}

func keyboard(form url.Values) string {
	if strings.Contains(form.Get("reply_markup"), "force_reply") {
		return "\n（请回复）"
	}
	var b strings.Builder
	for _, row := range rows(form.Get("reply_markup")) {
		b.WriteString("\n")
		for _, one := range row {
			b.WriteString("[" + one.Label + "]")
		}
	}
	return b.String()
}
