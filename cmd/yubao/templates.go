package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"yubao/internal/app"
	"yubao/internal/bulletin"
	"yubao/internal/vocabulary"
	"yubao/internal/wording"
)

type templatesCommand struct {
	List     templatesList     `cmd:"" help:"列出模板：启用的是哪一版，谁在何时改的，与文件夹是否一致。"`
	Lint     templatesLint     `cmd:"" help:"检查模板：写法、名字、用字，并用几十种天气试写。"`
	Preview  templatesPreview  `cmd:"" help:"看一个模板写出来的样子；不写进库里。"`
	Activate templatesActivate `cmd:"" help:"启用一个文件：检查通过才启用，旧版留底。"`
	Rollback templatesRollback `cmd:"" help:"退回上一版，或写明的那一版。"`
}

type templatesLint struct {
	JSON bool `name:"json" help:"每个问题一行 JSON。"`
}

func (c *templatesLint) Run(s *session) error {
	problems := app.LintTemplates(s.config)
	if len(problems) == 0 {
		if !c.JSON {
			fmt.Fprintln(s.stdout, "模板没有问题。")
		}
		return nil
	}
	if c.JSON {
		if err := s.tell(problems, true); err != nil {
			return err
		}
		return &failure{code: exitFailed}
	}
	found := make([]vocabulary.Problem, len(problems))
	for i, p := range problems {
		found[i] = p.Problem
	}
	return s.faults(found)
}

// faults shows problems with their source lines and ends the command with exit code 1.
func (s *session) faults(found []bulletin.Problem) error {
	return errors.Join(vocabulary.Print(s.stderr, found), &failure{code: exitFailed})
}

type templatesList struct {
	Name string `arg:"" optional:"" name:"name" help:"只看这一个，连同各版改了什么。"`
	Most int    `name:"most" default:"10" help:"最多列几版。"`
	JSON bool   `name:"json" help:"每个模板（写了名字时每一版）一行 JSON。"`
}

// templateLine is a line of templates list --json.
type templateLine struct {
	Name     string             `json:"name"`
	File     string             `json:"file"`
	Title    string             `json:"title"`
	Version  int64              `json:"version"` // in use; 0: the shipped one
	Author   string             `json:"author"`
	Created  *time.Time         `json:"created"`
	Trial    int64              `json:"trial"` // 0: none
	Left     int                `json:"left"`  // drafts to be signed with the one on trial
	Drift    wording.Drift      `json:"drift"`
	Problems []bulletin.Problem `json:"problems"`
}

// versionLine is a line of templates list NAME --json.
type versionLine struct {
	Version int64     `json:"version"`
	Author  string    `json:"author"`
	Created time.Time `json:"created"`
	Note    string    `json:"note"`
	Added   int       `json:"added"`
	Removed int       `json:"removed"`
	Diff    string    `json:"diff"`
}

func (c *templatesList) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		if c.Name != "" {
			return c.versions(s, o)
		}
		items, err := o.Words().List(s.ctx)
		if err != nil {
			return err
		}
		e := json.NewEncoder(s.stdout)
		for _, it := range items {
			if !c.JSON {
				fmt.Fprintln(s.stdout, itemText(o, it))
				continue
			}
			if err := e.Encode(lineOf(it)); err != nil {
				return err
			}
		}
		return nil
	})
}

func lineOf(it wording.Item) templateLine {
	line := templateLine{
		Name: it.Name, File: it.File, Title: it.Title, Version: it.Active.ID, Author: it.Active.Author,
		Trial: it.Trial.ID, Left: it.Left, Drift: it.Drift, Problems: it.Problems,
	}
	if it.Active.ID > 0 {
		line.Created = &it.Active.Created
	}
	if line.Problems == nil {
		line.Problems = []bulletin.Problem{}
	}
	return line
}

func itemText(o *app.Office, it wording.Item) string {
	parts := []string{it.Name, it.Title}
	if it.Active.ID == 0 {
		parts = append(parts, "内置的")
	} else {
		parts = append(parts, versionText(o, it.Active))
	}
	if it.Trial.ID > 0 {
		parts = append(parts, fmt.Sprintf("试用第%d版，还要签发%d稿", it.Trial.ID, it.Left))
	}
	if drift := app.DriftWord(it.Drift); drift != "" {
		parts = append(parts, drift)
	}
	return strings.Join(parts, "　")
}

func versionText(o *app.Office, v wording.Version) string {
	return fmt.Sprintf("第%d版　%s　%s", v.ID, v.Author, v.Created.In(o.Zone()).Format("2006-01-02 15:04"))
}

func (c *templatesList) versions(s *session, o *app.Office) error {
	if _, err := o.Words().Item(s.ctx, c.Name); err != nil {
		return unknownTemplate(o, c.Name, err)
	}
	found, err := o.Words().Versions(s.ctx, c.Name, c.Most)
	if err != nil {
		return err
	}
	e := json.NewEncoder(s.stdout)
	for _, v := range found {
		if c.JSON {
			if err := e.Encode(versionLine{v.ID, v.Author, v.Created, v.Note, v.Change.Added, v.Change.Removed, v.Change.Unified}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(s.stdout, "%s　加%d行减%d行　%s\n%s", versionText(o, v), v.Change.Added, v.Change.Removed, v.Note, v.Change.Unified)
	}
	if len(found) == 0 && !c.JSON {
		fmt.Fprintln(s.stdout, "还没有改过，用的是内置的。")
	}
	return nil
}

// unknownTemplate suggests the nearest name.
func unknownTemplate(o *app.Office, name string, err error) error {
	if !errors.Is(err, wording.ErrUnknown) {
		return err
	}
	names := o.Words().Names()
	text := fmt.Sprintf("没有“%s”这个模板；已有的：%s", name, strings.Join(names, "、"))
	if near, ok := vocabulary.Nearest(name, names); ok {
		text = fmt.Sprintf("没有“%s”这个模板，是不是“%s”？", name, near)
	}
	return &told{text: text, cause: err}
}

type templatesPreview struct {
	Name string `arg:"" name:"name" help:"模板的名字，如 newspaper。"`
	File string `name:"file" placeholder:"FILE" help:"看这个文件写出来的样子，不写则看启用的。"`
	Week string `name:"week" placeholder:"WEEK" help:"用哪种天气试写；写 ? 列出全部。不写则用列出的第一种。"`
}

func (c *templatesPreview) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		it, err := o.Words().Item(s.ctx, c.Name)
		if err != nil {
			return unknownTemplate(o, c.Name, err)
		}
		week, ok := c.week(o.Words().Choices())
		if !ok {
			for _, choice := range o.Words().Choices() {
				fmt.Fprintf(s.stdout, "%s　%s　%s\n", choice.Key, choice.Group, choice.Title)
			}
			if c.Week == "?" {
				return nil
			}
			return &told{text: "没有“" + c.Week + "”这种天气，可用的见上"}
		}
		text := it.Text
		if c.File != "" {
			if text, err = readText(c.File); err != nil {
				return err
			}
			if r := o.Words().Check(c.Name, text); len(r.Problems) > 0 {
				return s.faults(r.Problems)
			}
		}
		return s.showPreview(o.Words().Preview(s.ctx, c.Name, text, week))
	})
}

// week is the key of the chosen week, by its key or its title.
func (c *templatesPreview) week(choices []wording.Choice) (string, bool) {
	for _, choice := range choices {
		if c.Week == "" || c.Week == choice.Key || c.Week == choice.Title {
			return choice.Key, true
		}
	}
	return "", false
}

func (s *session) showPreview(p wording.Preview) error {
	if p.Problem != "" {
		return &told{text: p.Problem}
	}
	for _, pane := range p.Panes {
		if !pane.Mine || pane.Kind == wording.PaneMail {
			continue
		}
		if pane.Fault != "" {
			return &told{text: pane.Fault}
		}
		fmt.Fprintf(s.stdout, "── %s，%d字 ──\n%s\n", pane.Name, pane.Length, pane.Text)
	}
	return nil
}

func readText(path string) (string, error) {
	text, err := os.ReadFile(path)
	return string(text), err
}

type templatesActivate struct {
	Name   string `arg:"" name:"name" help:"模板的名字，如 newspaper。"`
	File   string `name:"file" placeholder:"FILE" help:"启用这个文件；不写则启用模板文件夹里的那个。"`
	Canary int    `name:"canary" placeholder:"N" help:"先试用：只用于送审的稿子，签发 N 稿以后才正式启用。"`
	Note   string `name:"note" help:"改了什么；留在账上。"`
	By     string `name:"by" help:"谁（config.yaml 里 people 下的键）；不写是当前登录的人。"`
}

func (c *templatesActivate) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		by, err := o.Person(c.By, login())
		if err != nil {
			return err
		}
		it, err := o.Words().Item(s.ctx, c.Name)
		if err != nil && !errors.Is(err, wording.ErrUnknown) {
			return err
		}
		text := it.OnDisk
		switch {
		case c.File != "":
			if text, err = readText(c.File); err != nil {
				return err
			}
		case err != nil:
			return unknownTemplate(o, c.Name, err)
		}
		if text == it.Text {
			fmt.Fprintf(s.stdout, "%s　和启用的一样，没有改。\n", c.Name)
			return nil
		}
		change := o.Words().Diff(c.Name, text)
		v, err := o.Words().Publish(s.ctx, wording.Proposal{Name: c.Name, Text: text, By: by, Note: c.Note, Base: it.Active.ID, Trial: c.Canary})
		if faulty := (*wording.FaultyError)(nil); errors.As(err, &faulty) {
			return s.faults(faulty.Report.Problems)
		}
		if err != nil {
			return err
		}
		how := "已启用"
		if c.Canary > 0 && (it.Active.ID > 0 || it.Shipped) {
			how = fmt.Sprintf("开始试用，签发%d稿后正式启用", c.Canary)
		}
		fmt.Fprintf(s.stdout, "%s　第%d版%s。加%d行减%d行：\n%s", c.Name, v.ID, how, change.Added, change.Removed, change.Unified)
		return nil
	})
}

type templatesRollback struct {
	Name    string `arg:"" name:"name" help:"模板的名字。"`
	Version int64  `arg:"" optional:"" name:"version" help:"退回哪一版；不写是上一版。"`
	By      string `name:"by" help:"谁（config.yaml 里 people 下的键）；不写是当前登录的人。"`
}

func (c *templatesRollback) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		by, err := o.Person(c.By, login())
		if err != nil {
			return err
		}
		v, err := o.Words().Rollback(s.ctx, c.Name, c.Version, by)
		if faulty := (*wording.FaultyError)(nil); errors.As(err, &faulty) {
			return s.faults(faulty.Report.Problems)
		}
		if err != nil {
			return unknownTemplate(o, c.Name, err)
		}
		fmt.Fprintf(s.stdout, "%s　已退回第%d版（%s）。\n", c.Name, v.ID, v.Author)
		return nil
	})
}
