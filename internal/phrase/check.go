package phrase

import (
	"strings"

	"yubao/internal/vocabulary"
)

// unlawful are words that no text made from a model may hold, with the reason
// (law and press style, section 2; manner of articles).
var unlawful = []struct{ word, why string }{
	{"记者", "没有记者参与时不得这样写"},
	{"预警", "预警只能转发，不能自拟"},
	{"警报", "警报只能转发，不能自拟"},
	{"寒潮", "没有官方依据不得用“寒潮”"},
	{"台风", "没有官方依据不得用“台风”"},
	{"温馨提示", "套话，直接说该做什么"},
	{"！", "不用感叹号"},
	{"!", "不用感叹号"},
	{"亲，", "不用网络称呼"},
	{"亲们", "不用网络称呼"},
	{"将会", "用“将”或直接说"},
}

// attributing are words that would put a model's forecast into the mouth of a station.
var attributing = []string{"据气象部门", "据气象台", "市气象台预计", "气象台预报", "气象专家"}

// CheckText reports words and signs that must not stand in an operator's text.
func CheckText(d *vocabulary.DataFile, text vocabulary.Text) bool {
	sound := true
	at := func(i int) vocabulary.Text {
		place := text
		place.Col += len([]rune(text.Value[:i]))
		return place
	}
	for _, u := range unlawful {
		if i := strings.Index(text.Value, u.word); i >= 0 {
			d.Report(at(i), "不能用“"+u.word+"”", u.why)
			sound = false
		}
	}
	for _, word := range attributing {
		if i := strings.Index(text.Value, word); i >= 0 {
			d.Report(at(i), "不能用“"+word+"”", "资料来自数值预报，不得说成气象台的话")
			sound = false
		}
	}
	if i := strings.IndexAny(text.Value, ",;:?()~"); i >= 0 {
		d.Report(at(i), "半角标点“"+text.Value[i:i+1]+"”", "改用全角")
		sound = false
	}
	return sound
}
