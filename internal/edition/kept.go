package edition

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/newsroom"
	"yubao/internal/weather"
)

// Kept is what a revision keeps beside its fact sheet, so that the edition can be
// written again from the same data, and proved.
type Kept struct {
	Answer    Answer             `json:"answer"`
	Credit    string             `json:"credit"` // as printed; a last good answer says so in it
	LastGood  bool               `json:"last_good,omitempty"`
	Now       time.Time          `json:"now"` // when the edition was made
	First     weather.Date       `json:"first"`
	Late      bool               `json:"late,omitempty"`
	Overrides analysis.Overrides `json:"overrides,omitempty"`
	History   []advice.Used      `json:"history,omitempty"`
	Why       string             `json:"why,omitempty"` // of a correction, as it may be printed
	// Machine is the text as it was written from these facts, before any hand touched it:
	// what differs from it in the revision was written by hand.
	Machine newsroom.Copy `json:"machine"`
	// Relayed is the station's bulletin that the edition is made from, as it stands in the
	// fact sheet; nil: it is made from Answer.
	Relayed *SheetStation `json:"-"`
}

// Answer is a source's answer, each body compressed by gzip.
type Answer struct {
	Source  string    `json:"source"`
	Fetched time.Time `json:"fetched"`
	Body    []byte    `json:"body"`
	Air     []byte    `json:"air,omitempty"`
}

// ErrNotKept says that a revision has not kept the data that it was written from.
var ErrNotKept = errors.New("the data of the revision were not kept")

// facts is the JSON of Revision.Facts: the fact sheet with what is kept in one more key.
type facts struct {
	Sheet
	Kept *Kept `json:"kept,omitempty"`
}

// SheetOf returns the fact sheet of a revision.
func SheetOf(revision newsroom.Revision) (Sheet, error) {
	var s Sheet
	if err := json.Unmarshal(revision.Facts, &s); err != nil {
		return s, fmt.Errorf("fact sheet of revision %d: %w", revision.Number, err)
	}
	return s, nil
}

// KeptOf returns what a revision keeps, or ErrNotKept.
func KeptOf(revision newsroom.Revision) (Kept, error) {
	var f facts
	if err := json.Unmarshal(revision.Facts, &f); err != nil {
		return Kept{}, fmt.Errorf("facts of revision %d: %w", revision.Number, err)
	}
	if f.Kept == nil || len(f.Kept.Answer.Body) == 0 && f.SheetStation == nil {
		return Kept{}, ErrNotKept
	}
	f.Kept.Relayed = f.SheetStation
	return *f.Kept, nil
}

// Revision returns an edition that was written by the recipe as a revision of a draft,
// with what proof says and with what is needed to write it again.
func (r Recipe) Revision(w Written) (newsroom.Revision, error) {
	data, err := w.keep()
	if err != nil {
		return newsroom.Revision{}, err
	}
	out := newsroom.Revision{Copy: w.Copy, Facts: data}
	return out, note(&out, prove(w.Copy, r.facing(w)))
}

// keep makes the JSON of Revision.Facts.
func (w Written) keep() ([]byte, error) {
	m := w.Material
	kept := Kept{
		Credit: m.Forecast.Source.Credit, LastGood: m.Forecast.LastGood, Now: m.Now, First: m.First, Late: m.Late,
		Overrides: m.Overrides, History: m.History, Why: m.Why, Machine: w.Copy,
	}
	a := m.Forecast.Answer
	kept.Answer = Answer{Source: a.Source, Fetched: m.Forecast.Fetched}
	var err error
	if kept.Answer.Body, err = compress(a.Body); err == nil {
		kept.Answer.Air, err = compress(a.Air)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the answer of %s: %w", a.Source, err)
	}
	data, err := json.Marshal(facts{w.Sheet, &kept})
	if err != nil {
		return nil, fmt.Errorf("facts of %s: %w", w.Sheet.Edition, err)
	}
	return data, nil
}

// answer returns the answer as it was received.
func (k Kept) answer() (a weather.Answer, err error) {
	a = weather.Answer{Source: k.Answer.Source, Fetched: k.Answer.Fetched}
	if a.Body, err = expand(k.Answer.Body); err == nil {
		a.Air, err = expand(k.Answer.Air)
	}
	return a, err
}

func compress(data []byte) ([]byte, error) {
	if len(data) == 0 {
		return nil, nil
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(data); err != nil {
		return nil, err
	}
	err := z.Close()
	return out.Bytes(), err
}

func expand(data []byte) ([]byte, error) {
	if len(data) == 0 {
		return nil, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
