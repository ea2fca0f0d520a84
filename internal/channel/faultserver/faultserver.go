// Package faultserver is a stand-in for the Telegram Bot API and the webhooks of
// WeCom, DingTalk and Feishu that fails on order. It counts what was really
// delivered, keeps the platforms' limits strictly, and decides every fault from its
// seed and the message, so that a run can be repeated.
package faultserver

import (
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Fault is one way to fail.
type Fault string

// The faults. Those that act deliver the message before they fail.
const (
	TooMany         Fault = "429"          // with retry_after
	TooManyBare     Fault = "429-bare"     // without
	BadGateway      Fault = "502"          // a page of HTML, nothing delivered
	BadGatewayActed Fault = "502-acted"    // the same, delivered
	ResetBefore     Fault = "reset-before" // connection broken, nothing delivered
	ResetAfter      Fault = "reset-after"  // connection broken, delivered
	Hang            Fault = "hang"         // no answer, nothing delivered
	HangActed       Fault = "hang-acted"   // no answer, delivered
	Slow            Fault = "slow"         // the answer comes byte by byte, delivered
	WrongJSON       Fault = "wrong-json"   // the answer breaks off, delivered
	Blocked         Fault = "blocked"      // 403 for good: every message to the chat
	BadRequest      Fault = "bad-request"  // 400 for this message
	none            Fault = ""
)

// Faults lists all faults by name.
var Faults = []Fault{
	TooMany, TooManyBare, BadGateway, BadGatewayActed, ResetBefore, ResetAfter,
	Hang, HangActed, Slow, WrongJSON, Blocked, BadRequest,
}

// Plan is the programme of a run.
type Plan struct {
	Seed    uint64
	Share   float64       // of attempts that fail, 0 to 1
	Times   int           // the most attempts at a message that fail; 0: any
	Faults  []Fault       // drawn from, evenly; empty: all
	Latency time.Duration // of every answer
	Wait    int           // seconds of retry_after; 0: 1
	Pause   time.Duration // between the bytes of a slow answer; 0: 20 ms
	Lenient bool          // limits are counted but not enforced
	Now     func() time.Time
}

// Message is one delivered message.
type Message struct {
	ID     int64     `json:"id"`
	Chat   string    `json:"chat"`
	Thread string    `json:"thread,omitempty"`
	Text   string    `json:"text"`
	Markup string    `json:"markup,omitempty"` // buttons, as sent
	Edits  int       `json:"edits,omitempty"`
	Silent bool      `json:"silent,omitempty"`
	Pinned bool      `json:"pinned,omitempty"`
	Photo  bool      `json:"photo,omitempty"`
	Sum    string    `json:"sum,omitempty"` // of the photo, SHA-256
	At     time.Time `json:"at"`
}

// Report is what a run came to.
type Report struct {
	Requests   int            `json:"requests"`
	Delivered  int            `json:"delivered"`
	Doubled    int            `json:"doubled"` // same text to the same chat again
	Faults     map[Fault]int  `json:"faults"`
	Violations map[string]int `json:"violations"` // limits broken, by name
}

// Server is the stand-in, an http.Handler. It is safe for concurrent use.
type Server struct {
	plan Plan
	stop chan struct{}

	mu       sync.Mutex
	messages []Message
	attempts map[uint64]int  // by chat and text
	blocked  map[string]bool // chats that fail for good
	seen     map[string]int  // deliveries by chat and text
	sent     map[string][]time.Time
	report   Report
	updates  updates
	chats    chats
	topics   map[string]bool // topics that were deleted, by chat and topic
	moved    map[string]int64
	refused  map[string]bool // methods that the bot has no right to
}

// New returns a server for plan.
func New(plan Plan) *Server {
	if len(plan.Faults) == 0 {
		plan.Faults = Faults
	}
	if plan.Wait == 0 {
		plan.Wait = 1
	}
	if plan.Pause == 0 {
		plan.Pause = 20 * time.Millisecond
	}
	if plan.Now == nil {
		plan.Now = time.Now
	}
	return &Server{
		plan: plan, stop: make(chan struct{}),
		attempts: map[uint64]int{}, blocked: map[string]bool{}, seen: map[string]int{}, sent: map[string][]time.Time{},
		report: Report{Faults: map[Fault]int{}, Violations: map[string]int{}},
		topics: map[string]bool{}, moved: map[string]int64{}, refused: map[string]bool{},
		updates: updates{changed: make(chan struct{})},
		chats:   chats{taps: map[string]time.Time{}, members: map[[2]string]string{}},
	}
}

// Close ends the requests that hang. Call it before closing an httptest.Server.
func (s *Server) Close() { close(s.stop) }

// Messages returns what was delivered, in order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// Report returns the counts so far.
func (s *Server) Report() Report {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.report
	r.Faults, r.Violations = map[Fault]int{}, map[string]int{}
	for k, v := range s.report.Faults {
		r.Faults[k] = v
	}
	for k, v := range s.report.Violations {
		r.Violations[k] = v
	}
	return r
}

// ServeHTTP answers /bot<token>/<method>, the three webhooks, and /report.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case strings.HasPrefix(r.URL.Path, "/bot"):
		s.telegram(w, r)
	case r.URL.Path == "/cgi-bin/webhook/send", r.URL.Path == "/robot/send", strings.HasPrefix(r.URL.Path, "/open-apis/bot/v2/hook/"):
		s.webhook(w, r)
	case r.URL.Path == "/report":
		writeJSON(w, http.StatusOK, s.Report())
	case r.URL.Path == "/messages":
		writeJSON(w, http.StatusOK, s.Messages())
	default:
		writeJSON(w, http.StatusNotFound, map[string]any{"ok": false, "error_code": 404, "description": "Not Found"})
	}
}

// draw decides what happens to an attempt. It depends on the seed, the message and
// how often it was tried, and on nothing else.
func (s *Server) draw(chat, text string) Fault {
	h := fnv.New64a()
	_, _ = h.Write([]byte(chat + "\x00" + text))
	key := h.Sum64()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.report.Requests++
	if s.blocked[chat] {
		return Blocked
	}
	s.attempts[key]++
	chance := rand.New(rand.NewPCG(s.plan.Seed, key+uint64(s.attempts[key])))
	if chance.Float64() >= s.plan.Share || s.plan.Times > 0 && s.attempts[key] > s.plan.Times {
		return none
	}
	fault := s.plan.Faults[chance.IntN(len(s.plan.Faults))]
	s.report.Faults[fault]++
	if fault == Blocked {
		s.blocked[chat] = true
	}
	return fault
}

// deliver records a message and returns it with its number.
func (s *Server) deliver(m Message) Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.ID, m.At = int64(len(s.messages)+1), s.plan.Now()
	s.messages = append(s.messages, m)
	s.report.Delivered++
	key := m.Chat + "\x00" + m.Text
	if s.seen[key]++; s.seen[key] > 1 {
		s.report.Doubled++
	}
	return m
}

// limit is at most count requests a period.
type limit struct {
	name   string
	count  int
	period time.Duration
}

// slack forgives the jitter of a network to a client that keeps a limit exactly.
const slack = 10 * time.Millisecond

// over counts a request against limits, each with its own key, and reports whether
// one is broken. A request that is refused does not count.
func (s *Server) over(limits map[string]limit) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, broken := s.plan.Now(), false
	for key, l := range limits {
		recent := slices.DeleteFunc(s.sent[key], func(t time.Time) bool { return now.Sub(t) >= l.period-slack })
		s.sent[key] = recent
		if len(recent) >= l.count {
			s.report.Violations[l.name]++
			broken = true
		}
	}
	if broken && !s.plan.Lenient {
		return true
	}
	for key := range limits {
		s.sent[key] = append(s.sent[key], now)
	}
	return false
}
