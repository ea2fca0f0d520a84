package app

import (
	"fmt"
	"io"
	"strings"
	"time"

	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// Check reads the configuration at path with everything it names and returns every
// problem at once. It opens no store and makes no request.
func Check(path string) []config.Problem {
	c, problems := config.Load(path)
	p, err := newParts(c, io.Discard, time.Now)
	if err != nil {
		problems = append(problems, c.ProblemAt(config.Position{}, "telegram："+err.Error()))
	}
	_, bad := makeSources(c, p)
	problems = append(problems, bad...)
	_, bad = makeChannels(c, p)
	problems = append(problems, bad...)
	w, bad, err := readWording(c)
	if err != nil {
		return append(problems, c.ProblemAt(config.Position{}, "读不到 style.yaml 或 advice.yaml"))
	}
	if problems = append(problems, bad...); len(bad) > 0 {
		return config.Sort(problems)
	}
	for _, id := range sortedKeys(c.Editions) {
		_, bad = recipe(c, id, w)
		problems = append(problems, bad...)
	}
	return config.Sort(problems)
}

// makeSources constructs the sources in the order in which they are asked.
func makeSources(c *config.Config, p parts) (out []weather.Source, problems []config.Problem) {
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
