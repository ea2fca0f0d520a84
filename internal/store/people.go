package store

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"yubao/internal/newsroom"
	"yubao/internal/store/internal/rows"
)

// Account is a person of the desk's page.
type Account struct {
	Person   newsroom.Person
	Password string // argon2id hash in its own notation; empty: no login by password
}

// PutAccount stores an account.
func (s *Store) PutAccount(ctx context.Context, a Account) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		return q.PutPerson(ctx, rows.PutPersonParams{
			ID: a.Person.ID, Name: a.Person.Name, Role: string(a.Person.Role), Telegram: a.Person.Telegram, Password: a.Password,
			Updated: millis(s.now()),
		})
	})
}

// Account returns an account; ok is false when there is none.
func (s *Store) Account(ctx context.Context, id string) (a Account, ok bool, err error) {
	row, err := s.read().Person(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, false, nil
	}
	return accountOf(row), err == nil, err
}

// Accounts returns all accounts.
func (s *Store) Accounts(ctx context.Context) ([]Account, error) {
	found, err := s.read().People(ctx)
	accounts := make([]Account, len(found))
	for i, row := range found {
		accounts[i] = accountOf(row)
	}
	return accounts, err
}

// RemoveAccount removes an account and reports whether there was one.
func (s *Store) RemoveAccount(ctx context.Context, id string) (removed bool, err error) {
	err = s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		n, err := q.RemovePerson(ctx, id)
		removed = n > 0
		return err
	})
	return removed, err
}

func accountOf(row rows.Person) Account {
	return Account{
		Person:   newsroom.Person{ID: row.ID, Name: row.Name, Role: newsroom.Role(row.Role), Telegram: row.Telegram},
		Password: row.Password,
	}
}

// Sessions keeps sessions of the desk's page; it has the methods of scs.CtxStore. A
// session is found by the hash of its token, which the page hands in.
type Sessions struct{ s *Store }

// Sessions returns the store of sessions.
func (s *Store) Sessions() Sessions { return Sessions{s} }

// FindCtx returns a session's data unless it has expired.
func (t Sessions) FindCtx(ctx context.Context, token string) (data []byte, ok bool, err error) {
	text, err := t.s.read().Session(ctx, rows.SessionParams{Token: token, Now: millis(t.s.now())})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	data, err = base64.StdEncoding.DecodeString(text)
	return data, err == nil, err
}

// CommitCtx stores a session and removes those that have expired.
func (t Sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	return t.s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		if _, err := q.DropSessions(ctx, millis(t.s.now())); err != nil {
			return err
		}
		return q.PutSession(ctx, rows.PutSessionParams{
			Token: token, Data: base64.StdEncoding.EncodeToString(data), Expiry: millis(expiry),
		})
	})
}

// DeleteCtx removes a session.
func (t Sessions) DeleteCtx(ctx context.Context, token string) error {
	return t.s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error { return q.DropSession(ctx, token) })
}

// Find is FindCtx, for the interface scs.Store.
func (t Sessions) Find(token string) ([]byte, bool, error) {
	return t.FindCtx(context.Background(), token)
}

// Commit is CommitCtx, for the interface scs.Store.
func (t Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return t.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is DeleteCtx, for the interface scs.Store.
func (t Sessions) Delete(token string) error { return t.DeleteCtx(context.Background(), token) }

// ErrLink is the answer to a one-time link that was used, has expired, or never was.
var ErrLink = errors.New("link is used, expired or unknown")

// AddLink stores a one-time link by the hash of its token.
func (s *Store) AddLink(ctx context.Context, hash, purpose, subject string, expires time.Time) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		if _, err := q.DropLinks(ctx, millis(s.now().Add(-30*24*time.Hour))); err != nil {
			return err
		}
		return q.InsertLink(ctx, rows.InsertLinkParams{Hash: hash, Purpose: purpose, Subject: subject, Expires: millis(expires)})
	})
}

// PeekLink returns what a link is for without using it up, or ErrLink.
func (s *Store) PeekLink(ctx context.Context, hash, purpose string) (subject string, err error) {
	subject, err = s.read().PeekLink(ctx, rows.PeekLinkParams{Hash: hash, Purpose: purpose, Now: millis(s.now())})
	return subject, linkError(err)
}

// UseLink uses a link up and returns what it is for, or ErrLink. Of two uses at once one succeeds.
func (s *Store) UseLink(ctx context.Context, hash, purpose string) (subject string, err error) {
	err = s.write(ctx, func(q *rows.Queries, _ *sql.Tx) (err error) {
		subject, err = q.UseLink(ctx, rows.UseLinkParams{Now: millis(s.now()), Hash: hash, Purpose: purpose})
		return err
	})
	return subject, linkError(err)
}

func linkError(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrLink
	}
	return err
}

// AuditEntry is an act on the desk's page or by a command that is not a decision on a draft.
type AuditEntry struct {
	At     time.Time
	Person string
	Act    string
	Object string
	Detail string
}

// Record writes an entry of the audit log; its time is now.
func (s *Store) Record(ctx context.Context, e AuditEntry) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		id, err := nextID(ctx, q, "audit")
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
		return q.InsertAudit(ctx, rows.InsertAuditParams{
			ID: id, At: millis(s.now()), Person: e.Person, Act: e.Act, Object: e.Object, Detail: e.Detail,
		})
	})
}

// AuditLog returns the newest entries of the audit log.
func (s *Store) AuditLog(ctx context.Context, most int) ([]AuditEntry, error) {
	found, err := s.read().Audit(ctx, int32(most))
	entries := make([]AuditEntry, len(found))
	for i, row := range found {
		entries[i] = AuditEntry{timeOf(row.At), row.Person, row.Act, row.Object, row.Detail}
	}
	return entries, err
}
