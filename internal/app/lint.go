package app

import (
	"path/filepath"

	"yubao/internal/bulletin"
	"yubao/internal/channel/telegram"
	"yubao/internal/config"
)

// LintTemplates says everything that is wrong with the templates of the
// configuration at path: their syntax, names and words, and what they print for a
// bank of hard weeks in the newsroom's own style.
func LintTemplates(path string) []config.Problem {
	c, problems := config.Load(path)
	if len(problems) > 0 {
		return problems
	}
	return lintTemplates(c)
}

func lintTemplates(c *config.Config) []config.Problem {
	w, problems := readWording(c)
	if len(problems) > 0 {
		return problems
	}
	found := bulletin.Lint(operatorFiles(c), bulletin.Options{
		Weeks: bulletin.HardWeeks(w.Style, w.Style.House), CheckHTML: telegram.CheckHTML,
	})
	for i := range found {
		found[i].File = filepath.Join(c.Templates, found[i].File)
	}
	return asProblems(found)
}
