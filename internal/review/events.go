package review

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"yubao/internal/newsroom"
)

// How often the store is looked at while somebody watches, and how often a silent
// stream says that it lives.
const (
	lookEvery = time.Second
	beatEvery = 20 * time.Second
)

// hub tells open pages what changed. While nobody watches it does nothing; while
// somebody does, one goroutine looks at the store for all.
type hub struct {
	look func(context.Context) ([]newsroom.Draft, error)

	mu       sync.Mutex
	watchers map[chan []byte]struct{}
	stop     context.CancelFunc // ends the looking; nil: nobody looks
	closed   bool
	done     sync.WaitGroup
}

func newHub(look func(context.Context) ([]newsroom.Draft, error)) *hub {
	return &hub{look: look, watchers: map[chan []byte]struct{}{}}
}

// watch returns a channel of events, closed when the hub closes. leave it afterwards.
func (h *hub) watch() chan []byte {
	events := make(chan []byte, 4)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(events)
		return events
	}
	h.watchers[events] = struct{}{}
	if h.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		h.stop = stop
		h.done.Go(func() { h.run(ctx) })
	}
	return events
}

func (h *hub) leave(events chan []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.watchers, events)
	if len(h.watchers) == 0 && h.stop != nil {
		h.stop()
		h.stop = nil
	}
}

// close ends all streams and waits for the looking to end.
func (h *hub) close() {
	h.mu.Lock()
	h.closed = true
	for events := range h.watchers {
		close(events)
		delete(h.watchers, events)
	}
	if h.stop != nil {
		h.stop()
		h.stop = nil
	}
	h.mu.Unlock()
	h.done.Wait()
}

// change is what an event says of a draft.
type change struct {
	ID       newsroom.DraftID `json:"id"`
	Revision int              `json:"revision"`
	State    newsroom.State   `json:"state"`
}

func (h *hub) run(ctx context.Context) {
	known := map[newsroom.DraftID]change{}
	first := true
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		drafts, err := h.look(ctx)
		if err == nil {
			for _, d := range drafts {
				now := change{d.ID, d.Revision, d.State}
				if known[d.ID] != now {
					known[d.ID] = now
					if !first {
						h.tell(now)
					}
				}
			}
			first = false
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// tell hands an event to every watcher; one that is too slow misses it, and sees the
// newer state when it asks.
func (h *hub) tell(c change) {
	data, err := json.Marshal(c)
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for events := range h.watchers {
		select {
		case events <- data:
		default:
		}
	}
}

// stream sends what changes to a page, as server-sent events.
func (s *Server) stream(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	control := http.NewResponseController(w)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx
	if _, err := fmt.Fprint(w, "retry: 3000\n\n"); err != nil || control.Flush() != nil {
		return
	}
	events := s.hub.watch()
	defer s.hub.leave(events)
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for {
		text := ": \n\n"
		select {
		case <-r.Context().Done():
			return
		case data, open := <-events:
			if !open {
				return
			}
			text = fmt.Sprintf("event: draft\ndata: %s\n\n", data)
		case <-beat.C:
		}
		if _, err := fmt.Fprint(w, text); err != nil || control.Flush() != nil {
			return
		}
	}
}
