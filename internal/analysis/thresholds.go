package analysis

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"

	"yubao/internal/weather"
)

// Thresholds are the numbers behind the facts. Their defaults, units and sources stand in
// thresholds.yaml; defaults.go is written from it.
type Thresholds struct {
	Sky         SkyThresholds         `yaml:"sky"`
	Rain        RainThresholds        `yaml:"rain"`
	Phase       PhaseThresholds       `yaml:"phase"`
	Murk        MurkThresholds        `yaml:"murk"`
	Wind        WindThresholds        `yaml:"wind"`
	Temperature TemperatureThresholds `yaml:"temperature"`
	UV          UVThresholds          `yaml:"uv"`
	Air         AirThresholds         `yaml:"air"`
	Cause       CauseThresholds       `yaml:"cause"`
}

// SkyThresholds decide between 晴, 多云 and 阴 and between 间, 转 and 到.
type SkyThresholds struct {
	OvercastLayers float64 `yaml:"overcast_layers"`
	CloudyTotal    float64 `yaml:"cloudy_total"`
	CloudyLayers   float64 `yaml:"cloudy_layers"`
	DaytimeWeight  float64 `yaml:"daytime_weight"`
	RunHours       int     `yaml:"run_hours"`
	PartHours      int     `yaml:"part_hours"`
	MajorShare     float64 `yaml:"major_share"`
	MinorShare     float64 `yaml:"minor_share"`
}

// RainThresholds grade amounts and tell showers and spells.
type RainThresholds struct {
	Day            []float64 `yaml:"day"`
	HalfDay        []float64 `yaml:"half_day"`
	SnowDay        []float64 `yaml:"snow_day"`
	SnowHalfDay    []float64 `yaml:"snow_half_day"`
	Spread         float64   `yaml:"spread"`
	WetHour        float64   `yaml:"wet_hour"`
	DryGap         int       `yaml:"dry_gap"`
	ShowerCAPE     float64   `yaml:"shower_cape"`
	ThunderCAPE    float64   `yaml:"thunder_cape"`
	ShowerHours    int       `yaml:"shower_hours"`
	RemainderHours int       `yaml:"remainder_hours"`
	Remainder      float64   `yaml:"remainder"`
	MinorShare     float64   `yaml:"minor_share"`
}

// PhaseThresholds tell rain, sleet, snow and freezing rain apart.
type PhaseThresholds struct {
	SnowShare           float64 `yaml:"snow_share"`
	SleetShare          float64 `yaml:"sleet_share"`
	SnowDepth           float64 `yaml:"snow_depth"`
	SnowZeroLevel       float64 `yaml:"snow_zero_level"`
	RainZeroLevel       float64 `yaml:"rain_zero_level"`
	SleetTemperature    float64 `yaml:"sleet_temperature"`
	FreezingTemperature float64 `yaml:"freezing_temperature"`
}

// MurkThresholds tell fog, haze and dust.
type MurkThresholds struct {
	FogVisibility       float64          `yaml:"fog_visibility"`
	FogHumidity         float64          `yaml:"fog_humidity"`
	FogWind             weather.Beaufort `yaml:"fog_wind"`
	FogHours            int              `yaml:"fog_hours"`
	MistVisibility      float64          `yaml:"mist_visibility"`
	MistHumidity        float64          `yaml:"mist_humidity"`
	MistHours           int              `yaml:"mist_hours"`
	HazeVisibility      float64          `yaml:"haze_visibility"`
	HazeHumidity        float64          `yaml:"haze_humidity"`
	HazeHumid           float64          `yaml:"haze_humid"`
	HazePM25            float64          `yaml:"haze_pm25"`
	HazeHumidPM25       float64          `yaml:"haze_humid_pm25"`
	HazeHours           int              `yaml:"haze_hours"`
	DustVisibility      float64          `yaml:"dust_visibility"`
	DustPM10            float64          `yaml:"dust_pm10"`
	DustRatio           float64          `yaml:"dust_ratio"`
	DustHumidity        float64          `yaml:"dust_humidity"`
	DustDry             float64          `yaml:"dust_dry"`
	DustHours           int              `yaml:"dust_hours"`
	SandWind            weather.Beaufort `yaml:"sand_wind"`
	SandstormVisibility float64          `yaml:"sandstorm_visibility"`
	SandstormPM10       float64          `yaml:"sandstorm_pm10"`
}

// WindThresholds tell direction, force and gusts.
type WindThresholds struct {
	Calm           float64          `yaml:"calm"`
	Resultant      float64          `yaml:"resultant"`
	PartResultant  float64          `yaml:"part_resultant"`
	PartHours      int              `yaml:"part_hours"`
	TurnShare      float64          `yaml:"turn_share"`
	LowPercentile  float64          `yaml:"low_percentile"`
	HighPercentile float64          `yaml:"high_percentile"`
	Strengthening  weather.Beaufort `yaml:"strengthening"`
	Gust           weather.Beaufort `yaml:"gust"`
	GustAbove      weather.Beaufort `yaml:"gust_above"`
	GustAbsurd     float64          `yaml:"gust_absurd"`
	SwingShare     float64          `yaml:"swing_share"`
	SwingSector    float64          `yaml:"swing_sector"`
	Event          weather.Beaufort `yaml:"event"`
	EventGust      weather.Beaufort `yaml:"event_gust"`
}

// TemperatureThresholds tell lows and highs with holes, and changes worth a word.
type TemperatureThresholds struct {
	Rate              float64 `yaml:"rate"`
	RateAgainst       float64 `yaml:"rate_against"`
	Slack             float64 `yaml:"slack"`
	Cooling           int     `yaml:"cooling"`
	Warming           int     `yaml:"warming"`
	Rebound           int     `yaml:"rebound"`
	ColdFairlyStrong  float64 `yaml:"cold_fairly_strong"`
	ColdStrong        float64 `yaml:"cold_strong"`
	ColdStrongLow     float64 `yaml:"cold_strong_low"`
	PressFairlyStrong float64 `yaml:"press_fairly_strong"`
	PressStrong       float64 `yaml:"press_strong"`
	Heat              int     `yaml:"heat"`
	Frost             int     `yaml:"frost"`
	FirstHot          int     `yaml:"first_hot"`
	DailyRange        int     `yaml:"daily_range"`
	Icing             float64 `yaml:"icing"`
}

// UVThresholds say which ultraviolet grade is an event.
type UVThresholds struct {
	Strong UVGrade `yaml:"strong"`
}

// AirThresholds say when an air quality index exists and is an event.
type AirThresholds struct {
	Event int `yaml:"event"`
	Hours int `yaml:"hours"`
}

// CauseThresholds say how much evidence a cause needs.
type CauseThresholds struct {
	LeadDays  int     `yaml:"lead_days"`
	Weight    float64 `yaml:"weight"`
	Score     float64 `yaml:"score"`
	Smoothing int     `yaml:"smoothing"`
}

// DefaultThresholds returns a copy of the shipped thresholds that the caller owns.
func DefaultThresholds() *Thresholds {
	t := defaults
	return &t
}

// Override sets the values that a YAML text names and leaves the others as they are.
// An unknown key is an error, and so is a list of limits that does not rise; on an error
// t is unchanged. Lists of the text are not shared with t's copies.
func (t *Thresholds) Override(text []byte) error {
	next := *t
	if err := yaml.UnmarshalWithOptions(text, &next, yaml.Strict()); err != nil {
		return fmt.Errorf("read thresholds: %w", err)
	}
	if err := next.validate(); err != nil {
		return err
	}
	*t = next
	return nil
}

func (t *Thresholds) validate() error {
	var problems []error
	for _, list := range []struct {
		name   string
		limits []float64
	}{
		{"rain.day", t.Rain.Day}, {"rain.half_day", t.Rain.HalfDay},
		{"rain.snow_day", t.Rain.SnowDay}, {"rain.snow_half_day", t.Rain.SnowHalfDay},
	} {
		if len(list.limits) != 6 {
			problems = append(problems, fmt.Errorf("thresholds: %s has %d limits, want 6", list.name, len(list.limits)))
			continue
		}
		for i := 1; i < len(list.limits); i++ {
			if list.limits[i] <= list.limits[i-1] {
				problems = append(problems, fmt.Errorf("thresholds: %s does not rise at %v", list.name, list.limits[i]))
			}
		}
	}
	return errors.Join(problems...)
}
