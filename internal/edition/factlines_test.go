package edition_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

var issued = time.Date(2024, 4, 15, 16, 0, 0, 0, time.FixedZone("CST", 8*3600))

var printed = func() (dates []weather.Date) {
	for day := 16; day <= 21; day++ {
		dates = append(dates, weather.Date{Year: 2024, Month: 4, Day: day})
	}
	return dates
}()

func TestEditorsFactsAreRead(t *testing.T) {
	t.Parallel()
	house, _ := grammar.Preset("henan")
	cases := []struct {
		text string
		want string // of the 19th, in the words of the house
	}{
		{"19日 最低 11", "最低11"},
		{"19日最低气温改为11℃", "最低11"},
		{"19日 最低 零下3度，最高 2", "最低-3 最高2"},
		{"19日 最低 -3", "最低-3"},
		{"19日 气温9℃～20℃", "最低9 最高20"},
		{"19日（周五）：-3～5℃", "最低-3 最高5"},
		{"周五 多云转小雨", "多云转小雨"},
		{"周五（19日）最低 11", "最低11"},
		{"明天 晴；19日 阴天", "阴天"},
		{"4月19日 晴间多云，东北风3级", "晴天间多云 东北风3级左右"},
		{"19日 多云到晴", "多云到晴天"},
		{"19日 小雨转多云", "小雨转多云"},
		{"19日 小雨转中雨", "小雨转中雨"},
		{"19日 阴天有小到中雨", "阴天有小到中雨"},
		{"19日 多云有雷阵雨", "多云有雷阵雨"},
		{"19日 雨夹雪", "雨夹雪"},
		{"19日 晴天有雾", "晴天有雾"},
		{"19日 偏北风转偏南风3～4级，阵风7级", "偏北风转偏南风3级～4级，阵风7级"},
		{"19日 微风", ""},
		{"19日 降水 12.5毫米", "降水12.5"},
		{"19日 无雨", "降水0"},
		{"19日 多云 最高 21\n最低 9", "多云 最低9 最高21"},
		{"18日 最高 26；19日 最低 11", "最低11"},
	}
	for _, c := range cases {
		set, err := edition.ReadFacts(c.text, printed, issued, house)
		if err != nil {
			t.Errorf("%q: %v", c.text, err)
			continue
		}
		o, ok := set[weather.Date{Year: 2024, Month: 4, Day: 19}]
		if !ok {
			t.Errorf("%q: nothing for the 19th: %v", c.text, set)
			continue
		}
		var got []string
		add := func(text string) {
			if text != "" {
				got = append(got, text)
			}
		}
		if sky, ok := o.Sky.Get(); ok {
			add(house.Sky(sky))
		}
		if wind, ok := o.Wind.Get(); ok {
			add(house.Wind(wind))
		}
		if v, ok := o.Low.Get(); ok {
			add("最低" + strings.TrimSuffix(house.Degree(v), "℃"))
		}
		if v, ok := o.High.Get(); ok {
			add("最高" + strings.TrimSuffix(house.Degree(v), "℃"))
		}
		if v, ok := o.Rain.Get(); ok {
			add("降水" + strings.TrimSuffix(strings.TrimSuffix(time.Duration(float64(v)*1e9).String(), "s"), ".0"))
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%q is taken as %q, want %q", c.text, text, c.want)
		}
	}
}

func TestEditorsFactsAreRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	house, _ := grammar.Preset("henan")
	cases := []struct{ text, reason string }{
		{"", "没有写要改什么"},
		{"最低 11", "前面要写日期"},
		{"19日", "日期后面要写改什么"},
		{"19日 很冷", "看不懂“很冷”"},
		{"19日 最低 11 最高 9", "最低气温高于最高气温"},
		{"19日 最高 99", "不可能"},
		{"19日 小雨 无雨", "降水量又是0"},
		{"19日 晴天 降水 5", "没有雨雪"},
		{"19日 降水 9999", "1100毫米"},
		{"19日 晴间阴", "看不懂"},
		{"29日 最低 9", "16日至21日"},
		{"19日（周六） 最低 9", "19日是周五"},
		{"16日至18日 晴", "一个日期"},
	}
	for _, c := range cases {
		_, err := edition.ReadFacts(c.text, printed, issued, house)
		var fault *edition.FactError
		if !errors.As(err, &fault) || !strings.Contains(fault.Error(), c.reason) {
			t.Errorf("%q: %v, want a reason with %q", c.text, err, c.reason)
		}
	}
}
