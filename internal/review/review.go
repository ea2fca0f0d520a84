// Package review is the desk's page: drafts beside their facts, proof marks,
// decisions, the outbox, and who may do what. It renders on the server, works
// without JavaScript for every decisive act, and changes nothing on GET.
//
// Decisions are those of package desk; the page only asks for them and says in
// Chinese what became of it.
package review

import (
	"context"
	"embed"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/alexedwards/scs/v2"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/store"
)

//go:embed static
var staticFiles embed.FS

// Store is what the page reads and the little that it writes by itself.
type Store interface {
	Account(ctx context.Context, id string) (store.Account, bool, error)
	Accounts(ctx context.Context) ([]store.Account, error)
	PutAccount(ctx context.Context, a store.Account) error
	Sessions() store.Sessions
	PeekLink(ctx context.Context, hash, purpose string) (string, error)
	UseLink(ctx context.Context, hash, purpose string) (string, error)
	Record(ctx context.Context, e store.AuditEntry) error
	AuditLog(ctx context.Context, most int) ([]store.AuditEntry, error)

	Outbox(ctx context.Context, state delivery.State, after delivery.ID, most int) ([]delivery.Delivery, error)
	Broadcasts(ctx context.Context) ([]delivery.Progress, error)
	CountStates(ctx context.Context) ([]store.StateCount, error)
	Act(ctx context.Context, id delivery.ID, act func(delivery.Delivery) (delivery.Delivery, error)) (delivery.Delivery, error)

	Dossier(ctx context.Context, id newsroom.DraftID) (newsroom.Dossier, error)
	Draft(ctx context.Context, id newsroom.DraftID) (newsroom.Draft, error)
	Drafts(ctx context.Context, state newsroom.State, most int) ([]newsroom.Draft, error)
	Revision(ctx context.Context, id newsroom.DraftID, number int) (newsroom.Revision, error)
	Revisions(ctx context.Context, id newsroom.DraftID) ([]newsroom.Revision, error)
	Decisions(ctx context.Context, id newsroom.DraftID) ([]newsroom.Decision, error)
	Progress(ctx context.Context, draft int64, revision int, on delivery.Occasion) (delivery.Progress, error)
	Value(ctx context.Context, name string) (string, error)
	Slots(ctx context.Context, edition string, most int) ([]store.Slot, error)

	CountSubscribers(ctx context.Context) ([]store.SubscriberCount, error)
}

// Config has the parts of the page.
type Config struct {
	Store   Store
	URL     *url.URL       // where browsers reach the page; https makes cookies secure
	Trusted []netip.Prefix // proxies whose X-Forwarded-For is believed
	Zone    *time.Location // in which times are shown
	Words   func() Words   // the operators' words as they are now; nil: no template page
	OIDC    *OIDC          // login with an identity provider; nil: with passwords only
	// Office returns the newsroom as it works now; it changes when the configuration does.
	Office func() Office
	Now    func() time.Time
	Log    *slog.Logger
}

// Server is the desk's page. It is safe for concurrent use.
type Server struct {
	Config
	sessions *scs.SessionManager
	throttle *throttle
	pages    *pages
	hub      *hub
	single   *single
}

// New returns the page.
func New(c Config) (*Server, error) {
	p, err := loadPages()
	if err != nil {
		return nil, err
	}
	s := &Server{Config: c, throttle: &throttle{now: c.Now, tries: map[string]*tries{}}, pages: p}
	s.single = newSingle(c.OIDC, c.URL)
	s.sessions = newSessions(c.Store.Sessions(), c.URL)
	s.hub = newHub(func(ctx context.Context) ([]newsroom.Draft, error) { return c.Store.Drafts(ctx, "", mostRecent) })
	return s, nil
}

// Close ends the streams of open pages and waits for what the page started.
func (s *Server) Close() { s.hub.close() }

// cached lets browsers keep files that only change with the binary.
func cached(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "public, max-age=3600")
		next.ServeHTTP(w, r)
	})
}
