package grammar

import (
	"slices"
	"strings"

	"yubao/internal/analysis"
)

// Kind is a phenomenon: precipitation, an obscuration of the air, or another
// thing that a line may warn of.
type Kind string

// precipWords are the words of what analysis knows as precipitation.
var precipWords = [...]Kind{
	analysis.Rain: "雨", analysis.Shower: "阵雨", analysis.Thundershower: "雷阵雨", analysis.Sleet: "雨夹雪",
	analysis.Snow: "雪", analysis.SnowShower: "阵雪", analysis.FreezingRain: "冻雨",
}

// murkWords are the words of what analysis knows as obscurations.
var murkWords = [...]Kind{
	analysis.Mist: "轻雾", analysis.Fog: "雾", analysis.Haze: "霾",
	analysis.FloatingDust: "浮尘", analysis.BlowingSand: "扬沙", analysis.Sandstorm: "沙尘暴",
}

// Depth is an amount of water in millimetres that stands behind a phenomenon.
type Depth struct{ Low, High int }

// alike says as which of those a word counts when it is read.
var alike = map[Kind]Kind{
	"雷雨": "雷阵雨", "（雷）阵雨": "雷阵雨", "雷暴": "雷阵雨", "阴雨": "雨", "降雨": "雨", "毛毛雨": "雨", "雨水": "雨", "雷阵雨天气": "雷阵雨",
	"降雪": "雪", "雨雪": "雨夹雪", "雨加雪": "雨夹雪", "雨转雪": "雨夹雪", "阵雨夹雪": "雨夹雪", "大雾": "雾", "浓雾": "雾", "强浓雾": "雾", "团雾": "雾",
	"雾霾": "霾", "沙尘": "扬沙", "强沙尘暴": "沙尘暴", "薄雾": "轻雾", "晨雾": "轻雾", "阴霾": "霾", "灰霾": "霾", "冻雾": "雾",
}

// plain returns the word as which another counts.
func (k Kind) plain() Kind {
	if plain, ok := alike[k]; ok {
		return plain
	}
	return k
}

// Precip returns the kind of precipitation that the word stands for, and false for other phenomena.
func (k Kind) Precip() (analysis.PrecipKind, bool) {
	kind := slices.Index(precipWords[:], k.plain())
	return analysis.PrecipKind(max(0, kind)), kind >= 0
}

// Murk returns the obscuration that the word stands for, and false for other phenomena.
func (k Kind) Murk() (analysis.MurkKind, bool) {
	kind := slices.Index(murkWords[:], k.plain())
	return analysis.MurkKind(max(0, kind)), kind >= 0
}

// PrecipWord returns the word for a kind of precipitation.
func PrecipWord(kind analysis.PrecipKind) Kind { return precipWords[kind] }

// MurkWord returns the word for an obscuration.
func MurkWord(kind analysis.MurkKind) Kind { return murkWords[kind] }

// graded are the kinds that carry a class of amount.
var graded = table(nil, each(say[Kind]("（雷）阵雨", "（雷）阵雨", "(雷)阵雨")),
	selves[Kind]("雨 阵雨 雷阵雨 雷雨 雪 阵雪 雨夹雪 雨雪 雨加雪 冰粒 冻雨 阵雨夹雪"))

var kinds = table(nil, each(say[Kind]("（雷）阵雨", "（雷）阵雨", "(雷)阵雨")),
	selves[Kind](`雨 阵雨 雷阵雨 雷雨 雪 阵雪 雨夹雪 雨雪 雨加雪 阵雨夹雪 冻雨 阴雨 毛毛雨 降雨 降雪 降水 雨水 雷暴 雷电 冰雹 小冰雹 冰粒 霰 米雪
	雾 轻雾 薄雾 大雾 浓雾 强浓雾 团雾 霾 雾霾 浮尘 扬沙 沙尘 沙尘暴 强沙尘暴 霜 霜冻 轻霜 初霜 初霜冻 轻霜冻 初雪 冰冻 结冰 薄冰 道路结冰 路面结冰 积雪 雨凇 雾凇 吹雪 风吹雪 白毛风
	大风 雷暴大风 雷雨大风 短时大风 阵性大风 短时强降水 强降水 强降雨 强对流 龙卷风 高温 寒潮 强降温 降温 大风降温 低温 低温冷冻 低温冰冻 雨雪冰冻 干热风 焚风 小雹 暴风雪 雪暴 冻雾 晨雾 阴霾 灰霾 尘卷风 龙卷 飑线 地面结冰 桥面结冰 闷热`)).before(func(word, rest string) bool {
	// 高温17度 names a figure
	return !strings.HasSuffix(word, "温") || rest == "" || rest[0] != '-' && (rest[0] < '0' || rest[0] > '9')
})

// gales are the kinds that carry a force.
var gales = table(nil, selves[Kind]("大风 雷暴大风 雷雨大风 短时大风 阵性大风 短时阵性大风 瞬时大风 短时雷雨大风 短时雷暴大风"))

// measured are amounts that stand before their class: 雨量小到中等.
var measured = table(nil, selves[Kind]("雨量 雪量 雨量可达 雨量达 雨量将达 雨量可达到 雪量可达 量级可达 降雨量级 降水量级 降雪量级 量级 雨量为 量级为"))

var grades = table(nil, each(
	say(analysis.Light, "小"), say(analysis.LightToModerate, "小到中", "小至中", "小-中", "小～中", "小~中"),
	say(analysis.Moderate, "中"), say(analysis.ModerateToHeavy, "中到大", "中至大", "中-大", "中～大", "中~大"),
	say(analysis.Heavy, "大"), say(analysis.HeavyToStorm, "大到暴", "大至暴", "大-暴", "大～暴", "大~暴"),
	say(analysis.Storm, "暴"), say(analysis.StormToSevere, "暴到大暴", "暴至大暴"),
	say(analysis.Severe, "大暴"), say(analysis.SevereToExtreme, "大暴到特大暴", "大暴至特大暴"), say(analysis.Extreme, "特大暴"),
))

// Scattered marks precipitation that hardly wets the ground.
const Scattered Mod = "零星"

var mods = table(nil, selves[Mod](`微到 微 零星 零星的 短时 短暂 短暂的 分散性 分散 分散的 间断 间断性 间断的 间歇性 间歇 间隙性 间隙 断续 断续性 时断时续 零散 零散性 少量 微量 小量 局地 较弱 微弱 阵发性 突发性 间断的 间歇性的 分散性的 轻度-中度 轻度～中度 轻至中度 中至重度 轻度至中度 中度至重度 轻到重度 短时较强 短时强 局部短时 零星短时 分散短时 短时零星 短暂性 弱性 阵性 局地性 局部性 弱 较强 明显 明显的 较明显 较明显的
	轻度 中度 重度 轻到中度 中到重度 轻度到中度 中度到重度 严重 轻微 轻微的 分布不均匀的 分布不均的 小范围 小范围的 大范围 持续 持续性 连续性 连阴 强 弱的 一次 短时间 短时间的 不稳定 对流性 混合性 稳定性 淡淡的 夜发性 频繁`))

var (
	noGale   = func(f *Fall) bool { return f.Force == Force{} }
	ofGale   = func(f *Fall) bool { return f.Force != Force{} }
	fallKind = either(
		where(ofGale, seq(part(func(f *Fall) *Force { return &f.Force }, force), hush[Fall]("的"), part(func(f *Fall) *Kind { return &f.Kind }, gales.rule()))),
		where(noGale, ungaled),
	)
	ungaled = either(
		sound(gradeFault, seq(
			part(func(f *Fall) *analysis.Grade { return &f.Grade }, grades.rule()),
			part(func(f *Fall) *bool { return &f.Even }, flag("等")),
			part(func(f *Fall) *Kind { return &f.Kind }, graded.rule()),
		)),
		sound(gradeFault, seq(
			where(func(f *Fall) bool { return f.Mod == "" }, part(func(f *Fall) *Kind { return &f.Kind }, measured.rule())),
			part(func(f *Fall) *analysis.Grade { return &f.Grade }, grades.rule()),
			part(func(f *Fall) *bool { return &f.Even }, flag("等")),
		)),
		where(func(f *Fall) bool { return f.Grade == analysis.GradeNone && !f.Even }, part(func(f *Fall) *Kind { return &f.Kind }, kinds.rule())),
	)
	fallBody = seq(part(func(f *Fall) *Mod { return &f.Mod }, opt(mods.rule())), fallKind, part(func(f *Fall) *Depth { return &f.Depth }, opt(depth)))

	// depth is the amount in brackets: （30～70毫米）.
	depth = where(func(d *Depth) bool { return d.Low < d.High }, seq(
		mark[Depth](nil, "（", "("),
		part(func(d *Depth) *int { return &d.Low }, number(3)), mark[Depth](nil, "～", "~", "-", "—", "到", "至"),
		part(func(d *Depth) *int { return &d.High }, number(3)), mark[Depth](nil, "毫米", "mm"),
		mark[Depth](nil, "）", ")"),
	))

	// alone is the first phenomenon of a list; what stands before it belongs to the clause.
	alone = where(func(f *Fall) bool { return f.Join == "" && f.Share == "" && f.Have == "" }, fallBody)

	// further is a phenomenon behind another: 、雷阵雨, 局部大雨, 局部有大雨.
	further = either(
		where(func(f *Fall) bool { return f.Join != "" && (f.Share != "" || f.Have == "") }, seq(
			part(func(f *Fall) *FallJoin { return &f.Join }, fallJoins.rule()),
			part(func(f *Fall) *Share { return &f.Share }, opt(localShares.rule())),
			part(func(f *Fall) *Have { return &f.Have }, opt(haves.rule())),
			fallBody,
		)),
		where(func(f *Fall) bool { return f.Join == "" && f.Share != "" }, seq(
			part(func(f *Fall) *Share { return &f.Share }, localShares.rule()),
			part(func(f *Fall) *Have { return &f.Have }, opt(haves.rule())),
			fallBody,
		)),
	)
)

// readGale reports a gale at the reader's position, behind its force.
func (r *reader) readGale() bool {
	at := r.at + len(r.text[r.at:]) - len(strings.TrimPrefix(r.text[r.at:], "的"))
	_, ok := gales.at(r.text, at)
	return ok
}

// gradeFault refuses classes that a kind does not have.
func gradeFault(f *Fall) string {
	storm := f.Grade >= analysis.HeavyToStorm
	switch kind, known := f.Kind.Precip(); {
	case storm && known && (kind == analysis.Sleet || kind == analysis.FreezingRain):
		return "没有这一等级的“" + string(f.Kind) + "”"
	case f.Even && f.Grade != analysis.Moderate && f.Grade != analysis.LightToModerate:
		return "“等”不能跟在这一等级后面"
	}
	return ""
}

// falls is a list of phenomena.
var falls = sound(fallsFault, headed(inFalls, alone, further, 4))

func fallsFault(fs *[]Fall) string {
	for i, f := range *fs {
		for _, g := range (*fs)[:i] {
			if f.Kind == g.Kind && f.Grade == g.Grade && f.Mod == g.Mod && f.Share == g.Share {
				return "同一天气现象写了两次"
			}
		}
	}
	return ""
}
