package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"time"

	"yubao/internal/app"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/station"
)

type draftsCommand struct {
	List  draftsList  `cmd:"" help:"列出稿件，新的在前。"`
	Show  draftsShow  `cmd:"" help:"看一份稿件的现行版本和经过。"`
	Edit  draftsEdit  `cmd:"" help:"改文字（新的文章从标准输入读），或改数据（--facts）。"`
	Sign  draftsSign  `cmd:"" help:"签发，随即发给读者。"`
	Spike draftsSpike `cmd:"" help:"毙稿，不发。"`
}

// draftsMost is how many drafts a list shows.
const draftsMost = 50

type draftsList struct {
	State string `name:"state" help:"只看一种状态：filed、signed、spiked、corrected、withdrawn。"`
	JSON  bool   `name:"json" help:"一行一个 JSON。"`
}

// draftLine is a line of drafts list --json; its keys are a contract.
type draftLine struct {
	ID       newsroom.DraftID `json:"id"`
	Edition  string           `json:"edition"`
	Revision int              `json:"revision"`
	State    newsroom.State   `json:"state"`
	Deadline *time.Time       `json:"deadline"`
	By       string           `json:"by"`
}

func (c *draftsList) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		drafts, err := o.Store.Drafts(s.ctx, newsroom.State(c.State), draftsMost)
		if err != nil {
			return err
		}
		e := json.NewEncoder(s.stdout)
		for _, d := range drafts {
			if c.JSON {
				line := draftLine{ID: d.ID, Edition: d.Edition, Revision: d.Revision, State: d.State, By: d.DecidedBy}
				if !d.Deadline.IsZero() {
					line.Deadline = &d.Deadline
				}
				if err := e.Encode(line); err != nil {
					return err
				}
				continue
			}
			fmt.Fprintf(s.stdout, "%d　%s　%s　第%d版　%s%s\n", d.ID, o.Title(d.Edition), o.Clock(d.Edition, d.Slot), d.Revision, app.StateWord(d.State), bracketed(d.DecidedBy))
		}
		if len(drafts) == 0 && !c.JSON {
			fmt.Fprintln(s.stdout, "没有稿件。")
		}
		return nil
	})
}

func bracketed(text string) string {
	if text == "" {
		return ""
	}
	return "（" + text + "）"
}

type draftsShow struct {
	ID   newsroom.DraftID `arg:"" name:"id" help:"稿件编号。"`
	JSON bool             `name:"json" help:"一个 JSON。"`
}

func (c *draftsShow) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		d, err := o.Store.Dossier(s.ctx, c.ID)
		if err != nil {
			return err
		}
		if c.JSON {
			sheet, err := edition.SheetOf(d.Revision)
			if err != nil {
				return err
			}
			return json.NewEncoder(s.stdout).Encode(map[string]any{
				"id": d.Draft.ID, "edition": d.Draft.Edition, "revision": d.Draft.Revision, "state": d.Draft.State,
				"copy": d.Revision.Copy, "facts": sheet, "findings": json.RawMessage(d.Revision.Findings),
			})
		}
		fmt.Fprintf(s.stdout, "第%d稿　%s　第%d版　%s\n\n%s\n", d.Draft.ID, o.Title(d.Draft.Edition), d.Draft.Revision, app.StateWord(d.Draft.State), d.Revision.Copy.Article)
		return s.history(o, c.ID)
	})
}

// history prints what was done to a draft.
func (s *session) history(o *app.Office, id newsroom.DraftID) error {
	decisions, err := o.Store.Decisions(s.ctx, id)
	if err != nil || len(decisions) == 0 {
		return err
	}
	fmt.Fprintln(s.stdout, "\n经过：")
	for _, d := range decisions {
		refused := ""
		if d.Refused != "" {
			refused = "（未成）"
		}
		name := d.Name
		if name == "" {
			name = d.Person
		}
		fmt.Fprintf(s.stdout, "  %s　第%d版　%s　%s%s　%s\n", d.At.In(o.Zone()).Format("01-02 15:04:05"), d.Revision, app.ActWord(d.Act), name, refused, d.Reason)
	}
	return nil
}

type draftsEdit struct {
	ID       newsroom.DraftID `arg:"" name:"id" help:"稿件编号。"`
	Revision int              `name:"revision" help:"看到的是第几版；不写则为现行版。"`
	Article  string           `name:"article" placeholder:"FILE" help:"新的文章；不写从标准输入读。"`
	Chat     string           `name:"chat" placeholder:"FILE" help:"新的会话短文；不写不改。"`
	Passage  bool             `name:"passage" help:"给的只是其中一段，替换最像它的那一段。"`
	Facts    string           `name:"facts" placeholder:"LINES" help:"改数据：“19日 最低 11；20日 多云转小雨”。各种文字随之重写，手写的段落保留。"`
	Override string           `name:"override" help:"与资料不符之处仍要保留的理由。"`
	Reason   string           `name:"reason" help:"为什么改。"`
	By       string           `name:"by" help:"以谁的名义（people 下的键）；默认 cli:登录名。"`
}

func (c *draftsEdit) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		dossier, err := o.Store.Dossier(s.ctx, c.ID)
		if err != nil {
			return err
		}
		by, err := o.Person(c.By, login())
		if err != nil {
			return err
		}
		revision := seen(c.Revision, dossier)
		if c.Facts != "" {
			done, err := o.Editors.EditFacts(s.ctx, c.ID, revision, by, c.Facts)
			if err != nil {
				return err
			}
			s.redrafted(done)
			revision = done.Draft.Revision
		}
		for _, text := range []struct {
			form edition.Form
			file string
			read bool // from stdin when no file is named
		}{{edition.Article, c.Article, c.Chat == "" && c.Facts == ""}, {edition.Chat, c.Chat, false}} {
			words, err := c.words(s, text.file, text.read)
			if err != nil {
				return err
			}
			if words == "" {
				continue
			}
			change := edition.Words{Form: text.form, Text: words, Whole: !c.Passage, Reason: c.Reason, Override: c.Override}
			done, err := o.Editors.EditWords(s.ctx, c.ID, revision, by, change)
			if err != nil {
				return err
			}
			s.redrafted(done)
			revision = done.Draft.Revision
		}
		return nil
	})
}

// redrafted tells what became of a draft.
func (s *session) redrafted(r edition.Redraft) {
	fmt.Fprintf(s.stdout, "第%d稿已改，现为第%d版。\n", r.Draft.ID, r.Draft.Revision)
	for _, f := range r.Findings {
		fmt.Fprintf(s.stdout, "· “%s”：%s\n", f.Said, f.Message)
	}
	for _, clash := range r.Clashes {
		fmt.Fprintf(s.stdout, "· 手写的保留了，没有随数据改：%s\n  按数据应为：%s\n", clash.Hand, clash.Machine)
	}
}

// words reads a text from a file, or from stdin where nothing else is given.
func (c *draftsEdit) words(s *session, file string, orStdin bool) (string, error) {
	if file == "" && !orStdin {
		return "", nil
	}
	read := func() ([]byte, error) { return io.ReadAll(s.stdin) }
	if file != "" && file != "-" {
		read = func() ([]byte, error) { return os.ReadFile(file) }
	}
	data, err := read()
	text := strings.TrimSpace(string(data))
	if err == nil && text == "" {
		return "", &told{text: "新的文字是空的，没有改"}
	}
	return text, err
}

type draftsSign struct {
	ID       newsroom.DraftID `arg:"" name:"id" help:"稿件编号。"`
	Revision int              `name:"revision" help:"看到的是第几版；不写则为现行版。"`
	By       string           `name:"by" help:"以谁的名义（people 下的键）；默认 cli:登录名。"`
	Override string           `name:"override" help:"与资料不符之处仍要发的理由。"`
	Station  string           `name:"station" help:"voice: station 时说明台站名。"`
	Issued   instant          `name:"issued" placeholder:"TIME" help:"台站发布时间（RFC 3339）。"`
	Bulletin string           `name:"bulletin" placeholder:"FILE" help:"台站原文，一字不改地存证。"`
}

func (c *draftsSign) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		dossier, err := o.Store.Dossier(s.ctx, c.ID)
		if err != nil {
			return err
		}
		by, err := o.Person(c.By, login())
		if err != nil {
			return err
		}
		revision := seen(c.Revision, dossier)
		if c.Station != "" {
			if revision, err = c.attest(s, o, revision, by); err != nil {
				return err
			}
		}
		draft, err := o.Desk.Sign(s.ctx, c.ID, revision, by, c.Override)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "第%d稿第%d版已签发。\n", draft.ID, draft.Revision)
		return nil
	})
}

// attest puts the station's word on record and returns the revision that names it.
func (c *draftsSign) attest(s *session, o *app.Office, revision int, by newsroom.Person) (int, error) {
	issued, ok := c.Issued.get()
	if !ok {
		return 0, &told{text: "说明台站时也要写发布时间：--issued 2024-04-15T16:00:00+08:00"}
	}
	a := newsroom.Attestation{Station: c.Station, Issued: issued}
	paper := paperFlags{Station: c.Bulletin}
	if c.Bulletin != "" {
		data, err := paper.read(s)
		if err != nil {
			return 0, err
		}
		if a.Text, err = station.Decode(data); err != nil {
			return 0, paper.refused(s, err)
		}
	}
	done, err := o.Editors.Attest(s.ctx, c.ID, revision, by, a)
	if err != nil {
		return 0, paper.refused(s, err)
	}
	return done.Draft.Revision, nil
}

type draftsSpike struct {
	ID       newsroom.DraftID `arg:"" name:"id" help:"稿件编号。"`
	Revision int              `name:"revision" help:"看到的是第几版；不写则为现行版。"`
	By       string           `name:"by" help:"以谁的名义（people 下的键）；默认 cli:登录名。"`
	Reason   string           `name:"reason" required:"" help:"为什么毙。"`
}

func (c *draftsSpike) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		dossier, err := o.Store.Dossier(s.ctx, c.ID)
		if err != nil {
			return err
		}
		by, err := o.Person(c.By, login())
		if err != nil {
			return err
		}
		draft, err := o.Desk.Spike(s.ctx, c.ID, seen(c.Revision, dossier), by, c.Reason)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "第%d稿已毙。\n", draft.ID)
		return nil
	})
}

// seen is the revision that a decision is about.
func seen(given int, d newsroom.Dossier) int {
	if given > 0 {
		return given
	}
	return d.Draft.Revision
}

// login is who sits at the terminal.
func login() string {
	u, err := user.Current()
	if err != nil || u.Username == "" {
		return "unknown"
	}
	return u.Username
}
