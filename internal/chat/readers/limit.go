package readers

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A reader may ask ten things at a stretch and twenty a minute after that: more than
// a person does, less than costs us anything.
const (
	burst    = 10
	interval = 3 * time.Second
	// mostKnown bounds how many users are remembered; forgetting them forgives them.
	mostKnown = 10_000
)

// limiter counts what users ask.
type limiter struct {
	now   func() time.Time
	mu    sync.Mutex
	users map[int64]*asker
}

type asker struct {
	bucket *rate.Limiter
	told   bool
}

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, users: map[int64]*asker{}}
}

// allow reports whether a user may ask now and, if not, whether to tell him so: once
// for each stretch of asking too much.
func (l *limiter) allow(user int64) (ok, tell bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.users[user]
	if a == nil {
		if len(l.users) >= mostKnown {
			l.users = map[int64]*asker{}
		}
		a = &asker{bucket: rate.NewLimiter(rate.Every(interval), burst)}
		l.users[user] = a
	}
	if a.bucket.AllowN(l.now(), 1) {
		a.told = false
		return true, false
	}
	tell = !a.told
	a.told = true
	return false, tell
}
