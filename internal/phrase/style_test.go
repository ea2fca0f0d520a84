package phrase_test

import (
	"strings"
	"testing"

	"yubao/internal/phrase"
)

func TestEveryFaultOfAStyleIsToldAtItsPlace(t *testing.T) {
	t.Parallel()
	shipped := styleFile(t)
	line := func(of string) int {
		before, _, found := strings.Cut(shipped, of)
		if !found {
			t.Fatalf("the shipped style has no %q", of)
		}
		return strings.Count(before, "\n") + 1
	}
	cases := []struct {
		name, old, new string
		line           int
		want           string
	}{
		{"unknown preset", "预设: henan", "预设: hunan", line("预设: henan"), "不认识的版式“hunan”"},
		{"unknown setting", "改动: {}", "改动: {nigth: 夜间}", line("改动: {}"), "不认识的项“nigth”（是不是“night”）"},
		{"setting without such a choice", "改动: {}", "改动: {night: 晚上}", line("改动: {}"), "版式设置不对"},
		{"slot forgotten", `"以{天空}为主"`, `"以晴天为主"`, line(`"以{天空}为主"`), "缺少“{天空}”"},
		{"slot mistyped", `"以{天空}为主"`, `"以{天气}为主"`, line(`"以{天空}为主"`), "这里不能用“{天气}”"},
		{"wording forgotten", "  风小:\n    - 风力较小\n", "", 0, "措辞里缺少“风小”"},
		{"wording that nobody knows", "  风小:", "  风大:", line("  风小:"), "不认识的项“风大”"},
		{"headline too long", "[低洼处提早防范, ", "[低洼处提早防范不要外出啊, ", line("[低洼处提早防范, "), "标题的每一部分应为六到九个字"},
		{"headline with a comma", "[低洼处提早防范, ", "[低洼处，提早防范, ", line("[低洼处提早防范, "), "标题里不用标点"},
		{"word of a station", "    - 综合最新数值预报资料分析", "    - 记者从市气象台了解到", line("    - 综合最新"), "不能用“记者”"},
		{"word that only authorities use", "[低洼处提早防范, ", "[台风来了早防范, ", line("[低洼处提早防范, "), "不能用“台风”"},
		{"last headline taken away", "  - 名称: 兜底\n    前句: [部分日期资料暂缺]\n    后句: [出行留意最新预报]\n", "", 0, "标题里没有兜底的一条"},
		{"condition mistyped", "条件: 冻雨天数 >= 1\n", "条件: 冻雨天 >= 1\n", line("条件: 冻雨天数 >= 1\n"), "不认识的事实“冻雨天”（是不是“冻雨天数”）"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(shipped, c.old) {
				t.Fatalf("the shipped file has no %q any more", c.old)
			}
			_, problems := phrase.LoadStyle("style.yaml", []byte(strings.Replace(shipped, c.old, c.new, 1)))
			for _, p := range problems {
				if strings.Contains(p.Error(), c.want) && (c.line == 0 || p.Line == c.line) {
					return
				}
			}
			t.Errorf("got %v, want line %d: %s", problems, c.line, c.want)
		})
	}
}

func TestVocabularyIsCompleteAndUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, term := range phrase.Vocabulary() {
		if term.Name == "" || term.Type == "" || term.Doc == "" || seen[term.Name] && term.Type != "等级" {
			t.Errorf("incomplete or repeated: %+v", term)
		}
		seen[term.Name] = true
	}
}
