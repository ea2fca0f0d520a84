// Package editors lets the newsroom work on drafts in the chat: sign, edit words and
// facts, attest, spike, correct, withdraw, by buttons and by replies to a draft's card.
// Whatever is asked is bound to the draft and the revision that the card showed; the
// desk decides, once, whoever asks at the same time.
package editors

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"yubao/internal/chat"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/pattern"
)

// Desk takes decisions; desk.Desk is one.
type Desk interface {
	Sign(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, override string) (newsroom.Draft, error)
	Spike(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, reason string) (newsroom.Draft, error)
	Withdraw(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, reason string) (newsroom.Draft, error)
}

// Pen changes drafts; edition.Editors is one.
type Pen interface {
	EditWords(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, words edition.Words) (edition.Redraft, error)
	EditFacts(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, lines string) (edition.Redraft, error)
	Attest(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, a newsroom.Attestation) (edition.Redraft, error)
	Rewrite(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person) (edition.Redraft, error)
	Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string) (newsroom.Draft, error)
}

// Drafts are the drafts on record; store.Store has them.
type Drafts interface {
	Dossier(ctx context.Context, id newsroom.DraftID) (newsroom.Dossier, error)
	Decisions(ctx context.Context, id newsroom.DraftID) ([]newsroom.Decision, error)
}

// Config has what the desk in the chat works with.
type Config struct {
	Mouth  *chat.Mouth
	Desk   Desk
	Pen    Pen
	Drafts Drafts
	People []newsroom.Person
	// Newsrooms are the chats to which drafts go. With AdminsSign their administrators may
	// decide as chiefs.
	Newsrooms  []int64
	AdminsSign bool
	Bot        int64                               // the bot's own user id
	Zone       func(edition string) *time.Location // of an edition's place
	Now        func() time.Time                    // nil: time.Now
}

// Editors answers the people of the desk. It is safe for concurrent use.
type Editors struct{ Config }

var _ chat.Handler = (*Editors)(nil)

// New returns a handler for the desk.
func New(c Config) *Editors {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Editors{c}
}

// Wants reports whether an update is for the desk: a press of one of its buttons, or a
// reply to a message of the bot that is about a draft.
func (e *Editors) Wants(u chat.Update) bool {
	if u.Tap != nil {
		return strings.HasPrefix(u.Tap.Data, Prefix+"|")
	}
	_, _, _, ok := e.about(u.Message)
	return ok
}

// Handle answers one update.
func (e *Editors) Handle(ctx context.Context, u chat.Update) error {
	if u.Tap != nil {
		return e.pressed(ctx, u.Tap)
	}
	return e.replied(ctx, u.Message)
}

// mark finds the draft, its revision and what was asked in a message of the bot.
var mark = pattern.New(`第(\d{1,18})稿 第(\d{1,9})版(?: · (\S+)(?: · (\S+))?)?`)

// about returns what a reply is about: a draft at a revision, and what its prompt asked
// for, if it was one. It reads the first and the last line of the message replied to,
// which are the bot's own words; between them may stand somebody else's.
func (e *Editors) about(m *chat.Message) (p press, topic, day string, ok bool) {
	if m == nil || m.ReplyTo == nil || m.ReplyTo.From == nil || m.ReplyTo.From.ID != e.Bot {
		return p, "", "", false
	}
	lines := strings.Split(strings.TrimSpace(m.ReplyTo.Text), "\n")
	for _, line := range []string{lines[0], lines[len(lines)-1]} {
		found := mark.Regexp().FindStringSubmatch(line)
		if found == nil {
			continue
		}
		id, _ := strconv.ParseInt(found[1], 10, 64) // the pattern admits what fits
		revision, _ := strconv.Atoi(found[2])
		return press{draft: newsroom.DraftID(id), revision: revision}, found[3], found[4], true
	}
	return p, "", "", false
}

// errStranger says that somebody is not of the desk.
var errStranger = errors.New("not of the desk")

// person returns who a user is at the desk: by the configuration, or as administrator
// of a newsroom's group where they may sign.
func (e *Editors) person(ctx context.Context, user chat.User, where chat.Chat, anonymous bool) (newsroom.Person, error) {
	i := slices.IndexFunc(e.People, func(p newsroom.Person) bool { return p.Telegram != 0 && p.Telegram == user.ID })
	if i >= 0 {
		return e.People[i], nil
	}
	if !e.AdminsSign || !slices.Contains(e.Newsrooms, where.ID) || where.Private() {
		return newsroom.Person{}, errStranger
	}
	admin := newsroom.Person{ID: "tg:" + strconv.FormatInt(user.ID, 10), Name: user.Name(), Role: newsroom.Chief, Telegram: user.ID}
	if anonymous {
		admin.ID, admin.Name = "tg:"+where.Address(), "管理员（匿名）"
		return admin, nil
	}
	member, err := e.Mouth.Member(ctx, where.ID, user.ID)
	if err != nil {
		return newsroom.Person{}, fmt.Errorf("standing of a user in the newsroom: %w", err)
	}
	if !member.Manages() {
		return newsroom.Person{}, errStranger
	}
	return admin, nil
}
