package grammar

import "strings"

// feasts are solar terms and holidays; days of the lunar calendar are read by lunar.
var feasts = table(nil, selves[Feast](`除夕 除夕夜 年三十 三十 小年 小年夜 腊八 腊八节 元旦 元旦节 春节 元宵 元宵节 龙抬头 二月二 三月三 妇女节 三八妇女节 植树节 清明 清明节 五一 五一节 劳动节 国际劳动节 五一劳动节 五一国际劳动节 五四 青年节 五四青年节 母亲节
	儿童节 六一 六一儿童节 国际儿童节 端午 端午节 父亲节 建党节 七一 七夕 七夕节 建军节 八一 八一建军节 中元节 教师节 中秋 中秋节 国庆 国庆节 十一 国庆日 重阳 重阳节 平安夜 圣诞节 情人节 愚人节 记者节 感恩节 世界气象日 世界地球日 世界环境日
	高考首日 高考次日 高考第一天 高考第二天 高考第三天 高考 中考 中考首日 中考第一天 中考第二天 中考第三天 开学日 开学首日 考研首日 考研 国考 春运首日
	立春 雨水 惊蛰 春分 谷雨 立夏 小满 芒种 夏至 小暑 大暑 立秋 处暑 白露 秋分 寒露 霜降 立冬 小雪 大雪 冬至 小寒 大寒
	入伏 初伏 头伏 中伏 末伏 出伏 三伏 数九 入梅 出梅 寒食节 节日当天 节后 节前 第一天 第二天 第三天 第四天 第五天 第六天 第七天`))

// lunarMonths and lunarDays name a day of the lunar calendar: 正月初一, 八月十五, 初三, 廿九.
var (
	lunarMonths = table(nil, selves[Feast]("正月 二月 三月 四月 五月 六月 七月 八月 九月 十月 冬月 腊月 十一月 十二月 闰二月 闰四月 闰六月 大年 年"))
	lunarDays   = table(nil, selves[Feast]("初一 初二 初三 初四 初五 初六 初七 初八 初九 初十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 二十二 二十三 二十四 二十五 二十六 二十七 二十八 二十九 廿 廿一 廿二 廿三 廿四 廿五 廿六 廿七 廿八 廿九 三十"))
)

// lunar is a day of the lunar calendar; without its month it begins with 初 or 廿.
var lunar = rule[Feast]{
	first: firstOfEither([]rule[Feast]{{first: lunarMonths.first}, {first: lunarDays.first}, {first: startsWith("农")}}),
	read: func(r *reader, v *Feast) bool {
		end := r.at
		if strings.HasPrefix(r.text[end:], "农历") {
			end += len("农历")
		}
		month, _ := lunarMonths.at(r.text, end)
		end += len(month.text)
		day, ok := lunarDays.at(r.text, end)
		bare := end == r.at && !strings.HasPrefix(day.text, "初") && !strings.HasPrefix(day.text, "廿")
		if !ok || bare || day.text == "廿" {
			return false
		}
		end += len(day.text)
		*v, r.at = Feast(r.text[r.at:end]), end
		return true
	},
	write: func(w *writer, v *Feast) bool { return *v != "" && !feasts.has(*v) && w.put(string(*v)) },
}

// feast is a named day; several names are weather too (小雪、雨水), so that a feast
// stands alone in brackets or at the head of a line before a mark or a date.
var feast = part(func(p *Point) *Feast { return &p.Feast }, either(lunar, feasts.rule()))

// named is a feast outside brackets. 小雪 and 大雪 are weather there, not solar terms.
var named = seq(where(func(p *Point) bool { return !isFall(string(p.Feast)) }, feast), note, optUnless(noPart, partOfDay))

// isFall reports a word that is a phenomenon as a whole.
func isFall(word string) bool {
	_, n := new(Scanner).Fall(word, 0)
	return n == len(word)
}
