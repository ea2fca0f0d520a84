package remote

import (
	"errors"
	"net/url"
	"strings"

	"yubao/internal/secret"
)

// mask stands where a secret was.
const mask = "***"

var errUnreadable = errors.New("the address cannot be read as a URL")

// shown is an error whose text has no secret and no URL. What it wraps is kept for
// errors.Is and errors.As only.
type shown struct {
	text string
	err  error
}

func (e *shown) Error() string { return e.text }
func (e *shown) Unwrap() error { return e.err }

// redact names the request in err and removes URLs and secrets from its text.
func redact(r Request, err error) error {
	cause := err
	var withURL *url.Error
	for errors.As(cause, &withURL) {
		if cause = withURL.Err; withURL.Op == "parse" {
			cause = errUnreadable // the parser quotes pieces of what it cannot read
		}
	}
	return &shown{text: scrub(r.String()+": "+cause.Error(), r.Secrets), err: err}
}

// scrub replaces every secret in text, as it stands and as it looks within a URL.
func scrub(text string, secrets []secret.String) string {
	for _, s := range secrets {
		value := s.Reveal()
		if value == "" {
			continue
		}
		for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value)} {
			text = strings.ReplaceAll(text, form, mask)
		}
	}
	return text
}
