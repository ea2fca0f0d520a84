package bulletin

import (
	"strings"

	"yubao/internal/phrase"
	"yubao/internal/vocabulary"
)

// Section is a part of the vocabulary, for the reference page and for help.
type Section struct {
	Title string // Chinese: 一天
	About string // where its names may stand
	Terms []vocabulary.Term
}

// Vocabulary lists every name that templates may use, section by section, and the
// facts that conditions in style.yaml and advice.yaml may name.
func Vocabulary() []Section {
	return []Section{
		{"一期", "随处可用；在 {{range}} 和 {{with}} 里面要写成 {{$.标题}}。", termsOf(rootFields)},
		{"一天", "在 {{range .逐日}} 里面，或 {{with .明天}} 里面。", termsOf(dayFields)},
		{"半天", "在 {{with .白天}}、{{with .夜间}} 里面，或写成 {{.白天.天空}}。", termsOf(partFields)},
		{"一件事", "在 {{range .事件}} 里面。", termsOf(eventFields)},
		{"气象台", "在 {{with .台站}} 里面。只有编辑签注过才有。", termsOf(stationFields)},
		{"函数", "写在值的前面，如 {{截断 40 .综述}}；条件用圆括号，如 {{若 (大于 .最高 35) \"高温\"}}。", functionTerms()},
		{"条件里的要素", "只用在 style.yaml 和 advice.yaml 的条件和文字里，不用在模板里。", phrase.Vocabulary()},
	}
}

func termsOf[T any](fields []field[T]) []vocabulary.Term {
	terms := make([]vocabulary.Term, len(fields))
	for i := range fields {
		terms[i] = fields[i].Term
	}
	return terms
}

func functionTerms() []vocabulary.Term {
	terms := make([]vocabulary.Term, len(functions))
	for i := range functions {
		terms[i] = functions[i].Term
	}
	return terms
}

// usage writes how a function is called: 截断 字数 文字.
func (f *function) usage() string {
	words := []string{f.Name}
	for i, p := range f.args {
		word := p.name
		if i >= len(f.args)-f.optional {
			word = "[" + word + "]"
		}
		if f.variadic && i == len(f.args)-1 {
			word += "…"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// Completion is one entry of the completion in the editor.
type Completion struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // field, function or fact
	Doc  string `json:"doc"`  // Chinese
}

// The kinds of completions.
const (
	FieldWord    = "field"    // .标题
	FunctionWord = "function" // 截断
	FactWord     = "fact"     // 雨天数, in conditions of style.yaml and advice.yaml
)

// Completions lists what may be completed in a template: every name once.
func Completions() []Completion {
	var words []Completion
	seen := map[string]int{}
	for _, s := range Vocabulary()[:5] {
		for _, t := range s.Terms {
			if at, ok := seen[t.Name]; ok {
				words[at].Doc += "；" + s.Title + "：" + summary(t)
				continue
			}
			seen[t.Name] = len(words)
			words = append(words, Completion{t.Name, FieldWord, s.Title + "：" + summary(t)})
		}
	}
	for i := range functions {
		words = append(words, Completion{functions[i].Name, FunctionWord, functions[i].usage() + "　" + functions[i].Doc})
	}
	return words
}

// FactCompletions lists what may be completed in the conditions and texts of style.yaml and
// advice.yaml.
func FactCompletions() []Completion {
	facts := phrase.Vocabulary()
	words := make([]Completion, len(facts))
	for i, t := range facts {
		words[i] = Completion{t.Name, FactWord, summary(t)}
	}
	return words
}

// summary is what a term means, with when it may be missing.
func summary(t vocabulary.Term) string {
	if t.Missing == "" {
		return t.Doc
	}
	return t.Doc + "（" + t.Missing + "时没有）"
}
