package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"yubao/internal/advice"
	"yubao/internal/edition"
	"yubao/internal/gate"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// memory keeps in the store what later editions are compared with.
type memory struct{ store *store.Store }

var _ edition.Memory = memory{}

const (
	// printsKept reaches back to the same days of last year, whose numbers a stuck
	// source may repeat.
	printsKept = 400 * 24 * time.Hour
	// adviceKept is longer than any piece of advice rests.
	adviceKept = 40 // days
)

// Earlier returns what editions were made from and advised.
func (m memory) Earlier(ctx context.Context, id string, place weather.Place, now time.Time) ([]gate.Print, []advice.Used, error) {
	bodies, err := m.store.Prints(ctx, place.ID, now.Add(-printsKept))
	if err != nil {
		return nil, nil, err
	}
	prints := make([]gate.Print, 0, len(bodies))
	for _, body := range bodies {
		var p gate.Print
		if err := json.Unmarshal(body, &p); err != nil {
			return nil, nil, fmt.Errorf("print of %s: %w", place.ID, err)
		}
		prints = append(prints, p)
	}
	used, err := m.advised(ctx, id)
	return prints, used, err
}

func (m memory) advised(ctx context.Context, id string) ([]advice.Used, error) {
	text, err := m.store.Value(ctx, "advice:"+id)
	if err != nil || text == "" {
		return nil, err
	}
	var used []advice.Used
	if err := json.Unmarshal([]byte(text), &used); err != nil {
		return nil, fmt.Errorf("advice of %s: %w", id, err)
	}
	return used, nil
}

// Remember keeps what an edition was made from and advised.
func (m memory) Remember(ctx context.Context, id string, place weather.Place, w edition.Written) error {
	if !w.Print.At.IsZero() { // a station's bulletin leaves none
		body, err := json.Marshal(w.Print)
		if err != nil {
			return err
		}
		if err := m.store.PutPrint(ctx, place.ID, w.Print.At, body, w.Print.At.Add(-printsKept)); err != nil {
			return err
		}
	}
	used, err := m.advised(ctx, id)
	if err != nil {
		return err
	}
	today := weather.DateOf(w.Material.Now, place.Zone)
	kept := w.Advice
	for _, u := range used {
		if age := today.DaysSince(u.Date); age > 0 && age <= adviceKept {
			kept = append(kept, u)
		}
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	return m.store.SetValue(ctx, "advice:"+id, string(text))
}
