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
		got := h.Write(grammar.FromDay(&c.day, &h))
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

func TestFactsOfADayInWords(t *testing.T) {
	t.Parallel()
	wet := func(kind analysis.PrecipKind, grade analysis.Grade, when analysis.When) analysis.Wet {
		at := time.Date(2024, 7, 21, 15, 0, 0, 0, time.UTC)
		return analysis.Wet{Kind: kind, Grade: grade, When: when, From: at, To: at.Add(2 * time.Hour)}
	}
	h := house(t, "henan")
	for _, c := range []struct {
		name string
		sky  analysis.Sky
		want string
	}{
		{"thunder late in the day", analysis.Sky{First: analysis.Cloudy, Wet: []analysis.Wet{wet(analysis.Thundershower, 0, analysis.Late)}}, "多云转雷阵雨"},
		{"rain ends early", analysis.Sky{First: analysis.Overcast, Second: analysis.Clear, Relation: analysis.Change, Wet: []analysis.Wet{wet(analysis.Rain, analysis.Light, analysis.Early)}}, "小雨转晴天"},
		{"steady rain under cloud that is not overcast", analysis.Sky{First: analysis.Cloudy, Wet: []analysis.Wet{wet(analysis.Rain, analysis.Light, analysis.Throughout)}}, "小雨"},
		{"showers under broken cloud", analysis.Sky{First: analysis.Cloudy, Wet: []analysis.Wet{wet(analysis.Thundershower, 0, analysis.Within)}}, "多云有雷阵雨"},
		{"a shower under a mixed sky", analysis.Sky{First: analysis.Cloudy, Second: analysis.Clear, Relation: analysis.Mixed, Wet: []analysis.Wet{wet(analysis.Thundershower, 0, analysis.Within)}}, "多云间晴天，下午有雷阵雨"},
		{"sand", analysis.Sky{First: analysis.Cloudy, Murk: []analysis.Murk{{Kind: analysis.BlowingSand}}}, "多云有扬沙"},
		{"fog under a clear sky", analysis.Sky{First: analysis.Clear, Murk: []analysis.Murk{{Kind: analysis.Fog}}}, "晴天有雾"},
		{"traces", analysis.Sky{First: analysis.Overcast, Wet: []analysis.Wet{wet(analysis.Rain, analysis.Trace, analysis.Throughout)}}, "阴天有零星小雨"},
		{"nothing known", analysis.Sky{}, ""},
	} {
		if got := h.Sky(c.sky); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	for _, c := range []struct {
		name string
		wind analysis.Wind
		want string
	}{
		{"a turn with a gust", analysis.Wind{Known: true, From: analysis.South, Turns: []analysis.Direction{analysis.North}, Low: 4, High: 5, Gust: weather.Some(weather.Beaufort(7))}, "偏南风转偏北风4级～5级，阵风7级"},
		{"calm", analysis.Wind{Known: true, Low: 0, High: 1}, ""},
		{"unknown", analysis.Wind{}, ""},
		{"a rise", analysis.Wind{Known: true, From: analysis.North, Low: 3, High: 4, Then: weather.Some(analysis.ForceSpan{Low: 5, High: 5})}, "偏北风3级～4级逐渐加大到5级左右"},
	} {
		if got := h.Wind(c.wind); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestWhatIsMissingLeavesNoClause(t *testing.T) {
	t.Parallel()
	h := house(t, "henan")
	d := analysis.Day{Known: true, Date: weather.Date{Year: 2024, Month: 4, Day: 16}, High: weather.Some(25)}
	if got := h.Write(grammar.FromDay(&d, &h)); got != "16日（周二）：最高气温25℃。" {
		t.Error(got)
	}
	if got := h.Write(grammar.FromDay(&analysis.Day{Date: d.Date}, &h)); got != "16日（周二）：资料暂缺。" {
		t.Error(got)
	}
}

func TestTextsAreWhatEachWriterReturns(t *testing.T) {
	t.Parallel()
	now := time.Date(2024, 4, 15, 16, 0, 0, 0, time.UTC)
	for _, text := range []string{
		"16日（周二）：多云间晴天，东北风3级左右，气温12℃～25℃。",
		"19日（周五）：白天多云，夜里有小雨，南风转北风4级～5级、阵风7级，气温10℃～20℃。",
	} {
		line, err := grammar.Read(text, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, preset := range []string{"henan", "standard", "shandong"} {
			house, _ := grammar.Preset(preset)
			want := grammar.Texts{Line: house.Write(line), Label: house.LabelText(line.Label), Sky: house.SkyText(line), Wind: house.WindText(line)}
			if got := house.Texts(&line); got != want {
				t.Errorf("%s: %+v, want %+v", preset, got, want)
			}
		}
	}
}
