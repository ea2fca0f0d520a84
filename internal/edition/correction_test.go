package edition_test

import (
	"strings"
	"testing"
	"time"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// A correction says to readers what it says otherwise and why, in each text that has a
// place for it, through every change; proof takes none of that for an error.
func TestCorrectionsSayWhatChangedAndWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Model)
	if _, err := b.desk.Sign(t.Context(), b.id, 1, li, ""); err != nil {
		t.Fatal(err)
	}
	draft, err := b.Editors.Correct(t.Context(), b.id, zhang, " 19日最低气温写成30℃ ")
	if err != nil {
		t.Fatal(err)
	}
	article := func(want string) newsroom.Revision {
		t.Helper()
		dossier, err := b.store.Dossier(t.Context(), draft.ID)
		if err != nil {
			t.Fatal(err)
		}
		r := dossier.Revision
		for form, text := range map[string]string{"article": r.Copy.Article, "chat text": r.Copy.Chat, "push line": r.Copy.Push} {
			if form != "push line" && !strings.HasPrefix(text, "更正："+want+"\n") || !strings.HasPrefix(text, "更正：") {
				t.Errorf("the %s begins %.60q, want 更正：%s", form, text, want)
			}
		}
		if r.Contradictions > 0 {
			t.Errorf("proof says of the correction: %s", r.Findings)
		}
		return r
	}
	article("19日最低气温写成30℃")
	done, err := b.EditFacts(t.Context(), draft.ID, 1, zhang, "19日 最低 11")
	if err != nil {
		t.Fatal(err)
	}
	r := article("19日最低气温由10℃改为11℃（19日最低气温写成30℃）")
	// The headline stands behind the note, and follows the words there.
	words := strings.Replace(r.Copy.Article, r.Copy.Headline, "周五有雨　出门带伞", 1)
	done, err = b.EditWords(t.Context(), draft.ID, done.Draft.Revision, zhang, edition.Words{Text: words, Whole: true})
	if err != nil || done.Revision.Copy.Headline != "周五有雨　出门带伞" {
		t.Errorf("headline %q, %v", done.Revision.Copy.Headline, err)
	}
	if _, err := b.Rewrite(t.Context(), draft.ID, done.Draft.Revision, zhang); err != nil {
		t.Fatal(err)
	}
	article("19日最低气温由10℃改为11℃（19日最低气温写成30℃）")
}

// What a station said of the published text is no word on its correction.
func TestACorrectionNeedsTheStationsWordAnew(t *testing.T) {
	t.Parallel()
	b := newBench(t, newsroom.Station)
	done, err := b.Attest(t.Context(), b.id, 1, li, newsroom.Attestation{Station: "新乡市气象台", Issued: time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.desk.Sign(t.Context(), b.id, done.Draft.Revision, li, ""); err != nil {
		t.Fatal(err)
	}
	draft, err := b.Editors.Correct(t.Context(), b.id, zhang, "漏字")
	if err != nil {
		t.Fatal(err)
	}
	dossier, err := b.store.Dossier(t.Context(), draft.ID)
	if err != nil || strings.Contains(dossier.Revision.Copy.Article, "新乡市气象台") || dossier.Attestation != nil {
		t.Errorf("the correction names the station before it is attested (%v):\n%s", err, dossier.Revision.Copy.Article)
	}
}
