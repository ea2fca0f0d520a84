package bulletin

import (
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/weather"
)

// rootFields is the vocabulary of an edition.
var rootFields = []field[*edition]{
	{term("标题", "文字", "", "没有可说的", "前期晴好宜出行　紫外线强需防晒", "上下两句的标题，中间一个全角空格。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Headline) }},
	{term("标题上句", "文字", "", "没有可说的", "前期晴好宜出行", "标题的上句：有什么天气。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Parts[0]) }},
	{term("标题下句", "文字", "", "没有可说的", "紫外线强需防晒", "标题的下句：该做什么。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Parts[1]) }},
	{term("导语", "文字", "", "没有可说的", "4月15日16时，根据最新数值预报资料分析，预计16日至18日，我市以晴天或多云天气为主。", "导语：何时、根据什么，接着是综述；有气象台签注时写气象台和发布时间。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Lead) }},
	{term("综述", "文字", "", "没有可说的", "预计16日至18日，我市以晴天或多云天气为主；周五（19日）受低槽东移影响，有一次小雨过程。", "整段时间的综述，含例外的一天和成因。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Summary) }},
	{term("气温综述", "文字", "", "气温平稳或资料缺", "18日昼夜温差可达16℃。", "气温变化的一句。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Temperature) }},
	{term("建议", "文字的列表", "", "没有该提醒的", "早出晚归请适当添衣。", "至多三条建议，最要紧的在前。"), texts,
		func(e *edition) any { return list(e.Narrative.Advice, textOrNil) }},
	{term("逐日", "一天的列表", "", never, "{{range .逐日}}{{.行}}{{end}}", "要印的每一天，按日期先后；每一天的名字见下表。"), &shape{kind: listKind, elem: dayShape},
		func(e *edition) any { return list(e.days, func(d *day) any { return d.record() }) }},
	{term("事件", "一件事的列表", "", "没有值得一提的", "{{range .事件}}{{.种类}}{{.日期}}{{end}}", "这段时间里值得一提的事，最要紧的在前：降水、降温、大风、高温、雾霾等；每一件的名字见下表。"), &shape{kind: listKind, elem: eventShape},
		func(e *edition) any { return list(e.Outlook.Events, func(v analysis.Event) any { return e.event(v) }) }},
	{term("今天", "一天", "", "今天不在要印的日子里", "{{with .今天}}{{.天空}}{{end}}", "今天这一天。"), dayShape,
		func(e *edition) any { return e.dayAfter(0) }},
	{term("明天", "一天", "", "明天不在要印的日子里", "{{with .明天}}{{.行}}{{end}}", "明天这一天。"), dayShape,
		func(e *edition) any { return e.dayAfter(1) }},
	{term("后天", "一天", "", "后天不在要印的日子里", "{{with .后天}}{{.行}}{{end}}", "后天这一天。"), dayShape,
		func(e *edition) any { return e.dayAfter(2) }},
	{term("天数", "数量", "", never, "6", "要印几天。"), figure,
		func(e *edition) any { return quantity{value: float64(len(e.days))} }},
	{term("时段", "文字", "", never, "16日至21日", "从哪天到哪天。"), words,
		func(e *edition) any { return e.span() }},
	{term("最低", "数量", "℃", "每一天都缺", "9℃", "整段时间的最低气温。"), figure,
		func(e *edition) any { return e.extreme(func(d *analysis.Day) weather.Maybe[int] { return d.Low }, -1) }},
	{term("最高", "数量", "℃", "每一天都缺", "29℃", "整段时间的最高气温。"), figure,
		func(e *edition) any { return e.extreme(func(d *analysis.Day) weather.Maybe[int] { return d.High }, 1) }},
	{term("短讯", "文字的列表", "", never, "明天（周二）多云间晴天，12℃～25℃，东北风3级左右。", "聊天群用的几行：第一行是地点和时间，接着今天、明天在前，最后一行是资料来源。"), texts,
		func(e *edition) any { return list(strings.Split(e.Narrative.Chat(), "\n"), textOrNil) }},
	{term("推送", "文字", "", "没有可说的", "新乡4月15日16时：明天多云间晴天，12℃～25℃，周五有小雨。（Open-Meteo）", "一行推送，含地点、时间和来源。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Push()) }},
	{term("口播", "文字的列表", "", "没有可说的", "明天，多云间晴天，东北风3级左右，12到25摄氏度。", "念给听众的几段，不带符号，含来源和时间。"), texts,
		func(e *edition) any { return list(strings.Split(e.Narrative.Broadcast(), "\n"), textOrNil) }},
	{term("地点", "文字", "", never, "新乡", "地名。"), words,
		func(e *edition) any { return e.Outlook.Place.Name }},
	{term("称呼", "文字", "", never, "我市", "本报读者怎样称呼当地；没有设置时是地名。"), words,
		func(e *edition) any { return orElse(e.Outlook.Place.Called, e.Outlook.Place.Name) }},
	{term("来源", "文字", "", never, "Open-Meteo", "资料来自哪里，短名。每篇都必须有。"), words,
		func(e *edition) any { return e.source() }},
	{term("来源说明", "文字", "", never, "Open-Meteo 数值预报（CC BY 4.0）", "资料来源的完整写法，按许可要求注明。"), words,
		func(e *edition) any { return orElse(e.Outlook.Source.Credit, e.source()) }},
	{term("署名", "文字", "", never, "资料来源：Open-Meteo 数值预报（CC BY 4.0），4月15日16时生成，供内部参考，以当地气象台发布为准。", "完整的来源和时间说明，文章末尾用。"), words,
		func(e *edition) any { return e.Narrative.Source }},
	{term("短署名", "文字", "", never, "资料：Open-Meteo，4月15日16时，供内部参考", "简短的来源和时间说明，聊天、推送用。"), words,
		func(e *edition) any { return e.shortFooter() }},
	{term("生成时间", "文字", "", never, "4月15日16时", "这一期写成的时间，当地时间。每篇都必须有。"), words,
		func(e *edition) any { return clock(e.now) }},
	{term("生成日期", "文字", "", never, "4月15日", "这一期写成的日期，当地日期。"), words,
		func(e *edition) any { return e.now.Format("1月2日") }},
	{term("起报时间", "文字", "", "资料没有说明", "4月15日8时", "数值预报的起报时间，当地时间。"), words,
		func(e *edition) any { return e.issued() }},
	{term("缺测", "文字的列表", "", "资料齐全", "19日白天风向缺测", "资料里缺什么，给编辑看。"), texts,
		func(e *edition) any {
			return list(e.Outlook.Missing, func(m analysis.Missing) any { return textOrNil(m.Note) })
		}},
	{term("更正", "文字", "", "不是更正稿", "19日最低气温由13℃改为11℃", "更正了什么，为什么。"), words,
		func(e *edition) any { return textOrNil(e.Correction) }},
	{term("迟发", "是/否", "", never, "{{if .迟发}}（迟发）{{end}}", "这一期错过了钟点，是补发的。"), flag,
		func(e *edition) any { return e.Late }},
	{term("台站原文", "文字的列表", "", "不是据台站原文写的", "今天夜里到明天，多云转晴，12～25℃。", "据气象台的预报写一期时（yubao bulletin --station），预报的原文，一行一项，一字不改。模板没有印出时自动补上。"), texts,
		func(e *edition) any { return list(e.Quoted, textOrNil) }},
	{term("台站", "气象台", "", "没有编辑签注", "{{with .台站}}据{{.名称}}{{.时间}}发布{{end}}", "编辑签注的气象台；只有在 {{if .台站}} 或 {{with .台站}} 里才可以提气象台。"), stationShape,
		func(e *edition) any {
			if e.Station == nil {
				return nil
			}
			return record(e.reads.station, e)
		}},
}

// stationFields is the vocabulary of an attested station bulletin.
var stationFields = []field[*edition]{
	{term("名称", "文字", "", never, "新乡市气象台", "气象台的名称。"), words,
		func(e *edition) any { return e.Station.Name }},
	{term("时间", "文字", "", never, "4月15日15时", "气象台发布的时间，当地时间。"), words,
		func(e *edition) any { return clock(e.Station.Issued.In(e.Outlook.Place.Zone)) }},
	{term("原文", "文字", "", "编辑只写了台站和时间", "今天夜里到明天，多云转晴。", "气象台发布的原文，一字不改。"), words,
		func(e *edition) any { return textOrNil(e.Station.Text) }},
}
