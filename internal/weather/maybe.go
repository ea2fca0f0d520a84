package weather

import (
	"bytes"
	"encoding/json"
)

// Maybe holds a value that a source may lack. Its zero value is missing: a
// measurement of zero and no measurement are different things and stay so.
type Maybe[T any] struct {
	value T
	ok    bool
}

// Some returns a Maybe that holds v.
func Some[T any](v T) Maybe[T] { return Maybe[T]{value: v, ok: true} }

// None returns a missing T.
func None[T any]() Maybe[T] { return Maybe[T]{} }

// Get returns the value and whether there is one.
func (m Maybe[T]) Get() (T, bool) { return m.value, m.ok }

// OK reports whether there is a value.
func (m Maybe[T]) OK() bool { return m.ok }

// Or returns the value, or fallback when it is missing.
func (m Maybe[T]) Or(fallback T) T {
	if m.ok {
		return m.value
	}
	return fallback
}

// IsZero reports whether the value is missing, so that `omitzero` leaves it out of JSON.
func (m Maybe[T]) IsZero() bool { return !m.ok }

// MarshalJSON writes the value, or null when it is missing.
func (m Maybe[T]) MarshalJSON() ([]byte, error) {
	if !m.ok {
		return []byte("null"), nil
	}
	return json.Marshal(m.value)
}

// UnmarshalJSON reads a value; null makes it missing.
func (m *Maybe[T]) UnmarshalJSON(data []byte) error {
	*m = Maybe[T]{}
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if err := json.Unmarshal(data, &m.value); err != nil {
		return err
	}
	m.ok = true
	return nil
}
