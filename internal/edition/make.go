package edition

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"yubao/internal/advice"
	"yubao/internal/gate"
	"yubao/internal/newsroom"
	"yubao/internal/weather"
)

// Order asks for one edition.
type Order struct {
	Slot time.Time // the planned instant; a second order for it makes no second draft
	Late bool      // the slot was missed and is made up for
	Now  time.Time
	By   newsroom.Person // who asks for it; zero: the schedule
}

// Fetcher gets a forecast from wherever there is one.
type Fetcher interface {
	Forecast(ctx context.Context, place weather.Place, days int) (weather.Forecast, error)
}

// Memory keeps what later editions are compared with.
type Memory interface {
	// Earlier returns what editions of the last days were made from and advised, of this
	// edition and of others at the place.
	Earlier(ctx context.Context, edition string, place weather.Place, now time.Time) ([]gate.Print, []advice.Used, error)
	// Remember keeps what an edition was made from and advised.
	Remember(ctx context.Context, edition string, place weather.Place, w Written) error
}

// Newsroom takes drafts and learns what cannot be written.
type Newsroom interface {
	// File hands in a draft; the same slot twice is one draft.
	File(ctx context.Context, order Order, w Written) (newsroom.DraftID, error)
	// Held is told that there is no edition: err is *Refused, or why there is no forecast.
	Held(ctx context.Context, order Order, err error) error
}

// Maker makes one edition. It is safe for concurrent use.
type Maker struct {
	Recipe   Recipe
	Source   Fetcher
	Memory   Memory
	Newsroom Newsroom
	Log      *slog.Logger
}

// ErrNoForecast says that there was no forecast to be had.
var ErrNoForecast = errors.New("no forecast")

// Make fetches, judges, writes and files. When there is no forecast, or the gate refuses
// it, the newsroom is told and the error says which it was.
func (m *Maker) Make(ctx context.Context, order Order) (newsroom.DraftID, error) {
	f, err := m.Source.Forecast(ctx, m.Recipe.Place, m.Recipe.Span())
	if err != nil {
		return 0, m.hold(ctx, order, fmt.Errorf("%w: %w", ErrNoForecast, err))
	}
	prints, history, err := m.Memory.Earlier(ctx, m.Recipe.ID, m.Recipe.Place, order.Now)
	if err != nil {
		return 0, fmt.Errorf("look up earlier editions: %w", err)
	}
	w, err := m.Recipe.Write(ctx, Material{Forecast: f, Now: order.Now, Late: order.Late, Earlier: prints, History: history})
	if err != nil {
		return 0, m.hold(ctx, order, err)
	}
	return m.file(ctx, order, w)
}

// Relay makes an edition of a station's bulletin and files it with the attestation that
// the bulletin is. When it must not be printed, the newsroom is told and the error is
// station.Faults or *Refused.
func (m *Maker) Relay(ctx context.Context, order Order, in Official) (newsroom.DraftID, error) {
	_, history, err := m.Memory.Earlier(ctx, m.Recipe.ID, m.Recipe.Place, order.Now)
	if err != nil {
		return 0, fmt.Errorf("look up earlier editions: %w", err)
	}
	in.Now, in.By, in.History = order.Now, order.By.ID, history
	w, err := m.Recipe.Relay(ctx, in)
	if err != nil {
		return 0, m.hold(ctx, order, err)
	}
	return m.file(ctx, order, w)
}

// file hands an edition in and keeps what later ones are compared with.
func (m *Maker) file(ctx context.Context, order Order, w Written) (newsroom.DraftID, error) {
	for _, note := range w.Notes {
		m.Log.WarnContext(ctx, "template mended", "edition", m.Recipe.ID, "template", note.Template, "err", note.Err)
	}
	id, err := m.Newsroom.File(ctx, order, w)
	if err != nil {
		return 0, fmt.Errorf("file %s: %w", m.Recipe.ID, err)
	}
	if err := m.Memory.Remember(ctx, m.Recipe.ID, m.Recipe.Place, w); err != nil {
		return id, fmt.Errorf("remember %s: %w", m.Recipe.ID, err)
	}
	m.Log.InfoContext(ctx, "edition filed", "edition", m.Recipe.ID, "place", m.Recipe.Place.ID, "draft", int64(id),
		"source", w.Outlook.Source.ID, "missing", len(w.Sheet.Missing), "late", order.Late)
	return id, nil
}

// hold tells the newsroom why there is no edition, and passes the reason on.
func (m *Maker) hold(ctx context.Context, order Order, reason error) error {
	m.Log.ErrorContext(ctx, "edition held", "edition", m.Recipe.ID, "place", m.Recipe.Place.ID, "err", reason)
	if err := m.Newsroom.Held(ctx, order, reason); err != nil {
		return errors.Join(reason, fmt.Errorf("tell the newsroom: %w", err))
	}
	return reason
}

// Span is how many days from today on a source is asked for: the printed ones and
// what a window that ends in the next morning reaches into.
func (r Recipe) Span() int { return r.FirstIn + r.Days + 1 }
