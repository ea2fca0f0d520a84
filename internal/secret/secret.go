// Package secret has a string that does not show itself.
package secret

import "log/slog"

// String is a secret. It prints as *** under every verb, in JSON, YAML and slog;
// Reveal is the only way to its value.
type String struct{ value string }

const mask = "***"

// New returns a secret that holds value.
func New(value string) String { return String{value} }

// Reveal returns the value, for the request that needs it.
func (s String) Reveal() string { return s.value }

// IsZero reports whether there is no secret.
func (s String) IsZero() bool { return s.value == "" }

// String returns ***.
func (s String) String() string { return mask }

// GoString returns ***.
func (s String) GoString() string { return mask }

// MarshalText writes ***.
func (s String) MarshalText() ([]byte, error) { return []byte(mask), nil }

// UnmarshalText takes the value as it stands.
func (s *String) UnmarshalText(text []byte) error { s.value = string(text); return nil }

// LogValue logs ***.
func (s String) LogValue() slog.Value { return slog.StringValue(mask) }
