package proof

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"yubao/internal/grammar"
)

// halfWidth finds half-width punctuation beside Chinese, and marks of ranges that press
// style refuses (GB/T 15834-2011).
var halfWidth = regexp.MustCompile(`[\p{Han}℃）】”][,;:!?()]|[,;:!?()][\p{Han}（【“]|℃\s*[-~–]\s*-?\d|\d级?\s*[-~–]\s*\d+级|\d\s*[-~]\s*-?\d+℃|°C`)

// hollow finds what a template leaves behind when a value is missing.
var hollow = regexp.MustCompile(`null|NaN|nil|undefined|<no value>|%!|\{\{|\}\}|-0℃|[，、；：]{2,}|。。|，。|、。|：。|；。|（）`)

// style checks the form of the whole text.
func (c *checker) style() {
	for _, m := range halfWidth.FindAllStringIndex(c.text, -1) {
		said := c.text[m[0]:m[1]]
		message := "标点要用全角。"
		if strings.ContainsAny(said, "0123456789") {
			message = "范围要写成“12℃～25℃”“2级～3级”。"
		}
		if strings.Contains(said, "°C") {
			message = "温度单位要写“℃”。"
		}
		c.report(Style, span{m[0], m[1]}, "", message)
	}
	for _, m := range hollow.FindAllStringIndex(c.text, -1) {
		c.report(Style, span{m[0], m[1]}, "", "这里像是缺了数据或多了标点，请改通顺。")
	}
	c.mixed(span{0, len(c.text)}, false)
	c.calendar()
}

// monthDay finds dates with their month.
var monthDay = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日`)

// calendar reports days that no year has. 29 February is left to the weekday.
func (c *checker) calendar() {
	for _, m := range monthDay.FindAllStringSubmatchIndex(c.text, -1) {
		month, _ := strconv.Atoi(c.text[m[2]:m[3]])
		day, _ := strconv.Atoi(c.text[m[4]:m[5]])
		leap := time.Date(2024, time.Month(month), day, 0, 0, 0, 0, time.UTC)
		if month < 1 || month > 12 || leap.Day() != day {
			c.report(Contradiction, span{m[0], m[1]}, "", "没有这一天，请核对日期。")
		}
	}
}

// habits are pairs of forms of which a text keeps to one.
var habits = []struct {
	name string
	list bool      // holds for day lines only: prose says 晴天 in any house
	own  [2]string // the forms, for the message
	a, b *regexp.Regexp
	isA  func(grammar.House) bool
}{
	{name: "晴天与晴、阴天与阴", list: true, own: [2]string{"“晴天”“阴天”", "“晴”“阴”"}, a: regexp.MustCompile(`晴天|阴天`), b: regexp.MustCompile(`(?:[：，间转到]|^)(晴|阴)(?:间|转|到|有|，|。)`),
		isA: func(h grammar.House) bool { return h.Clouds == "long" }},
	{name: "夜里与夜间", own: [2]string{"“夜里”", "“夜间”"}, a: regexp.MustCompile(`夜里`), b: regexp.MustCompile(`夜间`), isA: func(h grammar.House) bool { return h.Night == "夜里" }},
	{name: "风力范围的写法", own: [2]string{"“2级～3级”", "“2～3级”"}, a: regexp.MustCompile(`\d级～\d+级`), b: regexp.MustCompile(`\d(?:～|到)\d+级`), isA: func(h grammar.House) bool { return h.Force == "both" }},
	{name: "气温范围的写法", own: [2]string{"“12℃～25℃”", "“12～25℃”"}, a: regexp.MustCompile(`\d℃～\d`), b: regexp.MustCompile(`\d～-?\d+℃`), isA: func(h grammar.House) bool { return h.Unit == "both" }},
}

// houseOfLine reports forms of a day line that are not those of the house.
func (c *checker) houseOfLine(at span) { c.mixed(at, true) }

// mixed reports forms that are not those of the house.
func (c *checker) mixed(within span, list bool) {
	for _, h := range habits {
		if h.list != list {
			continue
		}
		stranger, own := h.b, h.own[0]
		if !h.isA(c.facts.House) {
			stranger, own = h.a, h.own[1]
		}
		for _, m := range stranger.FindAllStringSubmatchIndex(c.text[within.from:within.to], -1) {
			at := span{within.from + m[0], within.from + m[1]}
			if len(m) > 2 && m[2] >= 0 {
				at = span{within.from + m[2], within.from + m[3]}
			}
			c.report(Style, at, "", fmt.Sprintf("%s不能混用，本报用%s。", h.name, own))
		}
	}
}

// credit: source and time of issue stand in every text (rules of truth 2).
func (c *checker) credit() {
	if c.facts.Part || strings.TrimSpace(c.text) == "" {
		return
	}
	end := span{len(c.text), len(c.text)}
	name := c.facts.Outlook.Source.Name
	if c.facts.Station != "" {
		name = c.facts.Station
	}
	if name != "" && !strings.Contains(c.text, name) {
		c.report(Style, end, name, "缺少资料来源，请写上“"+name+"”。")
	}
	now := c.facts.Outlook.Now.In(c.zone())
	issued := fmt.Sprintf("%d月%d日%d时", now.Month(), now.Day(), now.Hour())
	if !strings.Contains(c.text, issued) {
		c.report(Style, end, issued, "缺少发布时间，请写上“"+issued+"”。")
	}
}
