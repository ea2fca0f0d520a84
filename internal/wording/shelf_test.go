package wording_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/bulletin"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/wording"
	"yubao/templates"
)

var (
	chief  = newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief}
	editor = newsroom.Person{ID: "zhang", Name: "张编辑", Role: newsroom.Editor}
)

// bank is shared by the tests, as what is the same in every style is worked out once.
var bank = bulletin.NewBank(bulletin.HardCases)

// paper is a newsroom's folder and store.
type paper struct {
	t      *testing.T
	folder string
	store  *store.Store
	signed int
	passed time.Duration
	shelf  *wording.Shelf
}

func open(t *testing.T) *paper {
	t.Helper()
	p := &paper{t: t, folder: filepath.Join(t.TempDir(), "templates")}
	if err := os.CopyFS(p.folder, templates.FS); err != nil {
		t.Fatal(err)
	}
	var err error
	if p.store, err = store.Open(t.Context(), store.Config{DSN: filepath.Join(t.TempDir(), "yubao.db")}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.store.Close() })
	return p
}

// later lets time pass for the shelf.
func (p *paper) later(d time.Duration) { p.passed += d }

// restart opens the shelf as a daemon that starts.
func (p *paper) restart() []wording.Change {
	p.t.Helper()
	shelf, changes, err := wording.Open(p.t.Context(), wording.Config{
		Folder: p.folder, Shipped: templates.FS, Store: p.store, Now: func() time.Time { return time.Now().Add(p.passed) }, Checker: wording.Checker{Bank: bank},
		Signed: func(context.Context, string, int64) (int, error) { return p.signed, nil },
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.shelf = shelf
	return changes
}

func (p *paper) save(name, text string) {
	p.t.Helper()
	if err := os.WriteFile(filepath.Join(p.folder, name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func (p *paper) read(name string) string {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join(p.folder, name))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func (p *paper) refresh() []wording.Change {
	p.t.Helper()
	changes, err := p.shelf.Refresh(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return changes
}

func (p *paper) item(name string) wording.Item {
	p.t.Helper()
	it, err := p.shelf.Item(p.t.Context(), name)
	if err != nil {
		p.t.Fatal(err)
	}
	return it
}

// inUse is the source of a template that editions are written with.
func (p *paper) inUse(name string, trial bool) string {
	p.t.Helper()
	t, ok := p.shelf.Words(trial).Templates.Template(name)
	if !ok {
		p.t.Fatalf("no template %s", name)
	}
	return t.Source()
}

const (
	pushOne = "{{.地点}}天气。{{.短署名}}\n"
	pushTwo = "{{.地点}}明后天天气。{{.短署名}}\n"
	pushBad = "{{.地店}}天气。{{.短署名}}\n"
)

func wantKinds(t *testing.T, changes []wording.Change, kinds ...wording.ChangeKind) {
	t.Helper()
	var got []wording.ChangeKind
	for _, c := range changes {
		got = append(got, c.Kind)
	}
	if len(got) != len(kinds) {
		t.Fatalf("changes %v, want %v", got, kinds)
	}
	for i := range kinds {
		if got[i] != kinds[i] {
			t.Fatalf("changes %v, want %v", got, kinds)
		}
	}
}

func TestAGoodSaveIsInUseAtOnceAndABadOneIsNot(t *testing.T) {
	t.Parallel()
	p := open(t)
	wantKinds(t, p.restart())
	p.save("push.tmpl", pushOne)
	wantKinds(t, p.refresh(), wording.Adopted)
	if got := p.inUse("push", false); got != pushOne {
		t.Errorf("in use: %q", got)
	}
	p.save("push.tmpl", pushBad)
	changes := p.refresh()
	wantKinds(t, changes, wording.Refused)
	if bad := changes[0].Problems[0]; bad.Line != 1 || bad.Col != 3 || !strings.Contains(bad.Hint, "地点") {
		t.Errorf("problem %+v", bad)
	}
	if it := p.item("push"); it.Drift != wording.Faulty || it.Text != pushOne || len(it.Problems) == 0 {
		t.Errorf("item %+v", it)
	}
	wantKinds(t, p.refresh()) // told once

	wantKinds(t, p.restart(), wording.Refused) // and again by a new daemon, which still has the last good one
	if got := p.inUse("push", false); got != pushOne {
		t.Errorf("after the restart: %q", got)
	}
	p.save("push.tmpl", pushTwo)
	wantKinds(t, p.refresh(), wording.Adopted)
	if it := p.item("push"); it.Drift != wording.Agrees || it.Active.Author != wording.FromFolder {
		t.Errorf("item %+v", it)
	}
}

func TestAnOlderFileFoundAtTheStartIsADriftForAChief(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	p.save("push.tmpl", pushOne)
	p.refresh()
	if _, err := p.shelf.Publish(t.Context(), wording.Proposal{Name: "push", Text: pushTwo, By: chief, Base: p.item("push").Active.ID}); err != nil {
		t.Fatal(err)
	}
	if p.read("push.tmpl") != pushTwo {
		t.Error("folder and store disagree after publishing")
	}
	p.save("push.tmpl", pushOne) // while the daemon is down
	wantKinds(t, p.restart(), wording.Drifted)
	if it := p.item("push"); it.Drift != wording.Older || p.inUse("push", false) != pushTwo {
		t.Errorf("item %+v", it)
	}
	if err := p.shelf.Settle(t.Context(), "push", false, editor); !errors.Is(err, newsroom.ErrForbidden) {
		t.Errorf("an editor settles: %v", err)
	}
	if err := p.shelf.Settle(t.Context(), "push", false, chief); err != nil || p.read("push.tmpl") != pushTwo {
		t.Errorf("%v, file %q", err, p.read("push.tmpl"))
	}
	p.save("push.tmpl", pushOne)
	p.restart()
	if err := p.shelf.Settle(t.Context(), "push", true, chief); err != nil || p.inUse("push", false) != pushOne {
		t.Errorf("%v, in use %q", err, p.inUse("push", false))
	}
}

func TestAnOlderTextSavedWhileRunningIsMeant(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	for _, text := range []string{pushOne, pushTwo, pushOne} {
		p.save("push.tmpl", text)
		wantKinds(t, p.refresh(), wording.Adopted)
		if p.inUse("push", false) != text {
			t.Errorf("in use %q, saved %q", p.inUse("push", false), text)
		}
	}
}

func TestPublishingIsForChiefsWithoutFaultsFromTheVersionSeen(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	base := p.item("push").Active.ID
	for name, c := range map[string]struct {
		proposal wording.Proposal
		want     error
	}{
		"an editor may not":          {wording.Proposal{Name: "push", Text: pushOne, By: editor, Base: base}, newsroom.ErrForbidden},
		"faults are refused":         {wording.Proposal{Name: "push", Text: pushBad, By: chief, Base: base}, wording.ErrFaulty},
		"another version meanwhile":  {wording.Proposal{Name: "push", Text: pushOne, By: chief, Base: base + 100}, wording.ErrMoved},
		"no way out of the folder":   {wording.Proposal{Name: "../push", Text: pushOne, By: chief}, wording.ErrName},
		"a file too long is refused": {wording.Proposal{Name: "push", Text: strings.Repeat("天", 30_000), By: chief, Base: base}, wording.ErrFaulty},
	} {
		if _, err := p.shelf.Publish(t.Context(), c.proposal); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	log, err := p.store.AuditLog(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range log {
		if e.Act == "发布" {
			t.Errorf("published: %+v", e)
		}
	}
}

func TestATrialIsForDraftsUntilEnoughWereSigned(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	before := p.inUse("push", false)
	v, err := p.shelf.Publish(t.Context(), wording.Proposal{Name: "push", Text: pushOne, By: chief, Base: p.item("push").Active.ID, Trial: 2})
	if err != nil {
		t.Fatal(err)
	}
	if p.inUse("push", true) != pushOne || p.inUse("push", false) != before || p.read("push.tmpl") != before {
		t.Error("a trial is for drafts only")
	}
	if words := p.shelf.Words(true); words.Trials["push"] != v.ID {
		t.Errorf("trials %v", words.Trials)
	}
	p.signed = 1
	wantKinds(t, p.refresh())
	if it := p.item("push"); it.Left != 1 {
		t.Errorf("left %d", it.Left)
	}
	p.signed = 2
	wantKinds(t, p.refresh(), wording.Promoted)
	if p.inUse("push", false) != pushOne || p.read("push.tmpl") != pushOne {
		t.Error("not promoted")
	}
}

func TestRollbackBringsTheVersionBeforeBack(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	before := p.inUse("push", false)
	if _, err := p.shelf.Publish(t.Context(), wording.Proposal{Name: "push", Text: pushOne, By: chief, Base: p.item("push").Active.ID, Note: "短些"}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.shelf.Rollback(t.Context(), "push", 0, chief); err != nil {
		t.Fatal(err)
	}
	if p.inUse("push", false) != before || p.read("push.tmpl") != before {
		t.Error("not rolled back")
	}
	versions, err := p.shelf.Versions(t.Context(), "push", 10)
	if err != nil {
		t.Fatal(err)
	}
	if len(versions) != 2 || versions[0].Author != "李主任" || versions[0].Note != "短些" || versions[0].Change.Added == 0 || versions[0].Change.Removed == 0 {
		t.Errorf("versions %+v", versions)
	}
}

// publish brings a text into use, or on trial.
func (p *paper) publish(text string, trial int) wording.Version {
	p.t.Helper()
	v, err := p.shelf.Publish(p.t.Context(), wording.Proposal{Name: "push", Text: text, By: chief, Base: p.item("push").Active.ID, Trial: trial})
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

// back steps back once.
func (p *paper) back() error {
	_, err := p.shelf.Rollback(p.t.Context(), "push", 0, chief)
	return err
}

func TestAStepBackLeadsToWhatWasInUse(t *testing.T) {
	t.Parallel()
	const third = "{{.地点}}未来天气。{{.短署名}}\n"
	for name, c := range map[string]struct {
		steps func(p *paper)
		want  []string // after each step back; then there is nothing to go back to
	}{
		"the one before": {func(p *paper) { p.publish(pushOne, 0); p.publish(pushTwo, 0) }, []string{pushOne, "shipped"}},
		"not one that was only on trial": {func(p *paper) {
			p.publish(pushOne, 0)
			p.publish(third, 5)
			if err := p.shelf.EndTrial(p.t.Context(), "push", false, chief); err != nil {
				p.t.Fatal(err)
			}
			p.publish(pushTwo, 0)
		}, []string{pushOne, "shipped"}},
		"not one that is on trial": {func(p *paper) { p.publish(pushOne, 0); p.publish(third, 5) }, []string{"shipped"}},
		"one that came from trial into use": {func(p *paper) {
			p.publish(pushOne, 0)
			p.publish(third, 1)
			p.signed = 1
			p.refresh()
			p.publish(pushTwo, 0)
		}, []string{third, pushOne, "shipped"}},
		"an older text that was saved again": {func(p *paper) {
			for _, text := range []string{pushOne, pushTwo, pushOne} {
				p.save("push.tmpl", text)
				p.refresh()
			}
		}, []string{pushTwo, pushOne, "shipped"}},
		"further back, not forth again": {func(p *paper) {
			p.publish(pushOne, 0)
			p.publish(pushTwo, 0)
			p.publish(third, 0)
		}, []string{pushTwo, pushOne, "shipped"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t)
			p.restart()
			shipped := p.inUse("push", false)
			c.steps(p)
			for i, want := range c.want {
				if want == "shipped" {
					want = shipped
				}
				if i == 1 {
					p.restart() // the history is in the store
				}
				if err := p.back(); err != nil {
					t.Fatalf("step %d: %v", i+1, err)
				}
				if got := p.inUse("push", false); got != want || p.read("push.tmpl") != want {
					t.Fatalf("step %d: in use %q, want %q", i+1, got, want)
				}
			}
			if c.want[len(c.want)-1] == "shipped" {
				if err := p.back(); !errors.Is(err, wording.ErrNoEarlier) {
					t.Errorf("a step back from the first version: %v, in use %q", err, p.inUse("push", false))
				}
			}
		})
	}
}

func TestAFileThatIsJustBeingSavedIsNotJudged(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	p.save("push.tmpl", pushOne)
	wantKinds(t, p.refresh(), wording.Adopted)
	p.save("push.tmpl", "") // cut to nothing by a program that is about to write it
	wantKinds(t, p.refresh())
	if it := p.item("push"); it.Drift != wording.Agrees || it.OnDisk != pushOne {
		t.Errorf("judged before it was written: %+v", it)
	}
	p.save("push.tmpl", pushTwo)
	wantKinds(t, p.refresh(), wording.Adopted)

	if err := os.Remove(filepath.Join(p.folder, "push.tmpl")); err != nil { // moved away by one that is about to
		t.Fatal(err)
	}
	wantKinds(t, p.refresh())
	p.later(time.Minute) // it does not come back
	wantKinds(t, p.refresh(), wording.Gone)
	wantKinds(t, p.refresh())
	if it := p.item("push"); it.Drift != wording.Missing || p.inUse("push", false) != pushTwo {
		t.Errorf("a file that is gone: %+v", it)
	}
	p.save("push.tmpl", pushTwo)
	wantKinds(t, p.refresh())

	p.save("push.tmpl", pushBad)
	wantKinds(t, p.refresh(), wording.Refused)
	p.save("push.tmpl", pushTwo)
	wantKinds(t, p.refresh(), wording.Mended)

	p.save("push.tmpl", "")
	wantKinds(t, p.refresh())
	p.later(time.Minute) // it stays empty: that is told
	wantKinds(t, p.refresh(), wording.Refused)
	if got := p.inUse("push", false); got != pushTwo {
		t.Errorf("in use: %q", got)
	}
}

func TestAStyleIsTriedOnTheTemplates(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	style := p.read(wording.Style)
	if r := p.shelf.Check(wording.Style, style); len(r.Problems) > 0 || len(r.Weeks) < 30 {
		t.Errorf("%d weeks, %v", len(r.Weeks), r.Problems)
	}
	r := p.shelf.Check(wording.Style, strings.Replace(style, "版式:", "版试:", 1))
	if len(r.Problems) == 0 || !strings.Contains(r.Problems[0].Error(), "版式") {
		t.Errorf("problems %v", r.Problems)
	}
	p.save(wording.Style, strings.Replace(style, "预设: henan", "预设: standard", 1))
	wantKinds(t, p.refresh(), wording.Adopted)
}

func TestAVersionThatNoLongerLoadsGivesWay(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	v, err := p.store.AddTemplateVersion(t.Context(), store.TemplateVersion{Name: "push", Content: pushBad, Hash: "x", Author: "旧程序"})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.store.ActivateTemplate(t.Context(), store.TemplateActive{Name: "push", Version: v.ID}); err != nil {
		t.Fatal(err)
	}
	changes := p.restart()
	if len(changes) == 0 || changes[0].Kind != wording.Fallback {
		t.Fatalf("changes %+v", changes)
	}
	if got := p.inUse("push", false); got != p.read("push.tmpl") {
		t.Errorf("in use: %q", got)
	}
}

func TestTheWatchSeesAllWaysOfSaving(t *testing.T) {
	t.Parallel()
	p := open(t)
	p.restart()
	came := make(chan wording.Change, 8)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- p.shelf.Watch(ctx, func(_ context.Context, changes []wording.Change, err error) {
			if err != nil {
				t.Error(err)
			}
			for _, c := range changes {
				came <- c
			}
		})
	}()
	replace := func(text string) {
		p.save("push.tmpl.swp", text)
		if err := os.Rename(filepath.Join(p.folder, "push.tmpl.swp"), filepath.Join(p.folder, "push.tmpl")); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		save func(string)
		text string
	}{{func(text string) { p.save("push.tmpl", text) }, pushOne}, {replace, pushTwo}} {
		start := time.Now()
		c.save(c.text)
		select {
		case got := <-came:
			if got.Kind != wording.Adopted || p.inUse("push", false) != c.text {
				t.Errorf("%+v", got)
			}
			t.Logf("in use %s after the save", time.Since(start).Round(time.Millisecond))
		case <-time.After(20 * time.Second):
			t.Fatal("not noticed")
		}
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func BenchmarkCheck(b *testing.B) {
	shelf, _, err := wording.Open(b.Context(), wording.Config{
		Folder: b.TempDir(), Shipped: templates.FS, Store: emptyStore{}, Now: time.Now, Checker: wording.Checker{Bank: bank},
	})
	if err != nil {
		b.Fatal(err)
	}
	text, err := templates.FS.ReadFile("newspaper.tmpl")
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		if r := shelf.Check("newspaper", string(text)+strings.Repeat(" ", i%500)); len(r.Problems) > 0 {
			b.Fatal(r.Problems)
		}
	}
}

// emptyStore has no versions.
type emptyStore struct{ wording.Store }

func (emptyStore) TemplatesActive(context.Context) ([]store.TemplateActive, error) { return nil, nil }
