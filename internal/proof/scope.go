package proof

import (
	"fmt"
	"math/bits"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// scope is the dates that a claim is about, as bits of the days of the outlook. A scope
// that is not named is the period as a whole.
type scope struct {
	days  uint64
	named bool
	eve   bool // the day before the period is named, of which the night is printed
}

// next returns the scope with the days after its own, into which a night reaches.
func (s scope) next() scope {
	s.days |= s.days << 1
	if s.eve {
		s.days |= 1
	}
	return s
}

// mostDays is the number of days that a scope can tell apart; sources go to sixteen.
const mostDays = 64

// all is the period.
func (c *checker) all() uint64 {
	return 1<<min(len(c.facts.Outlook.Days), mostDays-1) - 1
}

// of returns the days of a scope.
func (c *checker) of(s scope) uint64 {
	if !s.named {
		return c.all()
	}
	return s.days
}

// day returns the first day of a set.
func (c *checker) day(set uint64) *analysis.Day {
	return &c.facts.Outlook.Days[bits.TrailingZeros64(set)]
}

// bit returns the bit of a date, 0 when it is not printed.
func (c *checker) bit(d weather.Date) uint64 {
	days := c.facts.Outlook.Days
	if len(days) == 0 {
		return 0
	}
	if n := d.DaysSince(days[0].Date); n >= 0 && n < len(days) && n < mostDays {
		return 1 << n
	}
	return 0
}

// names lists the dates of a scope for a message; nothing for the period or many.
func (c *checker) names(s scope) string {
	if !s.named || s.days == 0 || bits.OnesCount64(s.days) > 3 {
		return ""
	}
	var out strings.Builder
	for set := s.days; set != 0; set &= set - 1 {
		if out.Len() > 0 {
			out.WriteString("、")
		}
		fmt.Fprintf(&out, "%d日", c.day(set).Date.Day)
	}
	return out.String()
}

// list puts together what of says of each day of a scope, with the dates when there
// are several days: 18日晴天，19日多云.
func (c *checker) list(s scope, of func(*analysis.Day) string) string {
	set := c.of(s)
	several := bits.OnesCount64(set) > 1
	var out strings.Builder
	for n := 0; set != 0; set &= set - 1 {
		d := c.day(set)
		text := of(d)
		if text == "" {
			continue
		}
		if n++; n > 1 {
			out.WriteString("，")
		}
		if n > 6 {
			out.WriteString("…")
			break
		}
		if several {
			fmt.Fprintf(&out, "%d日", d.Date.Day)
		}
		out.WriteString(text)
	}
	return out.String()
}

// period names the printed dates.
func (c *checker) period() string {
	days := c.facts.Outlook.Days
	if len(days) == 0 {
		return ""
	}
	return c.facts.House.Dates(days[0].Date, days[len(days)-1].Date)
}

// time takes a word of time and sets the scope.
func (r *reading) time(s *grammar.Span, at span) {
	if !r.c.checkSpan(at, s) {
		return
	}
	if !r.sameDay(at, s) {
		return
	}
	if r.aimless(at, s) {
		return
	}
	n := r.c.namedBy(s, r.scope)
	if !n.only.IsZero() {
		r.date = n.only
	}
	switch {
	case isMoment(s):
		r.checkMoment(at, &s.Points[0])
		return
	case !n.named:
		// 周四（5日），我市夜里有雷阵雨: the night reaches into the next printed date.
		if r.scope.named && anyNight(s) {
			r.scope, r.listed = r.within(r.scope.next()), false
		}
	case n.outside:
		r.c.report(Contradiction, at, r.c.period(), "数据里没有这一天，请核对日期。")
	case r.excepted(at):
		r.scope = scope{days: r.c.all() &^ n.days, named: true}
	case r.named == at.from-len("、") && strings.HasSuffix(r.c.text[:at.from], "、"):
		r.scope.days |= n.days // a long list goes on
		r.named, r.listed = at.to, r.listed && onlyDates(s)
	default:
		r.scope, r.named, r.listed = n.scope, at.to, onlyDates(s)
	}
	if r.part = r.c.partOf(s); !n.named {
		r.part.said = r.c.said(at)
	}
}

// period takes a word that speaks of the period as a whole.
func (r *reading) period(_ int, w *word) int {
	r.scope = scope{}
	return len(w.text)
}

// excepted reports 除周五外, and 除19日周五外 as the ear has it.
func (r *reading) excepted(at span) bool {
	after := r.c.text[at.to:]
	if rest, ok := strings.CutPrefix(after, "周"); ok {
		after = rest[min(len("一"), len(rest)):]
	}
	return endsInOne(r.c.text[:at.from], []string{"除", "除了"}) && startsWithOne(after, []string{"外", "以外", "之外"})
}

// sameDay takes a weekday that stands right behind its date, as in the text for the ear:
// 16日周二, 16日，周二. It reports whether the span has more to say.
func (r *reading) sameDay(at span, s *grammar.Span) bool {
	p := &s.Points[0]
	if p.Weekday == 0 || p.Day != 0 || len(p.Note) > 0 || !endsInOne(r.c.text[:at.from], []string{"日", "日，"}) || r.date.IsZero() {
		return true
	}
	if !r.c.checkWeekday(at, r.date, p.Weekday) {
		return false
	}
	p.Weekday, p.Month, p.Day = 0, r.date.Month, r.date.Day
	return len(s.Points) > 1 || p.Part != "" || p.Clock || p.Edge != ""
}

// naming is what a span of time names.
type naming struct {
	scope
	only    weather.Date // the last date named alone
	outside bool         // a date that lies neither in the period nor beside it
}

// namedBy returns the dates that a span of time names; none for 傍晚.
func (c *checker) namedBy(s *grammar.Span, before scope) naming {
	var n naming
	var last weather.Date
	for i := range s.Points {
		p := &s.Points[i]
		if set, ok := c.stretch(p, before); ok {
			n.named = true
			n.days |= set
			continue
		}
		first, until, ok := c.datesOf(s, i)
		if !ok {
			continue
		}
		if n.named && i > 0 && runs(p.Join) {
			for d := last.AddDays(1); d.Before(first) && d.DaysSince(last) < 32; d = d.AddDays(1) {
				n.days |= c.bit(d)
			}
		}
		n.named = true
		for d := first; !until.Before(d); d = d.AddDays(1) {
			n.days |= c.bit(d)
			n.eve = n.eve || c.isEve(d)
			n.outside = n.outside || first == until && c.isOutside(d)
		}
		last = until
		if n.only = (weather.Date{}); first == until {
			n.only = first
		}
		n.days |= c.edge(p, first)
	}
	return n
}

// edge returns the dates that the words behind a date add: the night reaches into the
// next printed date, 前后 to both sides, 起 to the end.
func (c *checker) edge(p *grammar.Point, d weather.Date) uint64 {
	var set uint64
	switch morning := c.facts.Outlook.Window == analysis.Morning; {
	case atNight(p) && !morning:
		set = c.bit(d.AddDays(1))
	case beforeEight(p) && morning:
		set = c.bit(d.AddDays(-1))
	}
	switch p.Edge {
	case "前后":
		set |= c.bit(d.AddDays(-1)) | c.bit(d.AddDays(1))
	case "起", "开始", "以后", "之后", "后":
		if bit := c.bit(d); bit != 0 {
			set |= c.all() &^ (bit - 1)
		} else if days := c.facts.Outlook.Days; len(days) > 0 && d.Before(days[0].Date) {
			set |= c.all()
		}
	}
	return set
}

// stretch returns the days of a word for a part of the period: 周末, 前期, 其余时段.
func (c *checker) stretch(p *grammar.Point, before scope) (uint64, bool) {
	if p.Day != 0 || p.Weekday != 0 {
		return 0, false
	}
	all, n := c.all(), len(c.facts.Outlook.Days)
	word := string(p.Word)
	if word == "" {
		word = string(p.Part)
	}
	switch word {
	case "周末", "本周末", "周末两天", "本周末两天", "双休日":
		set := c.weekend()
		return set, set != 0
	case "前期", "本周前期", "周前期", "前半周", "周初", "本周初":
		return all & (1<<((2*n+2)/3) - 1), n > 0
	case "后期", "本周后期", "周后期", "后半周":
		return all &^ (1<<(n/3) - 1), n > 0
	case "其余时段", "其他时段", "其他时间", "其余时间":
		return all &^ before.days, before.named
	case "次日":
		return before.days << 1 & all, before.named
	case "当天", "当日", "同日":
		return before.days, before.named
	case "当晚":
		return (before.days | before.days<<1) & all, before.named
	}
	return 0, false
}

// weekend returns the first Saturday after today and its Sunday; a Sunday alone where the
// period begins with it.
func (c *checker) weekend() uint64 {
	saturday := c.today.AddDays((int(time.Saturday-c.today.Weekday())+6)%7 + 1)
	if set := c.bit(saturday) | c.bit(saturday.AddDays(1)); set != 0 {
		return set
	}
	return c.bit(saturday.AddDays(-7)) | c.bit(saturday.AddDays(-6))
}

// datesOf returns the dates that a point names: a date, 明天, 周五, 今明两天.
func (c *checker) datesOf(s *grammar.Span, i int) (first, last weather.Date, ok bool) {
	p := &s.Points[i]
	if p.Weekday != 0 && p.Day == 0 {
		if len(p.Note) == 1 && p.Note[0].Day != 0 {
			first, ok = c.dateOf(&p.Note[0]) // the date in brackets decides
		} else {
			first, ok = c.dateOfWeekday(p)
		}
		return first, first, ok
	}
	if p.Bare && i+1 < len(s.Points) {
		// 16至18日: the figure takes the month of what follows.
		full := *p
		full.Month, full.Year = s.Points[i+1].Month, s.Points[i+1].Year
		first, ok = c.dateOf(&full)
		return first, first, ok
	}
	if p.Day != 0 {
		first, ok = c.dateOf(p)
		return first, first, ok
	}
	first, last, ok = p.Days(c.facts.Outlook.Now.In(zoneOf(c.facts)))
	if ok && strings.HasPrefix(string(p.Word), "未来") && c.bit(c.today) != 0 {
		first = c.today // an edition of today counts from today
	}
	return first, last, ok
}

// dateOf returns the date of a point with a day: the printed one when there is one.
func (c *checker) dateOf(p *grammar.Point) (weather.Date, bool) {
	if p.Day != 0 && p.Year == 0 {
		for i := range c.facts.Outlook.Days {
			if d := c.facts.Outlook.Days[i].Date; d.Day == p.Day && (p.Month == 0 || p.Month == d.Month) {
				return d, true
			}
		}
	}
	return p.Date(c.facts.Outlook.Now.In(zoneOf(c.facts)))
}

// dateOfWeekday returns the first date from today on with the weekday, or of the next
// week after 下.
func (c *checker) dateOfWeekday(p *grammar.Point) (weather.Date, bool) {
	from := c.today
	if p.Week == "下" || p.Week == "下个" {
		from = from.AddDays(8 - int(grammar.WeekdayOf(from.Weekday())))
	}
	for i := range 7 {
		if d := from.AddDays(i); grammar.WeekdayOf(d.Weekday()) == p.Weekday {
			return d, true
		}
	}
	return weather.Date{}, false
}

// isOutside reports a date that lies neither in the period nor on the days beside it or
// beside today, with which a text may begin.
func (c *checker) isOutside(d weather.Date) bool {
	days := c.facts.Outlook.Days
	if c.bit(d) != 0 || len(days) == 0 {
		return false
	}
	near := func(a, b weather.Date) bool { n := a.DaysSince(b); return n >= -1 && n <= 1 }
	return !near(d, c.today) && d != days[len(days)-1].Date.AddDays(1)
}

// isEve reports the day before the period.
func (c *checker) isEve(d weather.Date) bool {
	days := c.facts.Outlook.Days
	return len(days) > 0 && days[0].Date.DaysSince(d) == 1
}

// within keeps a scope to the period.
func (r *reading) within(s scope) scope {
	s.days &= r.c.all()
	return s
}

// runs reports a join that means everything between.
func runs(j grammar.Join) bool { return j != grammar.And && j != "和" && j != grammar.Same && j != "" }

// atNight reports a point in the hours of which some are printed under the next date.
func atNight(p *grammar.Point) bool {
	switch p.Part {
	case "夜里", "夜间", "晚上", "晚", "夜", "前半夜", "傍晚", "晚间", "入夜", "夜晚", "半夜", "深夜":
		return true
	}
	switch p.Word {
	case "今晚", "明晚", "今夜", "明夜":
		return true
	}
	return p.Clock && p.Hour >= 20
}

// beforeEight reports a point in the hours that a window from 08 to 08 prints under the
// date before.
func beforeEight(p *grammar.Point) bool {
	switch p.Part {
	case "凌晨", "早晨", "清晨", "早上", "晨", "后半夜", "下半夜":
		return true
	}
	return p.Clock && p.Hour < 8
}

func anyNight(s *grammar.Span) bool {
	for i := range s.Points {
		if atNight(&s.Points[i]) {
			return true
		}
	}
	return false
}

// checkMoment holds the time at which the text says that it was made against the clock:
// at its beginning, or before 生成.
func (r *reading) checkMoment(at span, p *grammar.Point) {
	c := r.c
	opens := at.from == r.sentence && p.Month != 0 && strings.HasPrefix(c.text[at.to:], "，")
	if !opens && !startsWithOne(c.text[at.to:], []string{"生成", "发布", "起报", "更新", "成稿"}) {
		return
	}
	now := c.facts.Outlook.Now.In(zoneOf(c.facts))
	if d, ok := c.dateOf(p); ok && d != c.today {
		c.report(Contradiction, at, fmt.Sprintf("%d月%d日%d时", now.Month(), now.Day(), now.Hour()), "成稿时间与资料不符，请核对日期。")
	}
}

// isMoment reports a date with a clock time.
func isMoment(s *grammar.Span) bool {
	return len(s.Points) == 1 && s.Points[0].Clock && s.Points[0].Day != 0
}

// checkSpan checks the points of a span: real dates, right weekdays. It reports
// whether the span can be used.
func (c *checker) checkSpan(at span, s *grammar.Span) bool {
	for i := range s.Points {
		p := &s.Points[i]
		date, said := p, grammar.Weekday(0)
		switch {
		case p.Weekday != 0 && len(p.Note) == 1 && p.Note[0].Day != 0:
			date, said = &p.Note[0], p.Weekday
		case p.Day == 0 && p.Word != "" && len(p.Note) == 1 && p.Note[0].Weekday != 0:
			if d, _, ok := c.datesOf(s, i); ok && !c.checkWeekday(at, d, p.Note[0].Weekday) {
				return false
			}
			continue
		case p.Day == 0 || p.Bare:
			continue
		case len(p.Note) == 1:
			said = p.Note[0].Weekday
		case i+1 < len(s.Points) && s.Points[i+1].Join == grammar.Same:
			said = s.Points[i+1].Weekday
		}
		d, ok := c.dateOf(date)
		if !ok {
			c.report(Contradiction, at, "", "没有这一天，请核对日期。")
			return false
		}
		if said != 0 && !c.checkWeekday(at, d, said) {
			return false
		}
	}
	return true
}

// checkWeekday holds the weekday that stands beside a date against the calendar.
func (c *checker) checkWeekday(at span, d weather.Date, said grammar.Weekday) bool {
	right := grammar.WeekdayOf(d.Weekday())
	if said == right {
		return true
	}
	c.report(Contradiction, at, right.String(), fmt.Sprintf("%d日是%s，不是%s，请改正。", d.Day, right, said))
	return false
}
