package station

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yubao/internal/grammar"
	"yubao/internal/pattern"
	"yubao/internal/weather"
)

var (
	named = pattern.New(`\p{Han}{1,16}?(?:气象台|气象局|气象站|气象服务中心)`)
	// before are words that lead to a station's name.
	before = pattern.New(`^.*(?:记者从|来源于|来源是|来自|根据|依据|发布单位|制作单位|据|由|从|为|是)`)
	// issuing are the words of a line that tells who made the text, and when.
	issuing = pattern.New(`发布|制作|签发|起报|发稿|预报时间|发文时间`)
	moment  = pattern.New(`(?:(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})[日号]|(\d{4})[-/.](\d{1,2})[-/.](\d{1,2}))\s*(凌晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里)?\s*(\d{1,2})\s*(?:时|点|[:：])\s*(?:(\d{1,2})分?)?`)
	// imprint opens lines that name people, telephones, numbers of issues.
	imprint = pattern.New(`^[【\[（(]?(?:(?:首席|主班|副班|领班)?预报员|首席|主班|副班|值班|签发|审核|审签|责任编辑|制作|撰稿|编辑|校对|发布单位|发布|制作单位|发布时间|制作时间|签发时间|咨询|联系|电话|传真|地址|网址|微信|微博|公众号|抄送|主送|报送|编号|来源|注|备注|第?\d+期|\d{4}年第\d+期)(?:人|时间|单位|电话|热线)?\s*[:：]`)
	columns = pattern.New(`^(?:日期|时间|城市|地区|站名|地点)[ \t　|｜/、，]+[^\d℃]*$`)
	edition = pattern.New(`第\s*\d+\s*期`)
	title   = pattern.New(`(?:预报|公报|快报|专报|简报|信息|趋势|展望|情况|提要|时效|如下)[】》\]）)]?(?:[（(][^（()）]{1,16}[)）])?[:：]?$`)
)

// heads reports a line that carries no forecast: a title, or who made the text, and when.
func heads(line string) bool {
	length := utf8.RuneCountInString(line)
	switch {
	case imprint.Regexp().MatchString(line):
		return length <= 60
	case length > 40 || strings.ContainsAny(line, "℃，。；"):
		return false
	case issuing.Regexp().MatchString(line) && moment.Regexp().MatchString(line), edition.Regexp().MatchString(line):
		return true
	}
	if name := named.Regexp().FindString(line); name != "" {
		rest := moment.Regexp().ReplaceAllString(strings.Replace(line, name, "", 1), "")
		rest = issuing.Regexp().ReplaceAllString(rest, "")
		return strings.Trim(rest, " 　（）()【】《》:：") == "" || title.Regexp().MatchString(line)
	}
	if title.Regexp().MatchString(line) {
		return true
	}
	return moment.Regexp().MatchString(line) && strings.Trim(moment.Regexp().ReplaceAllString(line, ""), " 　（）()") == "" || isDate(line)
}

// isDate reports a line that is nothing but a date.
func isDate(line string) bool {
	s, n := new(grammar.Scanner).Span(line, 0)
	return n == len(line) && len(s.Points) > 0 && s.Points[0].Day != 0 && s.Points[0].Year != 0
}

// Named returns the station that a text names first: 新乡市气象台; empty when it names none.
func Named(text string) string {
	return strings.TrimSpace(before.Regexp().ReplaceAllString(named.Regexp().FindString(text), ""))
}

// IssuedIn returns the first moment with a date that a text tells, the year and month
// nearest to now where it has none. now is in the zone of the place.
func IssuedIn(text string, now time.Time) (time.Time, bool) {
	m := moment.Regexp().FindStringSubmatch(readable(text))
	if m == nil {
		return time.Time{}, false
	}
	p := grammar.Point{Year: number(m[1] + m[4]), Month: time.Month(number(m[2] + m[5])), Day: number(m[3] + m[6])}
	d, ok := p.Date(now)
	hour, minute := number(m[8]), number(m[9])
	if from, _, late := (grammar.Point{Part: grammar.TimeWord(m[7])}).Hours(); late && from >= 12 && hour < 12 {
		hour += 12
	}
	if !ok || hour > 24 || minute > 59 {
		return time.Time{}, false
	}
	return d.At(hour, now.Location()).Add(time.Duration(minute) * time.Minute), true
}

// number reads up to four digits; none are 0.
func number(digits string) int {
	n, _ := strconv.Atoi(digits) // the patterns admit figures only
	return n
}

// checkImprint holds a line that heads or closes a text against who is said to have
// issued it, and when.
func (r *reader) checkImprint(line string) {
	if !r.in.Issued.IsZero() && issuing.Regexp().MatchString(line) {
		if at, ok := IssuedIn(line, r.issued()); ok && !at.Truncate(time.Hour).Equal(r.issued().Truncate(time.Hour)) {
			start := moment.Regexp().FindStringIndex(line)
			r.fault(start[0], fmt.Sprintf("原文的发布时间是%s，与所给的%s不一致", clock(at), clock(r.issued())))
		}
	}
	if name := named.Regexp().FindStringIndex(line); name != nil && r.in.Station != "" {
		said := Named(line)
		if said != "" && !sameStation(said, r.in.Station) {
			r.fault(name[0], fmt.Sprintf("原文的发布单位是“%s”，与所给的“%s”不一致", said, r.in.Station))
		}
	}
}

// sameStation reports names of one station: 市气象台 is 新乡市气象台, which may stand behind
// the name of its province.
func sameStation(a, b string) bool { return strings.HasSuffix(a, b) || strings.HasSuffix(b, a) }

func clock(t time.Time) string {
	text := fmt.Sprintf("%d月%d日%d时", t.Month(), t.Day(), t.Hour())
	if t.Minute() > 0 {
		text += fmt.Sprintf("%d分", t.Minute())
	}
	return text
}

var written = pattern.New(`(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})[日号](?:\s*[（(]?\s*(?:周|星期|礼拜)([一二三四五六日天]))?`)

// checkDates refuses dates that do not exist, and weekdays that are not theirs.
func (r *reader) checkDates(line string) {
	for _, at := range written.Regexp().FindAllStringSubmatchIndex(line, -1) {
		m := func(i int) string {
			if at[2*i] < 0 {
				return ""
			}
			return line[at[2*i]:at[2*i+1]]
		}
		d, ok := grammar.Point{Year: number(m(1)), Month: time.Month(number(m(2))), Day: number(m(3))}.Date(r.issued())
		if month := number(m(2)); month > 12 || !ok {
			r.fault(at[0], "没有"+line[at[0]:at[7]]+"日这一天")
			continue
		}
		if said := m(4); said != "" && weekdayName(d) != said && !(said == "天" && weekdayName(d) == "日") {
			r.fault(at[0], fmt.Sprintf("%d月%d日是周%s，不是周%s", d.Month, d.Day, weekdayName(d), said))
		}
	}
}

func weekdayName(d weather.Date) string {
	return strings.TrimPrefix(grammar.WeekdayOf(d.Weekday()).String(), "周")
}
