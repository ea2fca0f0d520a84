package grammar

import (
	"slices"
	"strings"

	"yubao/internal/weather"
)

// Temperature is what a line says about the temperature of its period.
type Temperature struct {
	Low, High weather.Maybe[Degrees]
	Near      weather.Maybe[Degrees] // one figure for a part of the day that is neither extreme
	Trend     Trend
}

// IsZero reports that nothing was said.
func (t Temperature) IsZero() bool { return t == Temperature{} }

// Degrees is a temperature in whole ℃, or a span of two.
type Degrees struct {
	From, To int
	Bound    Bound // 左右、以上
}

// Exactly returns the Degrees of one figure.
func Exactly(celsius int) Degrees { return Degrees{From: celsius, To: celsius} }

// Trend is how the temperature moves: 略有下降.
type Trend struct {
	How, Move string
	By        Degrees // 6～8℃; zero when not said
}

var trendHows = table(nil, selves[string](`略有 有小幅度 有小幅 小幅度 略微 稍微 有一定 有 有所 明显 继续 小幅 缓慢 逐渐 稍有 略 稍 将 将有所 将明显 持续 显著 大幅 大幅度 逐步 仍将 会 会有所 将继续 将逐渐 将略有 将逐步 将持续 迅速 快速 进一步 明显将 起伏 整体 总体 有明显 会明显 会略有 开始 再次`))
var trendMoves = table(nil, selves[string](`上升 下降 回升 升高 降低 回落 下滑 下跌 走低 走高 攀升 飙升 变化不大 变化较小 变化小 起伏不大 升降不大 平稳 稳定 持平 缓升 缓降 回升明显 下降明显 上升明显 升高明显 降幅明显 变化明显 适宜 偏低 偏高 不高 不低 较低 较高 宜人 舒适 波动不大 波动较小 略升 略降 稍降 稍升 微升 微降 猛降 骤降 剧降 速降 陡降 骤升 先升后降 先降后升 维持 低迷`))

var (
	minus  = table(nil, each(say(true, "-", "零下", "−", "－", "负")))
	unit   = mark[int](nil, "℃", "°C", "摄氏度", "度", "C", "c", "°", "oC", "℃ ", " ℃", " ℃ ", "º", "ºC", "˚C", "˚", "°c", " 度", "  ℃")
	above  = hush[int]("零上 + ＋ 正")
	figure = either(number(2), readOnly(figures.rule()))
	// signed is a figure without unit.
	signed = rule[int]{
		first: firstOfEither([]rule[int]{figure, {first: minus.first}, {first: startsWith("零", "+", "＋", "正")}}),
		read: func(r *reader, v *int) bool {
			start := r.at
			sign, negative := minus.read(r)
			r.at += len(sign.text)
			if !negative {
				above.read(r, v)
			}
			if !figure.read(r, v) {
				r.at = start
				return false
			}
			if negative {
				*v = -*v
			}
			return true
		},
		write: func(w *writer, v *int) bool {
			if *v < 0 {
				sign, _ := minus.spell(w.house, true)
				w.put(sign)
				w.out = appendInt(w.out, -*v)
				return true
			}
			w.out = appendInt(w.out, *v)
			return true
		},
	}
	degree    = seq(signed, unit)
	reach     = mark[Degrees](chosen("range"), "～|到", "~", "至", "—", "-", "–", "－", "——", "〜", "/", " ~ ", " ～ ", " - ", " — ", " / ", " 到 ", " 至 ", "～ ", " ～", "~ ", " ~", "- ", "-- ", "～～", "~~", "／", "∼", "˜", "﹣", "─", "──", "→", "一直到")
	from      = func(d *Degrees) *int { return &d.From }
	to        = func(d *Degrees) *int { return &d.To }
	spanning  = func(d *Degrees) bool { return d.From != d.To }
	wholeUnit = housed(func(h *House, d *Degrees) bool {
		// a sign of range that touches a bare minus cannot be read
		return h.Unit == "both" || d.To < 0
	}, seq(part(from, degree), reach, part(to, degree)))
	between = either(
		wholeUnit,
		seq(part(from, signed), reach, part(to, degree)),
		readOnly(where(func(d *Degrees) bool { return d.From < d.To }, seq(part(from, degree), reach, part(to, signed)))),
	)
	single = rule[Degrees]{
		first: degree.first,
		read: func(r *reader, d *Degrees) bool {
			ok := degree.read(r, &d.From)
			d.To = d.From
			return ok
		},
		write: func(w *writer, d *Degrees) bool { return d.From == d.To && degree.write(w, &d.From) },
	}
	degrees = sound(degreesFault, seq(
		either(rule[Degrees]{between.first, ordered(between).read, where(spanning, between).write}, single),
		part(func(d *Degrees) *Bound { return &d.Bound }, opt(degreeBounds.rule())),
	))
)

var degreeBounds = table(nil, each(say(About, "左右", "上下", "附近", "前后")), selves[Bound]("以上 以下 或以上 及以上 或以下 及以下 以内 或更高 或更低"))

// The bounds of the figures taken for air temperatures in China: records are
// -53 ℃ (Mohe 2023) and 52 ℃ (Turpan 2023), and no day line has the latter.
const coldest, hottest, hottestForecast = -60, 55, 50

func degreesFault(d *Degrees) string {
	switch {
	case d.From < coldest || d.To > hottest || d.To < coldest || d.From > hottest:
		return Beyond
	case d.From > d.To:
		return "气温范围前大后小"
	}
	return ""
}

// ordered puts the lower figure first: some outlets print the higher one first.
func ordered(piece rule[Degrees]) rule[Degrees] {
	return rule[Degrees]{
		first: piece.first,
		read: func(r *reader, d *Degrees) bool {
			ok := piece.read(r, d)
			d.From, d.To = min(d.From, d.To), max(d.From, d.To)
			return ok
		},
		write: piece.write,
	}
}

var anyPair = ordered(either(between, barePair))

// pairOf is both extremes in one span, low first; some outlets print the high first.
var pairOf = rule[Temperature]{
	first: signed.first,
	read: func(r *reader, t *Temperature) bool {
		start, d := r.at, &r.degrees
		*d = Degrees{}
		if !anyPair.read(r, d) {
			return false
		}
		if reason := degreesFault(d); reason != "" {
			return r.refuse(start, reason)
		}
		t.Low, t.High = weather.Some(Exactly(d.From)), weather.Some(Exactly(d.To))
		return true
	},
	write: func(w *writer, t *Temperature) bool {
		low, okLow := t.Low.Get()
		high, okHigh := t.High.Get()
		if !okLow || !okHigh || low != Exactly(low.From) || high != Exactly(high.From) || low.From > high.From {
			return false
		}
		w.degrees = Degrees{From: low.From, To: high.From}
		return between.write(w, &w.degrees)
	},
}

// barePair is the table style without any unit: 12~25, the low always first. Right
// behind 风 such figures are a force that lost its 级.
var barePair = readOnly(where(func(d *Degrees) bool { return d.From < d.To }, seq(apartFrom[Degrees]("风"), part(from, signed), reach, part(to, signed), ended[Degrees]())))

// apartFrom looks back: a figure may not stand right behind one of these texts.
func apartFrom[T any](texts ...string) rule[T] {
	return rule[T]{
		first: nowhere,
		read: func(r *reader, _ *T) bool {
			return !slices.ContainsFunc(texts, func(text string) bool { return strings.HasSuffix(r.text[:r.at], text) })
		},
		write: func(*writer, *T) bool { return true },
	}
}

// ended is the end of a clause: a mark, a blank or the end of the line.
func ended[T any]() rule[T] {
	return rule[T]{
		first: anything.orEmpty(),
		read:  func(r *reader, _ *T) bool { return r.ends() },
		write: func(*writer, *T) bool { return true },
	}
}

// ends reports the end of a clause at the reader's position; a blank before 级 is none.
func (r *reader) ends() bool {
	rest := strings.TrimLeft(r.text[r.at:], " ")
	switch blank := len(rest) < len(r.text)-r.at || r.at > 0 && r.text[r.at-1] == ' '; {
	case rest == "" || rest[0] == '\r':
		return true
	case blank:
		return !strings.HasPrefix(rest, "级")
	}
	_, ok := marks.at(rest, 0)
	return ok
}

// dayTimes may stand before a temperature: the extreme says by itself when it is.
var dayTimes = table(nil, selves[string]("午间 正午 中午前后 午后前后 早晨 清晨 预计 明日 早上 白天 夜间 夜里 午后 下午 中午 全天 日 明晨 今晨 上午 凌晨 明天 今天 早晚 晚上 今夜 今晚 明早 今早 早间 晨间 傍晚 后半夜 半夜 次日 次日早晨 次日凌晨 明天早晨 明日早晨 明天白天 今天白天 今天夜间 今天夜里 今日 昼间 日间 白天的 早晨的 夜间的 市区 城区 主城区 全市 我市 本市 平原地区 市区白天 市区早晨 市区夜间 预计白天 预计早晨 预计夜间 预计明晨 预计市区 我市的 的"))

// dayTimed is a time before an extreme, with what ties the two together: 白天，最高气温.
var dayTimed = rule[Temperature]{
	first: dayTimes.first.orEmpty(),
	read: func(r *reader, t *Temperature) bool {
		if s, ok := dayTimes.read(r); ok {
			r.at += len(s.text)
			ofExtreme.read(r, t)
		}
		return true
	},
	write: func(*writer, *Temperature) bool { return true },
}

// What stands between the name of an extreme and its figure, and behind it.
var (
	ofExtreme     = hush[Temperature]("， , 的")
	hedgedExtreme = hush[Temperature](`逐步 逐渐 缓慢 继续 明显 略 预计 将 有望 会 可能 一般 大多 普遍 也 仅 都 仍 略升 略降 略有上升 略有下降 略有回升 将略有下降 将略有上升 预计将 还 又 只`)
	movesTo       = hush[Temperature](`为 在 仅 仅为 仅有 ： : 升至 达 达到 可达 可达到 维持在 升到 降至 降到 将升到 将升至 将降至 将降到 回升至 回升到 上升至 上升到 下降至 下降到 攀升至 介于 约 约为 只有 可升至 可升到 跌至 跌到 回落至 回落到 有 升高到 升高至 降低到 降低至 下滑至 下滑到 下跌至 突破 超过 逼近 接近 不超过 低于 高于 不低于 维持 保持在 稳定在 多在 一般在 大多在 均在 都在 基本在 大约 大约在 在 将在 将达 将达到 将维持在 会在 会达到 会升至 会降至 能达 能达到 能升至 可能达到 可能升至 可能降至 可达到 出现在 预计在 预计为 也在 仍在 是`)
	thereabouts   = hush[Temperature]("之间")
)

// extreme is one named extreme: 最低气温12℃左右.
func extreme(name string, of func(*Temperature) *weather.Maybe[Degrees], also ...string) rule[Temperature] {
	return seq(
		dayTimed,
		mark[Temperature](nil, name, also...),
		hedgedExtreme,
		movesTo,
		gap[Temperature](),
		part(of, held),
		thereabouts,
	)
}

// held is degrees that may be missing; what is missing has no text.
var held = rule[weather.Maybe[Degrees]]{
	first: degrees.first,
	read: func(r *reader, v *weather.Maybe[Degrees]) bool {
		d := &r.degrees
		*d = Degrees{}
		if v.OK() || !degrees.read(r, d) {
			return false
		}
		*v = weather.Some(*d)
		return true
	},
	write: func(w *writer, v *weather.Maybe[Degrees]) (ok bool) {
		w.degrees, ok = v.Get()
		return ok && degrees.write(w, &w.degrees)
	},
}

var (
	lowest  = extreme("最低气温", func(t *Temperature) *weather.Maybe[Degrees] { return &t.Low }, "最低温度", "最低温", "低温", "最低", "极端最低气温", "夜温", "日最低气温", "日最低温度", "最低气温℃", "24小时最低气温", "24小时内最低气温")
	highest = extreme("最高气温", func(t *Temperature) *weather.Maybe[Degrees] { return &t.High }, "最高温度", "最高温", "高温", "最高", "极端最高气温", "日最高气温", "日最高温度", "最高气温℃", "24小时最高气温", "24小时内最高气温")

	pairTail = hush[Temperature]("之间 左右")
	inPair   = hush[Temperature]("在 介于 为 ： : 处于 维持在 约 约为 大约 将在 一般在 保持在 多在 是 变化在 在： 介于：")
	pair     = either(
		seq(mark[Temperature](namedOnly, "气温|", "温度", "全天气温", "日气温", "预计气温", "市区气温", "城区气温", "我市气温", "全市气温", "气温范围", "日气温范围", "气温变化范围", "温度范围", "白天气温", "白天温度", "夜间气温", "气温变化", "日均气温范围", "各地气温", "全天温度", "今天气温", "明天气温", "主城区气温", "气温区间", "气温（℃）", "气温(℃)", "气温摄氏"), inPair, gap[Temperature](), either(pairOf, andPair), pairTail),
		seq(hush[Temperature]("介于 在 为"), pairOf, pairTail),
	)
	twoFigures = seq(part(from, signed), hush[Degrees]("℃ 度 °C"), mark[Degrees](nil, "和", "与"), part(to, degree), mark[Degrees](nil, "之间"))
	// andPair is 介于12℃和25℃之间.
	andPair = readOnly(rule[Temperature]{
		first: signed.first,
		read: func(r *reader, t *Temperature) bool {
			d := &r.degrees
			*d = Degrees{}
			if !twoFigures.read(r, d) || d.From > d.To {
				return false
			}
			t.Low, t.High = weather.Some(Exactly(d.From)), weather.Some(Exactly(d.To))
			return true
		},
		write: pairOf.write,
	})
	// byDay and byNight are one figure for the day or the night.
	byDay   = readOnly(seq(mark[Temperature](nil, "白天气温", "白天温度", "日间气温"), movesTo, gap[Temperature](), part(func(t *Temperature) *weather.Maybe[Degrees] { return &t.High }, held)))
	byNight = readOnly(seq(mark[Temperature](nil, "夜间气温", "夜间温度", "夜里气温", "夜晚气温"), movesTo, gap[Temperature](), part(func(t *Temperature) *weather.Maybe[Degrees] { return &t.Low }, held)))
	near    = seq(
		mark[Temperature](nil, "气温", "温度"), inPair,
		part(func(t *Temperature) *weather.Maybe[Degrees] { return &t.Near }, held),
	)
	trend = seq(
		hush[Temperature]("早晚 早晨 夜间 夜里 白天 午后 日平均 平均 各地 全市 我市 市区 体感 白天最高 夜间最低"),
		mark[Temperature](nil, "气温", "温度", "最高气温", "最低气温"),
		hush[Temperature]("较昨天 比昨天 较昨日 比昨日 较前一天 比前一天 较前日 比前日 较今天 比今天 较今日 比今日 较前期 比前期 较前几天 比前几天 较昨天将 较昨日将 较前两天"),
		part(func(t *Temperature) *Trend { return &t.Trend }, seq(
			either(
				seq(part(func(t *Trend) *string { return &t.How }, trendHows.rule()), part(func(t *Trend) *string { return &t.Move }, trendMoves.rule())),
				where(func(t *Trend) bool { return t.How == "" }, part(func(t *Trend) *string { return &t.Move }, trendMoves.rule())),
			),
			hush[Trend]("了 约 幅度 到 至 达"), gap[Trend](),
			part(func(t *Trend) *Degrees { return &t.By }, opt(degrees)),
		)),
	)
)

func namedOnly(h *House) int {
	if h.Temperature == "bare" {
		return 1
	}
	return 0
}

// temperature is one clause of a line: a pair, one extreme, or a trend.
var temperature = either(pair, lowest, highest, byDay, byNight, near, where(func(t *Temperature) bool { return t.Trend.Move != "" }, trend))

// bareNear is one figure of a table, a blank or the end behind it: 晴 25℃ 南风3级.
var bareNear = seq(
	apartFrom[Temperature]("风", "℃", "度", "C", "～", "~", "-", "到", "至"),
	part(func(t *Temperature) *weather.Maybe[Degrees] { return &t.Near }, held),
	ended[Temperature](),
)

// inLine is a temperature of a day line, where figures may stand alone.
var inLine = either(temperature, readOnly(bareNear))

// writeTemperature puts all that is known, in the form of the house.
func writeTemperature(w *writer, t *Temperature) bool {
	start := len(w.out)
	comma := func() {
		if len(w.out) > start {
			w.put("，")
		}
	}
	if t.Trend.Move != "" {
		trend.write(w, t)
	}
	at := len(w.out)
	comma()
	ends := []rule[Temperature]{lowest, highest, near}
	if w.house.Temperature != "extremes" && pair.write(w, t) {
		ends = ends[2:]
	} else {
		w.out = w.out[:at]
	}
	for _, one := range ends {
		at := len(w.out)
		comma()
		if !one.write(w, t) {
			w.out = w.out[:at]
		}
	}
	return len(w.out) > start
}

func temperatureFault(t *Temperature) string {
	low, okLow := t.Low.Get()
	high, okHigh := t.High.Get()
	if okLow && okHigh && (low.From > high.To || low.To > high.To) {
		return Crossed
	}
	return ""
}
