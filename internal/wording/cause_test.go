package wording_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"yubao/internal/advice"
	"yubao/internal/bulletin"
	"yubao/internal/phrase"
	"yubao/internal/wording"
)

// limited is a template with a limit of its own.
func limited(body string, most int) string {
	return fmt.Sprintf("{{- /*\n用途：短的\n格式：纯文字\n上限：%d\n*/ -}}\n%s{{.署名}}\n", most, body)
}

// longest is the week of the shipped words that has the most characters in a template,
// and how many.
func longest(t *testing.T, p *paper, body string) (in bulletin.Input, style *phrase.Style, rules *advice.Rules, most int) {
	t.Helper()
	style, bad := phrase.LoadStyle(wording.Style, []byte(p.read(wording.Style)))
	rules, worse := advice.Load(wording.Advice, []byte(p.read(wording.Advice)))
	template, worst := bulletin.Compile("brief", limited(body, 4000))
	if len(bad)+len(worse)+len(worst) > 0 {
		t.Fatal(bad, worse, worst)
	}
	for _, week := range bank.Weeks(style, rules) {
		text, err := template.Render(t.Context(), week.Data)
		if err != nil {
			t.Fatal(err)
		}
		if n := utf8.RuneCountInString(strings.TrimSpace(text)); n > most {
			in, most = week.Input, n
		}
	}
	return in, style, rules, most
}

// told has the template in use, checks a draft and wants all that is wrong told of a line
// that holds the words.
func told(t *testing.T, body, file, holds string, change func(in bulletin.Input, style *phrase.Style, rules *advice.Rules, source string) string) {
	t.Helper()
	p := open(t)
	in, style, rules, most := longest(t, p, body)
	p.save("brief.tmpl", limited(body, most))
	for _, change := range p.restart() {
		if change.Kind != wording.Adopted {
			t.Fatalf("%+v", change)
		}
	}
	r := p.shelf.Check(file, change(in, style, rules, p.read(file)))
	if len(r.Problems) == 0 {
		t.Fatal("nothing is wrong")
	}
	for _, problem := range r.Problems {
		if problem.File != file || problem.Line < 2 || problem.Col < 2 || !strings.Contains(problem.Excerpt, holds) || !strings.Contains(problem.Message, "模板“brief”会出错") {
			t.Errorf("%v (%s), want the line with %q", problem, problem.Excerpt, holds)
		}
	}
}

// TestADraftThatBreaksATemplateIsToldWhereItDoes makes a text longer than its template
// admits by one entry of style or advice, or one setting: the report names that, not the
// head of the file.
func TestADraftThatBreaksATemplateIsToldWhereItDoes(t *testing.T) {
	t.Parallel()
	const sentences = `{{with .导语}}{{.}}{{end}}{{with .建议}}{{连接 "" .}}{{end}}`
	long := strings.Repeat("请大家多多留意天气变化", 30)
	swap := func(old, changed string) func(bulletin.Input, *phrase.Style, *advice.Rules, string) string {
		return func(_ bulletin.Input, _ *phrase.Style, _ *advice.Rules, source string) string {
			return strings.Replace(source, old, changed, 1)
		}
	}
	t.Run("a wording", func(t *testing.T) {
		t.Parallel()
		told(t, sentences, wording.Style, long, swap(`- "以{天空}为主"`, `- "以{天空}为主`+long+`"`))
	})
	t.Run("a wording without a place", func(t *testing.T) {
		t.Parallel()
		told(t, sentences, wording.Style, long, swap("- 无降水", "- 无降水"+long))
	})
	t.Run("a setting of the house", func(t *testing.T) {
		t.Parallel()
		told(t, "{{range .逐日}}{{with .行}}{{.}}{{end}}{{end}}", wording.Style, "extremes", swap("  改动: {}", "  改动:\n    night: 夜间\n    temperature: extremes\n    showers: 或"))
	})
	t.Run("a piece of advice", func(t *testing.T) {
		t.Parallel()
		told(t, sentences, wording.Advice, "多留意", func(in bulletin.Input, style *phrase.Style, rules *advice.Rules, source string) string {
			_, chosen := bulletin.Tell(in, style, rules, nil)
			at, ok := rules.Place(chosen[len(chosen)-1])
			if !ok {
				t.Fatal("the advice has no place")
			}
			lines := strings.Split(source, "\n")
			lines[at.Line-1] = strings.Replace(lines[at.Line-1], "。", "，多留意。", 1)
			return strings.Join(lines, "\n")
		})
	})
}
