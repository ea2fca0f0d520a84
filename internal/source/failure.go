package source

import (
	"errors"
	"fmt"
	"time"

	"yubao/internal/retry"
	"yubao/internal/weather"
)

// Failure is why a chain has no forecast for a place.
type Failure struct {
	Place   weather.Place
	Reasons []Reason      // of the services, in the order in which they were asked
	At      time.Time     // when the kept answers were looked at; zero: they were not
	Kept    time.Time     // when the youngest kept answer was received; zero: there is none
	KeptErr error         // why it was not used
	MaxAge  time.Duration // how old it might have been
}

// Reason is why one service gave no forecast.
type Reason struct {
	Source string // the service's ID
	Err    error
}

// Error has the reasons one below the other.
func (f *Failure) Error() string {
	return fmt.Sprintf("no forecast for %s: %v", f.Place.ID, errors.Join(f.Unwrap()...))
}

// Unwrap returns the reasons, that of the kept answer last.
func (f *Failure) Unwrap() []error {
	var all []error
	for _, r := range f.Reasons {
		all = append(all, fmt.Errorf("%s: %w", r.Source, r.Err))
	}
	return append(all, f.KeptErr)
}

// hopeful asks for the most hopeful of what the reasons of the services ask for: another
// try, else the shortest wait, else to give up.
func (f *Failure) hopeful() error {
	best, shortest := retry.GiveUp, time.Duration(0)
	for _, r := range f.Reasons {
		switch consequence, _, wait := retry.Of(r.Err); {
		case consequence == retry.Wait && (best == retry.GiveUp || best == retry.Wait && wait < shortest):
			best, shortest = retry.Wait, wait
		case consequence == retry.Again:
			best = retry.Again
		}
	}
	switch best {
	case retry.Wait:
		return retry.After(shortest, retry.ScopeTarget, f)
	case retry.Again:
		return again{f}
	}
	return retry.Permanent(retry.ScopeTarget, f)
}

// again hides the consequences of the reasons from retry.Of, as one of them may be worth
// another try; errors.Is still sees them, and errors.As the failure.
type again struct{ failure *Failure }

func (a again) Error() string        { return a.failure.Error() }
func (a again) Is(target error) bool { return errors.Is(a.failure, target) }

func (a again) As(target any) bool {
	failure, ok := target.(**Failure)
	if ok {
		*failure = a.failure
	}
	return ok
}
