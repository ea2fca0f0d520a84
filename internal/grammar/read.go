package grammar

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Error says where a line stops making sense, and why, in Chinese.
type Error struct {
	At     int    // offset in characters
	Reason string // 没有这一天
	Rest   string // the text from there on
}

// Error returns the reason with its place, in Chinese.
func (e *Error) Error() string { return fmt.Sprintf("第%d字起：%s", e.At+1, e.Reason) }

// The reasons for which a line is refused that is well written, but whose extremes exclude
// one another, or lie beyond every forecast.
const (
	Crossed = "最低气温高于最高气温"
	Beyond  = "气温超出可能的范围"
)

// Read reads a day line. now fixes the year of a date without one: the nearest.
// It is strict: what is not understood, or what no editor would print, is an
// *Error. It is safe for concurrent use.
func Read(text string, now time.Time) (Line, error) {
	var l Line
	var r reader
	if err := r.line(text, now, &l); err != nil {
		return l, err
	}
	return l, nil
}

// line reads a whole line, which lies in the reader's room.
func (r *reader) line(text string, now time.Time, l *Line) *Error {
	r.open(text, 0)
	skipBlanks(r)
	outlook.read(r, l)
	if cause.read(r, &l.Cause) {
		readMark(r)
	}
	if readLabel(r, &l.Label) {
		if r.doubled() {
			return newError(text, r.at, "标点重复")
		}
		readMark(r)
	} else {
		l.Label = Label{}
	}
	area.read(r, l)
	if !readHalf(r, &l.Half) && !(l.Label.Place == "" && r.readPlace(&l.Label) && readHalf(r, &l.Half)) {
		return r.error(text)
	}
	for before := &l.Half; len(l.Later) < 3 && before.hasMore(); before = &l.Later[len(l.Later)-1] {
		later := r.room.halves.grow(l.Later)
		if !readLater(r, &later[len(later)-1]) {
			break
		}
		l.Later = later
	}
	closeLine(r)
	if r.at < len(text) {
		return r.error(text)
	}
	if reason := cmp.Or(l.Label.fault(now), l.crossed(), l.unheaded()); reason != "" {
		return &Error{0, reason, text}
	}
	return nil
}

// area is 全市 and its like behind the label.
var area = part(func(l *Line) *Share { return &l.Label.Area }, opt(wholes.rule()))

// outlook is the word that may open a line: every line is a forecast.
var outlook = hush[Line]("预计 展望 预测 展望： 展望: 预计： 预计: 预计， 预计,")

// doubled reports a mark right behind another, which a label may have taken.
func (r *reader) doubled() bool {
	last, _ := utf8.DecodeLastRuneInString(r.text[:r.at])
	_, before := marks.at(string(last), 0)
	_, here := marks.at(r.text, r.at)
	return before && here
}

// closeLine takes the full stop and blanks that end a line.
func closeLine(r *reader) {
	skipBlanks(r)
	for _, stop := range []string{"。", ".", "；", ";"} {
		if strings.HasPrefix(r.text[r.at:], stop) {
			r.at += len(stop)
			break
		}
	}
	skipBlanks(r)
	if r.at < len(r.text) && (r.text[r.at] == '\r' || r.text[r.at] == '\n') {
		r.at = len(strings.TrimRight(r.text, "\r\n"))
		r.text = r.text[:r.at]
	}
}

// error makes the error of a text that could be read up to r.at only.
func (r *reader) error(text string) *Error {
	if r.flaw.reason != "" && r.flaw.at >= r.at {
		return newError(text, r.flaw.at, r.flaw.reason)
	}
	stop := r.at
	readMark(r)
	at := r.at
	if at >= len(text) {
		return newError(text, stop, "内容不完整")
	}
	if _, doubled := marks.at(text, at); doubled {
		return newError(text, at, "标点重复")
	}
	end := at
	for n := 0; end < len(text) && n < 6; n++ {
		end += width(text, end)
	}
	return newError(text, at, "看不懂“"+text[at:end]+"”")
}

func newError(text string, at int, reason string) *Error {
	return &Error{utf8.RuneCountInString(text[:at]), reason, text[at:]}
}

// Fault returns, in Chinese, why no editor would print the line, and nothing for
// a sound one. now fixes the year of its date.
func (l Line) Fault(now time.Time) string {
	if reason := l.Label.fault(now); reason != "" {
		return reason
	}
	for _, h := range l.halves() {
		for i := range h.Sky.Clauses {
			before := Half{Sky: Sky{h.Sky.Clauses[:i]}}
			if reason := cmp.Or(skyFault(&h.Sky.Clauses[i]), before.skyFault(&h.Sky.Clauses[i])); reason != "" {
				return reason
			}
		}
		for i := range h.Wind.Clauses {
			if w := (&writer{house: &plain}); !windClause.write(w, &h.Wind.Clauses[i]) {
				return cmp.Or(windFault(&h.Wind.Clauses[i]), "风写得不对")
			}
			before := Half{Wind: Wind{h.Wind.Clauses[:i]}}
			if reason := before.windFault(&h.Wind.Clauses[i]); reason != "" {
				return reason
			}
		}
		if reason := temperatureFault(&h.Temp); reason != "" {
			return reason
		}
	}
	return l.crossed()
}

// crossed finds extremes that exclude one another across the halves of a line.
func (l *Line) crossed() string {
	low, okLow := l.ends(true).Get()
	high, okHigh := l.ends(false).Get()
	switch {
	case okLow && okHigh && low > high:
		return Crossed
	case okHigh && high > hottestForecast:
		return Beyond
	}
	return ""
}

// unheaded finds a time in the middle of a line that has none at its head.
func (l *Line) unheaded() string {
	if l.Label.Place != "" || !l.Label.Span.IsZero() || l.Label.Area != "" || !l.Cause.IsZero() {
		return ""
	}
	if opensHalf(l.opening()) {
		return "时间应写在行首"
	}
	return ""
}

// opening returns the times and shares with which the first clause begins.
func (l *Line) opening() []Scope {
	switch {
	case len(l.Sky.Clauses) > 0:
		return l.Sky.Clauses[0].Scopes
	case len(l.Wind.Clauses) > 0:
		return l.Wind.Clauses[0].Scopes
	}
	return nil
}

func skyFault(c *SkyClause) string {
	if w := (&writer{house: &plain}); !skyClause.write(w, c) {
		return cmp.Or(clauseFault(c), "天空状况写得不对")
	}
	return ""
}

// fault compares the weekday of a full date with the calendar.
func (l *Label) fault(now time.Time) string {
	ps := l.Span.Points
	if len(ps) > 0 && ps[0].Day == 0 && len(ps[0].Note) > 1 && ps[0].Note[0].Day != 0 {
		ps = ps[0].Note // 今天（4月16日 周二）
	}
	date, said := 0, Weekday(0)
	if len(ps) > 1 && ps[0].Day == 0 && ps[1].Join == Same {
		date, said = 1, ps[0].Weekday // 周二 4月16日
	}
	if len(ps) == 0 || ps[date].Month == 0 || ps[date].Day == 0 {
		return ""
	}
	d, ok := ps[date].Date(now)
	if !ok {
		return "没有这一天"
	}
	last := ps[len(ps)-1]
	switch {
	case said != 0:
	case len(ps[0].Note) > 0:
		said = noteWeekday(ps[0].Note)
	case len(last.Note) > 1:
		said = last.Note[0].Weekday
	case len(ps) > 1 && ps[1].Join == Same:
		said = ps[1].Weekday
	}
	if said != 0 && said != WeekdayOf(d.Weekday()) {
		return fmt.Sprintf("%d月%d日是%s，不是%s", d.Month, d.Day, WeekdayOf(d.Weekday()), said)
	}
	return ""
}

// noteWeekday returns the weekday that a note gives to its day: （周六，正月初一）.
func noteWeekday(note []Point) Weekday {
	for i, p := range note {
		if i == 0 || p.Join == Same {
			if p.Weekday != 0 {
				return p.Weekday
			}
		}
	}
	return 0
}

// readLabel reads the head of a line: the place, and the period.
func readLabel(r *reader, l *Label) bool {
	start := r.at
	if readPeriod(r, l) {
		return true
	}
	if r.says() {
		return false
	}
	bracketed := strings.HasPrefix(r.text[r.at:], "【")
	if bracketed {
		r.at += len("【")
	}
	at := r.at
	for n := 0; n < 10 && at < len(r.text); n++ {
		c, size := utf8.DecodeRuneInString(r.text[at:])
		if n >= 2 {
			if found := r.placeEnds(start, at, bracketed, l); found {
				return true
			}
		}
		if !unicode.Is(unicode.Han, c) || r.isWeather(at) || strings.ContainsRune(inNoPlace, c) {
			break
		}
		at += size
	}
	r.at = start
	return false
}

// inNoPlace are characters that no name of a place has.
const inNoPlace = "的了着啊吗呢吧您你们这没风级度"

// says reports that a clause begins here, and so no name of a place.
func (r *reader) says() bool {
	start, flaw := r.at, r.flaw
	defer func() { r.at, r.flaw = start, flaw }()
	var h Half
	for i := range readingOrder {
		if readingOrder[i].first.fits(r) && readingOrder[i].read(r, &h) {
			return true
		}
	}
	return false
}

// placeEnds tries to read what follows a place that ends at the byte at.
func (r *reader) placeEnds(start, at int, bracketed bool, l *Label) bool {
	name := strings.TrimPrefix(r.text[start:at], "【")
	r.at = at
	switch {
	case bracketed:
		if !strings.HasPrefix(r.text[at:], "】") {
			return false
		}
		r.at += len("】")
		readPeriod(r, l)
	default:
		marked := readMark(r)
		if !readPeriod(r, l) && !marked {
			return false
		}
	}
	l.Place = name
	return true
}

// isWeather reports a word of sky or precipitation, which no place name holds.
func (r *reader) isWeather(at int) bool {
	if _, ok := clouds.at(r.text, at); ok {
		return true
	}
	_, fall := kinds.at(r.text, at)
	_, grade := grades.at(r.text, at)
	return fall || grade && r.text[at:at+3] != "大"
}

// readPeriod reads a span of time, or a feast that a mark or a date follows.
func readPeriod(r *reader, l *Label) bool {
	if span.read(r, &l.Span) {
		readNamed(r, &l.Span)
		return true
	}
	l.Span = Span{}
	start := r.at
	if !named.first.fits(r) {
		return false
	}
	slab := &r.room.points
	points := slab.grow(nil)
	if !named.read(r, &points[0]) {
		slab.drop(points)
		return false
	}
	for at := r.at; ; at = r.at {
		points = slab.grow(points)
		if next := &points[len(points)-1]; !join.read(r, next) || !named.read(r, next) {
			points, r.at = slab.drop(points), at
			break
		}
	}
	l.Span = Span{Points: points}
	if at, p := r.at, &points[0]; len(p.Note) > 0 || !noPart(p) || readMark(r) {
		r.at = at
		return true
	}
	l.Span, r.at = Span{}, start
	return false
}

var endOfPoint = ended[Point]()

// readNamed reads the feast that may stand behind a date: 3月5日惊蛰.
func readNamed(r *reader, s *Span) {
	if s.Points[len(s.Points)-1].Day == 0 {
		return
	}
	start := r.at
	skipBlanks(r)
	if named.first.fits(r) {
		points := r.room.points.grow(s.Points)
		p := &points[len(points)-1]
		p.Join = Same
		if named.read(r, p) && endOfPoint.read(r, p) {
			s.Points = points
			return
		}
		r.room.points.drop(points)
	}
	r.at = start
}
