package courier

import (
	"errors"
	"math/rand/v2"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/retry"
)

// OnDoubt says what to do with a bulletin of which nobody knows whether it arrived.
type OnDoubt string

// What can be done.
const (
	Hold   OnDoubt = "hold"   // mark it uncertain and ask a person
	Resend OnDoubt = "resend" // send once more, then hold
)

// Policy has the rules by which attempts are settled.
type Policy struct {
	// Bulletins says by edition what to do with a doubtful bulletin; nil: Hold for all.
	Bulletins func(edition string) OnDoubt
	Attempts  int           // tries that fail before a delivery is dead; 0: 12
	Base      time.Duration // wait before the second try, doubled for each further one; 0: 2 s
	Limit     time.Duration // longest wait; 0: 10 min
	Stop      time.Duration // how long a channel stops after a failure that concerns all of it; 0: 15 min
}

func (p Policy) withDefaults() Policy {
	if p.Bulletins == nil {
		p.Bulletins = func(string) OnDoubt { return Hold }
	}
	if p.Attempts == 0 {
		p.Attempts = 12
	}
	if p.Base == 0 {
		p.Base = 2 * time.Second
	}
	if p.Limit == 0 {
		p.Limit = 10 * time.Minute
	}
	if p.Stop == 0 {
		p.Stop = 15 * time.Minute
	}
	return p
}

// errInterrupted is the error of an attempt whose process ended before its result was recorded.
var errInterrupted = retry.Uncertain(errors.New("the process ended before the result was recorded"))

// settle returns what becomes of a delivery after an attempt: the state machine of
// package delivery, by the consequence that the error carries.
func (p Policy) settle(d delivery.Delivery, receipt delivery.Receipt, err error, limits delivery.Limits, now time.Time, chance *rand.Rand) delivery.Delivery {
	d.Updated, d.Error = now, ""
	if err == nil {
		d.State, d.MessageID = delivery.Sent, receipt.MessageID
		return d
	}
	d.Error = clip(err.Error())
	consequence, scope, wait := retry.Of(err)
	switch consequence {
	case retry.Wait:
		return pendingAt(d, now.Add(wait))
	case retry.GiveUp:
		switch {
		case scope == retry.ScopeChannel:
			return pendingAt(d, now.Add(p.Stop)) // certainly not sent, and not this message's fault
		case scope == retry.ScopeMessage && d.Edits != "":
			d.Edits = "" // the message is gone or too old to edit: post a new one
			return pendingAt(d, now)
		}
		d.State = delivery.Dead
		return d
	case retry.Doubtful:
		return p.doubt(d, limits, now, chance)
	}
	return p.again(d, now, chance)
}

// doubt settles an attempt of which nobody knows whether it arrived.
func (p Policy) doubt(d delivery.Delivery, limits delivery.Limits, now time.Time, chance *rand.Rand) delivery.Delivery {
	if d.Edits != "" { // an edit repeated changes nothing
		return p.again(d, now, chance)
	}
	// The key protects for as long as the service keeps it; a quarter is left for clocks and the request itself.
	if keep := limits.Idempotent * 3 / 4; keep > 0 && now.Sub(d.FirstTry) < keep {
		return p.again(d, now, chance)
	}
	if !d.Resent && p.resends(d) {
		d.Resent = true
		return pendingAt(d, now.Add(retry.Backoff(1, p.Base, p.Limit, chance)))
	}
	d.State = delivery.Uncertain
	return d
}

// resends reports whether missing a message is worse than getting it twice.
func (p Policy) resends(d delivery.Delivery) bool {
	switch d.Message.Kind {
	case delivery.KindDraft, delivery.KindCorrection, delivery.KindNotice:
		return true
	case delivery.KindBulletin:
		return p.Bulletins(d.Edition) == Resend
	}
	return false
}

func (p Policy) again(d delivery.Delivery, now time.Time, chance *rand.Rand) delivery.Delivery {
	if d.Attempts >= p.Attempts {
		d.State = delivery.Dead
		return d
	}
	return pendingAt(d, now.Add(retry.Backoff(d.Attempts, p.Base, p.Limit, chance)))
}

func pendingAt(d delivery.Delivery, due time.Time) delivery.Delivery {
	d.State, d.Due = delivery.Pending, due
	return d
}

// clip keeps an error's text to a length that fits a list.
func clip(text string) string {
	const most = 500
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
