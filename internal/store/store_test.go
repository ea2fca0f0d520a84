package store_test

import (
	"errors"
	"testing"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

var slot = time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)

func filing() desk.Change {
	return desk.Change{
		Draft: newsroom.Draft{Edition: "evening", Slot: slot, State: newsroom.Filed, Revision: 1, Voice: newsroom.Model, Filed: slot},
		Revision: &newsroom.Revision{
			Number: 1, Copy: newsroom.Copy{Headline: "暖阳相伴宜出行", Article: "预计本周前期……"}, Facts: []byte(`{"days":[]}`), Created: slot,
		},
		Decision: newsroom.Decision{Revision: 1, Act: newsroom.ActFile, Person: newsroom.Machine, At: slot},
	}
}

func TestFilingTheSameSlotTwiceGivesOneDraft(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		first, fresh, err := s.File(t.Context(), filing())
		if err != nil || !fresh || first.ID != 1 {
			t.Fatalf("got draft %d, fresh %t, %v; want draft 1, fresh", first.ID, fresh, err)
		}
		second, fresh, err := s.File(t.Context(), filing())
		if err != nil || fresh || second.ID != first.ID || second.Edition != "evening" {
			t.Fatalf("second filing: got draft %d of %q, fresh %t, %v; want the first one", second.ID, second.Edition, fresh, err)
		}
		dossier, err := s.Dossier(t.Context(), first.ID)
		if err != nil || dossier.Revision.Copy.Headline != "暖阳相伴宜出行" || !dossier.Draft.Slot.Equal(slot) {
			t.Fatalf("dossier %+v, %v", dossier, err)
		}
		record, err := s.Decisions(t.Context(), first.ID)
		if err != nil || len(record) != 1 || record[0].Act != newsroom.ActFile {
			t.Fatalf("record %+v, %v; want the filing alone", record, err)
		}
	})
}

func TestUnknownDraftIsNotFound(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		if _, err := s.Dossier(t.Context(), 7); !errors.Is(err, newsroom.ErrNotFound) {
			t.Errorf("dossier: %v, want ErrNotFound", err)
		}
		err := s.Change(t.Context(), 7, func(newsroom.Dossier) (desk.Change, error) { return desk.Change{}, nil })
		if !errors.Is(err, newsroom.ErrNotFound) {
			t.Errorf("change: %v, want ErrNotFound", err)
		}
	})
}

func message(text string) delivery.Message {
	return delivery.Message{Kind: delivery.KindBulletin, Text: text}
}

func TestPostingTwiceWritesEachRowOnce(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		outgoing := []delivery.Outgoing{
			{Occasion: "held:evening", Target: delivery.Target{Channel: "newsroom", Address: "-1001"}, Message: message("数据过旧")},
			{Occasion: "held:evening", Target: delivery.Target{Channel: "readers", Address: "2"}, Message: message("数据过旧")},
		}
		for range 2 {
			if err := s.Post(t.Context(), "evening", outgoing); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := s.Outbox(t.Context(), "", 0, 10)
		if err != nil || len(rows) != 2 {
			t.Fatalf("got %d rows, %v; want 2", len(rows), err)
		}
		got, err := s.Delivery(t.Context(), rows[1].ID)
		if err != nil || got.Message.Text != "数据过旧" || got.Message.Key == "" || got.Message.Part != 1 || got.Message.Parts != 1 {
			t.Fatalf("got %+v, %v; want the frozen message as part 1 of 1 with its key", got, err)
		}
	})
}

func TestTwoSendersOfOneFileExcludeEachOther(t *testing.T) {
	t.Parallel()
	config := store.Config{DSN: storetest.SQLite(t), Alone: true}
	first, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), config); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("second sender: %v, want ErrInUse", err)
	}
	config.Alone = false
	command, err := store.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("a command beside a sender: %v", err)
	}
	if err := errors.Join(command.Close(), first.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestNewerDatabaseIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T, dsn string) {
		s := storetest.Open(t, dsn)
		if _, err := s.DB().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)"); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), store.Config{DSN: dsn}); !errors.Is(err, store.ErrNewer) {
			t.Fatalf("got %v, want ErrNewer", err)
		}
	})
}
