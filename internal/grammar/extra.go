package grammar

import (
	"strings"

	"yubao/internal/analysis"
)

// ExtraKind is an element that a line may add.
type ExtraKind string

// Extra is one added element: its figures with their unit, or a word of its scale.
type Extra struct {
	Kind      ExtraKind
	Low, High int // figures; both zero when Word is set
	Word      string
}

// The elements. The values are the words that name them.
const (
	Chance     ExtraKind = "降水概率"
	Humidity   ExtraKind = "相对湿度"
	Air        ExtraKind = "空气质量"
	UV         ExtraKind = "紫外线强度"
	Dispersion ExtraKind = "大气扩散条件"
	Pollution  ExtraKind = "空气污染气象条件预报等级"
	Visibility ExtraKind = "能见度"
	Amount     ExtraKind = "降水量"
	FireRisk   ExtraKind = "森林火险气象等级"
	Comfort    ExtraKind = "人体舒适度"
)

// airWords are the categories of HJ 633, 1 to 6.
var airWords = table(nil, each(
	say(1, "优"), say(2, "良"), say(3, "轻度污染"), say(4, "中度污染"), say(5, "重度污染"), say(6, "严重污染"),
))

// uvWords are the grades of QX/T 87-2008.
var uvWords = table(nil, each(
	say(analysis.UVGrade(1), "最弱", "很弱"), say(analysis.UVGrade(2), "弱", "较弱"), say(analysis.UVGrade(3), "中等"),
	say(analysis.UVGrade(4), "强", "较强"), say(analysis.UVGrade(5), "很强", "极强", "最强"),
))

// scaleWords are the words of all scales.
var scaleWords = table(nil, scale(uvWords), scale(airWords), selves[string](`优良 优到良 良到优 优～良 优-良 优至良 优或良 良或优 优、良 良好 良至轻度污染 良到轻度污染 良～轻度污染 良-轻度污染 良或轻度污染 轻度污染到良 轻度污染至良 优到轻度污染
	轻度到中度污染 轻度至中度污染 轻至中度污染 轻到中度污染 中度到重度污染 中度至重度污染 中至重度污染 中到重度污染 重度到严重污染 轻度 中度 重度 轻微污染
	好 较好 很好 一般 较差 差 很差 极差 中 中等 低 较低 高 较高 很高 极高 极低 大 较大 很大 小 较小 不大 明显 悬殊 适中 良级 优级 最高 弱到中等 中等到强 强到很强 中等偏强 偏强
	一级 二级 三级 四级 五级 六级 七级 八级 九级 十级 1级 2级 3级 4级 5级 6级 7级 8级 9级 10级 Ⅰ级 Ⅱ级 Ⅲ级 Ⅳ级 Ⅴ级
	有利 不利 较有利 较不利 有利扩散 不利扩散 有利于扩散 不利于扩散
	舒适 较舒适 很舒适 最舒适 不舒适 较不舒适 偏冷 冷 寒冷 很冷 微冷 较冷 凉 微凉 偏凉 较凉 偏热 热 较热 炎热 很热 闷热 凉爽 温暖 暖和 清凉 舒服 宜人
	适宜 较适宜 很适宜 非常适宜 不宜 不适宜 较不适宜 少发 易发 较易发 极易发 不易发 需要 不需要 易燃 难燃`))

// scale makes words that stand for themselves of a table.
func scale[T comparable](of *words[T]) group[string] {
	return func(yield func(entry[string]) bool) {
		for e := range of.entries {
			for text := range e.spellings {
				if !yield(say(text, text)) {
					return
				}
			}
		}
	}
}

// UV returns the grade of an ultraviolet clause, and false for other elements or words.
func (e Extra) UV() (analysis.UVGrade, bool) {
	s, ok := uvWords.at(e.Word, 0)
	return s.value, ok && e.Kind == UV && s.text == e.Word
}

// Air returns the category 1..6 of a clause on air quality, and false for other elements or words.
func (e Extra) Air() (int, bool) {
	s, ok := airWords.at(e.Word, 0)
	return s.value, ok && e.Kind == Air && s.text == e.Word
}

// airOnly are the words that say by themselves that the air is meant.
var airOnly = table(nil, scale(airWords), selves[string]("优良 良到轻度污染 优到良 优-良 良-轻度污染 优～良 良～轻度污染"))

// What stands around the figures and the words of an element.
var (
	beforeFigures = seq(hush[Extra]("介于 为 在 ： : 达 约 可达 在： 为： 约为 将达 可能达到 不足 小于 大于 低于 高于 超过 最低 最高 预计"), gap[Extra]())
	figuresSign   = mark[Extra](nil, "～", "~", "-", "—", "到", "至", "－", "–")
	behindFigures = hush[Extra]("之间 左右 以上 以下")
	beforeWord    = seq(hush[Extra]("为 ： : 等级为 等级： 等级: 等级 级别 级别为 指数为 指数： 指数: 指数 以 属 属于 达到 达 在 整体 总体 将达到 预计为 预报为 状况 状况为 持续 比较 将以 有所好转，为"), gap[Extra]())
	scaleWord     = part(func(e *Extra) *string { return &e.Word }, scaleWords.rule())
	mainly        = hush[Extra]("为主")
	beforeDegrees = seq(hush[Extra]("为 在 ： : 约 约为 达 可达"), gap[Extra]())
	behindDegrees = hush[Extra]("之间")
)

func figuresOf(kind ExtraKind, unit string, least, most int, also ...string) rule[Extra] {
	end := nothing[Extra]() // an index has no unit
	if unit != "" {
		end = mark[Extra](nil, unit, "％")
	}
	low := part(func(e *Extra) *int { return &e.Low }, number(5))
	high := part(func(e *Extra) *int { return &e.High }, number(5))
	one := rule[Extra]{
		first: low.first,
		read: func(r *reader, e *Extra) bool {
			ok := low.read(r, e)
			e.High = e.Low
			return ok
		},
		write: low.write,
	}
	return where(func(e *Extra) bool { return e.Word == "" && e.Low >= least && e.High <= most }, seq(
		mark[Extra](nil, string(kind), also...),
		part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(kind)),
		beforeFigures,
		either(
			where(func(e *Extra) bool { return e.Low < e.High }, rising(seq(low, loose(end), figuresSign, high, end))),
			where(func(e *Extra) bool { return e.Low == e.High }, seq(one, end)),
		),
		behindFigures,
	))
}

// rising puts the lower figure first: some outlets print the higher one first.
func rising(piece rule[Extra]) rule[Extra] {
	return rule[Extra]{
		first: piece.first,
		read: func(r *reader, e *Extra) bool {
			ok := piece.read(r, e)
			e.Low, e.High = min(e.Low, e.High), max(e.Low, e.High)
			return ok
		},
		write: piece.write,
	}
}

func wordsOf(kind ExtraKind, also ...string) rule[Extra] {
	return where(func(e *Extra) bool { return e.Low == 0 && e.High == 0 }, seq(
		mark[Extra](nil, string(kind), also...),
		part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(kind)),
		beforeWord,
		scaleWord,
		mainly,
	))
}

// more elements that only language has.
const (
	Warmth    ExtraKind = "平均气温" // of the day, in ℃
	FeelsLike ExtraKind = "体感温度" // in ℃
	Swing     ExtraKind = "昼夜温差"
	AirIndex  ExtraKind = "空气质量指数"
	Pollutant ExtraKind = "首要污染物"
)

// pollutants are those of HJ 633.
var pollutants = table(nil, selves[string]("PM2.5 PM10 PM₂.₅ PM₁₀ O3 O₃ NO2 SO2 CO 臭氧 臭氧8小时 二氧化氮 二氧化硫 一氧化碳 细颗粒物 可吸入颗粒物 颗粒物 无"))

// indices are the indices of daily life that services add.
var indices = strings.Fields("穿衣指数 晨练指数 晨练气象指数 洗车指数 感冒指数 旅游指数 出行指数 运动指数 钓鱼指数 晾晒指数 晒衣指数 逛街指数 约会指数 交通指数 路况指数 空调指数 化妆指数 防晒指数 中暑指数 心情指数 郊游指数 划船指数 夜生活指数 放风筝指数 啤酒指数 美发指数 雨伞指数 过敏指数 花粉浓度 花粉指数 穿衣气象指数 中暑气象等级 城市火险等级 地质灾害气象风险等级 晨练 出行 旅游 户外运动")

// pollutantOf is 首要污染物PM2.5.
var pollutantOf = seq(
	mark[Extra](nil, string(Pollutant), "主要污染物"),
	part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(Pollutant)),
	hush[Extra]("为 是 ： :"), gap[Extra](),
	part(func(e *Extra) *string { return &e.Word }, pollutants.rule()),
)

// degreesOf is a temperature that is no extreme of the air.
func degreesOf(kind ExtraKind, also ...string) rule[Extra] {
	value := rule[Extra]{
		first: degrees.first,
		read: func(r *reader, e *Extra) bool {
			d := &r.degrees
			*d = Degrees{}
			ok := degrees.read(r, d)
			e.Low, e.High = d.From, d.To
			return ok
		},
		write: func(w *writer, e *Extra) bool {
			w.degrees = Degrees{From: e.Low, To: e.High}
			return degrees.write(w, &w.degrees)
		},
	}
	return where(func(e *Extra) bool { return e.Word == "" }, seq(
		mark[Extra](nil, string(kind), also...),
		part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(kind)),
		beforeDegrees,
		value,
		behindDegrees,
	))
}

// fineAmount is an amount in tenths of a millimetre, which is kept as it is said: 0.1～2.5毫米.
var fineAmount = seq(
	mark[Extra](nil, string(Amount), "雨量", "雪量", "降雨量", "降雪量", "过程雨量", "过程降水量", "过程降雨量", "累计雨量", "累计降水量", "累计降雨量"),
	part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(Amount)),
	beforeFigures,
	part(func(e *Extra) *string { return &e.Word }, rule[string]{
		first: digitFirst,
		read: func(r *reader, v *string) bool {
			end := r.at
			for end < len(r.text) && (r.text[end] == '.' || r.text[end] >= '0' && r.text[end] <= '9' || end > r.at && isReach(r.text[end:])) {
				end += width(r.text, end)
			}
			for _, unit := range []string{"毫米", "mm"} {
				if strings.HasPrefix(r.text[end:], unit) && strings.Contains(r.text[r.at:end], ".") {
					end += len(unit)
					*v, r.at = r.text[r.at:end], end
					return true
				}
			}
			return false
		},
		write: func(w *writer, v *string) bool { return strings.Contains(*v, ".") && w.put(*v) },
	}),
)

// isReach reports a sign of range at the head of a text.
func isReach(text string) bool {
	for _, sign := range []string{"～", "~", "-", "—", "到", "至"} {
		if strings.HasPrefix(text, sign) {
			return true
		}
	}
	return false
}

// kilometres reads a visibility in kilometres.
var kilometres = readOnly(rule[Extra]{
	first: startsWith(string(Visibility)),
	read: func(r *reader, e *Extra) bool {
		start, ok := r.at, inKilometres.read(r, e)
		if !ok || e.High > 99 {
			r.at = start
			return false
		}
		e.Low, e.High = e.Low*1000, e.High*1000
		return true
	},
	write: func(*writer, *Extra) bool { return false },
})

var inKilometres = figuresOf(Visibility, "公里", 0, 99, "水平能见度")

// sayings are whole clauses that say how something stands.
var sayings = readOnly(either(
	saying(Dispersion, "有利", "有利于空气污染物扩散", "有利于污染物扩散", "有利于空气污染物的扩散", "有利于污染物的扩散", "利于污染物扩散", "较有利于空气污染物扩散"),
	saying(Dispersion, "不利", "不利于空气污染物扩散", "不利于污染物扩散", "不利于空气污染物的扩散", "不利于污染物的扩散", "较不利于空气污染物扩散", "不利于空气污染物稀释、扩散和清除"),
	saying(FireRisk, "低", "低火险", "低度危险", "属低火险", "火险低"),
	saying(FireRisk, "较低", "较低火险", "较低度危险", "属较低火险"),
	saying(FireRisk, "中等", "中等火险", "中度危险", "中度火险"),
	saying(FireRisk, "较高", "较高火险", "较高度危险"),
	saying(FireRisk, "高", "高火险", "高度危险", "属于高度危险", "属高度危险"),
	saying(FireRisk, "极高", "极高火险", "极度危险", "极度火险"),
	saying("晨练指数", "适宜", "适宜晨练", "适合晨练", "宜晨练"),
	saying("晨练指数", "不宜", "不宜晨练", "不适宜晨练", "不适合晨练"),
	saying("晾晒指数", "适宜", "适宜晾晒", "适合晾晒", "较适宜晾晒"),
	saying("晾晒指数", "不宜", "不宜晾晒", "不适宜晾晒", "不适合晾晒"),
	saying("洗车指数", "适宜", "适宜洗车", "适合洗车", "较适宜洗车"),
	saying("洗车指数", "不宜", "不宜洗车", "不适宜洗车", "不适合洗车"),
	saying("出行指数", "适宜", "适宜出行", "适宜外出", "适合外出", "适合出行", "适宜户外活动", "适宜出游"),
))

func saying(kind ExtraKind, word string, forms ...string) rule[Extra] {
	return seq(mark[Extra](nil, forms[0], forms[1:]...),
		part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(kind)),
		part(func(e *Extra) *string { return &e.Word }, setTo(word)))
}

// extra is an added element.
var extra = either(
	figuresOf(Chance, "%", 0, 100, "降雨概率", "降雪概率", "降水几率", "降水可能性", "降水的概率"),
	figuresOf(Humidity, "%", 0, 100, "湿度", "空气湿度", "空气相对湿度", "最小相对湿度", "最大相对湿度", "平均相对湿度", "最小湿度", "最大湿度", "平均湿度"),
	figuresOf(Amount, "毫米", 0, 2000, "雨量", "雪量", "降雨量", "降雪量", "过程雨量", "过程降水量", "过程降雨量", "累计雨量", "累计降水量", "累计降雨量", "预计雨量", "预计降水量"),
	kilometres,
	figuresOf(Visibility, "米", 0, 50000, "水平能见度", "最低能见度"),
	figuresOf(AirIndex, "", 0, 500, "AQI", "空气污染指数", "API", "AQI指数", "空气质量AQI"),
	degreesOf(Warmth, "日平均气温", "平均温度", "日平均温度"),
	degreesOf(FeelsLike, "体感气温"),
	degreesOf("地面温度", "最高地面温度", "最高地表温度", "水温", "地表温度"),
	degreesOf(Swing, "早晚温差", "日温差", "温差", "日较差", "气温日较差", "昼夜温差可达", "早晚温差可达"),
	wordsOf(Swing, "早晚温差", "日温差", "温差", "日较差", "气温日较差", "昼夜温差比较", "早晚与中午温差"),
	wordsOf(Air, "空气质量等级", "空气", "空气质量状况", "空气质量级别"),
	wordsOf(UV, "白天紫外线", "午后紫外线", "中午紫外线", "白天紫外线强度", "午间紫外线", "紫外线指数", "紫外线", "紫外线等级", "紫外线辐射", "紫外线辐射强度", "紫外线强度等级", "紫外线照射强度"),
	wordsOf(Dispersion, "大气污染扩散条件", "空气污染扩散条件", "扩散条件", "空气污染扩散气象条件", "污染扩散条件", "空气扩散条件", "污染物扩散条件", "空气污染物扩散条件", "大气扩散气象条件", "大气污染扩散气象条件", "扩散气象条件", "空气污染扩散气象条件等级", "气象扩散条件"),
	wordsOf(Pollution, "空气污染气象条件", "空气污染气象条件等级", "空气污染气象指数", "空气污染气象条件预报", "空气污染潜势"),
	wordsOf(FireRisk, "森林火险等级", "火险等级", "火险气象等级", "森林火险", "火险", "森林草原火险气象等级", "草原火险气象等级", "森林火险气象指数"),
	wordsOf(Comfort, "舒适度", "体感", "人体舒适度指数", "舒适度指数", "人体感觉", "体感舒适度", "舒适度等级", "人体体感", "气象舒适度"),
	wordsOf(Visibility, "水平能见度"),
	wordsOf(Chance, "降雨概率", "降水可能性"),
	pollutantOf,
	fineAmount,
	index,
	sayings,
	readOnly(seq(part(func(e *Extra) *string { return &e.Word }, airOnly.rule()), part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(Air)))),
)

var indexWords = table(nil, selves[ExtraKind](strings.Join(indices, " ")))

// index is an index of daily life with its grade.
var index = where(func(e *Extra) bool { return e.Low == 0 && e.High == 0 }, seq(
	part(func(e *Extra) *ExtraKind { return &e.Kind }, indexWords.rule()),
	hush[Extra]("为 ： : 级别为 等级为 等级"), gap[Extra](),
	scaleWord,
))
