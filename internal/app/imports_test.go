package app_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// layers is the direction of imports: a package may import those of its own group
// that stand before it, and what its group allows. The picture with reasons is in
// docs/architecture.md.
var (
	core = []string{
		"weather", "pattern", "analysis", "vocabulary", "grammar", "station", "phrase", "gate", "advice", "bulletin",
		"proof", "picture", "newsroom", "delivery", "retry", "schedule",
	}
	work = []string{"edition", "desk", "courier"}
	edge = []string{"secret", "remote", "source", "channel", "store", "wording", "queue", "review", "chat", "config", "gazetteer"}
	top  = []string{"app", "chaos"}

	// drivers are the parts of the edge that start work: a job, a click, a command.
	drivers = []string{"queue", "review", "chat"}

	// data are packages that embed files and may be read from anywhere outside the core.
	data = []string{"scenario", "templates"}

	// outside is what the core may import beyond the standard library, and who may.
	outside = map[string][]string{
		"github.com/robfig/cron/v3":    {"schedule"},
		"github.com/goccy/go-yaml":     {"analysis", "vocabulary", "phrase", "advice", "bulletin", "grammar", "gate"},
		"github.com/expr-lang/expr":    {"phrase", "advice", "bulletin"},
		"golang.org/x/text/unicode":    {"grammar", "bulletin"},
		"golang.org/x/text/encoding":   {"station"},
		"github.com/goccy/go-yaml/ast": {"vocabulary"},
		"github.com/fogleman/gg":       {"picture"},
		"golang.org/x/image":           {"picture"},
	}

	// impure are the parts of the standard library that do, rather than know.
	impure = []string{"os", "net", "net/http", "database/sql", "log", "log/slog", "math/rand", "crypto/rand", "os/exec", "syscall"}

	// adapters never import one another.
	adapters = []string{"source/", "channel/"}
)

// exceptions are single lines that stand for a reason.
var exceptions = map[string]string{
	"retry imports math/rand/v2":        "the caller hands the chance in",
	"store imports yubao/internal/desk": "the store writes the changes that the desk decides",
}

// TestPackagesImportOnlyDownwards reads the import lines of every package.
func TestPackagesImportOnlyDownwards(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	seen := 0
	err := filepath.WalkDir(filepath.Join(root, "internal"), func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return err
		}
		folder, err := filepath.Rel(filepath.Join(root, "internal"), filepath.Dir(file))
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range parsed.Imports {
			target, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			seen++
			if why := refuses(filepath.ToSlash(folder), target); why != "" {
				t.Errorf("%s imports %s: %s", filepath.ToSlash(file), target, why)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 100 {
		t.Errorf("only %d import lines were read", seen)
	}
}

// TestTheRuleRefusesWhatItShould holds the rule itself.
func TestTheRuleRefusesWhatItShould(t *testing.T) {
	t.Parallel()
	cases := []struct {
		from, to string
		ok       bool
	}{
		{"analysis", "yubao/internal/weather", true},
		{"weather", "yubao/internal/analysis", false},
		{"grammar", "yubao/internal/phrase", false},
		{"gate", "yubao/internal/store", false},
		{"edition", "yubao/internal/config", false},
		{"edition", "yubao/internal/proof", true},
		{"courier", "yubao/internal/edition", false},
		{"channel/wecom", "yubao/internal/channel/telegram", false},
		{"channel/wecom", "yubao/internal/remote", true},
		{"channel/wecom", "yubao/internal/courier", false},
		{"queue", "yubao/internal/courier", true},
		{"store", "yubao/internal/app", false},
		{"app", "yubao/internal/store", true},
		{"analysis", "os", false},
		{"analysis", "math/rand/v2", false},
		{"edition", "log/slog", true},
		{"grammar", "github.com/robfig/cron/v3", false},
		{"schedule", "github.com/robfig/cron/v3", true},
		{"delivery", "yubao/internal/scenario", false},
		{"review", "yubao/internal/scenario", true},
	}
	for _, c := range cases {
		if why := refuses(c.from, c.to); (why == "") != c.ok {
			t.Errorf("%s imports %s: refused %q, want allowed %v", c.from, c.to, why, c.ok)
		}
	}
}

// refuses says why a package may not import a target, or "".
func refuses(folder, target string) string {
	from := head(folder)
	if strings.HasSuffix(from, "test") || strings.HasSuffix(path.Base(folder), "test") {
		return "" // shared test suites see what they test
	}
	if strings.HasPrefix(folder, "channel/faultserver") {
		return "" // stands for the services, and reads messages as they do
	}
	if _, ok := exceptions[from+" imports "+target]; ok {
		return ""
	}
	ours, ok := strings.CutPrefix(target, "yubao/")
	if !ok {
		return refusesForeign(from, target)
	}
	to := head(strings.TrimPrefix(ours, "internal/"))
	switch {
	case from == to:
		return refusesSibling(folder, strings.TrimPrefix(ours, "internal/"))
	case slices.Contains(data, from):
		return unless(slices.Contains(core, to), "packages of files know only the core")
	case slices.Contains(data, to):
		return unless(!slices.Contains(core, from), "the core is handed its files")
	case slices.Contains(core, from):
		return unless(slices.Index(core, to) >= 0 && slices.Index(core, to) < slices.Index(core, from), "the core imports only what stands before it")
	case slices.Contains(work, from):
		return unless(slices.Contains(core, to), "work sees the world through its own interfaces")
	case slices.Contains(edge, from) && slices.Contains(work, to):
		return unless(slices.Contains(drivers, from), "adapters translate; they start no work")
	case slices.Contains(edge, from):
		return unless(!slices.Contains(top, to), "only main sees app")
	case slices.Contains(top, from):
		return ""
	}
	return "the package is in no layer; give it one in imports_test.go"
}

// refusesSibling keeps adapters of a kind apart, but for what they share.
func refusesSibling(folder, target string) string {
	for _, prefix := range adapters {
		if strings.HasPrefix(folder, prefix) && strings.HasPrefix(target, prefix) && folder != target && !strings.HasPrefix(target, folder+"/") {
			return unless(slices.Contains([]string{"channel/attempt"}, target), "adapters never import one another")
		}
	}
	return ""
}

func refusesForeign(from, target string) string {
	if !slices.Contains(core, from) {
		return ""
	}
	first, _, _ := strings.Cut(target, "/")
	if !strings.Contains(first, ".") {
		bad := slices.ContainsFunc(impure, func(p string) bool { return target == p || strings.HasPrefix(target, p+"/") && p != "net" })
		return unless(!bad, "the core is pure")
	}
	for module, who := range outside {
		if target == module || strings.HasPrefix(target, module+"/") {
			if slices.Contains(who, from) {
				return ""
			}
		}
	}
	return "the core uses the standard library and the few modules listed here"
}

func unless(ok bool, why string) string {
	if ok {
		return ""
	}
	return why
}

func head(folder string) string {
	first, _, _ := strings.Cut(folder, "/")
	return first
}
