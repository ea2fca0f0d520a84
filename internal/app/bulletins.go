package app

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"yubao/internal/chat/readers"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// bulletins writes an edition's chat text of a place for readers. For the edition's own
// place that is what was published last; for others it is made from a forecast, at most
// once in a while for each place. It is safe for concurrent use.
type bulletins struct {
	g    *generation
	base base

	asked singleflight.Group
	mu    sync.Mutex
	kept  map[string]kept
}

type kept struct {
	html string
	err  error
	at   time.Time
}

const (
	// textFor is how long a text serves: sources have a new run every few hours.
	textFor = 20 * time.Minute
	// failureFor is how long a place is not asked for again when it had none.
	failureFor = 2 * time.Minute
	// publishedFor is how long the last published text of an edition is the news.
	publishedFor = 26 * time.Hour
	// mostKept bounds how many texts are kept.
	mostKept = 5000
	// writeTimeout bounds the making of one text, whoever asks for it.
	writeTimeout = 45 * time.Second
)

var _ readers.Bulletins = (*bulletins)(nil)

func newBulletins(g *generation, b base) *bulletins {
	return &bulletins{g: g, base: b, kept: map[string]kept{}}
}

// Bulletin returns an edition's chat text of a place; see readers.Bulletins.
func (b *bulletins) Bulletin(ctx context.Context, id string, p readers.Place) (string, error) {
	e := b.g.config.Editions[id]
	if e == nil {
		return "", readers.ErrNone
	}
	if e.Place.Value == p.Key {
		if html, err := b.published(ctx, id); err != nil || html != "" {
			return html, err
		}
	}
	if !mayServeOwnPlaces(e) {
		return "", readers.ErrNone
	}
	key := id + "/" + p.Key
	if html, err, ok := b.known(key); ok {
		return html, err
	}
	// Who asks first may leave; the others still want the answer.
	made := b.asked.DoChan(key, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTimeout)
		defer cancel()
		html, err := b.write(ctx, id, p)
		b.keep(key, html, err)
		return html, err
	})
	select {
	case result := <-made:
		html, _ := result.Val.(string)
		return html, result.Err
	case <-ctx.Done():
		return "", fmt.Errorf("%w: %w", readers.ErrNone, context.Cause(ctx))
	}
}

// published is the chat text that an edition published last, "" when it is no news any more.
func (b *bulletins) published(ctx context.Context, id string) (string, error) {
	draft, err := b.base.store.LastPublished(ctx, id, math.MaxInt64)
	if errors.Is(err, newsroom.ErrNotFound) || err == nil && b.base.now().Sub(draft.Slot) > publishedFor {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	revision, err := b.base.store.Revision(ctx, draft.ID, draft.Revision)
	if err != nil {
		return "", err
	}
	if revision.Copy.Chat == "" {
		return escape(revision.Copy.Article), nil
	}
	return revision.Copy.Chat, nil
}

// write makes an edition's text of a place from a forecast.
func (b *bulletins) write(ctx context.Context, id string, p readers.Place) (string, error) {
	maker, ok := b.g.maker(ctx, id)
	if !ok {
		return "", readers.ErrNone
	}
	recipe := maker.Recipe
	place, err := p.Weather()
	if err != nil {
		return "", err
	}
	recipe.Place = place
	forecast, err := maker.Source.Forecast(ctx, place, recipe.Span())
	if err != nil {
		b.base.log.WarnContext(ctx, "no forecast for a reader's place", "place", place.ID, "err", err)
		return "", fmt.Errorf("%w: %w", readers.ErrNone, err)
	}
	w, err := recipe.Write(ctx, edition.Material{Forecast: forecast, Now: b.base.now()})
	var refused *edition.Refused
	if errors.As(err, &refused) {
		b.base.log.WarnContext(ctx, "forecast of a reader's place refused", "place", place.ID, "err", err)
		return "", fmt.Errorf("%w: %w", readers.ErrNone, err)
	}
	if err != nil {
		return "", err
	}
	return w.Copy.Chat, nil
}

func (b *bulletins) known(key string) (html string, err error, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k, ok := b.kept[key]
	age := b.base.now().Sub(k.at)
	if !ok || age > textFor || k.err != nil && age > failureFor || age < 0 {
		return "", nil, false
	}
	return k.html, k.err, true
}

func (b *bulletins) keep(key, html string, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.kept) >= mostKept {
		b.kept = map[string]kept{}
	}
	b.kept[key] = kept{html, err, b.base.now()}
}
