package gate

import (
	"fmt"
	"time"
)

// Rules are the settings of the gate, the section gate of config.yaml. A rule whose
// verdict is empty is the standard one.
type Rules struct {
	Age     Age     `yaml:"age" jsonschema_description:"资料有多旧"`
	Zone    Rule    `yaml:"zone" jsonschema_description:"资料按哪个时区切分日期"`
	Place   Place   `yaml:"place" jsonschema_description:"格点离地点有多远"`
	Dates   Rule    `yaml:"dates" jsonschema_description:"日期是否真实、连续、不重复"`
	Missing Missing `yaml:"missing" jsonschema_description:"缺多少资料"`
	Range   Range   `yaml:"range" jsonschema_description:"最低不高于最高，逐日与逐时一致"`
	Values  Values  `yaml:"values" jsonschema_description:"数值是否可能"`
	Units   Units   `yaml:"units" jsonschema_description:"单位是否弄错"`
	Jumps   Jumps   `yaml:"jumps" jsonschema_description:"变化是否过猛"`
	Copy    Copy    `yaml:"copy" jsonschema_description:"是否照抄旧稿"`
}

// Rule is a rule without a threshold.
type Rule struct {
	Verdict Verdict `yaml:"verdict" jsonschema:"enum=refuse,enum=warn,enum=off" jsonschema_description:"refuse 不出稿，warn 提醒，off 不查"`
}

// Age bounds the age of the data.
type Age struct {
	Rule  `yaml:",inline"`
	Max   time.Duration `yaml:"max" jsonschema_description:"超过就不出稿"`
	Fresh time.Duration `yaml:"fresh" jsonschema_description:"超过就提醒"`
}

// Place bounds the distance between the grid cell and the place.
type Place struct {
	Rule  `yaml:",inline"`
	MaxKM float64 `yaml:"max_km" jsonschema_description:"格点最远多少公里"`
}

// Missing bounds what may be missing.
type Missing struct {
	Rule    `yaml:",inline"`
	MaxDays float64 `yaml:"max_days" jsonschema_description:"没有资料的日数最多占几成（0～1）"`
}

// Range bounds the difference between a source's own low and high and its hours.
type Range struct {
	Rule  `yaml:",inline"`
	Daily float64 `yaml:"daily" jsonschema_description:"逐日与逐时的高低温最多差几度（℃）"`
}

// Values bounds the values themselves.
type Values struct {
	Rule   `yaml:",inline"`
	Hot    float64 `yaml:"hot" jsonschema_description:"气温上限（℃）"`
	Cold   float64 `yaml:"cold" jsonschema_description:"气温下限（℃）"`
	Rain   float64 `yaml:"rain" jsonschema_description:"小时雨量上限（毫米）"`
	Wind   float64 `yaml:"wind" jsonschema_description:"平均风速上限（米/秒）"`
	Gust   float64 `yaml:"gust" jsonschema_description:"阵风上限（米/秒）"`
	Season bool    `yaml:"season" jsonschema_description:"气温按纬度和季节查"`
}

// Units bounds the contradictions that a wrong unit makes.
type Units struct {
	Rule      `yaml:",inline"`
	FeelsLike float64 `yaml:"feels_like" jsonschema_description:"夜间体感温度与气温、湿度、风的推算最多差几度（℃，中位数）"`
	Wind      float64 `yaml:"wind" jsonschema_description:"几天平均风速上限（米/秒）"`
	UpperWind float64 `yaml:"upper_wind" jsonschema_description:"500百帕几天平均风速上限（米/秒）"`
	Gust      float64 `yaml:"gust" jsonschema_description:"阵风与平均风之比最多几倍（中位数）"`
}

// Jumps bounds changes.
type Jumps struct {
	Rule `yaml:",inline"`
	Hour float64 `yaml:"hour" jsonschema_description:"一小时变温上限（℃）"`
	Day  float64 `yaml:"day" jsonschema_description:"日平均气温两天间变化上限（℃）"`
}

// Copy says how long a run of equal days is no chance.
type Copy struct {
	Rule `yaml:",inline"`
	Days int `yaml:"days" jsonschema_description:"连续几天数字相同算照抄"`
}

// Standard returns the rules that hold where nothing is set.
func Standard() Rules {
	refuse := Rule{Refuse}
	return Rules{
		// Global models run every 6 or 12 hours and are there 4 to 7 hours later: 8 h is
		// usual. 18 h is the answer for another edition: yesterday's of a daily one is 24 h.
		Age:  Age{refuse, 18 * time.Hour, 8 * time.Hour},
		Zone: refuse,
		// Cells of the models in use are 9 to 28 km wide; the service moves to a land cell
		// within two cells at most.
		Place:   Place{refuse, 50},
		Dates:   refuse,
		Missing: Missing{refuse, 0.5},
		// Both are rounded to 0.1 ℃; hours at the edge of a day may be counted to either.
		Range: Range{refuse, 3},
		// World records: 56.7 ℃ Furnace Creek; −67.8 ℃ outside Antarctica; rain of an hour
		// 305 mm Holt, in China 201.9 mm Zhengzhou; mean wind 85 m/s; gust 113 m/s Barrow
		// Island (WMO World Weather & Climate Extremes Archive). A model's cell stays below.
		Values: Values{refuse, 58, -70, 250, 75, 115, true},
		// Measured on recorded answers: the median stays below 0.9 ℃ by day and night;
		// km/h taken for m/s makes 4 ℃ and more, Fahrenheit for Celsius over 10 ℃.
		// The windiest lowland stations have yearly means of 10–12 m/s and stormy weeks of
		// up to 18; mean jets at 500 hPa stay below 60 m/s for days. Gusts are 1.5–2.3 times
		// the mean wind, up to 4 over rough ground.
		Units: Units{refuse, 2, 18, 65, 6},
		// Falls of 24 ℃ in minutes are on record (Spearfish, with foehn); a cell's hourly
		// mean has nothing like it. Strong cold waves in China take 20 ℃ in 48 h; a daily
		// mean fell 30 ℃ at the northernmost edge.
		Jumps: Jumps{refuse, 16, 28},
		// Low, high and mean to a tenth agree by chance once in thousands of days.
		Copy: Copy{refuse, 3},
	}
}

// Default sets the standard rules.
func (r *Rules) Default() { *r = Standard() }

// filled replaces rules without a verdict by the standard ones.
func (r Rules) filled() Rules {
	s := Standard()
	fill(&r.Age, s.Age, r.Age.Verdict)
	fill(&r.Zone, s.Zone, r.Zone.Verdict)
	fill(&r.Place, s.Place, r.Place.Verdict)
	fill(&r.Dates, s.Dates, r.Dates.Verdict)
	fill(&r.Missing, s.Missing, r.Missing.Verdict)
	fill(&r.Range, s.Range, r.Range.Verdict)
	fill(&r.Values, s.Values, r.Values.Verdict)
	fill(&r.Units, s.Units, r.Units.Verdict)
	fill(&r.Jumps, s.Jumps, r.Jumps.Verdict)
	fill(&r.Copy, s.Copy, r.Copy.Verdict)
	return r
}

func fill[T any](rule *T, standard T, verdict Verdict) {
	if verdict == "" {
		*rule = standard
	}
}

// Validate refuses a verdict that is none; its text is for operators.
func (r Rule) Validate() error {
	switch r.Verdict {
	case "", Refuse, Warn, Off:
		return nil
	}
	return fmt.Errorf("verdict 只能是 refuse、warn 或 off，不能是 %q", r.Verdict)
}
