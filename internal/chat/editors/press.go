package editors

import (
	"context"
	"errors"
	"fmt"
	"time"

	"yubao/internal/chat"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// pressed answers a button. The tap is answered first, with what a look at the draft
// already tells, since the app waits and the service soon drops it; then the work is done.
// A tap that comes twice, or too late, ends at the desk, which decides once.
func (e *Editors) pressed(ctx context.Context, tap *chat.Tap) error {
	p, ok := parsePress(tap.Data)
	if !ok {
		return e.Mouth.Notice(ctx, tap, "这个按钮已经没有用了。", false)
	}
	var where chat.Chat
	if tap.Message != nil {
		where = tap.Message.Chat
	}
	by, err := e.person(ctx, tap.From, where, false)
	if errors.Is(err, errStranger) {
		return e.Mouth.Notice(ctx, tap, strangerWords, true)
	}
	if err != nil {
		return errors.Join(err, e.Mouth.Notice(ctx, tap, "内部错误，请再按一次。", true))
	}
	dossier, err := e.Drafts.Dossier(ctx, p.draft)
	if err != nil {
		return errors.Join(unexpected(err), e.Mouth.Notice(ctx, tap, e.refusal(ctx, dossier.Draft, p.revision, err), true))
	}
	d := &job{e: e, press: p, by: by, tap: tap, dossier: dossier}
	if why := d.foresee(e.Now()); why != nil {
		return d.refuse(ctx, why)
	}
	if err := e.Mouth.Notice(ctx, tap, d.underway(), false); err != nil {
		return errors.Join(err, d.do(ctx)) // the tap counts all the same
	}
	return d.do(ctx)
}

// job is one press being worked.
type job struct {
	e       *Editors
	press   press
	by      newsroom.Person
	tap     *chat.Tap
	dossier newsroom.Dossier
}

// foresee returns why the act would be refused as things stand, nil when it would not.
// The desk decides; this is so that the first answer already tells.
func (j *job) foresee(now time.Time) error {
	d, p := j.dossier.Draft, j.press
	switch p.act {
	case actSign:
		_, err := j.dossier.SignOff(p.revision, j.by, "", now)
		return err
	case actSpike, actSpikeYes:
		_, err := d.Spike(p.revision, j.by, "", now)
		return err
	case actWords, actRewrite, actAgainYes, actAttest:
		_, err := d.Edit(p.revision, j.by)
		return err
	case actFacts, actDay, actSet:
		if _, err := d.Edit(p.revision, j.by); err != nil {
			return err
		}
		if sheet, err := edition.SheetOf(j.dossier.Revision); err == nil && sheet.SheetStation != nil {
			return edition.ErrRelayed
		}
	case actCorrect:
		return d.Correctable(j.by, "理由")
	case actWithdraw:
		_, err := d.Withdraw(p.revision, j.by, "理由", now)
		return err
	}
	return nil
}

// underway says what is being done, for acts that take a moment.
func (j *job) underway() string {
	switch j.press.act {
	case actSign:
		return "正在签发第" + fmt.Sprint(j.press.draft) + "稿……"
	case actRewrite, actAgainYes:
		if j.press.act == actRewrite && j.dossier.Revision.HandMade {
			return "" // he is asked first
		}
		return "正在重写……"
	case actSet:
		return "正在改……"
	}
	return ""
}

// refuse answers a tap that leads to nothing, asks for what is missing where something
// is, and takes away buttons that no longer serve. The attempt goes on record.
func (j *job) refuse(ctx context.Context, why error) error {
	e, d := j.e, j.dossier.Draft
	errs := []error{e.Mouth.Notice(ctx, j.tap, e.refusal(ctx, d, j.press.revision, why), true)}
	if j.press.act == actSign {
		_, err := e.Desk.Sign(ctx, d.ID, j.press.revision, j.by, "")
		errs = append(errs, unexpected(err))
	}
	switch {
	case errors.Is(why, newsroom.ErrFindings):
		errs = append(errs, j.ask(ctx, actOverride, "写明照发的理由；要改就回复上面的卡片。"))
	case errors.Is(why, newsroom.ErrAttest):
		errs = append(errs, j.ask(ctx, actAttest, attestHint))
	case errors.Is(why, newsroom.ErrStale):
		errs = append(errs, j.keyboard(ctx, nil))
	}
	return errors.Join(errs...)
}

// do carries the act out.
func (j *job) do(ctx context.Context) error {
	e, id, seen := j.e, j.press.draft, j.press.revision
	switch j.press.act {
	case actSign:
		draft, err := e.Desk.Sign(ctx, id, seen, j.by, "")
		return j.done(ctx, draft, err)
	case actSpike:
		return j.keyboard(ctx, sure(j.press, "确认毙稿", actSpikeYes))
	case actSpikeYes:
		draft, err := e.Desk.Spike(ctx, id, seen, j.by, "")
		return j.done(ctx, draft, err)
	case actBack:
		return j.keyboard(ctx, Buttons(j.dossier.Draft))
	case actRewrite:
		if j.dossier.Revision.HandMade {
			return j.keyboard(ctx, sure(j.press, "重写（手写的字会丢）", actAgainYes))
		}
		return j.rewrite(ctx)
	case actAgainYes:
		return j.rewrite(ctx)
	case actWords:
		return j.ask(ctx, actWords, "回复本条：写上全文，或只写要换的那一段，我找最相近的一段换掉。")
	case actFacts:
		return j.e.Mouth.Say(ctx, j.factsMenu())
	case actDay:
		return j.dayMenu(ctx)
	case actSet:
		return j.set(ctx)
	case actEvidence:
		return j.evidence(ctx)
	case actCorrect:
		return j.ask(ctx, actCorrect, "回复本条，写明更正的理由；我据此开一份更正稿。")
	case actWithdraw:
		return j.ask(ctx, actWithdraw, "回复本条，写明撤稿的理由；已发的会撤回或补发撤稿通知。")
	case actAttest:
		return j.ask(ctx, actAttest, attestHint)
	}
	return nil
}

// done tells of a decision that failed after all: somebody was faster. One that worked
// shows on the card.
func (j *job) done(ctx context.Context, draft newsroom.Draft, err error) error {
	if err == nil {
		return nil
	}
	return errors.Join(unexpected(err), j.say(ctx, j.by.Name+"："+j.e.refusal(ctx, draft, j.press.revision, err)))
}

func (j *job) rewrite(ctx context.Context) error {
	redraft, err := j.e.Pen.Rewrite(ctx, j.press.draft, j.press.revision, j.by)
	if err == nil {
		return j.superseded(ctx)
	}
	return errors.Join(j.done(ctx, redraft.Draft, err), j.keyboard(ctx, Buttons(j.dossier.Draft)))
}

// superseded takes the buttons off the card of a revision that is not the current one
// any more; the new card follows.
func (j *job) superseded(ctx context.Context) error { return j.keyboard(ctx, nil) }

func (j *job) keyboard(ctx context.Context, buttons [][]delivery.Button) error {
	if j.tap.Message == nil {
		return nil
	}
	return j.e.Mouth.Keyboard(ctx, j.tap.Message.Chat.ID, j.tap.Message.ID, buttons)
}

func (j *job) say(ctx context.Context, text string) error {
	if j.tap.Message == nil {
		return nil
	}
	return j.e.Mouth.Say(ctx, chat.Answer(j.tap.Message, text))
}

// ask posts a prompt to which the editor replies. It carries the mark and what it asks
// for, so that the reply is understood by itself, also after a restart.
func (j *job) ask(ctx context.Context, asks act, hint string) error {
	if j.tap.Message == nil {
		return nil
	}
	return j.e.Mouth.Say(ctx, prompt(j.tap.Message, j.press.draft, j.press.revision, asks, j.by, hint))
}

func prompt(at *chat.Message, id newsroom.DraftID, revision int, asks act, by newsroom.Person, hint string) chat.Say {
	say := chat.Answer(at, fmt.Sprintf("%s · %s\n%s，%s", Mark(id, revision), topicOf(asks), by.Name, hint))
	say.Ask = topicOf(asks)
	return say
}
