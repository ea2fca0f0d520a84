package advice_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	_ "yubao/internal/seedtest" // the same cases on every run
	"yubao/internal/weather"
)

var beijing = time.FixedZone("CST", 8*3600)

// randomOutlook draws an outlook in which anything may be missing and anything may
// happen, also what no forecast would hold.
func randomOutlook(t *rapid.T) analysis.Outlook {
	now := time.Date(2024, 1, 1, 16, 0, 0, 0, beijing).AddDate(0, 0, rapid.IntRange(0, 400).Draw(t, "day of year"))
	first := weather.DateOf(now, beijing).AddDays(rapid.IntRange(0, 1).Draw(t, "first"))
	o := analysis.Outlook{
		Place: weather.Place{ID: "xinxiang", Name: rapid.SampledFrom([]string{"新乡", "双江拉祜族佤族布朗族傣族自治县"}).Draw(t, "place"), Called: "我市", Zone: beijing},
		Now:   now, Source: weather.Attribution{Name: "Open-Meteo", Credit: "Open-Meteo 数值预报（CC BY 4.0）"},
	}
	for i := range rapid.IntRange(1, 16).Draw(t, "days") {
		o.Days = append(o.Days, randomDay(t, first.AddDays(i)))
	}
	o.Runs = runsOf(o.Days)
	for i := range o.Days {
		if cause := rapid.IntRange(0, 9).Draw(t, "cause"); cause < 3 && o.Days[i].Known {
			d := o.Days[i].Date
			o.Events = append(o.Events, analysis.Event{
				Kind:  rapid.SampledFrom([]analysis.EventKind{analysis.EventWet, analysis.EventCooling, analysis.EventWind, analysis.EventDust}).Draw(t, "kind"),
				First: d, Last: d, Peak: d,
				Cause: analysis.Cause{Systems: []analysis.System{analysis.SystemTrough, analysis.SystemCold}[:rapid.IntRange(0, 2).Draw(t, "systems")], Grade: analysis.ColdStrong},
			})
		}
	}
	return o
}

func randomDay(t *rapid.T, d weather.Date) analysis.Day {
	day := analysis.Day{Date: d, Known: rapid.IntRange(0, 9).Draw(t, "known") > 0}
	if !day.Known {
		return day
	}
	day.Sky = randomSky(t, d)
	if low := rapid.IntRange(-40, 30).Draw(t, "low"); rapid.IntRange(0, 9).Draw(t, "has low") > 0 {
		day.Low = weather.Some(low)
		if rapid.IntRange(0, 9).Draw(t, "has high") > 0 {
			day.High = weather.Some(low + rapid.IntRange(0, 20).Draw(t, "range"))
		}
	}
	if force := rapid.IntRange(0, 9).Draw(t, "force"); rapid.IntRange(0, 9).Draw(t, "has wind") > 0 {
		day.Wind = analysis.Wind{Known: true, From: analysis.Direction(rapid.IntRange(0, 8).Draw(t, "from")), Low: weather.Beaufort(force), High: weather.Beaufort(force + rapid.IntRange(0, 1).Draw(t, "span"))}
		if rapid.Bool().Draw(t, "gusts") && force >= 4 {
			day.Wind.Gust = weather.Some(weather.Beaufort(force + 3))
		}
	}
	if rapid.Bool().Draw(t, "has rain") {
		day.Rain = weather.Some(weather.Millimeters(rapid.Float64Range(0, 300).Draw(t, "rain")))
	}
	if uv := rapid.IntRange(0, 14).Draw(t, "uv"); rapid.Bool().Draw(t, "has uv") {
		day.UV = weather.Some(analysis.UVOf(uv))
	}
	if aqi := rapid.IntRange(1, 500).Draw(t, "aqi"); rapid.Bool().Draw(t, "has air") {
		day.Air = weather.Some(analysis.AQI{Index: aqi, Category: min(aqi/51+1, 6)})
	}
	if rapid.Bool().Draw(t, "has humidity") {
		day.Humidity = weather.Some(weather.Percent(rapid.Float64Range(5, 100).Draw(t, "humidity")))
	}
	return day
}

func randomSky(t *rapid.T, d weather.Date) analysis.Sky {
	sky := analysis.Sky{First: analysis.Cloud(rapid.SampledFrom([]int{0, 1, 3, 4}).Draw(t, "cloud"))}
	if sky.First != analysis.CloudUnknown && rapid.Bool().Draw(t, "second") {
		sky.Relation, sky.Second = analysis.Change, analysis.Cloudy
		if sky.First == analysis.Cloudy {
			sky.Second = analysis.Overcast
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "wet") == 0 {
		kind := analysis.PrecipKind(rapid.IntRange(0, 6).Draw(t, "precipitation"))
		from := rapid.IntRange(-4, 18).Draw(t, "from")
		w := analysis.Wet{Kind: kind, When: analysis.When(rapid.IntRange(0, 3).Draw(t, "when")),
			From: d.At(from, beijing), To: d.At(from+rapid.IntRange(1, 20-from).Draw(t, "hours"), beijing)}
		if kind == analysis.Rain || kind == analysis.Snow {
			w.Grade = analysis.Grade(rapid.IntRange(1, 12).Draw(t, "grade"))
		}
		sky.Wet = []analysis.Wet{w}
	}
	if rapid.IntRange(0, 4).Draw(t, "murk") == 0 {
		sky.Murk = []analysis.Murk{{Kind: analysis.MurkKind(rapid.IntRange(0, 5).Draw(t, "murk kind")), When: analysis.Early, From: d.At(2, beijing), To: d.At(8, beijing)}}
	}
	return sky
}

// runsOf joins neighbouring days that are alike, as an outlook has them.
func runsOf(days []analysis.Day) []analysis.Run {
	var runs []analysis.Run
	for i := range days {
		kind := runKind(&days[i])
		if n := len(runs); n > 0 && runs[n-1].Kind == kind {
			runs[n-1].Last = days[i].Date
			continue
		}
		runs = append(runs, analysis.Run{First: days[i].Date, Last: days[i].Date, Kind: kind})
	}
	return runs
}

func runKind(d *analysis.Day) analysis.RunKind {
	switch {
	case !d.Known:
		return analysis.RunUnknown
	case len(d.Sky.Wet) > 0:
		return analysis.RunWet
	case len(d.Sky.Murk) > 0:
		return analysis.RunMurky
	case d.Sky.First == analysis.CloudUnknown:
		return analysis.RunUnknown
	case d.Sky.First == analysis.Overcast:
		return analysis.RunGrey
	case d.Sky.Second == analysis.Overcast:
		return analysis.RunCloudy
	}
	return analysis.RunFair
}

// faults are strings that no text may hold.
var faults = []string{
	"，，", "。。", "，。", "；。", "。，", "；；", "，；", "；，", "：。", "：，", "：；", "、、", "、，", "、。", "、有", "，、", "null", "NaN", "nil", "-0℃", "{", "}", "<",
	",", ";", "?", "~", "!", "！", "(", ")", "  ", "（）", "月月", "日日", "有有", "晴天天气", "阴天天气", "转转", "℃℃", "级级", "预警", "记者", "寒潮", "温馨提示", "当日至", "起起", "于是", "%!",
	"据气象台", "从气象台", "市气象台",
}

func TestAnyOutlookYieldsCleanText(t *testing.T) {
	t.Parallel()
	style, rules := style(t), shipped(t)
	var houses []grammar.House
	for _, name := range grammar.Presets() {
		house, _ := grammar.Preset(name)
		houses = append(houses, house)
	}
	rapid.Check(t, func(t *rapid.T) {
		o := randomOutlook(t)
		house := rapid.SampledFrom(houses).Draw(t, "house")
		facts := phrase.Survey(o, house)
		chosen := rules.Choose(facts, nil)
		n := facts.Narrate(style, phrase.Request{Advice: chosen})
		texts := textsOf(&n)
		for _, text := range texts {
			check(t, text)
		}
		again := phrase.Narrate(o, house, style, phrase.Request{Advice: rules.Choose(phrase.Survey(o, house), nil)})
		if diff := cmp.Diff(texts, textsOf(&again)); diff != "" {
			t.Fatalf("the same facts gave another text:\n%s", diff)
		}
		limits(t, &n, chosen)
	})
}

func textsOf(n *phrase.Narrative) []string {
	return []string{n.Headline, n.Lead, n.Summary, n.Temperature, strings.Join(n.Advice, ""), n.Source, n.Chat(), n.Push(), n.Broadcast()}
}

func check(t *rapid.T, text string) {
	for _, fault := range faults {
		if strings.Contains(text, fault) {
			t.Fatalf("%q in %s", fault, text)
		}
	}
	for _, first := range []string{"，", "；", "。", "、", "有"} {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, first) && !strings.Contains(line, "　") {
				t.Fatalf("begins with %q: %s", first, line)
			}
		}
	}
}

func limits(t *rapid.T, n *phrase.Narrative, chosen []phrase.Advice) {
	for _, half := range n.Parts {
		if length := utf8.RuneCountInString(half); length < 6 || length > 9 {
			t.Fatalf("headline part %q has %d characters", half, length)
		}
	}
	if length := utf8.RuneCountInString(n.Chat()); length > phrase.ChatMost {
		t.Fatalf("chat has %d characters:\n%s", length, n.Chat())
	}
	if length := utf8.RuneCountInString(n.Push()); length > phrase.PushMost || strings.Contains(n.Push(), "\n") {
		t.Fatalf("push has %d characters: %s", length, n.Push())
	}
	if i := strings.IndexAny(n.Broadcast(), "℃～（）：；%/-—"); i >= 0 {
		t.Fatalf("symbol in the text for the ear: %s", n.Broadcast()[i:])
	}
	if len(chosen) > advice.Most {
		t.Fatalf("%d pieces of advice", len(chosen))
	}
}
