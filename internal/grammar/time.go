package grammar

import (
	"time"

	"yubao/internal/weather"
)

// DayWord is a word for a day or a few days, seen from the day of print: 今天、周末.
type DayWord string

// TimeWord is a word for a part of a day: 傍晚.
type TimeWord string

// Feast names a day of the lunar calendar or a holiday: 除夕、清明节.
type Feast string

// Join ties two points of time together.
type Join string

// The joins that the writer chooses; the reader knows more.
const (
	To   Join = "到"
	Thru Join = "至"
	And  Join = "、"
	Dash Join = "—"
	Same Join = " " // the same day named twice: 16日 周二
)

// Weekday is 1 (Monday) to 7; zero is none.
type Weekday int

// WeekdayOf returns the Weekday of d.
func WeekdayOf(d time.Weekday) Weekday { return Weekday((int(d)+6)%7 + 1) }

// Point is a point of time in words: a date, a day word, a weekday or a feast,
// with a part of the day. It stands for no more than was said.
type Point struct {
	Join    Join // how it hangs on the point before; empty for the first
	Year    int
	Month   time.Month
	Day     int  // 0: no date
	Bare    bool // the figure without 日, as in 16～18日
	Word    DayWord
	Week    string // 本 or 下 before a weekday
	Weekday Weekday
	Feast   Feast
	Part    TimeWord
	Clock   bool // Hour is set
	Hour    int  // 0..24
	Edge    string
	Note    []Point // the same in brackets: 16日（周二）
	Exactly []Point // the part in brackets: 夜里到17日白天（16日20时—17日20时）
}

// Span is one point of time, or several with their joins.
type Span struct{ Points []Point }

// IsZero reports that nothing was said.
func (s Span) IsZero() bool { return len(s.Points) == 0 }

// dayOffset tells how many days after the day of print a day word begins and ends.
type dayOffset struct{ first, last int }

var dayOffsets = map[DayWord]dayOffset{
	"昨天": {-1, -1}, "昨日": {-1, -1}, "昨晚": {-1, -1}, "昨夜": {-1, -1},
	"今天": {0, 0}, "今日": {0, 0}, "今晚": {0, 0}, "今夜": {0, 0}, "今晨": {0, 0}, "今早": {0, 0},
	"明天": {1, 1}, "明日": {1, 1}, "明晚": {1, 1}, "明夜": {1, 1}, "明晨": {1, 1}, "明早": {1, 1},
	"后天": {2, 2}, "后日": {2, 2}, "大后天": {3, 3},
	"今明": {0, 1}, "今明天": {0, 1}, "今明两天": {0, 1}, "明后": {1, 2}, "明后天": {1, 2}, "明后两天": {1, 2},
	"今起三天": {0, 2}, "未来三天": {1, 3}, "未来两天": {1, 2}, "未来四天": {1, 4}, "未来五天": {1, 5}, "未来六天": {1, 6}, "未来一周": {1, 7}, "未来七天": {1, 7}, "未来八天": {1, 8}, "未来十天": {1, 10}, "未来24小时": {0, 1},
}

var dayWords = table(nil, func() []entry[DayWord] {
	var entries []entry[DayWord]
	for word := range dayOffsets {
		entries = append(entries, say(word, string(word)))
	}
	return entries
}(), selves[DayWord](`周末 本周末 下周末 周末两天 本周末两天 双休日 周末前后 周初 本周初 下周初 本周前期 本周中期 本周后期 前期 中期 后期
	本周 下周 周内 本周内 周前期 周中期 周后期 前半周 后半周 假期 节日期间 首日 次日 当天 当晚 当日 同日 其余时段 其他时段 其他时间 其余时间`))

// timeSpan is the stretch of hours that a time word stands for; last may exceed
// 24. Hours by the set of words that most services use (shared tables, set A).
type timeSpan struct{ first, last int }

var timeSpans = map[TimeWord]timeSpan{
	"凌晨": {3, 5}, "早晨": {5, 8}, "上午": {8, 11}, "中午": {11, 13}, "下午": {13, 17}, "傍晚": {17, 20},
	"白天": {8, 20}, "夜里": {20, 32}, "前半夜": {20, 24}, "上半夜": {20, 24}, "后半夜": {24, 29}, "下半夜": {24, 29}, "午后": {12, 17}, "全天": {0, 24},
}

var timeWords = table(chosen("night"), []entry[TimeWord]{
	say[TimeWord]("夜里", "夜里|夜间"),
}, selves[TimeWord](`前半夜 后半夜 上半夜 下半夜 全天 凌晨 早晨 上午 中午 下午 傍晚 白天 午后 晚上 晚间 清晨 清早 早上 早间 晨间 午前 午间 正午 半夜 午夜 夜晚 入夜
	黄昏 深夜 早晚 日间 上午前 后期 前期 时段`))

// shortParts stand right behind a date or weekday only: 16日晚、5日晨.
var shortParts = table(nil, selves[TimeWord]("晚 晨 早 夜 黑夜"))

// edges are what may follow a point: from then, until then, around then.
var edges = table(nil, selves[string]("起 开始 前后 之前 之后 以前 以后 前 后 期间 时段 左右"))

var weekdays = table(nil, []entry[Weekday]{
	say[Weekday](1, "一"), say[Weekday](2, "二"), say[Weekday](3, "三"), say[Weekday](4, "四"),
	say[Weekday](5, "五"), say[Weekday](6, "六"), say[Weekday](7, "日", "天"),
})

// feasts are days of the lunar calendar, solar terms and holidays.
var feasts = table(nil, func() []entry[Feast] {
	var entries []entry[Feast]
	han := []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}
	var days []string
	for i, n := range han {
		days = append(days, "初"+n)
		if i < 9 {
			days = append(days, "十"+n, "廿"+n)
		}
	}
	days = append(days, "二十", "三十")
	for _, day := range days {
		for _, month := range []string{"", "正月", "农历正月", "大年", "腊月", "农历腊月", "农历"} {
			if month != "" || day[:len("初")] == "初" || day[:len("廿")] == "廿" {
				entries = append(entries, say(Feast(month+day), month+day))
			}
		}
	}
	return entries
}(), selves[Feast](`除夕 除夕夜 小年 腊八 腊八节 元旦 元旦节 春节 元宵 元宵节 正月十五 龙抬头 二月二 三月三 妇女节 植树节 清明 清明节 五一 五一节 劳动节 青年节 母亲节
	儿童节 六一 端午 端午节 父亲节 七夕 七夕节 建军节 中元节 教师节 中秋 中秋节 国庆 国庆节 国庆日 重阳 重阳节 平安夜 圣诞节 高考首日 高考 中考 开学日
	立春 雨水 惊蛰 春分 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒
	入伏 初伏 头伏 中伏 末伏 三伏 数九 节日当天 假期首日 假期第一天 假期第二天 假期第三天 假期最后一天 第一天 第二天 第三天`))

// joins tie points of time together; papers print 至 and — between dates, 到 between parts of days.
var joins = table(nil, []entry[Join]{
	say(To, "到"), say(Thru, "至"), say(And, "、"), say(Dash, "—", "－", "-", "–", "——"), say[Join]("～", "～", "~", "〜"),
	say[Join]("和", "和", "与", "及"),
})

var (
	openBracket  = mark[Point](nil, "（", "(")
	closeBracket = mark[Point](nil, "）", ")")
)

// date is 2024年4月16日, 4月16日, 16日, 16号, or 16 in a run of days.
var date = where(func(p *Point) bool { return !p.Bare || p.Day >= 1 && p.Day <= 31 && p.Year == 0 }, sound(dateFault, seq(
	optUnless(func(p *Point) bool { return p.Year == 0 },
		where(func(p *Point) bool { return p.Year >= 1900 }, seq(part(func(p *Point) *int { return &p.Year }, number(4)), mark[Point](nil, "年")))),
	optUnless(func(p *Point) bool { return p.Month == 0 },
		seq(part(func(p *Point) *int { return (*int)(&p.Month) }, number(2)), mark[Point](nil, "月"))),
	part(func(p *Point) *int { return &p.Day }, number(2)),
	either(
		seq(mark[Point](nil, "日", "号"), part(func(p *Point) *bool { return &p.Bare }, setTo(false))),
		seq(moreFigures, part(func(p *Point) *bool { return &p.Bare }, setTo(true))),
	),
)))

// moreFigures looks ahead: a figure without 日 is a date only where a run goes on.
var moreFigures = rule[Point]{
	first: anything,
	read: func(r *reader, _ *Point) bool {
		s, ok := joins.at(r.text, r.at)
		next := r.at + len(s.text)
		return ok && next < len(r.text) && r.text[next] >= '0' && r.text[next] <= '9'
	},
	write: func(*writer, *Point) bool { return true },
}

func dateFault(p *Point) string {
	if p.Bare && p.Month == 0 {
		return ""
	}
	if p.Day < 1 || p.Day > 31 {
		return "没有这一天"
	}
	if p.Month == 0 {
		return ""
	}
	year := p.Year
	if year == 0 {
		year = 2024 // a leap year: 29 February may be meant
	}
	if p.Month < 1 || p.Month > 12 || time.Date(year, p.Month, p.Day, 0, 0, 0, 0, time.UTC).Day() != p.Day {
		return "没有这一天"
	}
	return ""
}

var weekday = seq(
	part(func(p *Point) *string { return &p.Week }, opt(table(nil, selves[string]("本 下 上 这 下个")).rule())),
	mark[Point](weekdayMark, "周|星期", "礼拜"),
	part(func(p *Point) *Weekday { return &p.Weekday }, weekdays.rule()),
)

// weekdayMark leaves houses that put no weekday in day lines with 周 elsewhere.
func weekdayMark(h *House) int {
	if h.Weekday == "星期" {
		return 1
	}
	return 0
}

var clock = where(func(p *Point) bool { return p.Hour <= 24 }, seq(
	part(func(p *Point) *int { return &p.Hour }, number(2)), mark[Point](nil, "时", "点"),
	part(func(p *Point) *bool { return &p.Clock }, setTo(true)),
))

var timeWord = part(func(p *Point) *TimeWord { return &p.Part }, timeWords.rule())

// partOfDay is what may follow a day: 16日夜里, 今晚20时.
var partOfDay = either(
	clock,
	timeWord,
	part(func(p *Point) *TimeWord { return &p.Part }, shortParts.rule()),
)

var noPart = func(p *Point) bool { return p.Part == "" && !p.Clock }

var edge = part(func(p *Point) *string { return &p.Edge }, opt(edges.rule()))

// note is the same day in brackets: （周二）, （正月初一）, （20时—20时）.
var note = optUnless(func(p *Point) bool { return len(p.Note) == 0 }, seq(
	openBracket,
	part(func(p *Point) *[]Point { return &p.Note }, later(func() *rule[[]Point] { return &noted })),
	closeBracket,
))

var exactly = optUnless(func(p *Point) bool { return len(p.Exactly) == 0 }, seq(
	where(func(p *Point) bool { return p.Part != "" }, nothing[Point]()),
	openBracket,
	part(func(p *Point) *[]Point { return &p.Exactly }, later(func() *rule[[]Point] { return &noted })),
	closeBracket,
))

// noted is what brackets hold; a note has no note of its own.
var noted rule[[]Point]

func init() { noted = points(either(feast, bareOf(point))) }

func bareOf(piece rule[Point]) rule[Point] {
	return where(func(p *Point) bool { return len(p.Note)+len(p.Exactly) == 0 }, piece)
}

// point is one point of time.
var point = seq(
	either(
		seq(date, note, optUnless(noPart, partOfDay)),
		seq(where(func(p *Point) bool { return p.Weekday != 0 && p.Day == 0 && p.Word == "" }, weekday), note, optUnless(noPart, partOfDay)),
		seq(where(func(p *Point) bool { return p.Word != "" && p.Day == 0 && p.Weekday == 0 }, part(func(p *Point) *DayWord { return &p.Word }, dayWords.rule())), note, optUnless(noPart, partOfDay)),
		where(func(p *Point) bool {
			return p.Day == 0 && p.Word == "" && p.Weekday == 0 && p.Feast == "" && len(p.Note) == 0
		}, either(timeWord, clock)),
	),
	edge,
	exactly,
)

// feast is a named day; several names are weather too (小雪、雨水), so that a feast
// stands alone in brackets or at the head of a line before a mark or a date.
var feast = part(func(p *Point) *Feast { return &p.Feast }, feasts.rule())

// named is a feast outside brackets. 小雪 and 大雪 are weather there, not solar terms.
var named = seq(where(func(p *Point) bool { return !isFall(string(p.Feast)) }, feast), note, optUnless(noPart, partOfDay))

// isFall reports a word that is a phenomenon as a whole.
func isFall(word string) bool {
	var f Fall
	return find(&reader{}, &alone, &f, word, 0) == len(word)
}

var join = part(func(p *Point) *Join { return &p.Join }, joins.rule())

// points is a point with what is joined to it. A bare figure must be followed by
// a point that carries the 日 for both.
func points(one rule[Point]) rule[[]Point] {
	return sound(pointsFault, where(func(ps *[]Point) bool { return !cutShort(*ps) }, list(where(joined, one), either(join, spaced), 1, 12)))
}

// joined keeps the blank to a further name of the same day.
func joined(p *Point) bool {
	return p.Join != Same || p.Day == 0 && (p.Word != "" || p.Weekday != 0)
}

// cutShort reports a figure without 日 that nothing completes.
func cutShort(ps []Point) bool {
	for i, p := range ps {
		if p.Bare && (i == len(ps)-1 || !isRun(ps[i+1].Join) || ps[i+1].Day == 0 || p.Part != "" || p.Clock || p.Edge != "") {
			return true
		}
	}
	return false
}

// spaced is the blank between two names of one day in tables: 16日 周二.
var spaced = where(func(p *Point) bool { return p.Join == Same }, rule[Point]{
	first: startsWith(" "),
	read: func(r *reader, p *Point) bool {
		start := r.at
		for r.at < len(r.text) && r.text[r.at] == ' ' {
			r.at++
		}
		if r.at == start || r.at < len(r.text) && r.text[r.at] <= '9' {
			r.at = start
			return false
		}
		p.Join = Same
		return true
	},
	write: func(w *writer, p *Point) bool { return p.Join == Same && w.put(" ") },
})

func pointsFault(ps *[]Point) string {
	for i, p := range *ps {
		if i > 0 && isRun(p.Join) && !p.Bare && !(*ps)[i-1].Bare && samePoint(p, (*ps)[i-1]) {
			return "起止时间相同"
		}
	}
	return ""
}

// isRun reports a join that means from one to the other.
func isRun(j Join) bool { return j == To || j == Thru || j == Dash || j == "～" || j == And }

func samePoint(a, b Point) bool {
	return a.Weekday == 0 && len(a.Note)+len(b.Note)+len(a.Exactly)+len(b.Exactly) == 0 &&
		a.Year == b.Year && a.Month == b.Month && a.Day == b.Day && a.Word == b.Word && a.Feast == b.Feast &&
		a.Part == b.Part && a.Hour == b.Hour && a.Edge == b.Edge
}

var span = part(func(s *Span) *[]Point { return &s.Points }, points(point))

// String returns 周二.
func (d Weekday) String() string {
	text, _ := weekdays.spell(nil, d)
	return "周" + text
}

// Date returns the date that a point stands for, seen from now: the nearest year
// when none is written, the month nearest to now when only the day is. It is
// false for points without a day, and for days that do not exist.
func (p Point) Date(now time.Time) (weather.Date, bool) {
	today := weather.DateOf(now, now.Location())
	switch {
	case p.Day != 0 && p.Year != 0:
		return realDate(p.Year, p.Month, p.Day)
	case p.Day != 0 && p.Month != 0:
		return nearest(today, []weather.Date{{Year: today.Year - 1, Month: p.Month, Day: p.Day}, {Year: today.Year, Month: p.Month, Day: p.Day}, {Year: today.Year + 1, Month: p.Month, Day: p.Day}})
	case p.Day != 0:
		var months []weather.Date
		for offset := -1; offset <= 1; offset++ {
			m := time.Date(today.Year, today.Month+time.Month(offset), 1, 0, 0, 0, 0, time.UTC)
			months = append(months, weather.Date{Year: m.Year(), Month: m.Month(), Day: p.Day})
		}
		return nearest(today, months)
	}
	offset, ok := dayOffsets[p.Word]
	return today.AddDays(offset.first), ok
}

// Days returns the first and the last date that a word for several days stands for, seen
// from now: 今明两天, 未来三天. Of other points both are Date.
func (p Point) Days(now time.Time) (first, last weather.Date, ok bool) {
	first, ok = p.Date(now)
	last = first
	if offset, word := dayOffsets[p.Word]; word && p.Day == 0 {
		last = first.AddDays(offset.last - offset.first)
	}
	return first, last, ok
}

func realDate(year int, month time.Month, day int) (weather.Date, bool) {
	d := weather.DateOf(time.Date(year, month, day, 12, 0, 0, 0, time.UTC), time.UTC)
	return d, d.Month == month && d.Day == day
}

// nearest returns the candidate that lies closest to today and exists.
func nearest(today weather.Date, candidates []weather.Date) (weather.Date, bool) {
	var best weather.Date
	found := false
	for _, c := range candidates {
		d, ok := realDate(c.Year, c.Month, c.Day)
		if ok && (!found || abs(d.DaysSince(today)) < abs(best.DaysSince(today))) {
			best, found = d, true
		}
	}
	return best, found
}

func abs(n int) int { return max(n, -n) }
