package wording

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"yubao/internal/advice"
	"yubao/internal/bulletin"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/store"
)

// Change is something about the words that the newsroom has to know.
type Change struct {
	Name     string
	Kind     ChangeKind
	Version  int64 // in use after the change
	Hash     string
	Problems []bulletin.Problem
	Added    int // lines
	Removed  int
}

// ChangeKind says what happened.
type ChangeKind string

// The kinds of change.
const (
	Adopted  ChangeKind = "adopted"  // a file was saved, found in order and came into use
	Refused  ChangeKind = "refused"  // a file was saved with faults; the version in use stays
	Drifted  ChangeKind = "drifted"  // the folder has an older version than the one in use
	Promoted ChangeKind = "promoted" // the version on trial came into use
	Mended   ChangeKind = "mended"   // a file with faults is again what is in use
	Gone     ChangeKind = "gone"     // the file is not there any more; the version in use stays
	Fallback ChangeKind = "fallback" // the version in use no longer loads; an earlier one is used
)

// Refresh reads the folder and the store again and brings clean new files into use. It
// is cheap when nothing changed. With several processes on one store it also brings in
// what another of them published.
func (s *Shelf) Refresh(ctx context.Context) ([]Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.refresh(ctx)
}

func (s *Shelf) refresh(ctx context.Context) ([]Change, error) {
	if err := s.readStore(ctx); err != nil {
		return nil, err
	}
	s.readShipped()
	moved := s.readFolder()
	changes, err := s.promote(ctx)
	if err != nil {
		return changes, err
	}
	// A style that came with new templates is clean only beside them, and the other way
	// round: what one pass refuses another may take.
	told := map[string]Change{}
	for range 2 {
		if err := s.rebuild(ctx, told); err != nil {
			return changes, err
		}
		adopted := false
		for _, name := range s.names() {
			c, changed, err := s.follow(ctx, s.items[name], moved[name])
			if err != nil {
				return changes, err
			}
			if changed {
				if told[name].Kind != Fallback {
					told[name] = c
				}
				adopted = adopted || c.Kind == Adopted
			} else if told[name].Kind == Refused && s.items[name].drift != Faulty {
				delete(told, name)
			}
			if adopted && isData(name) {
				if err := s.rebuild(ctx, told); err != nil {
					return changes, err
				}
			}
		}
		if !adopted {
			break
		}
	}
	if err := s.rebuild(ctx, told); err != nil {
		return changes, err
	}
	s.scanned = true
	for _, name := range s.names() {
		if c, ok := told[name]; ok {
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// readStore learns which versions are in use.
func (s *Shelf) readStore(ctx context.Context) error {
	actives, err := s.Store.TemplatesActive(ctx)
	if err != nil {
		return fmt.Errorf("templates in use: %w", err)
	}
	for _, a := range actives {
		it := s.item(a.Name)
		if it.active.Version != a.Version {
			if err := s.readPrevious(ctx, it); err != nil {
				return err
			}
		}
		it.active = a
	}
	return nil
}

// readPrevious learns which version was in use before the active one.
func (s *Shelf) readPrevious(ctx context.Context, it *item) error {
	it.previous = store.TemplateVersion{}
	id, err := s.Store.EarlierTemplate(ctx, it.name)
	if err != nil {
		return fmt.Errorf("version of %s before the one in use: %w", it.name, err)
	}
	if id == 0 {
		return nil
	}
	it.previous, err = s.version(ctx, id)
	return err
}

func (s *Shelf) item(name string) *item {
	it := s.items[name]
	if it == nil {
		it = &item{name: name}
		s.items[name] = it
	}
	return it
}

func (s *Shelf) readShipped() {
	if s.scanned {
		return
	}
	for name, text := range ReadAll(s.Shipped) {
		s.item(name).shipped = text
	}
}

// readFolder takes note of the files and says which are not as they were last seen.
func (s *Shelf) readFolder() map[string]bool {
	files := s.readFiles()
	moved := map[string]bool{}
	for name, text := range files {
		it := s.item(name)
		if s.beingSaved(it, text) {
			continue
		}
		hash := hashOf(text)
		moved[name] = s.scanned && it.hash != hash
		it.file, it.hasFile, it.hash = text, true, hash
	}
	for name, it := range s.items {
		if _, ok := files[name]; !ok && !s.beingSaved(it, "") {
			moved[name] = s.scanned && it.hasFile
			it.file, it.hasFile, it.hash = "", false, ""
		}
	}
	return moved
}

// beingSaved takes a file that has just become empty, or is not there, for one that is
// being saved: many programs cut a file to nothing or move it away before they write it,
// and a busy machine may look at it in between. One that stays empty is what somebody wants to be told of.
func (s *Shelf) beingSaved(it *item, text string) bool {
	if text != "" || !s.scanned || it.file == "" {
		it.emptied = time.Time{}
		return false
	}
	now := s.Now()
	if it.emptied.IsZero() {
		it.emptied = now
	}
	if now.Sub(it.emptied) < saving {
		return true
	}
	it.emptied = time.Time{}
	return false
}

// unfinished reports whether a file is taken for one that is being saved.
func (s *Shelf) unfinished() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, it := range s.items {
		if !it.emptied.IsZero() {
			return true
		}
	}
	return false
}

// promote brings versions into use that have been on trial long enough.
func (s *Shelf) promote(ctx context.Context) ([]Change, error) {
	var changes []Change
	for _, name := range s.names() {
		it := s.items[name]
		if it.active.Canary == 0 {
			continue
		}
		signed, err := s.signed(ctx, it)
		if err != nil {
			return changes, err
		}
		if signed < it.active.CanaryLeft {
			continue
		}
		v, err := s.version(ctx, it.active.Canary)
		if err != nil {
			return changes, err
		}
		if err := s.activate(ctx, it, v, it.active.By); err != nil {
			return changes, err
		}
		_ = s.writeFile(it, v.Content) // a folder that cannot be written shows as drift
		changes = append(changes, Change{Name: name, Kind: Promoted, Version: v.ID, Hash: v.Hash})
	}
	return changes, nil
}

// mostVersions is how many versions a file is compared with.
const mostVersions = 50

// follow decides what a file means; see the package comment.
func (s *Shelf) follow(ctx context.Context, it *item, moved bool) (Change, bool, error) {
	was := it.drift
	it.drift, it.problems = Agrees, nil
	if !it.hasFile {
		if it.active.Version == 0 {
			return Change{}, false, nil
		}
		it.drift = Missing
		return Change{Name: it.name, Kind: Gone, Version: it.active.Version}, moved, nil
	}
	used := hashOf(it.shipped)
	if it.active.Version > 0 {
		v, err := s.version(ctx, it.active.Version)
		if err != nil {
			return Change{}, false, err
		}
		used = v.Hash
		if used == it.hash {
			return Change{Name: it.name, Kind: Mended, Version: it.active.Version, Hash: it.hash}, moved && was == Faulty, nil
		}
	}
	if problems := folded(s.check(it.name, it.file)); len(problems) > 0 {
		it.drift, it.problems = Faulty, problems
		return Change{Name: it.name, Kind: Refused, Version: it.active.Version, Hash: it.hash, Problems: problems}, moved || !s.scanned, nil
	}
	known, err := s.Store.TemplateVersions(ctx, it.name, mostVersions)
	if err != nil {
		return Change{}, false, fmt.Errorf("versions of %s: %w", it.name, err)
	}
	for _, v := range known {
		if v.Hash != it.hash {
			continue
		}
		if !moved {
			it.drift = Older
			return Change{Name: it.name, Kind: Drifted, Version: it.active.Version, Hash: it.hash}, !s.scanned, nil
		}
		// Somebody saved an earlier text on this machine just now: he wants it back.
		return s.adopt(ctx, it, v)
	}
	note, first := "文件改动", it.active.Version == 0
	if first {
		note = "首次登记"
		if err := s.register(ctx, it, it.file); err != nil {
			return Change{}, false, err
		}
	}
	v, err := s.keep(ctx, it.name, it.file, FromFolder, note)
	if err != nil {
		return Change{}, false, err
	}
	c, changed, err := s.adopt(ctx, it, v)
	return c, changed && !(first && (used == it.hash || !s.scanned)), err
}

// adopt brings a version into use that came as a file.
func (s *Shelf) adopt(ctx context.Context, it *item, v store.TemplateVersion) (Change, bool, error) {
	earlier := s.textInUse(it)
	if err := s.activate(ctx, it, v, FromFolder); err != nil {
		return Change{}, false, err
	}
	changed := bulletin.Diff(earlier, v.Content)
	c := Change{Name: it.name, Kind: Adopted, Version: v.ID, Hash: v.Hash, Added: changed.Added, Removed: changed.Removed}
	return c, true, s.record(ctx, FromFolder, "文件启用", it.name, fmt.Sprintf("第%d版", v.ID))
}

// textInUse is the text of the active version, or the shipped one.
func (s *Shelf) textInUse(it *item) string {
	if v, ok := s.kept[it.active.Version]; ok {
		return v.Content
	}
	return it.shipped
}

// report is what is kept of a check with a version.
type report struct {
	Problems []bulletin.Problem `json:"problems"`
	Weeks    int                `json:"weeks"`
}

// keep stores a version that has been checked.
func (s *Shelf) keep(ctx context.Context, name, text, author, note string) (store.TemplateVersion, error) {
	lint, err := json.Marshal(report{Problems: []bulletin.Problem{}, Weeks: len(s.Checker.Bank.Names())})
	if err != nil {
		return store.TemplateVersion{}, err
	}
	v, err := s.Store.AddTemplateVersion(ctx, store.TemplateVersion{
		Name: name, Content: text, Hash: hashOf(text), Author: author, Note: note, Lint: lint,
	})
	if err != nil {
		return v, fmt.Errorf("keep a version of %s: %w", name, err)
	}
	s.kept[v.ID] = v
	return v, nil
}

// activate says that a version is in use; one on trial is dropped.
func (s *Shelf) activate(ctx context.Context, it *item, v store.TemplateVersion, by string) error {
	return s.putInUse(ctx, it, v, by, s.Store.ActivateTemplate)
}

func (s *Shelf) putInUse(ctx context.Context, it *item, v store.TemplateVersion, by string, put func(context.Context, store.TemplateActive) error) error {
	a := store.TemplateActive{Name: it.name, Version: v.ID, By: by, Updated: s.Now()}
	if err := put(ctx, a); err != nil {
		return fmt.Errorf("activate version %d of %s: %w", v.ID, it.name, err)
	}
	it.active = a
	return s.readPrevious(ctx, it)
}

func (s *Shelf) record(ctx context.Context, by, act, name, detail string) error {
	err := s.Store.Record(ctx, store.AuditEntry{Person: by, Act: act, Object: "模板 " + name, Detail: detail})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// rebuild makes the words in use and on trial, when they are not what they were made of.
func (s *Shelf) rebuild(ctx context.Context, told map[string]Change) error {
	var made strings.Builder
	for _, name := range s.names() {
		a := s.items[name].active
		fmt.Fprintf(&made, "%s %d %d\n", name, a.Version, a.Canary)
	}
	if made.String() == s.revision {
		return nil
	}
	words, err := s.make(ctx, false, told)
	if err != nil {
		return err
	}
	trial, err := s.make(ctx, true, told)
	if err != nil {
		return err
	}
	s.words, s.trial, s.revision = words, trial, made.String()
	s.checked = map[string][]bulletin.Problem{}
	s.bank = sync.OnceValue(func() []bulletin.Week {
		if words.Style == nil || words.Advice == nil {
			return nil // not there yet; what is checked now is checked again when they are
		}
		return s.Checker.Bank.Weeks(words.Style, words.Advice)
	})
	return nil
}

// make builds words of the versions in use, or with those on trial.
func (s *Shelf) make(ctx context.Context, trial bool, told map[string]Change) (Words, error) {
	w := Words{Templates: bulletin.NewSet(), Trials: map[string]int64{}, Broken: map[string]bool{}}
	if err := w.Templates.WithShipped(s.Shipped); err != nil {
		return w, err
	}
	texts := map[string]string{}
	for _, name := range s.names() {
		it := s.items[name]
		candidates, err := s.candidates(ctx, it, trial)
		if err != nil {
			return w, err
		}
		// Backwards, so that a template in use has its last good version behind it.
		loaded := -1
		for i, text := range slices.Backward(candidates) {
			if len(w.read(name, text)) == 0 {
				loaded, texts[name] = i, text
			}
		}
		w.Broken[name] = loaded < 0
		if trial && it.active.Canary > 0 && loaded == 0 {
			w.Trials[name] = it.active.Canary
		}
		if ill := loaded != 0 && it.active.Version > 0; !trial && ill != it.ill {
			if it.ill = ill; ill {
				told[name] = Change{Name: name, Kind: Fallback, Version: it.active.Version, Problems: load(name, candidates[0])}
			}
		}
	}
	w.Lexicon = proof.NewLexicon(texts[Style], texts[Advice])
	return w, nil
}

// candidates are the texts for a name in the order in which they are tried. Templates
// come with their last good version behind them, for failures at run time.
func (s *Shelf) candidates(ctx context.Context, it *item, trial bool) ([]string, error) {
	var texts []string
	add := func(id int64) error {
		if id == 0 {
			return nil
		}
		v, err := s.version(ctx, id)
		if err != nil {
			return err
		}
		texts = append(texts, v.Content)
		return nil
	}
	if trial {
		if err := add(it.active.Canary); err != nil {
			return nil, err
		}
	}
	if err := add(it.active.Version); err != nil {
		return nil, err
	}
	if it.previous.ID > 0 {
		texts = append(texts, it.previous.Content)
	}
	if it.shipped != "" {
		texts = append(texts, it.shipped)
	}
	return texts, nil
}

// read puts a text into its place among the words, or says what keeps it from there.
func (w *Words) read(name, text string) []bulletin.Problem {
	switch name {
	case Style:
		style, problems := phrase.LoadStyle(Style, []byte(text))
		if len(problems) == 0 {
			w.Style = style
		}
		return problems
	case Advice:
		rules, problems := advice.Load(Advice, []byte(text))
		if len(problems) == 0 {
			w.Advice = rules
		}
		return problems
	}
	t, problems := bulletin.Compile(name, text)
	if t != nil {
		w.Templates.Use(t)
	}
	return problems
}

// load says what keeps a text from loading.
func load(name, text string) []bulletin.Problem {
	return (&Words{Templates: bulletin.NewSet()}).read(name, text)
}

// ReadAll reads the words of a file system by name. Files that are too long are cut so
// that the check reports them.
func ReadAll(files fs.FS) map[string]string {
	found := map[string]string{}
	paths, _ := fs.Glob(files, "*.tmpl")
	for _, p := range append(paths, Style, Advice) {
		text, err := readText(files, p)
		if err == nil {
			found[strings.TrimSuffix(p, ".tmpl")] = text
		}
	}
	return found
}
