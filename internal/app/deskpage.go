package app

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"yubao/internal/config"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/review"
	"yubao/internal/source"
	"yubao/internal/store"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// deskPage builds the editors' page.
func (d *daemon) deskPage(c *config.Config) (*review.Server, error) {
	address, err := url.Parse(c.Desk.URL)
	if err != nil {
		return nil, fmt.Errorf("desk.url: %w", err)
	}
	var trusted []netip.Prefix
	for _, text := range c.Desk.Proxies {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("desk.trusted_proxies: %w", err)
		}
		trusted = append(trusted, prefix)
	}
	page, err := review.New(review.Config{
		Store: d.store, URL: address, Trusted: trusted, Zone: c.Zone(""), Now: d.now, Log: d.log,
		Words: d.words, Office: d.office, OIDC: d.oidc(c.Desk.OIDC),
	})
	if err != nil {
		return nil, fmt.Errorf("desk page: %w", err)
	}
	return page, nil
}

// oidc is the login with an identity provider, nil where none is configured.
func (d *daemon) oidc(c config.OIDC) *review.OIDC {
	if c.Issuer == "" {
		return nil
	}
	return &review.OIDC{Issuer: c.Issuer, Client: c.Client, Secret: c.Secret, Person: func(email string) (newsroom.Person, bool) {
		d.mu.Lock()
		g := d.current
		d.mu.Unlock()
		if g == nil {
			return newsroom.Person{}, false
		}
		for id, p := range g.config.People {
			if p.Email != "" && strings.EqualFold(p.Email, email) {
				return g.config.Members()[id], true
			}
		}
		return newsroom.Person{}, false
	}}
}

// office is the newsroom as the page sees it now: a reload brings another generation.
func (d *daemon) office() review.Office {
	d.mu.Lock()
	g := d.current
	d.mu.Unlock()
	if g == nil {
		return review.Office{}
	}
	out := review.Office{Desk: g.desk, Editors: g.editors, Pictures: g.office.messages.pictures, People: g.config.Members(), Sources: d.metrics.health.of(g.config)}
	next := map[string]time.Time{}
	if all, err := schedules(g.config); err == nil {
		for _, s := range all {
			next[s.Edition] = s.When.Next(d.now())
		}
	}
	for _, id := range sortedKeys(g.config.Editions) {
		e := g.config.Editions[id]
		out.Editions = append(out.Editions, review.Edition{
			ID: id, Title: g.office.messages.title(id), Place: g.config.Places[e.Place.Value].Name,
			Zone: g.config.Zone(e.Place.Value), Next: next[id], Illustrated: len(e.Picture) > 0,
		})
	}
	return out
}

// health is how each source did since the start. It is safe for concurrent use.
type health struct {
	mu      sync.Mutex
	sources map[string]review.Source
	now     func() time.Time
}

func newHealth(now func() time.Time) *health {
	return &health{sources: map[string]review.Source{}, now: now}
}

// note takes in how an attempt to fetch went.
func (h *health) note(a source.Attempt) {
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.sources[a.Source]
	s.Asked, s.Took = h.now(), a.Took
	if a.Err == nil {
		s.Good, s.Failed = s.Asked, 0
	} else {
		s.Failed++
	}
	h.sources[a.Source] = s
}

// of returns the sources of a configuration in the order in which they are asked.
func (h *health) of(c *config.Config) []review.Source {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []review.Source
	for _, kind := range c.Sources {
		s := h.sources[kind.Name]
		s.Name = kind.Name
		out = append(out, s)
	}
	return out
}

// UnknownPerson is the answer to a key that is not under people.
type UnknownPerson struct {
	Key   string
	Known []string
}

func (e *UnknownPerson) Error() string { return fmt.Sprintf("no person %q", e.Key) }

// Nearest returns the known key that was probably meant.
func (e *UnknownPerson) Nearest() (string, bool) { return vocabulary.Nearest(e.Key, e.Known) }

// AddUser gives a person of the configuration an account of the desk's page, and returns
// the one-time link with which he sets a password. An account that is there keeps its
// password until then.
func (o *Office) AddUser(ctx context.Context, key string) (link string, err error) {
	person, ok := o.Config.Members()[key]
	if !ok {
		return "", &UnknownPerson{key, sortedKeys(o.Config.People)}
	}
	link, err = invite(ctx, o.Store, o.Config, person, time.Now())
	if err != nil {
		return "", err
	}
	return link, o.Store.Record(ctx, store.AuditEntry{Person: "cli", Act: "account invited", Object: key})
}

func invite(ctx context.Context, st *store.Store, c *config.Config, person newsroom.Person, now time.Time) (string, error) {
	account, _, err := st.Account(ctx, person.ID)
	if err != nil {
		return "", fmt.Errorf("account of %s: %w", person.ID, err)
	}
	account.Person = person
	if err := st.PutAccount(ctx, account); err != nil {
		return "", fmt.Errorf("account of %s: %w", person.ID, err)
	}
	address, err := url.Parse(c.Desk.URL)
	if err != nil {
		return "", fmt.Errorf("desk.url: %w", err)
	}
	return review.Welcome(ctx, st, address, person.ID, now)
}

// inviteFirst logs a one-time link for a chief when nobody can log in yet, so that the
// first start is not a locked door.
func (d *daemon) inviteFirst(ctx context.Context, c *config.Config) error {
	accounts, err := d.store.Accounts(ctx)
	if err != nil {
		return fmt.Errorf("read accounts: %w", err)
	}
	for _, a := range accounts {
		if a.Password != "" {
			return nil
		}
	}
	for _, id := range sortedKeys(c.People) {
		person := c.Members()[id]
		if person.Role != newsroom.Chief {
			continue
		}
		link, err := invite(ctx, d.store, c, person, d.now())
		if err != nil {
			return err
		}
		d.log.InfoContext(ctx, "nobody can log in to the desk yet; this link sets a password, once, within a day", "person", id, "link", link)
		return nil
	}
	return nil
}

// decideButton is a one-time link to decide on a draft as it stands, for the card on a
// channel that cannot call back; none without a page, or when it is decided on.
func (m *messages) decideButton(ctx context.Context, draft newsroom.Draft, channel string) ([][]delivery.Button, error) {
	if m.links == nil || m.config.Desk.Listen == "" || draft.State != newsroom.Filed {
		return nil, nil
	}
	address, err := url.Parse(m.config.Desk.URL)
	if err != nil {
		return nil, fmt.Errorf("desk.url: %w", err)
	}
	link, err := review.DecideLink(ctx, m.links, address, draft.ID, draft.Revision, channel, m.now())
	if err != nil {
		return nil, err
	}
	return [][]delivery.Button{{{Label: "签发或毙稿（只能用一次）", URL: link}}}, nil
}

// watchForecasts opens corrections where a new forecast differs too much from what was
// published, until ctx ends. By default it looks every hour: models run every six hours,
// and services bring parts of them hourly.
func (g *generation) watchForecasts(ctx context.Context) error {
	var group sync.WaitGroup
	for _, id := range sortedKeys(g.config.Editions) {
		e := g.config.Editions[id]
		if e.Correction.Every == 0 || e.Review != "required" {
			continue
		}
		group.Go(func() { g.watchForecast(ctx, id, e.Correction.Every) })
	}
	group.Wait()
	return nil
}

func (g *generation) watchForecast(ctx context.Context, id string, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := g.recheck(ctx, id); err != nil && ctx.Err() == nil {
				g.office.log.WarnContext(ctx, "published edition not compared with a new forecast", "edition", id, "err", err)
			}
		}
	}
}

// toleranceOf is how far a new forecast may go from what an edition published.
func toleranceOf(c config.Correction) edition.Tolerance {
	return edition.Tolerance{Degrees: c.Degrees, Rain: weather.Millimeters(c.Rain), Gust: weather.Beaufort(c.Gust)}
}

// recheck compares the last published draft of an edition that editors review. What it
// found once it does not open again, whatever the desk made of it.
func (g *generation) recheck(ctx context.Context, id string) error {
	last, err := g.office.store.LastPublished(ctx, id, 0)
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil
	}
	if err != nil || last.State != newsroom.Signed {
		return err
	}
	found, err := g.editors.Recheck(ctx, last.ID, g.office.now(), toleranceOf(g.config.Editions[id].Correction))
	if err != nil || found.Reason == "" {
		return err
	}
	key := fmt.Sprintf("recheck:%d", last.ID)
	known, err := g.office.store.Value(ctx, key)
	if err != nil || known == found.Reason {
		return err
	}
	if _, err := g.editors.CorrectWith(ctx, last.ID, newsroom.Person{ID: newsroom.Machine}, found); err != nil {
		return err
	}
	return g.office.store.SetValue(ctx, key, found.Reason)
}
