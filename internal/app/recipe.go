package app

import (
	"fmt"
	"strings"

	"yubao/internal/analysis"
	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
)

var windows = map[string]analysis.Window{
	"20-20": analysis.Evening, "00-24": analysis.Calendar, "08-08": analysis.Morning,
}

// recipe is an edition's settings as package edition wants them, with what is wrong
// in the sections that other packages own.
func recipe(c *config.Config, id string) (edition.Recipe, []config.Problem) {
	e := c.Editions[id]
	r := edition.Recipe{
		ID: id, Place: c.PlaceOf(e.Place.Value), Days: e.Days, Window: windows[e.Day],
		Voice: newsroom.Voice(e.Voice), Public: e.Audience == "public", Thresholds: analysis.DefaultThresholds(),
	}
	if e.FirstDay == "tomorrow" {
		r.FirstIn = 1
	}
	var problems []config.Problem
	r.House, problems = house(e.House)
	return r, append(problems, e.Thresholds.Decode(r.Thresholds)...)
}

// house reads a house style: the name of a preset, or settings on top of one.
func house(section config.Section) (grammar.House, []config.Problem) {
	settings := struct {
		Preset        string `yaml:"preset"`
		grammar.House `yaml:",inline"`
	}{Preset: grammar.Presets()[0]}
	name, isName := section.Text()
	if isName {
		settings.Preset = name
	} else if !section.Empty() {
		section.Decode(&settings) // for the preset; the settings on top are read below
	}
	preset, ok := grammar.Preset(settings.Preset)
	if !ok {
		message := fmt.Sprintf("没有“%s”这种用字体例；可以写：%s", settings.Preset, strings.Join(grammar.Presets(), "、"))
		return preset, []config.Problem{section.Complain(message)}
	}
	settings.House = preset
	if isName || section.Empty() {
		return preset, nil
	}
	problems := section.Decode(&settings)
	for _, fault := range settings.House.Validate() {
		problems = append(problems, section.Complain(fault.Error()))
	}
	return settings.House, problems
}
