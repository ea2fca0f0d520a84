package edition_test

import (
	"slices"
	"testing"

	"yubao/internal/edition"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
)

func TestOwnTextsOfEveryWeekStandAgainstTheirData(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, m := weekOf(t, s)
			w, err := r.Write(t.Context(), m)
			if err != nil {
				t.Fatal(err)
			}
			revision, err := r.Revision(w)
			if err != nil {
				t.Fatal(err)
			}
			found, err := edition.FindingsOf(revision)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range found {
				t.Errorf("%q of %q: %s", f.Said, f.Form, f.Message)
			}
			t.Logf("%d bytes of facts\n%s", len(revision.Facts), w.Copy.Chat)
		})
	}
}
