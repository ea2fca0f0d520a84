package proof

import (
	"fmt"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// ending is one of the two extremes of a day.
type ending struct {
	name string
	of   func(*analysis.Day) weather.Maybe[int]
}

var (
	lows  = ending{"最低气温", func(d *analysis.Day) weather.Maybe[int] { return d.Low }}
	highs = ending{"最高气温", func(d *analysis.Day) weather.Maybe[int] { return d.High }}
)

// Words before a figure that say what it is.
var (
	rangeWords = []string{"温差", "日较差"}
	moveWords  = []string{"下降", "降幅", "降温", "升幅", "上升", "回升", "升高", "降低", "相差", "偏高", "偏低", "落差", "升温", "下跌", "回落"}
	limitWords = []string{"超过", "高于", "低于", "以上", "以下", "不足", "及以上", "及以下", "或以上", "或以下"}
	lowWords   = []string{"最低气温", "最低温度", "最低温", "最低", "早晨", "清晨", "早上"}
	highWords  = []string{"最高气温", "最高温度", "最高温", "最高", "午后", "高温"}
)

// extent is the least and the greatest of some figures, and how many there are.
type extent struct{ least, most, n int }

func (c *checker) spanOf(s scope, e ending) extent {
	var r extent
	for set := c.of(s); set != 0; set &= set - 1 {
		if v, ok := e.of(c.day(set)).Get(); ok {
			if r.n == 0 {
				r = extent{v, v, 0}
			}
			r = extent{min(r.least, v), max(r.most, v), r.n + 1}
		}
	}
	return r
}

// has reports that some day of the scope has the figure; about lets it be one off.
func (c *checker) has(s scope, e ending, figure int, about bool) bool {
	for set := c.of(s); set != 0; set &= set - 1 {
		if v, ok := e.of(c.day(set)).Get(); ok && (v == figure || about && abs(v-figure) <= 1) {
			return true
		}
	}
	return false
}

// figures lists the extremes of a scope for a message.
func (c *checker) figures(s scope, e ending) string {
	return c.list(s, func(d *analysis.Day) string {
		if v, ok := e.of(d).Get(); ok {
			return c.facts.House.Degree(v)
		}
		return ""
	})
}

// ranges lists the pairs of a scope for a message.
func (c *checker) ranges(s scope) string {
	return c.list(s, func(d *analysis.Day) string {
		low, okLow := d.Low.Get()
		high, okHigh := d.High.Get()
		switch {
		case okLow && okHigh:
			return c.facts.House.Range(low, high)
		case okLow:
			return "最低" + c.facts.House.Degree(low)
		case okHigh:
			return "最高" + c.facts.House.Degree(high)
		}
		return ""
	})
}

// checkTemperature holds a named temperature against the days of its scope.
func (r *reading) checkTemperature(at span, t *grammar.Temperature) {
	low, okLow := t.Low.Get()
	high, okHigh := t.High.Get()
	near, okNear := t.Near.Get()
	switch text := r.c.said(at); {
	case okLow && okHigh && strings.Contains(text, "最低") && strings.Contains(text, "最高"):
		r.checkEnd(at, low, lows)
		r.checkEnd(at, high, highs)
	case okLow && okHigh:
		r.checkDegrees(at, grammar.Degrees{From: low.From, To: high.To})
	case okLow:
		r.checkEnd(at, low, lows)
	case okHigh:
		r.checkEnd(at, high, highs)
	case okNear:
		r.checkDegrees(at, near)
	case t.Trend.By != grammar.Degrees{}:
		r.checkAmount(at, t.Trend.By, moveWords)
	}
}

// checkEnd holds lows or highs, one figure or a span, against those of the scope.
func (r *reading) checkEnd(at span, d grammar.Degrees, e ending) {
	c := r.c
	if !r.checkMove(at, d, &e) {
		return
	}
	spread := c.spanOf(r.scope, e)
	if spread.n == 0 {
		c.report(Unsupported, at, "", c.names(r.scope)+e.name+"没有数据依据，请删去或核对。")
		return
	}
	limit, bound := c.boundOf(at, d)
	about := d.Bound == grammar.About
	fits := false
	switch {
	case limit && above(bound):
		fits = spread.most >= d.From
	case limit:
		fits = spread.least <= d.To
	case e.name == highs.name && endsInOne(c.text[:at.from], []string{"气温可达", "最高可达"}):
		fits = d.To == spread.most
	case d.From == d.To:
		fits = c.has(r.scope, e, d.From, about) && (!pairOf(c.said(at)) || spread.least == spread.most)
	default:
		fits = d.From == spread.least && d.To == spread.most
	}
	if !fits {
		data := c.figures(r.scope, e)
		c.report(Contradiction, at, data, fmt.Sprintf("%s与数据不符，数据是%s，请改正。", e.name, data))
	}
}

// boundOf returns the bound of figures: behind them, or before as in 超过35℃.
func (c *checker) boundOf(at span, d grammar.Degrees) (limited bool, bound string) {
	if d.Bound != "" && d.Bound != grammar.About {
		return true, string(d.Bound)
	}
	for _, word := range limitWords {
		if strings.HasPrefix(c.text[at.to:], word) || strings.HasSuffix(c.text[:at.from], word) {
			return true, word
		}
	}
	return false, ""
}

func above(bound string) bool {
	return strings.HasSuffix(bound, "以上") || bound == "超过" || bound == "高于"
}

// checkDegrees holds bare figures against what they can stand for: a low or a high of
// the scope, a whole day, the span of the lows or highs, or an amount of change.
func (r *reading) checkDegrees(at span, d grammar.Degrees) {
	c := r.c
	clause, sentence := c.text[r.clause:at.from], c.text[r.sentence:at.from]
	before := tail(clause, 12)
	switch {
	case names(before, rangeWords):
		r.checkAmount(at, d, rangeWords)
		return
	case names(before, moveWords):
		r.checkAmount(at, d, moveWords)
		return
	case names(before, lowWords):
		r.checkEnd(at, d, lows)
		return
	case names(before, highWords):
		r.checkEnd(at, d, highs)
		return
	}
	named := lastNamed(sentence)
	if !r.checkMove(at, d, named) {
		return
	}
	low, high := c.spanOf(r.scope, lows), c.spanOf(r.scope, highs)
	if low.n+high.n == 0 {
		c.report(Unsupported, at, "", c.names(r.scope)+"气温没有数据依据，请删去或核对。")
		return
	}
	if limited, bound := c.boundOf(at, d); limited {
		if above(bound) && high.most < d.From || !above(bound) && low.n > 0 && low.least > d.To {
			r.wrongDegrees(at)
		}
		return
	}
	if arrives := endsInOne(clause, movesTo); !arrives && containsOne(sentence, rangeWords) && c.isAmount(r.scope, d, rangeWords) || !arrives && containsOne(sentence, moveWords) && c.isAmount(r.scope, d, moveWords) {
		return
	}
	if pairOf(c.said(at)) && d.From == d.To && !c.evenDay(r.scope, d.From) || !r.stands(d, low, high, named) {
		r.wrongDegrees(at)
	}
}

func (r *reading) wrongDegrees(at span) {
	data := r.c.ranges(r.scope)
	r.c.report(Contradiction, at, data, fmt.Sprintf("气温与数据不符，数据是%s，请改正。", data))
}

// lastNamed returns which extreme a sentence named last; nil for none.
func lastNamed(sentence string) *ending {
	low, high := -1, -1
	for _, word := range []string{"最低", "早", "夜", "晨"} {
		low = max(low, lastIndex(sentence, word))
	}
	for _, word := range []string{"最高", "午", "白天"} {
		high = max(high, lastIndex(sentence, word))
	}
	switch {
	case low > high:
		return &lows
	case high > low:
		return &highs
	}
	return nil
}

// stands reports whether figures are a low, a high, one day's pair, or a span of them.
func (r *reading) stands(d grammar.Degrees, low, high extent, named *ending) bool {
	c := r.c
	about := d.Bound == grammar.About
	if d.From == d.To {
		if named != nil {
			return c.has(r.scope, *named, d.From, about)
		}
		return c.has(r.scope, lows, d.From, about) || c.has(r.scope, highs, d.From, about)
	}
	for set := c.of(r.scope); set != 0; set &= set - 1 {
		day := c.day(set)
		a, okLow := day.Low.Get()
		b, okHigh := day.High.Get()
		if okLow && okHigh && a == d.From && b == d.To {
			return true
		}
	}
	return low.n > 0 && low.least == d.From && low.most == d.To || high.n > 0 && high.least == d.From && high.most == d.To ||
		low.n > 0 && high.n > 0 && low.least == d.From && high.most == d.To
}

// checkAmount holds an amount of change or a daily range against those that occur.
func (r *reading) checkAmount(at span, d grammar.Degrees, kind []string) {
	c := r.c
	if limited, _ := c.boundOf(at, d); limited || c.isAmount(r.scope, d, kind) {
		return
	}
	if &kind[0] == &rangeWords[0] {
		data := c.list(r.scope, func(day *analysis.Day) string {
			low, okLow := day.Low.Get()
			high, okHigh := day.High.Get()
			if okLow && okHigh {
				return c.facts.House.Degree(high - low)
			}
			return ""
		})
		c.differs(at, "温差", data)
		return
	}
	c.report(Contradiction, at, changeData(c, nil), "数据里没有这么大的变化，请核对。")
}

// isAmount reports figures that are a daily range of the scope, or a difference between
// lows or between highs of the period.
func (c *checker) isAmount(s scope, d grammar.Degrees, kind []string) bool {
	if &kind[0] == &rangeWords[0] {
		return c.isRange(s, d.From) && c.isRange(s, d.To)
	}
	return c.isChange(d.From) && c.isChange(d.To)
}

func (c *checker) isRange(s scope, figure int) bool {
	for set := c.of(s); set != 0; set &= set - 1 {
		day := c.day(set)
		low, okLow := day.Low.Get()
		high, okHigh := day.High.Get()
		if okLow && okHigh && high-low == figure {
			return true
		}
	}
	return false
}

func (c *checker) isChange(figure int) bool {
	days := c.facts.Outlook.Days
	for _, e := range []ending{lows, highs} {
		for i := range days {
			from, ok := e.of(&days[i]).Get()
			for j := i + 1; ok && j < len(days); j++ {
				if to, ok := e.of(&days[j]).Get(); ok && abs(to-from) == figure {
					return true
				}
			}
		}
	}
	for i := range c.facts.Outlook.Events {
		e := &c.facts.Outlook.Events[i]
		from, okFrom := e.FromValue.Get()
		to, okTo := e.ToValue.Get()
		if okFrom && okTo && abs(from-to) == figure {
			return true
		}
	}
	return false
}

// names reports whether one of the words stands in the last characters, with at most a
// connecting word behind it: 温差可达, 最高气温在.
func names(context string, words []string) bool {
	for _, word := range words {
		if i := lastIndex(context, word); i >= 0 && connects(context[i+len(word):]) {
			return true
		}
	}
	return false
}

// lastIndex is strings.LastIndex for words that are mostly not there: looking forward is
// much quicker.
func lastIndex(text, word string) int {
	last := -1
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return last
		}
		last = from + i
		from = last + len(word)
	}
}

// connects reports words that may stand between the name of a figure and the figure.
func connects(words string) bool {
	switch words {
	case "", "可达", "达", "达到", "为", "在", "约", "约为", "由", "从", "了", "仅", "仅为", "都在", "一般为", "一般在", "有", "升至", "降至", "回升至", "回升到", "升到", "降到", "大", "最大", "较大", "将达", "最大达", "最大可达", "将升至", "将降至", "普遍在", "普遍为", "在可达", "仅有", "只有":
		return true
	}
	return false
}
