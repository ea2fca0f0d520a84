package replay

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// Place is a place that the geocoder knows. Fields that are empty are left out.
type Place struct {
	ID         int     `json:"id"`
	Name       string  `json:"name"`
	Latitude   float64 `json:"latitude"`
	Longitude  float64 `json:"longitude"`
	Elevation  float64 `json:"elevation,omitempty"`
	Timezone   string  `json:"timezone,omitempty"`
	Country    string  `json:"country,omitempty"`
	Admin1     string  `json:"admin1,omitempty"`
	Admin2     string  `json:"admin2,omitempty"`
	Population int     `json:"population,omitempty"`
}

// search answers /v1/search; without a hit there is no results key.
func (s *Server) search(w http.ResponseWriter, r *http.Request) {
	count := 10
	if text := r.FormValue("count"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 100 {
			fail(w, r, http.StatusBadRequest, "Parameter count must be between 1 and 100.")
			return
		}
		count = n
	}
	answer := struct {
		Results          []Place `json:"results,omitempty"`
		GenerationTimeMS float64 `json:"generationtime_ms"`
	}{GenerationTimeMS: 0.5}
	name := r.FormValue("name")
	for _, p := range s.options.Places {
		if len([]rune(name)) >= 2 && strings.HasPrefix(strings.ToLower(p.Name), strings.ToLower(name)) && len(answer.Results) < count {
			answer.Results = append(answer.Results, p)
		}
	}
	s.charge(1, 1, 1)
	reply(w, r, answer)
}

// get answers /v1/get.
func (s *Server) get(w http.ResponseWriter, r *http.Request) {
	for _, p := range s.options.Places {
		if strconv.Itoa(p.ID) == r.FormValue("id") {
			reply(w, r, p)
			return
		}
	}
	fail(w, r, http.StatusBadRequest, "No location found with id "+r.FormValue("id"))
}

func reply(w http.ResponseWriter, r *http.Request, answer any) {
	body, err := json.Marshal(answer)
	if err != nil {
		fail(w, r, http.StatusInternalServerError, "Something went wrong.")
		return
	}
	send(w, r, http.StatusOK, body)
}
