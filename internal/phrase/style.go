package phrase

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yubao/internal/grammar"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// Style is an outlet's own wording: its house form, the variants of sentences and the
// patterns of headlines, as read from templates/style.yaml. It is safe for concurrent
// use and never changes.
type Style struct {
	House     grammar.House
	wordings  map[string][]slotted
	headlines []headline
	houses    []Housed
	trace     *[]Written // where to note what is written; nil: nowhere
}

// Housed is the house after an entry of 版式, and where the entry stands.
type Housed struct {
	House grammar.House
	At    vocabulary.Text
}

// Houses are the house after each entry of 版式, in their order.
func (st *Style) Houses() []Housed { return st.houses }

// In returns the style with the forms of another house.
func (st *Style) In(house grammar.House) *Style {
	other := *st
	other.House = house
	return &other
}

// Written is a piece of a narrative and the entry of the operators' file that it is from.
type Written struct {
	Text string
	At   vocabulary.Text
}

// note keeps what an entry has written, when somebody asked.
func (st *Style) note(text string, at vocabulary.Text) {
	if st.trace != nil && text != "" {
		*st.trace = append(*st.trace, Written{text, at})
	}
}

// wording describes one entry of 措辞: its slots and when it is used.
type wording struct {
	key   string
	slots []string
	doc   string
}

// wordings is the vocabulary of 措辞 in style.yaml.
var wordings = []wording{
	{"依据", nil, "导语里说明根据什么作的预报；不得提气象台"},
	{"台站依据", []string{"台站", "时间"}, "有台站署名时的导语开头"},
	{"为主", []string{"天空"}, "一段晴、多云或阴的日子"},
	{"转为", []string{"天空"}, "无降水的日子之后转为另一种天空"},
	{"单日", []string{"天空"}, "单独一天的天空"},
	{"雨后晴", []string{"天空"}, "雨后转为晴或多云"},
	{"雪后", []string{"天空"}, "雪后的天空"},
	{"雪后单日", []string{"天空"}, "雪后单独一天的天空"},
	{"无降水", nil, "全期每天都没有降水"},
	{"过程", []string{"降水"}, "一天到两天的一次降水过程"},
	{"阵性", []string{"降水"}, "阵雨、雷阵雨、零星小雨、冻雨等"},
	{"持续", []string{"降水"}, "连续三天及以上的降水"},
	{"阴雨", []string{"降水"}, "连续四天及以上的小雨"},
	{"多阵性", []string{"降水"}, "多日的阵雨、雷阵雨"},
	{"多降水", []string{"降水"}, "多次降水过程相连"},
	{"风小", nil, "有雾、霾而风力 2 级及以下"},
	{"霾散", nil, "霾在这一段开始前结束"},
	{"下降", []string{"要素", "起日", "起值", "止日", "止值"}, "气温下降"},
	{"回升", []string{"日", "值"}, "气温下降之后回升；没有下降时不会用到"},
	{"上升", []string{"起日", "起值", "止日", "止值"}, "全期气温上升"},
	{"平稳", []string{"气温"}, "气温变化不大"},
	{"雨后单日", []string{"天空"}, "雨后单独一天的天空"},
}

// slotted is a text with named places.
type slotted struct {
	literals []string // one more than slots
	slots    []string
	at       vocabulary.Text
}

// headline is one pattern: when it applies, what happens, what to do.
type headline struct {
	name        string
	when        Condition
	first, then []Wording
}

// The length of each part of a headline in characters (press style).
const (
	headlineLeast = 6
	headlineMost  = 9
)

// LoadStyle reads a style file. name is the file name for problems. With problems the
// Style must not be used.
func LoadStyle(name string, data []byte) (*Style, []vocabulary.Problem) {
	file, root := vocabulary.OpenData(name, data)
	style := &Style{wordings: map[string][]slotted{}}
	preset, _ := grammar.Preset(grammar.Presets()[0])
	style.House = preset
	for _, entry := range file.Mapping(root, "版式", "措辞", "标题") {
		switch entry.Key.Value {
		case "版式":
			style.readHouse(file, entry.Value)
		case "措辞":
			style.readWordings(file, entry.Value)
		case "标题":
			style.readHeadlines(file, entry.Value)
		}
	}
	style.complete(file, root)
	return style, file.Problems()
}

// complete reports what a style cannot do without.
func (st *Style) complete(file *vocabulary.DataFile, root vocabulary.Node) {
	for _, w := range wordings {
		if len(st.wordings[w.key]) == 0 {
			file.Report(root.At(), "措辞里缺少“"+w.key+"”", w.doc)
		}
	}
	if !slices.ContainsFunc(st.headlines, headline.always) {
		file.Report(root.At(), "标题里没有兜底的一条", "最后一条不写条件，前句和后句都不用花括号里的事实")
	}
}

// always reports a pattern that fits every outlook.
func (h headline) always() bool {
	plain := func(w Wording) bool { return len(w.Names()) == 0 }
	return h.when.program == nil && slices.ContainsFunc(h.first, plain) && slices.ContainsFunc(h.then, plain)
}

// readWordings reads 措辞: for each key one or more variants.
func (st *Style) readWordings(file *vocabulary.DataFile, node vocabulary.Node) {
	keys := make([]string, len(wordings))
	for i, w := range wordings {
		keys[i] = w.key
	}
	for _, entry := range file.Mapping(node, keys...) {
		known := wordings[slices.Index(keys, entry.Key.Value)]
		for _, text := range file.Texts(entry.Value) {
			if s, ok := readSlots(file, text, known.slots); ok && CheckText(file, text) {
				st.wordings[known.key] = append(st.wordings[known.key], s)
			}
		}
	}
}

// readSlots splits a variant at its slots; each slot stands exactly once.
func readSlots(file *vocabulary.DataFile, text vocabulary.Text, slots []string) (slotted, bool) {
	s := slotted{at: text}
	rest, col := text.Value, text.Col
	for {
		open := strings.IndexByte(rest, '{')
		if open < 0 {
			break
		}
		col += utf8.RuneCountInString(rest[:open])
		at := vocabulary.Text{Line: text.Line, Col: col}
		length := strings.IndexByte(rest[open:], '}')
		if length < 0 {
			file.Report(at, "花括号没有合上", "")
			return s, false
		}
		name := rest[open+1 : open+length]
		if !slices.Contains(slots, name) || slices.Contains(s.slots, name) {
			file.Report(at, "这里不能用“{"+name+"}”", "可用的："+strings.Join(slots, "、")+"，各用一次")
			return s, false
		}
		s.literals, s.slots = append(s.literals, rest[:open]), append(s.slots, name)
		col += utf8.RuneCountInString(name) + 2
		rest = rest[open+length+1:]
	}
	s.literals = append(s.literals, rest)
	for _, slot := range slots {
		if !slices.Contains(s.slots, slot) {
			file.Report(text, "缺少“{"+slot+"}”", "每种写法都要用到："+strings.Join(slots, "、"))
			return s, false
		}
	}
	return s, true
}

func (st *Style) readHeadlines(file *vocabulary.DataFile, node vocabulary.Node) {
	for _, item := range file.List(node) {
		var h headline
		sound := true
		for _, entry := range file.Mapping(item, "名称", "条件", "前句", "后句") {
			switch entry.Key.Value {
			case "名称":
				h.name = file.Text(entry.Value).Value
			case "条件":
				condition, ok := CompileCondition(file, file.Text(entry.Value))
				h.when, sound = condition, sound && ok
			case "前句":
				h.first = readHalf(file, entry.Value)
			case "后句":
				h.then = readHalf(file, entry.Value)
			}
		}
		if len(h.first) == 0 || len(h.then) == 0 {
			file.Report(item.At(), "标题缺少前句或后句", "前句说天气，后句说怎么办")
			continue
		}
		if sound {
			st.headlines = append(st.headlines, h)
		}
	}
}

// readHalf reads the variants of one part of a headline and checks their length.
func readHalf(file *vocabulary.DataFile, node vocabulary.Node) []Wording {
	var half []Wording
	for _, text := range file.Texts(node) {
		w, ok := CompileWording(file, text)
		if !ok || !CheckText(file, text) {
			continue
		}
		if n := utf8.RuneCountInString(w.Example()); n < headlineLeast || n > headlineMost {
			file.Report(text, "标题的每一部分应为六到九个字", "例如“"+w.Example()+"”")
			continue
		}
		if strings.ContainsAny(text.Value, "，。；：！、") {
			file.Report(text, "标题里不用标点", "")
			continue
		}
		half = append(half, w)
	}
	return half
}

// Turn says which of n variants is due on a date, so that variants follow one another
// from day to day. The name of the text keeps different texts from changing in step, and
// a text from changing when another is added before it.
func Turn(d weather.Date, name string, n int) int {
	salt := 0
	for _, r := range name {
		salt = (31*salt + int(r)) % 9973
	}
	day := d.DaysSince(weather.Date{Year: 2000, Month: 1, Day: 1}) + salt
	return (day%n + n) % n
}

// pick returns the variant of a wording without slots for an edition.
func (st *Style) pick(key string, seed weather.Date) string { return st.fill(key, seed) }

// fill returns the variant of a wording for an edition with its slots filled; pairs
// are slot and value in turn.
func (st *Style) fill(key string, seed weather.Date, pairs ...string) string {
	variants := st.wordings[key]
	if len(variants) == 0 {
		return ""
	}
	v := &variants[Turn(seed, key, len(variants))]
	if len(v.slots) == 0 {
		st.note(v.literals[0], v.at)
		return v.literals[0]
	}
	var out strings.Builder
	for i, slot := range v.slots {
		out.WriteString(v.literals[i])
		for p := 0; p+1 < len(pairs); p += 2 {
			if pairs[p] == slot {
				out.WriteString(pairs[p+1])
			}
		}
	}
	out.WriteString(v.literals[len(v.slots)])
	st.note(out.String(), v.at)
	return out.String()
}

// headline returns the two parts for the facts. Patterns stand in their order of
// weight; the first whose condition holds and whose facts are known is taken.
func (st *Style) headline(f *Facts) [2]string {
	for i := range st.headlines {
		h := &st.headlines[i]
		if !h.when.Holds(f) {
			continue
		}
		first, firstAt := half(h.first, f, h.name)
		then, thenAt := half(h.then, f, h.name)
		if first != "" && then != "" {
			st.note(first, firstAt)
			st.note(then, thenAt)
			return [2]string{first, then}
		}
	}
	return [2]string{}
}

// half returns the variant whose turn it is, or the next one that can be written
// within the length.
func half(variants []Wording, f *Facts, name string) (string, vocabulary.Text) {
	start := Turn(f.First(), name, len(variants))
	for i := range variants {
		variant := &variants[(start+i)%len(variants)]
		text, ok := variant.Write(f)
		if n := utf8.RuneCountInString(text); ok && n >= headlineLeast && n <= headlineMost {
			return text, variant.at
		}
	}
	return "", vocabulary.Text{}
}
