package grammar

import (
	"fmt"
	"slices"
)

// House is how one outlet writes: a choice for each habit in which papers differ.
// A text keeps to one House, never mixing forms. The zero House is not ready for
// use; start from a Preset. The choices and their shares are those of published
// bulletins of the provinces. A House is a plain value, safe to copy and share.
type House struct {
	Clouds      string `yaml:"sky" json:"sky"`                 // long: 晴天、阴天; short: 晴、阴
	Night       string `yaml:"night" json:"night"`             // 夜里 or 夜间
	Direction   string `yaml:"direction" json:"direction"`     // around: always 偏南风; plain: 南风; swinging: 偏南风 only when it swings
	Force       string `yaml:"force" json:"force"`             // both: 2级～3级; last: 2～3级; to: 2到3级
	About       bool   `yaml:"about" json:"about"`             // 3级左右 for a single force, else 3级
	Gust        string `yaml:"gust" json:"gust"`               // apart: after a comma; attached: 4级阵风6级
	Temperature string `yaml:"temperature" json:"temperature"` // named: 气温12℃～25℃; bare: 12℃～25℃; extremes: 最低气温12℃，最高气温25℃
	Unit        string `yaml:"unit" json:"unit"`               // both: 12℃～25℃; last: 12～25℃
	Sign        string `yaml:"range" json:"range"`             // sign between figures: ～ or 到
	Showers     string `yaml:"showers" json:"showers"`         // 、 or 或 between two kinds of shower
	Weekday     string `yaml:"weekday" json:"weekday"`         // 周 or 星期; none: not written in day lines
	Label       string `yaml:"label" json:"label"`             // mark after the date: ：, ， or a space
	Stop        bool   `yaml:"stop" json:"stop"`               // a full stop closes a day line
	Month       string `yaml:"month" json:"month"`             // changes: only on the first of a month; always
	Order       string `yaml:"order" json:"order"`             // wind: wind before temperature; temperature: the other way round
}

// habits lists the settings that a House chooses from, the first being the default.
var habits = []struct {
	key    string
	of     func(*House) *string
	values []string
}{
	{"sky", func(h *House) *string { return &h.Clouds }, []string{"long", "short"}},
	{"night", func(h *House) *string { return &h.Night }, []string{"夜里", "夜间"}},
	{"direction", func(h *House) *string { return &h.Direction }, []string{"around", "plain", "swinging"}},
	{"force", func(h *House) *string { return &h.Force }, []string{"both", "last", "to"}},
	{"gust", func(h *House) *string { return &h.Gust }, []string{"apart", "attached"}},
	{"temperature", func(h *House) *string { return &h.Temperature }, []string{"named", "bare", "extremes"}},
	{"unit", func(h *House) *string { return &h.Unit }, []string{"both", "last"}},
	{"range", func(h *House) *string { return &h.Sign }, []string{"～", "到"}},
	{"showers", func(h *House) *string { return &h.Showers }, []string{"、", "或"}},
	{"weekday", func(h *House) *string { return &h.Weekday }, []string{"周", "星期", "none"}},
	{"label", func(h *House) *string { return &h.Label }, []string{"：", "，", " "}},
	{"month", func(h *House) *string { return &h.Month }, []string{"changes", "always"}},
	{"order", func(h *House) *string { return &h.Order }, []string{"wind", "temperature"}},
}

// Preset returns a shipped House: henan (the evening papers of Henan), standard
// (the common form elsewhere) or shandong.
func Preset(name string) (House, bool) {
	h := House{About: true, Stop: true}
	for _, habit := range habits {
		*habit.of(&h) = habit.values[0]
	}
	switch name {
	case "henan":
	case "standard":
		h.Clouds, h.Night, h.Direction, h.Force, h.Unit, h.Showers = "short", "夜间", "swinging", "last", "last", "或"
		h.About = false
	case "shandong":
		h.Clouds, h.Night, h.Direction, h.Force, h.Temperature, h.Showers = "short", "夜间", "plain", "last", "extremes", "或"
		h.About, h.Gust, h.Label = false, "attached", "，"
	default:
		return House{}, false
	}
	return h, true
}

// Presets returns the names of the shipped houses, the default first.
func Presets() []string { return []string{"henan", "standard", "shandong"} }

// Validate reports every setting that is none of its choices, in Chinese.
func (h *House) Validate() []error {
	var faults []error
	for _, habit := range habits {
		if value := *habit.of(h); !slices.Contains(habit.values, value) {
			faults = append(faults, fmt.Errorf("%s：不能是“%s”，可选 %q", habit.key, value, habit.values))
		}
	}
	return faults
}

// chosen returns the place of a house's setting among its choices.
func chosen(key string) func(*House) int {
	for _, habit := range habits {
		if habit.key == key {
			return func(h *House) int { return max(0, slices.Index(habit.values, *habit.of(h))) }
		}
	}
	panic("grammar: no setting " + key)
}
