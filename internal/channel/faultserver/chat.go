package faultserver

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// What the server remembers of conversations, beside messages.
const (
	// tapLives is how long a tap waits for a bot that does not ask for it.
	tapLives = 150 * time.Second
	// tapWaits is how long after it was made a tap may be answered.
	tapWaits = 15 * time.Second
)

// Call is one call of a method of the Bot API, but for getUpdates.
type Call struct {
	Method string
	Form   url.Values
}

// chats is the state of conversations.
type chats struct {
	calls   []Call
	taps    map[string]time.Time // when each callback query was made
	members map[[2]string]string // status by chat and user
	poll    chan struct{}        // closed when another poller comes
	allowed string               // what the last getUpdates asked for
}

// Calls returns the calls of a method so far, of all methods for "".
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.chats.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// SetMember sets a user's standing in a chat; without one he is a member.
func (s *Server) SetMember(chat, user int64, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats.members[[2]string{strconv.FormatInt(chat, 10), strconv.FormatInt(user, 10)}] = status
}

// Message returns a delivered message by its number.
func (s *Server) Message(id int64) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if id < 1 || id > int64(len(s.messages)) {
		return Message{}, false
	}
	return s.messages[id-1], true
}

// Pending returns how many updates were not confirmed yet.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.updates.list)
}

// Allowed returns the kinds of updates that the last getUpdates asked for, as JSON.
func (s *Server) Allowed() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chats.allowed
}

func (s *Server) note(method string, form url.Values) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chats.calls = append(s.chats.calls, Call{method, maps.Clone(form)})
}

// pushed notes when a tap was made. The caller holds the lock.
func (s *Server) pushed(body map[string]any) {
	if tap, ok := body["callback_query"].(map[string]any); ok {
		id, _ := tap["id"].(string)
		if _, known := s.chats.taps[id]; !known {
			s.chats.taps[id] = s.plan.Now()
		}
	}
}

// expire drops the taps that nobody asked for in time. The caller holds the lock.
func (s *Server) expire() {
	now := s.plan.Now()
	s.updates.list = slices.DeleteFunc(s.updates.list, func(u update) bool {
		_, tap := u.body["callback_query"]
		return tap && now.Sub(u.at) > tapLives
	})
}

// answerTap takes the answer to a callback query, unless that is too old.
func (s *Server) answerTap(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	made, known := s.chats.taps[r.Form.Get("callback_query_id")]
	late := !known || s.plan.Now().Sub(made) > tapWaits
	s.mu.Unlock()
	switch {
	case late:
		write(w, refusal(http.StatusBadRequest, "Bad Request: query is too old and response timeout expired or query ID is invalid", nil))
	case len([]rune(r.Form.Get("text"))) > 200:
		write(w, refusal(http.StatusBadRequest, "Bad Request: MESSAGE_TOO_LONG", nil))
	default:
		writeJSON(w, http.StatusOK, result(true))
	}
}

func (s *Server) member(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	status := s.chats.members[[2]string{r.Form.Get("chat_id"), r.Form.Get("user_id")}]
	s.mu.Unlock()
	if status == "" {
		status = "member"
	}
	id, _ := strconv.ParseInt(r.Form.Get("user_id"), 10, 64)
	writeJSON(w, http.StatusOK, result(map[string]any{"status": status, "user": map[string]any{"id": id, "first_name": "某"}}))
}

// editMarkup replaces the buttons of a message.
func (s *Server) editMarkup(w http.ResponseWriter, r *http.Request) {
	if description := badMarkup(r.Form.Get("reply_markup")); description != "" {
		write(w, refusal(http.StatusBadRequest, "Bad Request: "+description, nil))
		return
	}
	id, _ := strconv.ParseInt(r.Form.Get("message_id"), 10, 64)
	m, ok := s.Message(id)
	if !ok || m.Chat != r.Form.Get("chat_id") {
		write(w, refusal(http.StatusBadRequest, "Bad Request: message to edit not found", nil))
		return
	}
	write(w, s.change(m.Chat, id, m.Text, r.Form.Get("reply_markup"), m.Sum))
}

// takePoll makes the caller the only poller: the one before is sent away with 409. The
// channel is closed when the caller is sent away.
func (s *Server) takePoll(allowed string) chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats.poll != nil {
		close(s.chats.poll)
	}
	s.chats.poll, s.chats.allowed = make(chan struct{}), allowed
	return s.chats.poll
}

func (s *Server) leavePoll(mine chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chats.poll == mine {
		s.chats.poll = nil
	}
}

func conflict() answer {
	return refusal(http.StatusConflict, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", nil)
}

// badButtons says what is wrong with an inline keyboard, or "".
func badButtons(markup string, most int) string {
	var keyboard struct {
		Force bool `json:"force_reply"`
		Rows  [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
			URL  string `json:"url"`
		} `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(markup), &keyboard) != nil || keyboard.Rows == nil && !keyboard.Force {
		return "object expected as reply markup"
	}
	for _, row := range keyboard.Rows {
		for _, b := range row {
			switch {
			case len(b.Data) > most:
				return "BUTTON_DATA_INVALID"
			case b.Text == "" || b.Data == "" && b.URL == "":
				return "text buttons are not allowed in the inline keyboard"
			}
		}
	}
	return ""
}
