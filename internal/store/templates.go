package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yubao/internal/store/internal/rows"
)

// ErrNoVersion is the answer to the number of a template version that is not there.
var ErrNoVersion = errors.New("no such template version")

// TemplateVersion is a version of a template, kept for good.
type TemplateVersion struct {
	ID      int64
	Name    string
	Content string
	Hash    string // of Content
	Author  string
	Note    string
	Lint    []byte // the lint report (JSON) it was activated with
	Created time.Time
}

// TemplateActive says which versions of a template are in use.
type TemplateActive struct {
	Name       string
	Version    int64
	Canary     int64 // version on trial for drafts, 0 for none
	CanaryLeft int   // drafts still to be signed with it
	By         string
	Updated    time.Time
}

// AddTemplateVersion stores a version and returns it with its number.
func (s *Store) AddTemplateVersion(ctx context.Context, v TemplateVersion) (TemplateVersion, error) {
	err := s.write(ctx, func(q *rows.Queries, _ *sql.Tx) (err error) {
		if v.ID, err = nextID(ctx, q, "template_version"); err != nil {
			return err
		}
		v.Created = timeOf(millis(s.now()))
		return q.InsertTemplateVersion(ctx, rows.InsertTemplateVersionParams{
			ID: v.ID, Name: v.Name, Content: v.Content, Hash: v.Hash, Author: v.Author, Note: v.Note, Lint: string(v.Lint),
			Created: millis(v.Created),
		})
	})
	return v, err
}

// TemplateVersion returns a version, or ErrNoVersion.
func (s *Store) TemplateVersion(ctx context.Context, id int64) (TemplateVersion, error) {
	row, err := s.read().TemplateVersion(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return TemplateVersion{}, ErrNoVersion
	}
	return templateVersionOf(row), err
}

// TemplateVersions returns at most so many versions of a template, the newest first.
func (s *Store) TemplateVersions(ctx context.Context, name string, most int) ([]TemplateVersion, error) {
	found, err := s.read().TemplateVersions(ctx, rows.TemplateVersionsParams{Name: name, Most: int32(most)})
	versions := make([]TemplateVersion, len(found))
	for i, row := range found {
		versions[i] = templateVersionOf(row)
	}
	return versions, err
}

// ActivateTemplate says which versions of a template are in use. Another version than
// before is written to the history, with the one that was in use until now behind it.
func (s *Store) ActivateTemplate(ctx context.Context, a TemplateActive) error {
	return s.activate(ctx, a, func(_ *rows.Queries, now rows.TemplateActivation) (int64, error) { return now.ID, nil })
}

// StepBackTemplate is ActivateTemplate for a version that was in use before: behind it
// stands again what stood behind it then, so that a step back after a step back leads
// further back and not forth.
func (s *Store) StepBackTemplate(ctx context.Context, a TemplateActive) error {
	return s.activate(ctx, a, func(q *rows.Queries, now rows.TemplateActivation) (int64, error) {
		behind, err := q.TemplateActivation(ctx, now.Earlier)
		if err == nil && behind.Version == a.Version {
			return behind.Earlier, nil
		}
		behind, err = q.TemplateActivationOf(ctx, rows.TemplateActivationOfParams{Name: a.Name, Version: a.Version})
		if errors.Is(err, sql.ErrNoRows) {
			return now.ID, nil // never in use: it comes on top
		}
		return behind.Earlier, err
	})
}

// EarlierTemplate is the version to which a step back from the one in use leads, 0 for none.
func (s *Store) EarlierTemplate(ctx context.Context, name string) (int64, error) {
	q := s.read()
	now, err := q.TemplateActivationNow(ctx, name)
	if err == nil {
		now, err = q.TemplateActivation(ctx, now.Earlier)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return now.Version, err
}

// activate puts versions in use; earlier says which row of the history stands behind.
func (s *Store) activate(ctx context.Context, a TemplateActive, earlier func(q *rows.Queries, now rows.TemplateActivation) (int64, error)) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		now, err := q.TemplateActivationNow(ctx, a.Name)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if now.Version != a.Version {
			row := rows.InsertTemplateActivationParams{Name: a.Name, Version: a.Version, Person: a.By, At: millis(s.now())}
			if row.Earlier, err = earlier(q, now); err != nil {
				return err
			}
			if row.ID, err = nextID(ctx, q, "template_activation"); err != nil {
				return err
			}
			if err := q.InsertTemplateActivation(ctx, row); err != nil {
				return err
			}
		}
		return q.PutTemplateActive(ctx, rows.PutTemplateActiveParams{
			Name: a.Name, Version: a.Version, Canary: a.Canary, CanaryLeft: int64(a.CanaryLeft), Person: a.By, Updated: millis(s.now()),
		})
	})
}

// TemplatesActive returns which versions are in use.
func (s *Store) TemplatesActive(ctx context.Context) ([]TemplateActive, error) {
	found, err := s.read().TemplatesActive(ctx)
	all := make([]TemplateActive, len(found))
	for i, row := range found {
		all[i] = TemplateActive{row.Name, row.Version, row.Canary, int(row.CanaryLeft), row.Person, timeOf(row.Updated)}
	}
	return all, err
}

func templateVersionOf(row rows.TemplateVersion) TemplateVersion {
	return TemplateVersion{
		ID: row.ID, Name: row.Name, Content: row.Content, Hash: row.Hash, Author: row.Author, Note: row.Note, Lint: []byte(row.Lint),
		Created: timeOf(row.Created),
	}
}
