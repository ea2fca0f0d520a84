package app

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/channel/telegram"
	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/scenario"
	"yubao/internal/store"
)

const chatConfig = `desk: {listen: ""}
telegram: {token: "1:hidden", api: %q, rate: 30}
places:
  xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}
people:
  zhang: {name: 张编辑, role: editor, telegram: 1001}
  li: {name: 李主任, role: chief, telegram: 2001}
  wang: {name: 王主任, role: chief, telegram: 2002}
channels:
  newsroom: {telegram: {chat: "-1001"}}
  readers: {telegram: {chat: "777"}}
editions:
  evening:
    title: 新乡晚报
    place: xinxiang
    draft_to: [newsroom]
    publish_to: [readers]
    subscribers: true
    deadline: 0s
    reminders: []
`

// chatroom is a daemon whose bot speaks with the stand-in for Telegram.
type chatroom struct {
	t      *testing.T
	server *faultserver.Server
	g      *generation
	store  *store.Store
	second *telegram.Client // another program with the bot's token
	taps   int
	texts  int
}

func openChatroom(t *testing.T, change ...func(*config.Config)) *chatroom {
	t.Helper()
	server := faultserver.New(faultserver.Plan{})
	http := httptest.NewServer(server)
	t.Cleanup(func() { server.Close(); http.Close() })
	g, st := runChat(t, http.URL, change...)
	return &chatroom{t: t, server: server, g: g, store: st, second: g.bot.loop.API.(*telegram.Client)}
}

// runChat runs a daemon's generation whose bot speaks with a service until the test ends.
func runChat(t *testing.T, api string, change ...func(*config.Config)) (*generation, *store.Store) {
	t.Helper()
	c, problems := config.Parse(filepath.Join(t.TempDir(), "config.yaml"), fmt.Appendf(nil, chatConfig, api), os.LookupEnv)
	for _, by := range change {
		by(c)
	}
	a, bad := assemble(c, t.Output(), time.Now)
	if problems = append(problems, bad...); len(problems) > 0 {
		t.Fatal(problems)
	}
	st, err := store.Open(t.Context(), store.Config{DSN: storeOf(c), Alone: true})
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	g, err := newGeneration(c, a, base{store: st, log: log, screen: t.Output(), now: time.Now, metrics: newMetrics(st, time.Now)}, true)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- g.run(ctx, func() { close(ready) }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	select {
	case <-ready:
	case err := <-done:
		t.Fatal(err)
	}
	return g, st
}

// file makes the edition of the model week.
func (r *chatroom) file() newsroom.DraftID {
	r.t.Helper()
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		r.t.Fatal(err)
	}
	maker := *r.g.makers["evening"]
	maker.Source = scenarioSource{week}
	id, err := maker.Make(r.t.Context(), edition.Order{Slot: week.Issued, Now: week.Issued})
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// until waits for a message of a chat that has all of some words, as it stands now.
func (r *chatroom) until(chat string, words ...string) (found faultserver.Message) {
	r.t.Helper()
	said := eventually(func() bool {
		for _, m := range slices.Backward(r.server.Messages()) {
			if m.Chat == chat && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(m.Text, w) }) {
				found = m
				return true
			}
		}
		return false
	})
	if !said {
		r.t.Fatalf("chat %s never said %q; it said %+v", chat, words, r.server.Messages())
	}
	return found
}

// patience is how long a loaded machine may take for what a daemon does at once.
const patience = 20 * time.Second

// eventually asks until something real holds, which no virtual clock reaches: a server, a
// database. It is false when that does not come to pass in time.
func eventually(holds func() bool) bool {
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return holds()
}

func (r *chatroom) tap(user int64, m faultserver.Message, label string) {
	r.t.Helper()
	var keyboard struct {
		Rows [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(m.Markup), &keyboard); err != nil {
		r.t.Fatalf("message %d has no buttons: %v", m.ID, err)
	}
	for _, row := range keyboard.Rows {
		for _, b := range row {
			if b.Text == label {
				r.taps++
				// An old card comes as a stub, of which only the chat and the number are known.
				stub := map[string]any{"message_id": m.ID, "date": 0, "chat": map[string]any{"id": number(m.Chat), "type": "supergroup"}}
				r.server.Push(map[string]any{"callback_query": map[string]any{
					"id": "t" + strconv.Itoa(r.taps), "from": map[string]any{"id": user, "first_name": "某"}, "message": stub, "data": b.Data,
				}})
				return
			}
		}
	}
	r.t.Fatalf("message %d has no button %s: %s", m.ID, label, m.Markup)
}

func (r *chatroom) reply(user int64, m faultserver.Message, text string) {
	r.texts++
	chat := map[string]any{"id": number(m.Chat), "type": "supergroup"}
	r.server.Push(map[string]any{"message": map[string]any{
		"message_id": 100_000 + r.texts, "date": 1, "from": map[string]any{"id": user, "first_name": "某"}, "chat": chat, "text": text,
		"reply_to_message": map[string]any{"message_id": m.ID, "date": 1, "chat": chat, "from": map[string]any{"id": 1, "is_bot": true}, "text": m.Text},
	}})
}

func number(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// notices are the answers to taps so far.
func (r *chatroom) notices() string {
	var out []string
	for _, c := range r.server.Calls("answerCallbackQuery") {
		out = append(out, c.Form.Get("text"))
	}
	return strings.Join(out, "\n")
}

const newsroomChat, readersChat = "-1001", "777"

// One tap publishes; the same tap again, another chief, an editor and a stranger change
// nothing and are told; the readers get it once and the card shows who did it.
func TestOneTapPublishesOnce(t *testing.T) {
	t.Parallel()
	r := openChatroom(t)
	id := r.file()
	card := r.until(newsroomChat, "【待签发】新乡晚报", "多云间晴天，东北风3级左右", "资料：")
	r.tap(9999, card, "签发")
	r.tap(1001, card, "签发")
	r.tap(2001, card, "签发")
	r.tap(2001, card, "签发")
	signed := r.until(newsroomChat, "【已签发】", "李主任")
	if strings.Contains(signed.Markup, "sign") {
		t.Errorf("the card still offers to sign: %s", signed.Markup)
	}
	r.tap(2002, card, "签发")
	r.until(readersChat, "新乡")
	draft, err := r.store.Draft(t.Context(), id)
	if err != nil || draft.State != newsroom.Signed || draft.DecidedBy != "li" && draft.DecidedBy != "wang" {
		t.Fatalf("draft %+v, %v", draft, err)
	}
	published := 0
	for _, m := range r.server.Messages() {
		if m.Chat == readersChat {
			published++
		}
	}
	if published != 1 {
		t.Errorf("the readers got %d messages", published)
	}
	for _, words := range []string{"不在编辑部名单里", "值班主任才能签发", "已签发：李主任"} {
		if !eventually(func() bool { return strings.Contains(r.notices(), words) }) {
			t.Errorf("nobody was told %q; told:\n%s", words, r.notices())
		}
	}
}

// A reply changes the words and proof marks what the data deny; a fact that is set
// changes all texts; a contradiction goes out only with a reason, which is kept.
func TestRepliesEditAndReasonsAreKept(t *testing.T) {
	t.Parallel()
	r := openChatroom(t)
	id := r.file()
	card := r.until(newsroomChat, "【待签发】", "第1版")
	r.reply(1001, card, "16日（周二）：多云间晴天，东北风3级左右，气温12℃～35℃。")
	second := r.until(newsroomChat, "【待签发】", "第2版", "与资料不符", "35℃")
	r.tap(2001, card, "签发") // the old card
	r.tap(2001, second, "签发")
	ask := r.until(newsroomChat, "第2版 · 放行理由")
	r.reply(2001, ask, "以台站会商为准")
	r.until(newsroomChat, "【已签发】", "以台站会商为准")
	if !strings.Contains(r.notices(), "您看的是第1版，现在是第2版") {
		t.Errorf("the old card was not answered: %s", r.notices())
	}
	revision, err := r.store.Revision(t.Context(), id, 2)
	if err != nil || revision.Overrides != "以台站会商为准" || revision.Author != "zhang" {
		t.Errorf("revision %+v, %v", revision, err)
	}
}

// A fact is set by a line; everything that is printed follows.
func TestFactsBySetting(t *testing.T) {
	t.Parallel()
	r := openChatroom(t)
	r.file()
	card := r.until(newsroomChat, "【待签发】", "第1版")
	r.tap(1001, card, "改数据")
	menu := r.until(newsroomChat, "· 改数据", "回复本条")
	r.reply(1001, menu, "19日 最低 11")
	r.until(newsroomChat, "【待签发】", "第2版", "气温11℃～22℃", "人工改过数据")
}

// Two at once end in one decision, and both are told what it is.
func TestTwoEditorsAtOnce(t *testing.T) {
	t.Parallel()
	r := openChatroom(t)
	id := r.file()
	card := r.until(newsroomChat, "【待签发】新乡晚报")
	r.reply(2001, card, "签发")
	r.reply(1001, card, "毙稿 重复")
	r.reply(2002, card, "签发")
	var told []string
	eventually(func() bool {
		told = told[:0]
		for _, m := range r.server.Messages() {
			if m.Chat == newsroomChat && strings.HasPrefix(m.Text, "第1稿") {
				told = append(told, m.Text)
			}
		}
		return len(told) >= 3
	})
	draft, err := r.store.Draft(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	word := map[newsroom.State]string{newsroom.Signed: "第1稿已签发", newsroom.Spiked: "第1稿已毙稿"}[draft.State]
	done := slices.IndexFunc(told, func(s string) bool { return s == word+"。" })
	if len(told) != 3 || word == "" || done < 0 {
		t.Fatalf("the draft is %s; told %q", draft.State, told)
	}
	for i, text := range told {
		if i != done && !strings.HasPrefix(text, word+"：") {
			t.Errorf("the draft is %s, and somebody is told %q", draft.State, text)
		}
	}
	record, err := r.store.Decisions(t.Context(), id)
	if err != nil || len(record) != 4 { // filed, decided, two refused
		t.Errorf("record %+v, %v", record, err)
	}
}

// A second poller of the same bot is told of in the newsroom: taps may go astray.
func TestASecondPollerIsToldOf(t *testing.T) {
	t.Parallel()
	r := openChatroom(t)
	eventually(func() bool { return r.server.Allowed() != "" })
	if _, err := r.second.Updates(t.Context(), 0, 0, nil); err != nil {
		t.Fatal(err)
	}
	r.until(newsroomChat, "【机器人】另有程序在用同一个口令收消息")
}
