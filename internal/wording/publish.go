package wording

import (
	"context"
	"fmt"
	"unicode"

	"yubao/internal/bulletin"
	"yubao/internal/newsroom"
	"yubao/internal/store"
)

// Proposal is a text that somebody wants in use.
type Proposal struct {
	Name string
	Text string
	By   newsroom.Person
	Note string
	Base int64 // the version that it was made from; 0: none. Another one in use meanwhile is ErrMoved.
	// Trial: use it for drafts only until so many of them were signed; 0: use it at once.
	Trial int
}

// FaultyError holds what a check found against a proposal.
type FaultyError struct{ Report Report }

func (e *FaultyError) Error() string { return fmt.Sprintf("%d faults", len(e.Report.Problems)) }

// Is makes it an ErrFaulty.
func (e *FaultyError) Is(target error) bool { return target == ErrFaulty }

// longestName is how many characters a template's name may have.
const longestName = 40

// validName reports whether a template may be called so: letters and digits, and after
// the first also _ and -. It becomes a file name.
func validName(name string) bool {
	count := 0
	for _, r := range name {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && (count == 0 || r != '_' && r != '-') {
			return false
		}
		count++
	}
	return count > 0 && count <= longestName
}

// Publish checks a text, keeps it as a version, brings it into use and writes it to
// the folder, so that folder and store agree. A folder that cannot be written shows as
// drift afterwards; the text is in use all the same.
func (s *Shelf) Publish(ctx context.Context, p Proposal) (Version, error) {
	if p.By.Role != newsroom.Chief {
		return Version{}, newsroom.ErrForbidden
	}
	if !isData(p.Name) && !validName(p.Name) {
		return Version{}, fmt.Errorf("%q: %w", p.Name, ErrName)
	}
	if r := s.Check(p.Name, p.Text); len(r.Problems) > 0 {
		return Version{}, &FaultyError{r}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.readStore(ctx); err != nil {
		return Version{}, err
	}
	it := s.item(p.Name)
	if it.active.Version != p.Base {
		return Version{}, fmt.Errorf("%s: version %d: %w", p.Name, it.active.Version, ErrMoved)
	}
	if err := s.register(ctx, it, p.Text); err != nil {
		return Version{}, err
	}
	v, err := s.keep(ctx, p.Name, p.Text, p.By.Name, p.Note)
	if err != nil {
		return Version{}, err
	}
	if p.Trial > 0 && it.active.Version > 0 {
		return versionOf(v), s.try(ctx, it, v, p)
	}
	return versionOf(v), s.bring(ctx, it, v, p.By, "发布")
}

// register keeps the shipped text as a version that was in use before another text takes
// its place for the first time, so that a step back leads to it.
func (s *Shelf) register(ctx context.Context, it *item, next string) error {
	if it.active.Version > 0 || it.shipped == "" || it.shipped == next {
		return nil
	}
	v, err := s.keep(ctx, it.name, it.shipped, FromProgram, "内置的")
	if err != nil {
		return err
	}
	return s.activate(ctx, it, v, FromProgram)
}

// try puts a version on trial.
func (s *Shelf) try(ctx context.Context, it *item, v store.TemplateVersion, p Proposal) error {
	a := it.active
	a.Canary, a.CanaryLeft, a.By, a.Updated = v.ID, p.Trial, p.By.Name, s.Now()
	if err := s.Store.ActivateTemplate(ctx, a); err != nil {
		return fmt.Errorf("put version %d of %s on trial: %w", v.ID, it.name, err)
	}
	it.active = a
	if err := s.record(ctx, p.By.ID, "试用", it.name, fmt.Sprintf("第%d版，签发%d稿后转正。%s", v.ID, p.Trial, p.Note)); err != nil {
		return err
	}
	return s.rebuild(ctx, map[string]Change{})
}

// bring brings a version into use and into the folder.
func (s *Shelf) bring(ctx context.Context, it *item, v store.TemplateVersion, by newsroom.Person, act string) error {
	if err := s.activate(ctx, it, v, by.Name); err != nil {
		return err
	}
	return s.brought(ctx, it, v, by, act)
}

// brought records that a version came into use, and writes it to the folder.
func (s *Shelf) brought(ctx context.Context, it *item, v store.TemplateVersion, by newsroom.Person, act string) error {
	if err := s.record(ctx, by.ID, act, it.name, fmt.Sprintf("第%d版。%s", v.ID, v.Note)); err != nil {
		return err
	}
	_ = s.writeFile(it, v.Content) // a folder that cannot be written shows as drift
	_, err := s.refresh(ctx)
	return err
}

// Rollback brings an earlier version of a name into use again; 0 is the one that was in
// use before the active one, or ErrNoEarlier.
func (s *Shelf) Rollback(ctx context.Context, name string, id int64, by newsroom.Person) (Version, error) {
	if by.Role != newsroom.Chief {
		return Version{}, newsroom.ErrForbidden
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[name]
	if !ok {
		return Version{}, fmt.Errorf("%q: %w", name, ErrUnknown)
	}
	if id == 0 {
		if id = it.previous.ID; id == 0 {
			return Version{}, fmt.Errorf("%s: %w", name, ErrNoEarlier)
		}
	}
	v, err := s.version(ctx, id)
	if err != nil {
		return Version{}, err
	}
	if v.Name != name {
		return Version{}, fmt.Errorf("version %d is of %s: %w", id, v.Name, store.ErrNoVersion)
	}
	if problems := s.check(name, v.Content); len(problems) > 0 {
		return Version{}, &FaultyError{Report{Problems: folded(problems)}}
	}
	if err := s.putInUse(ctx, it, v, by.Name, s.Store.StepBackTemplate); err != nil {
		return Version{}, err
	}
	return versionOf(v), s.brought(ctx, it, v, by, "退回")
}

// EndTrial drops the version on trial, or brings it into use at once.
func (s *Shelf) EndTrial(ctx context.Context, name string, keep bool, by newsroom.Person) error {
	if by.Role != newsroom.Chief {
		return newsroom.ErrForbidden
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[name]
	if !ok || it.active.Canary == 0 {
		return fmt.Errorf("%q: nothing on trial: %w", name, ErrUnknown)
	}
	v, err := s.version(ctx, it.active.Canary)
	if err != nil {
		return err
	}
	if keep {
		return s.bring(ctx, it, v, by, "试用转正")
	}
	a := it.active
	a.Canary, a.CanaryLeft, a.By, a.Updated = 0, 0, by.Name, s.Now()
	if err := s.Store.ActivateTemplate(ctx, a); err != nil {
		return fmt.Errorf("end the trial of %s: %w", name, err)
	}
	it.active = a
	if err := s.record(ctx, by.ID, "停止试用", name, fmt.Sprintf("第%d版", v.ID)); err != nil {
		return err
	}
	return s.rebuild(ctx, map[string]Change{})
}

// Settle ends a drift in one of two ways: the file comes into use, or it is written
// anew from the version in use.
func (s *Shelf) Settle(ctx context.Context, name string, takeFile bool, by newsroom.Person) error {
	if by.Role != newsroom.Chief {
		return newsroom.ErrForbidden
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[name]
	if !ok || it.drift == Agrees {
		return fmt.Errorf("%q: %w", name, ErrUnknown)
	}
	if !takeFile {
		v, err := s.version(ctx, it.active.Version)
		if err != nil {
			return err
		}
		if err := s.writeFile(it, v.Content); err != nil {
			return err
		}
		if err := s.record(ctx, by.ID, "文件改回", name, fmt.Sprintf("第%d版", v.ID)); err != nil {
			return err
		}
		_, err = s.refresh(ctx)
		return err
	}
	if problems := s.check(name, it.file); len(problems) > 0 {
		return &FaultyError{Report{Problems: folded(problems)}}
	}
	v, err := s.keep(ctx, name, it.file, by.Name, "采用文件夹里的文件")
	if err != nil {
		return err
	}
	return s.bring(ctx, it, v, by, "采用文件")
}

// Versions returns the versions of a name, the newest first, each with what it changed.
func (s *Shelf) Versions(ctx context.Context, name string, most int) ([]Version, error) {
	found, err := s.Store.TemplateVersions(ctx, name, most+1)
	if err != nil {
		return nil, fmt.Errorf("versions of %s: %w", name, err)
	}
	s.mu.Lock()
	shipped := ""
	if it, ok := s.items[name]; ok {
		shipped = it.shipped
	}
	s.mu.Unlock()
	var out []Version
	for i, row := range found[:min(most, len(found))] {
		v, earlier := versionOf(row), shipped
		if i+1 < len(found) {
			earlier = found[i+1].Content
		}
		v.Change = bulletin.Diff(earlier, row.Content)
		out = append(out, v)
	}
	return out, nil
}

// Diff is what a text changes against the one in use.
func (s *Shelf) Diff(name, text string) bulletin.Change {
	s.mu.Lock()
	defer s.mu.Unlock()
	inUse := ""
	if it, ok := s.items[name]; ok {
		inUse = s.textInUse(it)
	}
	return bulletin.Diff(inUse, text)
}
