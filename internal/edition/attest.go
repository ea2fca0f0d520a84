package edition

import (
	"context"
	"errors"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/gate"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
	"yubao/internal/station"
)

// Attest puts the station's word on record. Where the draft speaks for a station all
// texts are written again, now with the words that name it. Where it is made from a
// bulletin, that of the attestation takes its place; one without a text attests the
// bulletin at hand. A bulletin that must not be printed (station.Faults, *Refused) is not
// put on record.
func (e *Editors) Attest(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, a newsroom.Attestation) (Redraft, error) {
	dossier, err := e.Drafts.Dossier(ctx, id)
	if err != nil {
		return Redraft{}, err
	}
	if kept, err := KeptOf(dossier.Revision); err == nil && kept.Relayed != nil {
		return e.attestRelayed(ctx, dossier, seen, by, a)
	}
	draft, err := e.Decisions.Attest(ctx, id, by, a)
	if err != nil || draft.Voice != newsroom.Station {
		return Redraft{Draft: draft}, err
	}
	w, err := e.Open(ctx, id)
	if err != nil {
		return Redraft{Draft: draft}, err
	}
	return e.rewrite(ctx, w, seen, by, "登记依据："+a.Station, func(*Material) {})
}

// attestRelayed attests a draft that is made from a bulletin, and writes it again when
// the bulletin is another one.
func (e *Editors) attestRelayed(ctx context.Context, dossier newsroom.Dossier, seen int, by newsroom.Person, a newsroom.Attestation) (Redraft, error) {
	id := dossier.Draft.ID
	w, err := e.open(ctx, dossier)
	if err != nil {
		return Redraft{Draft: dossier.Draft}, err
	}
	have := w.Kept.Relayed
	if a.Text = strings.ReplaceAll(a.Text, "\r\n", "\n"); strings.TrimSpace(a.Text) == "" || strings.TrimSpace(a.Text) == strings.TrimSpace(have.Original) {
		a.Text = have.Original
	}
	another := a.Text != have.Original || a.Station != have.Station || !a.Issued.Equal(have.Issued)
	if dossier.Draft.Attest(a, by) != nil || !another { // the desk puts it on record, or refuses
		draft, err := e.Decisions.Attest(ctx, id, by, a)
		return Redraft{Draft: draft}, err
	}
	m := w.material()
	m.Station, m.Now = &a, e.now()
	next, clashes, err := w.again(ctx, m)
	if err != nil {
		return Redraft{Draft: dossier.Draft}, err
	}
	draft, err := e.Decisions.Attest(ctx, id, by, a)
	if err != nil {
		return Redraft{Draft: draft}, err
	}
	return e.refile(ctx, w, seen, by, "换台站原文："+a.Station, next, clashes)
}

func (e *Editors) now() time.Time {
	if e.Now == nil {
		return time.Now()
	}
	return e.Now()
}

// Objection says in Chinese why an edition must not be made from a bulletin or a
// forecast: what is wrong in the text, or what the gate refused.
func Objection(err error) (words string, ok bool) {
	var faults station.Faults
	if errors.As(err, &faults) {
		return "原文有误，请与台站核对：" + strings.Join(faults.Words(), "；") + "。", true
	}
	var refused *Refused
	if !errors.As(err, &refused) {
		return "", false
	}
	for _, f := range refused.Report.With(gate.Refuse) {
		words += f.Note
	}
	return "没有通过把关：" + words, true
}

// relayed reads again the bulletin that a revision was made from. What is wrong in it was
// judged when it came.
func (r Recipe) relayed(k Kept) (analysis.Outlook, proof.Facts) {
	s := k.Relayed
	in := Official{Station: s.Station, Issued: s.Issued, Text: s.Original, Now: k.Now}
	b, _ := station.Read(in.Text, r.reading(in))
	days, causes := r.stated(b, k.First)
	o := r.outlookOf(b, days, causes, in)
	return o, r.relayedFacts(o, s.Station, b.Body(), amountsOf(b))
}
