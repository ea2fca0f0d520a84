package proof

import (
	"fmt"
	"slices"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
)

const (
	ofWindow = iota
	ofDaytime
	ofNight
)

// The skies of a day: of its window and of its halves. What an editor set by hand holds
// for the whole day.
func skiesOf(d *analysis.Day) [3]*analysis.Sky {
	if slices.Contains(d.Edited, analysis.ElementSky) {
		return [3]*analysis.Sky{&d.Sky, &d.Sky, &d.Sky}
	}
	return [3]*analysis.Sky{&d.Sky, &d.Daytime.Sky, &d.Night.Sky}
}

// skies lists the skies of a scope for a message.
func (c *checker) skies(s scope) string {
	return c.list(s, func(d *analysis.Day) string { return c.facts.House.Sky(d.Sky) })
}

// lacks reports a phenomenon that the data of the scope do not have.
func (c *checker) lacks(at span, s scope) {
	data := c.skies(s)
	if data == "" {
		c.report(Unsupported, at, "", c.names(s)+"没有天空状况的数据，请删去或核对。")
		return
	}
	c.report(Contradiction, at, data, fmt.Sprintf("%s数据里没有“%s”，数据是“%s”，请改正。", c.names(s), c.said(at), data))
}

// checkCloud: some day of the scope has this state in it; before 为主 a good part of
// the days has it, or the other that the words before name.
func (r *reading) checkCloud(at span, cloud analysis.Cloud) {
	c := r.c
	s := r.later(at.from)
	mainly := startsWithOne(strings.TrimPrefix(c.text[at.to:], "天气"), []string{"为主"})
	turned := !mainly && !strings.HasPrefix(c.text[at.to:], "或") && endsInOne(c.text[:at.from], []string{"转", "转为"})
	known, held := 0, 0
	for set := c.of(s); set != 0; set &= set - 1 {
		knows, has := false, false
		skies := skiesOf(c.day(set))
		for i, sky := range skies {
			if mainly && i != ofWindow || r.part.daytime() && i != ofDaytime && skies[ofDaytime].First != analysis.CloudUnknown {
				continue
			}
			knows = knows || sky.First != analysis.CloudUnknown
			has = has || same(sky.Second, cloud) || same(sky.First, cloud) && !(turned && (changes(sky) || i == ofNight && !cleared(sky)))
		}
		if knows {
			known++
		}
		if has {
			held++
		}
	}
	alone := !endsInOne(c.text[:at.from], []string{"或", "到", "和", "、"})
	if held == 0 || mainly && alone && held*3 < known {
		c.lacks(at, s)
	}
}

// changes reports a sky that ends in another state than it begins with, to which nothing
// turns.
func changes(sky *analysis.Sky) bool {
	return sky.Relation == analysis.Change && sky.Second != analysis.CloudUnknown
}

// cleared reports precipitation that is over before its window is, to whose sky it turns.
func cleared(sky *analysis.Sky) bool {
	return slices.ContainsFunc(sky.Wet, func(w analysis.Wet) bool { return w.When == analysis.Early })
}

// same lets 少云 pass for 晴.
func same(a, b analysis.Cloud) bool {
	return a == b || a == analysis.FewClouds && b == analysis.Clear || a == analysis.Clear && b == analysis.FewClouds
}

// checkFall: the phenomenon occurs in the scope, of the class said.
func (c *checker) checkFall(at span, f *grammar.Fall, s scope, context string, halves bool) {
	kind, precip := f.Kind.Precip()
	switch {
	case negated(context) && (precip || f.Kind == "降水"):
		c.checkDry(at, kind, precip, s)
	case negated(context):
	case precip:
		c.checkPrecip(at, f, kind, s, halves)
	case f.Kind == "降水":
		c.checkWet(at, s)
	default:
		if murk, ok := f.Kind.Murk(); ok {
			c.checkMurk(at, murk, s)
		}
	}
}

// negated reports words before a phenomenon that deny it.
func negated(context string) bool {
	return endsInOne(context, []string{"无", "没有", "无明显", "没有明显", "不会有", "未见", "无有效", "不再有"})
}

// checkDry: what the text denies does not occur.
func (c *checker) checkDry(at span, kind analysis.PrecipKind, precip bool, s scope) {
	for set := c.of(s); set != 0; set &= set - 1 {
		d := c.day(set)
		for _, sky := range skiesOf(d) {
			for _, w := range sky.Wet {
				if precip && !similar(kind, w.Kind) {
					continue
				}
				data := fmt.Sprintf("%d日%s", d.Date.Day, c.facts.House.PrecipPhrase(w.Kind, w.Grade))
				c.report(Contradiction, at, data, "数据里有降水：“"+data+"”，请改正。")
				return
			}
		}
	}
}

// checkWet: some precipitation falls in the scope.
func (c *checker) checkWet(at span, s scope) {
	for set := c.of(s); set != 0; set &= set - 1 {
		for _, sky := range skiesOf(c.day(set)) {
			if len(sky.Wet) > 0 {
				return
			}
		}
	}
	if !c.anyEvent(s, func(e *analysis.Event) bool { return e.Kind == analysis.EventWet }) {
		c.lacks(at, s)
	}
}

// checkPrecip: some day or event of the scope has the kind, with the class said: that of
// the day, or of a half of it where the text names a part of the day.
func (c *checker) checkPrecip(at span, f *grammar.Fall, kind analysis.PrecipKind, s scope, halves bool) {
	grade := f.Grade
	if f.Mod == grammar.Scattered {
		grade = analysis.Trace
	}
	near := false
	for set := c.of(s); set != 0; set &= set - 1 {
		for i, sky := range skiesOf(c.day(set)) {
			for _, w := range sky.Wet {
				if bringsKind(f.Kind, kind, w.Kind) {
					near = true
					if grade == analysis.GradeNone || grade == w.Grade && (i == 0 || halves) && (w.Kind != analysis.Sleet || kind == analysis.Sleet) {
						return
					}
				}
			}
		}
	}
	if c.anyEvent(s, func(e *analysis.Event) bool {
		if !brings(e, f.Kind, kind) {
			return false
		}
		near = true
		return grade == analysis.GradeNone || grade == e.Grade && (e.GradeKind != analysis.Sleet || kind == analysis.Sleet)
	}) {
		return
	}
	if !near {
		c.lacks(at, s)
		return
	}
	data := c.skies(s)
	c.report(Contradiction, at, data, fmt.Sprintf("%s“%s”的量级与数据不符，数据是“%s”，请改正。", c.names(s), c.said(at), data))
}

// brings reports an event of the kind of precipitation.
func brings(e *analysis.Event, word grammar.Kind, kind analysis.PrecipKind) bool {
	switch e.Kind {
	case analysis.EventThunder:
		if kind == analysis.Thundershower {
			return true
		}
	case analysis.EventFreezing:
		if kind == analysis.FreezingRain {
			return true
		}
	case analysis.EventWet:
	default:
		return false
	}
	for _, k := range e.PrecipKinds {
		if bringsKind(word, kind, k) {
			return true
		}
	}
	return false
}

// anyEvent reports whether an event that touches the scope fits.
func (c *checker) anyEvent(s scope, fits func(*analysis.Event) bool) bool {
	for i := range c.facts.Outlook.Events {
		if e := &c.facts.Outlook.Events[i]; c.touches(e, s) && fits(e) {
			return true
		}
	}
	return false
}

// touches reports an event within a scope.
func (c *checker) touches(e *analysis.Event, s scope) bool {
	if !s.named {
		return true
	}
	for set := s.days; set != 0; set &= set - 1 {
		if d := c.day(set).Date; !d.Before(e.First) && !e.Last.Before(d) {
			return true
		}
	}
	return false
}

// similar reports whether a word for one kind may be said of another: 雨 of showers and
// thundershowers, 雪 of snow showers.
func similar(said, fact analysis.PrecipKind) bool {
	if said == fact {
		return true
	}
	switch said {
	case analysis.Rain:
		return fact == analysis.Shower || fact == analysis.Thundershower || fact == analysis.FreezingRain || fact == analysis.Sleet
	case analysis.Snow:
		return fact == analysis.SnowShower || fact == analysis.Sleet
	}
	return false
}

// bringsKind lets 雨雪 stand for whatever falls, and every other word for what is similar.
func bringsKind(word grammar.Kind, said, fact analysis.PrecipKind) bool {
	return word == "雨雪" || similar(said, fact)
}

// families puts the kinds of murk together that a text may take for one another: fog
// with mist, and the kinds of dust but for the storm.
var families = [...]int{analysis.Mist: 1, analysis.Fog: 1, analysis.Haze: 2, analysis.FloatingDust: 3, analysis.BlowingSand: 3, analysis.Sandstorm: 4}

// checkMurk: fog, haze or dust of this kind hangs in the air of the scope.
func (c *checker) checkMurk(at span, kind analysis.MurkKind, s scope) {
	family := families[kind]
	exact := family == 1 && kind == analysis.Fog // 大雾 is more than mist
	for set := c.of(s); set != 0; set &= set - 1 {
		for _, sky := range skiesOf(c.day(set)) {
			for _, m := range sky.Murk {
				if m.Kind == kind || !exact && families[m.Kind] == family || family == 3 && m.Kind == analysis.Sandstorm {
					return
				}
			}
		}
	}
	if c.anyEvent(s, func(e *analysis.Event) bool {
		return e.Kind == analysis.EventFog && family == 1 || e.Kind == analysis.EventHaze && family == 2 || e.Kind == analysis.EventDust && family == 3
	}) {
		return
	}
	c.lacks(at, s)
}

// checkCause: an event of the scope is put down to just this.
func (c *checker) checkCause(at span, s scope) {
	text := c.said(at)
	var known []string
	for i := range c.facts.Outlook.Events {
		e := &c.facts.Outlook.Events[i]
		if len(e.Cause.Systems) == 0 {
			continue
		}
		cause := phrase.CauseText(e.Cause)
		known = append(known, cause)
		if (cause == text || sameCause(cause, text)) && (!s.named || c.beside(e, s)) {
			return
		}
	}
	if len(known) == 0 {
		c.report(Unsupported, at, "", "没有数据支持这个成因，请删去。")
		return
	}
	data := strings.Join(known, "，")
	c.report(Contradiction, at, data, fmt.Sprintf("成因与数据不符，数据支持的是“%s”，请改正。", data))
}

// bareCause leaves of a cause the systems.
var bareCause = strings.NewReplacer("的影响", "", "影响", "", "控制", "", "东移", "", "共同", "", "南下", "", "的", "")

// sameCause lets 影响 and 控制 pass for one another in the same system.
func sameCause(a, b string) bool { return bareCause.Replace(a) == bareCause.Replace(b) }

// beside reports an event on a date of the scope or on a day beside one.
func (c *checker) beside(e *analysis.Event, s scope) bool {
	if s.eve {
		s.days |= 1
	}
	for set := s.days; set != 0; set &= set - 1 {
		if d := c.day(set).Date; !d.Before(e.First.AddDays(-1)) && !e.Last.AddDays(1).Before(d) {
			return true
		}
	}
	return false
}

// hasSolid reports snow, sleet or freezing rain on a day.
func hasSolid(d *analysis.Day) bool {
	for _, w := range d.Sky.Wet {
		if w.Kind >= analysis.Sleet {
			return true
		}
	}
	return false
}
