package proof

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/weather"
)

// checkExtra: ultraviolet grade, air quality, humidity and amounts are those of a day of
// the scope.
func (c *checker) checkExtra(at span, e *grammar.Extra, s scope) {
	switch e.Kind {
	case grammar.UV:
		c.checkUV(at, e.Word, s)
	case grammar.Air:
		c.checkAir(at, e.Word, s)
	case grammar.Amount:
		c.checkAmount(at, e.Low, e.High, s)
	case grammar.Humidity:
		c.checkHumidity(at, e.Low, s)
	case grammar.Chance:
		c.report(Unsupported, at, "", "没有降水概率的数据，请删去。")
	}
}

// strongUV is the grade 强; a text may call the grade above it by the same word.
const strongUV analysis.UVGrade = 4

func (c *checker) checkUV(at span, word string, s scope) {
	for set := c.of(s); set != 0; set &= set - 1 {
		uv, ok := c.day(set).UV.Get()
		if grade := grammar.UVWord(uv.Grade); ok && (grade == word || word == "较强" && uv.Grade == strongUV || word == grammar.UVWord(strongUV) && uv.Grade > strongUV) {
			return
		}
	}
	data := c.list(s, func(d *analysis.Day) string {
		if uv, ok := d.UV.Get(); ok {
			return "紫外线" + grammar.UVWord(uv.Grade)
		}
		return ""
	})
	c.differs(at, "紫外线强度", data)
}

// differs reports an element that is not as said, or of which there are no data.
func (c *checker) differs(at span, name, data string) {
	if data == "" {
		c.report(Unsupported, at, "", "没有"+name+"的数据，请删去。")
		return
	}
	c.report(Contradiction, at, data, fmt.Sprintf("%s与数据不符，数据是“%s”，请改正。", name, data))
}

// judged lets a judgement in plain words stand for the categories of its side.
func judged(word string, category int) bool {
	switch word {
	case "好", "较好", "良好", "优良":
		return category <= 2
	case "差", "较差", "很差", "极差":
		return category >= 3
	}
	return false
}

func (c *checker) checkAir(at span, word string, s scope) {
	for set := c.of(s); set != 0; set &= set - 1 {
		if aqi, ok := c.day(set).Air.Get(); ok && (grammar.AirWord(aqi.Category) == word || judged(word, aqi.Category)) {
			return
		}
	}
	c.differs(at, "空气质量", c.list(s, func(d *analysis.Day) string {
		if aqi, ok := d.Air.Get(); ok {
			return grammar.AirWord(aqi.Category)
		}
		return ""
	}))
}

// millimetres takes an amount of precipitation: 约186毫米, 100～150毫米.
func (r *reading) millimetres(text string, i int) int {
	low, n := figure(text, i)
	if n == 0 {
		return 0
	}
	high, end := low, i+n
	if mark := rangeSign(text[end:]); mark > 0 {
		if second, m := figure(text, end+mark); m > 0 {
			high, end = second, end+mark+m
		}
	}
	if !strings.HasPrefix(text[end:], "毫米") {
		return 0
	}
	end += len("毫米")
	r.c.checkAmount(span{i, end}, low, high, r.scope)
	return end - i
}

// checkAmount: the depth is that of a day or of a spell, to a tenth; a span has one of
// them within it.
func (c *checker) checkAmount(at span, low, high int, s scope) {
	if c.statedAmount(low, high, s) {
		return
	}
	near := func(m weather.Maybe[weather.Millimeters]) bool {
		v, ok := m.Get()
		slack := max(1, 0.1*float64(v))
		return ok && float64(v) >= float64(low)-slack && float64(v) <= float64(high)+slack
	}
	for set := c.of(s); set != 0; set &= set - 1 {
		if d := c.day(set); near(d.Rain) || near(d.Snow) || near(d.MaxHourlyRain) {
			return
		}
	}
	if c.anyEvent(s, func(e *analysis.Event) bool { return near(e.Amount) }) {
		return
	}
	c.differs(at, "降水量", c.list(s, func(d *analysis.Day) string {
		if stated := c.facts.Amounts[d.Date]; len(stated) > 0 {
			return stated[0].String()
		}
		if v, ok := d.Rain.Get(); ok && v > 0 {
			return fmt.Sprintf("%.0f毫米", float64(v))
		}
		return ""
	}))
}

// statedAmount reports a depth that the station states of a day of the scope.
func (c *checker) statedAmount(low, high int, s scope) bool {
	if len(c.facts.Amounts) == 0 {
		return false
	}
	for set := c.of(s); set != 0; set &= set - 1 {
		if slices.Contains(c.facts.Amounts[c.day(set).Date], Amount{low, high}) {
			return true
		}
	}
	return false
}

func (c *checker) checkHumidity(at span, percent int, s scope) {
	for set := c.of(s); set != 0; set &= set - 1 {
		if v, ok := c.day(set).Humidity.Get(); ok && abs(int(v+0.5)-percent) <= 1 {
			return
		}
	}
	c.differs(at, "湿度", c.list(s, func(d *analysis.Day) string {
		if v, ok := d.Humidity.Get(); ok {
			return fmt.Sprintf("最小湿度%.0f%%", float64(v))
		}
		return ""
	}))
}

func abs(n int) int { return max(n, -n) }

// figure reads the whole number at a byte.
func figure(text string, i int) (value, length int) {
	for i+length < len(text) && text[i+length] >= '0' && text[i+length] <= '9' && length < 5 {
		value = value*10 + int(text[i+length]-'0')
		length++
	}
	return value, length
}

// humidity takes 湿度最低22%.
func (r *reading) humidity(i int, w *word) int {
	from := i + len(w.text)
	value, n := figure(r.c.text, from)
	if n == 0 || !strings.HasPrefix(r.c.text[from+n:], "%") {
		return 0
	}
	r.c.checkHumidity(span{i, from + n + 1}, value, r.scope)
	return len(w.text) + n + 1
}

// index takes 指数最高10, of ultraviolet or of air.
func (r *reading) index(i int, w *word) int {
	c := r.c
	from := i + len(w.text)
	value, n := figure(c.text, from)
	if n == 0 {
		return 0
	}
	at := span{i, from + n}
	ofAir := strings.HasSuffix(c.text[:i], "空气质量")
	of := func(d *analysis.Day) (int, bool) {
		if ofAir {
			air, ok := d.Air.Get()
			return air.Index, ok
		}
		uv, _ := d.UV.Get()
		return uv.Index.Or(0), uv.Index.OK()
	}
	for set := c.of(r.scope); set != 0; set &= set - 1 {
		if v, ok := of(c.day(set)); ok && v == value {
			return at.to - at.from
		}
	}
	name := "紫外线指数"
	if ofAir {
		name = "空气质量指数"
	}
	c.differs(at, name, c.list(r.scope, func(d *analysis.Day) string {
		if v, ok := of(d); ok {
			return strconv.Itoa(v)
		}
		return ""
	}))
	return at.to - at.from
}

// lasts takes 持续五天 of heat, rain, snow, fog or haze.
func (r *reading) lasts(i int, w *word) int {
	c := r.c
	n, length := count(c.text, i+len(w.text))
	end := i + len(w.text) + length
	if n == 0 || !strings.HasPrefix(c.text[end:], "天") {
		return 0
	}
	end += len("天")
	clause := c.text[r.clause:clauseEnd(c.text, end)]
	of := subject(clause)
	if of == nil {
		return 0
	}
	total, longest, run := 0, 0, 0
	for set := c.all(); set != 0; set &= set - 1 {
		if run++; !of(c.day(set)) {
			run = 0
			continue
		}
		total++
		longest = max(longest, run)
	}
	if n != total && n != longest {
		c.report(Contradiction, span{i, end}, strconv.Itoa(longest)+"天", fmt.Sprintf("天数与数据不符，数据是%d天，请改正。", longest))
	}
	return end - i
}

// subject returns what a clause about a number of days is of.
func subject(clause string) func(*analysis.Day) bool {
	switch {
	case strings.Contains(clause, "高温"):
		return isHot
	case strings.Contains(clause, "雨雪"), strings.Contains(clause, "降水"):
		return func(d *analysis.Day) bool { return len(d.Sky.Wet) > 0 }
	case strings.Contains(clause, "雪"):
		return hasSolid
	case strings.Contains(clause, "雨"):
		return func(d *analysis.Day) bool { return len(d.Sky.Wet) > 0 }
	}
	return nil
}

// times takes 五次 of spells of rain or snow; 一次 is said of any.
func (r *reading) times(i int, w *word) int {
	c := r.c
	from := i
	for from > r.clause {
		if ch := lastCharacter(c.text[:from]); !strings.Contains(numerals, ch) {
			break
		} else {
			from -= len(ch)
		}
	}
	n, length := count(c.text, from)
	end := i + len(w.text)
	if n < 2 || from+length != i || !containsOne(c.text[end:clauseEnd(c.text, end)], []string{"雨", "雪", "降水", "过程"}) {
		return 0
	}
	if spells := phrase.Survey(c.facts.Outlook, c.facts.House).Spells(); spells != n {
		c.report(Contradiction, span{from, end}, strconv.Itoa(spells)+"次", fmt.Sprintf("次数与数据不符，数据是%d次，请改正。", spells))
	}
	return len(w.text)
}

func lastCharacter(text string) string { return tail(text, 1) }

const numerals = "0123456789一二两三四五六七八九十"

// count reads a number up to 99 in figures or in Chinese.
func count(text string, i int) (n, length int) {
	if v, size := figure(text, i); size > 0 {
		return v, size
	}
	for i+length+3 <= len(text) {
		ch := text[i+length : i+length+3]
		switch at := strings.Index("一二三四五六七八九", ch); {
		case ch == "两":
			n += 2
		case ch == "十":
			n = max(n, 1) * 10
		case at >= 0:
			n += at/3 + 1
		default:
			return n, length
		}
		length += 3
	}
	return n, length
}

// clauseEnd returns where the clause ends that goes on at a byte.
func clauseEnd(text string, i int) int {
	if n := strings.IndexAny(text[i:], "，。；！？　\n,;"); n >= 0 {
		return i + n
	}
	return len(text)
}
