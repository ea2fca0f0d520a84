package advice

import (
	"strings"
	"unicode/utf8"

	"yubao/internal/phrase"
	"yubao/internal/vocabulary"
)

// Limits of a rule, so that a slip of the finger is found at load.
const (
	mostRank  = 100
	mostRest  = 30 // days
	mostText  = 80 // characters of a text with its examples
	mostShort = 10
)

// Load reads a file of rules. name is the file name for problems; with problems the
// Rules must not be used.
func Load(name string, data []byte) (*Rules, []vocabulary.Problem) {
	file, root := vocabulary.OpenData(name, data)
	rules := &Rules{}
	names := map[string]bool{}
	for _, entry := range file.Mapping(root, "建议") {
		for _, item := range file.List(entry.Value) {
			r, ok := readRule(file, item)
			if names[r.name] {
				file.Report(item.At(), "名称“"+r.name+"”已经用过", "每条建议的名称不同，记录冷却靠它")
			}
			names[r.name] = true
			if ok {
				rules.rules = append(rules.rules, r)
			}
		}
	}
	if len(names) == 0 && len(file.Problems()) == 0 {
		file.Report(root.At(), "没有任何建议", "以“建议:”开头，下面逐条列出")
	}
	sorted(rules.rules)
	return rules, file.Problems()
}

// readRule reads one rule and reports everything wrong with it.
func readRule(file *vocabulary.DataFile, item vocabulary.Node) (rule, bool) {
	var r rule
	sound, given := true, map[string]bool{}
	for _, entry := range file.Mapping(item, "名称", "类别", "条件", "优先", "冷却", "日子", "文字", "短句") {
		given[entry.Key.Value] = true
		switch entry.Key.Value {
		case "名称":
			r.name = file.Text(entry.Value).Value
		case "类别":
			r.kind = file.Text(entry.Value).Value
		case "条件":
			condition, ok := phrase.CompileCondition(file, file.Text(entry.Value))
			r.when, sound = condition, sound && ok
		case "优先":
			r.rank = file.Int(entry.Value, 1, mostRank)
		case "冷却":
			r.rest = file.Int(entry.Value, 0, mostRest)
		case "日子":
			r.dates = readDates(file, entry.Value)
		case "文字":
			r.texts = readTexts(file, entry.Value)
		case "短句":
			r.shorts = readShorts(file, entry.Value)
		}
	}
	for _, key := range []string{"名称", "类别", "条件", "优先", "文字"} {
		if !given[key] {
			file.Report(item.At(), "这条建议缺少“"+key+"”", "")
			sound = false
		}
	}
	return r, sound && len(r.texts) > 0
}

// readDates reads the name of the fact that says which days an advice is about.
func readDates(file *vocabulary.DataFile, node vocabulary.Node) string {
	name := file.Text(node)
	known := phrase.DatedFacts()
	for _, k := range known {
		if k == name.Value {
			return k
		}
	}
	hint := vocabulary.DidYouMean(name.Value, known)
	if hint == "" {
		hint = "可用的：" + strings.Join(known, "、")
	}
	file.Report(name, "“"+name.Value+"”不是表示日子的事实", hint)
	return ""
}

// readTexts reads the variants of a text. Each states a fact and closes with a full
// stop; there are at least two, so that no sentence stands day after day.
func readTexts(file *vocabulary.DataFile, node vocabulary.Node) []phrase.Wording {
	var texts []phrase.Wording
	all := file.Texts(node)
	for _, text := range all {
		w, ok := phrase.CompileWording(file, text)
		if !ok || !phrase.CheckText(file, text) {
			continue
		}
		switch {
		case len(w.Names()) == 0:
			file.Report(text, "建议里没有写出依据的事实", "用花括号写进至少一个事实，如 {雨日}")
		case !strings.HasSuffix(text.Value, "。"):
			file.Report(text, "建议要以句号结束", "")
		case utf8.RuneCountInString(w.Example()) > mostText:
			file.Report(text, "建议太长", "不超过八十个字")
		default:
			texts = append(texts, w)
		}
	}
	if len(all) == 1 {
		file.Report(all[0], "文字只有一种写法", "至少写两种，免得天天一样")
	}
	return texts
}

// readShorts reads the short forms for chat and push.
func readShorts(file *vocabulary.DataFile, node vocabulary.Node) []string {
	var shorts []string
	for _, text := range file.Texts(node) {
		if !phrase.CheckText(file, text) {
			continue
		}
		if n := utf8.RuneCountInString(text.Value); n < 2 || n > mostShort || strings.ContainsAny(text.Value, "，。；{}") {
			file.Report(text, "短句应为二到十个字，不带标点和事实", "例如：出门带伞")
			continue
		}
		shorts = append(shorts, text.Value)
	}
	return shorts
}
