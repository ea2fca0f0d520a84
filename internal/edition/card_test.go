package edition_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/picture"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/scenario/elsewhere"
	"yubao/internal/weather"
)

// lineOf reads the words of a row as a day line; "" for a day without data.
func lineOf(d picture.Day) string {
	line := d.Date
	if d.Weekday != "" {
		line += "（" + d.Weekday + "）"
	}
	parts := slices.DeleteFunc([]string{d.Sky, d.Wind}, func(s string) bool { return s == "" })
	low, okLow := d.Low.Get()
	high, okHigh := d.High.Get()
	house, _ := grammar.Preset("henan")
	switch {
	case okLow && okHigh:
		parts = append(parts, "气温"+house.Degree(low)+"～"+house.Degree(high))
	case okLow:
		parts = append(parts, "最低气温"+house.Degree(low))
	case okHigh:
		parts = append(parts, "最高气温"+house.Degree(high))
	}
	if len(parts) == 0 {
		return ""
	}
	return line + "：" + strings.Join(parts, "，") + "。"
}

// TestPicturesSayWhatTheDataSay reads the words of every week's picture back and holds
// them against the facts, in every house.
func TestPicturesSayWhatTheDataSay(t *testing.T) {
	t.Parallel()
	for _, s := range slices.Concat(scenario.All(), elsewhere.All()) {
		for _, preset := range grammar.Presets() {
			t.Run(s.Name+" "+preset, func(t *testing.T) {
				t.Parallel()
				r, m := weekOf(t, s)
				r.House, _ = grammar.Preset(preset)
				w, err := r.Write(t.Context(), m)
				if err != nil {
					t.Fatal(err)
				}
				holdCard(t, w.Sheet.Card(), w, r.House)
			})
		}
	}
}

func holdCard(t *testing.T, c picture.Card, w edition.Written, house grammar.House) {
	t.Helper()
	text := []string{c.Headline, c.Summary}
	if len(c.Days) != len(w.Outlook.Days) {
		t.Fatalf("%d rows for %d days", len(c.Days), len(w.Outlook.Days))
	}
	for i, d := range c.Days {
		facts := w.Outlook.Days[i]
		if d.Low != facts.Low || d.High != facts.High {
			t.Errorf("%s: %v～%v, the facts are %v～%v", d.Date, d.Low, d.High, facts.Low, facts.High)
		}
		if d.Icon != picture.IconOf(facts.Sky) {
			t.Errorf("%s: icon %s", d.Date, d.Icon)
		}
		line := lineOf(d)
		if line == "" {
			if d.Lack == "" || facts.Known && (facts.Low.OK() || facts.High.OK()) {
				t.Errorf("%s has no words, and says %q", d.Date, d.Lack)
			}
			continue
		}
		read, err := grammar.Read(line, w.Outlook.Now)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if len(read.Sky.Clauses) == 1 {
			if sky, ok := read.Sky.Clauses[0].Meaning(&house); ok && picture.IconOf(sky) != d.Icon {
				t.Errorf("%s has the icon %s, its words have %s", line, d.Icon, picture.IconOf(sky))
			}
		}
		text = append(text, line)
	}
	text = append(append(text, c.Advice...), c.Source)
	// The line's form is that of one house; what it says is held against the facts.
	for _, f := range proof.Check(strings.Join(text, "\n"), proof.Facts{Outlook: w.Outlook, House: house, Lexicon: shipped().Lexicon}) {
		if f.Severity != proof.Style {
			t.Errorf("%q: %s", f.Said, f.Message)
		}
	}
	if !strings.Contains(c.Source, "供内部参考") || !strings.Contains(c.Source, "CC BY 4.0") || c.Issue == "" {
		t.Errorf("source and time are %q, %q", c.Source, c.Issue)
	}
}

// dossierOf is a draft that was just written.
func dossierOf(t *testing.T, r edition.Recipe, w edition.Written) newsroom.Dossier {
	t.Helper()
	revision, err := r.Revision(w)
	if err != nil {
		t.Fatal(err)
	}
	return newsroom.Dossier{Draft: newsroom.Draft{ID: 1}, Revision: revision}
}

func cardOf(t *testing.T, d newsroom.Dossier) picture.Card {
	t.Helper()
	c, err := edition.CardOf(d)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestThePictureOfADraftAgreesWithItsText(t *testing.T) {
	t.Parallel()
	r, m := week(t, scenario.ModelWeek)
	w, err := r.Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	d := dossierOf(t, r, w)
	machine := cardOf(t, d)
	if got, want := machine.Strings(), w.Sheet.Card().Strings(); !slices.Equal(got, want) {
		t.Errorf("an untouched draft has the picture\n%q, its sheet\n%q", got, want)
	}
	if len(machine.Advice) == 0 || machine.Summary == "" {
		t.Fatal("the picture does not say what to mind")
	}

	t.Run("the headline is the one that was signed", func(t *testing.T) {
		d := d
		d.Revision.Copy.Headline = "周五有雨出门带伞"
		if got := cardOf(t, d).Headline; got != d.Revision.Copy.Headline {
			t.Errorf("the headline is %q", got)
		}
	})
	t.Run("a sentence that a hand struck or wrote anew is left out", func(t *testing.T) {
		d := d
		d.Revision.Copy.Article = strings.Replace(d.Revision.Copy.Article, machine.Advice[0], "", 1)
		d.Revision.Copy.Article = strings.Replace(d.Revision.Copy.Article, machine.Summary, "预计本周晴好。", 1)
		c := cardOf(t, d)
		if c.Summary != "" || !slices.Equal(c.Advice, machine.Advice[1:]) {
			t.Errorf("the picture says %q, %q", c.Summary, c.Advice)
		}
	})
	t.Run("a text that contradicts the facts has no picture", func(t *testing.T) {
		d := d
		d.Revision.Contradictions, d.Revision.Overrides = 1, "据台站会商"
		if _, err := edition.CardOf(d); !errors.Is(err, edition.ErrCardDiffers) {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("a sheet without its source has no picture", func(t *testing.T) {
		d := d
		sheet := w.Sheet
		sheet.Source.Statement = ""
		if d.Revision.Facts, err = json.Marshal(sheet); err != nil {
			t.Fatal(err)
		}
		if _, err := edition.CardOf(d); !errors.Is(err, edition.ErrCardUnsourced) {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("a correction is marked", func(t *testing.T) {
		d := d
		d.Draft.Corrects = 7
		if got := cardOf(t, d).Mark; got != "更正" {
			t.Errorf("the mark is %q", got)
		}
	})
}

func TestFactsChangedByHandReachThePicture(t *testing.T) {
	t.Parallel()
	r, m := week(t, scenario.ModelWeek)
	date := r.First(m.Now).AddDays(1)
	m.Overrides = analysis.Overrides{date: {
		Low: weather.Some(7), Sky: weather.Some(analysis.Sky{First: analysis.Overcast, Wet: []analysis.Wet{{Kind: analysis.Rain, Grade: analysis.Moderate}}}),
	}}
	w, err := r.Write(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	c := cardOf(t, dossierOf(t, r, w))
	if got := c.Days[1]; got.Low != weather.Some(7) || got.Icon != picture.RainModerate || got.Sky != "阴天有中雨" {
		t.Errorf("the day is %+v", got)
	}
	holdCard(t, c, w, r.House)
}

func TestARelayedBulletinHasAPictureThatNamesItsStation(t *testing.T) {
	t.Parallel()
	for name, in := range stationTexts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head := strings.Fields(name)
			r := relaying(head[0])
			if head[1] == "00-24" {
				r.FirstIn = 0
			}
			w, err := r.Relay(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			c := w.Sheet.Card()
			if !strings.Contains(c.Source, in.Station) {
				t.Errorf("the source is %q", c.Source)
			}
			for i, d := range c.Days {
				if line := w.Sheet.Days[i].Line; d.Lack == grammar.NoData && line != "" {
					t.Errorf("%s is said to lack data; the station says %s", d.Date, line)
				}
			}
			// The desk's picture is that of the sheet.
			if got, want := cardOf(t, dossierOf(t, r, w)).Strings(), c.Strings(); !slices.Equal(got, want) {
				t.Errorf("the draft has the picture\n%q, its sheet\n%q", got, want)
			}
		})
	}
}
