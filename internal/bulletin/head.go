package bulletin

import (
	"slices"
	"strconv"
	"strings"

	"yubao/internal/vocabulary"
)

// head is what the comment at the top of a template says, one "名称：值" a line:
//
//	{{- /*
//	用途：聊天群
//	格式：telegram
//	上限：400
//	*/ -}}
type head struct {
	title  string
	format Format
	most   int // characters that a reader may see; 0: what the channel takes
}

// headKeys are the keys of the head; other lines of the comment are prose.
var headKeys = []string{"用途", "格式", "上限"}

// Title is what the head of a template file says that it is for; empty when it says nothing.
func Title(source string) string {
	h, _ := readHead("", source)
	return h.title
}

// readHead reads the comment at the top; without one the template is plain text.
func readHead(file, source string) (head, []Problem) {
	h := head{format: Plain}
	start := strings.IndexFunc(source, func(r rune) bool { return !strings.ContainsRune(" \t\r\n\ufeff", r) })
	if start < 0 || !strings.HasPrefix(source[start:], "{{") {
		return h, nil
	}
	open := strings.Index(source, "/*")
	end := strings.Index(source, "*/")
	if open < 0 || end < open || strings.TrimLeft(source[start+2:open], "- \t\r\n") != "" {
		return h, nil
	}
	var problems []Problem
	report := func(offset int, message, hint string) {
		problems = append(problems, Problem{File: file, Rule: ruleHeader, Message: message, Hint: hint}.At(source, offset))
	}
	offset := open + 2
	for _, line := range strings.SplitAfter(source[offset:end], "\n") {
		key, value, found := strings.Cut(strings.Replace(line, ":", "：", 1), "：")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		at := offset + len(line) - len(strings.TrimLeft(line, " \t"))
		offset += len(line)
		switch {
		case !found:
		case key == "用途":
			h.title = value
		case key == "格式":
			if h.format = Format(strings.ToLower(value)); !slices.Contains(Formats(), h.format) {
				names := make([]string, 0, len(Formats()))
				for _, f := range Formats() {
					names = append(names, string(f))
				}
				report(at, "不认识的格式“"+value+"”", "可用的格式："+strings.Join(names, "、"))
				h.format = Plain
			}
		case key == "上限":
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(value, "字")))
			if err != nil || n < 1 {
				report(at, "上限要写成字数，如 上限：400", "")
			}
			h.most = n
		case len([]rune(key)) <= 3:
			if near, ok := vocabulary.Nearest(key, headKeys); ok {
				report(at, "不认识的项“"+key+"”", "是不是“"+near+"”")
			}
		}
	}
	return h, problems
}
