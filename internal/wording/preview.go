package wording

import (
	"yubao/internal/bulletin"
)

// Choice is a week that a draft can be looked at with.
type Choice struct {
	Key   string // hard:缺风, scene:dust-202303, last:evening
	Title string
	Group string // 最近的预报, 构造的天气, 难写的天气
}

// Preview is a draft of a file as readers would see it.
type Preview struct {
	Panes   []Pane
	Problem string // Chinese: why there is nothing to see; empty: there is
}

// Pane is one text of an edition.
type Pane struct {
	Kind   PaneKind
	Name   string // of the template that wrote it
	Mine   bool   // written by the draft
	Title  string // of an e-mail
	Text   string // in the markup of its kind
	Length int    // characters that a reader sees
	Fault  string // Chinese: why there is no text
}

// PaneKind says where a text is read.
type PaneKind string

// The kinds of pane, in the order in which they are shown.
const (
	PaneArticle  PaneKind = "article"
	PaneTelegram PaneKind = "telegram" // Telegram's HTML
	PaneWeCom    PaneKind = "wecom"    // WeCom's markdown
	PaneMail     PaneKind = "mail"
	PanePush     PaneKind = "push"
	PaneSpoken   PaneKind = "spoken"
)

// With returns the words in use with a draft in its place, and false when the draft
// does not load.
func (s *Shelf) With(name, text string) (Words, bool) {
	s.mu.Lock()
	with := s.words
	s.mu.Unlock()
	set := bulletin.NewSet()
	for _, other := range with.Templates.Names() {
		if t, ok := with.Templates.Template(other); ok {
			set.Use(t)
		}
	}
	with.Templates = set
	return with, len(with.read(name, text)) == 0
}

// Week returns what templates see of a week of the bank as words tell it.
func (s *Shelf) Week(name string, words Words) (map[string]any, bool) {
	week, ok := s.Checker.Bank.Week(name, words.Style, words.Advice)
	return week.Data, ok
}

// WeekNames lists the bank of weeks.
func (s *Shelf) WeekNames() []string { return s.Checker.Bank.Names() }
