package edition_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/advice"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/gate"
	"yubao/internal/newsroom"
	"yubao/internal/station"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// wire is a newsroom that files with the desk, as package app does.
type wire struct {
	desk   *desk.Desk
	recipe edition.Recipe
	held   error
}

func (w *wire) File(ctx context.Context, order edition.Order, written edition.Written) (newsroom.DraftID, error) {
	first, err := w.recipe.Revision(written)
	if err != nil {
		return 0, err
	}
	draft, err := w.desk.FileDraft(ctx, desk.Filing{
		Edition: "evening", Slot: order.Slot, Voice: newsroom.Station, Revision: first, Attestation: written.Material.Station, By: order.By,
	})
	return draft.ID, err
}

func (w *wire) Held(_ context.Context, _ edition.Order, err error) error {
	w.held = err
	return nil
}

type forgetful struct{}

func (forgetful) Earlier(context.Context, string, weather.Place, time.Time) ([]gate.Print, []advice.Used, error) {
	return nil, nil, nil
}

func (forgetful) Remember(context.Context, string, weather.Place, edition.Written) error { return nil }

// relayBench is a desk with a draft of the bulletin of spring on it, filed by 张编辑.
func relayBench(t *testing.T) *bench {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{DSN: filepath.Join(t.TempDir(), "desk.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r := relaying("新乡")
	r.Voice = newsroom.Model // as configured: the bulletin makes it the station's
	in := official(spring)
	b := &bench{store: db, desk: desk.New(desk.Config{Store: db, Writer: silent{}}), recipe: r}
	b.Editors = &edition.Editors{
		Drafts: db, Decisions: b.desk, Corrections: b, Source: b, Read: read,
		Recipe: func(context.Context, string) (edition.Recipe, bool) { return r, true },
		Now:    func() time.Time { return in.Now.Add(2 * time.Hour) },
	}
	m := edition.Maker{Recipe: r, Source: b, Memory: forgetful{}, Newsroom: &wire{desk: b.desk, recipe: r}, Log: slog.New(slog.DiscardHandler)}
	if b.id, err = m.Relay(t.Context(), edition.Order{Slot: in.Now, Now: in.Now, By: zhang}, in); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestAStationsBulletinIsADraft files one: it speaks for the station, the bulletin is its
// attestation in the name of who sent it, and a chief may sign it as it is.
func TestAStationsBulletinIsADraft(t *testing.T) {
	t.Parallel()
	b := relayBench(t)
	d, err := b.store.Dossier(t.Context(), b.id)
	if err != nil {
		t.Fatal(err)
	}
	a := d.Attestation
	if d.Draft.Voice != newsroom.Station || a == nil || a.Station != "新乡市气象台" || !a.Issued.Equal(official("").Issued) || a.Text != spring || a.By != zhang.ID {
		t.Fatalf("voice %s, attested %+v", d.Draft.Voice, a)
	}
	if d.Revision.Author != zhang.ID && d.Revision.Author != newsroom.Machine || d.Draft.Reason != "" || d.Revision.Contradictions > 0 {
		t.Errorf("author %q, reason %q, findings %s", d.Revision.Author, d.Draft.Reason, d.Revision.Findings)
	}
	record, err := b.store.Decisions(t.Context(), b.id)
	if err != nil || len(record) != 1 || record[0].Name != zhang.Name || record[0].Reason != "新乡市气象台" {
		t.Errorf("record %+v, %v", record, err)
	}
	if _, err := b.desk.Sign(t.Context(), b.id, 1, li, ""); err != nil {
		t.Error(err)
	}
}

// TestWordsOfARelayedDraftAreHeldToTheBulletin edits the article: what is said about the
// bulletin is compared with it, its own lines must stand, its facts cannot be changed.
func TestWordsOfARelayedDraftAreHeldToTheBulletin(t *testing.T) {
	t.Parallel()
	b := relayBench(t)
	article := b.current(t).Copy.Article
	for _, c := range []struct{ name, old, changed, want string }{
		{"a quoted line", "12～25℃。", "12～26℃。", "台站的原文被改动或漏掉了"},
		{"the summary", "有一次小雨过程", "有一次大雨过程", "小雨"},
		{"a harmless word", "我市", "全市", ""},
	} {
		found, err := b.Proofread(t.Context(), b.id, edition.Article, strings.Replace(article, c.old, c.changed, 1))
		if err != nil {
			t.Fatal(err)
		}
		told := ""
		for _, f := range found {
			told += f.Message + f.Data
		}
		if c.want == "" && told != "" || !strings.Contains(told, c.want) {
			t.Errorf("%s: %q", c.name, told)
		}
	}
	if _, err := b.EditFacts(t.Context(), b.id, 1, zhang, "17日 最低 11"); !errors.Is(err, edition.ErrRelayed) {
		t.Errorf("facts of the station changed: %v", err)
	}
	done, err := b.EditWords(t.Context(), b.id, 1, zhang, edition.Words{Text: strings.Replace(article, b.current(t).Copy.Headline, "周三有雨　出门带伞", 1), Whole: true})
	if err != nil || done.Revision.Contradictions > 0 {
		t.Fatalf("%v, %+v", err, done.Findings)
	}
	again, err := b.Rewrite(t.Context(), b.id, 2, zhang)
	if err != nil || again.Revision.Copy.Article != article {
		t.Errorf("written again (%v):\n%s", err, again.Revision.Copy.Article)
	}
}

// TestACorrectionOfARelayedDraftIsAttestedAnew opens one, tries to sign it, gives it the
// station's new bulletin and signs.
func TestACorrectionOfARelayedDraftIsAttestedAnew(t *testing.T) {
	t.Parallel()
	b := relayBench(t)
	if _, err := b.desk.Sign(t.Context(), b.id, 1, li, ""); err != nil {
		t.Fatal(err)
	}
	if found, err := b.Recheck(t.Context(), b.id, official("").Now, edition.DefaultTolerance); err != nil || found.Reason != "" {
		t.Errorf("a forecast of ours corrects the station: %+v, %v", found, err)
	}
	draft, err := b.Editors.Correct(t.Context(), b.id, zhang, "气象台更新了预报")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Sign(t.Context(), draft.ID, 1, li, ""); !errors.Is(err, newsroom.ErrAttest) {
		t.Fatalf("signed without an attestation: %v", err)
	}
	issued := official("").Issued.Add(2 * time.Hour)
	newer := strings.Replace(strings.Replace(spring, "15日16时", "15日18时", 1), "10～18℃", "9～17℃", 1)
	for name, c := range map[string]struct {
		text   string
		issued time.Time
	}{
		"a text of another time":   {newer, issued.Add(-time.Hour)},
		"a day that is none":       {newer + "4月31日：晴\n", issued},
		"a text of no weather":     {"各位同事，会议改到下午，请大家互相转告，谢谢。\n", issued},
		"a bulletin of long since": {strings.ReplaceAll(newer, "15日18时", "12日18时"), issued.AddDate(0, 0, -3)},
	} {
		_, err := b.Attest(t.Context(), draft.ID, 1, li, newsroom.Attestation{Station: "新乡市气象台", Issued: c.issued, Text: c.text})
		if words, ok := edition.Objection(err); !ok || words == "" {
			t.Errorf("%s is taken: %v", name, err)
		}
	}
	if d, err := b.store.Dossier(t.Context(), draft.ID); err != nil || d.Attestation != nil || d.Draft.Revision != 1 {
		t.Fatalf("a refused text is on record: %+v, %v", d.Attestation, err)
	}
	done, err := b.Attest(t.Context(), draft.ID, 1, li, newsroom.Attestation{Station: "新乡市气象台", Issued: issued, Text: strings.ReplaceAll(newer, "\n", "\r\n")})
	if err != nil {
		t.Fatal(err)
	}
	text := done.Revision.Copy.Article
	if !strings.HasPrefix(text, "更正：17日最低气温由10℃改为9℃，最高气温由18℃改为17℃（气象台更新了预报）\n") || !strings.Contains(text, "\n17日（周三）：小雨转阴天，东北风3级左右，9～17℃。\n") || done.Revision.Contradictions > 0 {
		t.Errorf("the correction (%s):\n%s", done.Revision.Findings, text)
	}
	if _, err := b.desk.Sign(t.Context(), draft.ID, done.Draft.Revision, li, ""); err != nil {
		t.Error(err)
	}
}

// TestTheBulletinAtHandIsAttested corrects words only: the station's text is the same.
func TestTheBulletinAtHandIsAttested(t *testing.T) {
	t.Parallel()
	b := relayBench(t)
	if _, err := b.desk.Sign(t.Context(), b.id, 1, li, ""); err != nil {
		t.Fatal(err)
	}
	draft, err := b.Editors.Correct(t.Context(), b.id, zhang, "标题漏字")
	if err != nil {
		t.Fatal(err)
	}
	done, err := b.Attest(t.Context(), draft.ID, 1, li, newsroom.Attestation{Station: "新乡市气象台", Issued: official("").Issued})
	if err != nil || done.Draft.Revision != 1 {
		t.Fatalf("revision %d, %v", done.Draft.Revision, err)
	}
	d, err := b.store.Dossier(t.Context(), draft.ID)
	if err != nil || d.Attestation == nil || d.Attestation.Text != spring || d.Attestation.By != li.ID {
		t.Errorf("attested %+v, %v", d.Attestation, err)
	}
	if _, err := b.desk.Sign(t.Context(), draft.ID, 1, li, ""); err != nil {
		t.Error(err)
	}
}

// TestAFaultyBulletinIsHeld tells the newsroom and files nothing.
func TestAFaultyBulletinIsHeld(t *testing.T) {
	t.Parallel()
	r := relaying("新乡")
	w := &wire{recipe: r}
	m := edition.Maker{Recipe: r, Memory: forgetful{}, Newsroom: w, Log: slog.New(slog.DiscardHandler)}
	in := official(spring + "4月31日：晴\n")
	_, err := m.Relay(t.Context(), edition.Order{Slot: in.Now, Now: in.Now, By: zhang}, in)
	var faults station.Faults
	if !errors.As(err, &faults) || !errors.As(w.held, &faults) {
		t.Errorf("%v; the newsroom is told %v", err, w.held)
	}
}
