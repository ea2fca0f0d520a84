package editors

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"yubao/internal/chat"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
)

// mostReply is the longest text that is taken, in characters: Telegram sends no longer one.
const mostReply = 4096

// replied answers a reply to a card or to a prompt.
func (e *Editors) replied(ctx context.Context, m *chat.Message) error {
	p, topic, day, ok := e.about(m)
	text := strings.TrimSpace(m.Text)
	if !ok || text == "" {
		return nil
	}
	var user chat.User
	if m.From != nil {
		user = *m.From
	}
	by, err := e.person(ctx, user, m.Chat, m.Anonymous())
	if errors.Is(err, errStranger) {
		return e.Mouth.Say(ctx, chat.Answer(m, strangerWords))
	}
	if err != nil {
		return err
	}
	if utf8.RuneCountInString(text) > mostReply {
		return e.Mouth.Say(ctx, chat.Answer(m, fmt.Sprintf("太长了，最多 %d 字。", mostReply)))
	}
	r := &reply{e: e, m: m, press: p, by: by}
	asked, rest := asks(topic, text)
	if asked == actFacts && day != "" {
		rest = dated(day, rest)
	}
	return r.do(ctx, asked, rest)
}

// asks returns what a reply asks for: what its prompt asked, else what its first word
// says, else new words for the text.
func asks(topic, text string) (a act, rest string) {
	if a, ok := topics[topic]; ok {
		return a, text
	}
	for _, w := range words {
		rest, ok := strings.CutPrefix(text, w.word)
		if !ok {
			continue
		}
		trimmed := strings.TrimLeft(rest, " 　：:，,\n")
		if rest == "" || trimmed != rest { // 签发稿…… is a text
			return w.act, trimmed
		}
	}
	return actWords, text
}

// dated puts the day that a prompt was about before a line of facts that names none.
func dated(day, lines string) string {
	first, _, _ := strings.Cut(lines, "\n")
	if strings.Contains(first, "日") || strings.HasPrefix(first, "周") {
		return lines
	}
	return day + " " + lines
}

// reply is one reply being worked.
type reply struct {
	e     *Editors
	m     *chat.Message
	press press
	by    newsroom.Person
}

func (r *reply) do(ctx context.Context, asked act, text string) error {
	e, id, seen := r.e, r.press.draft, r.press.revision
	switch asked {
	case actWords:
		redraft, err := e.Pen.EditWords(ctx, id, seen, r.by, edition.Words{Text: text})
		return r.redrafted(ctx, redraft, err)
	case actFacts:
		redraft, err := e.Pen.EditFacts(ctx, id, seen, r.by, text)
		return r.redrafted(ctx, redraft, err)
	case actRewrite:
		redraft, err := e.Pen.Rewrite(ctx, id, seen, r.by)
		return r.redrafted(ctx, redraft, err)
	case actSign:
		draft, err := e.Desk.Sign(ctx, id, seen, r.by, "")
		return r.decided(ctx, draft, err)
	case actOverride:
		if text == "" {
			return r.refused(ctx, newsroom.Draft{}, newsroom.ErrReason)
		}
		draft, err := e.Desk.Sign(ctx, id, seen, r.by, text)
		return r.decided(ctx, draft, err)
	case actSpikeYes:
		draft, err := e.Desk.Spike(ctx, id, seen, r.by, text)
		return r.decided(ctx, draft, err)
	case actWithdraw:
		draft, err := e.Desk.Withdraw(ctx, id, seen, r.by, text)
		return r.decided(ctx, draft, err)
	case actCorrect:
		draft, err := e.Pen.Correct(ctx, id, r.by, text)
		if err != nil {
			return r.refused(ctx, draft, err)
		}
		return e.Mouth.Say(ctx, chat.Answer(r.m, fmt.Sprintf("开了更正稿：%s。改好后签发，已发的会随之更正。", Mark(draft.ID, draft.Revision))))
	case actAttest:
		return r.attest(ctx, text)
	case actEvidence:
		return r.evidence(ctx)
	}
	return nil
}

// redrafted says what came of an edit: the new revision, and at once what the data say
// against it.
func (r *reply) redrafted(ctx context.Context, redraft edition.Redraft, err error) error {
	if err != nil {
		return r.refused(ctx, redraft.Draft, err)
	}
	say := chat.Answer(r.m, "")
	lines := append([]string{"改好了：" + Mark(redraft.Draft.ID, redraft.Draft.Revision) + "，新卡片在下面。"}, FaultLines(redraft.Findings, "")...)
	if contradicts(redraft.Findings) {
		lines = append(lines, "请再改；要照原样发，签发时写明理由。")
	}
	for _, c := range redraft.Clashes {
		lines = append(lines, escape("手写的这段与新数据不一致，保留了手写的："+c.Hand))
	}
	say.HTML = strings.Join(lines, "\n")
	say.Text = plain(say.HTML)
	errs := []error{r.e.Mouth.Say(ctx, say)}
	if strings.HasPrefix(r.m.ReplyTo.Text, "【") { // a card: its revision is past
		errs = append(errs, r.e.Mouth.Keyboard(ctx, r.m.Chat.ID, r.m.ReplyTo.ID, nil))
	}
	return errors.Join(errs...)
}

func contradicts(found []edition.Finding) bool {
	for _, f := range found {
		if f.Severity == proof.Contradiction {
			return true
		}
	}
	return false
}

// decided says that a decision was taken, or why not.
func (r *reply) decided(ctx context.Context, draft newsroom.Draft, err error) error {
	if err != nil {
		return r.refused(ctx, draft, err)
	}
	return r.e.Mouth.Say(ctx, chat.Answer(r.m, fmt.Sprintf("第%d稿%s。", draft.ID, StateWords[draft.State])))
}

func (r *reply) refused(ctx context.Context, draft newsroom.Draft, err error) error {
	errs := []error{unexpected(err)}
	switch {
	case errors.Is(err, newsroom.ErrFindings):
		errs = append(errs, r.e.Mouth.Say(ctx, prompt(r.m, r.press.draft, r.press.revision, actOverride, r.by, "有与资料不符的地方。要照原样发，回复本条写明理由。")))
	case errors.Is(err, newsroom.ErrAttest):
		errs = append(errs, r.e.Mouth.Say(ctx, prompt(r.m, r.press.draft, r.press.revision, actAttest, r.by, attestHint)))
	default:
		errs = append(errs, r.e.Mouth.Say(ctx, chat.Answer(r.m, r.e.refusal(ctx, draft, r.press.revision, err))))
	}
	return errors.Join(errs...)
}
