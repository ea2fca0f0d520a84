package config_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/config"
)

const good = `
places:
  xinxiang: {name: 新乡, latitude: 35.3, longitude: 113.9}
people:
  li: {name: 李主任, role: chief, telegram: 2001}
channels:
  newsroom: {console: {}}
  readers: {console: {}}
editions:
  evening: {place: xinxiang, cron: "0 16 * * *", draft_to: [newsroom], publish_to: [readers]}
`

func none(string) (string, bool) { return "", false }

func parse(t *testing.T, text string, env func(string) (string, bool)) (*config.Config, []string) {
	t.Helper()
	c, problems := config.Parse("c.yaml", []byte(text), env)
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.String())
	}
	return c, lines
}

func TestDefaultsHoldWhereAKeyIsAbsent(t *testing.T) {
	t.Parallel()
	c, problems := parse(t, good, none)
	if len(problems) > 0 {
		t.Fatalf("problems: %q", problems)
	}
	e := c.Editions["evening"]
	if e.Days != 6 || e.FirstDay != "tomorrow" || e.Day != "20-20" || e.Review != "required" || e.Deadline != 90*time.Minute || e.Voice != "model" {
		t.Errorf("edition defaults: %+v", e)
	}
	if c.Timezone != "Asia/Shanghai" || c.Telegram.Rate != 30 || c.Places["xinxiang"].Called != "我市" {
		t.Errorf("defaults: %+v", c)
	}
}

func TestEveryProblemIsToldAtOnceWithItsPlace(t *testing.T) {
	t.Parallel()
	_, got := parse(t, `timezon: Asia/Shanghai
places:
  xinxiang: {name: 新乡, latitude: 95, longitude: east}
channels:
  readers: {console: {}}
editions:
  evening:
    place: xinxian
    cron: "0 99 * * *"
    days: 30
    templat: newspaper
    first_day: tomorow
    publish_to: [reader, readers]
    audience: public
`, none)
	want := []string{
		"c.yaml:1:1: 没有“timezon”这一项，是不是“timezone”？",
		"c.yaml:3:3: 地点 xinxiang 的纬度 95 不在 -90～90 之间",
		"c.yaml:3:49: 这里要写数字，写的是“east”",
		"c.yaml:7:3: evening：days 要在 1～15 之间，写的是 30",
		"c.yaml:7:3: evening：不能对公众（audience: public）",
		"c.yaml:8:12: 没有名为“xinxian”的地点，是不是“xinxiang”？",
		"c.yaml:9:11: cron “0 99 * * *”看不懂：有数字超出范围",
		"c.yaml:11:5: 没有“templat”这一项，是不是“template”？",
		"c.yaml:12:16: “tomorow”不行；可以写：tomorrow、today。是不是“tomorrow”？",
		"c.yaml:13:18: 没有名为“reader”的渠道，是不是“readers”？",
	}
	if len(got) != len(want) {
		t.Fatalf("%d problems, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(got[i], want[i]) {
			t.Errorf("problem %d\n got %s\nwant %s", i, got[i], want[i])
		}
	}
}

func TestASingleFaultIsNamed(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, from, to, want string }{
		{"an unknown role suggests the known one", "role: chief", "role: cheif", "是不是“chief”"},
		{"a missing place name", "name: 新乡, ", "", "缺少“name”"},
		{"a key written twice", "longitude: 113.9}", "longitude: 113.9, longitude: 1}", "“longitude”写了两次"},
		{"a date that never comes", `"0 16 * * *"`, `"0 0 30 2 *"`, "永远不会到来"},
		{"a cron with four fields", `"0 16 * * *"`, `"0 16 * *"`, "写了 4 段"},
		{"a cron that is a zone alone", `"0 16 * * *"`, `"CRON_TZ=Asia/Shanghai"`, "再写五段"},
		{"a zone that does not exist", `"0 16 * * *"`, `"CRON_TZ=Asia/Xinxiang 0 16 * * *"`, "时区不存在"},
		{"a span without a unit", "draft_to:", "deadline: 90, draft_to:", "这里要写时长"},
		{"station voice that would go out by itself", "draft_to:", "voice: station, review: none, draft_to:", "不能自动发出"},
		{"publishing at a deadline that is not there", "draft_to:", "deadline: 0s, reminders: [], at_deadline: publish, draft_to:", "要有 deadline"},
		{"a reminder before the draft exists", "draft_to:", "reminders: [2h], draft_to:", "提醒 2h0m0s"},
		{"a full text for a channel that is not published to", "draft_to:", "full_text_to: [newsroom], draft_to:", "不在 publish_to 里"},
		{"a picture for a channel that is not published to", "draft_to:", "picture_to: [newsroom], draft_to:", "不在 publish_to 里"},
		{"a comparison that would ask a source all the time", "draft_to:", "correction: {every: 1m}, draft_to:", "correction.every 至少是 10m"},
		{"a tolerance that any forecast breaks", "draft_to:", "correction: {degrees: 0}, draft_to:", "至少是 1"},
		{"a tolerance of a name that is not there", "draft_to:", "correction: {degree: 2}, draft_to:", "是不是“degrees”"},
		{"two kinds in one channel", "readers: {console: {}}", "readers: {console: {}, file: {}}", "要写一个种类"},
		{"a list where a mapping belongs", "  li: {name: 李主任, role: chief, telegram: 2001}", "  - li", "若干“名称: …”"},
		{"a quote left open", `"0 16 * * *"`, `"0 16 * * *`, "YAML 写法有误"},
		{"a bracket left open", "publish_to: [readers]}", "publish_to: [readers}", "YAML 写法有误"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(good, c.from) {
				t.Fatalf("the good file does not hold %q", c.from)
			}
			_, got := parse(t, strings.Replace(good, c.from, c.to, 1), none)
			if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, c.want) }) {
				t.Errorf("got %q, want one with %q", got, c.want)
			}
		})
	}
}

func TestPublicModelForecastsNeedAStatedGround(t *testing.T) {
	t.Parallel()
	text := strings.Replace(good, "draft_to:", `audience: public, own_forecast_permitted: "某市局批复", draft_to:`, 1)
	if _, got := parse(t, text, none); len(got) > 0 {
		t.Errorf("refused: %q", got)
	}
}

func TestSecretsComeFromTheEnvironmentOrAFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(name string) (string, bool) { return "from-env", name == "TELEGRAM_TOKEN" }
	cases := []struct{ name, line, want, problem string }{
		{"a whole value", `token: "${TELEGRAM_TOKEN}"`, "from-env", ""},
		{"text around the name is kept as it stands", `token: "x${TELEGRAM_TOKEN}"`, "x${TELEGRAM_TOKEN}", ""},
		{"a file", `token_file: ` + file, "from-file", ""},
		{"a variable that is not set", `token: "${NO_SUCH}"`, "", "环境变量 NO_SUCH 没有设置"},
		{"a file that is not there", `token_file: /no/such`, "", "读不到密钥文件"},
		{"both at once", `{token: a, token_file: ` + file + `}`, "", "“token”写了两次"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			section := "telegram: {" + strings.Trim(c.line, "{}") + "}\n"
			got, problems := config.Parse("c.yaml", []byte(good+section), env)
			if c.problem == "" && len(problems) > 0 || c.problem != "" && (len(problems) != 1 || !strings.Contains(problems[0].String(), c.problem)) {
				t.Fatalf("problems %v, want %q", problems, c.problem)
			}
			if c.problem == "" && got.Telegram.Token.Reveal() != c.want {
				t.Errorf("token %q, want %q", got.Telegram.Token.Reveal(), c.want)
			}
		})
	}
}

func TestAnchorsAndMergesAreFollowed(t *testing.T) {
	t.Parallel()
	text := strings.Replace(good, "  evening: {", "  base: &base {place: xinxiang, days: 3, publish_to: [readers], review: none}\n  short: {<<: *base, days: 2}\n  evening: {", 1)
	c, got := parse(t, text, none)
	if len(got) > 0 {
		t.Fatalf("problems: %q", got)
	}
	if e := c.Editions["short"]; e.Days != 2 || e.Review != "none" {
		t.Errorf("short: %+v", e)
	}
}

func TestASectionIsDecodedStrictlyByItsOwner(t *testing.T) {
	t.Parallel()
	c, _ := parse(t, strings.Replace(good, "readers: {console: {}}", "readers: {webhook: {url: \"https://a\", timeot: 3s}}", 1), none)
	var settings struct {
		URL     string
		Timeout time.Duration
	}
	problems := c.Channels["readers"].Settings.Decode(&settings)
	if len(problems) != 1 || !strings.Contains(problems[0].String(), "c.yaml:8:41: 没有“timeot”这一项，是不是“timeout”？") {
		t.Errorf("problems: %v", problems)
	}
	if settings.URL != "https://a" {
		t.Errorf("settings: %+v", settings)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(good)
	f.Add("a: [1, {b: c}]\nd: &x {<<: *x}")
	f.Add("&x {<<: *x}")
	f.Add("editions: {e: {place: ${X}}}")
	f.Fuzz(func(t *testing.T, text string) {
		c, problems := config.Parse("c.yaml", []byte(text), none)
		if c == nil {
			t.Fatal("no config")
		}
		for _, p := range problems {
			if p.Message == "" {
				t.Errorf("a problem without words: %+v", p)
			}
		}
	})
}
