package bulletin_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"yubao/internal/bulletin"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/templates"
)

func weeks(t testing.TB) []bulletin.Week {
	t.Helper()
	return bulletin.NewBank(bulletin.HardCases).Weeks(shippedStyle(t), nil)
}

func TestWeeksOfABankAreWhatTheirFactsSay(t *testing.T) {
	t.Parallel()
	bank := bulletin.NewBank(bulletin.HardCases)
	style := shippedStyle(t)
	other := *style
	other.House, _ = grammar.Preset("shandong")
	for _, told := range []*phrase.Style{style, &other, style} { // again, so that what is kept is asked for
		for _, week := range bank.Weeks(told, nil) {
			if want := bulletin.Data(week.Input); !reflect.DeepEqual(week.Data, want) {
				t.Errorf("%s: data %v, want %v", week.Name, week.Data, want)
			}
			one, ok := bank.Week(week.Name, told, nil)
			if !ok || !reflect.DeepEqual(one.Data, week.Data) {
				t.Errorf("%s: told alone it differs", week.Name)
			}
		}
	}
}

func TestShippedTemplatesHaveNoFindings(t *testing.T) {
	t.Parallel()
	bank := weeks(t)
	if len(bank) < 30 {
		t.Errorf("only %d weeks", len(bank))
	}
	for _, p := range bulletin.Lint(templates.FS, bulletin.Options{Weeks: bank}) {
		t.Errorf("%v", p)
	}
}

func TestLintFindsSeededFaultsAtTheirPlace(t *testing.T) {
	t.Parallel()
	bank := weeks(t)
	const foot = "\n{{.署名}}"
	for _, c := range []struct{ fault, source, want string }{
		{"action without end", "标题\n{{.标题\n" + foot, "2:1 syntax"},
		{"unknown field", "{{.标提}}" + foot, "1:3 unknown-field"},
		{"field of a day at the root", "{{.天空}}" + foot, "1:3 unknown-field"},
		{"mistyped key in a loop", "{{range .逐日}}{{.日期}}{{.最底}}{{end}}" + foot, "1:23 unknown-field"},
		{"undefined template", "{{template \"尾\" .}}" + foot, "1:13 undefined-template"},
		{"stray end", "晴{{end}}" + foot, "1:2 end"},
		{"missing end", "晴\n{{if .标题}}好" + foot, "2:1 end"},
		{"unknown function", "{{截段 4 .导语}}" + foot, "1:3 unknown-function"},
		{"name without a dot", "{{标题}}" + foot, "1:3 unknown-function"},
		{"undeclared variable", "晴 {{$甲}}" + foot, "1:5 undefined-variable"},
		{"full-width quote", "{{若 .标题 “好”}}" + foot, "1:9 syntax"},
		{"full-width bracket", "{{加粗 （.标题)}}" + foot, "1:6 syntax"},
		{"unterminated quote", "{{若 .标题 \"好}}" + foot, "1:9 syntax"},
		{"open bracket", "{{加粗 (拼 .标题}}" + foot, "1:6 syntax"},
		{"stray bracket", "{{加粗 .标题)}}" + foot, "1:9 syntax"},
		{"stray braces", "晴}}" + foot, "1:2 syntax"},
		{"single brace", "{.标题}" + foot, "1:1 syntax"},
		{"empty action", "晴{{ }}" + foot, "1:2 syntax"},
		{"if without condition", "{{if}}晴{{end}}" + foot, "1:3 syntax"},
		{"else outside", "{{else}}" + foot, "1:1 end"},
		{"break outside", "{{break}}" + foot, "1:1 end"},
		{"range over text", "{{range .标题}}{{.}}{{end}}" + foot, "1:9 wrong-type"},
		{"list printed", "{{.逐日}}" + foot, "1:3 wrong-type"},
		{"record printed", "{{range .逐日}}{{.}}{{end}}" + foot, "1:16 wrong-type"},
		{"flag printed", "{{.迟发}}" + foot, "1:3 wrong-type"},
		{"name below text", "{{.标题.字}}" + foot, "1:6 wrong-type"},
		{"name below a list", "{{.逐日.日期}}" + foot, "1:6 wrong-type"},
		{"arguments the wrong way", "{{截断 .导语 40}}" + foot, "1:6 wrong-type"},
		{"too few arguments", "{{截断 .导语}}" + foot, "1:3 wrong-type"},
		{"text compared as a figure", "{{if 大于 .标题 3}}热{{end}}" + foot, "1:9 wrong-type"},
		{"value with an argument", "{{.标题 .导语}}" + foot, "1:3 wrong-type"},
		{"recursion", "{{define \"甲\"}}{{template \"甲\" .}}{{end}}{{template \"甲\" .}}" + foot, "1:27 recursion"},
		{"value that can be missing", "{{range .逐日}}{{.最低}}{{end}}" + foot, "1:16 missing-value"},
		{"only a branch fails", "{{range .逐日}}{{if 小于 .最低 -40}}{{$.更正}}{{end}}{{end}}" + foot, "1:33 missing-value"},
		{"nothing printed", "{{with .更正}}{{.}}{{end}}", "1:1 empty-output"},
		{"no source", "{{.生成时间}}晴", "1:1 no-source"},
		{"no time", "{{.来源}}晴", "1:1 no-issue-time"},
		{"over the limit", "{{/* 上限：10 */}}" + strings.Repeat("晴", 20) + foot, "1:1 too-long"},
		{"over the channel", "{{/* 格式：telegram */}}" + strings.Repeat("晴", 4100) + foot, "1:1 too-long"},
		{"markup Telegram refuses", "{{/* 格式：telegram */}}晴<p>雨</p>" + foot, "1:27 markup"},
		{"half-width comma", "今天,晴" + foot, "1:3 punctuation"},
		{"half-width colon between values", "{{.地点}}:{{.称呼}}" + foot, "1:8 punctuation"},
		{"half-width separator", "{{连接 \",\" .地点 .称呼}}" + foot, "1:7 punctuation"},
		{"invented reporter", "记者从气象局获悉" + foot, "1:1 forbidden-word"},
		{"warning word", "发布大风预警" + foot, "1:5 forbidden-word"},
		{"warning word in two pieces", "晴\n发布大风预{{/* 注 */}}警" + foot, "2:5 forbidden-word"},
		{"warning word put together", "{{拼 \"寒\" \"潮\"}}" + foot, "1:6 forbidden-word"},
		{"station named where none is", "{{.台站.名称}}" + foot, "1:6 missing-value"},
		{"half a day that is not known", "{{range .逐日}}{{.白天.天空}}{{end}}" + foot, "1:16 missing-value"},
		{"event without a cause", "{{range .事件}}{{.成因}}{{end}}" + foot, "1:16 missing-value"},
		{"field of a day in half a day", "{{range .逐日}}{{with .夜间}}{{.行}}{{end}}{{end}}" + foot, "1:28 unknown-field"},
		{"unknown format", "{{/*\n格式：电报\n*/}}晴" + foot, "2:1 header"},
		{"endless loop", "{{range 100000000}}{{end}}" + foot, "1:1 limit"},
	} {
		o := bulletin.Options{Weeks: bank, CheckHTML: refuseParagraphs}
		var got []string
		for _, p := range bulletin.LintSource("probe", c.source, o) {
			got = append(got, fmt.Sprintf("%d:%d %s", p.Line, p.Col, p.Rule))
		}
		if !contains(got, c.want) {
			t.Errorf("%s: got %v, want %s", c.fault, got, c.want)
		}
	}
}

func contains(got []string, want string) bool {
	for _, g := range got {
		if g == want {
			return true
		}
	}
	return false
}

// refuseParagraphs stands for the channel's own checker, which the core may not import.
func refuseParagraphs(text string) error {
	if strings.Contains(text, "<p>") {
		return fmt.Errorf("unsupported start tag p")
	}
	return nil
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"{{.标题}}", "{{range .逐日}}{{.行}}{{end}}", "{{if", "}}{{end}}", "{{/*", "{{\"", "{{$x := 1}}{{$x}}"} {
		f.Add(seed)
	}
	values := data(f, outlook(3))
	f.Fuzz(func(t *testing.T, source string) {
		compiled, problems := bulletin.Compile("probe", source)
		if compiled == nil {
			if len(problems) == 0 {
				t.Fatal("refused without a reason")
			}
			return
		}
		text, err := compiled.Render(t.Context(), values)
		if err == nil && strings.Contains(text, "<no value>") && !strings.Contains(source, "<no value>") {
			t.Errorf("broken text %q", text)
		}
	})
}
