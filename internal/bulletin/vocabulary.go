package bulletin

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// field is one name of the vocabulary with its value; T is what it is read from.
type field[T any] struct {
	vocabulary.Term
	shape *shape
	value func(T) any
}

// kind is the sort of a value, as far as lint can know it.
type kind int

const (
	anyKind kind = iota
	textKind
	numberKind
	flagKind
	listKind
	recordKind
)

// shape is the static type of a value in a template.
type shape struct {
	kind   kind
	elem   *shape            // of a list
	fields map[string]*shape // of a record
	title  string            // what the record is about: 一天
}

// chinese names the sort for messages.
func (s *shape) chinese() string {
	switch s.kind {
	case textKind:
		return "文字"
	case numberKind:
		return "数量"
	case flagKind:
		return "是/否"
	case listKind:
		return "列表"
	case recordKind:
		return "一组数据（" + s.title + "）"
	}
	return "任意"
}

// names lists the names of a record, sorted.
func (s *shape) names() []string {
	names := make([]string, 0, len(s.fields))
	for name := range s.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

var (
	anything = &shape{kind: anyKind}
	words    = &shape{kind: textKind}
	figure   = &shape{kind: numberKind}
	flag     = &shape{kind: flagKind}
	texts    = &shape{kind: listKind, elem: words}

	partShape    = recordOf("半天", partFields)
	stationShape = recordOf("气象台", stationFields)
	dayShape     = recordOf("一天", dayFields)
	rootShape    = recordOf("一期", rootFields)
)

func recordOf[T any](title string, fields []field[T]) *shape {
	s := &shape{kind: recordKind, title: title, fields: make(map[string]*shape, len(fields))}
	for _, f := range fields {
		s.fields[f.Name] = f.shape
	}
	return s
}

// record reads a record's values.
func record[T any](fields []field[T], from T) map[string]any {
	m := make(map[string]any, len(fields))
	for _, f := range fields {
		m[f.Name] = f.value(from)
	}
	return m
}

// term is shorthand for a row of the vocabulary.
func term(name, typ, unit, missing, example, doc string) vocabulary.Term {
	return vocabulary.Term{Name: name, Type: typ, Unit: unit, Missing: missing, Example: example, Doc: doc}
}

const (
	never    = ""
	noData   = "这一天的资料缺"
	noReport = "资料里没有这一项"
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
		func(e *edition) any { return list(e.days, func(d *day) any { return d.data }) }},
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
		func(e *edition) any { return e.extreme(func(d analysis.Day) weather.Maybe[int] { return d.Low }, -1) }},
	{term("最高", "数量", "℃", "每一天都缺", "29℃", "整段时间的最高气温。"), figure,
		func(e *edition) any { return e.extreme(func(d analysis.Day) weather.Maybe[int] { return d.High }, 1) }},
	{term("短讯", "文字的列表", "", never, "明天（周二）多云间晴天，12℃～25℃，东北风3级左右。", "聊天群用的几行：第一行是地点和时间，接着今天、明天在前，最后一行是资料来源。"), texts,
		func(e *edition) any { return list(strings.Split(e.Narrative.Chat, "\n"), textOrNil) }},
	{term("推送", "文字", "", "没有可说的", "新乡4月15日16时：明天多云间晴天，12℃～25℃，周五有小雨。（Open-Meteo）", "一行推送，含地点、时间和来源。"), words,
		func(e *edition) any { return textOrNil(e.Narrative.Push) }},
	{term("口播", "文字的列表", "", "没有可说的", "明天，多云间晴天，东北风3级左右，12到25摄氏度。", "念给听众的几段，不带符号，含来源和时间。"), texts,
		func(e *edition) any { return list(strings.Split(e.Narrative.Broadcast, "\n"), textOrNil) }},
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
	{term("台站", "气象台", "", "没有编辑签注", "{{with .台站}}据{{.名称}}{{.时间}}发布{{end}}", "编辑签注的气象台；只有在 {{if .台站}} 或 {{with .台站}} 里才可以提气象台。"), stationShape,
		func(e *edition) any {
			if e.Station == nil {
				return nil
			}
			return record(stationFields, e)
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

// dayFields is the vocabulary of one day.
var dayFields = []field[*day]{
	{term("行", "文字", "", noData, "16日（周二）：多云间晴天，东北风3级左右，气温12℃～25℃。", "写好的一行；缺的项自动略去。"), words,
		func(d *day) any { return textOrNil(d.line) }},
	{term("标签", "文字", "", never, "16日（周二）", "行首的日期和星期；跨月的第一天写月份。"), words,
		func(d *day) any { return d.of.House.LabelText(d.written.Label) }},
	{term("日期", "文字", "", never, "16日", "日期；第一天跨了月、换月的那天写月份，如 5月1日。"), words,
		func(d *day) any { return d.date() }},
	{term("全日期", "文字", "", never, "4月16日", "带月份的日期。"), words,
		func(d *day) any { return fullDate(d.facts.Date) }},
	{term("星期", "文字", "", never, "周二", "星期几。"), words,
		func(d *day) any { return weekday(d.facts.Date) }},
	{term("叫法", "文字", "", never, "明天", "今天、明天、后天，再往后是星期几。"), words,
		func(d *day) any { return d.called() }},
	{term("有资料", "是/否", "", never, "{{if .有资料}}…{{end}}", "这一天有没有资料。"), flag,
		func(d *day) any { return d.facts.Known }},
	{term("天空", "文字", "", noData, "多云间晴天", "天空状况，含雨雪、雾霾。"), words,
		func(d *day) any { return textOrNil(d.of.House.SkyText(d.written)) }},
	{term("风", "文字", "", "微风不写，或资料缺", "东北风3级左右", "风向、风力，含阵风。"), words,
		func(d *day) any { return textOrNil(d.of.House.WindText(d.written)) }},
	{term("气温", "文字", "", noData, "气温12℃～25℃", "最低到最高，按本报写法，含“气温”二字。"), words,
		func(d *day) any { return textOrNil(d.of.House.TemperaturePhrase(d.facts.Low, d.facts.High)) }},
	{term("最低", "数量", "℃", noData, "12℃", "最低气温，整度。"), figure,
		func(d *day) any { return maybe(d.facts.Low, "℃") }},
	{term("最高", "数量", "℃", noData, "25℃", "最高气温，整度。"), figure,
		func(d *day) any { return maybe(d.facts.High, "℃") }},
	{term("体感最低", "数量", "℃", noReport, "10℃", "体感温度的最低值。"), figure,
		func(d *day) any { return maybe(d.facts.FeelsLow, "℃") }},
	{term("体感最高", "数量", "℃", noReport, "26℃", "体感温度的最高值。"), figure,
		func(d *day) any { return maybe(d.facts.FeelsHigh, "℃") }},
	{term("降水", "数量", "毫米", noData, "3.2毫米", "这一天的雨量，没有雨是 0毫米。"), figure,
		func(d *day) any { return maybe(d.facts.Rain, "毫米") }},
	{term("降雪", "数量", "毫米", noData, "1.5毫米", "这一天的雪量（融化后），没有雪是 0毫米。"), figure,
		func(d *day) any { return maybe(d.facts.Snow, "毫米") }},
	{term("阵风", "数量", "级", noReport, "7级", "最大的阵风。"), figure,
		func(d *day) any { return maybe(d.facts.Gust, "级") }},
	{term("紫外线", "文字", "", noReport, "强", "紫外线的等级：最弱、弱、中等、强、很强。"), words,
		func(d *day) any {
			uv, ok := d.facts.UV.Get()
			return named(ok, uvGrades, int(uv.Grade))
		}},
	{term("紫外线指数", "数量", "", noReport, "8", "紫外线指数，整数。"), figure,
		func(d *day) any {
			uv, ok := d.facts.UV.Get()
			return countOrNil(ok, uv.Index)
		}},
	{term("空气", "文字", "", noReport, "良", "空气质量的类别，由模式估算。"), words,
		func(d *day) any {
			air, ok := d.facts.Air.Get()
			return named(ok, airCategories, air.Category)
		}},
	{term("空气指数", "数量", "", noReport, "78", "空气质量指数，由模式估算。"), figure,
		func(d *day) any {
			air, ok := d.facts.Air.Get()
			return countOrNil(ok, air.Index)
		}},
	{term("湿度", "数量", "%", noReport, "35%", "午后最小的相对湿度。"), figure,
		func(d *day) any { return maybe(d.facts.Humidity, "%") }},
	{term("日出", "文字", "", noReport, "5时57分", "日出时间，当地时间。"), words,
		func(d *day) any { return d.hourMinute(d.facts.Sunrise) }},
	{term("日落", "文字", "", noReport, "19时3分", "日落时间，当地时间。"), words,
		func(d *day) any { return d.hourMinute(d.facts.Sunset) }},
	{term("白天", "半天", "", never, "{{.白天.最高}}", "8时到20时。"), partShape,
		func(d *day) any { return record(partFields, d.facts.Daytime) }},
	{term("夜间", "半天", "", never, "{{.夜间.最低}}", "20时到次日8时，落在这一天里的那一段。"), partShape,
		func(d *day) any { return record(partFields, d.facts.Night) }},
	{term("手改", "是/否", "", never, "{{if .手改}}（经编辑修改）{{end}}", "编辑改过这一天的数据。"), flag,
		func(d *day) any { return len(d.facts.Edited) > 0 }},
}

// partFields is the vocabulary of half a day.
var partFields = []field[analysis.Part]{
	{term("最低", "数量", "℃", noData, "12℃", "这半天的最低气温。"), figure,
		func(p analysis.Part) any { return maybe(p.Low, "℃") }},
	{term("最高", "数量", "℃", noData, "25℃", "这半天的最高气温。"), figure,
		func(p analysis.Part) any { return maybe(p.High, "℃") }},
}

// uvGrades names the grades of QX/T 87-2008, from grade 1.
var uvGrades = []string{"最弱", "弱", "中等", "强", "很强"}

// airCategories names the categories of HJ 633-2026, from category 1.
var airCategories = []string{"优", "良", "轻度污染", "中度污染", "重度污染", "严重污染"}

// named is the name of a grade counted from 1, or missing.
func named(ok bool, names []string, grade int) any {
	if !ok || grade < 1 || grade > len(names) {
		return nil
	}
	return names[grade-1]
}

func countOrNil(ok bool, n int) any {
	if !ok {
		return nil
	}
	return quantity{value: float64(n)}
}

func orElse(s, fallback string) string {
	if strings.TrimSpace(s) == "" {
		return fallback
	}
	return s
}

// weekday is 周一 to 周日.
func weekday(d weather.Date) string {
	return "周" + [...]string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
}

func fullDate(d weather.Date) string { return fmt.Sprintf("%d月%d日", int(d.Month), d.Day) }

// clock writes a local time as weather texts do: 4月15日16时, with minutes only when there are some.
func clock(t time.Time) string {
	s := fmt.Sprintf("%d月%d日%d时", int(t.Month()), t.Day(), t.Hour())
	if t.Minute() != 0 {
		s += fmt.Sprintf("%d分", t.Minute())
	}
	return s
}

// allFieldNames lists every name of data, for suggestions where the scope is not known.
func allFieldNames() []string {
	var names []string
	for _, s := range []*shape{rootShape, dayShape, partShape, stationShape} {
		names = append(names, s.names()...)
	}
	return names
}
