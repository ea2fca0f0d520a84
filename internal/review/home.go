package review

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/store"
)

// mostRecent is how many drafts the first page looks through.
const mostRecent = 60

// recent is how long a decided draft stays on the first page.
const recent = 36 * time.Hour

type homePage struct {
	Waiting   []draftLine // what waits for a decision, the nearest deadline first
	Decided   []draftLine
	Editions  []editionLine
	Uncertain int // deliveries that wait for a person
	Now       time.Time
}

// draftLine is a draft in a list.
type draftLine struct {
	newsroom.Draft
	Edition        Edition
	Headline       string
	Contradictions int
}

// editionLine is an edition with what comes next.
type editionLine struct {
	Edition
	Held   string      // why there is no draft of the last slot
	Missed []time.Time // slots of the last day that nobody made up for
}

func (s *Server) showHome(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	page, err := s.home(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if r.Header.Get("HX-Request") != "" {
		s.showPart(w, r, "home", "board", page)
		return
	}
	s.show(w, r, http.StatusOK, "home", page)
}

func (s *Server) home(r *http.Request) (page homePage, err error) {
	page.Now = s.Now()
	office := s.office()
	drafts, err := s.Store.Drafts(r.Context(), "", mostRecent)
	if err != nil {
		return page, fmt.Errorf("list drafts: %w", err)
	}
	for _, d := range drafts {
		waiting := d.State == newsroom.Filed
		if !waiting && page.Now.Sub(d.DecidedAt) > recent {
			continue
		}
		line := draftLine{Draft: d, Edition: office.edition(d.Edition, s.Zone)}
		revision, err := s.Store.Revision(r.Context(), d.ID, d.Revision)
		if err != nil {
			return page, fmt.Errorf("draft %d: %w", d.ID, err)
		}
		line.Headline, line.Contradictions = revision.Copy.Headline, revision.Contradictions
		if revision.Overrides != "" {
			line.Contradictions = 0
		}
		line.Draft = local(line.Draft, line.Edition.Zone)
		if waiting {
			page.Waiting = append(page.Waiting, line)
		} else {
			page.Decided = append(page.Decided, line)
		}
	}
	slices.SortStableFunc(page.Waiting, func(a, b draftLine) int { return byDeadline(a.Deadline, b.Deadline) })
	if page.Editions, err = s.editionLines(r, office); err != nil {
		return page, err
	}
	counts, err := s.Store.CountStates(r.Context())
	for _, c := range counts {
		if c.State == "uncertain" || c.State == "dead" {
			page.Uncertain += c.Count
		}
	}
	return page, err
}

func byDeadline(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// editionLines are the editions, the next one due first.
func (s *Server) editionLines(r *http.Request, office Office) ([]editionLine, error) {
	var lines []editionLine
	for _, e := range office.Editions {
		line := editionLine{Edition: e}
		line.Next = e.Next.In(e.Zone)
		if e.Next.IsZero() {
			line.Next = time.Time{}
		}
		slots, err := s.Store.Slots(r.Context(), e.ID, 5)
		if err != nil {
			return nil, fmt.Errorf("slots of %s: %w", e.ID, err)
		}
		if line.Held, err = s.Store.Value(r.Context(), HeldKey(e.ID)); err != nil {
			return nil, fmt.Errorf("state of %s: %w", e.ID, err)
		}
		for _, slot := range slots {
			if slot.Outcome == store.Missed && s.Now().Sub(slot.Planned) < recent {
				line.Missed = append(line.Missed, slot.Planned.In(e.Zone))
			}
		}
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(a, b editionLine) int { return byDeadline(a.Next, b.Next) })
	return lines, nil
}

// local returns a draft with its times in a zone.
func local(d newsroom.Draft, zone *time.Location) newsroom.Draft {
	for _, t := range []*time.Time{&d.Slot, &d.Filed, &d.Deadline, &d.DecidedAt} {
		if !t.IsZero() {
			*t = t.In(zone)
		}
	}
	return d
}

func (s *Server) showSources(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	sources := slices.Clone(s.office().Sources)
	for i := range sources {
		for _, t := range []*time.Time{&sources[i].Asked, &sources[i].Good} {
			if !t.IsZero() {
				*t = t.In(s.Zone)
			}
		}
	}
	s.show(w, r, http.StatusOK, "sources", sources)
}

// formWords names the texts of an edition for people.
var formWords = map[edition.Form]string{edition.Article: "文章", edition.Chat: "会话短文", edition.Push: "推送", edition.Broadcast: "播报"}
