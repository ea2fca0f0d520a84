// Package retry has what an error asks for: give up, wait, try again, or ask a
// person because nobody knows whether it worked. Errors carry it, so that one
// caller decides and nobody passes a flag beside an error.
package retry

import (
	"errors"
	"math/rand/v2"
	"time"
)

// Consequence is what an error asks for.
type Consequence int

// The consequences.
const (
	Again    Consequence = iota // certainly did not work; may be tried again
	Wait                        // certainly did not work; try again after a stated time
	GiveUp                      // certainly did not work and never will unchanged
	Doubtful                    // may or may not have worked
)

// Scope says how much a stated wait or a permanent failure covers.
type Scope int

// The scopes.
const (
	ScopeMessage Scope = iota // this message only
	ScopeTarget               // everything to this address: blocked, kicked, rate per chat
	ScopeChannel              // everything over this channel: token revoked, rate per bot
)

type tagged struct {
	err         error
	consequence Consequence
	scope       Scope
	wait        time.Duration
}

func (e *tagged) Error() string { return e.err.Error() }
func (e *tagged) Unwrap() error { return e.err }

// Permanent marks err as certain to fail again for the given scope.
func Permanent(scope Scope, err error) error {
	return &tagged{err: err, consequence: GiveUp, scope: scope}
}

// After marks err as worth another try after wait, during which the scope stays quiet.
func After(wait time.Duration, scope Scope, err error) error {
	return &tagged{err: err, consequence: Wait, scope: scope, wait: wait}
}

// Uncertain marks err as an unknown outcome: the request was written and no proof came back.
func Uncertain(err error) error { return &tagged{err: err, consequence: Doubtful} }

// Of returns what err asks for. An error that says nothing may be tried again.
func Of(err error) (consequence Consequence, scope Scope, wait time.Duration) {
	var t *tagged
	if errors.As(err, &t) {
		return t.consequence, t.scope, t.wait
	}
	return Again, ScopeMessage, 0
}

// Backoff returns the wait before attempt n (from 1): it doubles from base up to
// limit, with a fifth of jitter drawn from chance.
func Backoff(n int, base, limit time.Duration, chance *rand.Rand) time.Duration {
	wait := limit
	if shift := n - 1; shift < 30 && base<<shift < limit {
		wait = base << shift
	}
	jitter := time.Duration(float64(wait) * 0.2 * (chance.Float64() - 0.5) * 2)
	return wait + jitter
}
