package app

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/channel/telegram"
	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/grammar"
	"yubao/internal/wording"
	"yubao/templates"
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
	found := checker(c).Lint(wording.ReadAll(operatorFiles(c)), wording.ReadAll(templates.FS))
	for i := range found {
		found[i].File = filepath.Join(c.Templates, found[i].File)
	}
	return asProblems(found)
}

// checker is the check of the operators' words for a newsroom.
func checker(c *config.Config) wording.Checker {
	return wording.Checker{Bank: bank(c), CheckHTML: telegram.CheckHTML, Uses: uses(c)}
}

// role is one of an edition's texts and the template that writes it.
type role struct {
	title    string
	template config.Name
	chat     bool // in the marks of a chat; the others are plain
}

func roles(e *config.Edition) []role {
	return []role{
		{"文章", e.Template, false}, {"会话短文", e.ChatTemplate, true}, {"推送", e.PushTemplate, false}, {"口播", e.CastTemplate, false},
	}
}

// uses says what the editions use each template for, with the limits of the channels that
// its text goes to.
func uses(c *config.Config) func(string) []wording.Use {
	all := sync.OnceValue(func() map[string][]wording.Use {
		out := map[string][]wording.Use{}
		made := map[string]delivery.Channel{}
		if p, problems := newParts(c, io.Discard, time.Now); len(problems) == 0 {
			made, _ = makeChannels(c, p) // what cannot be made is told when the configuration is read
		}
		for _, id := range sortedKeys(c.Editions) {
			e := c.Editions[id]
			if e == nil {
				continue
			}
			for i, r := range roles(e) {
				use := wording.Use{As: "版次“" + id + "”的" + r.title, Plain: !r.chat, Days: e.Days}
				if i < 2 {
					use.Fits = fits(c, e, made, r.chat)
				}
				out[r.template.Value] = append(out[r.template.Value], use)
			}
		}
		return out
	})
	return func(template string) []wording.Use { return all()[template] }
}

// fits says which of an edition's channels would have to cut a text into several messages.
func fits(c *config.Config, e *config.Edition, made map[string]delivery.Channel, chat bool) func(bulletin.Format, string) string {
	return func(f bulletin.Format, text string) string {
		m := delivery.Message{Text: f.Plain(text)}
		if chat {
			m.HTML = f.Chat(text)
		}
		for _, name := range e.PublishTo.Values() {
			channel, ok := made[name]
			if !ok || fullText(c, e, name) == chat {
				continue
			}
			carried := carriages[c.Channels[name].Name]
			if parts, err := delivery.Split(m, channel.Limits()); err != nil || len(parts) > 1 {
				return fmt.Sprintf("渠道“%s”（%s）一条放不下，要拆成%d条；一条最多%s", name, carried.title, len(parts), carried.most)
			}
		}
		return ""
	}
}

// wrongFormats says which editions use a template for a text whose marks nobody there reads.
func wrongFormats(c *config.Config, id string, w wording.Words) (problems []config.Problem) {
	for _, r := range roles(c.Editions[id]) {
		t, ok := w.Templates.Template(r.template.Value)
		if !ok || r.chat || !t.Format().Marked() {
			continue
		}
		problems = append(problems, c.ProblemAt(r.template.At, fmt.Sprintf(
			"模板“%s”是“%s”格式，记号会印出来：%s发到邮件、文件等处，要纯文字的模板；带记号的只能用在 chat_template", r.template.Value, t.Format(), r.title)))
	}
	return problems
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
