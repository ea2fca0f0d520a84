package review

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/store"
)

// mostDeliveries is how many rows of the ledger one page lists.
const mostDeliveries = 100

// shownStates are the states that the page filters by, what waits for a person first.
var shownStates = []delivery.State{delivery.Uncertain, delivery.Dead, delivery.Pending, delivery.Sending, delivery.Sent, delivery.Dropped}

type outboxPage struct {
	State      delivery.State // the filter; empty: what waits for a person
	States     []delivery.State
	Counts     map[delivery.State]int
	Broadcasts []broadcast
	Rows       []delivery.Delivery
	Next       delivery.ID // the last row shown, when there may be more
}

// broadcast is a broadcast under way, with what the page says of it.
type broadcast struct {
	delivery.Progress
	Rate float64
	Done int
	End  time.Time // zero: not to be told yet
}

func (s *Server) broadcasts(r *http.Request) ([]broadcast, error) {
	running, err := s.Store.Broadcasts(r.Context())
	if err != nil {
		return nil, fmt.Errorf("read progress: %w", err)
	}
	var shown []broadcast
	for _, p := range running {
		b := broadcast{Progress: p, Rate: p.Rate(), Done: p.Total() - p.Left()}
		if end, ok := p.End(s.Now()); ok {
			b.End = end.In(s.Zone)
		}
		shown = append(shown, b)
	}
	return shown, nil
}

func (s *Server) showOutbox(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	page := outboxPage{State: delivery.State(r.FormValue("state")), States: shownStates, Counts: map[delivery.State]int{}}
	counts, err := s.Store.CountStates(r.Context())
	if err != nil {
		s.fail(w, r, fmt.Errorf("count deliveries: %w", err))
		return
	}
	for _, c := range counts {
		page.Counts[c.State] += c.Count
	}
	if page.Broadcasts, err = s.broadcasts(r); err != nil {
		s.fail(w, r, err)
		return
	}
	if page.Rows, err = s.listDeliveries(r, page.State); err != nil {
		s.fail(w, r, fmt.Errorf("list deliveries: %w", err))
		return
	}
	if len(page.Rows) >= mostDeliveries {
		page.Next = page.Rows[len(page.Rows)-1].ID
	}
	s.show(w, r, http.StatusOK, "outbox", page)
}

// listDeliveries lists a state, or what waits for a person when none is chosen.
func (s *Server) listDeliveries(r *http.Request, state delivery.State) ([]delivery.Delivery, error) {
	after, _ := strconv.ParseInt(r.FormValue("after"), 10, 64)
	if state != "" {
		return s.localDeliveries(s.Store.Outbox(r.Context(), state, delivery.ID(after), mostDeliveries))
	}
	rows, err := s.localDeliveries(s.Store.Outbox(r.Context(), delivery.Uncertain, 0, mostDeliveries))
	if err != nil {
		return nil, err
	}
	dead, err := s.localDeliveries(s.Store.Outbox(r.Context(), delivery.Dead, 0, mostDeliveries))
	return append(rows, dead...), err
}

func (s *Server) localDeliveries(rows []delivery.Delivery, err error) ([]delivery.Delivery, error) {
	for i := range rows {
		rows[i].Updated = rows[i].Updated.In(s.Zone)
	}
	return rows, err
}

func (s *Server) showProgress(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	running, err := s.broadcasts(r)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.showPart(w, r, "outbox", "progress", running)
}

// deliveryActs are what a person can decide about a delivery.
var deliveryActs = map[string]struct {
	do  func(delivery.Delivery, string, string, time.Time) (delivery.Delivery, error)
	act string // for the audit log
}{
	"retry":  {delivery.Delivery.Retry, "delivery retried"},
	"drop":   {delivery.Delivery.Drop, "delivery dropped"},
	"settle": {delivery.Delivery.Settle, "delivery settled"},
}

func (s *Server) actOnDelivery(w http.ResponseWriter, r *http.Request, by newsroom.Person) {
	act, known := deliveryActs[r.PathValue("act")]
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	reason := strings.TrimSpace(r.FormValue("reason"))
	switch {
	case !known || err != nil:
		s.refuse(w, r, http.StatusNotFound, "没有这条投递。")
		return
	case reason == "":
		s.refuse(w, r, http.StatusUnprocessableEntity, "请写明理由：以后要查得到为什么这样处理。")
		return
	}
	_, err = s.Store.Act(r.Context(), delivery.ID(id), func(d delivery.Delivery) (delivery.Delivery, error) {
		return act.do(d, by.ID, reason, s.Now())
	})
	switch {
	case errors.Is(err, delivery.ErrNotFound):
		s.refuse(w, r, http.StatusNotFound, "没有这条投递。")
		return
	case errors.Is(err, delivery.ErrState):
		s.refuse(w, r, http.StatusConflict, "这条投递的状态已经变了，不能这样处理。")
		return
	case err != nil:
		s.fail(w, r, err)
		return
	}
	if err := s.Store.Record(r.Context(), store.AuditEntry{Person: by.ID, Act: act.act, Object: fmt.Sprint("delivery ", id), Detail: reason}); err != nil {
		s.Log.ErrorContext(r.Context(), "audit entry lost", "act", act.act, "err", err)
	}
	http.Redirect(w, r, "/outbox", http.StatusSeeOther)
}

func (s *Server) showSubscribers(w http.ResponseWriter, r *http.Request, _ newsroom.Person) {
	counts, err := s.Store.CountSubscribers(r.Context())
	if err != nil {
		s.fail(w, r, fmt.Errorf("count subscribers: %w", err))
		return
	}
	s.show(w, r, http.StatusOK, "subscribers", counts)
}
