package station_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/station"
	"yubao/internal/weather"
)

var china = time.FixedZone("CST", 8*60*60)

// aSky draws the sky of a day as analysis finds it.
func aSky(t *rapid.T) analysis.Sky {
	clouds := []analysis.Cloud{analysis.Clear, analysis.Cloudy, analysis.Overcast}
	i := rapid.IntRange(0, 2).Draw(t, "cloud")
	s := analysis.Sky{First: clouds[i]}
	switch rapid.IntRange(0, 5).Draw(t, "kind of sky") {
	case 0, 1:
		next := i + 1
		if i == 2 {
			next = 1
		}
		s.Second, s.Relation = clouds[next], rapid.SampledFrom([]analysis.Relation{analysis.Mixed, analysis.Change, analysis.Span}).Draw(t, "relation")
	case 2:
		s.First = analysis.Overcast
		s.Wet = []analysis.Wet{aFall(t, analysis.Throughout)}
	case 3:
		s.Wet = []analysis.Wet{aFall(t, analysis.Late)}
	case 4:
		s.Wet = []analysis.Wet{aFall(t, analysis.Early)}
	}
	return s
}

func aFall(t *rapid.T, when analysis.When) analysis.Wet {
	w := analysis.Wet{Kind: rapid.SampledFrom([]analysis.PrecipKind{analysis.Rain, analysis.Snow, analysis.Shower, analysis.Thundershower, analysis.Sleet}).Draw(t, "precipitation"), When: when}
	switch w.Kind {
	case analysis.Rain:
		w.Grade = rapid.SampledFrom([]analysis.Grade{analysis.Trace, analysis.Light, analysis.LightToModerate, analysis.Heavy, analysis.HeavyToStorm, analysis.Severe}).Draw(t, "class")
	case analysis.Snow:
		w.Grade = rapid.SampledFrom([]analysis.Grade{analysis.Light, analysis.Moderate, analysis.ModerateToHeavy, analysis.Storm}).Draw(t, "class")
	}
	return w
}

func aWind(t *rapid.T) analysis.Wind {
	if rapid.IntRange(0, 4).Draw(t, "has wind") == 0 {
		return analysis.Wind{}
	}
	low := rapid.IntRange(1, 8).Draw(t, "force")
	w := analysis.Wind{
		Known: true, From: analysis.Direction(rapid.IntRange(1, 8).Draw(t, "direction")), Swings: rapid.Bool().Draw(t, "swings"),
		Low: weather.Beaufort(low), High: weather.Beaufort(low + rapid.IntRange(0, 1).Draw(t, "span")),
	}
	if rapid.IntRange(0, 3).Draw(t, "turns") == 0 {
		w.Turns = []analysis.Direction{w.From%8 + 1}
	}
	if rapid.IntRange(0, 3).Draw(t, "gusts") == 0 {
		w.Gust = weather.Some(w.High + 3)
	}
	return w
}

// TestDayLinesOfAnyHouseAreReadBack writes days in each house and reads them as a
// station's text: the same lines come of what was read, and the text is kept.
func TestDayLinesOfAnyHouseAreReadBack(t *testing.T) {
	t.Parallel()
	for _, preset := range grammar.Presets() {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			house, _ := grammar.Preset(preset)
			rapid.Check(t, func(t *rapid.T) {
				issued := time.Date(2024, time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 31).Draw(t, "day"), 16, 0, 0, 0, china)
				first := weather.DateOf(issued, china).AddDays(1)
				var lines []string
				for i := range rapid.IntRange(1, 7).Draw(t, "days") {
					day := analysis.Day{Date: first.AddDays(i), Known: true, Sky: aSky(t), Wind: aWind(t)}
					low := rapid.IntRange(-30, 30).Draw(t, "low")
					day.Low, day.High = weather.Some(low), weather.Some(low+rapid.IntRange(1, 15).Draw(t, "range"))
					lines = append(lines, house.Write(grammar.FromDay(&day, &house)))
				}
				text := strings.Join(lines, "\n")
				b, err := station.Read(text, station.Request{Station: "新乡市气象台", Issued: issued, Place: weather.Place{Name: "新乡", Zone: china}, House: house})
				if err != nil {
					t.Fatalf("%v\n%s", err, text)
				}
				if len(b.Unread) > 0 || len(b.Notes) > 0 || len(b.Days) != len(lines) || strings.Join(b.Body(), "\n") != text {
					t.Fatalf("unread %v, notes %v, %d days of\n%s", b.Unread, b.Notes, len(b.Days), text)
				}
				for i, d := range b.Days {
					if got := house.Write(grammar.FromDay(&d.Facts, &house)); got != lines[i] || b.Words(d) != lines[i] || d.Date != first.AddDays(i) {
						t.Fatalf("%s: read %q, words %q, want %q", d.Date, got, b.Words(d), lines[i])
					}
				}
			})
		})
	}
}

// FuzzEveryLineIsKept reads whatever comes: no panic, and each line is read, recognised
// or listed.
func FuzzEveryLineIsKept(f *testing.F) {
	for _, seed := range []string{
		"新乡市气象台2024年4月15日16时发布\n16日（周二）：多云转阴，偏北风3～4级，12～25℃。\n请注意添衣。",
		"今天夜里到明天：\n新乡：多云，12～25℃；郑州：晴\n\n【安阳】\n16日：小雨\n", "预计17日至19日受冷空气影响，北风5到6级阵风8级，气温下降8℃。",
		"2月30日：晴\n周六、周日：晴到多云\r\n\t●　18日 晴 １０～23℃", "：，。；\n（（（\n【\n1、\n- \n16日", "明天白天25℃，夜间30℃。最低气温25℃，最高气温12℃",
	} {
		f.Add(seed, int64(1713168000))
	}
	f.Fuzz(func(t *testing.T, text string, at int64) {
		text, err := station.Decode([]byte(text))
		if err != nil {
			return
		}
		issued := time.Unix(at%(1<<33), 0)
		b, err := station.Read(text, station.Request{
			Station: "新乡市气象台", Issued: issued, Place: weather.Place{Name: "新乡", Called: "我市", Zone: china},
			Window: analysis.Window(uint64(at) % 3), House: henan,
		})
		var faults station.Faults
		if err != nil && (!errors.As(err, &faults) || len(faults) == 0) {
			t.Fatalf("error %v", err)
		}
		keepsEveryLine(t, text, b)
		for _, d := range b.Days {
			if line := henan.Write(grammar.FromDay(&d.Facts, &henan)); line == "" {
				t.Error("a day without a line")
			}
		}
		_ = fmt.Sprint(b.Unread)
	})
}
