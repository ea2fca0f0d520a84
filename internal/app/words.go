package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/store"
	"yubao/internal/weather"
	"yubao/internal/wording"
	"yubao/templates"
)

// furnish opens the shelf of words over a store and makes the recipes with them.
// Faults in the operators' files are no error: the last good versions are used.
func furnish(ctx context.Context, c *config.Config, a *assembly, st *store.Store, now func() time.Time) (err error) {
	a.shelf, a.changes, err = wording.Open(ctx, wording.Config{
		Folder: c.Path(c.Templates), Shipped: templates.FS, Store: st, Now: now,
		Checker: checker(c), Signed: signedWith(st),
	})
	if err != nil {
		return fmt.Errorf("operators' words: %w", err)
	}
	a.recipes = map[string]edition.Recipe{}
	var problems []config.Problem
	for _, id := range sortedKeys(c.Editions) {
		r, bad := recipe(c, id, a.shelf.Words(reviewed(c, id)))
		problems = append(problems, bad...)
		a.recipes[id] = r
	}
	if len(problems) > 0 {
		return &ConfigError{config.Sort(problems)}
	}
	return nil
}

// reviewed reports whether an editor sees an edition before readers do.
func reviewed(c *config.Config, id string) bool { return c.Editions[id].Review == "required" }

// problemsOf are the problems that an error of furnish stands for.
func problemsOf(c *config.Config, err error) []config.Problem {
	var known *ConfigError
	if errors.As(err, &known) {
		return known.Problems
	}
	return []config.Problem{c.ProblemAt(config.Position{}, "模板读不出来："+err.Error())}
}

// maker returns the maker of an edition with the words as they are now.
func (g *generation) maker(ctx context.Context, id string) (*edition.Maker, bool) {
	m, ok := g.makers[id]
	if !ok || g.shelf == nil {
		return m, ok
	}
	changes, err := g.shelf.Refresh(ctx)
	g.wordsChanged(ctx, changes, err)
	r, problems := recipe(g.config, id, g.shelf.Words(reviewed(g.config, id)))
	if len(problems) > 0 {
		g.office.log.ErrorContext(ctx, "words not taken over", "edition", id, "problem", problems[0].String())
		return m, true
	}
	copied := *m
	copied.Recipe = r
	return &copied, true
}

// watchWords tells what was found at the start and follows the folder until ctx ends.
func (g *generation) watchWords(ctx context.Context) error {
	if g.shelf == nil {
		return nil
	}
	g.wordsChanged(ctx, g.changes, nil)
	return g.shelf.Watch(ctx, g.wordsChanged)
}

// wordsChanged logs changes of the words and tells the newsroom.
func (g *generation) wordsChanged(ctx context.Context, changes []wording.Change, err error) {
	log := g.office.log
	if err != nil {
		log.ErrorContext(ctx, "words not read", "err", err)
	}
	for _, c := range changes {
		log.InfoContext(ctx, "words changed", "template", c.Name, "change", string(c.Kind), "version", c.Version, "problems", len(c.Problems))
		key := fmt.Sprintf("words:%s:%s:%.12s:%d", c.Kind, c.Name, c.Hash, c.Version)
		if slices.Contains([]wording.ChangeKind{wording.Adopted, wording.Promoted, wording.Mended, wording.Gone}, c.Kind) {
			key += ":" + g.office.now().UTC().Format(time.RFC3339)
		}
		if err := g.office.tellAll(ctx, key, "模板", changeWords(c, g.config.Desk)); err != nil {
			log.ErrorContext(ctx, "newsroom not told of changed words", "template", c.Name, "err", err)
		}
	}
}

// mostTold is how many faults a message to the newsroom lists.
const mostTold = 5

// changeWords tells a change to the newsroom.
func changeWords(c wording.Change, desk config.Desk) string {
	var b strings.Builder
	switch c.Kind {
	case wording.Adopted:
		fmt.Fprintf(&b, "【模板】%s 在文件夹里改过（加%d行、减%d行），检查通过，已启用为第%d版。要退回：yubao templates rollback %s", c.Name, c.Added, c.Removed, c.Version, c.Name)
	case wording.Refused:
		fmt.Fprintf(&b, "【模板有错】%s 存盘的新文件有 %d 处错误，没有启用，仍用%s。改好再存即可：", c.Name, len(c.Problems), versionWords(c.Version))
	case wording.Drifted:
		fmt.Fprintf(&b, "【模板】%s 文件夹里的是旧稿，与启用的%s不同；没有改动任何一方，请值班主任在编辑台上定。", c.Name, versionWords(c.Version))
	case wording.Mended:
		fmt.Fprintf(&b, "【模板】%s 的文件改好了，与启用的%s一致。", c.Name, versionWords(c.Version))
	case wording.Gone:
		fmt.Fprintf(&b, "【模板】%s 的文件不见了，仍用%s；要找回来，请值班主任在编辑台上“把现用的写回文件”。", c.Name, versionWords(c.Version))
	case wording.Promoted:
		fmt.Fprintf(&b, "【模板】%s 试用期满，第%d版正式启用。", c.Name, c.Version)
	case wording.Fallback:
		fmt.Fprintf(&b, "【模板有错】%s 的第%d版在这个版本的程序里读不出来，已改用上一个能用的：", c.Name, c.Version)
	}
	for _, p := range c.Problems[:min(mostTold, len(c.Problems))] {
		b.WriteString("\n· " + p.Error())
	}
	if more := len(c.Problems) - mostTold; more > 0 {
		fmt.Fprintf(&b, "\n· 还有 %d 处", more)
	}
	if desk.Listen != "" {
		fmt.Fprintf(&b, "\n%s/templates/%s", strings.TrimRight(desk.URL, "/"), c.Name)
	}
	return b.String()
}

func versionWords(id int64) string {
	if id == 0 {
		return "内置的"
	}
	return fmt.Sprintf("第%d版", id)
}

// tellAll posts a notice to every newsroom, once to each set of channels.
func (o *office) tellAll(ctx context.Context, key, title, text string) error {
	told := map[string]bool{}
	var errs []error
	for _, id := range sortedKeys(o.config.Editions) {
		to := fmt.Sprint(o.config.Editions[id].DraftTo.Values())
		if told[to] {
			continue
		}
		told[to] = true
		errs = append(errs, o.tell(ctx, id, key, title, text))
	}
	return errors.Join(errs...)
}

// trialKey is where is kept which versions on trial a draft was made with.
func trialKey(id newsroom.DraftID) string { return fmt.Sprintf("trial:%d", id) }

// onTrial keeps which versions on trial a draft was made with.
func (o *office) onTrial(ctx context.Context, id string, draft newsroom.DraftID) error {
	if o.shelf == nil || !reviewed(o.config, id) {
		return nil
	}
	e := o.config.Editions[id]
	used := map[string]int64{}
	for name, version := range o.shelf.Words(true).Trials {
		if slices.Contains(append(names(e), wording.Style, wording.Advice), name) {
			used[name] = version
		}
	}
	if len(used) == 0 {
		return nil
	}
	body, err := json.Marshal(used)
	if err != nil {
		return err
	}
	return o.store.SetValue(ctx, trialKey(draft), string(body))
}

// mostTrialDrafts is how many of the latest signed drafts count for a trial.
const mostTrialDrafts = 100

// signedWith counts the signed drafts that were made with a version on trial.
func signedWith(st *store.Store) func(context.Context, string, int64) (int, error) {
	return func(ctx context.Context, name string, version int64) (n int, err error) {
		for _, state := range []newsroom.State{newsroom.Signed, newsroom.Corrected} {
			drafts, err := st.Drafts(ctx, state, mostTrialDrafts)
			if err != nil {
				return n, err
			}
			for _, d := range drafts {
				body, err := st.Value(ctx, trialKey(d.ID))
				if err != nil {
					return n, err
				}
				var used map[string]int64
				if body != "" && json.Unmarshal([]byte(body), &used) == nil && used[name] == version {
					n++
				}
			}
		}
		return n, nil
	}
}

// scenes are the constructed forecasts, read once.
var scenes = sync.OnceValue(func() []scene {
	var all []scene
	for _, s := range scenario.All() {
		f, _, err := source.Read(weather.Answer{Body: s.Forecast(), Air: s.Air(), Fetched: s.Issued}, s.Place)
		if err != nil {
			panic(fmt.Errorf("scenario %s: %w", s.Name, err)) // part of the program
		}
		all = append(all, scene{s, f})
	}
	return all
})

type scene struct {
	scenario.Scenario
	forecast weather.Forecast
}

// request asks for the facts that an edition of the scene prints.
func (s scene) request() analysis.Request {
	return analysis.Request{Now: s.Issued, First: s.First, Days: s.Days, Thresholds: analysis.DefaultThresholds()}
}

// told makes what templates see of a forecast.
func told(f weather.Forecast, words wording.Words, house grammar.House, r analysis.Request) map[string]any {
	in := bulletin.Input{Outlook: analysis.Analyse(f, r), House: house}
	in.Narrative, _ = bulletin.Tell(in, words.Style, words.Advice, nil)
	return bulletin.Data(in)
}
