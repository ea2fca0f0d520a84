package replay

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// mostPerSecond is the limit of MET Norway's terms.
const mostPerSecond = 20

// halfHour is how long an answer of MET Norway stays good, about.
const halfHour = 30 * time.Minute

// locationforecast answers compact and complete.
func (s *Server) locationforecast(w http.ResponseWriter, r *http.Request) {
	now := s.options.Now()
	latitude, okLat := fourDecimals(r.FormValue("lat"))
	longitude, okLon := fourDecimals(r.FormValue("lon"))
	product := r.PathValue("product")
	switch {
	case product != "complete" && product != "compact":
		http.NotFound(w, r)
		return
	case genericAgent(r.Header.Get("User-Agent")), !okLat, !okLon:
		http.Error(w, "403 Forbidden", http.StatusForbidden)
		return
	case s.tooFast(now):
		http.Error(w, "429 Too Many Requests", http.StatusTooManyRequests)
		return
	}
	rec := s.nearest(latitude, longitude)
	if rec == nil || rec.metno == nil {
		http.Error(w, "422 Unprocessable Entity", http.StatusUnprocessableEntity)
		return
	}
	modified := now.UTC().Truncate(halfHour).Format(http.TimeFormat)
	w.Header().Set("Expires", now.UTC().Add(halfHour).Format(http.TimeFormat))
	w.Header().Set("Vary", "Accept, Accept-Encoding")
	if r.Header.Get("If-Modified-Since") == modified {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, err := moved(rec.metno, s.shift(rec), now)
	if err != nil {
		http.Error(w, "500 Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Last-Modified", modified)
	send(w, r, http.StatusOK, body)
}

// genericAgent reports a user agent that says nothing of who asks.
func genericAgent(agent string) bool {
	for _, generic := range []string{"Go-http-client", "go-resty", "curl", "python-requests"} {
		if strings.HasPrefix(agent, generic) {
			return true
		}
	}
	return agent == "" || !strings.ContainsAny(agent, "@/")
}

func fourDecimals(text string) (float64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	_, decimals, _ := strings.Cut(text, ".")
	return v, err == nil && len(decimals) <= 4
}

func (s *Server) tooFast(now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Unix() != s.second {
		s.second, s.perThis = now.Unix(), 0
	}
	s.perThis++
	return s.perThis > mostPerSecond
}

// moved shifts the series in time and drops what lies before the current hour.
func moved(body []byte, shift time.Duration, now time.Time) ([]byte, error) {
	var feature struct {
		Type       string          `json:"type"`
		Geometry   json.RawMessage `json:"geometry"`
		Properties struct {
			Meta   map[string]json.RawMessage `json:"meta"`
			Series []struct {
				Time time.Time       `json:"time"`
				Data json.RawMessage `json:"data"`
			} `json:"timeseries"`
		} `json:"properties"`
	}
	if err := json.Unmarshal(body, &feature); err != nil {
		return nil, err
	}
	series := feature.Properties.Series
	kept := series[:0]
	for _, e := range series {
		if e.Time = e.Time.Add(shift).UTC(); !e.Time.Before(now.Truncate(time.Hour)) {
			kept = append(kept, e)
		}
	}
	feature.Properties.Series = kept
	updated, err := json.Marshal(now.UTC().Truncate(halfHour))
	if err != nil {
		return nil, err
	}
	if feature.Properties.Meta != nil {
		feature.Properties.Meta["updated_at"] = updated
	}
	return json.Marshal(feature)
}
