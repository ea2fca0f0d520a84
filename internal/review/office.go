package review

import (
	"context"
	"time"

	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
)

// Office is the newsroom as it works at the moment: what one reading of the
// configuration set up.
type Office struct {
	Desk     Decisions
	Editors  Editors
	Pictures Pictures // nil: none
	Editions []Edition
	// People are those of the configuration: their names and roles go over those of
	// accounts, and an account of somebody else is closed. Nil: accounts as they are.
	People  map[string]newsroom.Person
	Sources []Source
}

// Edition is an edition as the page shows it.
type Edition struct {
	ID    string
	Title string // 晚报
	Place string // 新乡
	Zone  *time.Location
	Next  time.Time // the next slot; zero: only by hand
	// Illustrated says that some of its readers get a picture.
	Illustrated bool
}

// Pictures draws what readers get beside the text of a draft.
type Pictures interface {
	// Draw returns the picture of the current revision, a PNG.
	Draw(d newsroom.Dossier) ([]byte, error)
	// Fault says in Chinese why readers get no picture; empty: they get one. It is quick.
	Fault(d newsroom.Dossier) string
}

// Source is how a source of forecasts did lately.
type Source struct {
	Name   string
	Asked  time.Time // last time; zero: not since the start
	Good   time.Time // last time that it answered well
	Took   time.Duration
	Failed int // failures since it last answered well
}

// Decisions are those of package desk.
type Decisions interface {
	Sign(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, override string) (newsroom.Draft, error)
	Spike(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, reason string) (newsroom.Draft, error)
	Withdraw(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, reason string) (newsroom.Draft, error)
}

// Editors changes drafts; package edition does.
type Editors interface {
	Open(ctx context.Context, id newsroom.DraftID) (edition.Workpiece, error)
	Proofread(ctx context.Context, id newsroom.DraftID, form edition.Form, text string) ([]proof.Finding, error)
	EditWords(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, words edition.Words) (edition.Redraft, error)
	EditFacts(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, lines string) (edition.Redraft, error)
	Rewrite(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person) (edition.Redraft, error)
	Attest(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, a newsroom.Attestation) (edition.Redraft, error)
	Changes(ctx context.Context, dossier newsroom.Dossier) ([]string, error)
	Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string) (newsroom.Draft, error)
}

var (
	_ Decisions = (*desk.Desk)(nil)
	_ Editors   = (*edition.Editors)(nil)
)

// HeldKey is the name under which the store keeps why an edition has no draft of its last
// slot, in Chinese; empty when it has.
func HeldKey(edition string) string { return "held:" + edition }

// office returns the newsroom as it works now.
func (s *Server) office() Office {
	if s.Office == nil {
		return Office{}
	}
	return s.Office()
}

// edition returns how an edition is shown; one that is not configured any more goes by its key.
func (o Office) edition(id string, zone *time.Location) Edition {
	for _, e := range o.Editions {
		if e.ID == id {
			return e
		}
	}
	return Edition{ID: id, Title: id, Zone: zone}
}
