package app

import (
	"path/filepath"
	"slices"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/channel/telegram"
	"yubao/internal/config"
	"yubao/internal/grammar"
	"yubao/internal/wording"
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
	found := checker(c).Lint(wording.ReadAll(operatorFiles(c)), w)
	for i := range found {
		found[i].File = filepath.Join(c.Templates, found[i].File)
	}
	return asProblems(found)
}

// checker is the check of the operators' words for a newsroom.
func checker(c *config.Config) wording.Checker {
	return wording.Checker{Bank: bank(c), CheckHTML: telegram.CheckHTML}
}

// bank is the weeks that words are tried on: the hard ones, the same in every house that
// an edition has, and the constructed forecasts.
func bank(c *config.Config) *bulletin.Bank {
	return bulletin.NewBank(func() []bulletin.Case { return cases(c) })
}

func cases(c *config.Config) []bulletin.Case {
	cases := bulletin.HardCases()
	var tried []grammar.House
	for _, id := range sortedKeys(c.Editions) {
		if c.Editions[id] == nil || c.Editions[id].House.Empty() {
			continue
		}
		h, problems := house(c.Editions[id].House)
		if len(problems) > 0 || slices.Contains(tried, h) {
			continue
		}
		tried = append(tried, h)
		for _, hard := range bulletin.HardCases() {
			hard.Name, hard.House = id+"："+hard.Name, &h
			cases = append(cases, hard)
		}
	}
	for _, s := range scenes() {
		cases = append(cases, bulletin.Case{Name: s.Title, Input: bulletin.Input{Outlook: analysis.Analyse(s.forecast, s.request())}, Sound: true})
	}
	return cases
}
