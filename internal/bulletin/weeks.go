package bulletin

import (
	"fmt"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// gaps are the facts of a day that can be missing, each with how to lose it.
var gaps = []struct {
	name string
	lose func(*analysis.Day)
}{
	{"最低气温", func(d *analysis.Day) {
		d.Low, d.Daytime.Low, d.Night.Low = weather.None[int](), weather.None[int](), weather.None[int]()
	}},
	{"最高气温", func(d *analysis.Day) {
		d.High, d.Daytime.High, d.Night.High = weather.None[int](), weather.None[int](), weather.None[int]()
	}},
	{"最低和最高气温", func(d *analysis.Day) { d.Low, d.High = weather.None[int](), weather.None[int]() }},
	{"天空状况", func(d *analysis.Day) {
		d.Sky, d.Daytime.Sky, d.Night.Sky = analysis.Sky{}, analysis.Sky{}, analysis.Sky{}
	}},
	{"风", func(d *analysis.Day) {
		d.Wind, d.Daytime.Wind, d.Night.Wind = analysis.Wind{}, analysis.Wind{}, analysis.Wind{}
	}},
	{"白天的资料", func(d *analysis.Day) { d.Daytime = analysis.Part{} }},
	{"夜间的资料", func(d *analysis.Day) { d.Night = analysis.Part{} }},
	{"降水量", func(d *analysis.Day) {
		d.Rain, d.MaxHourlyRain = weather.None[weather.Millimeters](), weather.None[weather.Millimeters]()
	}},
	{"降雪量", func(d *analysis.Day) { d.Snow = weather.None[weather.Millimeters]() }},
	{"紫外线", func(d *analysis.Day) { d.UV = weather.None[analysis.UV]() }},
	{"空气质量", func(d *analysis.Day) { d.Air = weather.None[analysis.AQI]() }},
	{"阵风", func(d *analysis.Day) { d.Gust = weather.None[weather.Beaufort]() }},
	{"湿度", func(d *analysis.Day) { d.Humidity = weather.None[weather.Percent]() }},
	{"体感温度", func(d *analysis.Day) { d.FeelsLow, d.FeelsHigh = weather.None[int](), weather.None[int]() }},
	{"日出日落", func(d *analysis.Day) { d.Sunrise, d.Sunset = weather.None[time.Time](), weather.None[time.Time]() }},
	{"整天的资料", func(d *analysis.Day) { *d = analysis.Day{Date: d.Date} }},
}

// HardCases are the kinds of week that are hard to word: each fact missing on the first
// day and on all days, weeks of 1 to 16 days, every kind of weather that has words of its
// own, extremes, long names, corrections, a station's attestation, and the shipped houses.
func HardCases() []Case {
	var cases []Case
	add := func(name string, in Input) { cases = append(cases, Case{Name: name, Input: in}) }
	for _, n := range []int{1, 2, 3, 6, 7, 16} {
		add(fmt.Sprintf("只有%d天", n), Input{Outlook: fullWeek(n)})
	}
	for _, gap := range gaps {
		first, all := fullWeek(6), fullWeek(6)
		gap.lose(&first.Days[0])
		for i := range all.Days {
			gap.lose(&all.Days[i])
		}
		add("头一天缺"+gap.name, Input{Outlook: first})
		add("每天都缺"+gap.name, Input{Outlook: all})
	}
	for _, kind := range kinds {
		o := fullWeek(6)
		for i := range o.Days {
			kind.turn(&o.Days[i])
		}
		o.Runs[0].Kind = kind.run
		add(kind.name, Input{Outlook: o})
	}
	add("各种事件", Input{Outlook: withEvents(fullWeek(6))})
	long := fullWeek(16)
	long.Place.Name = "积石山保安族东乡族撒拉族自治县"
	long.Place.Called = "积石山保安族东乡族撒拉族自治县 & <全县>"
	add("最长的地名", Input{Outlook: long})
	run := fullWeek(6)
	run.Issued = weather.Some(run.Now.Add(-8 * time.Hour))
	run.Now = run.Now.Add(37 * time.Minute)
	run.Missing = []analysis.Missing{{Date: run.Days[0].Date, Element: analysis.ElementWind, Note: "16日白天风向缺测"}}
	add("钟点不整，有起报时间和缺测", Input{Outlook: run, Public: true})
	add("更正稿，补发", Input{Outlook: fullWeek(6), Correction: strings.Repeat("19日最低气温由13℃改为11℃；", 8), Late: true})
	station := &Station{Name: "积石山保安族东乡族撒拉族自治县气象台", Issued: run.Now.Add(-time.Hour), Text: "今天夜里到明天，多云转晴，西北风4到5级,最低气温-3℃。"}
	add("有气象台签注", Input{Outlook: fullWeek(6), Station: station, Public: true})
	unworded := *station
	unworded.Text = ""
	add("气象台签注没有原文", Input{Outlook: fullWeek(3), Station: &unworded})
	for _, preset := range grammar.Presets() {
		house, _ := grammar.Preset(preset)
		o := fullWeek(6)
		kinds[0].turn(&o.Days[2])
		cases = append(cases, Case{Name: "体例 " + preset, Input: Input{Outlook: o}, House: &house})
	}
	return cases
}

// fullWeek is a week in which every fact is known, over the end of a month when it is long.
func fullWeek(days int) analysis.Outlook {
	zone := time.FixedZone("CST", 8*3600)
	o := analysis.Outlook{
		Place:  weather.Place{ID: "place", Name: "新乡", Called: "我市", Zone: zone},
		Source: weather.Attribution{ID: "openmeteo", Name: "Open-Meteo", Credit: "Open-Meteo 数值预报（CC BY 4.0）"},
		Now:    time.Date(2024, time.April, 15, 16, 0, 0, 0, zone),
	}
	for i := range days {
		date := weather.Date{Year: 2024, Month: time.April, Day: 16}.AddDays(i)
		low, high := weather.Some(9+i), weather.Some(21+i)
		half := analysis.Part{
			Sky:  analysis.Sky{First: analysis.Cloudy, Second: analysis.Overcast, Relation: analysis.Change},
			Wind: analysis.Wind{Known: true, From: analysis.NorthEast, Turns: []analysis.Direction{analysis.South}, Low: 4, High: 5, Gust: weather.Some[weather.Beaufort](8)},
			Low:  low, High: high,
		}
		o.Days = append(o.Days, analysis.Day{
			Date: date, Known: true, Sky: half.Sky, Wind: half.Wind, Daytime: half, Night: half,
			Low: low, High: high, FeelsLow: low, FeelsHigh: high,
			Rain: weather.Some[weather.Millimeters](0), Snow: weather.Some[weather.Millimeters](0), Gust: weather.Some[weather.Beaufort](8),
			UV: weather.Some(analysis.UVOf(8)), Air: weather.Some(analysis.AQI{Index: 78, Category: 2, Primary: []string{"PM10"}}),
			MaxHourlyRain: weather.Some[weather.Millimeters](0),
			Humidity:      weather.Some[weather.Percent](35),
			Sunrise:       weather.Some(date.At(6, zone)), Sunset: weather.Some(date.At(19, zone)),
		})
	}
	o.Runs = []analysis.Run{{First: o.Days[0].Date, Last: o.Days[days-1].Date, Kind: analysis.RunFair}}
	return o
}
