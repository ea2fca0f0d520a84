package station

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"yubao/internal/grammar"
	"yubao/internal/pattern"
)

// bullet is what may stand before a line of a list.
var bullet = pattern.New(`^(?:[●•·◆◇■□▲△★☆※*▪\-]|[（(]?[一二三四五六七八九十]{1,2}[、）)]|[（(]?\d{1,2}[、）)]|\d{1,2}[.．]|[①-⑳])[ \t　]*`)

// line reads one line of the text.
func (r *reader) line(number int, line string) {
	text := strings.TrimRight(readable(line), " \t　")
	start := len(text) - len(strings.TrimLeft(text, " \t　"))
	if start == len(text) {
		r.last = period{}
		if r.headed { // a heading is for the lines up to a blank one
			r.heading, r.headed = period{}, false
		}
		return
	}
	if mark := bullet.Regexp().FindString(text[start:]); mark != "" && len(mark) < len(text)-start {
		next := firstRune(text[start+len(mark):]) // 26.5 is no bullet
		if dotted := strings.TrimRight(mark, ".．") != mark; !dotted || !unicode.IsDigit(next) {
			start += len(mark)
		}
	}
	r.raw = []rune(line)
	r.number, r.skipped, r.text = number, utf8.RuneCountInString(text[:start]), text[start:]
	r.found, r.other = false, false
	before := len(r.b.Unread)
	kind := r.kind()
	switch {
	case kind != "":
	case r.found:
		kind, r.headed = Forecast, true
	case r.other && len(r.b.Unread) == before:
		kind = Elsewhere
	default:
		kind = Unknown
		if len(r.b.Unread) == before {
			r.b.Unread = append(r.b.Unread, Piece{number, r.skipped + 1, r.verbatim(0, len(r.text)), "没有读出本地的天气"})
		}
	}
	r.b.Lines = append(r.b.Lines, Line{number, strings.TrimSpace(line), kind})
}

// kind recognises a line without facts of its own, or reads it as a forecast.
func (r *reader) kind() Kind {
	r.checkDates(r.text)
	if heads(r.text) {
		r.checkImprint(r.text)
		if p, ok := r.titled(); ok { // 16日夜间到17日白天城市天气预报
			r.heading, r.last = p, p
		} else {
			r.headsPlace() // 安阳市一周天气预报
		}
		return Imprint
	}
	if columns.Regexp().MatchString(r.text) {
		return Heading
	}
	if r.heads() || r.headsPlace() {
		if r.place {
			return Elsewhere
		}
		return Heading
	}
	if r.place && !r.dated() {
		if _, own := r.city(r.text); !own {
			r.other = true
			return ""
		}
	}
	r.checkIssue()
	r.unbracket()
	r.sentences()
	return ""
}

// otherParts head what is said of parts of the land that are not the town: 【预报各区】.
var otherParts = pattern.New(`(?:各区市?|各县市?|各县区|各区县|各市县?|各乡镇|郊区|郊县|远郊|内陆|沿海|山区|海区|海域|海上|近海|景区|高速公?路?)$`)

// unbracket reads a day or a place in brackets at the head of a line as one with a colon.
func (r *reader) unbracket() {
	if rest, ok := strings.CutPrefix(r.text, "【"); ok {
		if name, _, closed := strings.Cut(rest, "】"); closed && otherParts.Regexp().MatchString(name) {
			r.place = true
			r.elsewhere(name)
		}
		r.text = " " + strings.Replace(rest, "】", "：", 1)
	}
}

// checkIssue holds the words that a station puts before its forecast against the
// request: 新乡市气象台4月15日16时发布.
func (r *reader) checkIssue() {
	for _, at := range named.Regexp().FindAllStringIndex(r.text, -1) {
		rest := r.text[at[1]:]
		m := moment.Regexp().FindStringIndex(rest)
		if m == nil || m[0] > len("（2024年") || !issuing.Regexp().MatchString(rest[m[1]:min(len(rest), m[1]+len("）联合发布"))]) {
			continue
		}
		if clause := rest[m[1]:]; strings.Contains(clause[:clauseLength(clause)], "预警") {
			continue // a warning has a time of issue of its own
		}
		r.checkImprint(r.text[:at[1]+m[1]] + "发布")
		return
	}
}

// titled returns the period that a title names at its head.
func (r *reader) titled() (period, bool) {
	s, n := new(grammar.Scanner).Span(r.text, 0)
	if n == 0 {
		return period{}, false
	}
	return r.period(s, period{})
}

// headingTail is what may follow the time in a heading: 今天夜里到明天白天城市预报：
var headingTail = pattern.New(`^(?:[^，。；℃]{0,12})[:：]?$`)

// heads reads a line that only says when, or where, the lines below are.
func (r *reader) heads() bool {
	text := strings.Trim(r.text, "【】[]《》")
	text = text[leadLength(text):]
	if s, n := new(grammar.Scanner).Span(text, 0); n > 0 && headingTail.Regexp().MatchString(text[n:]) {
		if _, err := grammar.Read(text, r.issued()); err != nil {
			if p, ok := r.period(s, period{}); ok {
				r.heading, r.last, r.place = p, p, false
				return true
			}
			return false
		}
	}
	name, marked := strings.CutSuffix(strings.TrimSuffix(text, ":"), "：")
	if marked = marked || strings.HasSuffix(text, ":") || strings.HasPrefix(r.text, "【"); marked && (r.own(name) || isName(name)) {
		r.place = !r.own(name)
		r.last = period{}
		if r.place {
			r.elsewhere(name)
		}
		return true
	}
	return false
}

// placeHeading is the tail of a heading that says whose weather the lines below are:
// 安阳市区未来两天天气, 全省各市今日天气预报.
var placeHeading = pattern.New(`(?:具体|详细|逐日|城市|短期|近期)*天气(?:预报|情况|趋势|预测|展望)?(?:如下)?[:：]?$`)

// countOfDays is how many days a heading is for: 三日、一周.
var countOfDays = pattern.New(`(?:未来|近)?(?:[一二两三四五六七十2-9]{1,2}[天日]|一周)$`)

// allPlaces heads lines of several places.
var allPlaces = pattern.New(`^(?:全省|全市|全区|我省|省内|各地|各市|各县|主要|市区|县|市|城市|[一二三四五六七八九十]{1,3}个?设区市)+$`)

// headsPlace reads a heading that names the place, and perhaps the time, of the weather below.
func (r *reader) headsPlace() bool {
	text := strings.Trim(r.text, "【】[]《》 　")
	tail := placeHeading.Regexp().FindStringIndex(text)
	if tail == nil {
		return false
	}
	var scan grammar.Scanner
	name, about := text[:tail[0]], period{}
	for i := range name {
		if s, n := scan.Span(name, i); n > 0 && i+n == len(name) && dated(s) {
			about, _ = r.period(s, period{})
			name = name[:i]
			break
		}
	}
	if about.dates == nil {
		name = name[:len(name)-len(countOfDays.Regexp().FindString(name))]
	}
	several := allPlaces.Regexp().MatchString(name)
	if name == "" || !several && !r.own(name) && (!isName(name) || saysSky(name)) {
		return false
	}
	r.heading, r.last, r.place = about, period{}, !several && !r.own(name)
	if r.place {
		r.elsewhere(name)
	}
	return true
}

// saysSky reports a text that holds a state of the sky.
func saysSky(text string) bool {
	var scan grammar.Scanner
	for i := range text {
		if _, n := scan.Sky(text, i); n > 0 {
			return true
		}
	}
	return false
}

// notName are words that head a paragraph, which no name of a place holds.
var notName = pattern.New(`提示|建议|提醒|预报|预测|预计|天气|气象|指数|注意|关注|影响|情况|趋势|分析|详细|具体|说明|备注|要点|结论|概述|回顾|实况|展望|气温|温度|风力|风向|降水|降雨|空气|生活|交通|农业|健康|服务|防范|防御|其中|以及|未来|全市|全省|全区|附`)

// isName reports a text that may be the name of a place: two to eight characters without
// figures or marks, none of them a word for weather or a time.
func isName(text string) bool {
	n := utf8.RuneCountInString(text)
	if n < 2 || n > 8 || notName.Regexp().MatchString(text) || strings.ContainsFunc(text, func(c rune) bool { return !unicode.Is(unicode.Han, c) }) {
		return false
	}
	var scan grammar.Scanner
	for i := range text {
		if _, length := scan.Fall(text, i); length > 0 {
			return false
		}
		if s, length := scan.Span(text, i); length > 0 && (i == 0 || dated(s)) {
			return false
		}
	}
	return true
}

// own reports the place that the bulletin is read for: 新乡, 新乡市, 新乡市区, 我市.
func (r *reader) own(name string) bool {
	place := r.in.Place
	if name == "" || name == place.Name || name == place.Called {
		return true
	}
	root := strings.TrimSuffix(strings.TrimSuffix(place.Name, "市"), "区")
	rest, ok := strings.CutPrefix(name, root)
	switch rest {
	case "", "市", "区", "市区", "城区", "市城区", "地区", "全市", "全区", "本站", "国家站":
		return ok
	}
	return false
}

// dated reports a line that begins with a date or a word for a day.
func (r *reader) dated() bool {
	s, n := new(grammar.Scanner).Span(r.text, 0)
	if n == 0 {
		return false
	}
	p, ok := r.period(s, period{})
	return ok && len(p.dates) > 0
}

// city returns the name of the place with which a text begins before a mark, and
// whether it is the wanted one.
func (r *reader) city(text string) (name string, own bool) {
	end := strings.IndexAny(text, ":： \t　】")
	if end <= 0 {
		return "", false
	}
	if name = strings.TrimPrefix(text[:end], "【"); !isName(name) {
		return "", false
	}
	return name, r.own(name)
}

func firstRune(text string) rune {
	c, _ := utf8.DecodeRuneInString(text)
	return c
}

// refused returns the reason of an error that says that a text is understood, and cannot
// be; nothing for others.
func refused(err error) string {
	var fault *grammar.Error
	if errors.As(err, &fault) && (fault.Reason == grammar.Crossed || fault.Reason == grammar.Beyond) {
		return fault.Reason
	}
	return ""
}
