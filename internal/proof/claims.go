package proof

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/weather"
)

func contains(dates scope, d weather.Date) bool { return slices.Contains(dates, d) }

// where names the dates of a claim for a message.
func (c *checker) where(dates scope) string {
	if len(dates) == 0 || len(dates) > 3 {
		return ""
	}
	return c.dateNames(dates)
}

// checkCloud: some day of the scope has this state in it.
func (c *checker) checkCloud(at span, cloud analysis.Cloud, dates scope) {
	days := c.days(dates)
	known := false
	for _, d := range days {
		for _, sky := range []analysis.Sky{d.Sky, d.Daytime.Sky, d.Night.Sky} {
			known = known || sky.First != analysis.CloudUnknown
			if sky.First == cloud || sky.Second == cloud {
				return
			}
		}
	}
	if !known && len(days) > 0 {
		c.report(Unsupported, at, "", c.where(dates)+"没有天空状况的数据，请删去或核对。")
		return
	}
	if len(days) > 0 {
		data := c.skies(days)
		c.report(Contradiction, at, data, fmt.Sprintf("%s数据里没有“%s”，数据是“%s”。", c.where(dates), c.text[at.from:at.to], data))
	}
}

// skies lists the skies of days.
func (c *checker) skies(days []*analysis.Day) string {
	var texts []string
	for _, d := range days {
		text := c.facts.House.Sky(d.Sky)
		if len(days) > 1 {
			text = fmt.Sprintf("%d日%s", d.Date.Day, text)
		}
		texts = append(texts, text)
	}
	if len(texts) > 6 {
		texts = append(texts[:6], "…")
	}
	return strings.Join(texts, "，")
}

// checkFall: the phenomenon occurs in the scope, of the class said.
func (c *checker) checkFall(at span, f grammar.Fall, dates scope, context string) {
	if negated(context) {
		c.checkDry(at, f, dates)
		return
	}
	if kind, ok := f.Kind.Precip(); ok {
		c.checkPrecip(at, f, kind, dates)
		return
	}
	if kind, ok := f.Kind.Murk(); ok {
		c.checkMurk(at, kind, dates)
	}
}

// negated reports words before a phenomenon that deny it.
func negated(context string) bool {
	for _, word := range []string{"无", "没有", "无明显", "不会有", "未见"} {
		if strings.HasSuffix(context, word) {
			return true
		}
	}
	return false
}

// checkDry: what the text denies does not occur.
func (c *checker) checkDry(at span, f grammar.Fall, dates scope) {
	kind, precip := f.Kind.Precip()
	for _, d := range c.days(dates) {
		for _, w := range wetOf(d) {
			if !precip && f.Kind != "降水" || precip && !similar(kind, w.Kind) {
				continue
			}
			data := fmt.Sprintf("%d日%s", d.Date.Day, c.facts.House.PrecipPhrase(w.Kind, w.Grade))
			c.report(Contradiction, at, data, "数据里有降水："+data+"。")
			return
		}
	}
}

// wetOf returns the precipitation of a day, of its halves too.
func wetOf(d *analysis.Day) []analysis.Wet {
	return slices.Concat(d.Sky.Wet, d.Daytime.Sky.Wet, d.Night.Sky.Wet)
}

// checkPrecip: some day or event of the scope has the kind, with the class said.
func (c *checker) checkPrecip(at span, f grammar.Fall, kind analysis.PrecipKind, dates scope) {
	grade := f.Grade
	if f.Mod == grammar.Scattered {
		grade = analysis.Trace
	}
	sameKind := false
	for _, d := range c.days(dates) {
		for _, w := range wetOf(d) {
			if !similar(kind, w.Kind) {
				continue
			}
			sameKind = true
			if grade == analysis.GradeNone || grade == w.Grade {
				return
			}
		}
	}
	for _, e := range c.events(dates) {
		if e.Kind != analysis.EventWet && e.Kind != analysis.EventThunder && e.Kind != analysis.EventFreezing {
			continue
		}
		fits := e.Kind == analysis.EventThunder && kind == analysis.Thundershower || e.Kind == analysis.EventFreezing && kind == analysis.FreezingRain
		for _, k := range e.PrecipKinds {
			fits = fits || similar(kind, k)
		}
		if !fits {
			continue
		}
		sameKind = true
		if grade == analysis.GradeNone || grade == e.Grade {
			return
		}
	}
	said, data := c.text[at.from:at.to], c.skies(c.days(dates))
	if !sameKind {
		c.report(Contradiction, at, data, fmt.Sprintf("%s数据里没有“%s”，数据是“%s”。", c.where(dates), said, data))
		return
	}
	c.report(Contradiction, at, data, fmt.Sprintf("%s“%s”的量级与数据不符，数据是“%s”。", c.where(dates), said, data))
}

// similar reports whether a word for one kind may be said of another: 雨 of showers and
// thundershowers, 雪 of snow showers, 阵雨 of thundershowers, 雨夹雪 of rain and snow.
func similar(said, fact analysis.PrecipKind) bool {
	if said == fact {
		return true
	}
	switch said {
	case analysis.Rain:
		return fact == analysis.Shower || fact == analysis.Thundershower || fact == analysis.FreezingRain || fact == analysis.Sleet
	case analysis.Snow:
		return fact == analysis.SnowShower || fact == analysis.Sleet
	case analysis.Sleet:
		return fact == analysis.Rain || fact == analysis.Snow || fact == analysis.FreezingRain
	}
	return false
}

// checkMurk: fog, haze or dust of this kind hangs in the air of the scope.
func (c *checker) checkMurk(at span, kind analysis.MurkKind, dates scope) {
	family := map[analysis.MurkKind]int{analysis.Mist: 1, analysis.Fog: 1, analysis.Haze: 2, analysis.FloatingDust: 3, analysis.BlowingSand: 3, analysis.Sandstorm: 3}
	near := false
	for _, d := range c.days(dates) {
		for _, m := range slices.Concat(d.Sky.Murk, d.Daytime.Sky.Murk, d.Night.Sky.Murk) {
			if m.Kind == kind {
				return
			}
			near = near || family[m.Kind] == family[kind] && kind != analysis.Sandstorm
		}
	}
	for _, e := range c.events(dates) {
		if e.Kind == analysis.EventFog && family[kind] == 1 || e.Kind == analysis.EventHaze && family[kind] == 2 || e.Kind == analysis.EventDust && family[kind] == 3 && kind != analysis.Sandstorm {
			return
		}
	}
	if near && family[kind] == 3 {
		return // 沙尘 as the word for either kind of dust
	}
	data := c.skies(c.days(dates))
	c.report(Contradiction, at, data, fmt.Sprintf("%s数据里没有“%s”，数据是“%s”。", c.where(dates), c.text[at.from:at.to], data))
}

// checkCause: an event of the scope is put down to just this.
func (c *checker) checkCause(at span, said grammar.CauseClause, dates scope) {
	text := c.text[at.from:at.to]
	var known []string
	for _, e := range c.facts.Outlook.Events {
		cause := phrase.CauseText(e.Cause)
		if cause == "" {
			continue
		}
		known = append(known, cause)
		if cause == text || sameCause(cause, text) {
			if len(dates) == 0 || touches(e, dates) {
				return
			}
		}
	}
	if len(known) == 0 {
		c.report(Unsupported, at, "", "没有数据支持这个成因，请删去。")
		return
	}
	data := strings.Join(known, "，")
	c.report(Contradiction, at, data, fmt.Sprintf("成因与数据不符，数据支持的是“%s”。", data))
}

// sameCause lets 影响 and 控制 pass for one another in the same system.
func sameCause(a, b string) bool {
	bare := strings.NewReplacer("的影响", "", "影响", "", "控制", "", "东移", "", "共同", "", "南下", "", "的", "")
	return bare.Replace(a) == bare.Replace(b)
}

func touches(e analysis.Event, dates scope) bool {
	return slices.ContainsFunc(dates, func(d weather.Date) bool {
		return !d.Before(e.First.AddDays(-1)) && !e.Last.AddDays(1).Before(d)
	})
}

// checkExtra: ultraviolet grade, air quality and amounts are those of a day of the scope.
func (c *checker) checkExtra(at span, e grammar.Extra, dates scope) {
	switch e.Kind {
	case grammar.UV:
		c.checkUV(at, e.Word, dates)
	case grammar.Air:
		c.checkAir(at, e.Word, dates)
	case grammar.Amount:
		c.checkAmount(at, e.High, dates)
	}
}

// strongUV is the grade 强; a text may call the grade above it by the same word.
const strongUV analysis.UVGrade = 4

func (c *checker) checkUV(at span, word string, dates scope) {
	var found []string
	for _, d := range c.days(dates) {
		if uv, ok := d.UV.Get(); ok {
			grade := grammar.UVWord(uv.Grade)
			if grade == word || word == grammar.UVWord(strongUV) && uv.Grade > strongUV {
				return
			}
			found = append(found, fmt.Sprintf("%d日%s", d.Date.Day, grade))
		}
	}
	if len(found) == 0 {
		c.report(Unsupported, at, "", "没有紫外线数据，请删去。")
		return
	}
	data := strings.Join(found, "，")
	c.report(Contradiction, at, data, fmt.Sprintf("紫外线强度与数据不符，数据是%s。", data))
}

// judged lets a judgement in plain words stand for the categories of its side.
func judged(word string, category int) bool {
	switch word {
	case "好", "较好", "良好":
		return category <= 2
	case "差", "较差", "很差", "极差":
		return category >= 3
	}
	return false
}

func (c *checker) checkAir(at span, word string, dates scope) {
	var found []string
	for _, d := range c.days(dates) {
		if aqi, ok := d.Air.Get(); ok {
			category := grammar.AirWord(aqi.Category)
			if category == word || judged(word, aqi.Category) {
				return
			}
			found = append(found, fmt.Sprintf("%d日%s", d.Date.Day, category))
		}
	}
	if len(found) == 0 {
		c.report(Unsupported, at, "", "没有空气质量数据，请删去。")
		return
	}
	data := strings.Join(found, "，")
	c.report(Contradiction, at, data, fmt.Sprintf("空气质量与数据不符，模式估算是%s。", data))
}

// checkAmount: the depth is that of a day or of a spell, to a tenth.
func (c *checker) checkAmount(at span, mm int, dates scope) {
	near := func(m weather.Maybe[weather.Millimeters]) bool {
		v, ok := m.Get()
		return ok && abs(float64(v)-float64(mm)) <= max(1, 0.1*float64(v))
	}
	var found []string
	for _, d := range c.days(dates) {
		if near(d.Rain) || near(d.Snow) || near(d.MaxHourlyRain) {
			return
		}
		if v, ok := d.Rain.Get(); ok && v > 0 {
			found = append(found, fmt.Sprintf("%d日%.0f毫米", d.Date.Day, float64(v)))
		}
	}
	for _, e := range c.events(nil) {
		if near(e.Amount) {
			return
		}
	}
	data := strings.Join(found, "，")
	c.report(Contradiction, at, data, "降水量与数据不符，请核对。")
}

func abs(v float64) float64 { return max(v, -v) }

// tail returns the last characters of a context.
func tail(context string, characters int) string {
	for utf8.RuneCountInString(context) > characters {
		_, n := utf8.DecodeRuneInString(context)
		context = context[n:]
	}
	return context
}
