package grammar_test

import (
	"testing"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

func house(t testing.TB, name string) grammar.House {
	t.Helper()
	h, ok := grammar.Preset(name)
	if !ok {
		t.Fatalf("no house %s", name)
	}
	return h
}

func day(date string, sky analysis.Sky, wind analysis.Wind, low, high int) analysis.Day {
	d, err := weather.ParseDate(date)
	if err != nil {
		panic(err)
	}
	wind.Known = true
	return analysis.Day{Date: d, Known: true, Sky: sky, Wind: wind, Low: weather.Some(low), High: weather.Some(high)}
}

func TestModelWeekComesOutAsPrinted(t *testing.T) {
	t.Parallel()
	mixed := func(a, b analysis.Cloud) analysis.Sky {
		return analysis.Sky{First: a, Second: b, Relation: analysis.Mixed}
	}
	rain := analysis.Sky{First: analysis.Overcast, Wet: []analysis.Wet{{Kind: analysis.Rain, Grade: analysis.Light}}}
	change := analysis.Sky{First: analysis.Clear, Second: analysis.Cloudy, Relation: analysis.Change}
	for _, c := range []struct {
		day  analysis.Day
		want string
	}{
		{day("2024-04-16", mixed(analysis.Cloudy, analysis.Clear), analysis.Wind{From: analysis.NorthEast, Low: 3, High: 3}, 12, 25), "16日（周二）：多云间晴天，东北风3级左右，气温12℃～25℃。"},
		{day("2024-04-17", mixed(analysis.Clear, analysis.Cloudy), analysis.Wind{From: analysis.SouthWest, Low: 2, High: 3}, 13, 25), "17日（周三）：晴天间多云，西南风2级～3级，气温13℃～25℃。"},
		{day("2024-04-18", change, analysis.Wind{From: analysis.South, Low: 3, High: 3}, 12, 28), "18日（周四）：晴天转多云，偏南风3级左右，气温12℃～28℃。"},
		{day("2024-04-19", rain, analysis.Wind{From: analysis.NorthEast, Low: 3, High: 3}, 10, 22), "19日（周五）：阴天有小雨，东北风3级左右，气温10℃～22℃。"},
		{day("2024-04-20", mixed(analysis.Cloudy, analysis.Clear), analysis.Wind{From: analysis.NorthEast, Turns: []analysis.Direction{analysis.South}, Low: 3, High: 3}, 9, 23), "20日（周六）：多云间晴天，东北风转偏南风3级左右，气温9℃～23℃。"},
		{day("2024-04-21", change, analysis.Wind{From: analysis.East, Low: 2, High: 3}, 13, 26), "21日（周日）：晴天转多云，偏东风2级～3级，气温13℃～26℃。"},
	} {
		h := house(t, "henan")
		got := h.Write(grammar.FromDay(c.day, h))
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		line, err := grammar.Read(got, time.Date(2024, 4, 15, 16, 0, 0, 0, time.UTC))
		if err != nil {
			t.Errorf("read %s: %v", got, err)
		}
		if again := h.Write(line); again != got {
			t.Errorf("read and written again: %s", again)
		}
	}
}
