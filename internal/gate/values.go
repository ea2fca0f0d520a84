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
		e := in.extremesOf(d.Date)
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

// extremes are the low and high of the hours of a date.
type extremes struct {
	date      weather.Date
	low, high float64
	hours     int
}

// extremesOf returns the low and high of the hours of a date, as the source cuts its days;
// those of a date that has none are of no hours.
func (in *known) extremesOf(date weather.Date) extremes {
	if in.own == nil {
		in.own = dailyExtremes(&in.Forecast)
	}
	for _, e := range in.own {
		if e.date == date {
			return e
		}
	}
	return extremes{}
}

func dailyExtremes(f *weather.Forecast) []extremes {
	days := weather.ByDate(f.Hours, time.FixedZone("", int(f.Offset/time.Second)))
	all := make([]extremes, len(days))
	for k, d := range days {
		e := extremes{date: d.Date, low: math.Inf(1), high: math.Inf(-1)}
		for i := range d.Hours {
			if t, ok := d.Hours[i].Temperature.Get(); ok {
				e.low, e.high, e.hours = min(e.low, float64(t)), max(e.high, float64(t)), e.hours+1
			}
		}
		all[k] = e
	}
	return all
}

// bound is what a value of an hour may be.
type bound struct {
	word     string
	unit     string
	min, max float64
}

// bounds lists what is physically possible, beside what the rule sets: percentages
// with room for rounding, a code of the WMO table, UV up to the 20 of high plateaus,
// pressure from the deepest typhoon (870 hPa) to the Siberian record (1085 hPa).
func (r Values) bounds() [14]bound {
	return [...]bound{
		{"气温", "℃", r.Cold, r.Hot},
		{"降水量", "毫米/小时", 0, r.Rain},
		{"雨量", "毫米/小时", 0, r.Rain},
		{"新增积雪", "厘米/小时", 0, 40},
		{"风速", "米/秒", 0, r.Wind},
		{"阵风", "米/秒", 0, r.Gust},
		{"风向", "度", 0, 360},
		{"相对湿度", "%", 0, 105},
		{"云量", "%", 0, 105},
		{"降水概率", "%", 0, 105},
		{"能见度", "米", 0, 1e6},
		{"紫外线指数", "", 0, 20},
		{"海平面气压", "百帕", 860, 1090},
		{"天气代码", "", 0, 99},
	}
}

// bounds holds the values of hours against their bounds.
type bounds struct {
	of   [14]bound
	zone *time.Location
	at   time.Time    // the hour that is looked at
	bad  [14][]string // what breaks each bound
}

// look holds every value of an hour against its bound, in the order in which bounds lists
// them, amounts by the hour of their span.
func (b *bounds) look(h *weather.Hour) {
	hours := 1.0
	if h.Span > time.Hour {
		hours = h.Span.Hours()
	}
	b.at = h.Valid
	b.hold(0, or(h.Temperature, b.of[0].min))
	b.hold(1, or(h.Precipitation, 0)/hours)
	b.hold(2, or(h.Rain, 0)/hours)
	b.hold(3, or(h.Snowfall, 0)/hours)
	b.hold(4, or(h.Wind, b.of[4].min))
	b.hold(5, or(h.Gust, b.of[5].min))
	b.hold(6, or(h.WindFrom, b.of[6].min))
	b.hold(7, or(h.Humidity, b.of[7].min))
	b.hold(8, or(h.Cloud, b.of[8].min))
	b.hold(9, or(h.PoP, b.of[9].min))
	b.hold(10, or(h.Visibility, b.of[10].min))
	b.hold(11, or(h.UV, b.of[11].min))
	b.hold(12, or(h.Pressure, b.of[12].min))
	b.hold(13, or(h.Code, b.of[13].min))
}

// or returns a value as a number; a missing one is taken to be what breaks no bound.
func or[Q ~int | ~float64](m weather.Maybe[Q], possible float64) float64 {
	if v, ok := m.Get(); ok {
		return float64(v)
	}
	return possible
}

// hold holds a value against bound k. What is no number breaks it.
func (b *bounds) hold(k int, v float64) {
	if !(v >= b.of[k].min && v <= b.of[k].max) {
		b.broken(k, v)
	}
}

func (b *bounds) broken(k int, v float64) {
	b.bad[k] = append(b.bad[k], fmt.Sprintf("%s%s%g%s", clock(b.at, b.zone), b.of[k].word, math.Round(v*10)/10, b.of[k].unit))
}

func values(in *known, r Values) objections {
	o := objections{remedy: "数值不可能出现，请核对资料和单位。"}
	b := bounds{of: r.bounds(), zone: in.Place.Zone}
	for i := range in.Forecast.Hours {
		b.look(&in.Forecast.Hours[i])
	}
	for _, items := range b.bad {
		if len(items) > 0 {
			o.gravely("不可能的数值：" + few(items))
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
	for _, d := range in.days {
		cold, hot := seasonBounds(in.Place.Latitude, d.Date.At(12, in.Place.Zone).YearDay())
		for i := range d.Hours {
			h := &d.Hours[i]
			if t, ok := h.Temperature.Get(); ok && (float64(t) > hot || float64(t) < cold) {
				bad = append(bad, fmt.Sprintf("%s%.0f℃", clock(h.Valid, in.Place.Zone), t))
			}
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
