package proof

import (
	"strings"
	"unicode/utf8"

	"yubao/internal/grammar"
)

// rule is a word that no model of the weather can back.
type rule struct {
	word     string
	severity Severity
	message  string
}

// rules are the words that the rules of truth forbid or that no fact can back. A
// station's attestation unlocks them. Sources: 气象法 art. 22, 25; 气象灾害防御条例 art. 30, 46.
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

// forbids reports a word that no fact can back.
func (r *reading) forbids(i int, w *word) int {
	if r.c.facts.Station == "" {
		r.c.report(w.rule.severity, span{i, i + len(w.text)}, "", w.rule.message)
	}
	return len(w.text)
}

// station reports a meteorological station that nobody attested.
func (r *reading) station(i int, w *word) int {
	text, end := r.c.text, i+len(w.text)
	switch station := r.c.facts.Station; {
	case strings.HasSuffix(text[:i], "当地") && (strings.HasPrefix(text[end:], "发布") || strings.HasPrefix(text[end:], "最新")):
		// the advice to follow the station
	case station == "":
		r.c.report(Unsupported, span{i, end}, "", "没有气象台的依据，不能提气象台。请删去，或在签发时登记依据。")
	case !strings.HasSuffix(text[:end], station) && !strings.HasSuffix(text[:end], "市气象台"):
		r.c.report(Unsupported, span{i, end}, station, "登记的台站是“"+station+"”，请改正。")
	}
	return len(w.text)
}

// notPlaces are words that end in 市 or 县 and name no other place, without that end.
var notPlaces = []string{"我", "全", "本", "城", "各", "超", "都", "菜", "集", "股", "上", "门", "夜", "早", "县", "区"}

// place reports a name with 市, 县 or 自治州 that is not the place of the forecast. It is
// looked for at the class word, as names have no other mark.
func (r *reading) place(i int, w *word) int {
	own := r.c.facts.Outlook.Place.Name
	before := tail(r.c.text[r.clause:i], max(3, utf8.RuneCountInString(own)))
	if own != "" && strings.HasSuffix(before, strings.TrimSuffix(own, w.text)) || endsInOne(before, notPlaces) {
		return len(w.text)
	}
	if utf8.RuneCountInString(before) >= 2 && !startsTime(before) {
		name := tail(before, 2)
		r.c.report(Unsupported, span{i - len(name), i + len(w.text)}, own, "数据是"+own+"的，不能写别的地方，请删去。")
	}
	return len(w.text)
}

func endsInOne(text string, words []string) bool {
	for _, word := range words {
		if strings.HasSuffix(text, word) {
			return true
		}
	}
	return false
}

func startsTime(text string) bool {
	var s grammar.Scanner
	_, n := s.Span(text, 0)
	return n > 0
}
