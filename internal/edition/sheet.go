package edition

import (
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/picture"
	"yubao/internal/station"
	"yubao/internal/weather"
)

// Sheet is the fact sheet of an edition: one record that article, chat text, picture
// and every other program read, so that they cannot disagree. Its JSON is a contract.
// What is not known is null or absent, never zero.
type Sheet struct {
	Edition  string             `json:"edition"`
	Place    SheetPlace         `json:"place"`
	Now      time.Time          `json:"now"`
	Source   SheetSource        `json:"source"`
	Voice    string             `json:"voice"`
	Headline string             `json:"headline"`
	Summary  string             `json:"summary"`
	Advice   []string           `json:"advice"`
	Days     []SheetDay         `json:"days"`
	Events   []SheetEvent       `json:"events"`
	Missing  []analysis.Missing `json:"missing"`
	Gate     []SheetFinding     `json:"gate"`
	Text     string             `json:"text"`
	*SheetStation
}

// SheetStation stands in the sheet of an edition that is made from a station's own
// bulletin.
type SheetStation struct {
	Station  string          `json:"station"`  // 新乡市气象台
	Issued   time.Time       `json:"issued"`   // when the station issued it
	Original string          `json:"original"` // the bulletin, verbatim
	Unread   []station.Piece `json:"unread"`   // pieces of it that were not understood
	Others   []string        `json:"others"`   // other places that it tells of, not used
	Notes    []string        `json:"notes"`    // Chinese: what facts cannot hold, what was assumed
}

// Told are what the newsroom must know of the bulletin, in Chinese: what was not
// understood, not used, assumed. A nil SheetStation has nothing to tell.
func (s *SheetStation) Told() []string {
	if s == nil {
		return nil
	}
	var told []string
	for _, p := range s.Unread {
		told = append(told, p.String())
	}
	if len(s.Others) > 0 {
		told = append(told, "没有用的别处天气："+strings.Join(s.Others, "、"))
	}
	return append(told, s.Notes...)
}

// SheetPlace is where the edition is for.
type SheetPlace struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"`
	Called    string  `json:"called"`
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
	Timezone  string  `json:"timezone"`
}

// SheetSource is where the numbers come from.
type SheetSource struct {
	Name        string     `json:"name"`
	Fetched     time.Time  `json:"fetched"`
	Issued      *time.Time `json:"issued,omitempty"` // of the model run, where the source tells it
	Attribution string     `json:"attribution"`
	Statement   string     `json:"statement,omitempty"` // source and time of issue as the texts state them
}

// SheetDay is one printed date.
type SheetDay struct {
	Date      weather.Date                       `json:"date"`
	Weekday   string                             `json:"weekday"` // 周一 … 周日
	Label     string                             `json:"label"`   // 16日（周二）
	Sky       string                             `json:"sky"`
	Icon      picture.Icon                       `json:"icon,omitempty"` // the sign for the sky
	Wind      string                             `json:"wind"`           // empty when the line names none (calm)
	Low       weather.Maybe[int]                 `json:"low"`            // whole degrees, as printed
	High      weather.Maybe[int]                 `json:"high"`
	RainMM    weather.Maybe[weather.Millimeters] `json:"rain_mm"`
	SnowMM    weather.Maybe[weather.Millimeters] `json:"snow_mm"` // melted
	GustLevel weather.Maybe[weather.Beaufort]    `json:"gust_level"`
	UV        *SheetUV                           `json:"uv"`
	Line      string                             `json:"line"` // as printed
	Edited    []analysis.Element                 `json:"edited,omitempty"`
}

// SheetUV is the ultraviolet index of a day.
type SheetUV struct {
	Index weather.Maybe[int] `json:"index"` // null where a station stated the level only
	Level string             `json:"level"` // 最弱、弱、中等、强、很强
}

// SheetEvent is something in the period worth naming.
type SheetEvent struct {
	Kind     string              `json:"kind"`
	From     time.Time           `json:"from"`
	To       time.Time           `json:"to"`
	Grade    string              `json:"grade"`
	Cause    string              `json:"cause"` // empty: no evidence, no cause
	Evidence []analysis.Evidence `json:"evidence"`
}

// SheetFinding is what one rule of the gate says.
type SheetFinding struct {
	Rule    string `json:"rule"`
	Verdict string `json:"verdict"` // pass, warn, refuse, off
	Note    string `json:"note"`
}
