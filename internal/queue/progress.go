package queue

import (
	"context"
	"sync"
	"time"
)

// reportEvery is how often a long broadcast says how far it has come.
const reportEvery = 10 * time.Second

// reports remembers when a broadcast last reported.
type reports struct {
	mu   sync.Mutex
	last map[int64]time.Time // by draft
}

// due reports whether a draft's broadcast should report now, and notes that it does.
func (r *reports) due(draft int64, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.last[draft]) < reportEvery {
		return false
	}
	if r.last == nil {
		r.last = map[int64]time.Time{}
	}
	for d, at := range r.last {
		if now.Sub(at) > time.Hour {
			delete(r.last, d)
		}
	}
	r.last[draft] = now
	return true
}

// report tells how far the broadcast has come that a slice belongs to.
func (q *Queue) report(ctx context.Context, slice int64) {
	if q.Progress == nil {
		return
	}
	draft, revision, occasion, err := q.Store.BroadcastOf(ctx, slice)
	if err != nil || !q.reports.due(draft, q.Now()) {
		return
	}
	p, err := q.Store.Progress(ctx, draft, revision, occasion)
	if err != nil {
		q.Log.WarnContext(ctx, "progress not read", "draft", draft, "err", err)
		return
	}
	q.Progress(p)
}
