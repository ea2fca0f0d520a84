package bulletin

import (
	"yubao/internal/analysis"
	"yubao/internal/grammar"
)

// half is half a day made ready for the vocabulary.
type half struct {
	of    *edition
	facts analysis.Part
}

// dayFields is the vocabulary of one day.
var dayFields = []field[*day]{
	{term("行", "文字", "", noData, "16日（周二）：多云间晴天，东北风3级左右，气温12℃～25℃。", "写好的一行；缺的项自动略去。"), words,
		func(d *day) any { return textOrNil(d.line()) }},
	{term("标签", "文字", "", never, "16日（周二）", "行首的日期和星期；跨月的第一天写月份。"), words,
		func(d *day) any { return d.texts().Label }},
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
		func(d *day) any { return textOrNil(d.texts().Sky) }},
	{term("风", "文字", "", "微风不写，或资料缺", "东北风3级左右", "风向、风力，含阵风。"), words,
		func(d *day) any { return textOrNil(d.texts().Wind) }},
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
	{term("小时雨量", "数量", "毫米", noData, "12毫米", "一小时里最大的雨量。"), figure,
		func(d *day) any { return maybe(d.facts.MaxHourlyRain, "毫米") }},
	{term("阵风", "数量", "级", noReport, "7级", "最大的阵风。"), figure,
		func(d *day) any { return maybe(d.facts.Gust, "级") }},
	{term("紫外线", "文字", "", noReport, "强", "紫外线的等级：最弱、弱、中等、强、很强。"), words,
		func(d *day) any {
			uv, _ := d.facts.UV.Get()
			return textOrNil(grammar.UVWord(uv.Grade))
		}},
	{term("紫外线指数", "数量", "", noReport, "8", "紫外线指数，整数。"), figure,
		func(d *day) any {
			uv, _ := d.facts.UV.Get()
			return countOrNil(uv.Index.OK(), uv.Index.Or(0))
		}},
	{term("空气", "文字", "", noReport, "良", "空气质量的类别，由模式估算。"), words,
		func(d *day) any {
			air, _ := d.facts.Air.Get()
			return textOrNil(grammar.AirWord(air.Category))
		}},
	{term("空气指数", "数量", "", noReport, "78", "空气质量指数，由模式估算。"), figure,
		func(d *day) any {
			air, ok := d.facts.Air.Get()
			return countOrNil(ok, air.Index)
		}},
	{term("首要污染物", "文字的列表", "", "空气优，或资料里没有这一项", "PM2.5", "空气质量指数超过 50 时的首要污染物，由模式估算。"), texts,
		func(d *day) any {
			air, _ := d.facts.Air.Get()
			return list(air.Primary, textOrNil)
		}},
	{term("湿度", "数量", "%", noReport, "35%", "午后最小的相对湿度。"), figure,
		func(d *day) any { return maybe(d.facts.Humidity, "%") }},
	{term("日出", "文字", "", noReport, "5时57分", "日出时间，当地时间。"), words,
		func(d *day) any { return d.hourMinute(d.facts.Sunrise) }},
	{term("日落", "文字", "", noReport, "19时3分", "日落时间，当地时间。"), words,
		func(d *day) any { return d.hourMinute(d.facts.Sunset) }},
	{term("白天", "半天", "", never, "{{with .白天}}{{连接 \"，\" .天空 .风}}{{end}}", "8时到20时。"), partShape,
		func(d *day) any { return record(d.of.reads.part, &half{d.of, d.facts.Daytime}) }},
	{term("夜间", "半天", "", never, "{{with .夜间}}{{连接 \"，\" .天空 .风}}{{end}}", "20时到次日8时，落在这一天里的那一段。"), partShape,
		func(d *day) any { return record(d.of.reads.part, &half{d.of, d.facts.Night}) }},
	{term("手改", "是/否", "", never, "{{if .手改}}（经编辑修改）{{end}}", "编辑改过这一天的数据。"), flag,
		func(d *day) any { return len(d.facts.Edited) > 0 }},
}

// partFields is the vocabulary of half a day.
var partFields = []field[*half]{
	{term("天空", "文字", "", noData, "多云转小雨", "这半天的天空状况，含雨雪、雾霾。"), words,
		func(h *half) any { return textOrNil(h.of.House.Sky(h.facts.Sky)) }},
	{term("风", "文字", "", "微风不写，或资料缺", "东北风3级左右", "这半天的风向、风力，含阵风。"), words,
		func(h *half) any { return textOrNil(h.of.House.Wind(h.facts.Wind)) }},
	{term("气温", "文字", "", noData, "气温12℃～25℃", "这半天的最低到最高，按本报写法，含“气温”二字。"), words,
		func(h *half) any { return textOrNil(h.of.House.TemperaturePhrase(h.facts.Low, h.facts.High)) }},
	{term("最低", "数量", "℃", noData, "12℃", "这半天的最低气温。"), figure,
		func(h *half) any { return maybe(h.facts.Low, "℃") }},
	{term("最高", "数量", "℃", noData, "25℃", "这半天的最高气温。"), figure,
		func(h *half) any { return maybe(h.facts.High, "℃") }},
}
