package analysis

import (
	"time"

	"yubao/internal/weather"
)

// Request says what an edition wants to know of a forecast.
type Request struct {
	Now        time.Time    // when the edition is made
	First      weather.Date // first printed date
	Days       int          // printed days
	Window     Window       // which 24 hours a printed date stands for
	Thresholds *Thresholds  // nil: DefaultThresholds
	Overrides  Overrides    // facts that editors set by hand
}

// Overrides are facts that editors set by hand, by date. They take the place of the
// computed ones before anything is derived from them.
type Overrides map[weather.Date]Override

// Override holds the facts of one date that an editor set; what is missing stays as computed.
type Override struct {
	Sky  weather.Maybe[Sky]                 `json:"sky,omitzero"`
	Wind weather.Maybe[Wind]                `json:"wind,omitzero"`
	Low  weather.Maybe[int]                 `json:"low,omitzero"`
	High weather.Maybe[int]                 `json:"high,omitzero"`
	Rain weather.Maybe[weather.Millimeters] `json:"rain,omitzero"` // liquid or melted, of the window
}
