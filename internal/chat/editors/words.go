package editors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

const strangerWords = "您不在编辑部名单里，不能操作稿件。"

// refusal says to an editor why an act was not done and what to do. What it does not
// know is an internal error, whose cause is in the log.
func (e *Editors) refusal(ctx context.Context, d newsroom.Draft, seen int, err error) string {
	var fact *edition.FactError
	if why, ok := edition.Objection(err); ok {
		return why
	}
	switch {
	case errors.As(err, &fact):
		return fact.Error()
	case errors.Is(err, newsroom.ErrNotFound):
		return "没有这一稿。"
	case errors.Is(err, newsroom.ErrStale):
		return fmt.Sprintf("您看的是第%d版，现在是第%d版。请看最新的卡片。", seen, d.Revision)
	case errors.Is(err, newsroom.ErrDecided):
		return e.decidedWords(ctx, d)
	case errors.Is(err, newsroom.ErrForbidden):
		return "您的角色不能做这一步：编辑可以改稿、毙稿，值班主任才能签发、撤稿。"
	case errors.Is(err, newsroom.ErrFindings):
		return "有与资料不符的地方。请先改正；要照原样发，请回复下面一条，写明理由。"
	case errors.Is(err, newsroom.ErrAttest):
		return "这一稿以台站口吻写，签发前要存证：请回复下面一条。"
	case errors.Is(err, newsroom.ErrReason):
		return "要写明理由。"
	case errors.Is(err, newsroom.ErrState):
		return fmt.Sprintf("这一稿%s，不能这样做。", StateWords[d.State])
	}
	for _, known := range editing {
		if errors.Is(err, known.err) {
			return known.text
		}
	}
	return "内部错误，没有做成。请稍后再试，或看日志。"
}

// editing are the refusals of the pen.
var editing = []struct {
	err  error
	text string
}{
	{edition.ErrPassage, "没有找到与这一段相近的段落。请照原文的一段来改，或发全文。"},
	{edition.ErrUnchanged, "没有改动。"},
	{edition.ErrEmpty, "内容是空的。"},
	{edition.ErrNotKept, "这一稿没有留下资料，不能改数据或重写；可以改文字。"},
	{edition.ErrRelayed, "这一稿的数据是气象台原文里的，不能改。原文有更新，请重新存证，贴上新的原文。"},
	{edition.ErrNoForecast, "拿不到预报资料，请稍后再试。"},
}

// expected reports whether an error is an answer to an editor rather than a fault.
func expected(err error) bool {
	var fact *edition.FactError
	known := []error{
		newsroom.ErrNotFound, newsroom.ErrStale, newsroom.ErrDecided, newsroom.ErrForbidden, newsroom.ErrFindings,
		newsroom.ErrAttest, newsroom.ErrReason, newsroom.ErrState,
	}
	for _, k := range editing {
		known = append(known, k.err)
	}
	_, objected := edition.Objection(err)
	return objected || errors.As(err, &fact) || slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) })
}

// unexpected passes on what the log should have.
func unexpected(err error) error {
	if expected(err) {
		return nil
	}
	return err
}

// decidedWords says who decided on a draft, what and when.
func (e *Editors) decidedWords(ctx context.Context, d newsroom.Draft) string {
	name := d.DecidedBy
	if decisions, err := e.Drafts.Decisions(ctx, d.ID); err == nil {
		for _, one := range slices.Backward(decisions) {
			if one.Refused == "" && one.Person == d.DecidedBy && decides[one.Act] {
				name = who(one)
				break
			}
		}
	}
	return fmt.Sprintf("第%d稿%s：%s，%s。", d.ID, StateWords[d.State], cmp.Or(name, "yubao"), Clock(d.DecidedAt, e.Zone(d.Edition)))
}

var decides = map[newsroom.Act]bool{newsroom.ActSign: true, newsroom.ActSpike: true, newsroom.ActWithdraw: true, newsroom.ActCorrect: true}
