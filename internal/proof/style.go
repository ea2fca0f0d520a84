package proof

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yubao/internal/grammar"
)

// style checks the form of the whole text in one pass.
func (c *checker) style() {
	text := c.text
	spoken := !containsOne(text, []string{"：", "℃", "～", "（"}) // the text for the ear has forms of its own
	own, other := "夜里", "夜间"                                   // the house's word for the night, and the one of others
	if c.facts.House.Night == other {
		own, other = other, own
	}
	for i := 0; i < len(text); {
		switch b := text[i]; {
		case b >= 0xe0:
			switch {
			case b == 0xe3 || b == 0xef:
				c.wideMark(i)
			case b == other[0] && strings.HasPrefix(text[i:], other):
				c.mixed(span{i, i + len(other)}, "夜里与夜间", "“"+own+"”")
			}
			i += 3
		case b >= utf8.RuneSelf:
			i += width(text, i)
		case b >= '0' && b <= '9':
			i += c.number(i, spoken)
		case b == '<' && tag(text, i) > 0:
			i += tag(text, i)
		case b == '&' && entity(text, i) > 0:
			i += entity(text, i)
		default:
			i += c.narrowMark(i)
		}
	}
}

// entity returns the length of a character reference of HTML: &lt;.
func entity(text string, i int) int {
	if n := strings.IndexByte(text[i:], ';'); n > 1 && n < 8 {
		return n + 1
	}
	return 0
}

// doubled are marks of which no two stand side by side, and before which none of these
// stands.
const doubled = "，、；："

// wideMark checks full-width marks: two of them are what a lost value leaves behind.
func (c *checker) wideMark(i int) {
	text := c.text
	if i+6 > len(text) {
		return
	}
	a, b := text[i:i+3], text[i+3:i+6]
	hollow := false
	switch {
	case strings.Contains(doubled, a):
		hollow = strings.Contains(doubled, b) || b == "。"
	case a == "。":
		hollow = b == "。" || b == "，"
	case a == "（":
		hollow = b == "）"
	}
	if hollow {
		c.report(Style, span{i, i + 6}, "", "这里像是缺了数据或多了标点，请改通顺。")
	}
}

// leftovers are what a template leaves behind when a value is missing; leftoverFirst has
// what they begin with.
var leftovers = []string{"null", "NaN", "nil", "undefined", "<no value>", "%!", "{{", "}}", "-0℃"}

const leftoverFirst = "nNu<%{}-"

// narrowMark checks what stands in half width, and returns its length.
func (c *checker) narrowMark(i int) int {
	text := c.text
	if strings.IndexByte(leftoverFirst, text[i]) >= 0 {
		for _, word := range leftovers {
			if strings.HasPrefix(text[i:], word) {
				c.report(Style, span{i, i + len(word)}, "", "这里像是缺了数据或多了标点，请改通顺。")
				return len(word)
			}
		}
	}
	switch text[i] {
	case ',', ';', ':', '!', '?', '(', ')':
		if i > 0 && besideChinese(text[:i]) || i+1 < len(text) && text[i+1] >= 0xe0 {
			c.report(Style, span{i, i + 1}, "", "标点要用全角，请改正。")
		}
	}
	return 1
}

// besideChinese reports that a text ends in Chinese or in a full-width mark.
func besideChinese(before string) bool {
	ch, _ := utf8.DecodeLastRuneInString(before)
	return chinese(ch) || ch == '℃' || ch == '）' || ch == '】' || ch == '”'
}

// joiningSigns are the signs of range whose habits style looks at.
var joiningSigns = []string{"～", "到", "-", "~", "–", "至"}

// number checks how a figure with its unit, or a range of two, is written, and real
// dates. It returns the length of the figure.
func (c *checker) number(i int, spoken bool) int {
	text := c.text
	first, n := figure(text, i)
	if n == 0 {
		return 1
	}
	rest := text[i+n:]
	unit := ""
	switch {
	case strings.HasPrefix(rest, "℃"):
		unit = "℃"
	case strings.HasPrefix(rest, "°C"):
		c.report(Style, span{i, i + n + len("°C")}, "", "温度单位要写“℃”，请改正。")
		unit = "°C"
	case strings.HasPrefix(rest, "级"):
		unit = "级"
	case strings.HasPrefix(rest, "月"):
		c.calendar(i, first, i+n+len("月"))
		return n
	}
	end := i + n + len(unit)
	sign := text[end : end+rangeSign(text[end:])]
	if !slices.Contains(joiningSigns, sign) {
		return n
	}
	from := end + len(sign)
	minus := strings.HasPrefix(text[from:], "-")
	if minus {
		from++
	}
	if _, m := figure(text, from); m > 0 {
		c.ranged(span{i, from + m}, unit, sign, text[from+m:], spoken)
	}
	return n
}

// ranged checks a range: its sign, and whether its unit stands once or twice as the house
// has it.
func (c *checker) ranged(at span, unit, sign, rest string, spoken bool) {
	last := ""
	switch {
	case strings.HasPrefix(rest, "℃"):
		last = "℃"
	case strings.HasPrefix(rest, "级"):
		last = "级"
	}
	if last == "" || spoken {
		return
	}
	at.to += len(last)
	if sign == "-" || sign == "~" || sign == "–" {
		c.report(Style, at, "", "范围要写成“12℃～25℃”“2级～3级”，请改正。")
		return
	}
	both := unit != ""
	house := c.facts.House
	switch {
	case last == "级" && both != (house.Force == "both"):
		c.mixed(at, "风力范围的写法", form(house.Force == "both", "“2级～3级”", "“2～3级”"))
	case last == "℃" && both != (house.Unit == "both") && !strings.Contains(c.said(at), "-"):
		c.mixed(at, "气温范围的写法", form(house.Unit == "both", "“12℃～25℃”", "“12～25℃”"))
	}
}

func form(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func (c *checker) mixed(at span, name, own string) {
	c.report(Style, at, "", fmt.Sprintf("%s不能混用，本报用%s，请改正。", name, own))
}

// calendar reports a date that no year has. 29 February is left to the weekday.
func (c *checker) calendar(from, month, at int) {
	day, n := figure(c.text, at)
	if n == 0 || !strings.HasPrefix(c.text[at+n:], "日") {
		return
	}
	leap := time.Date(2024, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if month < 1 || month > 12 || leap.Day() != day {
		c.report(Contradiction, span{from, at + n + len("日")}, "", "没有这一天，请核对日期。")
	}
}

// listHabits reports a form of the sky in a day line that is not the house's.
func (c *checker) listHabits(at span) {
	long := c.facts.House.Clouds == "long"
	text := c.text[:at.to]
	for i := c.bodyOf(at); i < at.to; i += width(text, i) {
		if grammar.Opens(text, i)&grammar.OpensCloud == 0 {
			continue
		}
		if _, n := grammar.CloudAt(text, i); n > 0 {
			word := text[i : i+n]
			short := word == "晴" || word == "阴"
			if short && long || (word == "晴天" || word == "阴天") && !long {
				c.mixed(span{i, i + n}, "晴天与晴、阴天与阴", form(long, "“晴天”“阴天”", "“晴”“阴”"))
			}
		}
	}
}

// credit: source and time of issue stand in every text (rules of truth 2), and a chat
// text begins with the place.
func (c *checker) credit() {
	if c.facts.Part || strings.TrimSpace(c.text) == "" {
		return
	}
	end := span{len(c.text), len(c.text)}
	name := c.facts.Outlook.Source.Name
	if c.facts.Station != "" {
		name = c.facts.Station
	}
	if name != "" && !strings.Contains(c.text, name) && !strings.Contains(c.text, strings.ReplaceAll(name, "-", " ")) {
		c.report(Style, end, name, "缺少资料来源，请写上“"+name+"”。")
	}
	if now := c.facts.Outlook.Now.In(zoneOf(c.facts)); !c.issuedAt(now) {
		issued := fmt.Sprintf("%d月%d日%d时", now.Month(), now.Day(), now.Hour())
		c.report(Style, end, issued, "缺少发布时间，请写上“"+issued+"”。")
	}
}

// issuedAt reports that the time of issue stands in the text.
func (c *checker) issuedAt(now time.Time) bool {
	var room [24]byte
	issued := room[:0]
	for _, part := range []struct {
		n    int
		unit string
	}{{int(now.Month()), "月"}, {now.Day(), "日"}, {now.Hour(), "时"}} {
		if part.n >= 10 {
			issued = append(issued, byte('0'+part.n/10))
		}
		issued = append(append(issued, byte('0'+part.n%10)), part.unit...)
	}
	return strings.Contains(c.text, string(issued))
}
