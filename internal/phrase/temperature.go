package phrase

import (
	"slices"
	"strconv"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

func degrees(n int) string { return strconv.Itoa(n) + "℃" }

// temperature writes the sentence on temperature without its full stop: figures, not
// adjectives, one claim at a time. It is empty when no temperatures are known.
func (n *narrator) temperature() string {
	s := n.s
	switch {
	case s.highMax.date.IsZero() && s.lowMin.date.IsZero():
		return ""
	case len(s.days) == 1:
		return n.oneDay()
	case len(s.hot) >= 2:
		return n.heat()
	case len(s.days) >= longEdition && !n.trend().none():
		return n.fall(n.trend(), "最高气温")
	case len(s.days) >= longEdition:
		return n.steady()
	case s.lowFall.size >= coldWorth && s.lowFall.to <= coldEnough && s.lowFall.size >= s.fall.size-2:
		return n.fall(s.lowFall, "最低气温")
	case s.fall.size >= coolingWorth:
		return n.fall(s.fall, "最高气温")
	case s.lowFall.size >= coldWorth:
		return n.fall(s.lowFall, "最低气温")
	case s.rise.size >= warmingWorth:
		return n.warming()
	default:
		return n.steady()
	}
}

// longEdition is the number of days from which the course of the whole period is told
// rather than a single fall within it.
const longEdition = 8

// trend returns the fall from the highest high to the lowest one of a long period when
// it takes at least four days.
func (n *narrator) trend() change {
	s := n.s
	size := int(s.highMax.value) - int(s.highMin.value)
	if s.highMin.date.DaysSince(s.highMax.date) < 4 || size < coldWorth {
		return change{}
	}
	return change{from: int(s.highMax.value), to: int(s.highMin.value), fromDate: s.highMax.date, toDate: s.highMin.date,
		after: int(s.highMin.value), size: size}
}

func (n *narrator) oneDay() string {
	day := &n.s.days[0]
	low, okLow := day.Low.Get()
	high, okHigh := day.High.Get()
	switch {
	case okLow && okHigh:
		return "最低气温" + degrees(low) + "，最高气温" + degrees(high)
	case okHigh:
		return "最高气温" + degrees(high)
	default:
		return "最低气温" + degrees(low)
	}
}

// heat tells how hot it gets, when, and what ends it.
func (n *narrator) heat() string {
	s := n.s
	least := 100
	for _, d := range s.hot {
		least = min(least, s.day(d).High.Or(least))
	}
	most := int(s.highMax.value)
	head := ""
	if len(s.hot) < len(s.days) {
		head = n.cal.list(s.hot)
	}
	text := head + "最高气温" + s.rangeText(least, most)
	switch {
	case pieces(s.hot) > mostPieces:
		text = "有" + counted(len(s.hot)) + "天最高气温达35℃以上，" + n.cal.single(s.highMax.date) + "最热，为" + degrees(most)
	case least == most:
		text = head + "最高气温" + degrees(most)
	case len(s.hot) > 2:
		text += "，" + n.cal.single(s.highMax.date) + "最热"
	}
	lastHot := s.hot[len(s.hot)-1]
	for _, p := range highs(s.days) {
		if lastHot.Before(p.date) && p.value <= most-coolingWorth {
			return text + "；" + n.cal.date(p.date) + "降至" + degrees(p.value)
		}
	}
	return text
}

// fall tells a fall and the rise after it: 最低气温由5日的13℃降至8日的-3℃，9日起回升.
func (n *narrator) fall(c change, name string) string {
	text := n.cause(c) + n.style.fill("下降", n.seed, "要素", name,
		"起日", n.cal.date(c.fromDate), "起值", degrees(c.from), "止日", n.cal.date(c.toDate), "止值", degrees(c.to))
	if c.after-c.to >= reboundWorth {
		text += "，" + n.style.fill("回升", n.seed, "日", n.cal.date(c.afterDate), "值", degrees(c.after))
	}
	return text
}

// cause returns what a fall of temperature is put down to, when the period sentence has
// not told it.
func (n *narrator) cause(c change) string {
	if len(n.causes) >= mostCauses {
		return ""
	}
	for i := range n.s.o.Events {
		e := &n.s.o.Events[i]
		if e.Kind != analysis.EventCooling || c.toDate.Before(e.First) || e.Last.Before(c.fromDate) {
			continue
		}
		if text := CauseText(e.Cause); text != "" && !n.told(e) {
			n.causes = append(n.causes, text)
			return text + "，"
		}
	}
	return ""
}

// told reports whether the period sentence named a cold cause already; then the fall
// needs none of its own.
func (n *narrator) told(e *analysis.Event) bool {
	return slices.ContainsFunc(n.causes, func(text string) bool {
		return text == CauseText(e.Cause) || strings.Contains(text, "冷空气")
	})
}

func (n *narrator) warming() string {
	c := n.s.rise
	return n.style.fill("上升", n.seed, "起日", n.cal.date(c.fromDate), "起值", degrees(c.from),
		"止日", n.cal.date(c.toDate), "止值", degrees(c.to))
}

// steady tells the span of highs and lows.
func (n *narrator) steady() string {
	s := n.s
	high := n.spanOf("最高气温", s.highMin, s.highMax)
	low := n.spanOf("最低气温", s.lowMin, s.lowMax)
	text := high
	if high != "" && low != "" {
		text += "，"
	}
	text += low
	if s.highMax.value-s.highMin.value <= steadyWithin && s.lowMax.value-s.lowMin.value <= steadyWithin+2 && len(s.days) >= 3 {
		return n.style.fill("平稳", n.seed, "气温", text)
	}
	return text
}

func (n *narrator) spanOf(name string, least, most extreme) string {
	if least.date == (weather.Date{}) {
		return ""
	}
	low, high := int(least.value), int(most.value)
	if high-low <= 1 {
		return name + degrees(high) + "左右"
	}
	return name + n.s.rangeText(low, high)
}
