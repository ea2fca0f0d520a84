package review

import (
	"sync"
	"time"
)

// throttle slows down guessing: after a few failures for a name or from an
// address, further tries are refused for a while that doubles. It is safe for
// concurrent use.
type throttle struct {
	now func() time.Time

	mu    sync.Mutex
	tries map[string]*tries
}

type tries struct {
	failed int
	until  time.Time // refused until then
	last   time.Time
}

const (
	freeTries    = 5
	firstPause   = 10 * time.Second
	longestPause = 15 * time.Minute
	forgetTries  = time.Hour
	mostTracked  = 10_000
)

// wait returns how long tries for any of the keys are still refused.
func (t *throttle) wait(keys ...string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	var longest time.Duration
	for _, key := range keys {
		if tr := t.tries[key]; tr != nil {
			longest = max(longest, tr.until.Sub(t.now()))
		}
	}
	return longest
}

// fail counts a failure against each of the keys.
func (t *throttle) fail(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.now()
	if t.tries == nil || len(t.tries) > mostTracked {
		t.forget(now)
	}
	for _, key := range keys {
		tr := t.tries[key]
		if tr == nil {
			tr = &tries{}
			t.tries[key] = tr
		}
		tr.failed, tr.last = tr.failed+1, now
		if over := tr.failed - freeTries; over >= 0 {
			tr.until = now.Add(min(firstPause<<min(over, 10), longestPause))
		}
	}
}

// forget drops what is old, and everything when that is not enough: a flood of
// names must not fill the memory.
func (t *throttle) forget(now time.Time) {
	for key, tr := range t.tries {
		if now.Sub(tr.last) > forgetTries {
			delete(t.tries, key)
		}
	}
	if t.tries == nil || len(t.tries) > mostTracked {
		t.tries = map[string]*tries{}
	}
}

// succeed clears the count of each of the keys.
func (t *throttle) succeed(keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, key := range keys {
		delete(t.tries, key)
	}
}
