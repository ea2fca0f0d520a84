package picture_test

import (
	"testing"

	"yubao/internal/picture"
	"yubao/internal/weather"
)

// modelWeek is the card of the evening paper's week.
func modelWeek() picture.Card {
	day := func(date, weekday string, icon picture.Icon, sky, wind string, low, high int) picture.Day {
		return picture.Day{Date: date, Weekday: weekday, Icon: icon, Sky: sky, Wind: wind, Low: weather.Some(low), High: weather.Some(high)}
	}
	return picture.Card{
		Title: "新乡天气预报", Issue: "4月15日16时", Period: "16日至21日",
		Headline: "晴好为主周五有雨　紫外线强需防晒",
		Summary:  "预计16日至18日，我市以晴天或多云天气为主；周五（19日）受低槽东移影响，中午到傍晚有一次小雨过程；周末天气转好，以晴天或多云天气为主。",
		Days: []picture.Day{
			day("16日", "周二", picture.Cloudy, "多云间晴天", "东北风3级左右", 12, 25),
			day("17日", "周三", picture.MostlyClear, "晴天间多云", "西南风2级～3级", 13, 25),
			day("18日", "周四", picture.Cloudy, "晴天转多云", "偏南风3级左右", 12, 28),
			day("19日", "周五", picture.RainLight, "阴天有小雨", "东北风3级左右", 10, 22),
			day("20日", "周六", picture.Cloudy, "多云间晴天", "东北风转偏南风3级左右", 9, 23),
			day("21日", "周日", picture.Cloudy, "晴天转多云", "偏东风2级～3级", 13, 26),
		},
		Advice: []string{
			"周五（19日）有雨，骑车出行穿好雨衣，驾车保持车距，转弯下坡早减速。",
			"除周五（19日）外，白天紫外线强，户外活动请避开10时至16时，或打伞、戴太阳镜。",
			"昼夜温差较大，周四（18日）可达16℃，早出晚归请适当添衣。",
		},
		Source: "资料来源：Open-Meteo 数值预报（CC BY 4.0），4月15日16时生成，供内部参考，以当地气象台发布为准。",
	}
}

func fonts(t testing.TB) *picture.Fonts {
	t.Helper()
	f, err := picture.LoadFonts(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func BenchmarkCard(b *testing.B) {
	f, card := fonts(b), modelWeek()
	size := 0
	b.ReportAllocs()
	for b.Loop() {
		png, _, err := picture.Render(card, f)
		if err != nil {
			b.Fatal(err)
		}
		size = len(png)
	}
	b.ReportMetric(float64(size)/1000, "kB/card")
}
