package chattest

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"yubao/internal/channel/faultserver"
	"yubao/internal/delivery"
)

// next is the offset that confirms what was handled.
func (s *Stage) next() int64 { return s.offset }

// find returns the latest message of the bot in a chat, or the latest with some words.
func (s *Stage) find(t *testing.T, where, who, words string) faultserver.Message {
	t.Helper()
	address := strconv.FormatInt(place(t, who, where)["id"].(int64), 10)
	messages := s.Server.Messages()
	for i := len(messages) - 1; i >= 0; i-- {
		if messages[i].Chat == address && strings.Contains(messages[i].Text, words) {
			return messages[i]
		}
	}
	t.Fatalf("no message with %q in chat %s", words, address)
	return faultserver.Message{}
}

// shape is a message of the bot as it stands in an update.
func (s *Stage) shape(m faultserver.Message) map[string]any {
	id, _ := strconv.ParseInt(m.Chat, 10, 64)
	kind := "supergroup"
	if id > 0 {
		kind = "private"
	}
	return map[string]any{
		"message_id": m.ID, "date": m.At.Unix(), "text": m.Text, "from": map[string]any{"id": BotID, "is_bot": true, "first_name": "yubao"},
		"chat": map[string]any{"id": id, "type": kind},
	}
}

// Shape is the latest message of the bot in a group, as it stands in an update.
func (s *Stage) Shape(t *testing.T, group, words string) map[string]any {
	t.Helper()
	return s.shape(s.find(t, group, "甲", words))
}

// Buttons are the buttons under a message.
func Buttons(m faultserver.Message) []delivery.Button {
	var out []delivery.Button
	for _, row := range rows(m.Markup) {
		out = append(out, row...)
	}
	return out
}

func rows(markup string) [][]delivery.Button {
	var keyboard struct {
		Rows [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
		} `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(markup), &keyboard) != nil {
		return nil
	}
	var out [][]delivery.Button
	for _, row := range keyboard.Rows {
		var line []delivery.Button
		for _, b := range row {
			line = append(line, delivery.Button{Label: b.Text, Data: b.Data})
		}
		out = append(out, line)
	}
	return out
}

func person(t *testing.T, name string) int64 {
	t.Helper()
	id, ok := People[name]
	if !ok {
		t.Fatalf("nobody is called %s", name)
	}
	return id
}

func user(t *testing.T, name string) map[string]any {
	t.Helper()
	return map[string]any{"id": person(t, name), "first_name": name}
}

// place is the chat of a group, or a person's own with the bot.
func place(t *testing.T, who, group string) map[string]any {
	t.Helper()
	if group == "" {
		return map[string]any{"id": person(t, who), "type": "private"}
	}
	id, ok := Groups[group]
	if !ok {
		t.Fatalf("no group is called %s", group)
	}
	return map[string]any{"id": id, "type": "supergroup", "title": group}
}

func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
