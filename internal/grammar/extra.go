package grammar

import "yubao/internal/analysis"

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
var airWords = table(nil, []entry[int]{
	say(1, "优"), say(2, "良"), say(3, "轻度污染"), say(4, "中度污染"), say(5, "重度污染"), say(6, "严重污染"),
})

// uvWords are the grades of QX/T 87-2008.
var uvWords = table(nil, []entry[analysis.UVGrade]{
	say(analysis.UVGrade(1), "最弱", "很弱"), say(analysis.UVGrade(2), "弱", "较弱"), say(analysis.UVGrade(3), "中等"),
	say(analysis.UVGrade(4), "强", "较强"), say(analysis.UVGrade(5), "很强", "极强", "最强"),
})

// scaleWords are the words of all scales.
var scaleWords = table(nil, scale(uvWords), scale(airWords), selves[string](`优良 优到良 良到优 优或良 良至轻度污染 良到轻度污染 轻度到中度污染 轻至中度污染
	好 较好 良好 一般 较差 差 很差 极差 一级 二级 三级 四级 五级 六级 1级 2级 3级 4级 5级 6级 有利 不利 较有利 较不利 舒适 较舒适 偏冷 冷 偏热 热 闷热 凉爽`))

// scale makes words that stand for themselves of a table.
func scale[T comparable](of *words[T]) []entry[string] {
	var entries []entry[string]
	for _, candidates := range of.first {
		for _, s := range candidates {
			entries = append(entries, say(s.text, s.text))
		}
	}
	return entries
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
var airOnly = table(nil, scale(airWords), selves[string]("优良 良到轻度污染 优到良"))

func figuresOf(kind ExtraKind, unit string, least, most int, also ...string) rule[Extra] {
	end := mark[Extra](nil, unit)
	low := part(func(e *Extra) *int { return &e.Low }, number(4))
	high := part(func(e *Extra) *int { return &e.High }, number(4))
	one := rule[Extra]{
		first: low.first,
		read: func(r *reader, e *Extra) bool {
			ok := low.read(r, e)
			e.High = e.Low
			return ok
		},
		write: low.write,
	}
	sign := mark[Extra](nil, "～", "~", "-", "—", "到", "至", "－", "–")
	return where(func(e *Extra) bool { return e.Word == "" && e.Low >= least && e.High <= most }, seq(
		mark[Extra](nil, string(kind), also...),
		part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(kind)),
		hush[Extra]("介于 为 在 ： : 达 约 可达"),
		either(
			where(func(e *Extra) bool { return e.Low < e.High }, rising(seq(low, loose(end), sign, high, end))),
			where(func(e *Extra) bool { return e.Low == e.High }, seq(one, end)),
		),
		hush[Extra]("之间 左右 以上 以下"),
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
		hush[Extra]("为 ： : 等级为 等级 级别 以 较"),
		part(func(e *Extra) *string { return &e.Word }, scaleWords.rule()),
		hush[Extra]("为主"),
	))
}

// extra is an added element.
var extra = either(
	figuresOf(Chance, "%", 0, 100, "降雨概率", "降雪概率", "降水几率"),
	figuresOf(Humidity, "%", 0, 100, "湿度", "空气湿度"),
	figuresOf(Amount, "毫米", 0, 2000, "雨量", "降雨量", "过程雨量", "累计雨量"),
	figuresOf(Visibility, "米", 0, 50000, "能见度小于", "能见度不足"),
	figuresOf("空气质量指数", "", 0, 500, "AQI"),
	wordsOf(Air, "空气质量等级", "空气"),
	wordsOf(UV, "紫外线指数", "紫外线", "紫外线等级", "紫外线辐射"),
	wordsOf(Dispersion, "大气污染扩散条件", "空气污染扩散条件", "扩散条件", "空气污染扩散气象条件", "污染扩散条件"),
	wordsOf(Pollution, "空气污染气象条件", "空气污染气象条件等级"),
	wordsOf(FireRisk, "森林火险等级", "火险等级"),
	wordsOf(Comfort, "舒适度", "体感"),
	wordsOf(Visibility),
	readOnly(seq(part(func(e *Extra) *string { return &e.Word }, airOnly.rule()), part(func(e *Extra) *ExtraKind { return &e.Kind }, setTo(Air)))),
)
