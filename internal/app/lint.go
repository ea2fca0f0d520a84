package app

import (
	"path/filepath"
	"slices"

	"yubao/internal/bulletin"
	"yubao/internal/channel/telegram"
	"yubao/internal/config"
	"yubao/internal/grammar"
	"yubao/internal/proof"
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
	found := bulletin.Lint(operatorFiles(c), bulletin.Options{Weeks: bank(c, w), CheckHTML: telegram.CheckHTML})
	for i := range found {
		found[i].File = filepath.Join(c.Templates, found[i].File)
	}
	return asProblems(append(found, contradictions(c, w)...))
}

// contradictions reads back what style.yaml and advice.yaml say of the constructed
// forecasts, where the facts are known: a condition or a text that says otherwise than
// the facts is found here, not by readers.
func contradictions(c *config.Config, w wording.Words) []bulletin.Problem {
	var found []bulletin.Problem
	for _, week := range scenarioWeeks(w.Style, w.Advice) {
		n := week.Input.Narrative
		facts := proof.Facts{Outlook: week.Input.Outlook, House: week.Input.House, Lexicon: w.Lexicon, Part: true}
		check := func(file, text string) {
			for _, f := range proof.Check(text, facts) {
				if f.Severity != proof.Contradiction {
					continue
				}
				found = append(found, bulletin.Problem{
					File: filepath.Join(c.Templates, file), Line: 1, Col: 1, Rule: "contradiction", Week: week.Name,
					Message: "写出来的“" + text + "”与资料不符：" + f.Message,
				})
			}
		}
		check(wording.Style, n.Headline)
		check(wording.Style, n.Lead+n.Temperature)
		for _, sentence := range n.Advice {
			check(wording.Advice, sentence)
		}
	}
	return found
}

// bank is the weeks that templates are tried on: the hard ones in every house style that
// an edition has, and the constructed forecasts with the newsroom's advice.
func bank(c *config.Config, w wording.Words) []bulletin.Week {
	weeks := bulletin.HardWeeks(w.Style, w.Style.House)
	tried := []grammar.House{w.Style.House}
	for _, id := range sortedKeys(c.Editions) {
		r, problems := recipe(c, id, w)
		if len(problems) > 0 || slices.Contains(tried, r.House) {
			continue
		}
		tried = append(tried, r.House)
		for _, week := range bulletin.HardWeeks(w.Style, r.House) {
			week.Name = id + "：" + week.Name
			weeks = append(weeks, week)
		}
	}
	return append(weeks, scenarioWeeks(w.Style, w.Advice)...)
}
