package replay

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"yubao/internal/weather"
)

// request is a call of the forecast or air-quality API.
type request struct {
	latitudes, longitudes  []float64
	hourly, daily, current []string
	zone                   *time.Location // nil: the place's own
	days, past             int
	unix                   bool
	units                  map[string]string // conversions asked for, by the unit of the recording
}

// parameters of the two APIs: https://open-meteo.com/en/docs
func parseRequest(q url.Values, defaultDays, mostDays int) (request, error) {
	r := request{zone: gmt, hourly: list(q, "hourly"), daily: list(q, "daily"), current: list(q, "current"), unix: q.Get("timeformat") == "unixtime"}
	var err error
	if r.latitudes, err = numbers(q, "latitude", 90); err != nil {
		return r, err
	}
	if r.longitudes, err = numbers(q, "longitude", 180); err != nil {
		return r, err
	}
	if len(r.latitudes) != len(r.longitudes) || len(r.latitudes) == 0 {
		return r, fmt.Errorf("Parameter 'latitude' and 'longitude' must have the same number of elements")
	}
	switch name := q.Get("timezone"); name {
	case "":
	case "auto":
		r.zone = nil
	default:
		if r.zone, err = time.LoadLocation(name); err != nil {
			return r, fmt.Errorf("Invalid timezone")
		}
	}
	if r.days, err = whole(q, "forecast_days", defaultDays, mostDays, "Forecast days"); err != nil {
		return r, err
	}
	if r.past, err = whole(q, "past_days", 0, 92, "Past days"); err != nil {
		return r, err
	}
	r.units, err = conversions(q)
	return r, err
}

var gmt = time.FixedZone("GMT", 0)

// list reads a parameter that is a comma list, a repeated key, or both.
func list(q url.Values, key string) []string {
	var all []string
	for _, value := range q[key] {
		for name := range strings.SplitSeq(value, ",") {
			if name = strings.TrimSpace(name); name != "" {
				all = append(all, name)
			}
		}
	}
	return all
}

func numbers(q url.Values, key string, limit float64) ([]float64, error) {
	var all []float64
	for _, text := range list(q, key) {
		v, err := strconv.ParseFloat(text, 64)
		title := strings.ToUpper(key[:1]) + key[1:]
		if err != nil {
			return nil, fmt.Errorf("%s is not a number: %s", title, text)
		}
		if math.Abs(v) > limit {
			return nil, fmt.Errorf("%s must be in range of -%g to %g°. Given: %.1f.", title, limit, limit, v)
		}
		all = append(all, v)
	}
	return all, nil
}

func whole(q url.Values, key string, standard, most int, title string) (int, error) {
	text := q.Get(key)
	if text == "" {
		return standard, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%s is invalid. Allowed range 0 to %d. Given %s.", title, most, text)
	}
	return n, nil
}

// wanted maps parameter values to the unit string that then stands in the answer.
var wanted = map[string]map[string]string{
	"wind_speed_unit":    {"kmh": "km/h", "ms": "m/s", "mph": "mp/h", "kn": "kn"},
	"temperature_unit":   {"celsius": "°C", "fahrenheit": "°F"},
	"precipitation_unit": {"mm": "mm", "inch": "inch"},
}

// conversions returns the unit that each unit of a recording becomes.
func conversions(q url.Values) (map[string]string, error) {
	into := map[string]string{}
	for key, base := range map[string]string{"wind_speed_unit": "km/h", "temperature_unit": "°C", "precipitation_unit": "mm"} {
		value := q.Get(key)
		if value == "" {
			continue
		}
		unit, ok := wanted[key][value]
		if !ok {
			return nil, fmt.Errorf("Invalid value: Cannot initialize %s from invalid String value %s", key, value)
		}
		into[base] = unit
	}
	return into, nil
}

// scale converts from the unit of a recording; decimals are the service's.
var scale = map[string]struct {
	convert  func(float64) float64
	decimals int
}{
	"m/s":  {func(v float64) float64 { return v / 3.6 }, 2},
	"mp/h": {func(v float64) float64 { return v / 1.609344 }, 1},
	"kn":   {func(v float64) float64 { return v / 1.852 }, 1},
	"°F":   {func(v float64) float64 { return v*9/5 + 32 }, 1},
	"inch": {func(v float64) float64 { return v / 25.4 }, 3},
}

func (s *Server) forecast(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, 7, 16, func(rec *recording) *table { return rec.forecast })
}

func (s *Server) airQuality(w http.ResponseWriter, r *http.Request) {
	s.answer(w, r, 5, 7, func(rec *recording) *table { return rec.air })
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request, defaultDays, mostDays int, of func(*recording) *table) {
	if err := r.ParseForm(); err != nil || len(r.Form) == 0 {
		send(w, r, http.StatusOK, nil) // a request without any parameter gets an empty 200
		return
	}
	q, err := parseRequest(r.Form, defaultDays, mostDays)
	if err != nil {
		fail(w, r, http.StatusBadRequest, err.Error())
		return
	}
	var answers []json.RawMessage
	for i := range q.latitudes {
		rec := s.nearest(q.latitudes[i], q.longitudes[i])
		if rec == nil {
			fail(w, r, http.StatusBadRequest, "No data is available for this location")
			return
		}
		body, err := s.one(q, i, rec, of(rec))
		if err != nil {
			fail(w, r, http.StatusBadRequest, err.Error())
			return
		}
		answers = append(answers, body)
	}
	s.charge(len(answers), len(q.hourly)+len(q.daily)+len(q.current), q.days+q.past)
	if len(answers) == 1 {
		send(w, r, http.StatusOK, answers[0])
		return
	}
	reply(w, r, answers)
}

// cell returns the grid cell that answers a point: the recording's own near by, else
// the quarter degree around the point, over which the recorded weather stands too.
func cell(rec *recording, latitude, longitude float64) (float64, float64) {
	if weather.Kilometers(rec.latitude, rec.longitude, latitude, longitude) < 30 {
		return rec.latitude, rec.longitude
	}
	return math.Round(latitude*8) / 8, math.Round(longitude*8) / 8
}

// one answers for one place.
func (s *Server) one(q request, index int, rec *recording, t *table) (json.RawMessage, error) {
	zone := q.zone
	if zone == nil {
		zone = rec.zone
	}
	now := s.options.Now()
	name, offset := now.In(zone).Zone()
	a := frame{request: q, table: t, rec: rec, zone: time.FixedZone(name, offset), shift: s.shift(rec)}
	a.first = weather.DateOf(now, a.zone).AddDays(-q.past)
	latitude, longitude := cell(rec, q.latitudes[index], q.longitudes[index])

	var out object
	out.add("latitude", latitude)
	out.add("longitude", longitude)
	out.add("generationtime_ms", 0.5)
	out.add("utc_offset_seconds", offset)
	out.add("timezone", zone.String())
	out.add("timezone_abbreviation", abbreviation(offset))
	out.add("elevation", rec.elevation)
	if index > 0 {
		out.add("location_id", index)
	}
	for _, block := range []struct {
		name  string
		names []string
		build func([]string) (units, values object, err error)
	}{{"current", q.current, func(n []string) (object, object, error) { return a.current(n, now) }}, {"hourly", q.hourly, a.hourly}, {"daily", q.daily, a.daily}} {
		if len(block.names) == 0 {
			continue
		}
		units, values, err := block.build(block.names)
		if err != nil {
			return nil, err
		}
		out.add(block.name+"_units", units)
		out.add(block.name, values)
	}
	return json.Marshal(out)
}

func abbreviation(offset int) string {
	if offset == 0 {
		return "GMT"
	}
	text := fmt.Sprintf("GMT%+d", offset/3600)
	if minutes := offset % 3600 / 60; minutes != 0 {
		text += fmt.Sprintf(":%02d", max(minutes, -minutes))
	}
	return text
}

// object is a JSON object whose keys keep their order, as the service's do.
type object []member

type member struct {
	key   string
	value any
}

func (o *object) add(key string, value any) { *o = append(*o, member{key, value}) }

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	text := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			text = append(text, ',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		text = append(append(append(text, key...), ':'), value...)
	}
	return append(text, '}'), nil
}
