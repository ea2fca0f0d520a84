package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/gate"
	"yubao/internal/newsroom"
	"yubao/internal/review"
	"yubao/internal/station"
	"yubao/internal/store"
	"yubao/internal/wording"
)

// office brings editions to the desk and tells the newsroom what it has to know.
type office struct {
	config   *config.Config
	desk     *desk.Desk
	store    *store.Store
	messages *messages
	now      func() time.Time
	log      *slog.Logger
	count    func(edition, outcome string)
	shelf    *wording.Shelf
}

// filing is one edition's way to the desk; see edition.Newsroom.
type filing struct {
	*office
	id     string
	recipe edition.Recipe
}

var _ edition.Newsroom = filing{}

// File hands in a draft; where nothing is reviewed it is signed in the daemon's name.
func (f filing) File(ctx context.Context, order edition.Order, w edition.Written) (newsroom.DraftID, error) {
	e := f.config.Editions[f.id]
	revision, err := f.recipe.Revision(w)
	if err != nil {
		return 0, err
	}
	in := desk.Filing{
		Edition: f.id, Slot: order.Slot, Late: order.Late, Voice: newsroom.Voice(e.Voice),
		Revision:   revision,
		AtDeadline: newsroom.AtDeadline(e.AtDeadline), SignOff: e.Review == "none",
	}
	if e.Deadline > 0 && e.Review == "required" {
		in.Deadline = order.Slot.Add(e.Deadline)
		if order.Late || in.Deadline.Before(f.now()) {
			in.Deadline = f.now().Add(e.Deadline)
		}
	}
	if a := w.Material.Station; a != nil { // it is the station's own
		in.Voice, in.Attestation, in.By, in.Revision.Author = newsroom.Station, a, order.By, newsroom.Machine
	}
	draft, err := f.desk.FileDraft(ctx, in)
	if err != nil {
		return 0, err
	}
	f.count(f.id, "filed")
	if err := f.store.SetValue(ctx, review.HeldKey(f.id), ""); err != nil {
		return draft.ID, err
	}
	if err := f.onTrial(ctx, f.id, draft.ID); err != nil {
		return draft.ID, err
	}
	for i, note := range w.Notes {
		key := fmt.Sprintf("template:%d:%d", draft.ID, i)
		if err := f.tell(ctx, f.id, key, "模板", "【模板】"+note.Message); err != nil {
			return draft.ID, err
		}
	}
	return draft.ID, nil
}

// Held tells the newsroom why there is no edition and what to do.
func (f filing) Held(ctx context.Context, order edition.Order, reason error) error {
	f.count(f.id, "held")
	if err := f.store.SetValue(ctx, review.HeldKey(f.id), heldReason(reason)); err != nil {
		f.log.ErrorContext(ctx, "desk page not told of a held edition", "edition", f.id, "err", err)
	}
	key := fmt.Sprintf("held:%s:%s", f.id, order.Slot.UTC().Format(time.RFC3339))
	title := f.messages.title(f.id) + "没有出稿"
	return f.tell(ctx, f.id, key, title, heldWords(f.messages.title(f.id), reason))
}

// heldReason says in a line why there is no edition.
func heldReason(reason error) string {
	var refused *edition.Refused
	var faults station.Faults
	switch {
	case errors.As(reason, &faults):
		return "台站原文有误：" + strings.Join(faults.Words(), "；")
	case !errors.As(reason, &refused):
		return noForecastLine(reason)
	}
	var notes []string
	for _, finding := range refused.Report.With(gate.Refuse) {
		notes = append(notes, finding.Note)
	}
	return strings.Join(notes, "；")
}

func heldWords(title string, reason error) string {
	var refused *edition.Refused
	var faults station.Faults
	switch {
	case errors.As(reason, &faults):
		return fmt.Sprintf("【没有出稿】%s\n台站原文有误，请与台站核对后重送：\n· %s", title, strings.Join(faults.Words(), "\n· "))
	case !errors.As(reason, &refused):
		return fmt.Sprintf("【没有出稿】%s\n%s\n稍后会再试；也可在资料恢复后运行 yubao send。", title, NoForecastWords(reason))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "【没有出稿】%s\n资料没有通过把关：", title)
	for _, finding := range refused.Report.With(gate.Refuse) {
		fmt.Fprintf(&b, "\n· %s", finding.Note)
	}
	return b.String()
}

// missed tells the newsroom of slots that passed while nobody ran.
func (o *office) missed(ctx context.Context, id string, slots []time.Time) {
	e := o.config.Editions[id]
	if e == nil || len(slots) == 0 {
		return
	}
	var words []string
	for _, s := range slots {
		words = append(words, slotWords(s, o.messages.zone(e)))
	}
	key := fmt.Sprintf("missed:%s:%s", id, slots[len(slots)-1].UTC().Format(time.RFC3339))
	text := fmt.Sprintf("【漏出】%s　停机期间错过：%s。已过补出的时限（%s），没有补发。", o.messages.title(id), strings.Join(words, "、"), e.LateAfter)
	if err := o.tell(ctx, id, key, "漏出", text); err != nil {
		o.log.ErrorContext(ctx, "newsroom not told of missed slots", "edition", id, "err", err)
	}
}

// trouble posts a notice about deliveries to the newsroom of an edition, or of every
// one where they belong to none.
func (o *office) trouble(ctx context.Context, edition, key, text, except string) {
	editions := []string{edition}
	if o.config.Editions[edition] == nil {
		editions = sortedKeys(o.config.Editions)
	}
	for _, id := range editions {
		if err := o.tell(ctx, id, key, "投递", text, except); err != nil {
			o.log.ErrorContext(ctx, "newsroom not told of deliveries", "channel", except, "edition", id, "err", err)
		}
	}
}

// deliveryWords names the states of a delivery for people.
var deliveryWords = map[delivery.State]string{
	delivery.Pending: "待发", delivery.Sending: "发送中", delivery.Sent: "已发",
	delivery.Uncertain: "存疑（不知是否送达）", delivery.Dead: "没发出去", delivery.Dropped: "不发了",
}

// Correct opens a correction of a signed draft; see edition.Corrections.
func (o *office) Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string, first newsroom.Revision) (newsroom.Draft, error) {
	dossier, err := o.store.Dossier(ctx, id)
	if err != nil {
		return newsroom.Draft{}, err
	}
	// A correction that nobody decides on is not published by itself, but its deadline is
	// told: somebody must know that readers have a text that is wrong.
	in := desk.Filing{Voice: dossier.Draft.Voice, Revision: first, AtDeadline: newsroom.Hold}
	if e := o.config.Editions[dossier.Draft.Edition]; e != nil && e.Deadline > 0 {
		in.Deadline = o.now().Add(e.Deadline)
	}
	return o.desk.Correct(ctx, id, by, reason, in)
}

// tell posts a notice to an edition's newsroom, but for the channels named.
func (o *office) tell(ctx context.Context, id, key, title, text string, except ...string) error {
	out, err := o.messages.notice(o.config.Editions[id], key, title, text, except...)
	if err != nil || len(out) == 0 {
		return err
	}
	return o.store.Post(ctx, id, out)
}
