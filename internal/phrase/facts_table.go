package phrase

import (
	"math"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// facts is the vocabulary of conditions and texts, in the order of the reference page.
var facts = []fact{
	number("天数", "天", "", "6", "本期刊出的天数", func(s *survey) float64 { return float64(len(s.o.Days)) }),
	number("月份", "", "", "4", "第一个刊出日期的月份", func(s *survey) float64 { return float64(s.firstDate().Month) }),

	number("最高气温", "℃", "各日最高气温都缺测", "28", "本期最高的一个最高气温", func(s *survey) float64 { return s.highMax.value }),
	number("最低气温", "℃", "各日最低气温都缺测", "9", "本期最低的一个最低气温", func(s *survey) float64 { return s.lowMin.value }),
	number("最冷白天气温", "℃", "各日最高气温都缺测", "22", "本期最低的一个最高气温", func(s *survey) float64 { return s.highMin.value }),
	number("最高气温降幅", "℃", "", "6", "最高气温在 48 小时内起的连续下降幅度，没有下降为 0", func(s *survey) float64 { return float64(s.fall.size) }),
	number("最低气温降幅", "℃", "", "14", "最低气温在 48 小时内起的连续下降幅度，没有下降为 0", func(s *survey) float64 { return float64(s.lowFall.size) }),
	number("升温幅度", "℃", "", "7", "全期最高气温持续上升的幅度，不是持续上升为 0", func(s *survey) float64 { return float64(s.rise.size) }),
	number("降温后最低", "℃", "最低气温没有下降", "-3", "最低气温下降后到达的数值", func(s *survey) float64 { return valueOf(s.lowFall, s.lowFall.to) }),
	number("降温后最高", "℃", "最高气温没有下降", "22", "最高气温下降后到达的数值", func(s *survey) float64 { return valueOf(s.fall, s.fall.to) }),
	text("降温日", "最高气温没有下降", "周五（19日）", "最高气温降到最低的日期", func(s *survey) string { return s.single(s.fall.toDate) }),
	weekdayOf("降温星期", "没有下降，或日期在六天以外", "最高气温降到最低那天的星期", func(s *survey) weather.Date { return s.fall.toDate }),
	text("低温日", "最低气温没有下降", "周三（8日）", "最低气温降到最低的日期", func(s *survey) string { return s.single(s.lowFall.toDate) }),
	count("高温天数", "最高气温 35℃ 及以上的天数", func(s *survey) []weather.Date { return s.hot }),
	dates("高温日", "没有高温", "最高气温 35℃ 及以上的日期", func(s *survey) []weather.Date { return s.hot }),
	number("连续高温天数", "天", "", "5", "最高气温 35℃ 及以上最长连续的天数", func(s *survey) float64 { return float64(longest(s.hot)) }),
	text("最热日", "各日最高气温都缺测", "周四（13日）", "最高气温最高的日期", func(s *survey) string { return s.single(s.highMax.date) }),
	text("最冷日", "各日最低气温都缺测", "周三（8日）", "最低气温最低的日期", func(s *survey) string { return s.single(s.lowMin.date) }),
	count("冰冻天数", "最低气温 0℃ 及以下的天数", func(s *survey) []weather.Date { return s.frozen }),
	dates("冰冻日", "没有冰冻", "最低气温 0℃ 及以下的日期", func(s *survey) []weather.Date { return s.frozen }),
	yes("初次冰冻", "前面的日子最低气温在 0℃ 以上，其后有 0℃ 及以下的日子", func(s *survey) bool { return s.firstFrost() }),
	number("最大日较差", "℃", "没有一天高低温齐全", "16", "一天里最高与最低气温的最大差值", func(s *survey) float64 { return s.rangeMax.value }),
	text("日较差最大日", "没有一天高低温齐全", "周四（18日）", "日较差最大的日期", func(s *survey) string { return s.single(s.rangeMax.date) }),
	count("日较差大天数", "日较差 10℃ 及以上的天数", func(s *survey) []weather.Date { return s.wide }),

	count("降水天数", "有雨、雪等降水的天数", func(s *survey) []weather.Date { return s.wet }),
	number("降水过程数", "次", "", "1", "分开的降水过程次数", func(s *survey) float64 { return float64(len(s.spells)) }),
	yes("无降水", "每天资料齐全，而且都没有降水", func(s *survey) bool { return s.dry }),
	yes("首日有降水", "第一个刊出日有降水", func(s *survey) bool { return len(s.wet) > 0 && s.wet[0] == s.firstDate() }),
	yes("末日有降水", "最后一个刊出日有降水", func(s *survey) bool { return len(s.wet) > 0 && s.wet[len(s.wet)-1] == s.lastDate() }),
	count("雨天数", "有雨的天数，雷阵雨在内", func(s *survey) []weather.Date { return s.rain }),
	wetDatesOf("雨日", "没有雨", "有雨的日期", func(s *survey) []weather.Date { return s.rain }),
	wetWeekdayOf("雨日星期", "没有雨，或日期在六天以外", "第一个有雨日的星期", func(s *survey) weather.Date { return firstOf(s.rain) }),
	wetWeekdayOf("降水星期", "没有降水，或日期在六天以外", "第一个有降水日的星期", func(s *survey) weather.Date { return firstOf(s.wet) }),
	number("雨级", "", "", "2", "最大一天的雨的等级，没有雨为 0", func(s *survey) float64 { return float64(s.grade) }),
	text("最大雨名", "没有雨", "中雨", "雨最大那天的名称", func(s *survey) string { return s.strongestRain() }),
	text("雨最大日", "没有雨", "周六（29日）", "雨最大的日期", func(s *survey) string { return s.wetDate(s.gradeDate) }),
	wetWeekdayOf("雨最大星期", "没有雨，或日期在六天以外", "雨最大那天的星期", func(s *survey) weather.Date { return s.gradeDate }),
	dates("大雨日", "没有大雨", "大雨及以上的日期", func(s *survey) []weather.Date { return s.heavy() }),
	number("最大日雨量", "毫米", "雨量缺测", "35", "雨最大那天的雨量", func(s *survey) float64 { return s.soundRain() }),
	number("最大小时雨量", "毫米", "雨量缺测", "20", "一小时的最大雨量", func(s *survey) float64 { return s.hourlyMax }),
	count("雷雨天数", "有雷阵雨的天数", func(s *survey) []weather.Date { return s.thunder }),
	wetDatesOf("雷雨日", "没有雷阵雨", "有雷阵雨的日期", func(s *survey) []weather.Date { return s.thunder }, analysis.Thundershower),
	wetWeekdayOf("雷雨星期", "没有雷阵雨，或日期在六天以外", "第一个雷雨日的星期", func(s *survey) weather.Date { return firstOf(s.thunder) }, analysis.Thundershower),
	text("雷雨时段", "没有雷阵雨", "下午到傍晚", "雷阵雨出现的时段", func(s *survey) string { return s.thunderHours() }),
	number("雷雨阵风", "级", "雷雨时没有 7 级及以上的阵风", "8", "雷雨时的最大阵风", func(s *survey) float64 {
		if s.squall == 0 {
			return math.NaN()
		}
		return float64(s.squall)
	}),
	count("雪天数", "有雪的天数", func(s *survey) []weather.Date { return s.snow }),
	wetDatesOf("雪日", "没有雪", "有雪的日期", func(s *survey) []weather.Date { return s.snow }, snowy...),
	wetWeekdayOf("雪日星期", "没有雪，或日期在六天以外", "第一个有雪日的星期", func(s *survey) weather.Date { return firstOf(s.snow) }, snowy...),
	number("雪级", "", "", "5", "最大一天的雪的等级，没有雪为 0", func(s *survey) float64 { return float64(s.snowGrade) }),
	text("雪最大日", "没有雪", "周六（3日）", "雪最大的日期", func(s *survey) string { return s.wetDate(s.snowDate, snowy...) }),
	wetWeekdayOf("雪最大星期", "没有雪，或日期在六天以外", "雪最大那天的星期", func(s *survey) weather.Date { return s.snowDate }, snowy...),
	text("最大雪名", "没有雪", "大雪", "雪最大那天的名称", func(s *survey) string { return s.strongestSnow() }),
	count("冻雨天数", "有冻雨的天数", func(s *survey) []weather.Date { return s.freezingRain }),
	wetDatesOf("冻雨日", "没有冻雨", "有冻雨的日期", func(s *survey) []weather.Date { return s.freezingRain }, analysis.FreezingRain),
	wetDatesOf("雨夹雪日", "没有雨夹雪", "有雨夹雪的日期", func(s *survey) []weather.Date { return s.sleet }, analysis.Sleet),
	wetWeekdayOf("雨夹雪星期", "没有雨夹雪，或日期在六天以外", "第一个有雨夹雪日的星期", func(s *survey) weather.Date { return firstOf(s.sleet) }, analysis.Sleet),
	count("雨夹雪天数", "有雨夹雪的天数", func(s *survey) []weather.Date { return s.sleet }),
	yes("雨转雪", "期内既有雨或雨夹雪，又有雪", func(s *survey) bool { return len(s.snow) > 0 && (len(s.rain) > 0 || len(s.sleet) > 0) }),
	text("融雪日", "雪后没有白天回到 0℃ 以上的日子", "周一（5日）", "雪停后最高气温在 0℃ 以上、早晚又结冰的日期", func(s *survey) string { return s.thaw() }),
	text("放晴日", "雨后没有连续晴好到期末", "周日（21日）", "最后一次降水之后的第一天，其后到期末都晴好", func(s *survey) string { return s.single(s.clearing()) }),
	count("晴天数", "无降水而且天空里有晴的天数", func(s *survey) []weather.Date { return s.clear() }),
	count("晴好天数", "晴到多云而且无降水的天数", func(s *survey) []weather.Date { return s.fair() }),

	number("最大风力", "级", "风缺测", "5", "平均风的最大风力", func(s *survey) float64 { return s.forceMax.value }),
	number("最大阵风", "级", "没有值得说的阵风", "8", "阵风的最大风力（6 级及以上，且比平均风大 2 级以上）", func(s *survey) float64 { return s.gustMax.value }),
	weekdayOf("阵风最大星期", "没有值得说的阵风，或日期在六天以外", "阵风最大那天的星期", func(s *survey) weather.Date { return s.gustMax.date }),
	count("大风天数", "平均风 5 级以上或阵风 7 级以上的天数", func(s *survey) []weather.Date { return s.windy }),
	dates("大风日", "没有大风", "平均风 5 级以上或阵风 7 级以上的日期", func(s *survey) []weather.Date { return s.windy }),
	weekdayOf("大风星期", "没有大风，或日期在六天以外", "第一个大风日的星期", func(s *survey) weather.Date { return firstOf(s.windy) }),
	dates("风最大日", "没有大风", "大风日里风最大的日期", func(s *survey) []weather.Date { return s.windiest() }),
	text("大风写法", "没有大风", "西北风5级～6级，阵风8级", "风最大那天的风", func(s *survey) string { return s.strongestWind() }),

	number("最大紫外线", "", "紫外线缺测", "8", "紫外线指数最大值", func(s *survey) float64 { return s.uvMax.value }),
	number("紫外线强日指数", "", "没有紫外线强的日子", "8", "紫外线强且无降水的日子里指数的最大值", func(s *survey) float64 { return s.strongestSun() }),
	count("紫外线强天数", "紫外线强（指数 7 及以上）且无降水的天数", func(s *survey) []weather.Date { return s.sunny }),
	dated(func(s *survey) []weather.Date { return s.sunny }, text("紫外线强日", "没有这样的日子", "除周五（19日）外，", "紫外线强且无降水的日期；除一天外都是时写作“除……外，”；全期都是时写作“未来几天”",
		func(s *survey) string { return s.strongSun() })),

	count("雾天数", "有雾的天数，轻雾不算", func(s *survey) []weather.Date { return s.fog }),
	dates("雾日", "没有雾", "有雾的日期，轻雾不算", func(s *survey) []weather.Date { return s.fog }),
	count("霾天数", "有霾的天数", func(s *survey) []weather.Date { return s.haze }),
	weekdayOf("雾日星期", "没有雾，或日期在六天以外", "第一个有雾日的星期", func(s *survey) weather.Date { return firstOf(s.fog) }),
	weekdayOf("霾日星期", "没有霾，或日期在六天以外", "第一个有霾日的星期", func(s *survey) weather.Date { return firstOf(s.haze) }),
	dates("霾日", "没有霾", "有霾的日期", func(s *survey) []weather.Date { return s.haze }),
	yes("霾散", "有霾的日子之后有无霾的日子", func(s *survey) bool { return len(s.haze) > 0 && s.haze[len(s.haze)-1].Before(s.lastDate()) }),
	count("沙尘天数", "有浮尘、扬沙或沙尘暴的天数", func(s *survey) []weather.Date { return s.dust }),
	count("沙尘暴天数", "有沙尘暴的天数", func(s *survey) []weather.Date { return datesOf(s.days, analysis.Sandstorm) }),
	dates("沙尘日", "没有沙尘", "有浮尘、扬沙或沙尘暴的日期", func(s *survey) []weather.Date { return s.dust }),
	weekdayOf("沙尘星期", "没有沙尘，或日期在六天以外", "第一个沙尘日的星期", func(s *survey) weather.Date { return firstOf(s.dust) }),
	weekdayOf("沙尘最重星期", "没有沙尘，或日期在六天以外", "沙尘最重那天的星期", func(s *survey) weather.Date { d, _ := s.worstDust(); return d }),
	dates("沙尘最重日", "没有沙尘", "有最重的一种沙尘的日期", func(s *survey) []weather.Date {
		_, kind := s.worstDust()
		return datesOf(s.days, kind)
	}),
	text("沙尘名", "没有沙尘", "扬沙", "最重的沙尘的名称", func(s *survey) string { return s.dustName() }),
	number("最大空气质量指数", "", "空气质量缺测", "156", "空气质量指数的模式估算最大值（HJ 633）", func(s *survey) float64 { return s.airMax.value }),
	count("污染天数", "空气质量指数估算值 101 及以上的天数", func(s *survey) []weather.Date { return s.polluted }),
	dates("污染日", "没有污染日", "空气质量指数估算值 101 及以上的日期", func(s *survey) []weather.Date { return s.polluted }),
	text("空气质量类别", "空气质量缺测", "轻度污染", "最差一天的空气质量类别（模式估算）", func(s *survey) string { return s.airWord() }),
	number("最小湿度", "%", "湿度缺测", "22", "各日午后最小相对湿度的最小值", func(s *survey) float64 { return s.humidityMin.value }),
}

func valueOf(c change, v int) float64 {
	if c.none() {
		return math.NaN()
	}
	return float64(v)
}

func (s *survey) firstDate() weather.Date {
	if len(s.o.Days) == 0 {
		return s.issued
	}
	return s.o.Days[0].Date
}

func (s *survey) lastDate() weather.Date {
	if len(s.o.Days) == 0 {
		return s.issued
	}
	return s.o.Days[len(s.o.Days)-1].Date
}

// single writes one date for a text that stands alone; nothing for no date.
func (s *survey) single(d weather.Date) string {
	if d.IsZero() {
		return ""
	}
	return s.calendar().single(d)
}

// firstFrost reports lows that reach the freezing point after milder ones.
func (s *survey) firstFrost() bool {
	points := lows(s.days)
	return len(points) > 0 && points[0].value > freezing && len(s.frozen) > 0
}

func (s *survey) heavy() []weather.Date {
	var heavy []weather.Date
	for i := range s.days {
		for _, w := range s.days[i].Sky.Wet {
			if !solid(w.Kind) && gradeOf(w, &s.days[i]) >= heavyRain {
				heavy = append(heavy, s.days[i].Date)
				break
			}
		}
	}
	return heavy
}

// leastOf is the least rain of twelve hours that bears a class (GB/T 28592-2012).
var leastOf = map[analysis.Grade]float64{
	analysis.Moderate: 5, analysis.ModerateToHeavy: 10, analysis.Heavy: 15, analysis.HeavyToStorm: 23,
	analysis.Storm: 30, analysis.StormToSevere: 50, analysis.Severe: 70, analysis.SevereToExtreme: 105, analysis.Extreme: 140,
}

// soundRain returns the rain of the day whose rain is the strongest, unless the named class
// contradicts it, as after an editor's change.
func (s *survey) soundRain() float64 {
	day := s.day(s.gradeDate)
	if day == nil {
		return math.NaN()
	}
	if mm, ok := day.Rain.Get(); ok && float64(mm) >= leastOf[s.grade] {
		return float64(mm)
	}
	return math.NaN()
}

// strongestRain names the strongest rain as the day line does.
func (s *survey) strongestRain() string {
	day := s.day(s.gradeDate)
	if day == nil {
		return ""
	}
	for _, w := range day.Sky.Wet {
		if !solid(w.Kind) && gradeOf(w, day) == s.grade {
			return s.wetName(w.Kind, w.Grade)
		}
	}
	return ""
}

func (s *survey) strongestSnow() string {
	if s.snowDate.IsZero() {
		return ""
	}
	return s.wetName(analysis.Snow, s.snowGrade)
}

// thunderHours returns the part of the day that holds the thunder of every day.
func (s *survey) thunderHours() string {
	hours := ""
	for i := range s.days {
		for _, w := range s.days[i].Sky.Wet {
			if w.Kind != analysis.Thundershower {
				continue
			}
			here := s.calendar().hours(w.From, w.To)
			if weather.DateOf(w.From, zoneOf(s.o)) != s.days[i].Date {
				return "" // the night before the printed date
			}
			if here == "" || hours != "" && hours != here {
				return ""
			}
			hours = here
		}
	}
	return hours
}

// thaw returns the first dry day after snow on which it thaws by day and freezes at night.
func (s *survey) thaw() string {
	if len(s.snow) == 0 {
		return ""
	}
	last := s.snow[len(s.snow)-1]
	for i := range s.days {
		day := &s.days[i]
		high, okHigh := day.High.Get()
		low, okLow := day.Low.Get()
		if last.Before(day.Date) && len(day.Sky.Wet) == 0 && okHigh && okLow && high > 0 && low < 0 {
			return s.single(day.Date)
		}
	}
	return ""
}

// clearing returns the first day after the last precipitation when all days from it on
// are fair.
func (s *survey) clearing() weather.Date {
	if len(s.wet) == 0 {
		return weather.Date{}
	}
	first := s.wet[len(s.wet)-1].AddDays(1)
	rest := 0
	for _, d := range s.fair() {
		if !d.Before(first) {
			rest++
		}
	}
	if rest < 2 || rest != s.lastDate().DaysSince(first)+1 {
		return weather.Date{}
	}
	return first
}

// fair returns the dry days of clear to cloudy sky without murk.
func (s *survey) fair() []weather.Date {
	var fair []weather.Date
	for i := range s.days {
		sky := &s.days[i].Sky
		bright := sky.First == analysis.Clear || sky.First == analysis.FewClouds || sky.First == analysis.Cloudy
		if bright && sky.Second != analysis.Overcast && len(sky.Wet) == 0 && len(sky.Murk) == 0 {
			fair = append(fair, s.days[i].Date)
		}
	}
	return fair
}

// strongestWind writes the strongest of the winds that a paper warns of.
func (s *survey) strongestWind() string {
	best := s.worstWind(s.windy)
	if best == nil {
		return ""
	}
	return s.windText(best)
}

// windiest returns the dates of the strongest wind.
func (s *survey) windiest() []weather.Date {
	day := s.worstWind(s.windy)
	if day == nil {
		return nil
	}
	return s.sameWind(s.windy, s.windText(day))
}

// sameWind returns those of the dates whose wind reads as text.
func (s *survey) sameWind(dates []weather.Date, text string) []weather.Date {
	var same []weather.Date
	for _, d := range dates {
		if s.windText(s.day(d)) == text {
			same = append(same, d)
		}
	}
	return same
}

// longest returns the length of the longest stretch of neighbouring dates.
func longest(dates []weather.Date) int {
	best, run := 0, 0
	for i := range dates {
		if i > 0 && dates[i] == dates[i-1].AddDays(1) {
			run++
		} else {
			run = 1
		}
		best = max(best, run)
	}
	return best
}

// worstWind returns the day of the strongest wind among dates.
func (s *survey) worstWind(dates []weather.Date) *analysis.Day {
	var best *analysis.Day
	for _, d := range dates {
		if day := s.day(d); best == nil || stronger(day.Wind, best.Wind) {
			best = day
		}
	}
	return best
}

func stronger(a, b analysis.Wind) bool {
	if a.High != b.High {
		return a.High > b.High
	}
	return a.Gust.Or(0) > b.Gust.Or(0)
}

// strongSun says on which days the sun is strong.
func (s *survey) strongSun() string {
	if len(s.sunny) == 0 {
		return ""
	}
	if len(s.dates) < len(s.o.Days) || len(s.dates) == 1 || s.dates[0] != s.issued.AddDays(1) && len(s.sunny) == len(s.dates) {
		return s.calendar().list(s.sunny)
	}
	if some := s.calendar().of(s.sunny, s.dates); strings.HasPrefix(some, "除") {
		return some + "，"
	} else if some != "" {
		return some
	}
	return "未来" + counted(len(s.dates)) + "天"
}

// strongestSun returns the greatest index of the days of strong sun.
func (s *survey) strongestSun() float64 {
	most := unknown()
	for _, d := range s.sunny {
		uv, _ := s.day(d).UV.Get()
		if index, ok := uv.Index.Get(); ok {
			most.atLeast(float64(index), d)
		}
	}
	return most.value
}

func (s *survey) dustName() string {
	d, kind := s.worstDust()
	if d.IsZero() {
		return ""
	}
	return s.murkName(kind)
}

// dustOf names the worst dust of some dates.
func (s *survey) dustOf(dates []weather.Date) string { return s.murkName(s.worstDustOf(dates)) }

func (s *survey) worstDustOf(dates []weather.Date) analysis.MurkKind {
	worst := analysis.FloatingDust
	for _, d := range dates {
		for _, m := range s.day(d).Sky.Murk {
			worst = max(worst, m.Kind)
		}
	}
	return worst
}

// worstDust returns the first day of the worst dust, and the kind of it.
func (s *survey) worstDust() (weather.Date, analysis.MurkKind) {
	var date weather.Date
	var worst analysis.MurkKind
	for i := range s.days {
		for _, m := range s.days[i].Sky.Murk {
			if m.Kind >= analysis.FloatingDust && (date.IsZero() || m.Kind > worst) {
				date, worst = s.days[i].Date, m.Kind
			}
		}
	}
	return date, worst
}

// clear returns the dry days in the sky of which there is 晴.
func (s *survey) clear() []weather.Date {
	var clear []weather.Date
	bright := func(c analysis.Cloud) bool { return c == analysis.Clear || c == analysis.FewClouds }
	for i := range s.days {
		if sky := &s.days[i].Sky; len(sky.Wet) == 0 && (bright(sky.First) || bright(sky.Second)) {
			clear = append(clear, s.days[i].Date)
		}
	}
	return clear
}

// airWords are the categories of HJ 633-2026.
var airWords = [...]string{"", "优", "良", "轻度污染", "中度污染", "重度污染", "严重污染"}

func (s *survey) airWord() string {
	if s.airMax.date.IsZero() {
		return ""
	}
	day := s.day(s.airMax.date)
	if air, ok := day.Air.Get(); ok && air.Category > 0 && air.Category < len(airWords) {
		return airWords[air.Category]
	}
	return ""
}
