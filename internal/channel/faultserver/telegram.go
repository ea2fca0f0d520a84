package faultserver

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"yubao/internal/channel/telegram"
)

// telegram answers a method of the Bot API. Faults strike where messages are sent or
// edited; the other methods always work.
func (s *Server) telegram(w http.ResponseWriter, r *http.Request) {
	_, method, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/bot"), "/")
	if err := r.ParseMultipartForm(16 << 20); err != nil && r.Form == nil {
		write(w, refusal(http.StatusBadRequest, "Bad Request: cannot read the form", nil))
		return
	}
	if method != "getUpdates" {
		s.note(method, r.Form)
	}
	if s.refuses(method) {
		write(w, refusal(http.StatusBadRequest, "Bad Request: not enough rights", nil))
		return
	}
	switch method {
	case "getMe":
		writeJSON(w, http.StatusOK, result(map[string]any{"id": 1, "is_bot": true, "first_name": "yubao", "username": "yubao_bot"}))
	case "sendMessage", "sendPhoto":
		s.send(w, r)
	case "editMessageText", "editMessageMedia":
		s.edit(w, r)
	case "getUpdates":
		s.getUpdates(w, r)
	case "answerCallbackQuery":
		s.answerTap(w, r)
	case "getChatMember":
		s.member(w, r)
	case "editMessageReplyMarkup":
		s.editMarkup(w, r)
	case "pinChatMessage":
		s.pin(w, r)
	case "deleteMessage", "setMyCommands", "deleteWebhook", "answerInlineQuery":
		writeJSON(w, http.StatusOK, result(true))
	case "getChatAdministrators":
		writeJSON(w, http.StatusOK, result([]any{}))
	default:
		write(w, refusal(http.StatusNotFound, "Not Found", nil))
	}
}

func result(v any) map[string]any { return map[string]any{"ok": true, "result": v} }

func (s *Server) send(w http.ResponseWriter, r *http.Request) {
	chat := r.Form.Get("chat_id")
	text, refused := read(r.Form)
	if refused != nil {
		write(w, *refused)
		return
	}
	if gone := s.gone(chat, r.Form.Get("message_thread_id")); gone != nil {
		write(w, *gone)
		return
	}
	if s.over(limitsOf(chat)) {
		write(w, tooManyRequests(s.plan.Wait))
		return
	}
	say := words{
		taken:      func(m Message) answer { return answer{status: http.StatusOK, body: result(shape(m))} },
		tooMany:    tooManyRequests,
		blocked:    refusal(http.StatusForbidden, "Forbidden: bot was blocked by the user", nil),
		badRequest: refusal(http.StatusBadRequest, "Bad Request: message is too long", nil),
	}
	sum := photoSum(r)
	s.perform(w, r, s.draw(chat, text), say, func() Message {
		return s.deliver(Message{
			Chat: chat, Thread: r.Form.Get("message_thread_id"), Text: text, Markup: r.Form.Get("reply_markup"),
			Silent: r.Form.Get("disable_notification") == "true", Photo: sum != "", Sum: sum,
		})
	})
}

// photoSum is the SHA-256 of the photo that comes with a request, "" when there is none.
func photoSum(r *http.Request) string {
	if r.MultipartForm == nil || len(r.MultipartForm.File["photo"]) != 1 {
		return ""
	}
	file, err := r.MultipartForm.File["photo"][0].Open()
	if err != nil {
		return ""
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return ""
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// Migrate makes a group a supergroup: messages to the old number are told the new one.
func (s *Server) Migrate(chat string, to int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moved[chat] = to
}

// DropTopic deletes a topic of a chat.
func (s *Server) DropTopic(chat, thread string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.topics[chat+"/"+thread] = true
}

// Refuse takes the right to a method from the bot.
func (s *Server) Refuse(method string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused[method] = true
}

func (s *Server) refuses(method string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refused[method]
}

// gone refuses what is sent to a group that moved or to a topic that was deleted.
func (s *Server) gone(chat, thread string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var refused answer
	switch to, moved := s.moved[chat]; {
	case moved:
		refused = refusal(http.StatusBadRequest, "Bad Request: group chat was upgraded to a supergroup chat", map[string]any{"migrate_to_chat_id": to})
	case s.topics[chat+"/"+thread]:
		refused = refusal(http.StatusBadRequest, "Bad Request: message thread not found", nil)
	default:
		return nil
	}
	return &refused
}

func (s *Server) pin(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := strconv.ParseInt(r.Form.Get("message_id"), 10, 64)
	if id < 1 || id > int64(len(s.messages)) || s.messages[id-1].Chat != r.Form.Get("chat_id") {
		write(w, refusal(http.StatusBadRequest, "Bad Request: message to pin not found", nil))
		return
	}
	s.messages[id-1].Pinned = true
	writeJSON(w, http.StatusOK, result(true))
}

// limitsOf are the Bot API's limits that a message to chat counts against.
func limitsOf(chat string) map[string]limit {
	limits := map[string]limit{
		"bot":          {"30 a second over all chats", 30, time.Second},
		"chat:" + chat: {"1 a second in a chat", 1, time.Second},
	}
	if strings.HasPrefix(chat, "-") {
		limits["group:"+chat] = limit{"20 a minute in a group", 20, time.Minute}
	}
	return limits
}

// read returns the text of a form as a reader sees it, or the refusal that the
// server answers to a form it does not take.
func read(form url.Values) (string, *answer) {
	bad := func(description string) *answer {
		a := refusal(http.StatusBadRequest, "Bad Request: "+description, nil)
		return &a
	}
	text, longest, mode := form.Get("text"), telegram.MaxText, form.Get("parse_mode")
	captioned := form.Has("caption") || form.Has("media")
	if form.Has("caption") {
		text, longest = form.Get("caption"), telegram.MaxCaption
	}
	if form.Has("media") {
		var media struct {
			Type, Media, Caption string
			Mode                 string `json:"parse_mode"`
		}
		if err := json.Unmarshal([]byte(form.Get("media")), &media); err != nil || media.Type != "photo" || media.Media != "attach://photo" {
			return "", bad("can't parse InputMedia")
		}
		text, longest, mode = media.Caption, telegram.MaxCaption, media.Mode
	}
	if form.Get("chat_id") == "" {
		return "", bad("chat_id is empty")
	}
	if form.Get("message_thread_id") == "1" {
		return "", bad("message thread not found")
	}
	if mode == "HTML" {
		parsed, err := telegram.ParseHTML(text)
		if err != nil {
			return "", bad(err.Error())
		}
		text = parsed.Text
	}
	if strings.TrimSpace(text) == "" && !captioned {
		return "", bad("message text is empty")
	}
	if len(utf16.Encode([]rune(text))) > longest {
		return "", bad("message is too long")
	}
	if description := badMarkup(form.Get("reply_markup")); description != "" {
		return "", bad(description)
	}
	return text, nil
}

// badMarkup says what is wrong with a keyboard, or "".
func badMarkup(markup string) string {
	if markup == "" {
		return ""
	}
	return badButtons(markup, telegram.MaxCallback)
}

// shape is a message as the Bot API describes it.
func shape(m Message) map[string]any {
	id, _ := strconv.ParseInt(m.Chat, 10, 64)
	return map[string]any{
		"message_id": m.ID, "date": m.At.Unix(), "text": m.Text,
		"chat": map[string]any{"id": id, "type": "supergroup"},
	}
}

func (s *Server) edit(w http.ResponseWriter, r *http.Request) {
	chat := r.Form.Get("chat_id")
	text, refused := read(r.Form)
	if refused != nil {
		write(w, *refused)
		return
	}
	if s.over(limitsOf(chat)) { // edits share the budget of messages
		write(w, tooManyRequests(s.plan.Wait))
		return
	}
	id, _ := strconv.ParseInt(r.Form.Get("message_id"), 10, 64)
	write(w, s.change(chat, id, text, r.Form.Get("reply_markup"), photoSum(r)))
}

// change replaces the text of a delivered message, its photo and its buttons: without any
// given, they go. A text does not become a photo, nor a photo a text.
func (s *Server) change(chat string, id int64, text, markup, sum string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id < 1 || id > int64(len(s.messages)) || s.messages[id-1].Chat != chat {
		return refusal(http.StatusBadRequest, "Bad Request: message to edit not found", nil)
	}
	m := &s.messages[id-1]
	if m.Photo != (sum != "") {
		return refusal(http.StatusBadRequest, "Bad Request: there is no text in the message to edit", nil)
	}
	if m.Text == text && m.Markup == markup && m.Sum == sum {
		return refusal(http.StatusBadRequest, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message", nil)
	}
	m.Text, m.Markup, m.Sum = text, markup, sum
	m.Edits++
	return answer{status: http.StatusOK, body: result(shape(*m))}
}

// updates is the queue of getUpdates.
type updates struct {
	list    []update
	last    int64
	changed chan struct{} // closed when something was pushed
}

type update struct {
	id   int64
	body map[string]any
	at   time.Time
}

// Push queues an update (without its update_id) for getUpdates. A tap may be pushed
// twice: an app that lost its connection repeats it under a new number.
func (s *Server) Push(body map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := &s.updates
	u.last++
	u.list = append(u.list, update{u.last, body, s.plan.Now()})
	s.pushed(body)
	close(u.changed)
	u.changed = make(chan struct{})
}

// from returns the updates from offset on, forgets those before, and returns what to
// wait on when there are none.
func (s *Server) from(offset int64) ([]map[string]any, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.updates.list) > 0 && s.updates.list[0].id < offset {
		s.updates.list = s.updates.list[1:]
	}
	s.expire()
	found := []map[string]any{}
	for _, u := range s.updates.list {
		body := map[string]any{"update_id": u.id}
		for k, v := range u.body {
			body[k] = v
		}
		found = append(found, body)
	}
	return found, s.updates.changed
}

func (s *Server) getUpdates(w http.ResponseWriter, r *http.Request) {
	offset, _ := strconv.ParseInt(r.Form.Get("offset"), 10, 64)
	seconds, _ := strconv.Atoi(r.Form.Get("timeout"))
	mine := s.takePoll(r.Form.Get("allowed_updates"))
	defer s.leavePoll(mine)
	timeout := time.After(time.Duration(min(seconds, 50)) * time.Second)
	for {
		found, changed := s.from(offset)
		if len(found) > 0 {
			writeJSON(w, http.StatusOK, result(found))
			return
		}
		select {
		case <-mine:
			write(w, conflict())
			return
		case <-changed:
		case <-timeout:
			writeJSON(w, http.StatusOK, result(found))
			return
		case <-r.Context().Done():
			return
		case <-s.stop:
			return
		}
	}
}
