package grammar

import (
	"strings"
	"time"
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
	Unsaid  bool // Hour stands without 时, as in 20—08时
	Edge    string
	Note    []Point // the same in brackets: 16日（周二）
	Exactly []Point // the part in brackets: 夜里到17日白天（16日20时—17日20时）
}

// Span is one point of time, or several with their joins.
type Span struct{ Points []Point }

// IsZero reports that nothing was said.
func (s Span) IsZero() bool { return len(s.Points) == 0 }

// namesDay reports a point that says which day it is on.
func (p *Point) namesDay() bool { return p.Day != 0 || p.Word != "" || p.Weekday != 0 || p.Feast != "" }

// dayOffset tells how many days after the day of print a day word begins and ends.
type dayOffset struct{ first, last int }

var dayOffsets = map[DayWord]dayOffset{
	"昨天": {-1, -1}, "昨日": {-1, -1}, "昨晚": {-1, -1}, "昨夜": {-1, -1},
	"今天": {0, 0}, "今日": {0, 0}, "今晚": {0, 0}, "今夜": {0, 0}, "今晨": {0, 0}, "今早": {0, 0},
	"明天": {1, 1}, "明日": {1, 1}, "明晚": {1, 1}, "明夜": {1, 1}, "明晨": {1, 1}, "明早": {1, 1},
	"后天": {2, 2}, "后日": {2, 2}, "大后天": {3, 3},
	"今明": {0, 1}, "今明天": {0, 1}, "今天明天": {0, 1}, "明天后天": {1, 2}, "明日后日": {1, 2}, "今日明日": {0, 1}, "今明两天": {0, 1}, "明后": {1, 2}, "明后天": {1, 2}, "明后两天": {1, 2},
	"今起三天": {0, 2}, "今天起三天": {0, 2}, "未来三天": {1, 3}, "未来两天": {1, 2}, "今后三天": {1, 3}, "今后两天": {1, 2}, "明起三天": {1, 3}, "明日起三天": {1, 3}, "未来3天": {1, 3}, "未来7天": {1, 7}, "未来48小时": {0, 2},
	"今明后三天": {0, 2}, "明后二天": {1, 2}, "今明二天": {0, 1}, "今明两日": {0, 1}, "明后两日": {1, 2}, "外后天": {3, 3}, "未来四天": {1, 4}, "未来五天": {1, 5}, "未来六天": {1, 6}, "未来一周": {1, 7}, "未来七天": {1, 7}, "未来八天": {1, 8}, "未来十天": {1, 10}, "未来24小时": {0, 1},
}

var dayWords = table(nil, func(yield func(entry[DayWord]) bool) {
	for word := range dayOffsets {
		if !yield(say(word, string(word))) {
			return
		}
	}
}, selves[DayWord](`假期第一天 假期第二天 假期第三天 假期最后一天 假期首日 假期前期 假期后期 假期中期 假日 假日期间 假期期间 小长假 小长假首日 长假 黄金周 本周后半周 本周前半周 上半周 下半周 月初 月末 月底 上旬 中旬 下旬
	周末 本周末 下周末 周末两天 本周末两天 双休日 周末前后 周初 本周初 下周初 本周前期 本周中期 本周后期 前期 中期 后期
	本周 下周 周内 本周内 周前期 周中期 周后期 前半周 后半周 假期 节日期间 首日 次日 当天 当晚 当日 同日 翌日 前两天 后两天 前三天 后三天 周末期间 下周前期 下周中期 下周后期 下周末 其余时段 其他时段 其他时间 其余时间`))

var timeWords = table(chosen("night"), each(
	say[TimeWord]("夜里", "夜里|夜间"),
), selves[TimeWord](`前半夜 后半夜 上半夜 下半夜 全天 凌晨 早晨 上午 中午 下午 傍晚 白天 午后 晚上 晚间 清晨 清早 早上 早间 晨间 午前 午间 正午 半夜 午夜 夜晚 入夜
	黄昏 深夜 早晚 日间 上午前 后期 前期 时段 黑夜 昼间 昼夜 白昼 晨起 拂晓 黎明 子夜 夜晚间 大清早 早晨时段 夜间时段 傍晚时段 午后时段 白天时段 上班 下班 上班时段 下班时段 早高峰 晚高峰 早高峰时段 晚高峰时段 上半天 下半天 前半天 后半天 雨后`))

// shortParts stand right behind a date or weekday only: 16日晚、5日晨.
var shortParts = table(nil, selves[TimeWord]("晚 晨 早 夜 黑夜"))

// edges are what may follow a point: from then, until then, around then.
var edges = table(nil, selves[string]("起 开始 前后 前后起 前后开始 之前 之后 以前 以后 前 后 期间 时段 左右 当天 当日 初 以来"))

var weekdays = table(nil, each(
	say[Weekday](1, "一"), say[Weekday](2, "二"), say[Weekday](3, "三"), say[Weekday](4, "四"),
	say[Weekday](5, "五"), say[Weekday](6, "六"), say[Weekday](7, "日", "天"),
))

// joins tie points of time together; papers print 至 and — between dates, 到 between parts of days.
var joins = table(nil, each(
	say(To, "到"), say(Thru, "至"), say(And, "、"), say(Dash, "—", "－", "-", "–", "——"), say[Join]("～", "～", "~", "〜"),
	say[Join]("和", "和", "与", "及"),
))

var (
	openBracket  = mark[Point](nil, "（", "(")
	closeBracket = mark[Point](nil, "）", ")")
)

// date is 2024年4月16日, 4月16日, 16日, 16号, or 16 in a run of days.
var date = where(func(p *Point) bool { return !p.Bare || p.Day >= 1 && p.Day <= 31 && p.Year == 0 }, sound(dateFault, seq(
	optUnless(func(p *Point) bool { return p.Year == 0 },
		where(func(p *Point) bool { return p.Year >= 1900 }, seq(part(func(p *Point) *int { return &p.Year }, number(4)), mark[Point](nil, "年", "年 ", " 年 ")))),
	optUnless(func(p *Point) bool { return p.Month == 0 },
		seq(part(func(p *Point) *int { return (*int)(&p.Month) }, number(2)), mark[Point](nil, "月", "月 ", " 月", " 月 "))),
	part(func(p *Point) *int { return &p.Day }, number(2)),
	either(
		seq(mark[Point](nil, "日", "号", " 日"), part(func(p *Point) *bool { return &p.Bare }, setTo(false))),
		seq(moreFigures, part(func(p *Point) *bool { return &p.Bare }, setTo(true))),
	),
)))

// moreFigures looks ahead: a figure without 日 is a date only where a run goes on.
var moreFigures = rule[Point]{
	first: anything,
	read: func(r *reader, _ *Point) bool {
		return r.runsOn() && !r.runsOnToHours()
	},
	write: func(*writer, *Point) bool { return true },
}

// moreHours looks ahead likewise: a figure without 时 before one with it.
var moreHours = rule[Point]{
	first: anything,
	read:  func(r *reader, _ *Point) bool { return r.runsOnToHours() },
	write: func(*writer, *Point) bool { return true },
}

// runsOn reports a join with a figure behind it.
func (r *reader) runsOn() bool {
	s, ok := joins.read(r)
	next := r.at + len(s.text)
	return ok && next < len(r.text) && r.text[next] >= '0' && r.text[next] <= '9'
}

// runsOnToHours reports a join with an hour behind it.
func (r *reader) runsOnToHours() bool {
	s, ok := joins.read(r)
	if !ok {
		return false
	}
	at := r.at + len(s.text)
	end := at
	for end < len(r.text) && end < at+2 && r.text[end] >= '0' && r.text[end] <= '9' {
		end++
	}
	return end > at && (strings.HasPrefix(r.text[end:], "时") || strings.HasPrefix(r.text[end:], "点"))
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

// furtherWeekday is a weekday behind another without its 周: 周六、日.
var furtherWeekday = readOnly(where(func(p *Point) bool { return isRun(p.Join) || p.Join == "和" }, seq(
	part(func(p *Point) *Weekday { return &p.Weekday }, weekdays.rule()),
	ended[Point](),
)))

// weekdayMark leaves houses that put no weekday in day lines with 周 elsewhere.
func weekdayMark(h *House) int {
	if h.Weekday == "星期" {
		return 1
	}
	return 0
}

// clock is 20时, or 20 in a run of hours: 20—08时.
var clock = where(func(p *Point) bool { return p.Hour <= 24 }, seq(
	part(func(p *Point) *int { return &p.Hour }, number(2)),
	either(
		seq(mark[Point](nil, "时", "点", ":00", "：00", "时00分"), part(func(p *Point) *bool { return &p.Unsaid }, setTo(false))),
		seq(moreHours, part(func(p *Point) *bool { return &p.Unsaid }, setTo(true))),
	),
	part(func(p *Point) *bool { return &p.Clock }, setTo(true)),
))

var timeWord = part(func(p *Point) *TimeWord { return &p.Part }, timeWords.rule())

// partOfDay is what may follow a day: 16日夜里, 今晚20时.
var partOfDay = either(
	clock,
	seq(timeWord, optUnless(func(p *Point) bool { return !p.Clock }, clock)),
	seq(part(func(p *Point) *TimeWord { return &p.Part }, shortParts.rule()), optUnless(func(p *Point) bool { return !p.Clock }, clock)),
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

func init() {
	noted = points(either(feast, bareOf(point)), either(join, spaced, marked, alongside, festive))
}

func bareOf(piece rule[Point]) rule[Point] {
	return where(func(p *Point) bool { return len(p.Note)+len(p.Exactly) == 0 }, piece)
}

// point is one point of time.
var point = seq(
	either(
		seq(date, note, optUnless(noPart, partOfDay)),
		seq(where(func(p *Point) bool { return p.Weekday != 0 && p.Day == 0 && p.Word == "" }, either(weekday, furtherWeekday)), note, optUnless(noPart, partOfDay)),
		seq(where(func(p *Point) bool { return p.Word != "" && p.Day == 0 && p.Weekday == 0 }, part(func(p *Point) *DayWord { return &p.Word }, dayWords.rule())), note, optUnless(noPart, partOfDay)),
		where(func(p *Point) bool {
			return p.Day == 0 && p.Word == "" && p.Weekday == 0 && p.Feast == "" && len(p.Note) == 0
		}, either(timeWord, clock)),
	),
	edge,
	exactly,
)

var join = part(func(p *Point) *Join { return &p.Join }, joins.rule())

// points is a point with what is joined to it. A bare figure must be followed by
// a point that carries the 日 for both.
func points(one, between rule[Point]) rule[[]Point] {
	return sound(pointsFault, where(func(ps *[]Point) bool { return !cutShort(*ps) }, together(list(inPoints, where(joined, one), between, 1, 12))))
}

// besideJoin marks a name of a day right behind another until together has put them together.
const besideJoin Join = "beside"

// together makes one point of two names of a day side by side, 16日星期二 being
// 16日（周二）, and two days of two weekdays: 周六周日.
func together(piece rule[[]Point]) rule[[]Point] {
	return rule[[]Point]{
		first: piece.first,
		read: func(r *reader, ps *[]Point) bool {
			if !piece.read(r, ps) {
				return false
			}
			kept := (*ps)[:1]
			for _, p := range (*ps)[1:] {
				before := &kept[len(kept)-1]
				switch {
				case p.Join != besideJoin:
				case p.Day != 0 && before.Day != 0, p.Word != "" && p.Word == before.Word, p.Weekday != 0 && p.Weekday == before.Weekday:
					return false // 16日16日
				case p.Weekday != 0 && before.Weekday != 0 && before.Day == 0:
					p.Join = And
				case noPart(before) && before.Edge == "" && len(before.Note)+len(p.Note) == 0 && before.Feast == "":
					before.Part, before.Clock, before.Hour, before.Unsaid, before.Edge, before.Exactly = p.Part, p.Clock, p.Hour, p.Unsaid, p.Edge, p.Exactly
					p.Join, p.Part, p.Clock, p.Hour, p.Unsaid, p.Edge, p.Exactly = "", "", false, 0, false, "", nil
					before.Note = r.room.points.grow(nil)
					before.Note[0] = p
					continue
				default:
					p.Join = Same
				}
				kept = append(kept, p)
			}
			*ps = kept
			return true
		},
		write: piece.write,
	}
}

// joined keeps the blank to a further name of the same day.
func joined(p *Point) bool {
	return p.Join != Same && p.Join != besideJoin || p.Day == 0 && (p.Word != "" || p.Weekday != 0 || p.Feast != "") || p.Day != 0 && !p.Bare
}

// cutShort reports a figure without 日 that nothing completes.
func cutShort(ps []Point) bool {
	for i := range ps {
		p := &ps[i]
		if p.Bare && (i == len(ps)-1 || !isRun(ps[i+1].Join) || ps[i+1].Day == 0 || p.Part != "" || p.Clock || p.Edge != "") ||
			p.Unsaid && (i == len(ps)-1 || !isRun(ps[i+1].Join) || !ps[i+1].Clock || ps[i+1].Day != 0 || p.Edge != "") {
			return true
		}
	}
	return false
}

// spaced is the blank between two names of one day in tables: 16日 周二, 周二 4月16日.
var spaced = where(func(p *Point) bool { return p.Join == Same }, rule[Point]{
	first: startsWith(" "),
	read: func(r *reader, p *Point) bool {
		start := r.at
		for r.at < len(r.text) && r.text[r.at] == ' ' {
			r.at++
		}
		if r.at == start || r.at < len(r.text) && r.text[r.at] <= '9' && !r.dated() {
			r.at = start
			return false
		}
		p.Join = Same
		return true
	},
	write: func(w *writer, p *Point) bool { return p.Join == Same && w.put(" ") },
})

// beside is no mark at all between two names of one day: 16日星期二, 周二4月16日.
var beside = readOnly(rule[Point]{
	first: anything,
	read: func(r *reader, p *Point) bool {
		p.Join = besideJoin
		rest := r.text[r.at:]
		return r.at > 0 && r.text[r.at-1] >= 0x80 && r.dated() || strings.HasPrefix(rest, "周") || strings.HasPrefix(rest, "星期") || strings.HasPrefix(rest, "礼拜")
	},
	write: func(*writer, *Point) bool { return false },
})

// alongside is beside in brackets, where names stay apart: （16日星期二）.
var alongside = readOnly(seq(beside, part(func(p *Point) *Join { return &p.Join }, setTo(Same))))

// marked is the mark between two names of one day in brackets: （16日，周二）.
var marked = readOnly(seq(mark[Point](nil, "，", ",", "/", "， ", ", "), part(func(p *Point) *Join { return &p.Join }, setTo(Same))))

// festive is no mark before a feast in brackets: （周六正月初一）.
var festive = readOnly(rule[Point]{
	first: feast.first,
	read: func(r *reader, p *Point) bool {
		p.Join = Same
		at := r.at
		defer func() { r.at = at }()
		var q Point
		return feast.read(r, &q)
	},
	write: func(*writer, *Point) bool { return false },
})

// dated reports a date at the reader's position.
func (r *reader) dated() bool {
	i := r.at
	for i < len(r.text) && i < r.at+2 && r.text[i] >= '0' && r.text[i] <= '9' {
		i++
	}
	if i == r.at || i >= len(r.text) {
		return false
	}
	rest := r.text[i:]
	return strings.HasPrefix(rest, "月") || strings.HasPrefix(rest, "日") || strings.HasPrefix(rest, "号")
}

// isRun reports a join that means from one to the other.
func isRun(j Join) bool { return j == To || j == Thru || j == Dash || j == "～" || j == And }

var span = part(func(s *Span) *[]Point { return &s.Points }, points(point, either(join, spaced, beside)))

// String returns 周二.
func (d Weekday) String() string {
	text, _ := weekdays.spell(nil, d)
	return "周" + text
}
