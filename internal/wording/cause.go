package wording

import (
	"slices"
	"strings"

	"yubao/internal/bulletin"
	"yubao/internal/phrase"
	"yubao/internal/vocabulary"
)

// cause is where a draft of style or advice makes a template fail in a week in which it
// does not fail with the words in use: the entry that wrote other words than they do, or
// the setting of the house. It is false when the draft is not to blame.
func (c Checker) cause(name string, t *bulletin.Template, with, among Words, week string) (vocabulary.Text, bool) {
	fails := func(style *phrase.Style) bool {
		told, ok := c.Bank.Week(week, style, with.Advice)
		return ok && len(t.Lint(bulletin.Options{Weeks: []bulletin.Week{told}, CheckHTML: c.CheckHTML})) > 0
	}
	written := c.pieces(name, with, week)
	if among.Style == nil || among.Advice == nil {
		return longest(written)
	}
	now, ok := c.Bank.Week(week, among.Style, among.Advice)
	if ok && len(t.Lint(bulletin.Options{Weeks: []bulletin.Week{now}, CheckHTML: c.CheckHTML})) > 0 {
		return vocabulary.Text{}, false
	}
	if name == Style && !fails(with.Style.In(among.Style.House)) {
		return settingThat(fails, with.Style)
	}
	before := map[string]bool{}
	for _, piece := range c.pieces(name, among, week) {
		before[piece.Text] = true
	}
	return longest(innermost(slices.DeleteFunc(written, func(w phrase.Written) bool { return before[w.Text] })))
}

// settingThat is the last setting of the house with which a template begins to fail.
func settingThat(fails func(*phrase.Style) bool, style *phrase.Style) (at vocabulary.Text, found bool) {
	sound := true
	for _, h := range style.Houses() {
		bad := fails(style.In(h.House))
		if bad && sound {
			at, found = h.At, true
		}
		sound = !bad
	}
	return at, found
}

// pieces are what the entries of a file wrote of a week.
func (c Checker) pieces(name string, words Words, week string) []phrase.Written {
	told, ok := c.Bank.Week(week, words.Style, words.Advice)
	if !ok {
		return nil
	}
	var written []phrase.Written
	n, chosen := bulletin.Tell(told.Input, words.Style, words.Advice, &written)
	if name == Style {
		return written
	}
	written = nil
	for i := range min(len(chosen), len(n.Advice)) {
		if at, ok := words.Advice.Place(chosen[i]); ok {
			written = append(written, phrase.Written{Text: n.Advice[i], At: at})
		}
	}
	return written
}

// innermost leaves out the pieces that hold another: they differ because that one does.
func innermost(pieces []phrase.Written) []phrase.Written {
	return slices.DeleteFunc(slices.Clone(pieces), func(outer phrase.Written) bool {
		return slices.ContainsFunc(pieces, func(inner phrase.Written) bool {
			return len(inner.Text) < len(outer.Text) && strings.Contains(outer.Text, inner.Text)
		})
	})
}

func longest(pieces []phrase.Written) (at vocabulary.Text, found bool) {
	most := 0
	for _, piece := range pieces {
		if len(piece.Text) > most {
			most, at, found = len(piece.Text), piece.At, true
		}
	}
	return at, found
}
