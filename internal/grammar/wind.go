package grammar

import (
	"strings"

	"yubao/internal/analysis"
)

// Wind is what a line says about the wind: usually one clause, with a gust as a second.
type Wind struct{ Clauses []WindClause }

// WindClause is one clause: 东北风转偏南风3级左右, or 阵风7级.
type WindClause struct {
	Scopes []Scope
	Verb   WindVerb // 吹、伴有
	Head   WindHead // 阵风、风力
	Calm   Calm     // a word instead of the first direction
	Legs   []Leg    // the first carries a Turn when the clause goes on from the one before
	Tail   WindTail // 逐渐减弱
}

// Leg is a direction, a force, or both, reached from the one before by Turn.
type Leg struct {
	Turn       WindTurn
	Soft       Soft // 轻微的
	Dir        Dir
	Each       Each // between a turn and the force of both: 南风转北风都是3级
	Calm       Calm // instead of a force, or of both: 转微风
	Force      Force
	Gust       Force // between a force and its direction: 5到6级、阵风7到8级的偏北风
	ForceFirst bool  // 3级偏西风
	Of         bool  // 的 between force and direction
}

// Dir is a direction the wind blows from.
type Dir struct {
	From   analysis.Direction
	Around bool // 偏
	Short  bool // without 风: 北转南风
}

// Force is a span of wind force on the Beaufort scale; equal ends are one force.
type Force struct {
	Low, High int
	Listed    bool // both forces are named: 2、3级
	Unsaid    bool // without 级: 2、3间4级
	Bound     Bound
}

// Words that only language has.
type (
	// WindVerb opens a wind clause: 吹.
	WindVerb string
	// WindHead says what a force is of: 阵风.
	WindHead string
	// WindTurn ties two winds together: 转、逐渐加大到.
	WindTurn string
	// Calm is a word for hardly any wind, or for one without direction: 微风.
	Calm string
	// Soft describes a strength in words: 轻微的.
	Soft string
	// Each says that a force is that of all directions named: 都是.
	Each string
	// Bound says how a force is meant: 左右、以下.
	Bound string
	// WindTail tells how the wind develops, without a force: 逐渐减弱.
	WindTail string
)

// The words that the writer chooses itself.
const (
	Gusts    WindHead = "阵风"
	Veers    WindTurn = "转"
	Rises    WindTurn = "逐渐加大到"
	About    Bound    = "左右"
	LessThan Bound    = "小于"
	Variable Calm     = "风向不定"
)

var directions = table(nil, each(
	say(analysis.North, "北"), say(analysis.NorthEast, "东北"), say(analysis.East, "东"), say(analysis.SouthEast, "东南"),
	say(analysis.South, "南"), say(analysis.SouthWest, "西南"), say(analysis.West, "西"), say(analysis.NorthWest, "西北"),
))

var windVerbs = table(nil, selves[WindVerb]("吹 吹起 刮 刮起 有 伴有 并伴有 但有 且有 仍有 将有 还有 伴 另有 夜里有 时有 并有 出现 将出现 多 以 为 会有 可能有 有时有"))

// windHeads carry what ties them to the force: 风力：2级, 阵风可达7级.
var windHeads = table(nil, compounds[WindHead](heads, "- 为 达 达到 可达 可达到 将达 将达到 最大可达 在 有 都是 均为 都为 都在 均在 一般 一般为 普遍 一般在"), func(yield func(entry[WindHead]) bool) {
	for head := range listed(heads) {
		if !yield(say(WindHead(head+"："), head+"：", head+":")) {
			return
		}
	}
})

const heads = "阵风 短时 短时风力 短时瞬时风力 雷雨大风 瞬时 瞬时风力 瞬间 瞬间风力 瞬间阵风 瞬时阵风 阵风风力 短时阵风 最大阵风 极大风 极大风力 风力 风向 风向风力 风速 最大风力 平均风力 平均风 雷雨时阵风 雷雨时短时阵风 雷雨时瞬时阵风 雷雨时瞬间阵风 局地阵风 局部阵风 最大阵风风力"

// IsGust reports a head that speaks of gusts.
func (h WindHead) IsGust() bool { return strings.HasPrefix(string(h), string(Gusts)) }

var calms = table(nil, selves[Calm](`微风 静风 轻风 软风 清风 小风 和风 无风 微到和风 微风级 风向不定 风向多变 风向不定微风 无持续风向 无持续风向微风 无持续微风 旋转风
	风力较小 风力不大 风力微弱 风力轻微 风力和缓 风力较弱 风力小 风力减弱 风力增大 风力较大 风力加大 风力增强 风力减小 风力明显 风小 风不大 风较小 风大 风力偏大 风力较强
	风力逐渐加大 风力逐渐增大 风力逐渐减弱 风力逐渐增强 风力逐渐减小 风力渐大 风力渐小 风力渐弱 风力渐强 风力明显增大 风力明显加大 风力明显减弱 风力略有增大 风力略有减弱 风力有所增大 风力有所减弱`), compounds[Calm]("东 南 西 北 偏东 偏南 偏西 偏北 东北 东南 西北 西南", "微风")).before(func(word, rest string) bool {
	return !strings.HasSuffix(word, "小") || !strings.HasPrefix(rest, "于") // 风力小于3级
})

// windTails tell how the wind develops.
var windTails = table(nil, selves[WindTail]("逐渐减弱 渐弱 减弱 减小 逐渐减小 逐渐加大 逐渐增大 逐渐增强 渐大 渐强 加大 增大 增强 较大 较强 偏大 明显 明显增大 明显减弱 明显加大 略有增大 略有减弱 有所增大 有所减弱 为主"))

// windTurns tie two winds together. 到 and its kin raise or lower a force.
var windTurns = table(nil, each(
	say(Veers, "转", "转为"), say[WindTurn]("转成", "转成"),
	say[WindTurn]("、短时", "，短时", "、短时", ",短时", "、瞬时", "、瞬间"), say[WindTurn]("～", "～", "~", "—", "-", "－", "–"), say[WindTurn]("、", "、"),
), selves[WindTurn](`短时 至 到 或 和 与 间 逐渐转 渐转 渐转为 逐渐转为 先后转 再转 后转 又转 并转 自北向南转 阵增 短时转 后减弱到 后减弱为 后转为 升至 升到 降至 降到 增至 增到 减至 减到 减弱为 逐渐减弱为 渐变为
	夜间转 夜里转 午后转 下午转 傍晚转 白天转 早晨转 上午转 中午转 凌晨转 后半夜转 前半夜转 晚上转 午后 夜间 夜里 傍晚 下午 白天 上午 早晨 后半夜 傍晚前后转 下午起转 夜间起转 傍晚起转 午后起转`), compounds[WindTurn]("- 逐渐 渐 将 将逐渐 短时 明显 后 后逐渐 再", "加大到 加大至 增大到 增大至 增强到 增强至 加强到 加强至 减弱到 减弱至 减小到 减小至"))

var softs = table(nil, selves[Soft](`轻微的 和缓的 轻微至和缓的 轻微到和缓的 清劲的 和缓至清劲的 和缓到清劲的 较强的 强劲的 较大的 微弱的 轻柔的 强烈的 轻微而和缓的 强风级的
	轻微 和缓 轻微至和缓 轻微到和缓 清劲 和缓至清劲 和缓到清劲 较强 强劲 微弱 轻柔 较大`))

var eaches = table(nil, selves[Each]("都是 均为 都为 均是 都在 风力都是 风力均为 风力都为 各 风力一般 风力"))

var bounds = table(nil, selves[Bound]("左右 以下 以内 以上 或以上 或以下 及以上 及以下 上下"))

var boundsBefore = table(nil, each(say(LessThan, "小于", "＜", "<"), say[Bound]("≤", "≤", "≦"), say[Bound]("≥", "≥", "≧"), say[Bound]("大于", "大于", "＞", ">")),
	selves[Bound]("不足 低于 不超过 约 大约 最大 最大可达 可达 可达到 达 达到 将达 不到 小于等于 小于或等于 不大于 由 从 为 在 最高 最高可达"))

// figures are whole numbers in Chinese, as wind forces and spoken temperatures have them.
var figures = table(nil, each(say(0, "零")), func(yield func(entry[int]) bool) {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens := []string{"", "十", "二十", "三十", "四十", "五十"}
	for n := 1; n < 10*len(tens); n++ {
		if !yield(say(n, tens[n/10]+digits[n%10])) {
			return
		}
	}
})

var (
	level     = mark[Force](nil, "级", " 级")
	rangeMark = mark[Force](forceSign, "～|到", "~", "-", "—", "－", "–", "至", "〜", "——", " ~", "~ ", " ~ ", " ～", "～ ", " ～ ", " -", "- ", " - ", " —", "— ", " — ", " 到 ", " 至 ")
	lowForce  = part(func(f *Force) *int { return &f.Low }, either(number(2), readOnly(figures.rule())))
	highForce = part(func(f *Force) *int { return &f.High }, either(number(2), readOnly(figures.rule())))
	oneForce  = where(func(f *Force) bool { return f.Low == f.High }, rule[Force]{
		first: lowForce.first,
		read: func(r *reader, f *Force) bool {
			ok := lowForce.read(r, f)
			f.High = f.Low
			return ok
		},
		write: lowForce.write,
	})
	isRange = func(f *Force) bool { return f.Low < f.High }
	spoken  = readOnly(seq(
		part(func(f *Force) *int { return &f.Low }, figures.rule()),
		part(func(f *Force) *int { return &f.High }, figures.rule()), level))
	// beforeMore looks ahead: the 级 of a further force serves both.
	beforeMore = rule[Force]{
		first: startsWith("间"),
		read: func(r *reader, _ *Force) bool {
			rest, ok := strings.CutPrefix(r.text[r.at:], "间")
			return ok && rest != "" && rest[0] >= '1' && rest[0] <= '9'
		},
		write: func(*writer, *Force) bool { return true },
	}
	forceRange = sound(func(f *Force) string {
		if f.Low == f.High {
			return "风力范围前后相同"
		}
		return ""
	}, either(
		spoken,
		housed(func(h *House, f *Force) bool { return h.Force == "both" && !f.Listed }, seq(lowForce, level, rangeMark, highForce, level)),
		seq(lowForce, either(
			where(func(f *Force) bool { return !f.Listed }, rangeMark),
			seq(mark[Force](nil, "、"), part(func(f *Force) *bool { return &f.Listed }, setTo(true))),
		), highForce, either(
			where(func(f *Force) bool { return !f.Unsaid }, level),
			seq(beforeMore, part(func(f *Force) *bool { return &f.Unsaid }, setTo(true))),
		)),
	))
	force = sound(forceFault, seq(
		part(func(f *Force) *Bound { return &f.Bound }, optUnless(func(b *Bound) bool { return !boundsBefore.has(*b) }, boundsBefore.rule())),
		either(
			rule[Force]{forceRange.first, forceRange.read, where(isRange, forceRange).write},
			seq(oneForce, level),
		),
		boundAfter,
	))
	boundAfter = either(
		seq(where(func(f *Force) bool { return !boundsBefore.has(f.Bound) }, nothing[Force]()), part(func(f *Force) *Bound { return &f.Bound }, bounds.rule())),
		where(func(f *Force) bool { return f.Bound == "" || boundsBefore.has(f.Bound) }, nothing[Force]()),
	)
)

func forceSign(h *House) int {
	if h.Force == "to" {
		return 1
	}
	return chosen("range")(h)
}

// strongest is the greatest force of the scale (GB/T 28591-2012).
const strongest = 17

func forceFault(f *Force) string {
	switch {
	case f.High > strongest:
		return "风力超过17级"
	case f.Low > f.High:
		return "风力范围前大后小"
	case f.Low < f.High && (f.Bound == About || f.Bound == "上下"):
		return "“左右”不能跟在风力范围后面"
	case f.High < 1:
		return "风力至少1级"
	}
	return ""
}

// dir is 偏北风, 东北风, or 北 before another direction.
var dir = sound(dirFault, seq(
	part(func(d *Dir) *bool { return &d.Around }, flag("偏")),
	part(func(d *Dir) *analysis.Direction { return &d.From }, directions.rule()),
	either(
		seq(mark[Dir](nil, "风"), part(func(d *Dir) *bool { return &d.Short }, setTo(false))),
		part(func(d *Dir) *bool { return &d.Short }, setTo(true)),
	),
))

func dirFault(d *Dir) string {
	if d.Around && diagonal(d.From) {
		return "“偏”只能用在东南西北四个方向"
	}
	return ""
}

func diagonal(d analysis.Direction) bool {
	return d == analysis.NorthEast || d == analysis.SouthEast || d == analysis.SouthWest || d == analysis.NorthWest
}

var (
	legDir   = part(func(l *Leg) *Dir { return &l.Dir }, dir)
	legForce = part(func(l *Leg) *Force { return &l.Force }, force)
	legGust  = optUnless(func(l *Leg) bool { return l.Gust == Force{} }, seq(mark[Leg](nil, "、阵风", "阵风", "，阵风", ",阵风"), part(func(l *Leg) *Force { return &l.Gust }, force)))
	legCalm  = part(func(l *Leg) *Calm { return &l.Calm }, calms.rule())
	legSoft  = part(func(l *Leg) *Soft { return &l.Soft }, opt(softs.rule()))
	legOf    = part(func(l *Leg) *bool { return &l.Of }, flag("的"))
	legEach  = part(func(l *Leg) *Each { return &l.Each }, opt(eaches.rule()))
	noForce  = func(l *Leg) bool { return l.Force == Force{} }
	legTurn  = part(func(l *Leg) *WindTurn { return &l.Turn }, windTurns.rule())
	notFirst = part(func(l *Leg) *bool { return &l.ForceFirst }, setTo(false))
	atFirst  = part(func(l *Leg) *bool { return &l.ForceFirst }, setTo(true))
	// ofNoGale leaves 7～9级雷暴大风 to the phenomena.
	ofNoGale = rule[Leg]{
		first: nowhere,
		read:  func(r *reader, _ *Leg) bool { return !r.readGale() },
		write: func(*writer, *Leg) bool { return true },
	}
	isCalm = func(l *Leg) bool { return l.Calm != "" }

	// legBody is direction and force, force and direction, or one of the two; a word
	// for calm may stand for either.
	legBody = either(
		where(isCalm, seq(where(func(l *Leg) bool { return l.Dir == Dir{} && l.Soft == "" }, legCalm), optUnless(noForce, legForce), notFirst)),
		seq(legSoft, legDir, either(where(func(l *Leg) bool { return isCalm(l) && noForce(l) }, legCalm), where(func(l *Leg) bool { return l.Calm == "" }, optUnless(noForce, seq(legEach, legForce)))), notFirst),
		where(func(l *Leg) bool { return l.Soft == "" || l.Dir != Dir{} }, seq(legForce, legGust, legOf, legSoft, legDir, atFirst)),
		where(func(l *Leg) bool { return l.Dir == Dir{} && l.Soft == "" && l.Calm == "" }, seq(legForce, ofNoGale, notFirst)),
	)
	firstLeg   = where(func(l *Leg) bool { return l.Turn == "" }, legBody)
	turnedLeg  = where(func(l *Leg) bool { return l.Turn != "" }, seq(legTurn, legBody))
	legs       = headed(inLegs, firstLeg, turnedLeg, 5)
	onward     = headed(inLegs, turnedLeg, turnedLeg, 4)
	bracketed  = readOnly(seq(mark[WindClause](nil, "（", "("), plainWind, mark[WindClause](nil, "）", ")")))
	windClause = either(bracketed, plainWind)
	windLegs   = func(of rule[[]Leg]) rule[WindClause] {
		return part(func(c *WindClause) *[]Leg { return &c.Legs }, of)
	}
	windScopes = clauseScopes(func(c *WindClause) *[]Scope { return &c.Scopes }, narrowing)
	// spaces are blanks that typesetting leaves before figures: 阵风 6 级.
	spaces = rule[WindClause]{
		first: startsWith(" ").orEmpty(),
		read: func(r *reader, _ *WindClause) bool {
			for r.at > 0 && r.at < len(r.text) && r.text[r.at] == ' ' {
				r.at++
			}
			return true
		},
		write: func(*writer, *WindClause) bool { return true },
	}
	windTail  = part(func(c *WindClause) *WindTail { return &c.Tail }, windTails.rule())
	plainWind = sound(windFault, seq(
		windScopes,
		part(func(c *WindClause) *WindVerb { return &c.Verb }, opt(windVerbs.rule())), spaces,
		either(
			where(func(c *WindClause) bool { return c.Calm != "" && c.Head == "" }, seq(
				part(func(c *WindClause) *Calm { return &c.Calm }, calms.rule()),
				windLegs(optUnless(func(l *[]Leg) bool { return len(*l) == 0 }, either(onward, legs))))),
			where(func(c *WindClause) bool { return c.Calm == "" }, seq(
				part(func(c *WindClause) *WindHead { return &c.Head }, opt(windHeads.rule())), spaces, windLegs(legs))),
		),
		either(where(func(c *WindClause) bool { return len(c.Legs) > 0 }, windTail), where(func(c *WindClause) bool { return c.Tail == "" }, nothing[WindClause]())),
	))
	// windGoesOn is a clause that needs one before it: ，夜间转北风3级, ，逐渐减弱.
	windGoesOn = sound(windFault, seq(windScopes, either(
		where(func(c *WindClause) bool { return c.Tail == "" }, windLegs(onward)),
		where(func(c *WindClause) bool { return len(c.Legs) == 0 }, windTail),
	)))
)

// goesOn reports a clause that needs one before it.
func (c *WindClause) goesOn() bool {
	return c.Calm == "" && (len(c.Legs) == 0 && c.Tail != "" || len(c.Legs) > 0 && c.Legs[0].Turn != "")
}

func windFault(c *WindClause) string {
	if c.Head.IsGust() && len(c.Legs) > 0 && c.Legs[0].Dir != (Dir{}) {
		return "阵风后面应是风力"
	}
	for i, l := range c.Legs {
		last := i == len(c.Legs)-1
		switch {
		case l.Dir.Short && !strings.HasPrefix(string(c.Head), "风向") && (last || c.Legs[i+1].Dir == (Dir{}) || l.Force != (Force{})):
			return "风向后面缺少“风”"
		case i > 0 && l.Turn == Veers && l.Dir == c.Legs[i-1].Dir && (l.Force == c.Legs[i-1].Force || c.Legs[i-1].Force == Force{} || l.Force == Force{} && l.Calm == ""):
			return "前后是同一种风"
		case i > 0 && (l.Turn == "～" || l.Turn == "、") && (!c.Legs[i-1].Dir.Short || l.Dir == Dir{}):
			return "看不懂“" + string(l.Turn) + "”"
		case i > 0 && (l.Turn == "到" || l.Turn == "至") && l.Dir == (Dir{}) && l.Calm == "":
			return "看不懂“" + string(l.Turn) + "”" // 1级到0～1级 is no span of forces
		}
	}
	return ""
}
