package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"yubao/internal/app"
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
