package remote

import (
	"container/list"
	"net/http"
	"sync"
	"time"
)

// memoryLimit bounds the bodies that are remembered. Ours of MET Norway have 50 KB.
const memoryLimit = 16 << 20

// memory keeps replies for conditional requests, the least recently used go first.
// It is safe for concurrent use.
type memory struct {
	mu    sync.Mutex
	bytes int
	order *list.List // of *remembered, the most recently used first
	at    map[string]*list.Element
}

type remembered struct {
	key      string
	response Response
	expires  time.Time
	modified string // Last-Modified to the letter
}

func newMemory() *memory { return &memory{order: list.New(), at: map[string]*list.Element{}} }

func (m *memory) get(key string) (remembered, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.at[key]
	if !ok {
		return remembered{}, false
	}
	m.order.MoveToFront(e)
	return *e.Value.(*remembered), true
}

// put remembers a reply that says until when it is good or when it was modified.
func (m *memory) put(key string, r Response) {
	kept := &remembered{key: key, response: r, modified: r.Header.Get("Last-Modified")}
	if t, err := http.ParseTime(r.Header.Get("Expires")); err == nil {
		kept.expires = t
	}
	if kept.modified == "" && kept.expires.IsZero() {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.at[key]; ok {
		m.remove(old)
	}
	m.at[key] = m.order.PushFront(kept)
	m.bytes += len(r.Body)
	for m.bytes > memoryLimit {
		m.remove(m.order.Back())
	}
}

func (m *memory) remove(e *list.Element) {
	kept := m.order.Remove(e).(*remembered)
	delete(m.at, kept.key)
	m.bytes -= len(kept.response.Body)
}

// confirmed returns the kept reply after a 304, which brings a new Expires.
func (k remembered) confirmed(by Response) Response {
	r := k.response
	r.Header = r.Header.Clone()
	if expires := by.Header.Get("Expires"); expires != "" {
		r.Header.Set("Expires", expires)
	}
	r.At, r.Cached = by.At, true
	return r
}
