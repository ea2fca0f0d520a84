package openmeteo

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"yubao/internal/weather"
)

// block is a table of an answer: columns of equal length under one time column.
type block struct {
	units   map[string]string
	columns map[string]json.RawMessage
	offset  time.Duration
}

// series reads the columns of a block that known has. Models lists those that the
// values come from, in order of preference; stamps that cannot stand are faults.
func series[T any](b block, known map[string]column[T], stamp func(*T, time.Time)) (rows []T, models []string, faults []weather.Fault, err error) {
	times, ok := b.columns["time"]
	if !ok {
		return nil, nil, nil, fmt.Errorf("%w: no time column", weather.ErrNotForecast)
	}
	rows = make([]T, count(times))
	if len(rows) == 0 {
		return nil, nil, nil, fmt.Errorf("%w: the time column is empty", weather.ErrNotForecast)
	}
	good := make([]bool, len(rows))
	var last time.Time
	for i, cell := range cells(times) {
		t, real, err := moment(cell, b.offset)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("time %d: %w", i, err)
		}
		if kind, bad := faultOf(t, last, real, i == 0); bad {
			faults = append(faults, weather.Fault{Kind: kind, Stamp: string(bytes.Trim(cell, `"`))})
			continue
		}
		good[i], last = true, t
		stamp(&rows[i], t)
	}
	if models, err = fill(b, known, rows); err != nil {
		return nil, nil, nil, err
	}
	if len(faults) > 0 {
		rows = keep(rows, good)
	}
	return rows, models, faults, nil
}

func faultOf(t, last time.Time, real, first bool) (weather.FaultKind, bool) {
	switch {
	case !real:
		return weather.Unreal, true
	case first || last.IsZero() || t.After(last):
		return 0, false
	case t.Equal(last):
		return weather.Repeated, true
	}
	return weather.Backward, true
}

func keep[T any](rows []T, good []bool) []T {
	kept := rows[:0]
	for i := range rows {
		if good[i] {
			kept = append(kept, rows[i])
		}
	}
	return kept
}

// fill reads each known column from the first model, in order of preference, that
// has any value for it.
func fill[T any](b block, known map[string]column[T], rows []T) (models []string, err error) {
	for base, list := range candidates(b, known) {
		for _, c := range list {
			held, err := read(b, c.name, known[base], rows)
			if err != nil {
				return nil, err
			}
			if held {
				if c.model != "" && !slices.Contains(models, c.model) {
					models = append(models, c.model)
				}
				break
			}
		}
	}
	slices.SortFunc(models, func(a, b string) int {
		rankA, _ := rank(a)
		rankB, _ := rank(b)
		return cmp.Or(cmp.Compare(rankA, rankB), cmp.Compare(a, b))
	})
	return models, nil
}

// undefined is the unit of a column that no model has; all its values are null.
const undefined = "undefined"

// read copies a column into rows and reports whether it held any value.
func read[T any](b block, name string, c column[T], rows []T) (held bool, err error) {
	values := b.columns[name]
	if b.units[name] == undefined {
		return false, nil
	}
	if n := count(values); n != len(rows) {
		return false, fmt.Errorf("column %s has %d values for %d times", name, n, len(rows))
	}
	convert, err := b.conversion(name, c.quantity)
	if err != nil {
		return false, err
	}
	for i, cell := range cells(values) {
		v, ok, err := number(cell)
		if err != nil {
			return false, fmt.Errorf("column %s, value %d: %w", name, i, err)
		}
		if ok {
			c.set(&rows[i], convert(v))
			held = true
		}
	}
	return held, nil
}
