package faultserver

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// answer is a service's reply to a message.
type answer struct {
	status int
	body   any
	header map[string]string
}

// words are how a service says what happened.
type words struct {
	taken      func(Message) answer
	tooMany    func(seconds int) answer // 0: states no time
	blocked    answer
	badRequest answer
}

// perform carries a fault out. act delivers the message.
func (s *Server) perform(w http.ResponseWriter, r *http.Request, fault Fault, say words, act func() Message) {
	s.sleep(r, s.plan.Latency)
	switch fault {
	case TooMany:
		write(w, say.tooMany(s.plan.Wait))
	case TooManyBare:
		write(w, say.tooMany(0))
	case Blocked:
		write(w, say.blocked)
	case BadRequest:
		write(w, say.badRequest)
	case BadGateway:
		gateway(w)
	case BadGatewayActed:
		act()
		gateway(w)
	case ResetBefore:
		reset(w)
	case ResetAfter:
		act()
		reset(w)
	case Hang:
		s.hang(r)
	case HangActed:
		act()
		s.hang(r)
	case WrongJSON:
		body := encode(say.taken(act()).body)
		_, _ = w.Write(body[:len(body)/2])
	case Slow:
		s.trickle(w, r, encode(say.taken(act()).body))
	default:
		write(w, say.taken(act()))
	}
}

func (s *Server) sleep(r *http.Request, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-time.After(d):
	case <-r.Context().Done():
	case <-s.stop:
	}
}

// hang answers nothing until the client leaves.
func (s *Server) hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-s.stop:
	}
	panic(http.ErrAbortHandler)
}

func (s *Server) trickle(w http.ResponseWriter, r *http.Request, body []byte) {
	for i := range body {
		s.sleep(r, s.plan.Pause)
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
	}
}

// reset breaks the connection without a word.
func reset(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}

func gateway(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = io.WriteString(w, "<html><head><title>502 Bad Gateway</title></head></html>")
}

func write(w http.ResponseWriter, a answer) {
	for name, value := range a.header {
		w.Header().Set(name, value)
	}
	writeJSON(w, a.status, a.body)
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(encode(body))
}

func encode(body any) []byte {
	data, err := json.Marshal(body)
	if err != nil {
		panic(err) // maps of strings and numbers
	}
	return data
}

// refusal is an error reply of the Bot API.
func refusal(code int, description string, parameters map[string]any) answer {
	body := map[string]any{"ok": false, "error_code": code, "description": description}
	a := answer{status: code, body: body}
	if parameters != nil {
		body["parameters"] = parameters
		if wait, ok := parameters["retry_after"].(int); ok {
			a.header = map[string]string{"Retry-After": strconv.Itoa(wait)}
		}
	}
	return a
}

// tooManyRequests is the Bot API's refusal for frequency.
func tooManyRequests(seconds int) answer {
	if seconds == 0 {
		return refusal(http.StatusTooManyRequests, "Too Many Requests", nil)
	}
	return refusal(http.StatusTooManyRequests, "Too Many Requests: retry after "+strconv.Itoa(seconds), map[string]any{"retry_after": seconds})
}

// robot is a webhook's answer: a code under the given names, always with status 200.
func robot(codeName, wordsName string, code int, text string) answer {
	return answer{status: http.StatusOK, body: map[string]any{codeName: code, wordsName: text}}
}
