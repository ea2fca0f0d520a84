// Package newsroom has the life of a draft: filed, signed off, spiked, corrected,
// withdrawn. It is pure: every transition takes a draft and a time and returns
// the next draft or says why not.
//
//	          edit (revision+1)
//	         ┌──┐
//	         ▼  │
//	file ─► filed ──sign off──► signed ──correct──► corrected
//	         │                    │
//	       spike                withdraw
//	         ▼                    ▼
//	       spiked             withdrawn
package newsroom

import (
	"errors"
	"time"
)

// DraftID numbers drafts in the order in which they were filed, from 1.
type DraftID int64

// State is where a draft is in its life.
type State string

// The states; the exact words are a contract of `yubao drafts list --json`.
const (
	Filed     State = "filed"     // 送审
	Signed    State = "signed"    // 签发
	Spiked    State = "spiked"    // 毙稿
	Corrected State = "corrected" // signed once, replaced by a signed correction
	Withdrawn State = "withdrawn" // 撤稿
)

// Errors that callers branch on.
var (
	ErrNotFound  = errors.New("no such draft")
	ErrDecided   = errors.New("draft is already decided")
	ErrStale     = errors.New("decision is for an older revision")
	ErrForbidden = errors.New("person may not do this")
	ErrFindings  = errors.New("contradictions are neither mended nor overridden")
	ErrAttest    = errors.New("station wording needs an attestation")
	ErrReason    = errors.New("act needs a reason")
	ErrState     = errors.New("draft is not in a state for that")
)

// Voice says in whose name an edition speaks.
type Voice string

// The voices.
const (
	Model   Voice = "model"   // made from model data, and says so
	Station Voice = "station" // names the station; needs an attestation
)

// AtDeadline is what to do with a draft that nobody decided in time.
type AtDeadline string

// What can happen at a deadline.
const (
	Hold    AtDeadline = "hold"    // keep it and tell the desk
	Publish AtDeadline = "publish" // sign it off in the daemon's name when nothing stands against it
)

// Role is what a person of the desk may do.
type Role string

// The roles: an editor may edit, a chief may edit and sign.
const (
	Editor Role = "editor" // 编辑
	Chief  Role = "chief"  // 值班主任
)

// Person is somebody of the desk.
type Person struct {
	ID       string // key in the configuration, or cli:<login>
	Name     string // 李主任
	Role     Role
	Telegram int64 // user id, 0 for none
}

// Copy is the text of one revision, the same facts in each form.
type Copy struct {
	Headline  string `json:"headline"`
	Article   string `json:"article"`   // the whole article, plain text
	Chat      string `json:"chat"`      // Telegram HTML subset
	Push      string `json:"push"`      // one line
	Broadcast string `json:"broadcast"` // for the ear
}

// Revision is one version of a draft.
type Revision struct {
	Number    int // from 1
	Copy      Copy
	Facts     []byte    // the fact sheet (JSON) the copy was made from
	Findings  []byte    // proof's findings (JSON) on the copy
	Author    string    // person ID, or yubao
	Reason    string    // why it was made: 改数据 19日 最低 11
	Overrides string    // reason given for letting contradictions stand, if any
	HandMade  bool      // words were edited by hand
	Created   time.Time // UTC
	// Contradictions counts those of Findings that contradict the facts: a sign-off
	// needs them mended or overridden.
	Contradictions int
}

// Attestation unlocks the words that name a station (voice: station).
type Attestation struct {
	Station string    // 新乡市气象台
	Issued  time.Time // when the station issued its bulletin
	Text    string    // the bulletin, verbatim; may be empty when only stated
	By      string    // person ID
	At      time.Time
}

// Draft is one edition on its way to the readers.
type Draft struct {
	ID       DraftID
	Edition  string
	Slot     time.Time // the planned instant of the edition, UTC
	Late     bool      // the slot was missed and made up for
	Voice    Voice
	State    State
	Revision int // number of the current revision
	Filed    time.Time
	Deadline time.Time // zero: none
	// AtDeadline says what happens when nobody has decided by then.
	AtDeadline AtDeadline
	Reminded   int  // reminders sent
	Expired    bool // the deadline passed without a decision and the desk was told
	DecidedBy  string
	DecidedAt  time.Time
	Reason     string  // of a spike, correction or withdrawal
	Corrects   DraftID // the draft that this one corrects, 0 for none
	Canary     bool    // made with a template version on trial
}
