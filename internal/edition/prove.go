package edition

import (
	"encoding/json"
	"fmt"
	"html"

	"yubao/internal/newsroom"
	"yubao/internal/pattern"
	"yubao/internal/proof"
)

// Form names one of the texts of an edition.
type Form string

// The forms that editors may change.
const (
	Article   Form = "" // with the headline as its first line
	Chat      Form = "chat"
	Push      Form = "push"
	Broadcast Form = "broadcast"
)

// Forms lists the forms in the order in which they are shown.
func Forms() []Form { return []Form{Article, Chat, Push, Broadcast} }

// Of returns the text of a form within a copy, to be read or changed.
func (f Form) Of(c *newsroom.Copy) *string {
	switch f {
	case Chat:
		return &c.Chat
	case Push:
		return &c.Push
	case Broadcast:
		return &c.Broadcast
	}
	return &c.Article
}

// Finding is what proof says of one of the texts of an edition. Its offsets count in
// the plain text of the form.
type Finding struct {
	Form Form `json:"form,omitempty"`
	proof.Finding
}

// FindingsOf returns the findings of a revision.
func FindingsOf(revision newsroom.Revision) ([]Finding, error) {
	var found []Finding
	if len(revision.Findings) == 0 {
		return nil, nil
	}
	if err := json.Unmarshal(revision.Findings, &found); err != nil {
		return nil, fmt.Errorf("findings of revision %d: %w", revision.Number, err)
	}
	return found, nil
}

// note puts findings into a revision.
func note(r *newsroom.Revision, found []Finding) error {
	if found == nil {
		found = []Finding{}
	}
	data, err := json.Marshal(found)
	if err != nil {
		return fmt.Errorf("findings: %w", err)
	}
	r.Findings, r.Contradictions = data, 0
	for _, f := range found {
		if f.Severity == proof.Contradiction {
			r.Contradictions++
		}
	}
	return nil
}

// prove reads the texts of an edition back. The broadcast text has its figures in words
// for the ear and is not read.
func prove(c newsroom.Copy, f proof.Facts) []Finding {
	var found []Finding
	for _, form := range []Form{Article, Chat, Push} {
		facts := f
		facts.Part = form != Article
		for _, one := range proof.Check(Plain(*form.Of(&c)), facts) {
			found = append(found, Finding{form, one})
		}
	}
	return found
}

var tag = pattern.New(`</?[a-z][^<>]*>`)

// Plain returns a chat text without its markup.
func Plain(text string) string { return html.UnescapeString(tag.Regexp().ReplaceAllString(text, "")) }
