package app

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"yubao/internal/chat/editors"
	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/newsroom"
	"yubao/internal/review"
)

// subscribers lists who subscribed to an edition.
type subscribers interface {
	SubscribersOf(ctx context.Context, edition string) iter.Seq2[delivery.Subscriber, error]
}

// messages writes what the newsroom and the readers get of a draft's life. It is safe
// for concurrent use.
type messages struct {
	config   *config.Config
	channels map[string]delivery.Channel
	readers  subscribers
	links    review.Links // nil: cards have no links to decide
	pictures *pictures    // of what readers get
	// changes lists what a draft says otherwise than the edition before it.
	changes func(context.Context, newsroom.Dossier) ([]string, error)
	now     func() time.Time
}

var _ desk.Writer = (*messages)(nil)

// Write returns the messages of an event; see desk.Writer.
func (m *messages) Write(ctx context.Context, event desk.Event) ([]delivery.Outgoing, error) {
	draft := event.Dossier.Draft
	edition, ok := m.config.Editions[draft.Edition]
	if !ok {
		return nil, fmt.Errorf("draft %d is of edition %q, which is not configured", draft.ID, draft.Edition)
	}
	switch event.Occasion {
	case delivery.OnFiled, delivery.OnDecided, delivery.OnClosed, delivery.OnReplaced:
		return m.cards(ctx, edition, event)
	case delivery.OnReminder:
		return m.aboutDraft(ctx, edition, event, m.reminder(edition, draft))
	case delivery.OnDeadline:
		return m.aboutDraft(ctx, edition, event, m.expired(edition, draft))
	case delivery.OnBulletin, delivery.OnCorrection, delivery.OnWithdrawal:
		return m.toReaders(ctx, edition, event)
	}
	return nil, nil
}

// cards address a draft's card to the edition's draft channels: with buttons where they
// call back, else with the ways that lead to the desk. Where a card can be edited it
// shows the decision afterwards; elsewhere the decision is a message of its own.
func (m *messages) cards(ctx context.Context, e *config.Edition, event desk.Event) ([]delivery.Outgoing, error) {
	view := editors.View{Dossier: event.Dossier, Title: m.title(event.Dossier.Draft.Edition), Zone: m.zone(e)}
	if event.Occasion == delivery.OnFiled {
		changes, err := m.changes(ctx, event.Dossier)
		if err != nil {
			return nil, fmt.Errorf("changes of draft %d: %w", event.Dossier.Draft.ID, err)
		}
		view.Changes = changes
	} else {
		view.Done = &event.Decision
	}
	var out []delivery.Outgoing
	for _, channel := range e.DraftTo.Values() {
		limits := m.limits(channel)
		if event.Occasion == delivery.OnReplaced && !limits.Editable {
			continue // the decision on the correction was told there
		}
		message := editors.Card(view)
		switch {
		case view.Done != nil && !limits.Editable:
			message = m.decided(e, event)
		case !limits.Callbacks:
			withLinks := view
			withLinks.Links = m.ways(event.Dossier.Draft)
			message = editors.Card(withLinks)
			var err error
			if message.Buttons, err = m.decideButton(ctx, event.Dossier.Draft, channel); err != nil {
				return nil, err
			}
		}
		parts, err := m.split(delivery.Target{Channel: channel}, event.Occasion, message, time.Time{})
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	return out, nil
}

// limits are those of a channel, none for one that is not configured.
func (m *messages) limits(channel string) delivery.Limits {
	if ch, ok := m.channels[channel]; ok {
		return ch.Limits()
	}
	return delivery.Limits{}
}

// ways say how to act on a draft from a channel without buttons.
func (m *messages) ways(draft newsroom.Draft) []string {
	page := fmt.Sprintf("打开 %s/drafts/%d", strings.TrimRight(m.config.Desk.URL, "/"), draft.ID)
	switch open := m.config.Desk.Listen != ""; {
	case draft.State == newsroom.Filed && open:
		return []string{fmt.Sprintf("签发：yubao drafts sign %d，或%s", draft.ID, page)}
	case draft.State == newsroom.Filed:
		return []string{fmt.Sprintf("签发：yubao drafts sign %d", draft.ID)}
	case draft.State == newsroom.Signed && open:
		return []string{"更正、撤稿：" + page}
	}
	return nil
}

// aboutDraft addresses a notice about a draft to the edition's draft channels: with buttons
// where they call back, else with the ways that lead to the desk.
func (m *messages) aboutDraft(ctx context.Context, e *config.Edition, event desk.Event, notice delivery.Message) ([]delivery.Outgoing, error) {
	draft := event.Dossier.Draft
	var out []delivery.Outgoing
	for _, channel := range e.DraftTo.Values() {
		addressed := notice
		if !m.limits(channel).Callbacks {
			addressed.Text = strings.Join(append([]string{notice.Text}, m.ways(draft)...), "\n")
			var err error
			if addressed.Buttons, err = m.decideButton(ctx, draft, channel); err != nil {
				return nil, err
			}
		}
		parts, err := m.split(delivery.Target{Channel: channel}, event.Occasion, addressed, time.Time{})
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	return out, nil
}

// toNewsroom addresses a message to the edition's draft channels.
func (m *messages) toNewsroom(e *config.Edition, on delivery.Occasion, message delivery.Message) ([]delivery.Outgoing, error) {
	var out []delivery.Outgoing
	for _, channel := range e.DraftTo.Values() {
		parts, err := m.split(delivery.Target{Channel: channel}, on, message, time.Time{})
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	return out, nil
}

// toReaders addresses what was signed to the edition's channels and its subscribers.
func (m *messages) toReaders(ctx context.Context, e *config.Edition, event desk.Event) ([]delivery.Outgoing, error) {
	short, full := m.published(e, event, false), m.published(e, event, true)
	shown, out, err := m.illustrate(e, event)
	if err != nil {
		return nil, err
	}
	for _, channel := range e.PublishTo.Values() {
		message := short
		if fullText(m.config, e, channel) {
			message = full
		}
		message.Photo = shown(channel)
		parts, err := m.split(delivery.Target{Channel: channel}, event.Occasion, message, time.Time{})
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	if !e.Subscribers {
		return out, nil
	}
	zone := m.zone(e)
	for s, err := range m.readers.SubscribersOf(ctx, event.Dossier.Draft.Edition) {
		if err != nil {
			return nil, fmt.Errorf("subscribers of %s: %w", event.Dossier.Draft.Edition, err)
		}
		if s.Retired || s.Place != "" {
			continue // a reader with a place of his own gets a bulletin of his own
		}
		message := short
		message.Silent = s.Silent
		parts, err := m.split(s.Target, event.Occasion, message, dueFor(s, m.now(), zone))
		if err != nil {
			return nil, err
		}
		out = append(out, parts...)
	}
	return out, nil
}

// split cuts a message to what its channel takes.
func (m *messages) split(target delivery.Target, on delivery.Occasion, message delivery.Message, due time.Time) ([]delivery.Outgoing, error) {
	channel, ok := m.channels[target.Channel]
	if !ok {
		return nil, fmt.Errorf("channel %q is not configured", target.Channel)
	}
	parts, err := delivery.Split(message, channel.Limits())
	if err != nil {
		return nil, fmt.Errorf("message for %s: %w", target.Channel, err)
	}
	out := make([]delivery.Outgoing, len(parts))
	for i, part := range parts {
		out[i] = delivery.Outgoing{Occasion: on, Target: target, Message: part, Due: due}
	}
	return out, nil
}

// fullText reports whether a channel gets the article rather than the chat text:
// where the configuration says so, and on kinds that are read like a paper.
func fullText(c *config.Config, e *config.Edition, channel string) bool {
	return slices.Contains(e.Full.Values(), channel) || carriages[c.Channels[channel].Name].article
}

// published is what readers get: the bulletin, its correction or its withdrawal.
func (m *messages) published(e *config.Edition, event desk.Event, full bool) delivery.Message {
	words := event.Dossier.Revision.Copy
	out := delivery.Message{Kind: delivery.KindBulletin, Title: words.Headline, Text: words.Article}
	if !full && words.Chat != "" {
		out.Text, out.HTML = plain(words.Chat), words.Chat
	}
	switch event.Occasion {
	case delivery.OnCorrection:
		out.Kind, out.Title = delivery.KindCorrection, "更正："+words.Headline
		if strings.Contains(out.Text, "更正") {
			break // the text says what was corrected
		}
		note := "【更正】" + event.Dossier.Draft.Reason
		out.Text = note + "\n" + out.Text
		if out.HTML != "" {
			out.HTML = escape(note) + "\n" + out.HTML
		}
	case delivery.OnWithdrawal:
		out = delivery.Message{Kind: delivery.KindCorrection, Title: "撤稿", Text: "【撤稿】" + m.withdrawn(e, event.Dossier.Draft)}
	}
	return out
}

// withdrawn tells readers that a draft was taken back.
func (m *messages) withdrawn(e *config.Edition, d newsroom.Draft) string {
	return fmt.Sprintf("%s的%s已撤回，请勿引用。", slotWords(d.Slot, m.zone(e)), m.title(d.Edition))
}

var expiryWords = map[newsroom.AtDeadline]string{newsroom.Hold: "扣下", newsroom.Publish: "照发"}

func (m *messages) decided(e *config.Edition, event desk.Event) delivery.Message {
	draft := event.Dossier.Draft
	who := event.Decision.Name
	if event.Decision.Person == newsroom.Machine {
		who = "yubao 按设置"
	}
	text := fmt.Sprintf("【%s】%s　第%d稿 第%d版\n%s　%s", editors.StateWords[draft.State], m.title(draft.Edition), draft.ID, draft.Revision, who, clockWords(event.Decision.At, m.zone(e)))
	if event.Decision.Reason != "" {
		text += "\n理由：" + event.Decision.Reason
	}
	text += "\n\n" + event.Dossier.Revision.Copy.Headline
	return delivery.Message{Kind: delivery.KindDraft, Title: editors.StateWords[draft.State] + "：" + event.Dossier.Revision.Copy.Headline, Text: text}
}

func (m *messages) reminder(e *config.Edition, d newsroom.Draft) delivery.Message {
	left := d.Deadline.Sub(m.now()).Round(time.Minute)
	text := fmt.Sprintf("【催签】%s　%s还没有签发，%d分钟后（%s）截稿，届时%s。", m.title(d.Edition), editors.Mark(d.ID, d.Revision), int(left.Minutes()), clockWords(d.Deadline, m.zone(e)), expiryWords[d.AtDeadline])
	return delivery.Message{Kind: delivery.KindNotice, Title: "催签", Text: text, Buttons: editors.ReminderButtons(d)}
}

func (m *messages) expired(e *config.Edition, d newsroom.Draft) delivery.Message {
	text := fmt.Sprintf("【已过截稿】%s　第%d稿到 %s 没有签发，已扣下，没有发给读者。仍可签发。", m.title(d.Edition), d.ID, clockWords(d.Deadline, m.zone(e)))
	if d.State == newsroom.Signed {
		text = fmt.Sprintf("【到点照发】%s　第%d稿到 %s 没有人签，按设置已发给读者。", m.title(d.Edition), d.ID, clockWords(d.Deadline, m.zone(e)))
	}
	return delivery.Message{Kind: delivery.KindNotice, Title: "截稿", Text: text, Buttons: editors.Buttons(d)}
}

// notice is a message to an edition's newsroom that belongs to no draft. key makes it
// unique: the newsroom is told once of the same thing. It does not go to the channels
// in except.
func (m *messages) notice(e *config.Edition, key, title, text string, except ...string) ([]delivery.Outgoing, error) {
	out, err := m.toNewsroom(e, delivery.Occasion(key), delivery.Message{Kind: delivery.KindNotice, Title: title, Text: text})
	return slices.DeleteFunc(out, func(o delivery.Outgoing) bool { return slices.Contains(except, o.Target.Channel) }), err
}

// title is how people call an edition.
func (m *messages) title(edition string) string {
	if e := m.config.Editions[edition]; e != nil && e.Title != "" {
		return e.Title
	}
	return edition
}

func (m *messages) zone(e *config.Edition) *time.Location { return m.config.Zone(e.Place.Value) }

// dueFor is when a reader gets a message that is ready now: at once, at his own hour,
// or when his quiet hours are over.
func dueFor(s delivery.Subscriber, now time.Time, zone *time.Location) time.Time {
	if s.At != "" {
		return nextClock(s.At, now, zone)
	}
	from, to, ok := strings.Cut(s.Quiet, "-")
	if !ok {
		return time.Time{}
	}
	clock := now.In(zone).Format("15:04")
	quiet := clock >= from && clock < to
	if from > to { // over midnight
		quiet = clock >= from || clock < to
	}
	if !quiet {
		return time.Time{}
	}
	return nextClock(to, now, zone)
}

// nextClock is the next moment at which the clock of zone shows HH:MM; the zero time
// when that is no time of day.
func nextClock(hhmm string, now time.Time, zone *time.Location) time.Time {
	clock, err := time.Parse("15:04", hhmm)
	if err != nil {
		return time.Time{}
	}
	local := now.In(zone)
	at := time.Date(local.Year(), local.Month(), local.Day(), clock.Hour(), clock.Minute(), 0, 0, zone)
	if at.Before(now) {
		at = at.AddDate(0, 0, 1)
	}
	return at
}

func clockWords(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%d日%d时%02d分", t.Day(), t.Hour(), t.Minute())
}

func slotWords(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%d月%d日%d时", t.Month(), t.Day(), t.Hour())
}
