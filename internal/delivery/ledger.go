package delivery

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrState is the answer to an act that a delivery's state does not allow.
var ErrState = errors.New("delivery is not in a state for that")

// ErrNotFound is the answer to the number of a delivery that the ledger does not hold.
var ErrNotFound = errors.New("no such delivery")

// Occasion says what a delivery is about within its draft, so that one target may get
// a card, a reminder and the bulletin, each of them once. A notice without a draft
// puts into it what makes it unique: held:evening:2024-04-16T08:00Z.
type Occasion string

// The occasions of a draft's life.
const (
	OnFiled      Occasion = "filed"      // the card of a new revision
	OnDecided    Occasion = "decided"    // the card shows who decided what
	OnClosed     Occasion = "closed"     // the card shows who took a signed draft back
	OnReplaced   Occasion = "replaced"   // the card of a corrected draft shows which one corrects it
	OnReminder   Occasion = "reminder"   // the deadline comes near; in the ledger with its number: reminder:1
	OnDeadline   Occasion = "deadline"   // the deadline passed: held or published
	OnBulletin   Occasion = "bulletin"   // the signed text
	OnCorrection Occasion = "correction" // 更正
	OnWithdrawal Occasion = "withdrawal" // 撤稿
)

// Outgoing is a message that is to become a row of the ledger. Draft, revision,
// Occasion, Target and Message.Part together stand in the ledger at most once, for good.
type Outgoing struct {
	Occasion Occasion
	Target   Target
	Message  Message   // one part, with Part and Parts set; parts of one target follow one another
	Due      time.Time // not before; zero: at once
	Edits    string    // message id of a sent message to change in place; empty: send a new one
}

// Delivery is a row of the ledger. Times are UTC.
type Delivery struct {
	ID       ID
	Draft    int64 // newsroom.DraftID, 0 for a notice without a draft
	Edition  string
	Revision int
	Occasion Occasion
	Target   Target
	Message  Message // frozen; Key, Part, Parts and Unsubscribe are the row's own
	Edits    string  // message id to change in place, or empty

	State     State
	Attempts  int       // tries begun, so the number of the current or last one
	Resent    bool      // a doubtful outcome was once answered by sending again
	Due       time.Time // pending: not before
	Claimed   time.Time // when the current or last attempt was claimed
	FirstTry  time.Time // when the first attempt was claimed: a service's window for Key runs from it
	MessageID string    // the service's proof
	Error     string    // of the last attempt, without secrets
	Reason    string    // why a person retried, dropped or settled
	By        string    // who did
	Updated   time.Time

	Slice int64 // the slice of work it belongs to
}

// Slice is a piece of work of one channel: neighbouring rows of the ledger, all parts of
// a target in the same one.
type Slice struct {
	ID       int64
	Channel  string
	Priority int // 1 first … 4 last
	Rows     int
	Due      time.Time // not before
}

// Priorities of slices: what the desk waits for comes first, and a short broadcast
// before a long one.
const (
	PriorityDesk       = 1 // drafts, notices, replies
	PriorityCorrection = 2
	PriorityShort      = 3 // bulletins to at most ShortBroadcast targets of the channel
	PriorityLong       = 4
)

// SliceRows is how many rows a slice of work has at most (one target's parts stay
// together, so that it may be passed by them). At 30/s it is a little over three seconds.
const SliceRows = 100

// ShortBroadcast is the most rows a broadcast may have on one channel to go before long ones.
const ShortBroadcast = 100

// Priority returns the priority of a message of the kind in a broadcast of so many rows.
func Priority(kind Kind, rows int) int {
	switch {
	case kind == KindBulletin && rows > ShortBroadcast:
		return PriorityLong
	case kind == KindBulletin:
		return PriorityShort
	case kind == KindCorrection:
		return PriorityCorrection
	}
	return PriorityDesk
}

// Key returns the idempotency key of a row: the same for every attempt, also after the
// chat moved or the ledger did.
func Key(draft int64, revision int, occasion Occasion, target Target, part int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%d\x00%s\x00%s\x00%s\x00%d\x00%d",
		draft, revision, occasion, target.Channel, target.Address, target.Thread, part))
	return hex.EncodeToString(sum[:16])
}

// Retry puts a dead or uncertain delivery back to be sent again: the act of an operator
// who accepts that an uncertain one may arrive twice.
func (d Delivery) Retry(by, reason string, now time.Time) (Delivery, error) {
	if d.State != Dead && d.State != Uncertain {
		return d, d.wrongState("retry")
	}
	d.State, d.Due = Pending, now
	d.Attempts, d.Resent, d.FirstTry = 0, false, time.Time{} // a person's word begins anew
	return d.noted(by, reason, now), nil
}

// Drop decides that a delivery is not to be sent, or not again.
func (d Delivery) Drop(by, reason string, now time.Time) (Delivery, error) {
	switch d.State {
	case Pending, Dead, Uncertain:
		d.State = Dropped
		return d.noted(by, reason, now), nil
	}
	return d, d.wrongState("drop")
}

// Settle records that an uncertain delivery did arrive.
func (d Delivery) Settle(by, reason string, now time.Time) (Delivery, error) {
	if d.State != Uncertain {
		return d, d.wrongState("settle")
	}
	d.State = Sent
	return d.noted(by, reason, now), nil
}

func (d Delivery) noted(by, reason string, now time.Time) Delivery {
	d.By, d.Reason, d.Updated = by, reason, now
	return d
}

func (d Delivery) wrongState(act string) error {
	return fmt.Errorf("%s delivery %s, which is %s: %w", act, strconv.FormatInt(int64(d.ID), 10), d.State, ErrState)
}

// Progress is how far a broadcast has come: all rows of one draft, revision and occasion.
type Progress struct {
	Draft    int64
	Edition  string
	Revision int
	Occasion Occasion
	States   map[State]int
	First    time.Time // the first claim; zero: none yet
	Last     time.Time // the last change
}

// Total returns the number of rows.
func (p Progress) Total() int {
	n := 0
	for _, count := range p.States {
		n += count
	}
	return n
}

// Left returns how many are still to be sent.
func (p Progress) Left() int { return p.States[Pending] + p.States[Sending] }

// Rate returns messages sent per second since the first claim, 0 when that says nothing yet.
func (p Progress) Rate() float64 {
	if took := p.Last.Sub(p.First).Seconds(); !p.First.IsZero() && took > 0 {
		return float64(p.States[Sent]) / took
	}
	return 0
}

// End returns when the last message is expected to be sent, going on at the same rate.
func (p Progress) End(now time.Time) (time.Time, bool) {
	rate := p.Rate()
	if rate <= 0 {
		return time.Time{}, false
	}
	return now.Add(time.Duration(float64(p.Left()) / rate * float64(time.Second))), true
}
