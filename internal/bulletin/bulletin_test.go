package bulletin_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/weather"
	"yubao/templates"
)

var beijing = time.FixedZone("CST", 8*3600)

// outlook is a week of cloudy days, with a name that needs escaping.
func outlook(days int) analysis.Outlook {
	o := analysis.Outlook{
		Place:  weather.Place{Name: "新乡", Called: "我市", Zone: beijing},
		Source: weather.Attribution{Name: "Open-Meteo", Credit: "Open-Meteo 数值预报（CC BY 4.0）"},
		Now:    time.Date(2024, 4, 15, 16, 0, 0, 0, beijing),
	}
	first := weather.Date{Year: 2024, Month: 4, Day: 16}
	for i := range days {
		o.Days = append(o.Days, analysis.Day{
			Date: first.AddDays(i), Known: true,
			Sky: analysis.Sky{First: analysis.Cloudy, Second: analysis.Clear, Relation: analysis.Mixed},
			Low: weather.Some(i - 2), High: weather.Some(20 + i), Rain: weather.Some[weather.Millimeters](0),
			UV: weather.Some(analysis.UVOf(8)),
		})
	}
	if days > 0 {
		o.Runs = []analysis.Run{{First: first, Last: first.AddDays(days - 1), Kind: analysis.RunFair}}
	}
	return o
}

func shippedStyle(t testing.TB) *phrase.Style {
	t.Helper()
	file, err := fs.ReadFile(templates.FS, "style.yaml")
	if err != nil {
		t.Fatal(err)
	}
	style, problems := phrase.LoadStyle("style.yaml", file)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return style
}

func data(t testing.TB, o analysis.Outlook) map[string]any {
	t.Helper()
	return bulletin.Data(input(t, o))
}

func input(t testing.TB, o analysis.Outlook) bulletin.Input {
	t.Helper()
	style := shippedStyle(t)
	house, _ := grammar.Preset("henan")
	n := phrase.Narrate(o, house, style, phrase.Request{Voice: phrase.Model})
	return bulletin.Input{Outlook: o, Narrative: n, House: house}
}

func compile(t testing.TB, source string) *bulletin.Template {
	t.Helper()
	compiled, problems := bulletin.Compile("probe", source)
	for _, p := range problems {
		t.Errorf("%v", p)
	}
	if compiled == nil {
		t.FailNow()
	}
	return compiled
}

func TestShippedTemplatesWriteEveryLengthOfWeek(t *testing.T) {
	t.Parallel()
	set, problems := bulletin.Load(templates.FS)
	for _, p := range problems {
		t.Errorf("%v", p)
	}
	for _, days := range []int{1, 3, 6, 16} {
		values := data(t, outlook(days))
		for _, name := range set.Names() {
			text, err := set.Write(context.Background(), name, values)
			if err != nil {
				t.Errorf("%s over %d days: %v", name, days, err)
				continue
			}
			if len(text.Notes) > 0 {
				t.Errorf("%s over %d days: %v", name, days, text.Notes)
			}
			if !strings.Contains(text.Text, "4月15日16时") || !strings.Contains(strings.ReplaceAll(text.Text, "Open Meteo", "Open-Meteo"), "Open-Meteo") {
				t.Errorf("%s lacks source or time:\n%s", name, text.Text)
			}
			if days == 6 {
				t.Logf("%s:\n%s", name, text.Text)
			}
		}
	}
}

func TestValuesArePrintedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	o := outlook(2)
	o.Place.Name = "A<B&C"
	o.Days[1].Low = weather.None[int]()
	values := data(t, o)
	for name, c := range map[string]struct{ source, want string }{
		"zero is a measurement":          {`{{range 前几 1 .逐日}}{{with .降水}}{{.}}{{end}}{{end}}`, "0毫米"},
		"a clause with a gap is dropped": {`{{range .逐日}}{{连接 "，" .日期 (拼 "低" .最低)}}。{{end}}`, "16日，低-2℃。17日。"},
		"markup escapes what it wraps":   {"{{/* 格式：telegram */}}{{加粗 .地点}}", "<b>A&lt;B&amp;C</b>"},
		"telegram text is escaped":       {"{{/* 格式：telegram */}}{{.地点}}", "A&lt;B&amp;C"},
		"plain text has no marks":        {`{{加粗 .地点}}`, "A<B&C"},
		"below zero in words":            {`{{with 第 1 .逐日}}{{零下 .最低}}{{end}}`, "零下2℃"},
		"a pipeline feeds the default":   {`{{with 第 2 .逐日}}{{.最低 | 默认 "不明"}}{{end}}`, "不明"},
		"figures compare as figures":     {`{{range .逐日}}{{if 大于 .最高 20}}{{.日期}}{{end}}{{end}}`, "17日"},
		"if without words":               {`{{range .逐日}}{{若 (小于 .最低 0) "冻"}}{{end}}`, "冻"},
		"printf knows figures":           {`{{with 第 1 .逐日}}{{printf "%03d|%s" .最高 .最高}}{{end}}`, "020|20℃"},
	} {
		text, err := compile(t, c.source).Render(context.Background(), values)
		if err != nil || text != c.want {
			t.Errorf("%s: got %q, %v, want %q", name, text, err, c.want)
		}
	}
}

func TestDataOfTemplatesYieldsTheSameTexts(t *testing.T) {
	t.Parallel()
	set, _ := bulletin.Load(templates.FS)
	dynamic := `{{with 第 1 .逐日}}{{index . (print "天" "空")}}{{end}}{{.短署名}}`
	for name, source := range map[string]string{
		"by variable":    `{{$天 := 第 1 .逐日}}{{$天.天空}}{{$.时段}}{{.短署名}}`,
		"by chain":       `{{(第 1 .逐日).天空}}{{.短署名}}`,
		"by index":       dynamic,
		"by inner range": `{{range .逐日}}{{with .白天}}{{连接 "，" .最低 .最高}}{{end}}{{end}}{{.短署名}}`,
		"by definition":  `{{define "天"}}{{.日期}}{{.天空}}{{end}}{{range .逐日}}{{template "天" .}}{{end}}{{.短署名}}`,
	} {
		compiled, problems := bulletin.Compile(name, source)
		if compiled == nil {
			t.Fatal(name, problems)
		}
		set.Use(compiled)
	}
	in := input(t, outlook(6))
	all := bulletin.Data(in)
	for _, name := range set.Names() {
		want, err := set.Write(t.Context(), name, all)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got, err := set.Write(t.Context(), name, set.Data(in, name))
		if err != nil || got.Text != want.Text {
			t.Errorf("%s: got %q, %v, want %q", name, got.Text, err, want.Text)
		}
	}
}

func TestMissingValueIsAnErrorAtItsPlace(t *testing.T) {
	t.Parallel()
	o := outlook(2)
	o.Days[1].Low = weather.None[int]()
	_, err := compile(t, "天气\n{{range .逐日}}最低{{.最低}}。{{end}}").Render(context.Background(), data(t, o))
	var failed *bulletin.RenderError
	if !errors.As(err, &failed) || failed.Problem.Line != 2 || failed.Problem.Col != 18 || failed.Problem.Rule != "missing-value" {
		t.Errorf("got %v", err)
	}
}

// hostile are templates that would hang or swell the daemon.
func hostile() map[string]string {
	doubling := `{{$x := "0123456789"}}` + strings.Repeat(`{{$x = print $x $x}}`, 40)
	return map[string]string{
		"endless range":       `{{range 100000000000}}{{end}}`,
		"nested ranges":       `{{range 100000}}{{range 100000}}{{end}}{{end}}`,
		"string doubling":     doubling,
		"giant printf":        `{{printf "%1000000000d" 1}}`,
		"width from argument": `{{printf "%*d" 1000000 1}}`,
		"many wide verbs":     `{{printf "` + strings.Repeat("%999d", 200) + `"}}`,
		"endless output":      `{{range 9999}}` + strings.Repeat("长", 2000) + `{{end}}`,
		"many variables":      `{{$a := printf "%999d" 1}}` + strings.Repeat(`{{$b := print $a $a $a $a $a $a $a $a}}`, 1000),
		"replacement":         `{{替换 "1" (printf "%999d" 1) (替换 "1" "1111111111" (printf "%0999d" 1))}}{{range 9000}}{{替换 "0" "0000000000" (printf "%0999d" 1)}}{{end}}`,
	}
}

func TestGuardStopsHostileTemplates(t *testing.T) {
	t.Parallel()
	values := data(t, outlook(6))
	for name, source := range hostile() {
		compiled := compile(t, source)
		text, err := compiled.Render(context.Background(), values)
		if err == nil || text != "" {
			t.Errorf("%s was not stopped", name)
		}
	}
}

func TestCancelledContextStopsATemplate(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := compile(t, `{{range 100}}a{{end}}`).Render(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestSetFallsBackAndSaysSo(t *testing.T) {
	t.Parallel()
	shipped := fstest.MapFS{"a.tmpl": {Data: []byte("出厂 {{.短署名}}")}}
	set, _ := bulletin.Load(fstest.MapFS{"a.tmpl": {Data: []byte("好 {{.短署名}}")}})
	if err := set.WithShipped(shipped); err != nil {
		t.Fatal(err)
	}
	broken, _ := bulletin.Compile("a", "坏 {{.更正}}")
	set.Use(broken)
	values := data(t, outlook(2))
	text, err := set.Write(context.Background(), "a", values)
	if err != nil || !strings.HasPrefix(text.Text, "好") || len(text.Notes) != 1 {
		t.Errorf("last good: got %q, %v, %v", text.Text, text.Notes, err)
	}
	set.Use(broken)
	if text, err = set.Write(context.Background(), "a", values); err != nil || !strings.HasPrefix(text.Text, "出厂") {
		t.Errorf("shipped: got %q, %v", text.Text, err)
	}
	if _, err = set.Write(context.Background(), "b", values); !errors.Is(err, bulletin.ErrUnknown) {
		t.Errorf("unknown name: got %v", err)
	}
	bare, _ := bulletin.Compile("a", "晴")
	set.Use(bare)
	if text, _ = set.Write(context.Background(), "a", values); !strings.Contains(text.Text, "Open-Meteo") || len(text.Notes) != 1 {
		t.Errorf("source was not added: %q", text.Text)
	}
}

func BenchmarkRender(b *testing.B) {
	set, _ := bulletin.Load(templates.FS)
	values := data(b, outlook(6))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := set.Write(context.Background(), "newspaper", values); err != nil {
			b.Fatal(err)
		}
	}
}
