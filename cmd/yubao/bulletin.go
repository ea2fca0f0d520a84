package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"yubao/internal/app"
	"yubao/internal/edition"
)

type bulletinCommand struct {
	Edition  string  `arg:"" name:"edition" help:"哪一期（config.yaml 里 editions 下的键）。"`
	Forecast string  `name:"forecast" placeholder:"FILE" help:"用存下的资料，不联网。"`
	Air      string  `name:"air" placeholder:"FILE" help:"存下的空气质量资料。"`
	Now      instant `name:"now" placeholder:"TIME" help:"成稿时刻（RFC 3339），默认现在。"`
	paperFlags
	Template string `name:"template" placeholder:"NAME" help:"换一个模板。"`
	Format   string `name:"format" enum:"text,html,json" default:"text" help:"text 文章、html 网页片段、json 要素表。"`
	JSON     bool   `name:"json" help:"同 --format json。"`
}

func (c *bulletinCommand) Run(s *session) error {
	if c.JSON {
		c.Format = "json"
	}
	now, _ := c.Now.get()
	if c.given() {
		return c.relay(s, now)
	}
	written, err := app.Bulletin(s.ctx, s.config, c.Edition, c.Template, app.Saved{Forecast: c.Forecast, Air: c.Air}, now)
	if err != nil {
		return s.failed(err)
	}
	return s.print(written, c.Format)
}

func (s *session) print(w edition.Written, format string) error {
	switch format {
	case "json":
		e := json.NewEncoder(s.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(w.Sheet)
	case "html":
		for _, paragraph := range strings.Split(w.Copy.Article, "\n") {
			if strings.TrimSpace(paragraph) != "" {
				fmt.Fprintf(s.stdout, "<p>%s</p>\n", template.HTMLEscapeString(paragraph))
			}
		}
		return nil
	}
	fmt.Fprintln(s.stdout, strings.TrimRight(w.Copy.Article, "\n"))
	return nil
}
