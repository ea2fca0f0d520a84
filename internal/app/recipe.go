package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/vocabulary"
	"yubao/internal/wording"
	"yubao/templates"
)

var windows = map[string]analysis.Window{
	"20-20": analysis.Evening, "00-24": analysis.Calendar, "08-08": analysis.Morning,
}

// operatorFiles is the templates folder of a configuration, with the shipped files
// where the folder has none of that name.
func operatorFiles(c *config.Config) fs.FS {
	return overlay{os.DirFS(c.Path(c.Templates)), templates.FS}
}

// overlay is a file system that looks in its second part for what the first lacks.
type overlay struct{ over, under fs.FS }

func (o overlay) Open(name string) (fs.File, error) {
	f, err := o.over.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return o.under.Open(name)
	}
	return f, err
}

// readWording reads style.yaml, advice.yaml and the templates from the folder, for
// commands that open no store.
func readWording(c *config.Config) (w wording.Words, problems []config.Problem) {
	files := operatorFiles(c)
	read := func(name string) []byte {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			problems = append(problems, config.Problem{Problem: vocabulary.Problem{File: filepath.Join(c.Templates, name), Message: "读不到这个文件"}})
		}
		return data
	}
	style, rules := read("style.yaml"), read("advice.yaml")
	if len(problems) > 0 {
		return w, problems
	}
	var ofStyle, ofAdvice, ofTemplates []vocabulary.Problem
	var reading sync.WaitGroup // none hangs on another, and together they take longest of all that a command does
	reading.Go(func() { w.Advice, ofAdvice = advice.Load(filepath.Join(c.Templates, "advice.yaml"), rules) })
	reading.Go(func() { w.Templates, ofTemplates = readTemplates(c) })
	w.Style, ofStyle = phrase.LoadStyle(filepath.Join(c.Templates, "style.yaml"), style)
	w.Lexicon = proof.NewLexicon(string(style), string(rules))
	reading.Wait()
	return w, asProblems(slices.Concat(ofStyle, ofAdvice, ofTemplates))
}

// readTemplates reads the templates of the folder, with the shipped ones behind them.
func readTemplates(c *config.Config) (*bulletin.Set, []vocabulary.Problem) {
	set, problems := bulletin.Load(os.DirFS(c.Path(c.Templates)))
	for i := range problems {
		problems[i].File = filepath.Join(c.Templates, problems[i].File)
	}
	if err := set.WithShipped(templates.FS); err != nil {
		panic(err) // part of the program
	}
	return set, problems
}

func asProblems(found []vocabulary.Problem) []config.Problem {
	out := make([]config.Problem, len(found))
	for i, p := range found {
		out[i] = config.Problem{Problem: p}
	}
	return out
}

// recipe is an edition's settings as package edition wants them, with what is wrong
// in the sections that other packages own.
func recipe(c *config.Config, id string, w wording.Words) (edition.Recipe, []config.Problem) {
	e := c.Editions[id]
	r := edition.Recipe{
		ID: id, Place: c.PlaceOf(e.Place.Value), Days: e.Days, Window: windows[e.Day],
		Voice: newsroom.Voice(e.Voice), Public: e.Audience == "public", Thresholds: analysis.DefaultThresholds(),
	}
	if e.FirstDay == "tomorrow" {
		r.FirstIn = 1
	}
	var problems []config.Problem
	r.Style, r.Advice, r.House, r.Templates, r.Lexicon = w.Style, w.Advice, w.Style.House, w.Templates, w.Lexicon
	r.Names = edition.Names{
		Article: e.Template.Value, Chat: e.ChatTemplate.Value, Push: e.PushTemplate.Value, Broadcast: e.CastTemplate.Value,
	}
	if !e.House.Empty() {
		r.House, problems = house(e.House)
	}
	for _, role := range []struct {
		asked   config.Name
		name    *string
		shipped string
	}{
		{e.Template, &r.Names.Article, "newspaper"}, {e.ChatTemplate, &r.Names.Chat, "chat"},
		{e.PushTemplate, &r.Names.Push, "push"}, {e.CastTemplate, &r.Names.Broadcast, "broadcast"},
	} {
		if _, ok := w.Templates.Template(role.asked.Value); ok {
			continue
		}
		if w.Broken[role.asked.Value] {
			*role.name = role.shipped // the newsroom has been told of the faults
			continue
		}
		problems = append(problems, c.ProblemAt(role.asked.At, unknownWords("模板", role.asked.Value, w.Templates.Names())))
	}
	problems = append(problems, e.Thresholds.Decode(r.Thresholds)...)
	return r, append(problems, e.Gate.Decode(&r.Gate)...)
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
