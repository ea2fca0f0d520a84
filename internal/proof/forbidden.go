package proof

import (
	"strings"

	"yubao/internal/grammar"
)

// rule is a word that no model of the weather can back.
type rule struct {
	word     string
	severity Severity
	message  string
}

// rules are the words that the rules of truth forbid or that no fact can back. The
// longest stand first. Sources: 气象法 art. 22, 25; 气象灾害防御条例 art. 30, 46.
var rules = []rule{
	{"预警信号", Unsupported, "预警只能转发气象台站发布的，不能自拟。请删去。"},
	{"预警", Unsupported, "预警只能转发气象台站发布的，不能自拟。请删去。"},
	{"警报", Unsupported, "警报只能转发气象台站发布的，不能自拟。请删去。"},
	{"寒潮", Unsupported, "“寒潮”要以气象台站发布为准，请改写降温幅度。"},
	{"强对流", Unsupported, "“强对流”要以气象台站发布为准，请改写具体天气。"},
	{"龙卷风", Unsupported, "没有数据支持，请删去。"},
	{"龙卷", Unsupported, "没有数据支持，请删去。"},
	{"台风", Unsupported, "台风消息要以气象台站发布为准，请删去。"},
	{"冰雹", Unsupported, "模式不能预报冰雹，请删去或以气象台站发布为准。"},
	{"短时强降水", Unsupported, "模式不能预报短时强降水，请删去。"},
	{"短时强降雨", Unsupported, "模式不能预报短时强降雨，请删去。"},
	{"强降雨", Unsupported, "“强降雨”没有量级，请按数据改写。"},
	{"强降水", Unsupported, "“强降水”没有量级，请按数据改写。"},
	{"本报讯", Unsupported, "没有采访来源，不能写“本报讯”。请删去。"},
	{"据气象部门", Unsupported, "没有气象部门的依据，请删去。"},
	{"气象部门", Unsupported, "没有气象部门的依据，请删去。"},
	{"气象专家", Unsupported, "没有采访来源，请删去。"},
	{"记者", Unsupported, "没有采访来源，不能写“记者”。请删去。"},
	{"历史同期", Unsupported, "没有历史资料可比，请删去。"},
	{"常年同期", Unsupported, "没有历史资料可比，请删去。"},
	{"历年", Unsupported, "没有历史资料可比，请删去。"},
	{"常年", Unsupported, "没有历史资料可比，请删去。"},
	{"去年", Unsupported, "没有去年的资料可比，请删去。"},
	{"新高", Unsupported, "没有历史资料可比，请删去。"},
	{"新低", Unsupported, "没有历史资料可比，请删去。"},
	{"纪录", Unsupported, "没有历史资料可比，请删去。"},
	{"罕见", Unsupported, "没有历史资料可比，请删去。"},
	{"百年一遇", Unsupported, "没有历史资料可比，请删去。"},
	{"厄尔尼诺", Unsupported, "没有数据支持，请删去。"},
	{"拉尼娜", Unsupported, "没有数据支持，请删去。"},
	{"全省", Unsupported, "数据只有一个地点，不能写“全省”。"},
	{"我省", Unsupported, "数据只有一个地点，不能写“我省”。"},
	{"局部地区", Unsupported, "数据只有一个地点，不能写“局部”。"},
	{"局部", Unsupported, "数据只有一个地点，不能写“局部”。"},
	{"局地", Unsupported, "数据只有一个地点，不能写“局地”。"},
	{"大部分地区", Unsupported, "数据只有一个地点，不能写“大部”。"},
	{"大部", Unsupported, "数据只有一个地点，不能写“大部”。"},
	{"部分地区", Unsupported, "数据只有一个地点，不能写“部分地区”。"},
	{"山区", Unsupported, "数据只有一个地点，不能写“山区”。"},
}

// stationWords name a meteorological station.
var stationWords = []string{"气象台", "气象局", "气象站"}

// forbidden returns the rule that a word at a place breaks.
func (c *checker) forbidden(text string, i int) (rule, int, bool) {
	for _, r := range rules {
		if strings.HasPrefix(text[i:], r.word) {
			return r, len(r.word), true
		}
	}
	for _, word := range stationWords {
		if !strings.HasPrefix(text[i:], word) {
			continue
		}
		if c.facts.Station != "" && strings.HasSuffix(text[:i+len(word)], c.facts.Station) {
			return rule{}, 0, false
		}
		if strings.HasSuffix(text[:i], "当地") && strings.HasPrefix(text[i+len(word):], "发布为准") {
			return rule{}, 0, false // the advice to follow the station
		}
		return rule{word, Unsupported, "没有气象台的依据，不能提气象台。请删去，或在签发时登记依据。"}, len(word), true
	}
	return c.foreignPlace(text, i)
}

// foreignPlace finds a name with 市, 县 or 区 that is not the place of the forecast. It
// is looked for at the class word, as names have no other mark.
func (c *checker) foreignPlace(text string, i int) (rule, int, bool) {
	for _, class := range []string{"市", "县", "自治州"} {
		if !strings.HasPrefix(text[i:], class) {
			continue
		}
		before := tail(text[:i], 3)
		for _, own := range []string{c.facts.Outlook.Place.Name, "我", "全", "本", "城", "各", "超", "都", "菜", "集", "股", "上", "门", "夜", "早"} {
			if own != "" && strings.HasSuffix(before, strings.TrimSuffix(own, class)) {
				return rule{}, 0, false
			}
		}
		if n := chinese(before); n >= 2 && !startsTime(before) {
			return rule{class, Unsupported, "数据是" + c.facts.Outlook.Place.Name + "的，不能写别的地方。"}, len(class), true
		}
	}
	return rule{}, 0, false
}

// chinese counts the Chinese characters at the end of a text.
func chinese(text string) int {
	n := 0
	for _, r := range text {
		if r >= 0x4e00 && r <= 0x9fff {
			n++
		} else {
			n = 0
		}
	}
	return n
}

func startsTime(text string) bool {
	_, n, ok := grammar.SpanAt(text, 0)
	return ok && n > 0
}
