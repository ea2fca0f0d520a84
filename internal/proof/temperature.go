package proof

import (
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// Words before a figure that say what it is.
var (
	amountWords = []string{"温差", "日较差", "下降", "降幅", "降温", "升幅", "上升", "回升", "升高", "降低", "相差", "偏高", "偏低", "落差", "升温"}
	limitWords  = []string{"超过", "高于", "低于", "以上", "以下", "不足", "及以上", "及以下", "或以上", "或以下"}
	lowWords    = []string{"最低气温", "最低温度", "最低温", "最低", "早晨"}
	highWords   = []string{"最高气温", "最高温度", "最高温", "最高", "午后", "高温"}
)

// checkTemperature holds a named temperature against the days of its scope.
func (c *checker) checkTemperature(at span, t grammar.Temperature, dates scope, context, sentence string) {
	low, okLow := t.Low.Get()
	high, okHigh := t.High.Get()
	text := c.text[at.from:at.to]
	switch {
	case okLow && okHigh && (strings.Contains(text, "最低") && strings.Contains(text, "最高")):
		c.checkEnd(at, low, dates, true)
		c.checkEnd(at, high, dates, false)
	case okLow && okHigh:
		c.checkDegrees(at, grammar.Degrees{From: low.From, To: high.To}, dates, context, sentence)
	case okLow:
		c.checkEnd(at, low, dates, true)
	case okHigh:
		c.checkEnd(at, high, dates, false)
	}
}

// checkEnd holds a low or a high, one figure or a span, against those of the scope.
func (c *checker) checkEnd(at span, d grammar.Degrees, dates scope, low bool) {
	if c.bounded(at, d) {
		return
	}
	values := c.ends(dates, low)
	name := map[bool]string{true: "最低气温", false: "最高气温"}[low]
	if len(values) == 0 {
		c.report(Unsupported, at, "", name+"没有数据依据，请删去或核对。")
		return
	}
	fits := slices.Contains(values, d.From) && slices.Contains(values, d.To)
	if d.From != d.To {
		fits = d.From == slices.Min(values) && d.To == slices.Max(values)
	}
	if !fits {
		data := c.degreesText(dates, low)
		c.report(Contradiction, at, data, fmt.Sprintf("%s与数据不符，数据是%s。", name, data))
	}
}

// checkDegrees holds bare figures against what they can stand for: a low or a high of
// the scope, a whole day, the span of the lows or highs, or an amount of change.
func (c *checker) checkDegrees(at span, d grammar.Degrees, dates scope, context, sentence string) {
	before := tail(context, 12)
	switch {
	case endsInOne(before, limitWords) || c.bounded(at, d):
		return
	case endsInOne(before, amountWords):
		c.checkAmountOf(at, d, dates)
		return
	case endsInOne(before, lowWords):
		c.checkEnd(at, d, dates, true)
		return
	case endsInOne(before, highWords):
		c.checkEnd(at, d, dates, false)
		return
	}
	lows, highs := c.ends(dates, true), c.ends(dates, false)
	if len(lows)+len(highs) == 0 {
		c.report(Unsupported, at, "", "气温没有数据依据，请删去或核对。")
		return
	}
	if c.stands(d, dates, lows, highs) || containsOne(sentence, amountWords) && c.isAmount(d, dates) {
		return
	}
	data := c.rangesText(dates)
	c.report(Contradiction, at, data, fmt.Sprintf("气温与数据不符，数据是%s。", data))
}

// stands reports whether figures are a low, a high, one day's pair, or a span of them.
func (c *checker) stands(d grammar.Degrees, dates scope, lows, highs []int) bool {
	if d.From == d.To {
		return slices.Contains(lows, d.From) || slices.Contains(highs, d.From)
	}
	for _, day := range c.days(dates) {
		low, ok1 := day.Low.Get()
		high, ok2 := day.High.Get()
		if ok1 && ok2 && low == d.From && high == d.To {
			return true
		}
	}
	spans := func(from, to []int) bool {
		return len(from) > 0 && len(to) > 0 && slices.Min(from) == d.From && slices.Max(to) == d.To
	}
	return spans(lows, lows) || spans(highs, highs) || spans(lows, highs)
}

// bounded reports figures with a bound (35℃以上), which are a threshold and no measurement.
func (c *checker) bounded(at span, d grammar.Degrees) bool {
	return d.Bound != "" && d.Bound != "左右" && d.Bound != "上下" || startsWithOne(c.text[at.to:], limitWords)
}

// checkAmountOf holds an amount of change or range against those that occur.
func (c *checker) checkAmountOf(at span, d grammar.Degrees, dates scope) {
	if !c.isAmount(d, dates) {
		c.report(Contradiction, at, "", "数据里没有这么大的变化或温差，请核对。")
	}
}

func (c *checker) isAmount(d grammar.Degrees, dates scope) bool {
	amounts := c.amounts(dates)
	return slices.Contains(amounts, d.From) && slices.Contains(amounts, d.To)
}

// amounts returns the daily ranges of the scope and the differences between lows, and
// between highs, of the period.
func (c *checker) amounts(dates scope) []int {
	var amounts []int
	for _, day := range c.days(dates) {
		low, ok1 := day.Low.Get()
		high, ok2 := day.High.Get()
		if ok1 && ok2 {
			amounts = append(amounts, high-low)
		}
	}
	for _, low := range []bool{true, false} {
		values := c.ends(nil, low)
		for i, a := range values {
			for _, b := range values[i+1:] {
				amounts = append(amounts, max(a-b, b-a))
			}
		}
	}
	for _, e := range c.facts.Outlook.Events {
		from, ok1 := e.FromValue.Get()
		to, ok2 := e.ToValue.Get()
		if ok1 && ok2 {
			amounts = append(amounts, max(from-to, to-from))
		}
	}
	return amounts
}

// ends returns the lows or highs of a scope, in order of date.
func (c *checker) ends(dates scope, low bool) []int {
	var values []int
	for _, day := range c.days(dates) {
		if v, ok := end(day, low).Get(); ok {
			values = append(values, v)
		}
	}
	return values
}

func end(day *analysis.Day, low bool) weather.Maybe[int] {
	if low {
		return day.Low
	}
	return day.High
}

// degreesText lists the lows or highs of a scope for a message.
func (c *checker) degreesText(dates scope, low bool) string {
	var texts []string
	for _, day := range c.days(dates) {
		if v, ok := end(day, low).Get(); ok {
			texts = append(texts, fmt.Sprintf("%d日%s", day.Date.Day, c.facts.House.Degree(v)))
		}
	}
	return strings.Join(texts, "、")
}

// rangesText lists the pairs of a scope for a message.
func (c *checker) rangesText(dates scope) string {
	var texts []string
	for _, day := range c.days(dates) {
		low, ok1 := day.Low.Get()
		high, ok2 := day.High.Get()
		if ok1 && ok2 {
			texts = append(texts, fmt.Sprintf("%d日%s", day.Date.Day, c.facts.House.Range(low, high)))
		}
	}
	return strings.Join(texts, "、")
}

// endsInOne reports whether one of the words stands in the last characters, with at
// most a connecting word behind it: 温差可达, 最高气温由.
func endsInOne(context string, words []string) bool {
	for _, word := range words {
		i := strings.LastIndex(context, word)
		if i < 0 {
			continue
		}
		rest := strings.Trim(context[i+len(word):], " ")
		if connects(rest) {
			return true
		}
	}
	return false
}

// connects reports words that may stand between the name of a figure and the figure.
func connects(words string) bool {
	switch words {
	case "", "可达", "达", "达到", "为", "在", "约", "约为", "由", "从", "了", "仅", "仅为", "都在", "一般为", "一般在", "有", "升至", "降至", "回升至", "回升到", "升到", "降到", "大", "最大", "较大", "将达", "最大达", "最大可达", "将升至", "将降至", "普遍在", "普遍为", "在可达":
		return true
	}
	return false
}

func containsOne(text string, words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}

func startsWithOne(text string, words []string) bool {
	for _, word := range words {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}
