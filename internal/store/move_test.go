package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// fill puts something into most tables.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	draft, _, err := s.File(ctx, filing())
	if err != nil {
		t.Fatal(err)
	}
	var outgoing []delivery.Outgoing
	for i := range 120 {
		outgoing = append(outgoing, delivery.Outgoing{
			Occasion: delivery.OnBulletin, Target: delivery.Target{Channel: "readers", Address: fmt.Sprintf("Ä%d", i)}, Message: message("晴"),
		})
	}
	for _, err := range []error{
		s.Post(ctx, "evening", outgoing),
		s.Refuse(ctx, newsroom.Decision{Draft: draft.ID, Revision: 1, Act: newsroom.ActSign, Person: "zhang", Refused: "forbidden", At: slot}),
		s.Subscribe(ctx, delivery.Subscriber{Target: delivery.Target{Channel: "readers", Address: "7"}, Edition: "evening", Silent: true}),
		s.PutSchedule(ctx, store.Schedule{ID: "evening", Spec: "0 16 * * *", Next: slot}),
		s.PutAnswer(ctx, "openmeteo", "xinxiang", slot, []byte(`{"hourly":{}}`)),
		s.PutPrint(ctx, "xinxiang", slot, []byte(`{}`), slot.AddDate(0, 0, -400)),
		s.Moved(ctx, "telegram:1", delivery.Target{Channel: "readers", Address: "-5"}, "-1005"),
		s.PutAccount(ctx, store.Account{Person: newsroom.Person{ID: "li", Name: "李主任", Role: newsroom.Chief, Telegram: 2001}}),
		s.AddLink(ctx, "hash", "login", "li", time.Now().Add(time.Hour)),
		s.Record(ctx, store.AuditEntry{Person: "li", Act: "login"}),
		s.SetValue(ctx, "b", "2"), s.SetValue(ctx, "A", "1"), s.SetValue(ctx, "中", "3"),
		s.Sessions().CommitCtx(ctx, "token", []byte{0, 255}, time.Now().Add(time.Hour)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.AddTemplateVersion(ctx, store.TemplateVersion{Name: "newspaper", Content: "{{.标题}}"}); err != nil {
		t.Fatal(err)
	}
}

func TestMoveCopiesEverythingAndProvesIt(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		from, to := storetest.Open(t, storetest.SQLite(t)), storetest.Open(t, dsn)
		fill(t, from)
		copied, err := store.Move(t.Context(), from, to)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, c := range copied {
			rows += c.Rows
		}
		if rows < 130 {
			t.Errorf("copied %d rows, want all", rows)
		}
		dossier, err := to.Dossier(t.Context(), 1)
		if err != nil || dossier.Revision.Copy.Headline != "暖阳相伴宜出行" {
			t.Errorf("dossier in the copy: %+v, %v", dossier, err)
		}
		if next, _, err := to.File(t.Context(), laterFiling()); err != nil || next.ID != 2 {
			t.Errorf("next draft is %d, %v; want numbers to go on at 2", next.ID, err)
		}
		if _, err := store.Move(t.Context(), from, to); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("move into a full database: %v, want ErrNotEmpty", err)
		}
	})
}

func TestBackupIsAWholeStoreTakenWhileInUse(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, storetest.SQLite(t))
	fill(t, s)
	path := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if err := s.SetValue(t.Context(), "later", "x"); err != nil {
		t.Fatal(err)
	}
	if err := s.Backup(t.Context(), path); err == nil {
		t.Error("a backup overwrote another")
	}
	restored := storetest.Open(t, path)
	rows, err := restored.Outbox(t.Context(), "", 0, 1000)
	if err != nil || len(rows) != 120 {
		t.Errorf("restored ledger has %d rows, %v; want 120", len(rows), err)
	}
	if value, err := restored.Value(t.Context(), "later"); err != nil || value != "" {
		t.Errorf("restored value %q, %v; want none", value, err)
	}
}

func laterFiling() desk.Change {
	c := filing()
	c.Draft.Slot = slot.Add(time.Hour)
	return c
}
