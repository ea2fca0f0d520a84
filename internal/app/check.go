package app

import (
	"fmt"
	"io"
	"strings"
	"time"

	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/source"
	"yubao/internal/vocabulary"
	"yubao/internal/wording"
)

// Check reads the configuration at path with everything it names and returns every
// problem at once. It opens no store and makes no request.
func Check(path string) []config.Problem {
	c, problems := config.Load(path)
	_, bad := assemble(c, io.Discard, time.Now)
	problems = append(problems, bad...)
	if len(problems) == 0 {
		problems = append(lintTemplates(c), pictureProblems(c)...)
	}
	return config.Sort(problems)
}

// assembly is what a configuration names, constructed and ready; nothing of it runs.
type assembly struct {
	parts    parts
	services []source.Service
	channels map[string]delivery.Channel
	recipes  map[string]edition.Recipe
	shelf    *wording.Shelf   // nil: for a check
	changes  []wording.Change // what the newsroom has to know of the words
}

// assemble constructs everything that a configuration names, with the words in the
// folder, or says what is wrong.
func assemble(c *config.Config, screen io.Writer, now func() time.Time) (assembly, []config.Problem) {
	a, problems := construct(c, screen, now)
	w, bad := readWording(c)
	if problems = append(problems, bad...); len(bad) == 0 {
		a.recipes, bad = makeRecipes(c, w)
		problems = append(problems, bad...)
	}
	return a, config.Sort(problems)
}

// construct constructs everything that a configuration names but the recipes.
func construct(c *config.Config, screen io.Writer, now func() time.Time) (a assembly, problems []config.Problem) {
	a.parts, problems = newParts(c, screen, now)
	var bad []config.Problem
	a.services, bad = makeSources(c, a.parts)
	problems = append(problems, bad...)
	a.channels, bad = makeChannels(c, a.parts)
	addBotChannel(a.parts, a.channels)
	problems = append(append(problems, bad...), unillustrable(c, a.channels)...)
	if ownFonts(c) {
		_, bad = fontsOf(c)
		problems = append(problems, bad...)
	}
	return a, config.Sort(problems)
}

// makeRecipes makes the recipe of every edition.
func makeRecipes(c *config.Config, w wording.Words) (map[string]edition.Recipe, []config.Problem) {
	var problems []config.Problem
	out := map[string]edition.Recipe{}
	for _, id := range sortedKeys(c.Editions) {
		if c.Editions[id] == nil {
			continue
		}
		r, bad := recipe(c, id, w)
		problems = append(append(problems, bad...), wrongFormats(c, id, w)...)
		out[id] = r
	}
	return out, problems
}

// makeSources constructs the sources in the order in which they are asked.
func makeSources(c *config.Config, p parts) (out []source.Service, problems []config.Problem) {
	for _, k := range c.Sources {
		made, bad := makeOne(c, sources, k, "来源", p)
		problems = append(problems, bad...)
		if made != nil {
			out = append(out, made)
		}
	}
	return out, problems
}

// makeChannels constructs the channels by their names.
func makeChannels(c *config.Config, p parts) (map[string]delivery.Channel, []config.Problem) {
	out := map[string]delivery.Channel{}
	var problems []config.Problem
	for _, name := range sortedKeys(c.Channels) {
		made, bad := makeOne(c, channels, c.Channels[name], "渠道", p)
		problems = append(problems, bad...)
		if made != nil {
			out[name] = made
		}
	}
	return out, problems
}

// makeOne constructs a source or channel of a known kind, or suggests the nearest.
func makeOne[T any](c *config.Config, kinds map[string]maker[T], k config.Kind, what string, p parts) (made T, problems []config.Problem) {
	if k.Name == "" {
		return made, nil // told when the file was read
	}
	build, ok := kinds[k.Name]
	if !ok {
		known := sortedKeys(kinds)
		hint := "；有的种类：" + strings.Join(known, "、")
		if near, ok := vocabulary.Nearest(k.Name, known); ok {
			hint = fmt.Sprintf("，是不是“%s”？", near)
		}
		return made, []config.Problem{c.ProblemAt(k.At, fmt.Sprintf("没有“%s”这种%s%s", k.Name, what, hint))}
	}
	return build(p, k.Settings)
}
