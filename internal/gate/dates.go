package gate

import (
	"fmt"
	"strings"
	"time"

	"yubao/internal/weather"
)

var faultWords = map[weather.FaultKind]string{
	weather.Unreal:   "不存在的时间",
	weather.Repeated: "重复的时间",
	weather.Backward: "倒退的时间",
}

func dates(in *known) objections {
	o := objections{remedy: "资料已损坏，请重新取资料。"}
	for _, kind := range []weather.FaultKind{weather.Unreal, weather.Repeated, weather.Backward} {
		var stamps []string
		for _, f := range in.Forecast.Faults {
			if f.Kind == kind {
				stamps = append(stamps, f.Stamp)
			}
		}
		if len(stamps) > 0 {
			o.gravely("资料里有" + faultWords[kind] + "：" + few(stamps))
		}
	}
	var gaps []string
	for i := 1; i < len(in.days); i++ {
		if last, next := in.days[i-1].Date, in.days[i].Date; next.DaysSince(last) > 1 {
			gaps = append(gaps, day(last)+"之后接"+day(next))
		}
	}
	if len(gaps) > 0 {
		o.gravely("日期不连续：" + few(gaps))
	}
	return o
}

// few lists at most three and says how many there are.
func few(items []string) string {
	const most = 3
	if len(items) <= most {
		return strings.Join(items, "、")
	}
	return fmt.Sprintf("%s等%d处", strings.Join(items[:most], "、"), len(items))
}

// enough is the part of a day that must be known for its low and high to be sure: a
// day with less is printed with a warning.
const enough = 0.75

func missing(in *known, r Missing) objections {
	o := objections{remedy: "请稍后再取资料，或减少预报日数。"}
	if in.Days <= 0 {
		return o
	}
	var none, thin []string
	covered := coverage(in)
	for i, c := range covered {
		switch {
		case c == 0:
			none = append(none, day(in.First.AddDays(i)))
		case c < enough:
			thin = append(thin, day(in.First.AddDays(i)))
		}
	}
	switch share := float64(len(none)) / float64(in.Days); {
	case len(none) == in.Days:
		o.gravely("要报的日子都没有资料")
	case share > r.MaxDays:
		o.gravely(fmt.Sprintf("要报%d天，其中%d天没有资料：%s", in.Days, len(none), few(none)))
	case len(none) > 0:
		o.slightly("没有资料、稿中略去：" + few(none))
	}
	if len(thin) > 0 {
		o.slightly("资料不全：" + few(thin))
	}
	if len(none) < in.Days {
		if lacks := elementsMissing(in); len(lacks) > 0 {
			o.slightly("整份资料没有" + strings.Join(lacks, "、"))
		}
	}
	return o
}

// coverage returns for every printed date the part of the day, 0..1, for which a
// temperature is known.
func coverage(in *known) []float64 {
	parts := make([]float64, in.Days)
	for _, d := range in.days {
		k := d.Date.DaysSince(in.First)
		if k < 0 || k >= in.Days {
			continue
		}
		var covered time.Duration
		for i := range d.Hours {
			if h := &d.Hours[i]; h.Temperature.OK() {
				covered += max(time.Hour, h.Span)
			}
		}
		parts[k] = min(1, parts[k]+covered.Hours()/24)
	}
	return parts
}

// elementsMissing names what a bulletin is made of and the forecast never has.
func elementsMissing(in *known) []string {
	elements := []struct {
		word  string
		known func(*weather.Hour) bool
	}{
		{"云量和天气现象", func(h *weather.Hour) bool { return h.Cloud.OK() || h.CloudLow.OK() || h.CloudMid.OK() || h.Code.OK() }},
		{"风", func(h *weather.Hour) bool { return h.Wind.OK() }},
		{"降水量", func(h *weather.Hour) bool { return h.Precipitation.OK() || h.Rain.OK() }},
	}
	var lacks []string
	for _, e := range elements {
		if !anyHour(in.Forecast.Hours, e.known) {
			lacks = append(lacks, e.word)
		}
	}
	return lacks
}

func anyHour(hours []weather.Hour, known func(*weather.Hour) bool) bool {
	for i := range hours {
		h := &hours[i]
		if known(h) {
			return true
		}
	}
	return false
}
