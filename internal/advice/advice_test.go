package advice_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/weather"
	"yubao/templates"
)

func shipped(t testing.TB) *advice.Rules {
	t.Helper()
	data, err := templates.FS.ReadFile("advice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	rules, problems := advice.Load("advice.yaml", data)
	for _, p := range problems {
		t.Error(p)
	}
	return rules
}

func TestShippedAdviceHasNoProblems(t *testing.T) {
	t.Parallel()
	shipped(t)
}

// days builds the facts of an edition issued on a date of 2024.
func days(t testing.TB, month time.Month, day int, all ...analysis.Day) *phrase.Facts {
	t.Helper()
	issued := weather.Date{Year: 2024, Month: month, Day: day}
	o := analysis.Outlook{Place: weather.Place{Name: "新乡", Zone: beijing}, Now: issued.At(16, beijing)}
	for i, d := range all {
		d.Known, d.Date = true, issued.AddDays(i+1)
		o.Days = append(o.Days, d)
	}
	o.Runs = runsOf(o.Days)
	house, _ := grammar.Preset("henan")
	return phrase.Survey(o, house)
}

func sky(cloud analysis.Cloud, wet ...analysis.Wet) analysis.Day {
	return analysis.Day{Sky: analysis.Sky{First: cloud, Wet: wet}}
}

func with(d analysis.Day, low, high, uv int) analysis.Day {
	d.Low, d.High = weather.Some(low), weather.Some(high)
	if uv > 0 {
		d.UV = weather.Some(analysis.UVOf(uv))
	}
	if len(d.Sky.Wet) == 0 {
		d.Rain = weather.Some[weather.Millimeters](0)
	}
	return d
}

func names(chosen []phrase.Advice) string {
	all := make([]string, len(chosen))
	for i, a := range chosen {
		all[i] = a.Rule
	}
	return strings.Join(all, " ")
}

func TestAdviceFollowsFromTheGreatestImpact(t *testing.T) {
	t.Parallel()
	clear := analysis.Clear
	rain := analysis.Wet{Kind: analysis.Rain, Grade: analysis.Light}
	storm := analysis.Wet{Kind: analysis.Rain, Grade: analysis.Storm}
	thunder := analysis.Wet{Kind: analysis.Thundershower}
	snow := analysis.Wet{Kind: analysis.Snow, Grade: analysis.Light}
	ice := analysis.Wet{Kind: analysis.FreezingRain}
	gale := with(sky(clear), 5, 12, 0)
	gale.Wind = analysis.Wind{Known: true, From: analysis.North, Low: 5, High: 6}
	haze := with(sky(clear), 2, 9, 0)
	haze.Sky.Murk = []analysis.Murk{{Kind: analysis.Haze}}
	dirty := with(sky(clear), 2, 9, 0)
	dirty.Air = weather.Some(analysis.AQI{Index: 130, Category: 3})
	parched := with(sky(clear), 8, 17, 0)
	parched.Humidity = weather.Some[weather.Percent](18)
	cases := []struct {
		name  string
		facts *phrase.Facts
		want  string
	}{
		{"nothing remarkable asks for nothing", days(t, 10, 9, with(sky(analysis.Cloudy), 15, 22, 4), with(sky(analysis.Cloudy), 15, 23, 5)), ""},
		{"rain before sun before range", days(t, 4, 15, with(sky(clear), 12, 28, 8), with(sky(analysis.Overcast, rain), 10, 22, 3)), "雨具 紫外线强 温差"},
		{"no advice for the sun of a rainy day", days(t, 7, 1, with(sky(clear, thunder), 24, 33, 9)), "雷雨"},
		{"a downpour before all", days(t, 7, 1, with(sky(analysis.Overcast, storm), 23, 27, 0), with(sky(clear), 24, 33, 11)), "暴雨 紫外线很强"},
		{"ice before wind before cold", days(t, 1, 29, gale, with(sky(analysis.Overcast, ice), -4, 0, 0), with(sky(analysis.Overcast, snow), -6, -1, 0)), "冻雨 大风 强降温"},
		{"great heat before thunder", days(t, 6, 10, with(sky(clear), 26, 39, 11), with(sky(analysis.Cloudy, thunder), 26, 37, 0)), "酷热 雷雨 紫外线很强"},
		{"haze stands for the air", days(t, 12, 26, haze), "霾"},
		{"dirty air without haze", days(t, 12, 26, dirty), "空气质量"},
		{"first frost of a mild autumn", days(t, 11, 1, with(sky(clear), 3, 11, 0), with(sky(clear), -1, 8, 0)), "初霜"},
		{"a dry spell is a danger of fire", days(t, 3, 1, parched, parched, parched, parched, parched), "防火"},
	}
	rules := shipped(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := names(rules.Choose(c.facts, nil)); got != c.want {
				t.Errorf("chosen %q, want %q", got, c.want)
			}
		})
	}
}

func TestAdviceIsNotRepeatedUnchanged(t *testing.T) {
	t.Parallel()
	rules := shipped(t)
	var history []advice.Used
	last := map[string]string{}
	rested := false
	for day := 1; day <= 20; day++ {
		facts := days(t, 4, day, with(sky(analysis.Clear), 9, 25, 8), with(sky(analysis.Clear), 9, 25, 8))
		chosen := rules.Choose(facts, history)
		for _, a := range chosen {
			if last[a.Rule] == withoutDates(a.Text) {
				t.Errorf("day %d: again %s", day, a.Text)
			}
			last[a.Rule] = withoutDates(a.Text)
		}
		rested = rested || !strings.Contains(names(chosen), "温差")
		history = append(history, advice.Record(facts.Issued(), chosen)...)
	}
	if !rested {
		t.Error("the daily range was told every day")
	}
}

// withoutDates drops figures, which change from day to day by themselves.
func withoutDates(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || strings.ContainsRune("一二三四五六日", r) {
			return -1
		}
		return r
	}, text)
}

func TestAnEditionMadeAgainKeepsItsAdvice(t *testing.T) {
	t.Parallel()
	rules := shipped(t)
	facts := func() *phrase.Facts { return days(t, 4, 15, with(sky(analysis.Clear), 9, 25, 8)) }
	first := rules.Choose(facts(), nil)
	again := rules.Choose(facts(), advice.Record(facts().Issued(), first))
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("another advice for the same edition (-first +again):\n%s", diff)
	}
}

func TestEveryFaultOfARuleIsToldAtItsPlace(t *testing.T) {
	t.Parallel()
	const rule = "建议:\n  - 名称: 甲\n    类别: 雨\n    条件: %条件%\n    优先: 5\n    文字: [%文字%]\n"
	file := func(condition, texts string) string {
		return strings.NewReplacer("%条件%", condition, "%文字%", texts).Replace(rule)
	}
	const texts = `"{雨日}有雨，带伞。", "{雨日}雨天慢行。"`
	cases := []struct{ name, file, want string }{
		{"mistyped fact", file("雨天数量 >= 1", texts), "a.yaml:4:9: 条件里有不认识的事实“雨天数量”（是不是“雨天数”）"},
		{"mistyped fact after Chinese operators", file("雨天数 ≥ 1 且 雪天 >= 1", texts), "a.yaml:4:19: 条件里有不认识的事实“雪天”（是不是“雪天数”）"},
		{"number and yes mixed", file("无降水 >= 1", texts), "a.yaml:4:13: 两边的类型不同，不能这样比较（数与数比，是否类的事实直接写名称）"},
		{"condition without answer", file("雨天数", texts), "a.yaml:4:9: 条件的结果应当是“是”或“否”（例如 最高气温 >= 35）"},
		{"negation", file("not 无降水", texts), "a.yaml:4:9: 条件里不能用否定（缺测时“不是”并不成立，请改用肯定的事实，如“无降水”）"},
		{"function", file("max(雨天数, 雪天数) >= 1", texts), "a.yaml:4:9: 条件里有不认识的事实“max”"},
		{"broken off", file("雨天数 >=", texts), "a.yaml:4:14: 条件在这里断了或多了符号（检查括号、且、或和比较号）"},
		{"unknown fact in a text", file("雨天数 >= 1", `"{雨天}有雨。", "{雨日}有雨。"`), "a.yaml:6:12: 不认识的事实“雨天”（是不是“雨天数”）"},
		{"text without a fact", file("雨天数 >= 1", `"出门带伞。", "{雨日}有雨。"`), "a.yaml:6:11: 建议里没有写出依据的事实（用花括号写进至少一个事实，如 {雨日}）"},
		{"only one text", file("雨天数 >= 1", `"{雨日}有雨。"`), "a.yaml:6:11: 文字只有一种写法（至少写两种，免得天天一样）"},
		{"exclamation", file("雨天数 >= 1", `"{雨日}有雨！。", "{雨日}有雨。"`), "a.yaml:6:17: 不能用“！”（不用感叹号）"},
		{"half-width comma", file("雨天数 >= 1", `"{雨日}有雨,带伞。", "{雨日}有雨。"`), "a.yaml:6:17: 半角标点“,”（改用全角）"},
		{"a warning of one's own", file("雨天数 >= 1", `"{雨日}发布预警。", "{雨日}有雨。"`), "a.yaml:6:17: 不能用“预警”（预警只能转发，不能自拟）"},
		{"unknown key", file("雨天数 >= 1", texts) + "    冷确: 1\n", "a.yaml:7:5: 不认识的项“冷确”（是不是“冷却”）"},
		{"out of range", file("雨天数 >= 1", texts) + "    冷却: 99\n", "a.yaml:7:9: 数值超出范围（应在 0 到 30 之间）"},
		{"dates that are none", file("雨天数 >= 1", texts) + "    日子: 雨天日\n", "a.yaml:7:9: “雨天日”不是表示日子的事实（是不是“雨日”）"},
		{"open brace", file("雨天数 >= 1", `"{雨日有雨。", "{雨日}有雨。"`), "a.yaml:6:11: 花括号没有合上（事实写作 {最高气温}）"},
		{"missing key", "建议:\n  - 名称: 甲\n    类别: 雨\n    条件: 无降水\n    文字: [" + texts + "]\n", "a.yaml:2:5: 这条建议缺少“优先”"},
		{"empty file", "", "a.yaml:1:1: 没有任何建议（以“建议:”开头，下面逐条列出）"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, problems := advice.Load("a.yaml", []byte(c.file))
			if len(problems) != 1 || problems[0].Error() != c.want {
				t.Errorf("\n got %v\nwant %s", problems, c.want)
			}
		})
	}
}

func TestEveryProblemIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, problems := advice.Load("a.yaml", []byte("建议:\n  - 名称: 甲\n    类别: 雨\n    条件: 雨天 >= 1\n    优先: 500\n    文字: [\"{雨}\", 晴]\n"))
	if len(problems) < 4 {
		t.Errorf("only %v", problems)
	}
}
