package bulletin

import (
	"text/template"

	"yubao/internal/vocabulary"
)

// function is one function of the vocabulary. Functions are pure: the same
// arguments give the same words, whatever the clock or the day.
type function struct {
	vocabulary.Term // Type is that of the result
	args            []param
	variadic        bool // the last parameter may repeat, also not at all
	optional        int  // how many of the last parameters may be left out
	result          *shape
	sameList        bool               // the result is a list of the kind of the last argument
	element         bool               // the result is an item of the last argument
	bind            func(m *meter) any // the function for one rendering
}

// param is one parameter of a function.
type param struct {
	name  string
	shape *shape
}

func arg(name string, s *shape) param { return param{name: name, shape: s} }

// anyList is a list of whatever.
var anyList = &shape{kind: listKind, elem: anything}

// functions is the vocabulary of functions, in the order of the reference page.
var functions = []function{
	{Term: term("若", "文字", "", "条件不成立、又没写否则", `{{若 .紫外线 "注意防晒"}}`, "条件成立（有值）时写前一段，否则写后一段；后一段可以不写。"),
		args: []param{arg("条件", anything), arg("文字", anything), arg("否则", anything)}, optional: 1, result: words,
		bind: func(m *meter) any { return m.choose }},
	{Term: term("默认", "文字", "", never, `{{.风 | 默认 "微风"}}`, "有值就写值，没有就写备用的文字。"),
		args: []param{arg("备用", anything), arg("值", anything)}, result: anything,
		bind: func(m *meter) any { return m.fallback }},
	{Term: term("拼", "文字", "", "其中任何一项没有", `{{拼 "气温" .最低 "～" .最高}}`, "把几项紧挨着写成一段；缺一项就整段不写，不留半句话。"),
		args: []param{arg("项", anything)}, variadic: true, result: words,
		bind: func(m *meter) any { return m.all }},
	{Term: term("连接", "文字", "", "各项都没有", `{{连接 "，" .天空 .风 .气温}}`, "用分隔符把有的项连起来，没有的略去；项可以是列表。"),
		args: []param{arg("分隔符", words), arg("项", anything)}, variadic: true, result: words,
		bind: func(m *meter) any { return m.join }},
	{Term: term("句", "文字", "", "没有文字", `{{句 .综述}}`, "补足句末的句号，已有句号、问号、叹号的不补。"),
		args: []param{arg("文字", anything)}, result: words,
		bind: func(m *meter) any { return m.sentence }},
	{Term: term("去句号", "文字", "", "没有文字", `{{去句号 .综述}}`, "去掉句末的标点。"),
		args: []param{arg("文字", anything)}, result: words,
		bind: func(m *meter) any { return m.bare }},
	{Term: term("截断", "文字", "", "没有文字", `{{截断 40 .综述}}`, "最多写这么多字，多出的换成省略号。"),
		args: []param{arg("字数", figure), arg("文字", anything)}, result: words,
		bind: func(m *meter) any { return m.truncate }},
	{Term: term("全角", "文字", "", "没有文字", `{{with .台站}}{{全角 .原文}}{{end}}`, "把半角的逗号、冒号、括号等换成全角。"),
		args: []param{arg("文字", anything)}, result: words,
		bind: func(m *meter) any { return m.fullWidth }},
	{Term: term("替换", "文字", "", "没有文字", `{{替换 "℃" "度" .气温}}`, "把一段文字里的某几个字换成另外几个字。"),
		args: []param{arg("旧", words), arg("新", words), arg("文字", anything)}, result: words,
		bind: func(m *meter) any { return m.replace }},
	{Term: term("数", "文字", "", "没有值", `{{数 .最高}}`, "只写数字，不带单位。"),
		args: []param{arg("数量", figure)}, result: words,
		bind: func(m *meter) any { return m.bareFigure }},
	{Term: term("零下", "文字", "", "没有值", `{{零下 .最低}}`, "零度以下写成“零下4℃”，其余照写。"),
		args: []param{arg("数量", figure)}, result: words,
		bind: func(m *meter) any { return m.belowZero }},

	{Term: term("有", "是/否", "", never, `{{if 有 .最低 .最高}}…{{end}}`, "各项都有值；0℃ 也算有。"),
		args: []param{arg("项", anything)}, variadic: true, result: flag,
		bind: func(m *meter) any { return m.hasAll }},
	{Term: term("含", "是/否", "", never, `{{if 含 "雨" .天空}}带伞{{end}}`, "文字里有没有这几个字。"),
		args: []param{arg("字", words), arg("文字", anything)}, result: flag,
		bind: func(m *meter) any { return m.contains }},
	{Term: term("相同", "是/否", "", never, `{{if 相同 .紫外线 "强"}}…{{end}}`, "两个值相同；缺的与什么都不相同。"),
		args: []param{arg("甲", anything), arg("乙", anything)}, result: flag,
		bind: func(m *meter) any { return m.comparison(func(c int) bool { return c == 0 }) }},
	{Term: term("不同", "是/否", "", never, `{{if 不同 .白天.最高 .最高}}…{{end}}`, "两个值都有而且不同。"),
		args: []param{arg("甲", anything), arg("乙", anything)}, result: flag,
		bind: func(m *meter) any { return m.comparison(func(c int) bool { return c != 0 }) }},
	{Term: term("大于", "是/否", "", never, `{{if 大于 .最高 35}}高温{{end}}`, "甲大于乙；缺一个就不成立。"),
		args: []param{arg("甲", figure), arg("乙", figure)}, result: flag,
		bind: func(m *meter) any { return m.comparison(func(c int) bool { return c > 0 }) }},
	{Term: term("至少", "是/否", "", never, `{{if 至少 .阵风 8}}…{{end}}`, "甲不小于乙；缺一个就不成立。"),
		args: []param{arg("甲", figure), arg("乙", figure)}, result: flag,
		bind: func(m *meter) any { return m.comparison(func(c int) bool { return c >= 0 }) }},
	{Term: term("小于", "是/否", "", never, `{{if 小于 .最低 0}}冰冻{{end}}`, "甲小于乙；缺一个就不成立。"),
		args: []param{arg("甲", figure), arg("乙", figure)}, result: flag,
		bind: func(m *meter) any { return m.comparison(func(c int) bool { return c < 0 }) }},
	{Term: term("至多", "是/否", "", never, `{{if 至多 .湿度 30}}…{{end}}`, "甲不大于乙；缺一个就不成立。"),
		args: []param{arg("甲", figure), arg("乙", figure)}, result: flag,
		bind: func(m *meter) any { return m.comparison(func(c int) bool { return c <= 0 }) }},
	{Term: term("且", "是/否", "", never, `{{if 且 .迟发 .更正}}…{{end}}`, "各项都成立。"),
		args: []param{arg("项", anything)}, variadic: true, result: flag,
		bind: func(m *meter) any { return m.hasAll }},
	{Term: term("或", "是/否", "", never, `{{if 或 .综述 .气温综述}}…{{end}}`, "至少一项成立。"),
		args: []param{arg("项", anything)}, variadic: true, result: flag,
		bind: func(m *meter) any { return m.hasAny }},
	{Term: term("非", "是/否", "", never, `{{if 非 .建议}}…{{end}}`, "不成立（没有值）。"),
		args: []param{arg("项", anything)}, result: flag,
		bind: func(m *meter) any { return func(v any) bool { return !present(v) } }},

	{Term: term("前几", "列表", "", never, `{{range 前几 3 .逐日}}{{.行}}{{end}}`, "列表开头的几项。"),
		args: []param{arg("几项", figure), arg("列表", anyList)}, result: anyList, sameList: true,
		bind: func(m *meter) any { return m.first }},
	{Term: term("跳过", "列表", "", never, `{{range 跳过 1 .逐日}}{{.行}}{{end}}`, "列表去掉开头的几项。"),
		args: []param{arg("几项", figure), arg("列表", anyList)}, result: anyList, sameList: true,
		bind: func(m *meter) any { return m.skip }},
	{Term: term("第", "列表的一项", "", "列表没有这么长", `{{with 第 1 .逐日}}{{.行}}{{end}}`, "列表的第几项，从 1 数起。"),
		args: []param{arg("几", figure), arg("列表", anyList)}, result: anything, element: true,
		bind: func(m *meter) any { return m.nth }},
	{Term: term("个数", "数量", "", never, `{{个数 .逐日}}`, "列表有几项，或文字有几个字。"),
		args: []param{arg("列表", anything)}, result: figure,
		bind: func(m *meter) any { return m.count }},

	{Term: term("加粗", "文字", "", "没有文字", `{{加粗 .地点}}`, "加粗；纯文字和口播里照写。"),
		args: []param{arg("文字", anything)}, result: words, bind: func(m *meter) any { return m.marked("b") }},
	{Term: term("斜体", "文字", "", "没有文字", `{{斜体 .署名}}`, "斜体；没有斜体的格式里照写。"),
		args: []param{arg("文字", anything)}, result: words, bind: func(m *meter) any { return m.marked("i") }},
	{Term: term("下划线", "文字", "", "没有文字", `{{下划线 .标题}}`, "下划线；没有的格式里照写。"),
		args: []param{arg("文字", anything)}, result: words, bind: func(m *meter) any { return m.marked("u") }},
	{Term: term("等宽", "文字", "", "没有文字", `{{等宽 .生成时间}}`, "等宽字；没有的格式里照写。"),
		args: []param{arg("文字", anything)}, result: words, bind: func(m *meter) any { return m.marked("code") }},
	{Term: term("引用", "文字", "", "没有文字", `{{引用 .短署名}}`, "引用块；没有的格式里照写。"),
		args: []param{arg("文字", anything)}, result: words, bind: func(m *meter) any { return m.marked("blockquote") }},
	{Term: term("链接", "文字", "", "没有文字", `{{链接 "https://open-meteo.com/" .来源}}`, "带链接的文字；没有链接的格式里只写文字。"),
		args: []param{arg("网址", words), arg("文字", anything)}, result: words,
		bind: func(m *meter) any { return m.link }},
	{Term: term("转义", "文字", "", "没有文字", `{{转义 .标题}}`, "把 <、>、& 写成 Telegram 认得的样子。印出时本来就会自动转义，一般不用写。"),
		args: []param{arg("文字", anything)}, result: words, bind: func(m *meter) any { return m.escaped }},
}

// natives are functions of package template that are replaced by ones with bounds
// and an understanding of quantities, so that templates written by people who know
// Go work too. An empty name of ours: there is no Chinese one.
var natives = []function{
	{Term: vocabulary.Term{Name: "eq"}, args: functionNamed("相同").args, result: flag, bind: functionNamed("相同").bind},
	{Term: vocabulary.Term{Name: "ne"}, args: functionNamed("不同").args, result: flag, bind: functionNamed("不同").bind},
	{Term: vocabulary.Term{Name: "gt"}, args: functionNamed("大于").args, result: flag, bind: functionNamed("大于").bind},
	{Term: vocabulary.Term{Name: "ge"}, args: functionNamed("至少").args, result: flag, bind: functionNamed("至少").bind},
	{Term: vocabulary.Term{Name: "lt"}, args: functionNamed("小于").args, result: flag, bind: functionNamed("小于").bind},
	{Term: vocabulary.Term{Name: "le"}, args: functionNamed("至多").args, result: flag, bind: functionNamed("至多").bind},
	{Term: vocabulary.Term{Name: "not"}, args: functionNamed("非").args, result: flag, bind: functionNamed("非").bind},
	{Term: vocabulary.Term{Name: "len"}, args: functionNamed("个数").args, result: figure, bind: functionNamed("个数").bind},
	{Term: vocabulary.Term{Name: "html"}, args: functionNamed("转义").args, result: words, bind: functionNamed("转义").bind},
	{Term: vocabulary.Term{Name: "print"}, args: []param{arg("项", anything)}, variadic: true, result: words, bind: func(m *meter) any { return m.print }},
	{Term: vocabulary.Term{Name: "println"}, args: []param{arg("项", anything)}, variadic: true, result: words, bind: func(m *meter) any { return m.println }},
	{Term: vocabulary.Term{Name: "printf"}, args: []param{arg("格式", words), arg("项", anything)}, variadic: true, result: words, bind: func(m *meter) any { return m.printf }},
	{Term: vocabulary.Term{Name: "index"}, args: []param{arg("列表", anything), arg("第几", anything)}, variadic: true, result: anything, bind: func(m *meter) any { return m.index }},
	{Term: vocabulary.Term{Name: "slice"}, args: []param{arg("文字", anything), arg("从", figure), arg("到", figure)}, optional: 2, result: anything, bind: func(m *meter) any { return m.slice }},
	{Term: vocabulary.Term{Name: "js"}, args: []param{arg("项", anything)}, variadic: true, result: words, bind: func(m *meter) any { return m.escapedBy(template.JSEscaper) }},
	{Term: vocabulary.Term{Name: "urlquery"}, args: []param{arg("项", anything)}, variadic: true, result: words, bind: func(m *meter) any { return m.escapedBy(template.URLQueryEscaper) }},
	{Term: vocabulary.Term{Name: "and"}, args: []param{arg("项", anything)}, variadic: true, result: anything},
	{Term: vocabulary.Term{Name: "or"}, args: []param{arg("项", anything)}, variadic: true, result: anything},
}

// functionNamed finds a function of the Chinese vocabulary.
func functionNamed(name string) *function {
	for i := range functions {
		if functions[i].Name == name {
			return &functions[i]
		}
	}
	panic("no function named " + name)
}

// lookup has every function that a template may call.
var lookup = func() map[string]*function {
	m := make(map[string]*function, len(functions)+len(natives))
	for i := range functions {
		m[functions[i].Name] = &functions[i]
	}
	for i := range natives {
		m[natives[i].Name] = &natives[i]
	}
	return m
}()

// printName is the function that compile puts behind every printed value. It is not
// in lookup, so a template that writes it itself is refused.
const printName = "印出"

// funcs are the functions for the renderings that m meters.
func (m *meter) funcs() template.FuncMap {
	out := make(template.FuncMap, len(lookup))
	for name, f := range lookup {
		if f.bind != nil { // and, or: package template's own stop at the first that decides
			out[name] = f.bind(m)
		}
	}
	out[printName] = m.printed
	out["call"] = func(...any) (any, error) { return nil, wrongType("call 在这里不能用") }
	return out
}
