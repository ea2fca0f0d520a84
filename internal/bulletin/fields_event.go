package bulletin

import (
	"yubao/internal/analysis"
	"yubao/internal/phrase"
	"yubao/internal/weather"
)

// happening is an event made ready for the vocabulary.
type happening struct {
	of    *edition
	facts analysis.Event
}

func (e *edition) event(facts analysis.Event) any {
	if eventKinds[facts.Kind] == "" {
		return nil
	}
	return record(e.reads.event, &happening{e, facts})
}

// eventKinds names the kinds of events that templates see.
var eventKinds = map[analysis.EventKind]string{
	analysis.EventWet: "降水", analysis.EventThunder: "雷雨", analysis.EventFreezing: "冻雨结冰",
	analysis.EventCooling: "降温", analysis.EventWarming: "升温", analysis.EventHeat: "高温", analysis.EventFrost: "冰冻",
	analysis.EventWind: "大风", analysis.EventFog: "雾", analysis.EventHaze: "霾", analysis.EventDust: "沙尘",
	analysis.EventDailyRange: "温差大", analysis.EventUV: "紫外线强", analysis.EventAir: "空气污染",
	analysis.EventFair: "晴好", analysis.EventFirstHot: "首次升到30℃",
}

// eventFields is the vocabulary of an event.
var eventFields = []field[*happening]{
	{term("种类", "文字", "", never, "降水", "降水、雷雨、冻雨结冰、降温、升温、高温、冰冻、大风、雾、霾、沙尘、温差大、紫外线强、空气污染、晴好、首次升到30℃。"), words,
		func(h *happening) any { return eventKinds[h.facts.Kind] }},
	{term("日期", "文字", "", never, "16日至18日", "从哪天到哪天。"), words,
		func(h *happening) any { return h.of.House.Dates(h.facts.First, h.facts.Last) }},
	{term("最甚日", "文字", "", "没有特别突出的一天", "周五（19日）", "最突出的一天：雨最大、最热、最冷。"), words,
		func(h *happening) any {
			if h.facts.Peak == (weather.Date{}) {
				return nil
			}
			return h.of.House.DateInText(h.facts.Peak)
		}},
	{term("级别", "文字", "", "这一类没有级别", "小雨", "降水的等级、冷空气的强弱、大风的风力。"), words,
		func(h *happening) any { return textOrNil(phrase.GradeText(&h.facts, &h.of.House)) }},
	{term("成因", "文字", "", "没有证据", "受低槽东移影响", "成因；没有证据就没有，不可自己编。"), words,
		func(h *happening) any { return textOrNil(phrase.CauseText(h.facts.Cause)) }},
	{term("数值", "数量", "", "这一类没有数值", "38℃", "最能说明问题的数：高温的最高气温、冰冻的最低气温、大风的级数、紫外线指数、空气质量指数。"), figure,
		func(h *happening) any { return maybe(h.facts.Value, eventUnits[h.facts.Kind]) }},
	{term("起值", "数量", "℃", "不是降温、升温", "28℃", "降温、升温以前的气温。"), figure,
		func(h *happening) any { return maybe(h.facts.FromValue, "℃") }},
	{term("止值", "数量", "℃", "不是降温、升温", "22℃", "降温、升温以后的气温。"), figure,
		func(h *happening) any { return maybe(h.facts.ToValue, "℃") }},
	{term("雨量", "数量", "毫米", "不是降水，或资料缺", "12.5毫米", "整次降水的量。"), figure,
		func(h *happening) any { return maybe(h.facts.Amount, "毫米") }},
}

// eventUnits are the units of an event's telling figure.
var eventUnits = map[analysis.EventKind]string{
	analysis.EventHeat: "℃", analysis.EventFrost: "℃", analysis.EventFirstHot: "℃", analysis.EventDailyRange: "℃", analysis.EventWind: "级",
}
