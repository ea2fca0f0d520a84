package gate

import (
	"fmt"
	"math"
	"time"

	"yubao/internal/weather"
)

// ranges compares a source's own low and high with each other and with the hours.
func ranges(in *known, r Range) objections {
	o := objections{remedy: "高低温自相矛盾，请重新取资料。"}
	for i := range in.Forecast.Hours {
		h := &in.Forecast.Hours[i]
		low, okLow := h.Lowest.Get()
		high, okHigh := h.Highest.Get()
		if okLow && okHigh && low > high {
			o.gravely(fmt.Sprintf("%s前%.0f小时最低%.1f℃高于最高%.1f℃", clock(h.Valid, in.Place.Zone), h.Span.Hours(), low, high))
		}
	}
	for _, d := range in.Forecast.Daily {
		low, okLow := d.Low.Get()
		high, okHigh := d.High.Get()
		if okLow && okHigh && low > high {
			o.gravely(fmt.Sprintf("%s最低%.1f℃高于最高%.1f℃", day(d.Date), low, high))
			continue
		}
		e := in.extremes[d.Date]
		if e.hours < 24 { // the service forgets what stands before a hole
			continue
		}
		if okLow && math.Abs(float64(low)-e.low) > r.Daily || okHigh && math.Abs(float64(high)-e.high) > r.Daily {
			o.gravely(fmt.Sprintf("%s逐日气温%s与逐时气温%.1f～%.1f℃不符", day(d.Date), span(d), e.low, e.high))
		}
	}
	return shortened(o)
}

func span(d weather.DailyCheck) string {
	text := func(m weather.Maybe[weather.Celsius]) string {
		if v, ok := m.Get(); ok {
			return fmt.Sprintf("%.1f", v)
		}
		return "缺"
	}
	return text(d.Low) + "～" + text(d.High) + "℃"
}

// shortened keeps the first grave objections: a wrong unit makes hundreds.
func shortened(o objections) objections {
	const most = 3
	if n := len(o.grave); n > most {
		o.grave = append(o.grave[:most:most], fmt.Sprintf("共%d处", n))
	}
	return o
}

type extremes struct {
	low, high float64
	hours     int
}

// dailyExtremes returns the low and high of the hours of each date, as the source
// cuts its days.
func dailyExtremes(f *weather.Forecast) map[weather.Date]extremes {
	all := map[weather.Date]extremes{}
	calendar := weather.NewCalendar(time.FixedZone("", int(f.Offset/time.Second)))
	var date weather.Date
	var e extremes
	for i := range f.Hours {
		h := &f.Hours[i]
		t, ok := h.Temperature.Get()
		if !ok {
			continue
		}
		if d := calendar.DateOf(h.Valid); d != date {
			if e.hours > 0 {
				all[date] = e
			}
			date = d
			if e, ok = all[d]; !ok {
				e = extremes{low: math.Inf(1), high: math.Inf(-1)}
			}
		}
		e = extremes{min(e.low, float64(t)), max(e.high, float64(t)), e.hours + 1}
	}
	if e.hours > 0 {
		all[date] = e
	}
	return all
}

// bound is what a value of an hour may be.
type bound struct {
	word     string
	unit     string
	value    func(*weather.Hour) (float64, bool)
	min, max float64
}

func value[Q ~float64](m weather.Maybe[Q]) (float64, bool) {
	v, ok := m.Get()
	return float64(v), ok
}

// perHour divides an amount by the hours of its span.
func perHour[Q ~float64](m weather.Maybe[Q], span time.Duration) (float64, bool) {
	v, ok := m.Get()
	return float64(v) / max(1, span.Hours()), ok
}

// bounds lists what is physically possible, beside what the rule sets: percentages
// with room for rounding, a code of the WMO table, UV up to the 20 of high plateaus,
// pressure from the deepest typhoon (870 hPa) to the Siberian record (1085 hPa).
func (r Values) bounds() []bound {
	return []bound{
		{"气温", "℃", func(h *weather.Hour) (float64, bool) { return value(h.Temperature) }, r.Cold, r.Hot},
		{"降水量", "毫米/小时", func(h *weather.Hour) (float64, bool) { return perHour(h.Precipitation, h.Span) }, 0, r.Rain},
		{"雨量", "毫米/小时", func(h *weather.Hour) (float64, bool) { return perHour(h.Rain, h.Span) }, 0, r.Rain},
		{"新增积雪", "厘米/小时", func(h *weather.Hour) (float64, bool) { return perHour(h.Snowfall, h.Span) }, 0, 40},
		{"风速", "米/秒", func(h *weather.Hour) (float64, bool) { return value(h.Wind) }, 0, r.Wind},
		{"阵风", "米/秒", func(h *weather.Hour) (float64, bool) { return value(h.Gust) }, 0, r.Gust},
		{"风向", "度", func(h *weather.Hour) (float64, bool) { return value(h.WindFrom) }, 0, 360},
		{"相对湿度", "%", func(h *weather.Hour) (float64, bool) { return value(h.Humidity) }, 0, 105},
		{"云量", "%", func(h *weather.Hour) (float64, bool) { return value(h.Cloud) }, 0, 105},
		{"降水概率", "%", func(h *weather.Hour) (float64, bool) { return value(h.PoP) }, 0, 105},
		{"能见度", "米", func(h *weather.Hour) (float64, bool) { return value(h.Visibility) }, 0, 1e6},
		{"紫外线指数", "", func(h *weather.Hour) (float64, bool) { return value(h.UV) }, 0, 20},
		{"海平面气压", "百帕", func(h *weather.Hour) (float64, bool) { return value(h.Pressure) }, 860, 1090},
		{"天气代码", "", func(h *weather.Hour) (float64, bool) { c, ok := h.Code.Get(); return float64(c), ok }, 0, 99},
	}
}

func values(in *known, r Values) objections {
	o := objections{remedy: "数值不可能出现，请核对资料和单位。"}
	for _, b := range r.bounds() {
		var bad []string
		for i := range in.Forecast.Hours {
			h := &in.Forecast.Hours[i]
			if v, ok := b.value(h); ok && !(v >= b.min && v <= b.max) {
				bad = append(bad, fmt.Sprintf("%s%s%g%s", clock(h.Valid, in.Place.Zone), b.word, math.Round(v*10)/10, b.unit))
			}
		}
		if len(bad) > 0 {
			o.gravely("不可能的数值：" + few(bad))
		}
	}
	if r.Season {
		season(in, &o)
	}
	return o
}

// season refuses temperatures that the latitude has at no such time of year.
func season(in *known, o *objections) {
	var bad []string
	yearDay := 0
	var cold, hot float64
	for i := range in.Forecast.Hours {
		h := &in.Forecast.Hours[i]
		t, ok := h.Temperature.Get()
		if !ok {
			continue
		}
		if d := h.Valid.YearDay(); d != yearDay {
			yearDay = d
			cold, hot = seasonBounds(in.Place.Latitude, d)
		}
		if float64(t) > hot || float64(t) < cold {
			bad = append(bad, fmt.Sprintf("%s%.0f℃", clock(h.Valid, in.Place.Zone), t))
		}
	}
	if len(bad) > 0 {
		hemisphere := "北纬"
		if in.Place.Latitude < 0 {
			hemisphere = "南纬"
		}
		o.gravely(fmt.Sprintf("%s%.0f度这个季节没有过的气温：%s", hemisphere, math.Abs(in.Place.Latitude), few(bad)))
	}
}

// seasonBounds returns temperatures beyond every record of a latitude and season, in
// ℃: straight lines drawn outside national and state records. The hot one goes in
// midsummer from 55 up to the 35th parallel to 47 at the 60th (Turpan, 43° north:
// 52.2) and in midwinter from 47 up to the 15th over 35 at the 35th (Los Angeles: 35)
// to 23 at the 55th; the cold one likewise, with high ground (Tibet has frost in July)
// and Mohe (−53 at 53° north) above it. Between the seasons they follow a cosine that
// lags the sun by a month.
func seasonBounds(latitude float64, yearDay int) (cold, hot float64) {
	phase := 2 * math.Pi * (float64(yearDay) - 204) / 365.25 // 23 July
	summer := (1 + math.Cos(phase)) / 2
	if latitude < 0 {
		summer = 1 - summer
	}
	lat := math.Abs(latitude)
	hotSummer := 55 - 0.32*max(0, lat-35)
	hotWinter := 47 - 0.6*max(0, lat-15)
	coldSummer := -4 - 0.5*max(0, lat-15)
	coldWinter := -12 - 1.35*max(0, lat-8)
	return coldWinter + (coldSummer-coldWinter)*summer, hotWinter + (hotSummer-hotWinter)*summer
}
