package edition

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/pattern"
	"yubao/internal/weather"
)

// FactError says, in Chinese, why a line of facts was not taken.
type FactError struct {
	Line   int    // from 1
	Text   string // the line
	Reason string
}

func (e *FactError) Error() string {
	return fmt.Sprintf("第%d行“%s”：%s", e.Line, e.Text, e.Reason)
}

// FactsHint shows how lines of facts are written.
const FactsHint = "19日 最低 11\n19日 多云转小雨，东北风3级，降水 12毫米\n周六 气温10℃～20℃"

// ReadFacts reads lines with which an editor sets facts, one date a line, several facts
// behind it: 19日 最低 11，多云转小雨. Sky and wind are written as in the bulletin. A line
// without a date goes on with the date before. The dates are those that the edition
// prints; now is in the zone of its place. The error is a *FactError.
func ReadFacts(text string, printed []weather.Date, now time.Time, house grammar.House) (analysis.Overrides, error) {
	set := analysis.Overrides{}
	var date weather.Date
	number := 0
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("\n\r；;", r) }) {
		number++
		line = strings.Trim(line, " \t　")
		if line == "" {
			continue
		}
		r := &factReader{text: line, house: house, printed: printed, now: now}
		if err := r.line(&date, set); err != "" {
			return nil, &FactError{number, line, err}
		}
	}
	if len(set) == 0 {
		return nil, &FactError{1, "", "没有写要改什么。写法如“19日 最低 11”"}
	}
	return set, nil
}

// factReader reads one line of facts.
type factReader struct {
	text    string
	at      int
	house   grammar.House
	printed []weather.Date
	now     time.Time
	scan    grammar.Scanner
}

// line reads a line into set, and returns why it could not.
func (r *factReader) line(date *weather.Date, set analysis.Overrides) string {
	if s, n := r.scan.Span(r.text, 0); n > 0 && len(s.Points) > 0 {
		if len(s.Points) > 1 {
			return "一行写一个日期，如“19日”"
		}
		named, reason := r.date(s.Points[0])
		if reason != "" {
			return reason
		}
		*date, r.at = named, n
	}
	if date.IsZero() {
		return "前面要写日期，如“19日 最低 11”"
	}
	o, found := set[*date], false
	for r.skip(); r.at < len(r.text); r.skip() {
		reason, ok := r.fact(&o)
		if reason != "" {
			return reason
		}
		if !ok {
			return "看不懂“" + firstCharacters(r.text[r.at:], 8) + "”。可改：天空、风、最低、最高、降水"
		}
		found = true
	}
	if !found {
		return "日期后面要写改什么，如“最低 11”"
	}
	set[*date] = o
	return conflict(o)
}

// date returns the printed date that a point names, or why there is none.
func (r *factReader) date(p grammar.Point) (weather.Date, string) {
	d, ok := DateOf(p, r.printed, r.now)
	if !ok {
		first, last := r.printed[0], r.printed[len(r.printed)-1]
		return d, fmt.Sprintf("这个日期不在这一期里（%d日至%d日）", first.Day, last.Day)
	}
	for _, said := range append(p.Note, p) {
		if said.Weekday != 0 && said.Weekday != grammar.WeekdayOf(d.Weekday()) {
			return d, fmt.Sprintf("%d日是%s", d.Day, grammar.WeekdayOf(d.Weekday()))
		}
	}
	return d, ""
}

// DateOf returns the one of the printed dates that a point of time names: by its day, else
// by a day in brackets, its weekday, or a word such as 明天. now is in the zone of the place.
func DateOf(p grammar.Point, printed []weather.Date, now time.Time) (weather.Date, bool) {
	for _, note := range p.Note {
		if p.Day == 0 {
			p.Day, p.Month = note.Day, note.Month
		}
	}
	relative, isRelative := p.Date(now)
	for _, d := range printed {
		switch {
		case p.Day != 0:
			if p.Day == d.Day && (p.Month == 0 || p.Month == d.Month) {
				return d, true
			}
		case isRelative:
			if d == relative {
				return d, true
			}
		case p.Weekday != 0 && grammar.WeekdayOf(d.Weekday()) == p.Weekday:
			return d, true
		}
	}
	return weather.Date{}, false
}

// conflict finds facts of one day that exclude one another.
func conflict(o analysis.Override) string {
	low, okLow := o.Low.Get()
	high, okHigh := o.High.Get()
	if okLow && okHigh && low > high {
		return "最低气温高于最高气温"
	}
	sky, okSky := o.Sky.Get()
	rain, okRain := o.Rain.Get()
	switch {
	case okSky && okRain && len(sky.Wet) > 0 && rain == 0:
		return "写了有降水，降水量又是0"
	case okSky && okRain && len(sky.Wet) == 0 && rain > 0:
		return "写了降水量，天空里却没有雨雪"
	}
	return ""
}

var (
	blanks  = pattern.New(`^(?:[\s　，,、。：:]|改为|改成|天气|天空|并且|和)+`)
	extreme = pattern.New(`^(最低|最高)(?:气温|温度|温)?\s*(?:改为|改成|为|到|至|是|：|:)?\s*(零下|负|-|－|−)?\s*(\d{1,3})\s*(?:℃|°C|度|摄氏度)?`)
	pair    = pattern.New(`^(?:气温|温度)?\s*(零下|负|-|－|−)?(\d{1,3})\s*(?:℃|度)?\s*(?:～|~|到|至|—|－|-)\s*(零下|负|-|－|−)?(\d{1,3})\s*(?:℃|度|$)`)
	amount  = pattern.New(`^(?:降水|雨量|降雨|雪量|降雪)量?\s*(?:改为|改成|为|：|:)?\s*(\d{1,4}(?:\.\d)?)\s*(?:毫米|mm)?`)
	noRain  = pattern.New(`^(?:无|没有|不)(?:降水|雨雪|降雨|雨|雪|下雨|下雪)`)
)

func (r *factReader) skip() { r.at += len(blanks.Regexp().FindString(r.text[r.at:])) }

// fact reads one fact into o. ok is false when there is none that it knows.
func (r *factReader) fact(o *analysis.Override) (reason string, ok bool) {
	rest := r.text[r.at:]
	if m := extreme.Regexp().FindStringSubmatch(rest); m != nil {
		r.at += len(m[0])
		v := weather.Some(signed(m[2], m[3]))
		if m[1] == "最低" {
			o.Low = v
		} else {
			o.High = v
		}
		return outOfBounds(v), true
	}
	if m := pair.Regexp().FindStringSubmatch(rest); m != nil {
		r.at += len(m[0])
		o.Low, o.High = weather.Some(signed(m[1], m[2])), weather.Some(signed(m[3], m[4]))
		return outOfBounds(o.Low) + outOfBounds(o.High), true
	}
	if m := amount.Regexp().FindStringSubmatch(rest); m != nil {
		r.at += len(m[0])
		mm, _ := strconv.ParseFloat(m[1], 64) // the pattern admits figures only
		o.Rain = weather.Some(weather.Millimeters(mm))
		if mm > mostRain {
			return fmt.Sprintf("一天的降水量不会超过%d毫米", mostRain), true
		}
		return "", true
	}
	if m := noRain.Regexp().FindString(rest); m != "" {
		r.at += len(m)
		o.Rain = weather.Some(weather.Millimeters(0))
		return "", true
	}
	return r.clause(o)
}

// clause reads a clause of wind or sky, in the words of bulletins.
func (r *factReader) clause(o *analysis.Override) (reason string, ok bool) {
	if c, n := r.scan.Wind(r.text, r.at); n > 0 {
		said := r.text[r.at : r.at+n]
		r.at += n
		if c.Head == grammar.Gusts && len(c.Legs) == 1 {
			wind, _ := o.Wind.Get()
			wind.Gust = weather.Some(weather.Beaufort(c.Legs[0].Force.High))
			o.Wind = weather.Some(wind)
			return "", true
		}
		wind, ok := c.Meaning()
		if !ok {
			return "风“" + said + "”写得简单些，如“东北风3级～4级”“偏北风转偏南风3级”", true
		}
		o.Wind = weather.Some(wind)
		return "", true
	}
	c, n := r.scan.Sky(r.text, r.at)
	if n == 0 {
		return "", false
	}
	said := r.text[r.at : r.at+n]
	r.at += n
	sky, ok := c.Meaning(&r.house)
	if !ok {
		return "天空状况“" + said + "”写得简单些，如“多云转小雨”“晴天间多云”“阴天有小雨”", true
	}
	o.Sky = weather.Some(sky)
	return "", true
}

// The bounds of what an editor may set: records are -53 ℃ (Mohe 2023), 52 ℃ (Turpan
// 2023) and 1 062 mm in a day (Linzhuang in Henan, 1975).
const (
	coldest  = -60
	hottest  = 55
	mostRain = 1100
)

func outOfBounds(v weather.Maybe[int]) string {
	if t, ok := v.Get(); ok && (t < coldest || t > hottest) {
		return fmt.Sprintf("气温%d℃不可能，请核对", t)
	}
	return ""
}

func signed(sign, figures string) int {
	n, _ := strconv.Atoi(figures) // the pattern admits figures only
	if sign != "" {
		return -n
	}
	return n
}

func firstCharacters(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most])
}

// merged returns overrides with the facts of further ones put over them.
func merged(before, more analysis.Overrides) analysis.Overrides {
	out := analysis.Overrides{}
	for date, o := range before {
		out[date] = o
	}
	for date, o := range more {
		have := out[date]
		if o.Sky.OK() {
			have.Sky = o.Sky
			if !o.Rain.OK() {
				have.Rain = o.Rain // an amount set for another sky
			}
		}
		if wind, ok := o.Wind.Get(); ok {
			if wind.High == 0 { // a gust alone
				old, _ := have.Wind.Get()
				old.Gust = wind.Gust
				wind = old
			}
			have.Wind = weather.Some(wind)
		}
		if o.Low.OK() {
			have.Low = o.Low
		}
		if o.High.OK() {
			have.High = o.High
		}
		if o.Rain.OK() {
			have.Rain = o.Rain
		}
		out[date] = have
	}
	return out
}
