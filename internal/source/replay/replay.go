// Package replay is a server that answers as Open-Meteo (forecast, air quality,
// place names) and MET Norway do, from saved answers and an injected clock, so that
// the daemon and its tests run without network. It keeps to the manners that clients
// trip over: columns only as asked for, days cut in the zone asked for and in GMT when
// none is, nulls beyond the data, errors as JSON of their own, refused user agents,
// conditional requests. Failures can be ordered call by call.
package replay

import (
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Options are the settings of a Server.
type Options struct {
	Recordings []Recording
	Places     []Place          // what the geocoder knows
	Now        func() time.Time // time.Now when nil
	// Shift moves every recording in time so that its first day is today. Without it
	// there is only weather for the days of the recordings.
	Shift bool
	// Fail chooses the failure of a call, counted from 1; nil answers it properly.
	Fail func(call int, r *http.Request) http.Handler
}

// Server is an http.Handler that is safe for concurrent use.
type Server struct {
	options    Options
	recordings []*recording
	mux        *http.ServeMux

	mu      sync.Mutex
	calls   map[string]int
	total   int
	weight  float64
	second  int64 // of the last call of MET Norway
	perThis int   // calls in that second
}

// New returns a server of the given recordings.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Server{options: o, calls: map[string]int{}, mux: http.NewServeMux()}
	for _, r := range o.Recordings {
		parsed, err := r.parse()
		if err != nil {
			return nil, fmt.Errorf("recording %s: %w", r.Name, err)
		}
		s.recordings = append(s.recordings, parsed)
	}
	s.mux.HandleFunc("/v1/forecast", s.forecast)
	s.mux.HandleFunc("/v1/air-quality", s.airQuality)
	s.mux.HandleFunc("GET /v1/search", s.search)
	s.mux.HandleFunc("GET /v1/get", s.get)
	s.mux.HandleFunc("GET /weatherapi/locationforecast/2.0/{product}", s.locationforecast)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fail(w, r, http.StatusNotFound, "Not Found") })
	return s, nil
}

// ServeHTTP answers a call, or fails it as ordered.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.total++
	s.calls[r.URL.Path]++
	call := s.total
	s.mu.Unlock()
	if s.options.Fail != nil {
		if failure := s.options.Fail(call, r); failure != nil {
			failure.ServeHTTP(w, r)
			return
		}
	}
	s.mux.ServeHTTP(w, r)
}

// Calls returns how many calls each path had.
func (s *Server) Calls() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	calls := make(map[string]int, len(s.calls))
	for path, n := range s.calls {
		calls[path] = n
	}
	return calls
}

// Weight returns what the calls cost as Open-Meteo counts them:
// max(1, v/10, v/10 · days/14) a place, v columns times models.
func (s *Server) Weight() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.weight
}

func (s *Server) charge(places, columns, days int) {
	v := float64(columns) / 10
	s.mu.Lock()
	defer s.mu.Unlock()
	s.weight += float64(places) * max(1, v, v*float64(days)/14)
}

// fail answers as Open-Meteo does when it cannot.
func fail(w http.ResponseWriter, r *http.Request, status int, reason string) {
	body, err := json.Marshal(map[string]any{"error": true, "reason": reason})
	if err != nil {
		panic(err) // two plain values
	}
	send(w, r, status, body)
}

// send writes JSON, packed for those who take it.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.WriteHeader(status)
		w.Write(body)
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	z := gzip.NewWriter(w)
	defer z.Close()
	z.Write(body)
}

// Answer is a failure that sends a fixed body.
func Answer(status int, contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		io.WriteString(w, body)
	})
}

// Reset is a failure that closes the connection without an answer.
var Reset http.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })

// Hang is a failure that sends the head of an answer and then nothing until the
// client leaves.
var Hang http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	http.NewResponseController(w).Flush()
	<-r.Context().Done()
})

const html = "text/html"

// failures are the answers that a programme can name.
var failures = map[string]http.Handler{
	"400":            reason(400, "No data is available for this location"),
	"401":            reason(401, "API key required. Please add &apikey= to the URL."),
	"429-minute":     reason(429, "Minutely API request limit exceeded. Please try again in one minute."),
	"429-hour":       reason(429, "Hourly API request limit exceeded. Please try again in the next hour."),
	"429-day":        reason(429, "Daily API request limit exceeded. Please try again tomorrow."),
	"429-concurrent": reason(429, "Too many concurrent requests"),
	"502":            Answer(502, html, "<html>\n<head><title>502 Bad Gateway</title></head>\n</html>\n"),
	"503":            reason(503, "The service is overloaded"),
	"504":            Answer(504, html, "<html>\n<head><title>504 Gateway Time-out</title></head>\n</html>\n"),
	"reset":          Reset,
	"hang":           Hang,
	"empty":          Answer(200, "application/json; charset=utf-8", ""),
	"broken":         Answer(200, "application/json; charset=utf-8", `{"latitude":35.25,"hourly":{"time":["2024-04-15T00:00"`),
}

func reason(status int, text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fail(w, r, status, text) })
}

// Programme reads an order of failures, one word a call, begun again at its end: ok,
// 400, 401, 429-minute, 429-hour, 429-day, 429-concurrent, 502, 503, 504, reset, hang,
// empty, broken. It is for Options.Fail; no words mean no failures.
func Programme(words ...string) (func(int, *http.Request) http.Handler, error) {
	for _, word := range words {
		if _, ok := failures[word]; !ok && word != "ok" {
			return nil, fmt.Errorf("unknown failure %q", word)
		}
	}
	return func(call int, _ *http.Request) http.Handler {
		if len(words) == 0 {
			return nil
		}
		return failures[words[(call-1)%len(words)]]
	}, nil
}
