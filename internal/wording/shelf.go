package wording

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
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

// Names of the data files among the words.
const (
	Style  = "style.yaml"
	Advice = "advice.yaml"
)

// MostText is the longest file in bytes.
const MostText = 64 << 10

// Authors of versions that no person brought.
const (
	FromFolder  = "文件夹" // they came as a file
	FromProgram = "程序"  // they are the shipped ones
)

// Errors that callers branch on.
var (
	ErrUnknown = errors.New("no such template")
	ErrFaulty  = errors.New("the check found faults")
	ErrMoved   = errors.New("another version has come into use meanwhile")
	ErrName    = errors.New("not a name for a template")
	// ErrNoEarlier is the answer to a step back where no other version was in use before.
	ErrNoEarlier = errors.New("no earlier version was in use")
)

// Store keeps versions and which of them are in use.
type Store interface {
	AddTemplateVersion(ctx context.Context, v store.TemplateVersion) (store.TemplateVersion, error)
	TemplateVersion(ctx context.Context, id int64) (store.TemplateVersion, error)
	TemplateVersions(ctx context.Context, name string, most int) ([]store.TemplateVersion, error)
	ActivateTemplate(ctx context.Context, a store.TemplateActive) error
	StepBackTemplate(ctx context.Context, a store.TemplateActive) error
	EarlierTemplate(ctx context.Context, name string) (int64, error)
	TemplatesActive(ctx context.Context) ([]store.TemplateActive, error)
	Record(ctx context.Context, e store.AuditEntry) error
}

// Config has the parts of a shelf.
type Config struct {
	Folder  string // with the operators' files
	Shipped fs.FS  // what is used where the folder and the store have nothing
	Store   Store
	Now     func() time.Time
	Checker Checker
	// Signed counts the drafts that were made with a version on trial and signed; nil: none.
	Signed func(ctx context.Context, name string, version int64) (int, error)
}

// Words are the words that an edition is written with. They never change.
type Words struct {
	Style     *phrase.Style
	Advice    *advice.Rules
	Templates *bulletin.Set
	Lexicon   *proof.Lexicon
	Trials    map[string]int64 // versions on trial among them, by name
	Broken    map[string]bool  // names with a file of which no version ever loaded
}

// Shelf holds the words in use.
type Shelf struct {
	Config
	checking sync.Mutex // one draft is checked at a time, without holding up those who write or look
	mu       sync.Mutex
	items    map[string]*item
	words    Words
	trial    Words
	kept     map[int64]store.TemplateVersion // versions that were read; they never change
	checked  map[string][]bulletin.Problem   // of a file's name and content, under the style in use
	bank     func() []bulletin.Week          // for the style and advice in use; made when first asked for
	scanned  bool                            // the folder has been read at least once
	revision string                          // what words and trial were made of
}

// item is what the shelf knows about one name.
type item struct {
	name     string
	active   store.TemplateActive
	previous store.TemplateVersion // the one that was in use before the active one; zero: none
	file     string                // content of the file
	hasFile  bool
	hash     string    // of file, as last seen
	emptied  time.Time // since when the file is empty, while that is taken for a save in progress
	problems []bulletin.Problem
	shipped  string
	drift    Drift
	ill      bool // the version in use does not load; a version before it is used
}

// Drift says how the folder and the store disagree about a name.
type Drift string

// The kinds of drift.
const (
	Agrees  Drift = ""
	Faulty  Drift = "faulty"  // the file has faults and is not used
	Older   Drift = "older"   // the file is an older version than the one in use
	Missing Drift = "missing" // there is a version in use and no file
)

// Open reads the folder and the store. Changes are what the newsroom has to know.
func Open(ctx context.Context, c Config) (*Shelf, []Change, error) {
	s := &Shelf{Config: c, items: map[string]*item{}, kept: map[int64]store.TemplateVersion{}, checked: map[string][]bulletin.Problem{}}
	changes, err := s.Refresh(ctx)
	return s, changes, err
}

// Words returns the words in use; with trial those of versions on trial instead where
// there are any, for drafts that an editor will see.
func (s *Shelf) Words(trial bool) Words {
	s.mu.Lock()
	defer s.mu.Unlock()
	if trial {
		return s.trial
	}
	return s.words
}

// Item is what the shelf knows about one name, for people.
type Item struct {
	Name     string
	File     string // newspaper.tmpl
	Title    string // what a template is for, as its head says
	Template bool   // a template, not style.yaml or advice.yaml
	Text     string // in use
	OnDisk   string // as the file has it; the same as Text unless there is a drift
	Shipped  bool   // there is one in the program
	Active   Version
	Trial    Version // zero: none
	Left     int     // drafts that are still to be signed with the one on trial
	Drift    Drift
	Ill      bool // the active version does not load; an earlier one is used
	Problems []bulletin.Problem
}

// Version is a version as people see it; number 0 is the shipped one.
type Version struct {
	ID      int64
	Author  string
	Note    string
	Created time.Time
	Text    string
	Change  bulletin.Change // against the version before
}

// List returns all names, the data files last.
func (s *Shelf) List(ctx context.Context) ([]Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := make([]Item, 0, len(s.items))
	for _, name := range s.names() {
		it, err := s.describe(ctx, s.items[name])
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, nil
}

// Item returns one name, or ErrUnknown.
func (s *Shelf) Item(ctx context.Context, name string) (Item, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	it, ok := s.items[name]
	if !ok {
		return Item{}, fmt.Errorf("%q: %w", name, ErrUnknown)
	}
	return s.describe(ctx, it)
}

// Names lists all names, the data files last.
func (s *Shelf) Names() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names()
}

func (s *Shelf) names() []string {
	names := make([]string, 0, len(s.items))
	for name := range s.items {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if isData(a) != isData(b) {
			if isData(a) {
				return 1
			}
			return -1
		}
		return strings.Compare(a, b)
	})
	return names
}

func (s *Shelf) describe(ctx context.Context, it *item) (Item, error) {
	out := Item{
		Name: it.name, File: fileOf(it.name), Template: !isData(it.name), Text: it.shipped, Shipped: it.shipped != "",
		Drift: it.drift, Ill: it.ill, Problems: it.problems, OnDisk: it.file,
	}
	if it.active.Version > 0 {
		v, err := s.version(ctx, it.active.Version)
		if err != nil {
			return out, err
		}
		out.Text, out.Active = v.Content, versionOf(v)
	}
	if it.active.Canary > 0 {
		v, err := s.version(ctx, it.active.Canary)
		if err != nil {
			return out, err
		}
		out.Trial = versionOf(v)
		signed, err := s.signed(ctx, it)
		if err != nil {
			return out, err
		}
		out.Left = max(it.active.CanaryLeft-signed, 0)
	}
	if out.Template {
		if t, _ := bulletin.Compile(it.name, out.Text); t != nil {
			out.Title = t.Title()
		}
	} else {
		out.Title = map[string]string{Style: "文风：版式、句子、标题", Advice: "建议：条件与文字"}[it.name]
	}
	return out, nil
}

// signed counts the drafts signed with the version on trial.
func (s *Shelf) signed(ctx context.Context, it *item) (int, error) {
	if s.Signed == nil {
		return 0, nil
	}
	n, err := s.Signed(ctx, it.name, it.active.Canary)
	if err != nil {
		return 0, fmt.Errorf("count drafts with %s on trial: %w", it.name, err)
	}
	return n, nil
}

// version reads a version once.
func (s *Shelf) version(ctx context.Context, id int64) (store.TemplateVersion, error) {
	if v, ok := s.kept[id]; ok {
		return v, nil
	}
	v, err := s.Store.TemplateVersion(ctx, id)
	if err != nil {
		return v, fmt.Errorf("template version %d: %w", id, err)
	}
	s.kept[id] = v
	return v, nil
}

func versionOf(v store.TemplateVersion) Version {
	return Version{ID: v.ID, Author: v.Author, Note: v.Note, Created: v.Created, Text: v.Content}
}

func isData(name string) bool { return name == Style || name == Advice }

// fileOf is the file of a name.
func fileOf(name string) string {
	if isData(name) {
		return name
	}
	return name + ".tmpl"
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
