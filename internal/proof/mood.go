package proof

import (
	"fmt"
	"math"
	"strings"

	"yubao/internal/analysis"
)

// mood is a general statement and what it takes to be true. The bounds are generous: a
// text may put it in its own words, it must only not say the opposite.
type mood struct {
	words string
	scope bool   // holds for the dates in question, not for the period
	about string // the clause must hold this for the words to be meant
	holds func(*trends) bool
	data  func(*checker, *trends) string
}

// trends are the extremes and changes of some days.
type trends struct {
	lowMin, lowMax, highMin, highMax int
	range_                           int // largest daily range
	rise, fall                       int // greatest change between two days in their order
	known                            bool
	windy, icy                       bool
}

// isHot, and the other bounds of general words: 高温 is 35 ℃ (shared tables,
// temperature_rules), 大风 what a paper warns of.
func isHot(d *analysis.Day) bool { v, ok := d.High.Get(); return ok && v >= 35 }

func isWindy(d *analysis.Day) bool {
	return d.Wind.Known && d.Wind.High >= 5 || d.Gust.Or(0) >= 6 || d.Wind.Gust.Or(0) >= 6
}

var moods = []mood{
	{words: "高温", scope: true, holds: func(t *trends) bool { return t.highMax >= 35 }, data: highData},
	{words: "大风", scope: true, holds: func(t *trends) bool { return t.windy }, data: func(c *checker, _ *trends) string {
		return c.list(scope{}, func(d *analysis.Day) string { return c.facts.House.Wind(d.Wind) })
	}},
	{words: "冰冻 霜冻 结冰 上冻", holds: func(t *trends) bool { return t.lowMin <= 4 || t.icy }, data: lowData},
	{words: "严寒 寒冷", holds: func(t *trends) bool { return t.lowMin <= 5 }, data: lowData},
	{words: "炎热 酷热 酷暑", holds: func(t *trends) bool { return t.highMax >= 28 }, data: highData},
	{words: "温差较大 温差大 温差明显 温差悬殊", scope: true, holds: func(t *trends) bool { return t.range_ >= 8 }, data: func(_ *checker, t *trends) string {
		return fmt.Sprintf("最大温差%d℃", t.range_)
	}},
	{words: "骤降 大幅下降 明显下降 剧烈降温 断崖式", about: "温", holds: func(t *trends) bool { return t.fall >= 4 }, data: changeData},
	{words: "降温 转凉 转冷", holds: func(t *trends) bool { return t.fall >= 1 }, data: changeData},
	{words: "下降 走低 回落 降低", about: "气温", holds: func(t *trends) bool { return t.fall >= 1 }, data: changeData},
	{words: "升温 回暖 转暖 变暖", holds: func(t *trends) bool { return t.rise >= 1 }, data: changeData},
	{words: "回升 上升 走高 升高 攀升", about: "气温", holds: func(t *trends) bool { return t.rise >= 1 }, data: changeData},
}

func highData(c *checker, _ *trends) string { return c.figures(scope{}, highs) }
func lowData(c *checker, _ *trends) string  { return c.figures(scope{}, lows) }

func changeData(c *checker, _ *trends) string {
	return "最高气温" + c.figures(scope{}, highs) + "；最低气温" + c.figures(scope{}, lows)
}

// general takes a general statement.
func (r *reading) general(i int, w *word) int {
	at := span{i, i + len(w.text)}
	if w.mood.about == "" || strings.Contains(r.c.text[r.sentence:i], w.mood.about) {
		r.checkMood(at, w.mood)
	}
	return len(w.text)
}

// checkTrend takes a trend that the grammar read: 气温回升, 最高气温明显下降.
func (r *reading) checkTrend(at span, move string) {
	for k := range moods {
		m := &moods[k]
		if m.about != "" && containsOne(move, strings.Fields(m.words)) {
			r.checkMood(at, m)
			return
		}
	}
}

func (r *reading) checkMood(at span, m *mood) {
	c := r.c
	if negated(c.text[r.clause:at.from]) || strings.HasSuffix(c.text[:at.from], "防") {
		return
	}
	s := scope{}
	if m.scope {
		s = r.scope
	}
	t := c.trends(s)
	if !t.known {
		return
	}
	if m.holds(&t) && !r.opposed(at, m) {
		return
	}
	c.differs(at, "“"+c.said(at)+"”", m.data(c, &t))
}

// opposed reports a trend of some named days that the days before and among them do not
// show: 周末气温下降 of a weekend that is warmer than its Friday.
func (r *reading) opposed(at span, m *mood) bool {
	if m.about != "气温" || !r.scope.named || startsWithOne(r.c.text[at.to:], []string{"至", "到"}) {
		return false // a move to a figure is judged with the figure
	}
	rises, falls := r.c.trendOf(r.later(at.from), lastNamed(r.c.text[r.sentence:at.to]))
	if strings.HasPrefix(m.words, "回升") {
		return !rises
	}
	return !falls
}

// trends works out the extremes and changes of a scope.
func (c *checker) trends(s scope) trends {
	t := trends{lowMin: math.MaxInt, lowMax: math.MinInt, highMin: math.MaxInt, highMax: math.MinInt}
	for set := c.of(s); set != 0; set &= set - 1 {
		d := c.day(set)
		low, okLow := d.Low.Get()
		high, okHigh := d.High.Get()
		if okLow {
			if t.lowMax != math.MinInt {
				t.fall, t.rise = max(t.fall, t.lowMax-low), max(t.rise, low-t.lowMin)
			}
			t.lowMin, t.lowMax = min(t.lowMin, low), max(t.lowMax, low)
		}
		if okHigh {
			if t.highMax != math.MinInt {
				t.fall, t.rise = max(t.fall, t.highMax-high), max(t.rise, high-t.highMin)
			}
			t.highMin, t.highMax = min(t.highMin, high), max(t.highMax, high)
		}
		if okLow && okHigh {
			t.range_ = max(t.range_, high-low)
		}
		t.known = t.known || okLow || okHigh
		t.windy = t.windy || isWindy(d)
		t.icy = t.icy || hasSolid(d)
	}
	return t
}
