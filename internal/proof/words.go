package proof

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// word is a word of the proof's own: one that claims nothing though it holds a word of
// the weather, one that no fact can back, or one that claims something in general.
type word struct {
	text string
	take func(*reading, int, *word) int // reads it at a byte and returns its length, 0 to read on
	rule *rule
	mood *mood
}

// words are the words by their first character, the longest first.
var words map[rune][]word

// opening tells by the low bits of a character whether a word may begin with it.
var opening [1 << 10]bool

func init() {
	words = map[rune][]word{}
	add := func(w word) {
		first, _ := utf8.DecodeRuneInString(w.text)
		words[first] = append(words[first], w)
		opening[first%rune(len(opening))] = true
	}
	for _, text := range idioms {
		add(word{text: text, take: idiom})
	}
	for i := range rules {
		add(word{text: rules[i].word, take: (*reading).forbids, rule: &rules[i]})
	}
	for i := range moods {
		for _, text := range strings.Fields(moods[i].words) {
			add(word{text: text, take: (*reading).general, mood: &moods[i]})
		}
	}
	for _, group := range []struct {
		texts string
		take  func(*reading, int, *word) int
	}{
		{"气象台 气象局 气象站", (*reading).station},
		{"市 县 自治州", (*reading).place},
		{"持续 连续", (*reading).lasts},
		{"次", (*reading).times},
		{"多日 连日 期间 期内 每天 逐日 全期", (*reading).period},
		{"指数最高 指数可达", (*reading).index},
		{"湿度最低 湿度仅", (*reading).humidity},
		{"短时强 小到中 中到大 大到暴 特大 短时 强 弱 一次 暴 有 转 转为 伴有 出现", (*reading).slip},
	} {
		for _, text := range strings.Fields(group.texts) {
			add(word{text: text, take: group.take})
		}
	}
	for _, candidates := range words {
		slices.SortStableFunc(candidates, func(a, b word) int { return len(b.text) - len(a.text) })
	}
}

// word takes a word of the table.
func (r *reading) word(text string, i int) int {
	if text[i] < utf8.RuneSelf {
		return 0
	}
	ch, _ := utf8.DecodeRuneInString(text[i:])
	if !opening[ch%rune(len(opening))] {
		return 0
	}
	candidates := words[ch]
	for k := range candidates {
		if w := &candidates[k]; strings.HasPrefix(text[i:], w.text) {
			if n := w.take(r, i, w); n > 0 {
				return n
			}
		}
	}
	return 0
}

func idiom(_ *reading, _ int, w *word) int { return len(w.text) }

// idioms hold words of weather or time that claim nothing about a day.
var idioms = strings.Fields(`数值预报 气象台发布为准 温差 日较差 防晒 遮阳 晒 雨具 雨衣 雨伞 雨鞋 雨刷 雨棚 带伞 晴雨
	化雪 赏雪 背阴 阴凉 雨后 雨前 雨中 雨天 雨大路滑 雨势 雨量 雨停 雪停 雪后 雪天 雪大 雪中 积雪 清雪 扫雪 除雪 融雪 雨雪停 雨雪停止 雨歇 雨止 雪止
	降雨停止 降雪停止 降水停止 降雨结束 降雪结束 降水结束 雨来得急 雨水 雾中 雾散 雾灯 雾天 雾气 霾散 霾减弱 霾逐渐 霾天 防雾 防霾 防风 防雷 防冻 防寒 防雨 防滑 防尘 防积水 防汛 防沙
	风大 风小 风停 风力较小 风力不大 风力小 风力减弱 风力较大 风干物燥 大一点的风 开窗 通风 避雷 打雷 雷雨时 雷雨天 雷声 雷电时 冰雪路面 挂冰 薄冰 防暑降温 防高温 高温时段 高温作业 高温津贴 降温后 添衣
	低温补贴 阴雨潮湿 天气预报 风雨无阻 风景 风光 风筝 台风天 云南 云端 雪花 雪景 风味 风险 风俗 风格 东风路 阴历 阴影 晴雨表 寒冷的人`)
