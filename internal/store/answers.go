package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"yubao/internal/store/internal/rows"
)

// PutAnswer keeps the last good answer of a source for a place; an older one does not replace it.
func (s *Store) PutAnswer(ctx context.Context, source, place string, fetched time.Time, body []byte) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		return q.PutAnswer(ctx, rows.PutAnswerParams{Source: source, Place: place, Fetched: millis(fetched), Body: string(body)})
	})
}

// Answer returns the last good answer of a source for a place; ok is false when there is none.
func (s *Store) Answer(ctx context.Context, source, place string) (body []byte, fetched time.Time, ok bool, err error) {
	row, err := s.read().Answer(ctx, rows.AnswerParams{Source: source, Place: place})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, time.Time{}, false, nil
	}
	return []byte(row.Body), timeOf(row.Fetched), err == nil, err
}

// PutPrint keeps the fingerprint (JSON) of a place's forecast and forgets those of all
// places from before keep.
func (s *Store) PutPrint(ctx context.Context, place string, made time.Time, body []byte, keep time.Time) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		if err := q.PutPrint(ctx, rows.PutPrintParams{Place: place, Made: millis(made), Body: string(body)}); err != nil {
			return err
		}
		_, err := q.DropPrints(ctx, millis(keep))
		return err
	})
}

// Prints returns the fingerprints of a place's forecasts made since a time, in order.
func (s *Store) Prints(ctx context.Context, place string, since time.Time) ([][]byte, error) {
	found, err := s.read().Prints(ctx, rows.PrintsParams{Place: place, Since: millis(since)})
	prints := make([][]byte, len(found))
	for i, body := range found {
		prints[i] = []byte(body)
	}
	return prints, err
}

// SetValue keeps a value under a name.
func (s *Store) SetValue(ctx context.Context, name, value string) error {
	return s.write(ctx, func(q *rows.Queries, _ *sql.Tx) error {
		return q.PutValue(ctx, rows.PutValueParams{Name: name, Value: value, Updated: millis(s.now())})
	})
}

// Value returns the value under a name, "" when there is none.
func (s *Store) Value(ctx context.Context, name string) (string, error) {
	value, err := s.read().Value(ctx, name)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, err
}
