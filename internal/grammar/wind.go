package grammar

import "yubao/internal/analysis"

// Wind is what a line says about the wind: usually one clause, with a gust as a second.
type Wind struct{ Clauses []WindClause }

// WindClause is one clause: 东北风转偏南风3级左右, or 阵风7级.
type WindClause struct {
	Scopes []Scope
	Verb   WindVerb // 吹、伴有
	Head   WindHead // 阵风、风力
	Calm   Calm     // a word instead of direction and force; Legs is empty then
	Legs   []Leg
}

// Leg is a direction, a force, or both, reached from the one before by Turn.
type Leg struct {
	Turn       WindTurn
	Soft       Soft // 轻微的
	Dir        Dir
	Force      Force
	ForceFirst bool // 3级偏西风
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
	// Bound says how a force is meant: 左右、以下.
	Bound string
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

var directions = table(nil, []entry[analysis.Direction]{
	say(analysis.North, "北"), say(analysis.NorthEast, "东北"), say(analysis.East, "东"), say(analysis.SouthEast, "东南"),
	say(analysis.South, "南"), say(analysis.SouthWest, "西南"), say(analysis.West, "西"), say(analysis.NorthWest, "西北"),
})

var windVerbs = table(nil, selves[WindVerb]("吹 吹起 刮 有 伴有 并伴有 但有 且有 仍有 将有 还有 伴 另有 夜里有"))

var windHeads = table(nil, []entry[WindHead]{say(Gusts, "阵风", "阵风风力", "阵风可达", "阵风达"), say[WindHead]("瞬时", "瞬时", "瞬时风力")},
	selves[WindHead]("风力 风向 最大风力 平均风力 短时阵风 瞬间阵风 最大阵风 极大风 平均风 雷雨时阵风 风力可达"))

var calms = table(nil, selves[Calm](`微风 静风 轻风 风向不定 风向多变 风向不定微风 无持续风向 无持续风向微风 旋转风 风力较小 风力不大 风力微弱 风力和缓 风力较弱 风力小 风力减弱 风力增大 风力较大 风力加大 微到和风 和风 微风级 风力逐渐加大 风力逐渐增大 风力逐渐减弱 风力渐大 风力渐小`))

var windTurns = table(nil, []entry[WindTurn]{
	say(Veers, "转", "转为", "转成"), say(Rises, "逐渐加大到"),
	say[WindTurn]("、短时", "，短时", "、短时", ",短时"),
}, selves[WindTurn](`短时 逐渐加大至 到 至 或 和 间 逐渐转 渐转 先后转 再转 后转 加大到 加大至 增大到 增大至 增强到 增强至 增至 逐渐增大到 逐渐增大至 逐渐增强到 逐渐增强至 加强到 加强至 逐渐加强到
	减弱到 减弱至 减弱为 逐渐减弱到 逐渐减弱至 逐渐减弱为 减小到 减小至 逐渐减小到 逐渐减小至 阵增 短时转 夜间转 夜里转 午后转 下午转 傍晚转 白天转 早晨转 上午转 后减弱到 升至 升到 降至 降到`))

var softs = table(nil, selves[Soft]("轻微的 和缓的 轻微至和缓的 轻微到和缓的 清劲的 和缓至清劲的 和缓到清劲的 较强的 强劲的 较大的 微弱的 轻柔的"))

var bounds = table(nil, selves[Bound]("左右 以下 以内 以上 或以上 或以下 及以上 及以下 上下"))

var boundsBefore = table(nil, []entry[Bound]{say(LessThan, "小于", "＜", "<")}, selves[Bound]("不足 低于 大于 不超过 约 最大 可达 不到"))

// figures are whole numbers in Chinese, as wind forces and spoken temperatures have them.
var figures = table(nil, func() []entry[int] {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	tens := []string{"", "十", "二十", "三十", "四十", "五十"}
	entries := []entry[int]{say(0, "零")}
	for n := 1; n < 10*len(tens); n++ {
		entries = append(entries, say(n, tens[n/10]+digits[n%10]))
	}
	return entries
}())

var (
	level     = mark[Force](nil, "级")
	rangeMark = mark[Force](forceSign, "～|到", "~", "-", "—", "－", "–", "至", "〜", "——", "、")
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
	forceRange = sound(func(f *Force) string {
		if f.Low == f.High {
			return "风力范围前后相同"
		}
		return ""
	}, either(
		spoken,
		housed(func(h *House, _ *Force) bool { return h.Force == "both" }, seq(lowForce, level, rangeMark, highForce, level)),
		seq(lowForce, rangeMark, highForce, level),
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
	legSoft  = part(func(l *Leg) *Soft { return &l.Soft }, opt(softs.rule()))
	noForce  = func(l *Leg) bool { return l.Force == Force{} }
	legTurn  = part(func(l *Leg) *WindTurn { return &l.Turn }, windTurns.rule())
	notFirst = part(func(l *Leg) *bool { return &l.ForceFirst }, setTo(false))

	// wind is direction and force, force and direction, or one of the two.
	legBody = either(
		seq(legSoft, legDir, optUnless(noForce, legForce), notFirst),
		where(func(l *Leg) bool { return l.Soft == "" || l.Dir != Dir{} }, seq(
			legForce, hush[Leg]("的"), legSoft, legDir, part(func(l *Leg) *bool { return &l.ForceFirst }, setTo(true)))),
		where(func(l *Leg) bool { return l.Dir == Dir{} && l.Soft == "" }, seq(legForce, notFirst)),
	)
	firstLeg   = where(func(l *Leg) bool { return l.Turn == "" }, legBody)
	legs       = headed(firstLeg, seq(legTurn, legBody), 5)
	bracketed  = readOnly(seq(mark[WindClause](nil, "（", "("), plainWind, mark[WindClause](nil, "）", ")")))
	windClause = either(bracketed, plainWind)
	plainWind  = sound(windFault, seq(
		clauseScopes(func(c *WindClause) *[]Scope { return &c.Scopes }, narrowing),
		part(func(c *WindClause) *WindVerb { return &c.Verb }, opt(windVerbs.rule())),
		either(
			where(func(c *WindClause) bool {
				return c.Calm != "" && c.Head == "" && (len(c.Legs) == 0 || c.Legs[0].Dir == Dir{} && c.Legs[0].Soft == "")
			}, seq(
				part(func(c *WindClause) *Calm { return &c.Calm }, calms.rule()),
				part(func(c *WindClause) *[]Leg { return &c.Legs }, optUnless(func(l *[]Leg) bool { return len(*l) == 0 }, legs)))),
			where(func(c *WindClause) bool { return c.Calm == "" }, seq(part(func(c *WindClause) *WindHead { return &c.Head }, opt(windHeads.rule())),
				hush[WindClause]("为 可达 达 ： :"),
				part(func(c *WindClause) *[]Leg { return &c.Legs }, legs))),
		),
	))
)

func windFault(c *WindClause) string {
	if c.Head == Gusts && len(c.Legs) > 0 && c.Legs[0].Dir != (Dir{}) {
		return "阵风后面应是风力"
	}
	for i, l := range c.Legs {
		last := i == len(c.Legs)-1
		switch {
		case l.Dir.Short && c.Head != "风向" && (last || c.Legs[i+1].Dir == (Dir{}) || l.Force != (Force{})):
			return "风向后面缺少“风”"
		case i > 0 && l.Turn == Veers && l.Dir == c.Legs[i-1].Dir && (l.Force == c.Legs[i-1].Force || c.Legs[i-1].Force == Force{}):
			return "前后是同一种风"
		}
	}
	return ""
}
