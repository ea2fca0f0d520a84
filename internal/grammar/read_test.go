package grammar_test

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"yubao/internal/grammar"
)

var may = time.Date(2024, 5, 1, 8, 0, 0, 0, time.FixedZone("CST", 8*3600))

func TestLinesOfManyOutletsAreUnderstood(t *testing.T) {
	t.Parallel()
	h := house(t, "standard")
	for _, c := range published {
		line, err := grammar.Read(c.text, may)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if sky := h.SkyText(line); sky != c.sky {
			t.Errorf("%s: sky %q, want %q", c.text, sky, c.sky)
		}
		if wind := h.WindText(line); wind != c.wind {
			t.Errorf("%s: wind %q, want %q", c.text, wind, c.wind)
		}
		if low, high := line.Low().Or(none), line.High().Or(none); low != c.low || high != c.high {
			t.Errorf("%s: temperature %d to %d, want %d to %d", c.text, low, high, c.low, c.high)
		}
	}
}

// damaged are lines that no editor lets pass, with the place in characters at
// which they go wrong and a word of the reason.
var damaged = []struct {
	name, text string
	at         int
	reason     string
}{
	{"a mixture jumps over a state", "16日：晴间阴，北风3级", 4, "相邻"},
	{"a span jumps over a state", "16日：晴天到阴天，北风3级", 4, "相邻"},
	{"a state changes into itself", "16日：多云转多云，北风3级", 4, "同一种"},
	{"a state mixes with itself", "16日：阴天间阴天", 4, "同一种"},
	{"a state turns into itself with rain", "16日：多云转多云有阵雨", 4, "同一种"},
	{"mixtures are chained", "16日：晴间多云到阴", 4, "连用"},
	{"nothing can stop", "16日：多云停止转晴", 4, "停止"},
	{"the sky lacks a connective", "16日：多云晴天，北风3级", 4, "连接词"},
	{"rain on a clear sky", "16日：晴有小雨", 5, "晴天"},
	{"a connective dangles", "16日：多云转，北风3级", 6, "看不懂"},
	{"a connective is doubled", "16日：多云转转阴", 6, "看不懂"},
	{"a diagonal with 偏", "16日：多云，偏东南风3级", 7, "偏"},
	{"a falling force", "16日：多云，北风4～3级", 9, "前大后小"},
	{"a span of one force", "16日：多云，北风3级～3级", 9, ""},
	{"左右 on a span", "16日：多云，北风2～3级左右", 9, "左右"},
	{"a force beyond the scale", "16日：多云，北风19级", 9, "17级"},
	{"a wind turns into itself", "16日：多云，北风转北风3级", 7, "同一种风"},
	{"风 is missing", "16日：多云，北3级", 7, "风"},
	{"a gust with a direction", "16日：多云，阵风北风6级", 7, "阵风"},
	{"low above high", "16日：多云，最低气温25℃，最高气温12℃", 15, "高于"},
	{"an impossible temperature", "16日：多云，最高气温92℃", 0, ""},
	{"a day that does not exist", "2月30日：多云，12～25℃", 0, "没有这一天"},
	{"29 February of a common year", "2023年2月29日：多云，12～25℃", 0, "没有这一天"},
	{"a day beyond every month", "32日：多云，12～25℃", 0, "没有这一天"},
	{"a weekday that is not that of the date", "4月19日（周六）：多云，12～25℃", 0, "周五"},
	{"letters inside", "16日：多云undefined，12～25℃", 6, "看不懂"},
	{"null inside", "16日：多云，null℃～25℃", 7, "看不懂"},
	{"words that are none", "16日：多云，有强僵尸，12～25℃", 7, "看不懂"},
	{"a cut line", "16日：", 4, "不完整"},
	{"a doubled mark", "16日：多云，，北风3级", 7, "重复"},
	{"the same thing twice", "16日：阴有小雨、小雨", 6, "两次"},
	{"nothing at all", "", 0, "不完整"},
	{"a force without 级 is no temperature", "16日：多云，北风3～4，12～25℃", 9, "看不懂"},
	{"two figures without a sign between them", "16日：多云，最低气温12℃25℃", 14, "看不懂"},
	{"the figures of a temperature have changed places", "16日：多云，气温12～52℃", 0, "超出"},
	{"a force in degrees", "16日：多云，北风3℃，12～25℃", 9, "看不懂"},
	{"the same wind twice", "16日：多云，北风3～4级，北风3～4级", 14, "两次"},
	{"the same sky twice", "16日：多云，多云，12～25℃", 7, "两次"},
	{"gusts below the wind", "16日：多云，北风4～5级，阵风3级", 14, "平均风力"},
	{"the same day twice", "16日16日：多云，12～25℃", 0, "看不懂"},
	{"a period that goes back", "16日夜里到15日白天：多云，12～25℃", 0, "颠倒"},
	{"a run of dates that goes back", "4月18日至4月16日：多云，12～25℃", 0, "颠倒"},
	{"a cut pair of temperatures", "16日：多云，12～2", 7, "看不懂"},
	{"a cut pair of temperatures with a unit", "16日：多云，气温12℃～2", 12, "看不懂"},
	{"a mark before a mark", "16日：多云，，最高气温25℃", 7, "重复"},
	{"a wind with its force turns into itself", "16日：多云，2～3级偏南风转偏南风", 7, "同一种风"},
	{"a wind is no place", "偏东风转偏东风，风力3级", 0, "同一种风"},
	{"words are no place", "是的16日：多云", 0, "看不懂"},
}

func TestDamagedLinesAreRefusedWithPlaceAndReason(t *testing.T) {
	t.Parallel()
	for _, c := range damaged {
		_, err := grammar.Read(c.text, now)
		fault, ok := errors.AsType[*grammar.Error](err)
		switch {
		case !ok:
			t.Errorf("%s: %q was taken", c.name, c.text)
		case !strings.Contains(fault.Reason, c.reason):
			t.Errorf("%s: %q: reason %q, want %q in it", c.name, c.text, fault.Reason, c.reason)
		case c.reason != "" && fault.At != c.at:
			t.Errorf("%s: %q: at %d, want %d (%s)", c.name, c.text, fault.At, c.at, fault.Reason)
		}
	}
}

func TestAYearIsTheNearestOne(t *testing.T) {
	t.Parallel()
	newYear := time.Date(2024, 12, 30, 16, 0, 0, 0, time.UTC)
	if _, err := grammar.Read("1月1日（周三）：晴天，-5℃～4℃", newYear); err != nil {
		t.Error(err)
	}
	if _, err := grammar.Read("12月31日（周二）：晴天，-5℃～4℃", newYear.AddDate(0, 0, 5)); err != nil {
		t.Error(err)
	}
}

func TestTheNightKeepsItsOwnWind(t *testing.T) {
	t.Parallel()
	line, err := grammar.Read("今天白天晴，北转南风三四级，最高气温12℃；夜间多云，南风二级，最低气温2℃", now)
	if err != nil {
		t.Fatal(err)
	}
	if len(line.Later) != 1 || len(line.Wind.Clauses) != 1 || len(line.Later[0].Wind.Clauses) != 1 {
		t.Fatalf("halves: %+v", line)
	}
	if night := line.Later[0].Wind.Clauses[0].Legs[0].Force; night != (grammar.Force{Low: 2, High: 2}) {
		t.Errorf("night force %v", night)
	}
}

func BenchmarkRead(b *testing.B) {
	text := "16日（周二）：多云间晴天，东北风转偏南风3级左右，气温12℃～25℃。"
	b.ReportAllocs()
	for b.Loop() {
		if _, err := grammar.Read(text, now); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseStream reads the lines of many outlets and reports lines a second.
func BenchmarkParseStream(b *testing.B) {
	var text strings.Builder
	for _, c := range published {
		text.WriteString(c.text + "\n")
	}
	for b.Loop() {
		if err := grammar.ParseStream(strings.NewReader(text.String()), io.Discard, may); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(published)*b.N)/b.Elapsed().Seconds(), "lines/s")
}
