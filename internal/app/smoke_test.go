package app

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// people are those who write to the bot at telegram-test-api, by its HTTP interface.
type people struct {
	t     *testing.T
	api   string
	token string
}

// botMessage is a message of the bot as telegram-test-api keeps it.
type botMessage struct {
	ID      int64 `json:"messageId"`
	Message struct {
		Chat   json.RawMessage `json:"chat_id"`
		Text   string          `json:"text"`
		Markup struct {
			Rows [][]struct {
				Text string `json:"text"`
				Data string `json:"callback_data"`
			} `json:"inline_keyboard"`
		} `json:"reply_markup"`
	} `json:"message"`
}

func (p *people) post(path string, body map[string]any) json.RawMessage {
	p.t.Helper()
	body["botToken"], body["token"] = p.token, p.token
	data, err := json.Marshal(body)
	if err != nil {
		p.t.Fatal(err)
	}
	answer, err := http.Post(p.api+path, "application/json", bytes.NewReader(data))
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	var result struct {
		OK     bool            `json:"ok"`
		Result json.RawMessage `json:"result"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&result); err != nil || !result.OK {
		p.t.Fatalf("%s: %v", path, err)
	}
	return result.Result
}

// until waits for a message to a chat that has all of some words, as it stands now.
func (p *people) until(chat string, words ...string) botMessage {
	p.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		var all []botMessage
		if err := json.Unmarshal(p.post("/getUpdatesHistory", map[string]any{}), &all); err != nil {
			p.t.Fatal(err)
		}
		for _, m := range slices.Backward(all) {
			lacks := func(w string) bool { return !strings.Contains(m.Message.Text, w) }
			if strings.Trim(string(m.Message.Chat), `"`) == chat && !slices.ContainsFunc(words, lacks) {
				return m
			}
		}
	}
	p.t.Fatalf("chat %s was never told %q", chat, words)
	return botMessage{}
}

func user(id int64) map[string]any {
	return map[string]any{"id": id, "first_name": "某", "is_bot": false}
}

// TestAgainstTelegramTestAPI lets the bot speak with a stand-in that others wrote, from the
// card over a tap to the readers, and answer a reader.
func TestAgainstTelegramTestAPI(t *testing.T) {
	api := os.Getenv("YUBAO_TEST_TELEGRAM_API")
	if api == "" {
		t.Skip("to run this against the npm package telegram-test-api: .ci/telegram")
	}
	g, st := runChat(t, api)
	p := &people{t, api, "1:hidden"}
	r := &chatroom{t: t, g: g, store: st}
	r.file()
	card := p.until(newsroomChat, "【待签发】新乡晚报", "多云间晴天")
	var sign string
	for _, row := range card.Message.Markup.Rows {
		for _, b := range row {
			if b.Text == "签发" {
				sign = b.Data
			}
		}
	}
	group := map[string]any{"id": number(newsroomChat), "type": "supergroup"}
	p.post("/sendCallback", map[string]any{
		"from": user(2001), "message": map[string]any{"message_id": card.ID, "chat": group, "from": user(1)}, "data": sign,
	})
	p.until(readersChat, "新乡", "多云间晴天")
	if edited := p.until(newsroomChat, "【已签发】新乡晚报", "李主任"); edited.ID != card.ID {
		t.Errorf("the decision is message %d, not the card, %d", edited.ID, card.ID)
	}
	p.post("/sendMessage", map[string]any{
		"from": user(2001), "chat": map[string]any{"id": 2001, "type": "private"}, "date": 1, "text": "帮助",
	})
	p.until("2001", "可以这样说", "退订")
}
