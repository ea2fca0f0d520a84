package remote

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Unmarshal reads a body that should be one JSON value and says what it is when it
// is none: empty, HTML, cut off. The error wraps ErrNotJSON then.
func Unmarshal(body []byte, into any) error {
	text := bytes.TrimSpace(body)
	switch {
	case len(text) == 0:
		return fmt.Errorf("%w: the body is empty", ErrNotJSON)
	case text[0] == '<':
		return fmt.Errorf("%w: the body is HTML: %s", ErrNotJSON, Excerpt(text))
	}
	err := json.Unmarshal(text, into)
	switch {
	case err == nil:
		return nil
	case !json.Valid(text):
		return fmt.Errorf("%w: broken within or after %d bytes: %w", ErrNotJSON, len(text), err)
	}
	return fmt.Errorf("JSON of an unexpected shape: %w", err)
}
