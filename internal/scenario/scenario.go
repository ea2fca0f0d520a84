// Package scenario holds constructed forecasts: invented weeks in the exact shape
// of a source's answer, for the demo, for the preview of templates and for tests.
// Nothing in it was measured, and none of it may be published as weather.
//
// The files are under data, one folder a scenario: forecast.json as the Open-Meteo
// forecast API sends it, air-quality.json where there is one, truth.json with what a
// reader should be told, and for the model week the same weather in other forms.
// What the answers mean is decided by the packages under source.
package scenario

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the weeks are in Asia/Shanghai on machines without zone files too

	"yubao/internal/weather"
)

//go:embed data
var data embed.FS

// ModelWeek names the scenario of the evening paper's article: six lines that an
// edition has to print to the letter.
const ModelWeek = "xinxiang-week-20240416"

// Scenario is one constructed forecast. Its methods only read and are safe for
// concurrent use.
type Scenario struct {
	Name   string        // folder name, stable: cold-wave-202311
	Title  string        // Chinese, for lists: 强冷空气
	Place  weather.Place // 新乡, Asia/Shanghai
	Issued time.Time     // when the edition is to be made
	First  weather.Date  // first printed date: the day after Issued
	Days   int           // printed days

	files fs.FS // its folder
}

// titles names the scenarios for people, in the order in which they are listed.
var titles = []struct{ name, title string }{
	{ModelWeek, "春季一周，周五小雨"},
	{"cold-wave-202311", "强冷空气"},
	{"heat-wave-202406", "高温五天后雷雨"},
	{"typhoon-remnant-202307", "暴雨到大暴雨"},
	{"snow-freezing-202401", "雨雪冰冻"},
	{"fog-haze-202312", "雾和霾"},
	{"dust-202303", "大风沙尘"},
	{"thunder-afternoon-202407", "午后雷阵雨"},
	{"night-rain-202405", "夜雨昼晴"},
	{"wind-tricks-202403", "风向多变"},
	{"missing-hours-202409", "资料缺测"},
	{"uv-null-16d-202405", "十六天，紫外线缺测"},
	{"sixteen-days-202410", "十六天，秋季降温"},
}

// All returns the scenarios in the order in which they are listed.
func All() []Scenario { return slices.Clone(load()) }

// Open returns the scenario of that name, or an error that wraps fs.ErrNotExist.
func Open(name string) (Scenario, error) {
	i := slices.IndexFunc(load(), func(s Scenario) bool { return s.Name == name })
	if i < 0 {
		return Scenario{}, fmt.Errorf("open scenario %q: %w", name, fs.ErrNotExist)
	}
	return load()[i], nil
}

// Forecast returns the answer of the forecast API.
func (s Scenario) Forecast() []byte { return s.mustRead("forecast.json") }

// Air returns the answer of the air-quality API, nil when the scenario has none.
func (s Scenario) Air() []byte {
	body, err := s.File("air-quality.json")
	if err != nil {
		return nil
	}
	return body
}

// File returns a file of the scenario by name, such as forecast-ms.json.
func (s Scenario) File(name string) ([]byte, error) {
	return fs.ReadFile(s.files, name)
}

// Variants names the other answers for the same weather, in order: forecast-ms.json,
// metno-complete.json and so on.
func (s Scenario) Variants() []string {
	entries, err := fs.ReadDir(s.files, ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if n := e.Name(); strings.HasPrefix(n, "forecast-") || strings.HasPrefix(n, "metno-") {
			names = append(names, n)
		}
	}
	return names
}

func (s Scenario) mustRead(name string) []byte {
	body, err := s.File(name)
	if err != nil {
		panic(err) // every scenario has been read once by load
	}
	return body
}

// load lists the scenarios. The files are part of the program, so a fault in them is
// a fault of the program.
var load = sync.OnceValue(func() []Scenario {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	all := make([]Scenario, 0, len(titles))
	for _, t := range titles {
		files, err := fs.Sub(data, path.Join("data", t.name))
		if err != nil {
			panic(err)
		}
		all = append(all, New(files, t.name, t.title, weather.Place{
			ID: "xinxiang", Name: "新乡", Called: "我市", Latitude: 35.3036, Longitude: 113.9268, Zone: zone,
		}))
	}
	return all
})

// New makes a scenario of a folder with forecast.json and truth.json. A folder without
// them is a fault of the program, which panics.
func New(files fs.FS, name, title string, place weather.Place) Scenario {
	s := Scenario{Name: name, Title: title, Place: place, files: files}
	truth := s.Truth()
	s.Issued = truth.issued(place.Zone)
	s.First = weather.DateOf(s.Issued, place.Zone).AddDays(1)
	for _, d := range truth.Days {
		if !d.Date.Before(s.First) {
			s.Days++
		}
	}
	return s
}

// Truth is what a reader of a scenario should be told.
type Truth struct {
	About string     `json:"about"` // English: what the scenario is for
	Story string     `json:"story"` // Chinese: what the narrative has to convey, wording free
	When  string     `json:"issued"`
	Days  []TruthDay `json:"days"`
}

// TruthDay is the truth of one date. A field that is empty is not judged.
type TruthDay struct {
	Date      weather.Date        `json:"date"`
	Sky       Wordings            `json:"sky"`
	Wind      Wordings            `json:"wind"`
	Low       weather.Maybe[int]  `json:"low"`
	High      weather.Maybe[int]  `json:"high"`
	Cause     Wordings            `json:"cause"`
	Fog       any                 `json:"fog"` // the word for the fog, or false: there is none
	Haze      bool                `json:"haze"`
	Dust      bool                `json:"dust"`
	Heat      bool                `json:"heat"`
	Icing     bool                `json:"icing"`
	Thunder   string              `json:"thunder"` // when there is thunder
	RainGrade string              `json:"rain_grade"`
	SnowGrade string              `json:"snow_grade"`
	UV        weather.Maybe[bool] `json:"uv_available"`
	Note      string              `json:"note"`
}

// Wordings lists the wordings that are right. Strict says that the first is the only one.
type Wordings struct {
	Strict bool
	Any    []string
}

// UnmarshalJSON reads one string (strict) or a list of them.
func (w *Wordings) UnmarshalJSON(body []byte) error {
	var one string
	if json.Unmarshal(body, &one) == nil {
		*w = Wordings{Strict: true, Any: []string{one}}
		return nil
	}
	return json.Unmarshal(body, &w.Any)
}

// Truth returns what the scenario has to yield.
func (s Scenario) Truth() Truth {
	var t Truth
	if err := json.Unmarshal(s.mustRead("truth.json"), &t); err != nil {
		panic(fmt.Errorf("read truth of %s: %w", s.Name, err))
	}
	return t
}

// issued returns the clock time of issue; a truth that names only the day means 16:00,
// the hour at which the paper's desk works.
func (t Truth) issued(zone *time.Location) time.Time {
	when := cmp.Or(t.When, t.Days[0].Date.String())
	if !strings.Contains(when, "T") {
		when += "T16:00"
	}
	at, err := time.ParseInLocation("2006-01-02T15:04", when, zone)
	if err != nil {
		panic(fmt.Errorf("read time of issue: %w", err))
	}
	return at
}
