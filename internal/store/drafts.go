package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/newsroom"
	"yubao/internal/store/internal/rows"
)

// File stores a new draft; see desk.Store.
func (s *Store) File(ctx context.Context, c desk.Change) (draft newsroom.Draft, fresh bool, err error) {
	err = s.write(ctx, func(q *rows.Queries, tx *sql.Tx) error {
		existing, err := filedAlready(ctx, q, c.Draft)
		if err == nil {
			draft = draftOf(existing)
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		id, err := nextID(ctx, q, "draft")
		if err != nil {
			return err
		}
		c.Draft.ID, c.Decision.Draft = newsroom.DraftID(id), newsroom.DraftID(id)
		n, err := q.InsertDraft(ctx, draftRow(c.Draft))
		if err != nil {
			return err
		}
		if n == 0 { // another process filed it since we looked
			return errFiledMeanwhile
		}
		draft, fresh = c.Draft, true
		return s.apply(ctx, q, tx, c)
	})
	if errors.Is(err, errFiledMeanwhile) {
		row, err := filedAlready(ctx, s.read(), c.Draft)
		return draftOf(row), false, err
	}
	return draft, fresh, err
}

var errFiledMeanwhile = errors.New("filed by another process")

func filedAlready(ctx context.Context, q *rows.Queries, d newsroom.Draft) (rows.Draft, error) {
	if d.Corrects != 0 {
		return q.OpenCorrection(ctx, int64(d.Corrects))
	}
	return q.DraftOfSlot(ctx, rows.DraftOfSlotParams{Edition: d.Edition, Slot: millis(d.Slot)})
}

// Change changes a draft; see desk.Store.
func (s *Store) Change(ctx context.Context, id newsroom.DraftID, decide func(newsroom.Dossier) (desk.Change, error)) error {
	return s.write(ctx, func(q *rows.Queries, tx *sql.Tx) error {
		// The update locks the row on PostgreSQL; SQLite has one writer.
		if n, err := q.LockDraft(ctx, int64(id)); err != nil || n == 0 {
			return errors.Join(err, notFoundIf(n == 0 && err == nil))
		}
		dossier, err := dossierOf(ctx, q, id, true)
		if err != nil {
			return err
		}
		change, err := decide(dossier)
		if err != nil {
			return err
		}
		if err := q.UpdateDraft(ctx, draftUpdate(change.Draft)); err != nil {
			return err
		}
		return s.apply(ctx, q, tx, change)
	})
}

func notFoundIf(missing bool) error {
	if missing {
		return newsroom.ErrNotFound
	}
	return nil
}

// apply writes what a change has besides its draft.
func (s *Store) apply(ctx context.Context, q *rows.Queries, tx *sql.Tx, c desk.Change) error {
	if c.Revision != nil {
		if err := insertRevision(ctx, q, c.Draft.ID, *c.Revision); err != nil {
			return fmt.Errorf("revision: %w", err)
		}
	}
	if c.Overrides != "" {
		err := q.SetOverrides(ctx, rows.SetOverridesParams{Overrides: c.Overrides, Draft: int64(c.Draft.ID), Number: int64(c.Draft.Revision)})
		if err != nil {
			return fmt.Errorf("overrides: %w", err)
		}
	}
	if a := c.Attestation; a != nil {
		err := q.PutAttestation(ctx, rows.PutAttestationParams{
			Draft: int64(c.Draft.ID), Station: a.Station, Issued: millis(a.Issued), Body: a.Text, Person: a.By, At: millis(a.At),
		})
		if err != nil {
			return fmt.Errorf("attestation: %w", err)
		}
	}
	if err := s.supersede(ctx, q, c); err != nil {
		return err
	}
	outgoing, err := concerned(ctx, q, c)
	if err != nil {
		return err
	}
	if c.Decision.Act != "" {
		if err := insertDecision(ctx, q, c.Decision); err != nil {
			return fmt.Errorf("decision: %w", err)
		}
	}
	return s.putOutgoing(ctx, q, tx, origin{
		draft: int64(c.Draft.ID), edition: c.Draft.Edition, revision: c.Draft.Revision,
	}, outgoing)
}

// concerned leaves out the word of a withdrawal to those who never got what is withdrawn:
// every message of it to them was dropped before the first attempt. Who holds the original
// of a withdrawn correction is told in any case.
func concerned(ctx context.Context, q *rows.Queries, c desk.Change) ([]delivery.Outgoing, error) {
	if c.Decision.Act != newsroom.ActWithdraw || c.Draft.Corrects != 0 {
		return c.Outgoing, nil
	}
	found, err := q.OutboxOfDraft(ctx, int64(c.Draft.ID))
	if err != nil {
		return nil, fmt.Errorf("who got draft %d: %w", c.Draft.ID, err)
	}
	spared, reached := map[delivery.Target]bool{}, map[delivery.Target]bool{}
	for _, row := range found {
		if row.Occasion != string(delivery.OnBulletin) {
			continue
		}
		target := delivery.Target{Channel: row.Channel, Address: row.Address, Thread: row.Thread}
		if row.State == string(delivery.Dropped) && row.Attempts == 0 {
			spared[target] = true
		} else {
			reached[target] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(c.Outgoing), func(o delivery.Outgoing) bool {
		return o.Occasion == delivery.OnWithdrawal && spared[o.Target] && !reached[o.Target]
	}), nil
}

// supersede drops what was not sent yet of a text that no longer holds, and closes the original of a correction.
func (s *Store) supersede(ctx context.Context, q *rows.Queries, c desk.Change) error {
	drop := rows.DropPendingOfDraftParams{Person: c.Decision.Person, Updated: millis(s.now())}
	switch {
	case c.Replaced != nil:
		if err := q.UpdateDraft(ctx, draftUpdate(*c.Replaced)); err != nil {
			return fmt.Errorf("original: %w", err)
		}
		drop.Draft, drop.Reason = int64(c.Replaced.ID), fmt.Sprintf("corrected by draft %d", c.Draft.ID)
	case c.Draft.State == newsroom.Withdrawn && c.Decision.Act == newsroom.ActWithdraw:
		drop.Draft, drop.Reason = int64(c.Draft.ID), "withdrawn"
	default:
		return nil
	}
	_, err := q.DropPendingOfDraft(ctx, drop)
	return err
}

// Refuse records a refused attempt.
func (s *Store) Refuse(ctx context.Context, d newsroom.Decision) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error { return insertDecision(ctx, q, d) })
}

// Dossier returns a draft with what a decision on it needs, or newsroom.ErrNotFound.
func (s *Store) Dossier(ctx context.Context, id newsroom.DraftID) (newsroom.Dossier, error) {
	return dossierOf(ctx, s.read(), id, false)
}

func dossierOf(ctx context.Context, q *rows.Queries, id newsroom.DraftID, lock bool) (newsroom.Dossier, error) {
	row, err := q.Draft(ctx, int64(id))
	if err != nil {
		return newsroom.Dossier{}, found(err)
	}
	d := newsroom.Dossier{Draft: draftOf(row)}
	revision, err := q.Revision(ctx, rows.RevisionParams{Draft: row.ID, Number: row.Revision})
	if err != nil {
		return d, fmt.Errorf("revision %d: %w", row.Revision, err)
	}
	if d.Revision, err = revisionOf(revision); err != nil {
		return d, err
	}
	attested, err := q.Attestation(ctx, row.ID)
	if err == nil {
		d.Attestation = &newsroom.Attestation{
			Station: attested.Station, Issued: timeOf(attested.Issued), Text: attested.Body, By: attested.Person, At: timeOf(attested.At),
		}
	} else if !errors.Is(err, sql.ErrNoRows) {
		return d, err
	}
	if row.Corrects == 0 {
		return d, nil
	}
	if lock {
		if _, err := q.LockDraft(ctx, row.Corrects); err != nil {
			return d, err
		}
	}
	original, err := q.Draft(ctx, row.Corrects)
	if err != nil {
		return d, fmt.Errorf("original: %w", err)
	}
	o := draftOf(original)
	d.Original = &o
	return d, nil
}

// found turns "no rows" into newsroom.ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return newsroom.ErrNotFound
	}
	return err
}

// Filed returns all drafts that wait for a decision, the newest first.
func (s *Store) Filed(ctx context.Context) ([]newsroom.Draft, error) {
	return s.Drafts(ctx, newsroom.Filed, 10_000)
}

// Drafts returns at most so many drafts in a state, or in any for "", the newest first.
func (s *Store) Drafts(ctx context.Context, state newsroom.State, most int) ([]newsroom.Draft, error) {
	var found []rows.Draft
	var err error
	if state == "" {
		found, err = s.read().Drafts(ctx, int32(most))
	} else {
		found, err = s.read().DraftsInState(ctx, rows.DraftsInStateParams{State: string(state), Most: int32(most)})
	}
	drafts := make([]newsroom.Draft, len(found))
	for i, row := range found {
		drafts[i] = draftOf(row)
	}
	return drafts, err
}

// Draft returns a draft, or newsroom.ErrNotFound.
func (s *Store) Draft(ctx context.Context, id newsroom.DraftID) (newsroom.Draft, error) {
	row, err := s.read().Draft(ctx, int64(id))
	return draftOf(row), found(err)
}

// LastPublished returns the newest draft of an edition that was signed, filed before the
// given one (0: any), or newsroom.ErrNotFound: what this edition is compared with.
func (s *Store) LastPublished(ctx context.Context, edition string, before newsroom.DraftID) (newsroom.Draft, error) {
	if before == 0 {
		before = 1 << 62
	}
	row, err := s.read().LastDraft(ctx, rows.LastDraftParams{Edition: edition, Before: int64(before)})
	return draftOf(row), found(err)
}

// Revision returns a revision of a draft, or newsroom.ErrNotFound.
func (s *Store) Revision(ctx context.Context, id newsroom.DraftID, number int) (newsroom.Revision, error) {
	row, err := s.read().Revision(ctx, rows.RevisionParams{Draft: int64(id), Number: int64(number)})
	if err != nil {
		return newsroom.Revision{}, found(err)
	}
	return revisionOf(row)
}

// Revisions returns all revisions of a draft in order.
func (s *Store) Revisions(ctx context.Context, id newsroom.DraftID) ([]newsroom.Revision, error) {
	found, err := s.read().Revisions(ctx, int64(id))
	if err != nil {
		return nil, err
	}
	revisions := make([]newsroom.Revision, len(found))
	for i, row := range found {
		if revisions[i], err = revisionOf(row); err != nil {
			return nil, err
		}
	}
	return revisions, nil
}

// Decisions returns the record of a draft in order, refused attempts included.
func (s *Store) Decisions(ctx context.Context, id newsroom.DraftID) ([]newsroom.Decision, error) {
	found, err := s.read().Decisions(ctx, int64(id))
	record := make([]newsroom.Decision, len(found))
	for i, row := range found {
		record[i] = newsroom.Decision{
			Draft: newsroom.DraftID(row.Draft), Revision: int(row.Revision), Act: newsroom.Act(row.Act), Person: row.Person,
			Name: row.Name, Reason: row.Reason, Refused: row.Refused, At: timeOf(row.At),
		}
	}
	return record, err
}

func insertDecision(ctx context.Context, q *rows.Queries, d newsroom.Decision) error {
	id, err := nextID(ctx, q, "decision")
	if err != nil {
		return err
	}
	return q.InsertDecision(ctx, rows.InsertDecisionParams{
		ID: id, Draft: int64(d.Draft), Revision: int64(d.Revision), Act: string(d.Act), Person: d.Person, Name: d.Name,
		Reason: d.Reason, Refused: d.Refused, At: millis(d.At),
	})
}

func insertRevision(ctx context.Context, q *rows.Queries, id newsroom.DraftID, r newsroom.Revision) error {
	copied, err := json.Marshal(r.Copy)
	if err != nil {
		return err
	}
	return q.InsertRevision(ctx, rows.InsertRevisionParams{
		Draft: int64(id), Number: int64(r.Number), Copy: string(copied), Facts: string(r.Facts), Findings: string(r.Findings),
		Contradictions: int64(r.Contradictions), Author: r.Author, Reason: r.Reason, Overrides: r.Overrides, HandMade: r.HandMade,
		Created: millis(r.Created),
	})
}

func revisionOf(row rows.Revision) (newsroom.Revision, error) {
	r := newsroom.Revision{
		Number: int(row.Number), Facts: []byte(row.Facts), Findings: []byte(row.Findings), Contradictions: int(row.Contradictions),
		Author: row.Author, Reason: row.Reason, Overrides: row.Overrides, HandMade: row.HandMade, Created: timeOf(row.Created),
	}
	if err := json.Unmarshal([]byte(row.Copy), &r.Copy); err != nil {
		return r, fmt.Errorf("copy of draft %d revision %d: %w", row.Draft, row.Number, err)
	}
	return r, nil
}

func draftOf(row rows.Draft) newsroom.Draft {
	return newsroom.Draft{
		ID: newsroom.DraftID(row.ID), Edition: row.Edition, Slot: timeOf(row.Slot), Late: row.Late, Voice: newsroom.Voice(row.Voice),
		State: newsroom.State(row.State), Revision: int(row.Revision), Filed: timeOf(row.Filed), Deadline: timeOf(row.Deadline),
		AtDeadline: newsroom.AtDeadline(row.AtDeadline), Reminded: int(row.Reminded), Expired: row.Expired, DecidedBy: row.DecidedBy,
		DecidedAt: timeOf(row.DecidedAt), Reason: row.Reason, Corrects: newsroom.DraftID(row.Corrects), Canary: row.Canary,
	}
}

func draftRow(d newsroom.Draft) rows.InsertDraftParams {
	return rows.InsertDraftParams{
		ID: int64(d.ID), Edition: d.Edition, Slot: millis(d.Slot), Late: d.Late, State: string(d.State), Revision: int64(d.Revision),
		Voice: string(d.Voice), Filed: millis(d.Filed), Deadline: millis(d.Deadline), AtDeadline: string(d.AtDeadline),
		Reminded: int64(d.Reminded), Expired: d.Expired, DecidedBy: d.DecidedBy, DecidedAt: millis(d.DecidedAt), Reason: d.Reason,
		Corrects: int64(d.Corrects), Canary: d.Canary,
	}
}

func draftUpdate(d newsroom.Draft) rows.UpdateDraftParams {
	return rows.UpdateDraftParams{
		ID: int64(d.ID), State: string(d.State), Revision: int64(d.Revision), Deadline: millis(d.Deadline), Reminded: int64(d.Reminded),
		Expired: d.Expired, DecidedBy: d.DecidedBy, DecidedAt: millis(d.DecidedAt), Reason: d.Reason, Canary: d.Canary,
	}
}
