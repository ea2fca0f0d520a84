// Package analysis turns the hours of a forecast into the facts that a duty
// forecaster would name: per day and half day, and for the period as a whole.
// It is pure; which Chinese words a fact gets is the business of package phrase.
package analysis

import (
	"time"

	"yubao/internal/weather"
)

// Outlook has the facts of one edition. Article, chat text, picture and JSON are
// all made from it, so that they cannot disagree.
type Outlook struct {
	Place   weather.Place
	Source  weather.Attribution
	Now     time.Time                // when the edition is made
	Fetched time.Time                // when the forecast was received
	Issued  weather.Maybe[time.Time] // when the model run was made, if known
	Window  Window
	Days    []Day     // in order of date, without gaps; a day without data has Known false
	Runs    []Run     // neighbouring days that are alike, in order, covering Days
	Events  []Event   // what matters in the period, the greatest impact first
	Missing []Missing // what the data do not say

	Exception weather.Maybe[Exception] // the one day unlike all others of the period
}

// Exception is the one day that is unlike all the others.
type Exception struct {
	Date   weather.Date
	Kind   RunKind // of that day
	Others RunKind // of all the others
}

// Window says which 24 hours a printed date stands for.
type Window int

// The windows in use. Evening papers print 20-20: the low of a date is that of its morning.
const (
	Evening  Window = iota // 20:00 of the day before to 20:00
	Calendar               // 00:00 to 24:00
	Morning                // 08:00 to 08:00 of the next day
)

// Day has the facts of one printed date.
type Day struct {
	Date  weather.Date
	Known bool // false: no data for this date; nothing else is set

	Sky     Sky  // of the window
	Wind    Wind // of the daytime hours (or the window when those are missing)
	Daytime Part // 08-20
	Night   Part // the night within the window

	Low, High           weather.Maybe[int] // whole degrees as printed
	LowAt, HighAt       time.Time
	HighSure, LowSure   bool // false: hours are missing in which it may have occurred
	FeelsLow, FeelsHigh weather.Maybe[int]
	Rain                weather.Maybe[weather.Millimeters] // liquid (and mixed) in the window; missing when hours are missing
	Snow                weather.Maybe[weather.Millimeters] // melted
	MaxHourlyRain       weather.Maybe[weather.Millimeters]
	Gust                weather.Maybe[weather.Beaufort] // greatest, whether or not worth printing
	UV                  weather.Maybe[UV]
	Air                 weather.Maybe[AQI]
	Humidity            weather.Maybe[weather.Percent] // least in the afternoon
	Sunrise, Sunset     weather.Maybe[time.Time]

	Edited []Element // facts that an editor changed by hand; never cleared
}

// Part is a half day.
type Part struct {
	Sky       Sky
	Wind      Wind
	Low, High weather.Maybe[int]
}

// Element names a fact of a day that can be missing or be edited.
type Element string

// The elements.
const (
	ElementSky      Element = "sky"
	ElementWind     Element = "wind"
	ElementWindFrom Element = "wind_from"
	ElementLow      Element = "low"
	ElementHigh     Element = "high"
	ElementRain     Element = "rain"
	ElementUV       Element = "uv"
	ElementAir      Element = "air"
	ElementUpperAir Element = "upper_air"
	ElementDay      Element = "day"
)

// Missing is a fact that the data do not tell.
type Missing struct {
	Date    weather.Date `json:"date"`
	Element Element      `json:"element"`
	Note    string       `json:"note"` // Chinese, for editors: 白天风向缺测
}

// Cloud is a state of the sky; the zero Cloud is unknown.
type Cloud int

// The states, in the order in which neighbours may stand beside 间 and 到.
const (
	CloudUnknown Cloud = iota
	Clear              // 晴
	FewClouds          // 少云: read, never generated
	Cloudy             // 多云
	Overcast           // 阴
)

// Relation says how two states of the sky stand together (domain tables, connectives).
type Relation int

// The relations.
const (
	Single Relation = iota // one state
	Mixed                  // A间B: alternating, the first prevails; neighbours only
	Change                 // A转B: first A, later B
	Span                   // A到B: between the two, no order; neighbours only
)

// Sky is the sky of a window with its precipitation and obscurations.
type Sky struct {
	First, Second Cloud
	Relation      Relation
	Wet           []Wet  // in order of time
	Murk          []Murk // in order of weight
}

// When says which part of a window something fills.
type When int

// The parts.
const (
	Throughout When = iota // most of the window: 阴天有小雨
	Early                  // the first part, then it ends: 小雨转晴天
	Late                   // starts in the second part: 多云转小雨
	Within                 // inside the window, with change neither before nor after worth telling
)

// Wet is one kind of precipitation within a window.
type Wet struct {
	Kind     PrecipKind
	Grade    Grade // GradeNone for showers that carry no class
	Amount   weather.Millimeters
	When     When
	From, To time.Time // first and last wet moment in the window
}

// PrecipKind is a kind of precipitation.
type PrecipKind int

// The kinds.
const (
	Rain          PrecipKind = iota // 雨
	Shower                          // 阵雨
	Thundershower                   // 雷阵雨
	Sleet                           // 雨夹雪
	Snow                            // 雪
	SnowShower                      // 阵雪
	FreezingRain                    // 冻雨
)

// Grade is a class of amount by GB/T 28592-2012, transitional classes included.
type Grade int

// The grades.
const (
	GradeNone       Grade = iota
	Trace                 // 零星
	Light                 // 小
	LightToModerate       // 小到中
	Moderate              // 中
	ModerateToHeavy       // 中到大
	Heavy                 // 大
	HeavyToStorm          // 大到暴
	Storm                 // 暴
	StormToSevere         // 暴到大暴
	Severe                // 大暴
	SevereToExtreme       // 大暴到特大暴
	Extreme               // 特大暴
)

// Murk is an obscuration of the air.
type Murk struct {
	Kind       MurkKind
	When       When
	From, To   time.Time
	Visibility weather.Maybe[weather.Meters] // least
}

// MurkKind is a kind of obscuration.
type MurkKind int

// The kinds.
const (
	Mist         MurkKind = iota // 轻雾
	Fog                          // 雾
	Haze                         // 霾
	FloatingDust                 // 浮尘
	BlowingSand                  // 扬沙
	Sandstorm                    // 沙尘暴
)

// Direction is one of the eight directions of forecasts; the zero Direction is none.
type Direction int

// The directions, clockwise.
const (
	NoDirection Direction = iota
	North
	NorthEast
	East
	SouthEast
	South
	SouthWest
	West
	NorthWest
)

// Wind is the wind of a window. The zero Wind is unknown.
type Wind struct {
	Known     bool
	From      Direction                       // NoDirection: calm, variable, or direction missing
	Turns     []Direction                     // the directions it turns to, in order (A转B, rarely A转B转C)
	Swings    bool                            // wanders around a cardinal point: 偏X风 also in a house that writes plain directions
	Low, High weather.Beaufort                // the span of the mean wind; equal: N级左右; High 2 or less and no direction: calm
	Then      weather.Maybe[ForceSpan]        // force after a marked strengthening: 3～4级逐渐加大到5级
	Gust      weather.Maybe[weather.Beaufort] // worth printing: at least 6 and two above the mean
	Variable  bool                            // direction known hour by hour, but without a resultant
}

// ForceSpan is a span of wind force.
type ForceSpan struct{ Low, High weather.Beaufort }

// UV is the greatest ultraviolet index of a day with the Chinese grade.
type UV struct {
	Index weather.Maybe[int] // whole, halves up; missing where only the grade was stated
	Grade UVGrade            // QX/T 87-2008: 1 最弱 0-2, 2 弱 3-4, 3 中等 5-6, 4 强 7-9, 5 很强 10-
}

// UVGrade is 1 to 5.
type UVGrade int

// AQI is an air quality index by HJ 633-2026, estimated from a model.
type AQI struct {
	Index    int      // 1..500
	Category int      // 1 优 … 6 严重污染
	Primary  []string // 首要污染物, when the index is above 50
}

// Run is a stretch of days whose sky is alike.
type Run struct {
	First, Last weather.Date
	Kind        RunKind
}

// RunKind groups days for the period sentence.
type RunKind int

// The kinds of run.
const (
	RunUnknown RunKind = iota
	RunFair            // 晴 or 多云 in any mixture, dry
	RunCloudy          // 多云 to 阴, dry
	RunGrey            // 阴, dry
	RunWet             // precipitation worth naming
	RunMurky           // fog, haze or dust is the news
)

// EventKind is a kind of event.
type EventKind string

// The kinds. An event is one wet spell, one change of temperature, one spell of
// wind, heat, murk or cold, or a feature of the period that calls for advice.
const (
	EventWet        EventKind = "wet"      // one wet spell: dry gaps shorter than 12 h
	EventThunder    EventKind = "thunder"  // thunder within or without a wet spell
	EventFreezing   EventKind = "freezing" // freezing rain, icing
	EventCooling    EventKind = "cooling"  // fall of temperature
	EventWarming    EventKind = "warming"  // rise of temperature (Rebound says: after a fall)
	EventHeat       EventKind = "heat"     // highs of 35 ℃ and more
	EventFrost      EventKind = "frost"    // lows of 0 ℃ and less after milder ones, first of the outlook
	EventWind       EventKind = "wind"     // strong wind or gusts
	EventFog        EventKind = "fog"
	EventHaze       EventKind = "haze"
	EventDust       EventKind = "dust"
	EventDailyRange EventKind = "daily_range" // 昼夜温差
	EventUV         EventKind = "uv"          // days with UV grade 4 and more
	EventAir        EventKind = "air"         // AQI above 100
	EventFair       EventKind = "fair"        // nothing but fair days
	EventFirstHot   EventKind = "first_hot"   // the first day of 30 ℃ and more after cooler ones
)

// Event is something in the period that a bulletin may name.
type Event struct {
	Kind        EventKind
	From, To    time.Time                          // edges in time
	First, Last weather.Date                       // printed dates it touches
	Peak        weather.Date                       // the date to name: most rain, hottest, coldest
	PrecipKinds []PrecipKind                       // wet: in order of time
	Grade       Grade                              // wet: 24 h class of the strongest window
	GradeKind   PrecipKind                         // wet: the kind that Grade is of
	Amount      weather.Maybe[weather.Millimeters] // wet: of the whole spell
	Value       weather.Maybe[int]                 // the telling figure: high (heat), low (frost), force (wind), UV index, AQI
	FromValue   weather.Maybe[int]                 // changes: value before
	ToValue     weather.Maybe[int]                 // changes: value after
	OfLow       bool                               // changes: the figures are lows, else highs
	Rebound     bool                               // warming after a fall
	ColdGrade   ColdGrade                          // cooling
	Wind        Wind                               // wind: as to be printed
	Visibility  weather.Maybe[weather.Meters]      // fog, haze, dust: least
	Dates       []weather.Date                     // dates concerned where they need not be neighbours (UV, daily range)
	Cause       Cause
	Impact      float64 // rank; higher comes first
}

// ColdGrade is the class of a cold-air event (GB/T 20484-2017, lowered by press usage).
type ColdGrade int

// The grades of cold air; 寒潮 is never generated from a model.
const (
	ColdNone         ColdGrade = iota
	ColdPlain                  // 冷空气
	ColdWeak                   // 弱冷空气
	ColdFairlyStrong           // 较强冷空气
	ColdStrong                 // 强冷空气
)

// System is a weather system that may be named as a cause.
type System string

// The systems (domain synoptic rules).
const (
	SystemTrough      System = "TROUGH"       // 低槽东移
	SystemUpperTrough System = "UPPER_TROUGH" // 高空槽东移
	SystemCold        System = "COLD"
	SystemColdEast    System = "COLD_EAST"
	SystemColdWest    System = "COLD_WEST"
	SystemWarmWet     System = "WARMWET"
	SystemShear       System = "SHEAR"
	SystemVortex      System = "VORTEX"
	SystemSubtropical System = "WPSH"
	SystemSubEdge     System = "WPSH_EDGE"
	SystemRidge       System = "RIDGE"
	SystemNWFlow      System = "NWFLOW"
	SystemSurfaceHigh System = "SFC_HIGH"
)

// Cause is what an event is put down to. The zero Cause is none: no evidence, no cause.
type Cause struct {
	Systems  []System // one, or two that act together
	Grade    ColdGrade
	Score    float64 // weights that hold / weights whose data are there
	Evidence []Evidence
}

// Evidence is one finding that supports a cause.
type Evidence struct {
	What  string    `json:"what"`
	Value float64   `json:"value"`
	Unit  string    `json:"unit"`
	At    time.Time `json:"at"`
}
