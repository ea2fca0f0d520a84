package remote

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// Unmarshal reads a body that should be one JSON value and says what it is when it
// is none: ErrEmpty, ErrHTML, ErrBroken, all of which wrap ErrNotJSON,
// or just that. JSON that does not fit into is ErrShape.
func Unmarshal(body []byte, into any) error {
	text := bytes.TrimSpace(body)
	switch {
	case len(text) == 0:
		return ErrEmpty
	case text[0] == '<':
		return fmt.Errorf("%w: %s", ErrHTML, Excerpt(text))
	}
	err := json.Unmarshal(text, into)
	switch {
	case err == nil:
		return nil
	case text[0] != '{' && text[0] != '[' && !json.Valid(text):
		return fmt.Errorf("%w: %s", ErrNotJSON, Excerpt(text))
	case !json.Valid(text):
		return fmt.Errorf("%w within or after %d bytes: %w", ErrBroken, len(text), err)
	}
	return fmt.Errorf("%w: %w", ErrShape, err)
}
