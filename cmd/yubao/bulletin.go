package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"os"
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
	Format   string `name:"format" enum:"text,html,json,png" default:"text" help:"text 文章、html 网页片段、json 要素表、png 图片（要写 -o）。"`
	Output   string `name:"output" short:"o" placeholder:"FILE" help:"写到文件；文字不写 -o 就打印出来，图片要写。"`
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
	return c.print(s, written)
}

// print writes an edition in the format asked for, to where it was asked for.
func (c *bulletinCommand) print(s *session, w edition.Written) error {
	if c.Format == "png" {
		return c.draw(s, w)
	}
	if c.Output == "" || c.Output == "-" {
		return printTo(s.stdout, w, c.Format)
	}
	var text bytes.Buffer
	if err := printTo(&text, w, c.Format); err != nil {
		return err
	}
	return os.WriteFile(c.Output, text.Bytes(), 0o644)
}

// draw writes the picture of an edition, and tells of signs that no font has.
func (c *bulletinCommand) draw(s *session, w edition.Written) error {
	if c.Output == "" {
		return &failure{code: exitUsage, err: &told{text: "图片要写 -o 文件，如 -o 新乡.png；-o - 写到标准输出", cause: errors.New("usage")}}
	}
	png, lacking, err := app.Picture(s.config, w)
	if err != nil {
		return s.failed(err)
	}
	if lacking != "" {
		fmt.Fprintf(s.stderr, "字体没有“%s”，图上用〓代替；请在 picture.font 写一个有这些字的字体文件。\n", lacking)
	}
	if c.Output == "-" {
		_, err = s.stdout.Write(png)
		return err
	}
	return os.WriteFile(c.Output, png, 0o644)
}

func printTo(out io.Writer, w edition.Written, format string) error {
	switch format {
	case "json":
		e := json.NewEncoder(out)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(w.Sheet)
	case "html":
		for _, paragraph := range strings.Split(w.Copy.Article, "\n") {
			if strings.TrimSpace(paragraph) != "" {
				fmt.Fprintf(out, "<p>%s</p>\n", template.HTMLEscapeString(paragraph))
			}
		}
		return nil
	}
	fmt.Fprintln(out, strings.TrimRight(w.Copy.Article, "\n"))
	return nil
}
