package edition_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
)

// attested returns an edition of the station's voice whose attestation is its own list,
// and that list.
func attested(t *testing.T, s scenario.Scenario) (edition.Recipe, edition.Written, newsroom.Attestation) {
	t.Helper()
	r, m := weekOf(t, s)
	r.Voice = newsroom.Station
	w, err := r.Write(context.Background(), m)
	var refused *edition.Refused
	if errors.As(err, &refused) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, d := range w.Sheet.Days {
		lines = append(lines, d.Line)
	}
	a := newsroom.Attestation{Station: s.Place.Name + "市气象台", Issued: m.Now, Text: strings.Join(lines, "\n")}
	m.Station = &a
	if w, err = r.Write(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	return r, w, a
}

// TestABulletinThatSaysTheSameContradictsNothing attests every week with its own list:
// neither its lines nor its running text say otherwise.
func TestABulletinThatSaysTheSameContradictsNothing(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		if s.Days > 10 { // a day without a month is the nearest one, and no station's list is so long
			continue
		}
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			r, w, a := attested(t, s)
			for form, text := range map[string]string{"article": w.Copy.Article, "chat": edition.Plain(w.Copy.Chat), "push": w.Copy.Push} {
				for _, f := range r.Proof(text, w.Outlook, &a) {
					if f.Severity == proof.Contradiction {
						t.Errorf("%s: %q: %s %s\n%s\n--\n%s", form, f.Said, f.Data, f.Message, text, a.Text)
					}
				}
			}
		})
	}
}

// TestRunningTextIsHeldAgainstTheBulletin changes the bulletin on record: what the article
// says in headline and sentences is told beside its lines, but only where the bulletin has
// all the printed days.
func TestRunningTextIsHeldAgainstTheBulletin(t *testing.T) {
	t.Parallel()
	s, err := scenario.Open("xinxiang-week-20240416")
	if err != nil {
		t.Fatal(err)
	}
	r, w, a := attested(t, s)
	running, _, found := strings.Cut(w.Copy.Article, "未来几天天气情况")
	if !found {
		t.Fatalf("no list in\n%s", w.Copy.Article)
	}
	told := func(text string) (faults []string) {
		for _, f := range r.Proof(w.Copy.Article, w.Outlook, &newsroom.Attestation{Station: a.Station, Issued: a.Issued, Text: text}) {
			if f.Severity == proof.Contradiction && strings.Contains(f.Message, "登记的台站原文") && f.Start < len([]rune(running)) {
				faults = append(faults, f.Said+" "+f.Message)
			}
		}
		return faults
	}
	heavier := strings.Replace(a.Text, "小雨", "大雨", 1)
	if heavier == a.Text {
		t.Fatalf("no rain in\n%s", a.Text)
	}
	if got := told(heavier); len(got) == 0 || !strings.Contains(got[0], "小雨") || !strings.Contains(got[0], "大雨") {
		t.Errorf("of light rain where the station says heavy: %q", got)
	}
	lines := strings.Split(heavier, "\n")
	if got := told(strings.Join(lines[:len(lines)-1], "\n")); len(got) > 0 {
		t.Errorf("a bulletin that lacks a day is compared with sentences: %q", got)
	}
}
