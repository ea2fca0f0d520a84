package replay

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"path"
	"slices"
	"time"

	"yubao/internal/scenario"
	"yubao/internal/weather"
)

// Recording is the weather of a place as saved answers: of Open-Meteo in km/h, ℃ and
// mm with ISO times, one place, one model. Air and MetNo may be nil.
type Recording struct {
	Name                 string
	Forecast, Air, MetNo []byte
}

// Scenarios returns the constructed weeks as recordings, the model week first.
func Scenarios() []Recording {
	var all []Recording
	for _, s := range scenario.All() {
		metno, err := s.File("metno-complete.json")
		if err != nil {
			metno = nil // only the model week has it
		}
		all = append(all, Recording{Name: s.Name, Forecast: s.Forecast(), Air: s.Air(), MetNo: metno})
	}
	return all
}

// Folder reads recordings from folders that hold forecast.json and perhaps
// air-quality.json and metno-complete.json.
func Folder(files fs.FS) ([]Recording, error) {
	names, err := fs.Glob(files, "*/forecast.json")
	if err != nil {
		return nil, err
	}
	var all []Recording
	for _, name := range names {
		r := Recording{Name: path.Dir(name)}
		if r.Forecast, err = fs.ReadFile(files, name); err != nil {
			return nil, err
		}
		r.Air, _ = fs.ReadFile(files, r.Name+"/air-quality.json")
		r.MetNo, _ = fs.ReadFile(files, r.Name+"/metno-complete.json")
		all = append(all, r)
	}
	return all, nil
}

// recording is a Recording ready to answer from.
type recording struct {
	latitude, longitude, elevation float64 // of the cell
	zone                           *time.Location
	forecast, air                  *table
	suns                           map[weather.Date][2]time.Duration // since local midnight
	metno                          []byte
}

// table has hourly columns from start on.
type table struct {
	start   time.Time
	columns map[string][]*float64
	units   map[string]string
}

type saved struct {
	Latitude    float64                    `json:"latitude"`
	Longitude   float64                    `json:"longitude"`
	Elevation   float64                    `json:"elevation"`
	Timezone    string                     `json:"timezone"`
	HourlyUnits map[string]string          `json:"hourly_units"`
	Hourly      map[string]json.RawMessage `json:"hourly"`
	Daily       struct {
		Time            []string
		Sunrise, Sunset []string
	} `json:"daily"`
}

const stamp = "2006-01-02T15:04"

func (r Recording) parse() (*recording, error) {
	var s saved
	if err := json.Unmarshal(r.Forecast, &s); err != nil {
		return nil, fmt.Errorf("forecast: %w", err)
	}
	zone, err := time.LoadLocation(s.Timezone)
	if err != nil {
		return nil, err
	}
	rec := &recording{latitude: s.Latitude, longitude: s.Longitude, elevation: s.Elevation, zone: zone, metno: r.MetNo, suns: map[weather.Date][2]time.Duration{}}
	if rec.forecast, err = s.table(zone); err != nil {
		return nil, fmt.Errorf("forecast: %w", err)
	}
	for i, text := range s.Daily.Time {
		date, err := weather.ParseDate(text)
		if err != nil || i >= len(s.Daily.Sunrise) || i >= len(s.Daily.Sunset) {
			break
		}
		rise, errRise := time.ParseInLocation(stamp, s.Daily.Sunrise[i], zone)
		set, errSet := time.ParseInLocation(stamp, s.Daily.Sunset[i], zone)
		if errRise == nil && errSet == nil {
			midnight := date.At(0, zone)
			rec.suns[date] = [2]time.Duration{rise.Sub(midnight), set.Sub(midnight)}
		}
	}
	if r.Air != nil {
		var a saved
		if err := json.Unmarshal(r.Air, &a); err != nil {
			return nil, fmt.Errorf("air quality: %w", err)
		}
		if rec.air, err = a.table(zone); err != nil {
			return nil, fmt.Errorf("air quality: %w", err)
		}
	}
	return rec, nil
}

func (s saved) table(zone *time.Location) (*table, error) {
	var times []string
	if err := json.Unmarshal(s.Hourly["time"], &times); err != nil || len(times) == 0 {
		return nil, fmt.Errorf("no hours: %w", err)
	}
	start, err := time.ParseInLocation(stamp, times[0], zone)
	if err != nil {
		return nil, err
	}
	t := &table{start: start, columns: map[string][]*float64{}, units: s.HourlyUnits}
	for name, raw := range s.Hourly {
		if name == "time" {
			continue
		}
		var values []*float64
		if err := json.Unmarshal(raw, &values); err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
		t.columns[name] = values
	}
	return t, nil
}

// at returns the value of a column at a moment of the recording, nil where there is none.
func (t *table) at(name string, when time.Time) *float64 {
	values := t.columns[name]
	i := int(math.Floor(when.Sub(t.start).Hours()))
	if i < 0 || i >= len(values) {
		return nil
	}
	return values[i]
}

// first returns the date on which the recording begins.
func (r *recording) first() weather.Date { return weather.DateOf(r.forecast.start, r.zone) }

// shift returns how far the recording has to be moved for its first day to be today.
func (s *Server) shift(r *recording) time.Duration {
	if !s.options.Shift {
		return 0
	}
	return time.Duration(weather.DateOf(s.options.Now(), r.zone).DaysSince(r.first())) * 24 * time.Hour
}

// nearest returns the recording nearest to a point; of several at the same distance
// that which has weather for today, else the first.
func (s *Server) nearest(latitude, longitude float64) *recording {
	today := s.options.Now()
	rank := func(r *recording) (distance float64, dry bool) {
		return math.Round(weather.Kilometers(latitude, longitude, r.latitude, r.longitude)), !s.options.Shift && r.forecast.at("temperature_2m", today) == nil
	}
	if len(s.recordings) == 0 {
		return nil
	}
	return slices.MinFunc(s.recordings, func(a, b *recording) int {
		da, dryA := rank(a)
		db, dryB := rank(b)
		switch {
		case da != db:
			return int(da - db)
		case dryA != dryB && dryB:
			return -1
		case dryA != dryB:
			return 1
		}
		return 0
	})
}
