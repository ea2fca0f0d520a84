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

// shown is an error whose text has no secret and no URL. What it wraps has none either:
// see withoutURL and Response.scrubbed.
type shown struct {
	text string
	err  error
}

func (e *shown) Error() string { return e.text }
func (e *shown) Unwrap() error { return e.err }

// redact names the request in err and removes secrets from its text.
func redact(r Request, err error) error {
	return &shown{text: scrub(r.String()+": "+err.Error(), r.Secrets), err: err}
}

// withoutURL returns the cause of a failed call without the errors that quote its URL,
// so that nobody who walks the chain finds one.
func withoutURL(err error) error {
	var quoting *url.Error
	for errors.As(err, &quoting) {
		if err = quoting.Err; quoting.Op == "parse" {
			return errUnreadable // the parser's own error quotes pieces of what it cannot read
		}
	}
	return err
}

// scrubbed is the reply as errors may quote it. A service may echo the request.
func (r Response) scrubbed(secrets []secret.String) Response {
	if len(secrets) == 0 {
		return r // a forecast of megabytes is not copied for nothing
	}
	r.Body = []byte(scrub(string(r.Body), secrets))
	return r
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
