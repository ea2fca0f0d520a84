package grammar

import (
	"strings"

	"yubao/internal/analysis"
)

// Comma is the usual mark behind a time.
const Comma Pause = "，"

// Sky is what a line says about sky, precipitation and the clearness of the air:
// one clause, and clauses that add to it.
type Sky struct{ Clauses []SkyClause }

// SkyClause is one clause: 多云间晴天, or 夜里部分地区有小雨.
type SkyClause struct {
	Run     bool    // follows the clause before without a mark
	Aside   bool    // in brackets behind the clause before: 小雨（局部中雨）
	Lead    Hedge   // before everything else: 预计
	Scopes  []Scope // when and where it holds, in the order said
	Subject Subject // what the state is of, where it is said: 天气
	Hedge   Hedge   // behind scope or subject
	Start   Turn    // 转 and its like, when the clause goes on from the one before
	Have    Have    // 有、时有… before a phenomenon
	First   State
	Steps   []Step
	Tail    Tail
}

// Scope narrows a clause to a time or to a part of the area.
type Scope struct {
	Span  Span
	Share Share
	Pause Pause // the mark that follows
}

// Step is a change or mixture with a further state.
type Step struct {
	Turn  Turn
	State State
}

// State is a state of the sky with what comes down or hangs in the air, or either alone.
type State struct {
	Cloud  analysis.Cloud
	Look   Look    // a judgement instead of a state: 晴好
	Scopes []Scope // between sky and phenomenon: 阴天夜里有小雨
	Have   Have    // how the phenomenon hangs on the sky; empty also for 阴天小雨
	Falls  []Fall
}

// Fall is a phenomenon with its modifiers.
type Fall struct {
	Join  FallJoin // how it hangs on the one before
	Share Share
	Have  Have
	Mod   Mod
	Grade analysis.Grade
	Even  bool  // 等 behind the grade: 中等阵雨
	Force Force // of a gale: 7～9级雷暴大风
	Kind  Kind
	Depth Depth
}

// Words that only language has; the values are spelled as they are written by default.
type (
	// Hedge is a word of outlook before a clause: 预计.
	Hedge string
	// Share is a part of an area or of the time: 局部地区.
	Share string
	// Subject names the weather or the sky itself: 天气、天空.
	Subject string
	// Have ties a phenomenon to sky, time or place: 有、偶有.
	Have string
	// Turn ties two states together: 间、转、停止转.
	Turn string
	// Tail closes a clause: 天气、为主.
	Tail string
	// Look is a judgement on the weather: 晴好.
	Look string
	// Mod modifies a phenomenon: 短时、零星.
	Mod string
	// Pause is the mark behind a time or share: ，or ：; empty without one.
	Pause string
	// FallJoin ties two phenomena together: 或、、.
	FallJoin string
)

var clouds = table(chosen("sky"), each(
	say(analysis.Clear, "晴天|晴"),
	say(analysis.FewClouds, "少云"),
	say(analysis.Cloudy, "多云", "多云天"),
	say(analysis.Overcast, "阴天|阴"),
))

var looks = table(nil, selves[Look](`晴好 晴空万里 晴朗 晴热 晴冷 晴暖 晴朗少云 晴热高温 高温晴热 晴热少雨 晴冷干燥 晴暖干燥 闷热高温 高温闷热 干热 晴间热 雨过天晴 雨后天晴 转好 好转 转坏 转差 阴沉 阴冷 阴雨相间 晴雨相间 晴雨交替 多变 平稳 良好 较好 闷热 炎热 凉爽 寒冷 温暖 阳光充足 阳光明媚 雨量分布不均 雨量不均 雨量不大 雨量较小 雨量较大 雪量不大 雪量较小 雪量较大 降水分布不均 降雨分布不均 云量较多 云量增多 云量减少 云系较多 云系增多 云系减少 云系增厚 光照充足 光照较好 阳光较好 阳光灿烂 阳光和煦 阴雨绵绵 阴雨连绵 阴雨不断 阴晴不定 晴雨不定 冷空气来袭 冷空气活跃 雨势减弱 雨势较大 雨势增强 雨势加大 雨势减小 雪势减弱 降水增强 降水减弱 降雨增强 降雨减弱 降雪增强 降雪减弱 降温明显 气候干燥 空气干燥 干燥少雨 风大 逐渐好转 逐步好转 明显好转 晴暖舒适 较差 回暖 转凉 转冷 转暖 变冷 不错 晴晒 晴而不热 湿冷 阴冷潮湿 干冷`))

// Mixed, Change and Span are the turns that the tables of connectives define.
const (
	Mixed  Turn = "间"
	Change Turn = "转"
	Ranges Turn = "到"
)

var relations = map[Turn]analysis.Relation{Mixed: analysis.Mixed, Change: analysis.Change, Ranges: analysis.Span, "有时": analysis.Mixed, "时": analysis.Mixed, "间有": analysis.Mixed}

// Relation returns how a turn lets two states stand together; what is neither
// mixture nor span is a change.
func (t Turn) Relation() analysis.Relation {
	if r, ok := relations[t]; ok {
		return r
	}
	return analysis.Change
}

var turns = table(nil, each(
	say(Mixed, "间"), say(Ranges, "到"), say(Change, "转", "转为"), say[Turn]("转成", "转成"),
	say[Turn]("～", "～", "~", "〜"), say[Turn]("-", "-", "—", "－", "–"), say[Turn]("间短时", "间短时"), say[Turn]("间短暂", "间短暂"),
	say[Turn]("并渐止转", "并渐止转"), say[Turn]("并停止转", "并停止转"), say[Turn]("并逐渐停止转", "并逐渐停止转"), say[Turn]("并止转", "并止转"),
	say[Turn]("有时", "有时", "有时为"), say[Turn]("渐转", "渐转"), say[Turn]("逐渐转", "逐渐转", "逐渐转为"),
	say[Turn]("停止转", "停止转", "停止转为"), say[Turn]("止转", "止转", "止转为"), say[Turn]("渐止转", "渐止转", "渐止转为"), say[Turn]("逐渐停止转", "逐渐停止转", "逐渐停止转为"),
), selves[Turn](`至 时 停转 再转 后转 并转 又转 将转 渐变为 很快转 迅速转 和 与 或 渐停转 间歇转 结束转 减弱转 消散转 减弱停止转 渐散转 散转`))

// starts open a clause that goes on from the one before: ，夜里转小雨.
var starts = table(nil, each(
	say(Change, "转", "转为"), say[Turn]("转成", "转成"), say[Turn]("逐渐转", "逐渐转", "逐渐转为"), say[Turn]("渐转", "渐转"),
), selves[Turn]("再转 后转 并转 又转 很快转 迅速转 逐步转 止转 渐止转 停止转 逐渐停止转 渐停转 停转 并渐止转 趋于停止转 结束转 减弱转"))

var haves = table(nil, selves[Have](`有 偶有 时有 有时有 间有 伴有 并伴有 并有 夹有 或有 可能有 可有 会有 多有 另有 还有 易有 常有 局有 且有 带 伴 夹 又有 多
	会出现 可能出现 有可能出现  有望出现 偶尔有 不时有 间或有 多发 有时伴有 局部有时有 出现 有一次 迎来 并夹有 有时 偶尔 时而有 间或 会伴有 常伴有 夜有 多伴有 易出现 或伴有 并可能出现 并会出现 并将出现 间断有 不时出现 随后有 仍会有 将出现 还有可能有 还可能有 间歇有 有时会有 可能会有 可能伴有 并可能伴有 不排除有 不排除 达 可达 将达 达到 可达到 雨量 雪量 雨量可达 雨量将达 雨量可达到 雨量达 雨量为 雪量可达 量级可达`))

var hedges = table(nil, selves[Hedge]("仍然 仍然是 仍然以 仍旧 其中 预计 将 仍 仍为 仍以 仍将 将以 为 以 依然 继续 维持 以及 但 总体 整体 基本 主要 主要为 呈 将是 是 多为 也是 仍是 还是 都是 一直是 全部为 均为 均以 都以 也以 继续以 依旧 依然是 继续维持 将维持 将继续维持 维持以 将会 将会是 主要以 大多 大多为 逐渐 明显 趋于 有所 普遍 多数 也将 也会 可能 或 或将 转入 进入 会 都 全天 转以"))

var subjects = table(nil, each(say[Subject]("天气", "天气"), say[Subject]("天气：", "天气：", "天气:"), say[Subject]("天气情况：", "天气情况：", "天气情况:"), say[Subject]("天空状况：", "天空状况：", "天空状况:"), say[Subject]("天气状况：", "天气状况：", "天气状况:"), say[Subject]("天气状况", "天气状况")), selves[Subject]("天空 天空状况"))

var tails = table(nil, selves[Tail]("天气逐渐停止 天气渐止 天气停止 天气结束 天气逐渐结束 天气趋于结束 天气减弱 天气逐渐减弱 天气过程结束 趋弱 趋于减弱 转弱 逐渐趋弱 天气 的天气 为主 天气为主 的天气为主 出现 产生 发生 来袭 等天气 等 过程 天气过程 的降水过程 降水过程 等强对流天气 等强对流 等灾害性天气 渐止 渐停 停止 逐渐停止 趋于停止 并渐止 并停止 并逐渐停止 并逐渐减弱 并减弱 止 停 减弱 渐弱 逐渐减弱 增强 结束 消散 渐散 散去 逐渐消散 停歇 暂停 暂歇 相间 交替 继续 持续"))

// shares are parts of the area or of the time: how much, alone or with of what;
// and areas that need no measure.
var shares = table(nil, measures, parts, wholeAreas, selves[Share](`部分县（市） 各县（市） 地势高处 地势较高处 高海拔地区 高海拔山区 山区 半山区 山区半山区 山区、半山区 平原地区 平原 平坝 河谷 平坝河谷 平坝河谷地区 坪坝河谷地区 川道 塬区 陆地 陆上 内陆 内陆地区 沿海地区 近海 近海海域 江面 江湖水面 浅山区 丘陵 丘陵地区
	沿山 沿山地区 沿河 沿黄 沿黄地区 沿江 沿湖 沿海 郊区 郊县 县区 各县市 多地 水域附近 河谷地区 低洼地区 低洼处
	东部 西部 南部 北部 中部 东南部 西南部 东北部 西北部 中东部 中西部 中南部 中北部 东部地区 西部地区 南部地区 北部地区 中部地区 东部区县 西部区县 南部区县 北部区县 东部县市 西部县市 南部县市 北部县市 东部山区 西部山区 南部山区 北部山区
	海上 海面 沿海海面 湖面 水面 滩区 桥面 路面 高速路段 山区和桥面 其他地区 其余地区 其它地区 其余时段 其他时段 地势高的地方 地势低洼处 迎风坡 沟谷 盆地 山上 林区 偏东地区 偏西地区 偏南地区 偏北地区 偏东局地 偏南局地 偏西局地 偏北局地 偏东局部 偏南局部 偏西局部 偏北局部 偏东部分地区 偏南部分地区 偏西部分地区 偏北部分地区 北中部 雷雨时 雷雨过程中 降雨时 降水时段 雨时 个别点`))

// wholeAreas name all that a line is for.
var wholeAreas = selves[Share]("全市 全区 全省 全县 全州 全境 我市 我省 我县 我区 本市 本地 本区 各地 市区 城区 主城区 中心城区 市区和近郊 市区及近郊")

var wholes = table(nil, wholeAreas)

// Whole reports a share that is all that a line is for: 全市, 市区.
func (s Share) Whole() bool { return wholes.has(s) }

// Most reports a share that is the greater part of it: 大部分地区.
func (s Share) Most() bool {
	return strings.HasPrefix(string(s), "大部") || strings.HasPrefix(string(s), "绝大部分") || strings.HasPrefix(string(s), "多数")
}

// WholeAt reads a word for all that a line is for, and returns its length in bytes: 全市.
func WholeAt(text string, at int) int {
	s, _ := wholes.at(text, at)
	return len(s.text)
}

// measures are 局部, 局部地区, 部分时段 and their like; parts are those that need a word behind them.
var (
	measures = compounds[Share]("局部 局地 部分 大部 大部分 个别 多数 少数 少部分 少部 绝大部分 多半 小部分", "- "+whereabouts)
	parts    = compounds[Share]("局 极个别 一些", whereabouts)
)

const whereabouts = "地区 地方 区域 县市 市县 县区 区县 旗县 县 乡镇 路段 道路 时段 时间 站点 山区 地点 水域 点 市区 城区 高海拔地区 高海拔山区 平原 地带 镇街 街镇"

// localShares are the shares that may hang a second phenomenon on a first one without a mark: 雷阵雨局部大雨.
var localShares = table(nil, selves[Share]("局部 局地 部分 部分时段 局部时段 部分路段 局部路段 局部地区 部分地区 个别地区 局部地方 部分地方 个别 个别地方 部分县市 局部县市 大部 大部分地区"))

var fallJoins = table(nil, each(
	say[FallJoin]("、", "、"), say[FallJoin]("或", "或"), say[FallJoin]("或者", "或者"),
), selves[FallJoin]("和 及 与 并伴 伴 伴有 并伴有 夹 夹有 以及 间 兼"))

var (
	pauses = table(nil, each(say(Comma, "，", ","), say[Pause]("：", "：", ":")))
	// blank stands for a comma in tables.
	blank = readOnly(rule[Scope]{
		first: startsWith(" ", "\t", "　"),
		read: func(r *reader, _ *Scope) bool {
			start := r.at
			skipBlanks(r)
			return r.at > start
		},
		write: func(*writer, *Scope) bool { return false },
	})
	// narrowly is a time or a share.
	narrowly = either(
		seq(part(func(s *Scope) *Share { return &s.Share }, shares.rule()), where(func(s *Scope) bool { return s.Span.IsZero() }, nothing[Scope]())),
		where(func(s *Scope) bool { return s.Share == "" }, part(func(s *Scope) *Span { return &s.Span }, span)),
	)
	// narrowing is a time or a share before a clause, 今天夜里，阴天有中雨 included.
	narrowing = seq(narrowly, either(
		part(func(s *Scope) *Pause { return &s.Pause }, pauses.rule()),
		seq(blank, part(func(s *Scope) *Pause { return &s.Pause }, setTo(Comma))),
		part(func(s *Scope) *Pause { return &s.Pause }, setTo(Pause(""))),
	))
)

func clauseScopes[T any](of func(*T) *[]Scope, one rule[Scope]) rule[T] {
	return part(of, list(inScopes, one, nothing[Scope](), 0, 4))
}

// cloudRule keeps the 天 of 晴天气 to 天气, and of 晴天气温 to 晴天.
var cloudRule = part(func(s *State) *analysis.Cloud { return &s.Cloud }, clouds.before(func(word, rest string) bool {
	return !strings.HasSuffix(word, "天") || !strings.HasPrefix(rest, "气") || strings.HasPrefix(rest, "气温")
}).rule())

// state is 阴天, 阴天有小雨, 小雨 or 晴好.
var state = either(
	where(func(s *State) bool { return s.Cloud == analysis.CloudUnknown && len(s.Falls) == 0 },
		part(func(s *State) *Look { return &s.Look }, looks.rule())),
	seq(
		cloudRule,
		either(
			sound(hangingFault, seq(
				clauseScopes(func(s *State) *[]Scope { return &s.Scopes }, narrowly),
				part(func(s *State) *Have { return &s.Have }, opt(haves.rule())),
				part(func(s *State) *[]Fall { return &s.Falls }, falls),
			)),
			where(func(s *State) bool { return len(s.Falls) == 0 && s.Look == "" }, nothing[State]()),
		),
	),
	where(func(s *State) bool {
		return s.Cloud == analysis.CloudUnknown && s.Look == "" && len(s.Scopes) == 0 && s.Have == ""
	}, part(func(s *State) *[]Fall { return &s.Falls }, falls)),
)

// hangingFault tells what may not hang on a state of the sky.
func hangingFault(s *State) string {
	if s.Have == "" && len(s.Scopes) == 0 && s.Cloud != analysis.Overcast && s.Cloud != analysis.Cloudy {
		return "天空状况和天气现象之间缺少“有”"
	}
	if s.Cloud != analysis.Clear && s.Cloud != analysis.FewClouds {
		return ""
	}
	for _, f := range s.Falls {
		if kind, ok := f.Kind.Precip(); ok && (kind == analysis.Rain || kind == analysis.Snow) && f.Mod == "" {
			return "晴天不会有连续性降水"
		}
	}
	return ""
}

var step = seq(
	part(func(s *Step) *Turn { return &s.Turn }, either(turns.rule(), bare)),
	part(func(s *Step) *State { return &s.State }, state),
)

// bare is the missing 间 of an old habit: 晴天多云.
var bare = setTo(Turn(""))

// skyClause is one clause.
var skyClause = sound(clauseFault, seq(
	part(func(c *SkyClause) *Hedge { return &c.Lead }, opt(hedges.rule())),
	clauseScopes(func(c *SkyClause) *[]Scope { return &c.Scopes }, narrowing),
	part(func(c *SkyClause) *Subject { return &c.Subject }, opt(subjects.rule())),
	part(func(c *SkyClause) *Hedge { return &c.Hedge }, opt(hedges.rule())),
	either(
		seq(part(func(c *SkyClause) *Turn { return &c.Start }, starts.rule()), opening),
		seq(where(func(c *SkyClause) bool { return c.Start == "" }, part(func(c *SkyClause) *Have { return &c.Have }, haves.rule())),
			where(func(c *SkyClause) bool { return c.First.Cloud == analysis.CloudUnknown && c.First.Look == "" }, opening)),
		where(func(c *SkyClause) bool { return c.Start == "" && c.Have == "" }, opening),
	),
	part(func(c *SkyClause) *[]Step { return &c.Steps }, list(inSteps, step, nothing[Step](), 0, 3)),
	part(func(c *SkyClause) *Tail { return &c.Tail }, opt(tails.rule())),
))

var opening = part(func(c *SkyClause) *State { return &c.First }, state)
