package bulletin

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// ErrUnknown is the answer to the name of a template that the set does not have.
var ErrUnknown = errors.New("no such template")

// Set is the templates in use. For each name it knows up to three: the active one,
// the last that worked, and the one shipped with the program. It is safe for
// concurrent use.
type Set struct {
	mu      sync.RWMutex
	entries map[string]*entry
}

type entry struct{ active, lastGood, shipped *Template }

// candidates are the templates of a name in the order in which they are tried.
func (e *entry) candidates() []*Template {
	var tried []*Template
	for _, t := range []*Template{e.active, e.lastGood, e.shipped} {
		if t != nil && !slices.Contains(tried, t) {
			tried = append(tried, t)
		}
	}
	return tried
}

// Text is a rendered text and how it came about.
type Text struct {
	Text   string
	Format Format // of the template that wrote it, which may not be the active one
	Notes  []Note // what the newsroom must be told; none when all went well
}

// Note tells the newsroom that a text is not from the active template, or was mended.
type Note struct {
	Template string
	Message  string // Chinese
	Err      error
}

// NewSet returns a set without templates.
func NewSet() *Set { return &Set{entries: map[string]*entry{}} }

// Load reads every *.tmpl of a folder. Templates with problems are left out of the
// set; their problems are returned, all at once.
func Load(files fs.FS) (*Set, []Problem) {
	s := NewSet()
	var problems []Problem
	for name, source := range readFolder(files, &problems) {
		t, bad := Compile(name, source)
		problems = append(problems, bad...)
		if t != nil {
			s.entries[name] = &entry{active: t}
		}
	}
	sortProblems(&problems)
	return s, problems
}

// WithShipped makes the templates of a folder the last resort of the set, and the
// active ones where it has none. They are part of the program: problems in them are
// errors of the program. One that the set has word for word is not read again.
func (s *Set) WithShipped(files fs.FS) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var problems []Problem
	for name, source := range readFolder(files, &problems) {
		e := s.entries[name]
		if e != nil && e.active != nil && e.active.source == source {
			e.shipped = e.active
			continue
		}
		t, bad := Compile(name, source)
		if problems = append(problems, bad...); t == nil {
			continue
		}
		e = s.entry(name)
		e.shipped = t
		if e.active == nil {
			e.active = t
		}
	}
	if len(problems) > 0 {
		sortProblems(&problems)
		return fmt.Errorf("shipped templates: %w", problems[0])
	}
	return nil
}

// Use makes t active; the one before stays as the last that worked. Call it with
// templates that lint has passed.
func (s *Set) Use(t *Template) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entry(t.name)
	if e.active != nil {
		e.lastGood = e.active
	}
	e.active = t
}

// entry is the entry of a name, made when there is none. The caller holds the lock.
func (s *Set) entry(name string) *entry {
	e := s.entries[name]
	if e == nil {
		e = &entry{}
		s.entries[name] = e
	}
	return e
}

// Names lists the templates of the set, sorted.
func (s *Set) Names() []string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Sorted(maps.Keys(s.entries))
}

// Template is the active template of that name.
func (s *Set) Template(name string) (*Template, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	e, ok := s.entries[name]
	if !ok || e.active == nil {
		return nil, false
	}
	return e.active, true
}

// Render is Write for callers that have no newsroom to tell, such as previews.
func (s *Set) Render(ctx context.Context, name string, data map[string]any) (string, error) {
	text, err := s.Write(ctx, name, data)
	return text.Text, err
}

// Write renders the active template of a name. When it fails, or prints nothing,
// the last that worked is taken, then the shipped one, and a note says so. Source
// and time of issue stand in every text: where a template leaves them out they are
// added. An error means that no text could be made at all.
func (s *Set) Write(ctx context.Context, name string, data map[string]any) (Text, error) {
	s.mu.RLock()
	e, ok := s.entries[name]
	var candidates []*Template
	if ok {
		candidates = e.candidates()
	}
	s.mu.RUnlock()
	if !ok {
		return Text{}, fmt.Errorf("render %s: %w", name, ErrUnknown)
	}
	var out Text
	var failures []error
	for _, t := range candidates {
		text, err := t.Render(ctx, data)
		if err == nil && !legible(t.head.format.visible(text)) {
			err = &RenderError{Template: name, Problem: Problem{File: t.file(), Line: 1, Col: 1, Rule: ruleEmpty, Message: "写出来是空的"}}
		}
		if err == nil {
			out.Text, out.Format = text, t.head.format
			out.ensureSource(t, data)
			return out, nil
		}
		if ctx.Err() != nil {
			return Text{}, err
		}
		failures = append(failures, err)
		out.Notes = append(out.Notes, Note{Template: name, Err: err,
			Message: fmt.Sprintf("模板“%s”出错，已改用上一个能用的版本：%v", name, err)})
	}
	return Text{Notes: out.Notes}, fmt.Errorf("render %s: %w", name, errors.Join(failures...))
}

// ensureSource adds source and time when a template left them out.
func (t *Text) ensureSource(from *Template, data map[string]any) {
	if source, issued := hasSource(from.head.format, t.Text, data); source && issued {
		return
	}
	footer, _ := data["署名"].(string)
	if footer == "" {
		footer, _ = data["短署名"].(string)
	}
	t.Text += "\n" + from.head.format.escape(footer)
	t.Notes = append(t.Notes, Note{Template: from.name, Message: "模板“" + from.name + "”没有写资料来源或时间，已自动补上"})
}

// spoken takes away what a text for the ear leaves out of a name: Open-Meteo is read Open Meteo.
var spoken = strings.NewReplacer("-", "", " ", "")

// hasSource reports whether a text names its source and its time of issue.
func hasSource(f Format, text string, data map[string]any) (source, issued bool) {
	text = f.visible(text)
	heard := sync.OnceValue(func() string { return spoken.Replace(text) })
	says := func(words string) bool {
		return words != "" && (strings.Contains(text, words) || strings.Contains(heard(), spoken.Replace(words)))
	}
	holds := func(name string) bool {
		words, _ := data[name].(string)
		return says(words)
	}
	source, issued = holds("来源") || holds("署名"), holds("生成时间") || holds("起报时间")
	if station, ok := data["台站"].(map[string]any); ok {
		name, _ := station["名称"].(string)
		at, _ := station["时间"].(string)
		source, issued = source || says(name), issued || says(at)
	}
	return source, issued
}

// legible reports whether there is anything to read.
func legible(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// readFolder yields the templates of a folder by name.
func readFolder(files fs.FS, problems *[]Problem) map[string]string {
	found := map[string]string{}
	paths, err := fs.Glob(files, "*.tmpl")
	if err != nil {
		*problems = append(*problems, Problem{File: ".", Rule: ruleFile, Message: "读不到模板文件夹"})
	}
	for _, p := range paths {
		text, err := fs.ReadFile(files, p)
		if err != nil {
			*problems = append(*problems, Problem{File: p, Rule: ruleFile, Message: "读不到这个文件"})
			continue
		}
		found[strings.TrimSuffix(path.Base(p), ".tmpl")] = string(text)
	}
	return found
}
