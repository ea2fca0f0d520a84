// Package elsewhere holds constructed weeks of other climates than the model week's, for
// tests alone: a typhoon on Hainan, a blizzard in the north-east, sand in the Gansu
// corridor. They keep the words right where nobody tuned them. Like those of package
// scenario they are invented, and none of them may be published as weather.
package elsewhere

import (
	"embed"
	"io/fs"
	"path"
	"time"

	"yubao/internal/scenario"
	"yubao/internal/weather"
)

//go:embed data
var data embed.FS

// weeks names the scenarios with their places.
var weeks = []struct {
	name, title, place  string
	latitude, longitude float64
	zone                string
}{
	{"haikou-typhoon-202409", "台风过境", "海口", 20.03, 110.33, "Asia/Shanghai"},
	{"chongqing-heat-202208", "极端高温后雷雨", "重庆", 29.56, 106.55, "Asia/Shanghai"},
	{"jiuquan-sand-202104", "沙尘暴", "酒泉", 39.73, 98.5, "Asia/Shanghai"},
	{"shenyang-blizzard-202111", "雨转大暴雪", "沈阳", 41.8, 123.4, "Asia/Shanghai"},
	{"urumqi-snow-202212", "雪后严寒有霾", "乌鲁木齐", 43.82, 87.6, "Asia/Urumqi"},
	{"wuhan-plum-rain-202006", "梅雨", "武汉", 30.6, 114.3, "Asia/Shanghai"},
	{"wuhan-spring-swing-202403", "雷雨后骤冷", "武汉", 30.6, 114.3, "Asia/Shanghai"},
	{"zhengzhou-quiet-202510", "平稳无事", "郑州", 34.75, 113.62, "Asia/Shanghai"},
}

// All returns the weeks in the order of their list.
func All() []scenario.Scenario {
	all := make([]scenario.Scenario, 0, len(weeks))
	for _, w := range weeks {
		zone, err := time.LoadLocation(w.zone)
		if err != nil {
			panic(err)
		}
		files, err := fs.Sub(data, path.Join("data", w.name))
		if err != nil {
			panic(err)
		}
		all = append(all, scenario.New(files, w.name, w.title, weather.Place{
			ID: w.name, Name: w.place, Called: "我市", Latitude: w.latitude, Longitude: w.longitude, Zone: zone,
		}))
	}
	return all
}
