package bulletin_test

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/vocabulary"
	"yubao/templates"
)

var update = flag.Bool("update", false, "rewrite docs/templates.md")

// TestReferencePageListsTheVocabulary holds docs/templates.md to the code.
func TestReferencePageListsTheVocabulary(t *testing.T) {
	t.Parallel()
	const page = "../../docs/templates.md"
	want := referencePage(t)
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("the page is out of date; run go test ./internal/bulletin -run Reference -update")
	}
}

// TestExamplesOfTheVocabularyWork runs every example that is a piece of a template.
func TestExamplesOfTheVocabularyWork(t *testing.T) {
	t.Parallel()
	values := data(t, eventful())
	tried := 0
	for _, section := range bulletin.Vocabulary() {
		before, after := around[section.Title][0], around[section.Title][1]
		for _, term := range section.Terms {
			source := strings.ReplaceAll(term.Example, "…", "晴")
			if !strings.Contains(source, "{{") {
				continue
			}
			tried++
			compiled, problems := bulletin.Compile("probe", before+source+after)
			if compiled == nil && section.Title == "函数" { // most are about a day
				compiled, problems = bulletin.Compile("probe", "{{range .逐日}}"+source+"{{end}}")
			}
			if compiled == nil {
				t.Errorf("%s: %v", term.Name, problems)
				continue
			}
			if _, err := compiled.Render(t.Context(), values); err != nil {
				t.Errorf("%s: %v", term.Name, err)
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d examples", tried)
	}
}

// around is what an example stands in, by section.
var around = map[string][2]string{
	"一天": {"{{range .逐日}}", "{{end}}"}, "一件事": {"{{range .事件}}", "{{end}}"}, "气象台": {"{{with .台站}}", "{{end}}"},
	"半天": {"{{range .逐日}}{{with .白天}}", "{{end}}{{end}}"},
}

func TestCompletionHasEveryNameOnce(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, w := range append(bulletin.Completions(), bulletin.FactCompletions()...) {
		key := w.Kind + " " + w.Name
		if seen[key] || w.Doc == "" || w.Name == "" {
			t.Errorf("%q: twice, or without words", key)
		}
		seen[key] = true
	}
	for _, want := range []string{"field 标题", "field 最低", "field 成因", "function 截断", "fact 雨天数"} {
		if !seen[want] {
			t.Errorf("no %s", want)
		}
	}
}

// eventful is a week with events.
func eventful() analysis.Outlook {
	o := outlook(6)
	o.Events = []analysis.Event{{
		Kind: analysis.EventWet, First: o.Days[3].Date, Last: o.Days[3].Date, Peak: o.Days[3].Date,
		PrecipKinds: []analysis.PrecipKind{analysis.Rain}, Grade: analysis.Light,
		Cause: analysis.Cause{Systems: []analysis.System{analysis.SystemTrough}},
	}}
	return o
}

func TestEventsAreWorded(t *testing.T) {
	t.Parallel()
	source := `{{range .事件}}{{.日期}}{{.成因}}，有{{.级别}}（{{.种类}}，{{.最甚日}}）{{with .雨量}}{{.}}{{end}}。{{end}}`
	text, err := compile(t, source).Render(t.Context(), data(t, eventful()))
	if want := "19日受低槽东移影响，有小雨（降水，周五（19日））。"; err != nil || text != want {
		t.Errorf("got %q, %v, want %q", text, err, want)
	}
}

var headKeyLine = regexp.MustCompile(`(?m)^(用途|格式|上限)：.*$`)

func referencePage(t *testing.T) string {
	t.Helper()
	var out strings.Builder
	out.WriteString(intro)
	for _, name := range []string{"newspaper", "chat", "wecom", "campus", "push", "broadcast"} {
		source, err := templates.FS.ReadFile(name + ".tmpl")
		if err != nil {
			t.Fatal(err)
		}
		head := headKeyLine.FindAllString(string(source), -1)
		out.WriteString("- `templates/" + name + ".tmpl`：" + strings.TrimPrefix(strings.Join(head, "；"), "用途：") + "\n")
	}
	for _, s := range bulletin.Vocabulary() {
		out.WriteString("\n## " + s.Title + "\n\n" + s.About + "\n\n")
		writeTable(&out, s.Terms)
	}
	return out.String()
}

func writeTable(out *strings.Builder, terms []vocabulary.Term) {
	out.WriteString("| 名称 | 类型 | 单位 | 何时没有 | 例 | 意思 |\n|---|---|---|---|---|---|\n")
	cell := strings.NewReplacer("|", `\|`, "\n", " ")
	for _, term := range terms {
		example := term.Example
		if strings.Contains(example, "{{") {
			example = "`" + example + "`"
		}
		row := []string{term.Name, term.Type, term.Unit, term.Missing, example, term.Doc}
		for i := range row {
			row[i] = cell.Replace(row[i])
		}
		out.WriteString("| " + strings.Join(row, " | ") + " |\n")
	}
}

const intro = `# 模板里可以写什么

这一页由程序里的词表生成，与程序一致。改模板之后运行 ` + "`yubao templates lint`" + `，
它会指出哪一行哪一列有问题；编辑台的模板页边写边查，还能看到几十种天气下的样子。

## 怎么写

- ` + "`{{.标题}}`" + ` 印出一项。这一项没有值时不能直接印，要用下面的写法。
- ` + "`{{with .标题}}{{.}}{{end}}`" + ` 有标题才写；里面的 ` + "`{{.}}`" + ` 就是标题。` + "`{{else}}`" + ` 后面写没有时怎么办。
- ` + "`{{range .逐日}}{{.日期}}：{{.天空}}{{end}}`" + ` 每一天写一遍；里面的名字是一天的名字，整期的名字前面加 ` + "`$`" + `：` + "`{{$.地点}}`" + `。
- ` + "`{{if 大于 .最高 35}}高温。{{end}}`" + ` 条件成立才写。简短的可以用 ` + "`{{若 (大于 .最高 35) \"高温\"}}`" + `。
- ` + "`{{连接 \"，\" .天空 .风 .气温}}`" + ` 把有的几项连起来，没有的略去；` + "`{{拼 \"最低\" .最低}}`" + ` 缺一项就整段不写。
- ` + "`{{/* 说明 */}}`" + ` 是说明，不印出。花括号里面靠边的短横（` + "`{{- -}}`" + `）去掉那一边的空白和换行。
- 花括号里的引号、括号、竖线要用半角；印出来的标点要用全角。

文件开头的说明里可以写三项：` + "`用途：`" + `给人看；` + "`格式：`" + `纯文字、telegram、企业微信、口播；` + "`上限：`" + `最多多少字。

## 改不坏的地方

- 来源和生成时间每篇都必须有；模板里没写，会自动补上并告诉编辑部。
- 资料里没有的值不会印成 0 或空白：这一句写不出来，检查时就会指出。
- 没有气象台签注，不能写“预警”“寒潮”“据气象台”。
- 模板出错时，读者收到的是上一个能用的版本，再不行是出厂的版本；编辑部会收到说明。
- 死循环、无限展开的模板会被中止。

## 出厂的模板

`
