package edition

import (
	"context"
	"fmt"

	"yubao/internal/analysis"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
	"yubao/internal/weather"
)

// Workpiece is a draft with the data that its current revision was written from.
type Workpiece struct {
	Dossier newsroom.Dossier
	Recipe  Recipe
	Kept    Kept
	Outlook analysis.Outlook
	Facts   proof.Facts
	// Forecast has the hours behind the facts, as the source sent them; it is empty for a
	// station's bulletin.
	Forecast weather.Forecast
	// Published is the fact sheet that readers have when the draft corrects it; nil: none.
	Published *Sheet
}

// Open returns a draft with its data. The error is newsroom.ErrNotFound, ErrNotKept, or
// that the edition is not configured any more; the Dossier is there when it was found.
func (e *Editors) Open(ctx context.Context, id newsroom.DraftID) (Workpiece, error) {
	dossier, err := e.Drafts.Dossier(ctx, id)
	if err != nil {
		return Workpiece{}, err
	}
	return e.open(ctx, dossier)
}

func (e *Editors) open(ctx context.Context, dossier newsroom.Dossier) (w Workpiece, err error) {
	w.Dossier = dossier
	r, ok := e.Recipe(ctx, dossier.Draft.Edition)
	if !ok {
		return w, fmt.Errorf("draft %d is of edition %q, which is not configured: %w", dossier.Draft.ID, dossier.Draft.Edition, ErrNotKept)
	}
	w.Recipe = r
	w.Recipe.Voice = dossier.Draft.Voice
	if w.Kept, err = KeptOf(dossier.Revision); err != nil {
		return w, err
	}
	if w.Published, err = e.published(ctx, dossier.Draft); err != nil {
		return w, err
	}
	if w.Kept.Relayed != nil {
		w.Outlook, w.Facts = w.Recipe.relayed(w.Kept)
		return w, nil
	}
	answer, err := w.Kept.answer()
	if err != nil {
		return w, fmt.Errorf("kept answer of draft %d: %w", dossier.Draft.ID, err)
	}
	if w.Forecast, err = e.Read(answer, r.Place); err != nil {
		return w, fmt.Errorf("kept answer of draft %d: %w", dossier.Draft.ID, err)
	}
	w.Forecast.Source.Credit, w.Forecast.LastGood = w.Kept.Credit, w.Kept.LastGood
	m := w.material()
	m.Forecast.Place = r.Place
	w.Outlook = w.Recipe.analyse(m)
	w.Facts = w.Recipe.against(w.Outlook, dossier.Attestation)
	return w, nil
}

// published is the fact sheet of what a draft corrects, nil when it corrects none.
func (e *Editors) published(ctx context.Context, draft newsroom.Draft) (*Sheet, error) {
	if draft.Corrects == 0 {
		return nil, nil
	}
	original, err := e.Drafts.Dossier(ctx, draft.Corrects)
	if err != nil {
		return nil, fmt.Errorf("what draft %d corrects: %w", draft.ID, err)
	}
	sheet, err := SheetOf(original.Revision)
	return &sheet, err
}

// material is what the current revision was written from.
func (w Workpiece) material() Material {
	m := Material{
		Forecast: w.Forecast, Now: w.Kept.Now, First: w.Kept.First, Late: w.Kept.Late,
		Overrides: w.Kept.Overrides, History: w.Kept.History, Station: w.Dossier.Attestation,
		Published: w.Published, Why: w.Kept.Why,
	}
	if s := w.Kept.Relayed; s != nil {
		m.Station = &newsroom.Attestation{Station: s.Station, Issued: s.Issued, Text: s.Original}
	}
	return m
}

// again makes the next revision from material, with the passages that were written by
// hand in the current one.
func (w Workpiece) again(ctx context.Context, m Material) (newsroom.Revision, []Clash, error) {
	before := w.Dossier.Revision
	written, err := w.written(ctx, m)
	if err != nil {
		return newsroom.Revision{}, nil, fmt.Errorf("write draft %d again: %w", w.Dossier.Draft.ID, err)
	}
	// The gate judged the data when they came; they are the same, so is its verdict.
	if sheet, err := SheetOf(before); err == nil && m.Forecast.Fetched.Equal(w.Forecast.Fetched) {
		written.Sheet.Gate = sheet.Gate
	}
	next := newsroom.Revision{}
	if next.Facts, err = written.keep(); err != nil {
		return next, nil, err
	}
	next.Copy, next.HandMade = written.Copy, false
	var clashes []Clash
	for _, form := range Forms() {
		text, told := merge(*form.Of(&w.Kept.Machine), *form.Of(&before.Copy), *form.Of(&written.Copy))
		for i := range told {
			told[i].Form = form
		}
		*form.Of(&next.Copy), clashes = text, append(clashes, told...)
	}
	if before.Copy.Headline != w.Kept.Machine.Headline {
		next.Copy.Headline = before.Copy.Headline
	}
	next.HandMade = next.Copy != written.Copy
	return next, clashes, note(&next, prove(next.Copy, w.Recipe.facing(written)))
}

// written writes the edition from material: from a station's bulletin where it was made
// from one.
func (w Workpiece) written(ctx context.Context, m Material) (Written, error) {
	if w.Kept.Relayed == nil {
		return w.Recipe.Write(ctx, m)
	}
	return w.Recipe.Relay(ctx, Official{
		Station: m.Station.Station, Issued: m.Station.Issued, Text: m.Station.Text, By: m.Station.By,
		Now: m.Now, First: m.First, History: m.History, Published: m.Published, Why: m.Why,
	})
}
