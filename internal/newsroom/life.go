package newsroom

import (
	"fmt"
	"strings"
	"time"
)

// Machine is the person ID under which the daemon itself acts.
const Machine = "yubao"

// Act names what was done to a draft, as it stands in the record.
type Act string

// The acts.
const (
	ActFile     Act = "file"
	ActEdit     Act = "edit"     // words
	ActFacts    Act = "facts"    // facts
	ActAttest   Act = "attest"   // station wording unlocked
	ActSign     Act = "sign"     // 签发
	ActSpike    Act = "spike"    // 毙稿
	ActCorrect  Act = "correct"  // a correction was opened
	ActWithdraw Act = "withdraw" // 撤稿
	ActRemind   Act = "remind"
	ActHold     Act = "hold" // the deadline passed undecided
)

// Decision is an entry of a draft's record: an act, or the attempt at one.
type Decision struct {
	Draft    DraftID
	Revision int
	Act      Act
	Person   string // person ID
	Name     string // as the person was called then
	Reason   string
	Refused  string // why the act was refused; empty: it was done
	At       time.Time
}

// Dossier is a draft with what a decision on it needs to see.
type Dossier struct {
	Draft       Draft
	Revision    Revision // the current one
	Attestation *Attestation
	Original    *Draft // the draft that this one corrects
}

// current checks that a filed draft is decided on as it stands.
func (d Draft) current(seen int) error {
	switch {
	case d.State != Filed:
		return fmt.Errorf("draft %d is %s by %s: %w", d.ID, d.State, d.DecidedBy, ErrDecided)
	case seen != d.Revision:
		return fmt.Errorf("draft %d is at revision %d, not %d: %w", d.ID, d.Revision, seen, ErrStale)
	}
	return nil
}

// may checks that a person has one of the roles; the daemon itself may do what its settings say.
func may(by Person, roles ...Role) error {
	if by.ID == Machine {
		return nil
	}
	for _, role := range roles {
		if by.Role == role {
			return nil
		}
	}
	return fmt.Errorf("%s as %q: %w", by.ID, by.Role, ErrForbidden)
}

func (d Draft) decided(state State, by Person, reason string, now time.Time) Draft {
	d.State, d.DecidedBy, d.DecidedAt, d.Reason = state, by.ID, now.UTC(), reason
	return d
}

// Edit opens revision seen+1 for new words or facts. Chiefs and editors may.
func (d Draft) Edit(seen int, by Person) (Draft, error) {
	if err := may(by, Editor, Chief); err != nil {
		return d, err
	}
	if err := d.current(seen); err != nil {
		return d, err
	}
	d.Revision++
	return d, nil
}

// Attest checks that a person may put the station's word on record for the draft.
func (d Draft) Attest(a Attestation, by Person) error {
	if err := may(by, Editor, Chief); err != nil {
		return err
	}
	if d.State != Filed {
		return d.current(d.Revision)
	}
	if strings.TrimSpace(a.Station) == "" || a.Issued.IsZero() {
		return fmt.Errorf("attestation of draft %d names no station or no time of issue: %w", d.ID, ErrAttest)
	}
	return nil
}

// SignOff releases the revision seen for publication (签发). Only a chief may.
// Contradictions must be mended, or overridden on the revision or by override;
// station wording needs an attestation. By a correction's sign-off the original
// becomes corrected; see Replaced.
func (c Dossier) SignOff(seen int, by Person, override string, now time.Time) (Draft, error) {
	d := c.Draft
	if err := may(by, Chief); err != nil {
		return d, err
	}
	if err := d.current(seen); err != nil {
		return d, err
	}
	if c.Revision.Contradictions > 0 && strings.TrimSpace(c.Revision.Overrides+override) == "" {
		return d, fmt.Errorf("draft %d has %d contradictions: %w", d.ID, c.Revision.Contradictions, ErrFindings)
	}
	if d.Voice == Station && c.Attestation == nil {
		return d, fmt.Errorf("draft %d: %w", d.ID, ErrAttest)
	}
	if c.Original != nil && c.Original.State != Signed {
		return d, fmt.Errorf("draft %d corrects draft %d, which is %s: %w", d.ID, c.Original.ID, c.Original.State, ErrDecided)
	}
	return d.decided(Signed, by, d.Reason, now), nil
}

// Spike drops the draft (毙稿). Chiefs and editors may; a reason is not demanded.
func (d Draft) Spike(seen int, by Person, reason string, now time.Time) (Draft, error) {
	if err := may(by, Editor, Chief); err != nil {
		return d, err
	}
	if err := d.current(seen); err != nil {
		return d, err
	}
	return d.decided(Spiked, by, reason, now), nil
}

// Correctable checks that a correction of the draft may be opened.
func (d Draft) Correctable(by Person, reason string) error {
	if err := may(by, Editor, Chief); err != nil {
		return err
	}
	if strings.TrimSpace(reason) == "" {
		return fmt.Errorf("correct draft %d: %w", d.ID, ErrReason)
	}
	if d.State != Signed {
		return fmt.Errorf("correct draft %d, which is %s: %w", d.ID, d.State, ErrState)
	}
	return nil
}

// Replaced returns a signed draft as corrected by a signed correction.
func (d Draft) Replaced(by Person, reason string, now time.Time) (Draft, error) {
	if d.State != Signed {
		return d, fmt.Errorf("replace draft %d, which is %s: %w", d.ID, d.State, ErrState)
	}
	return d.decided(Corrected, by, reason, now), nil
}

// Withdraw takes a signed draft back (撤稿). Only a chief may, with a reason.
func (d Draft) Withdraw(seen int, by Person, reason string, now time.Time) (Draft, error) {
	if err := may(by, Chief); err != nil {
		return d, err
	}
	if strings.TrimSpace(reason) == "" {
		return d, fmt.Errorf("withdraw draft %d: %w", d.ID, ErrReason)
	}
	switch {
	case d.State == Filed:
		return d, fmt.Errorf("withdraw draft %d, which is not signed: %w", d.ID, ErrState)
	case d.State != Signed:
		return d, fmt.Errorf("draft %d is %s by %s: %w", d.ID, d.State, d.DecidedBy, ErrDecided)
	case seen != d.Revision:
		return d, fmt.Errorf("draft %d is at revision %d, not %d: %w", d.ID, d.Revision, seen, ErrStale)
	}
	return d.decided(Withdrawn, by, reason, now), nil
}

// NextEvent returns when the draft next asks for something by itself: a reminder, of
// which ahead holds the times before the deadline, greatest first, or the deadline.
// Zero: never.
func (d Draft) NextEvent(ahead []time.Duration) time.Time {
	if d.State != Filed || d.Deadline.IsZero() || d.Expired {
		return time.Time{}
	}
	if d.Reminded < len(ahead) {
		return d.Deadline.Add(-ahead[d.Reminded])
	}
	return d.Deadline
}

// Remind notes the reminders due by now and reports whether the desk must be told.
// Several that came due together count as one.
func (d Draft) Remind(ahead []time.Duration, now time.Time) (Draft, bool) {
	if d.State != Filed || d.Deadline.IsZero() || !now.Before(d.Deadline) {
		return d, false
	}
	due := 0
	for _, before := range ahead {
		if !now.Before(d.Deadline.Add(-before)) {
			due++
		}
	}
	if due <= d.Reminded {
		return d, false
	}
	d.Reminded = due
	return d, true
}

// Expire notes that the deadline passed undecided and reports whether it just did.
func (d Draft) Expire(now time.Time) (Draft, bool) {
	if d.State != Filed || d.Deadline.IsZero() || d.Expired || now.Before(d.Deadline) {
		return d, false
	}
	d.Expired = true
	return d, true
}
