package analysis_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

// forecastOf decodes a scenario, with its air.
func forecastOf(t testing.TB, name string) (scenario.Scenario, weather.Forecast) {
	t.Helper()
	s, err := scenario.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return s, decode(t, s)
}

func decode(t testing.TB, s scenario.Scenario) weather.Forecast {
	t.Helper()
	f, err := openmeteo.Decode(s.Forecast(), s.Place, s.Issued)
	if err != nil {
		t.Fatal(err)
	}
	if body := s.Air(); body != nil {
		if f.Air, err = openmeteo.DecodeAir(body); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func outlookOf(t testing.TB, name string, w analysis.Window) analysis.Outlook {
	t.Helper()
	s, f := forecastOf(t, name)
	return analysis.Analyse(f, requestOf(s, w))
}

func requestOf(s scenario.Scenario, w analysis.Window) analysis.Request {
	return analysis.Request{Now: s.Issued, First: s.First, Days: s.Days, Window: w}
}

// The words are those of the truths, so that facts can be held against them.
var (
	clouds = map[analysis.Cloud]string{analysis.Clear: "晴", analysis.Cloudy: "多云", analysis.Overcast: "阴"}
	links  = map[analysis.Relation]string{analysis.Mixed: "间", analysis.Change: "转", analysis.Span: "到"}
	grades = map[analysis.Grade]string{
		analysis.Light: "小", analysis.LightToModerate: "小到中", analysis.Moderate: "中", analysis.ModerateToHeavy: "中到大",
		analysis.Heavy: "大", analysis.HeavyToStorm: "大到暴", analysis.Storm: "暴", analysis.StormToSevere: "暴到大暴",
		analysis.Severe: "大暴", analysis.SevereToExtreme: "大暴到特大暴", analysis.Extreme: "特大暴",
	}
	kinds = map[analysis.PrecipKind]string{
		analysis.Rain: "雨", analysis.Shower: "阵雨", analysis.Thundershower: "雷阵雨", analysis.Sleet: "雨夹雪",
		analysis.Snow: "雪", analysis.SnowShower: "阵雪", analysis.FreezingRain: "冻雨",
	}
	murks = map[analysis.MurkKind]string{
		analysis.Fog: "雾", analysis.Haze: "霾", analysis.FloatingDust: "浮尘", analysis.BlowingSand: "扬沙", analysis.Sandstorm: "沙尘暴",
	}
	directions = [...]string{"", "北", "东北", "东", "东南", "南", "西南", "西", "西北"}
)

var (
	wetWord = regexp.MustCompile(`冻雨|雨夹雪|雷阵雨|阵雨|阵雪|(?:小到中|中到大|大到暴|暴到大暴|大暴|特大暴|零星小|小|中|大|暴)[雨雪]|扬沙|浮尘|沙尘暴|沙尘|雾|霾`)
	dryWord = regexp.MustCompile(`晴|多云|阴`)
)

// skyFits holds a sky against a wording: the first state and every phenomenon, of which
// a line names the weightiest obscuration.
func skyFits(sky analysis.Sky, want string) bool {
	var got []string
	for _, w := range sky.Wet {
		got = append(got, grades[w.Grade]+kinds[w.Kind])
	}
	if len(sky.Wet) == 0 && len(sky.Murk) > 0 {
		got = append(got, murks[sky.Murk[0].Kind])
	}
	wet := wetWord.FindAllString(want, -1)
	slices.Sort(got)
	slices.Sort(wet)
	dry := dryWord.FindString(wetWord.ReplaceAllString(want, ""))
	return slices.Equal(got, wet) && (dry == "" || clouds[sky.First] == "" || dry == clouds[sky.First])
}

var number = regexp.MustCompile(`(\d+)级?(?:[～~到至-](\d+)级)?`)

// windFits holds a wind against a wording: the directions, and the force within one.
func windFits(w analysis.Wind, want string) bool {
	want = strings.ReplaceAll(want, "偏", "")
	want, _, _ = strings.Cut(want, "，")
	span := number.FindStringSubmatch(want)
	if strings.Contains(want, "微") || strings.Contains(want, "无持续") {
		return w.High <= 2
	}
	var dirs []string
	for _, m := range regexp.MustCompile(`([东南西北]{1,2})(?:风|转)`).FindAllStringSubmatch(want, -1) {
		dirs = append(dirs, m[1])
	}
	var got []string
	if w.From != analysis.NoDirection {
		got = append(got, directions[w.From])
	}
	for _, d := range w.Turns {
		got = append(got, directions[d])
	}
	low := int(span[1][0] - '0')
	high := low
	if span[2] != "" {
		high = int(span[2][0] - '0')
	}
	gotHigh := int(w.High)
	if then, ok := w.Then.Get(); ok {
		gotHigh = int(then.High)
	}
	near := func(a, b int) bool { return a-b <= 1 && b-a <= 1 }
	return slices.Equal(dirs, got) && near(low, int(w.Low)) && near(high, gotHigh)
}

func TestFactsOfEveryScenarioAgreeWithItsTruth(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			o := analysis.Analyse(decode(t, s), requestOf(s, analysis.Calendar))
			for _, truth := range s.Truth().Days {
				if truth.Date.Before(s.First) {
					continue
				}
				judge(t, &o.Days[truth.Date.DaysSince(s.First)], truth)
			}
		})
	}
}

func judge(t *testing.T, d *analysis.Day, truth scenario.TruthDay) {
	t.Helper()
	if len(truth.Sky.Any) > 0 && !slices.ContainsFunc(truth.Sky.Any, func(want string) bool { return skyFits(d.Sky, want) }) {
		t.Errorf("%s: sky %+v, want one of %v", d.Date, d.Sky, truth.Sky.Any)
	}
	if len(truth.Wind.Any) > 0 && !slices.ContainsFunc(truth.Wind.Any, func(want string) bool { return windFits(d.Wind, want) }) {
		t.Errorf("%s: wind %+v, want one of %v", d.Date, d.Wind, truth.Wind.Any)
	}
	if want, ok := truth.Low.Get(); ok && d.Low != weather.Some(want) {
		t.Errorf("%s: low %v, want %d", d.Date, d.Low, want)
	}
	if want, ok := truth.High.Get(); ok && d.High != weather.Some(want) {
		t.Errorf("%s: high %v, want %d", d.Date, d.High, want)
	}
	if want, ok := truth.UV.Get(); ok && d.UV.OK() != want {
		t.Errorf("%s: UV known is %v, want %v", d.Date, d.UV.OK(), want)
	}
	has := func(kinds ...analysis.MurkKind) bool {
		return slices.ContainsFunc(d.Sky.Murk, func(m analysis.Murk) bool { return slices.Contains(kinds, m.Kind) })
	}
	if word, _ := truth.Fog.(string); word != "" && !has(analysis.Fog) {
		t.Errorf("%s: no fog in %+v", d.Date, d.Sky.Murk)
	}
	if truth.Haze && !has(analysis.Haze) {
		t.Errorf("%s: no haze in %+v", d.Date, d.Sky.Murk)
	}
	if truth.Dust && !has(analysis.FloatingDust, analysis.BlowingSand, analysis.Sandstorm) {
		t.Errorf("%s: no dust in %+v", d.Date, d.Sky.Murk)
	}
}
