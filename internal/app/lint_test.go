package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"yubao/internal/app"
	"yubao/internal/vocabulary"
	"yubao/internal/wording"
	"yubao/templates"
)

const lintConfig = `templates: words
places:
  xinxiang: {name: 新乡, latitude: 35.3, longitude: 113.9}
sources: [openmeteo: {}]
channels:
  readers: {console: {}}
editions:
  evening: {place: xinxiang, cron: "0 16 * * *", review: none, house: standard, publish_to: [readers]}
`

// lintWith lints a newsroom whose file has old replaced by new.
func lintWith(t *testing.T, file, old, replaced string) []string {
	t.Helper()
	folder := t.TempDir()
	data, err := templates.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	for path, text := range map[string]string{
		"config.yaml": lintConfig, filepath.Join("words", file): strings.Replace(string(data), old, replaced, 1),
	} {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var found []string
	for _, p := range app.LintTemplates(filepath.Join(folder, "config.yaml")) {
		found = append(found, p.String())
	}
	return found
}

func TestAContradictionIsShownWhereItWasWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, old, replaced, said string }{
		"headline": {"style.yaml", `"晴好为主{雨日星期}有雨"`, `"晴好{雨日星期}有大雨"`, "大雨"},
		"sentence": {"style.yaml", `"有一次{降水}过程"`, `"有一次大暴雨{降水}过程"`, "大暴雨"},
		"advice":   {"advice.yaml", "{雨日}有雨，", "{雨日}有大暴雨，", "大暴雨"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := shippedText(t, c.file)
			before, _, found := strings.Cut(data, c.old)
			if !found {
				t.Fatalf("%s has no %q", c.file, c.old)
			}
			changed := strings.Replace(data, c.old, c.replaced, 1)
			line := 1 + strings.Count(before, "\n")
			lint := strings.Join(lintWith(t, c.file, c.old, c.replaced), "\n")
			want := fmt.Sprintf("words/%s:%d:", c.file, line)
			if !strings.Contains(lint, want) || !strings.Contains(lint, "与资料不符") || strings.Contains(lint, ":1:1:") {
				t.Errorf("templates lint: want %s, got\n%s", want, lint)
			}

			// A saved file and a draft at the desk are held to the same check.
			n := prepare(t, strings.Replace(settings, "REVIEW", "none", 1))
			n.office(t, func(o *app.Office) {
				report := o.Words().Check(c.file, changed)
				found := slices.ContainsFunc(report.Problems, func(p vocabulary.Problem) bool {
					return p.Line == line && p.Col > 1 && strings.Contains(p.Excerpt, c.said) && strings.Contains(p.Message, "与资料不符")
				})
				if !found || !slices.ContainsFunc(report.Weeks, func(w wording.WeekResult) bool { return w.Problem != "" }) {
					t.Errorf("the shelf: %v", report.Problems)
				}
			})
		})
	}
}

func TestLintSaysEverythingAtOnce(t *testing.T) {
	t.Parallel()
	var found []string
	for _, p := range app.LintTemplates(newsroomWith(t, map[string]string{
		"config.yaml":       lintConfig,
		"words/style.yaml":  strings.Replace(shippedText(t, "style.yaml"), "预设: henan", "预设: hunan", 1),
		"words/advice.yaml": strings.Replace(shippedText(t, "advice.yaml"), "优先: 100", "优选: 100", 1),
		"words/chat.tmpl":   strings.Replace(shippedText(t, "chat.tmpl"), "{{加粗 .}}", "<p>{{.}}</p>", 1),
		"words/push.tmpl":   "{{.地店}}",
		"words/wecom.tmpl":  "{{.生成时间}}晴",
	})) {
		found = append(found, p.String())
	}
	text := strings.Join(found, "\n")
	for _, want := range []string{"style.yaml:", "advice.yaml:", "chat.tmpl:11:25", "没有“<p>”这种标记", "push.tmpl:1:3", "wecom.tmpl:1:1"} {
		if !strings.Contains(text, want) {
			t.Errorf("without %s:\n%s", want, text)
		}
	}
}

func TestATemplateIsReadBack(t *testing.T) {
	t.Parallel()
	found := lintWith(t, "newspaper.tmpl", "未来几天天气情况", "未来几天天气情况，19日有大暴雨。")
	if text := strings.Join(found, "\n"); !strings.Contains(text, "newspaper.tmpl:24:14") || !strings.Contains(text, "与资料不符") {
		t.Errorf("found %s", text)
	}
}

func TestLintFindsFaultsOfStyleAndAdvice(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, old, replaced, want string }{
		"in order":                            {"style.yaml", "版式:", "版式:", ""},
		"unknown fact in a condition":         {"advice.yaml", "条件: 冻雨天数 >= 1", "条件: 冻雨天 >= 1", "是不是"},
		"unknown fact in a text":              {"advice.yaml", "{冻雨日}有冻雨，路面", "{冻雨天}有冻雨，路面", "冻雨天"},
		"condition without an end":            {"advice.yaml", "条件: 冻雨天数 >= 1", "条件: 冻雨天数 >=", "advice.yaml:"},
		"text compared with a figure":         {"advice.yaml", "条件: 冻雨天数 >= 1", "条件: 冻雨日 >= 1", "冻雨日"},
		"unknown key":                         {"advice.yaml", "优先: 100", "优选: 100", "是不是“优先”"},
		"preset that is not there":            {"style.yaml", "预设: henan", "预设: hunan", "hunan"},
		"place of a word left out":            {"style.yaml", "\"以{天空}为主\"", "\"以天空为主\"", "天空"},
		"headline that contradicts the facts": {"style.yaml", "\"晴好为主{雨日星期}有雨\"", "\"晴好{雨日星期}有大雨\"", "与资料不符"},
	} {
		found := strings.Join(lintWith(t, c.file, c.old, c.replaced), "\n")
		if c.want == "" && found != "" && name == "in order" || !strings.Contains(found, c.want) {
			t.Errorf("%s: got %q, want %q", name, found, c.want)
		}
		t.Logf("%s: %.300s", name, found)
	}
}

// newsroomWith writes a newsroom's files into a folder.
func newsroomWith(t *testing.T, files map[string]string) (config string) {
	t.Helper()
	folder := t.TempDir()
	for path, text := range files {
		path = filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(folder, "config.yaml")
}

func TestFormatsAndLimitsGoByWhereATextIsSent(t *testing.T) {
	t.Parallel()
	const wecom = "{group: {wecom: {webhook: \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x\"}}}"
	settings := func(more string) string {
		return strings.NewReplacer("{readers: {console: {}}}", wecom, "[readers]", "[group]"+more, "  readers: {console: {}}", "  group: {wecom: {webhook: \"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x\"}}").Replace(lintConfig)
	}
	long := "{{/* 格式：telegram */}}\n" + strings.Repeat("今天的天气请看下面几行，明天的也请看下面几行。", 120) + "\n{{.短署名}}\n"
	article := strings.Replace(shippedText(t, "newspaper.tmpl"), "格式：纯文字", "格式：telegram", 1)
	for name, c := range map[string]struct{ config, file, text, want string }{
		"an article in the marks of a chat": {settings(", template: chat"), "", "", "模板“chat”是“telegram”格式"},
		"a push line in WeCom's marks":      {settings(", push_template: wecom"), "", "", "模板“wecom”是“企业微信”格式"},
		"chat texts may be of any format":   {settings(", chat_template: wecom"), "", "", ""},
		"plain chat text":                   {settings(", chat_template: newspaper"), "", "", ""},
		"chat text over WeCom's limit":      {settings(", chat_template: long"), "words/long.tmpl", long, "long.tmpl:1:1: 版次“evening”的会话短文写得太长：渠道“group”（企业微信群）一条放不下"},
		"nobody uses the long one":          {settings(""), "words/long.tmpl", long, ""},
		"the article's format is changed":   {settings(""), "words/newspaper.tmpl", article, "是“telegram”格式"},
	} {
		files := map[string]string{"config.yaml": c.config}
		if c.file != "" {
			files[c.file] = c.text
		}
		var found []string
		for _, p := range app.Check(newsroomWith(t, files)) {
			found = append(found, p.String())
		}
		text := strings.Join(found, "\n")
		if c.want == "" && text != "" || !strings.Contains(text, c.want) {
			t.Errorf("%s: got %q, want %q", name, text, c.want)
		}
	}

	// The operator who changes the format at the desk is told there.
	n := prepare(t, strings.Replace(strings.Replace(lintConfig, "templates: words\n", "", 1), "cron: \"0 16 * * *\", ", "", 1))
	n.office(t, func(o *app.Office) {
		report := o.Words().Check("newspaper", article)
		if !slices.ContainsFunc(report.Problems, func(p vocabulary.Problem) bool {
			return p.Line == 3 && p.Col == 1 && strings.Contains(p.Message, "版次“evening”的文章要纯文字")
		}) {
			t.Errorf("problems %v", report.Problems)
		}
	})
}

func TestAChatTextOfAnotherFormatGoesOutRight(t *testing.T) {
	t.Parallel()
	n := prepare(t, strings.Replace(settings, "REVIEW", "none, chat_template: wecom", 1))
	stop := n.again(t)
	defer stop()
	n.edition(t)
	n.screen.wait(t, "── readers ──\n新乡 4月15日16时\n")
	n.screen.wait(t, "\n16日（周二）：多云间晴天")
	if shown := n.screen.text.String(); strings.Contains(shown, "**") || strings.Contains(shown, "> 16日") {
		t.Errorf("marks are shown:\n%s", shown)
	}
}
