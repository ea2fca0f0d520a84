package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"time"

	"yubao/internal/app"
	"yubao/internal/newsroom"
)

type draftsCommand struct {
	List  draftsList  `cmd:"" help:"列出稿件，新的在前。"`
	Show  draftsShow  `cmd:"" help:"看一份稿件的现行版本和经过。"`
	Edit  draftsEdit  `cmd:"" help:"改文字：新的文章从标准输入读。"`
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
			return json.NewEncoder(s.stdout).Encode(map[string]any{
				"id": d.Draft.ID, "edition": d.Draft.Edition, "revision": d.Draft.Revision, "state": d.Draft.State,
				"copy": d.Revision.Copy, "facts": json.RawMessage(d.Revision.Facts), "findings": json.RawMessage(d.Revision.Findings),
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
	Reason   string           `name:"reason" help:"为什么改。"`
	By       string           `name:"by" help:"以谁的名义（people 下的键）；默认 cli:登录名。"`
}

func (c *draftsEdit) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		dossier, err := o.Store.Dossier(s.ctx, c.ID)
		if err != nil {
			return err
		}
		next := newsroom.Revision{Copy: dossier.Revision.Copy, Facts: dossier.Revision.Facts, Reason: c.Reason}
		if next.Copy.Article, err = c.words(s, c.Article, c.Chat == ""); err != nil {
			return err
		}
		if next.Copy.Article == "" {
			next.Copy.Article = dossier.Revision.Copy.Article
		}
		if c.Chat != "" {
			if next.Copy.Chat, err = c.words(s, c.Chat, false); err != nil {
				return err
			}
		}
		draft, err := o.EditWords(s.ctx, c.ID, seen(c.Revision, dossier), o.Person(c.By, login()), next)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "第%d稿已改，现为第%d版。改后的文字没有自动核对，签发前请对照要素。\n", draft.ID, draft.Revision)
		return nil
	})
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
		by := o.Person(c.By, login())
		if c.Station != "" {
			if err := c.attest(s.ctx, o, by); err != nil {
				return err
			}
		}
		draft, err := o.Desk.Sign(s.ctx, c.ID, seen(c.Revision, dossier), by, c.Override)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "第%d稿第%d版已签发。\n", draft.ID, draft.Revision)
		return nil
	})
}

func (c *draftsSign) attest(ctx context.Context, o *app.Office, by newsroom.Person) error {
	issued, ok := c.Issued.get()
	if !ok {
		return &told{text: "说明台站时也要写发布时间：--issued 2024-04-15T16:00:00+08:00"}
	}
	a := newsroom.Attestation{Station: c.Station, Issued: issued}
	if c.Bulletin != "" {
		text, err := os.ReadFile(c.Bulletin)
		if err != nil {
			return fmt.Errorf("station's bulletin: %w", err)
		}
		a.Text = string(text)
	}
	_, err := o.Desk.Attest(ctx, c.ID, by, a)
	return err
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
		draft, err := o.Desk.Spike(s.ctx, c.ID, seen(c.Revision, dossier), o.Person(c.By, login()), c.Reason)
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
