package remote

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"yubao/internal/retry"
)

// StatusError is a reply whose status is not 2xx. It carries the reply for adapters
// that know the service's own codes; its text has only the start of the body.
type StatusError struct{ Response Response }

// Error returns the status and the start of the body.
func (e *StatusError) Error() string {
	text := fmt.Sprintf("status %d", e.Response.Status)
	if name := http.StatusText(e.Response.Status); name != "" {
		text += " " + name
	}
	if start := Excerpt(e.Response.Body); start != "" {
		text += ": " + start
	}
	return text
}

// defaultWait is how long a 429 or 503 without Retry-After keeps a caller quiet.
const defaultWait = time.Minute

// longestWait bounds what a service may ask for: a day covers every quota we know.
const longestWait = 24 * time.Hour

// Check is the usual judgement: 2xx with a JSON content type is good.
//
//	429                     retry.After with Retry-After, for the whole channel
//	503 with Retry-After    the same
//	408, 425, 5xx           may be tried again
//	other 3xx and 4xx       permanent; 401 for the whole channel
func Check(r Response) error {
	if err := CheckStatus(r); err != nil {
		return err
	}
	return CheckJSON(r)
}

// CheckStatus is Check without the content type.
func CheckStatus(r Response) error {
	err := &StatusError{r}
	wait, stated := retryAfter(r.Header, r.At)
	switch s := r.Status; {
	case s >= 200 && s < 300:
		return nil
	case s == http.StatusTooManyRequests, s == http.StatusServiceUnavailable && stated:
		return retry.After(wait, retry.ScopeChannel, err)
	case s >= 500, s == http.StatusRequestTimeout, s == http.StatusTooEarly:
		return err
	case s == http.StatusUnauthorized:
		return retry.Permanent(retry.ScopeChannel, err)
	default:
		return retry.Permanent(retry.ScopeMessage, err)
	}
}

// CheckJSON refuses a reply whose content type is not JSON: front servers and captive
// portals answer 200 with HTML.
func CheckJSON(r Response) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json") || kind == "text/json") {
		return nil
	}
	return fmt.Errorf("%w: status %d, content type %q: %s", ErrNotJSON, r.Status, r.Header.Get("Content-Type"), Excerpt(r.Body))
}

// retryAfter reads Retry-After, in seconds or as a date.
func retryAfter(h http.Header, now time.Time) (wait time.Duration, stated bool) {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return min(time.Duration(min(seconds, int(longestWait/time.Second)))*time.Second, longestWait), true
	}
	if t, err := http.ParseTime(text); err == nil {
		return min(max(t.Sub(now), 0), longestWait), true
	}
	return defaultWait, false
}

// Excerpt returns the start of a body on one line, for errors.
func Excerpt(body []byte) string {
	const longest = 160
	runes := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), 4*longest)]), "?")), " "))
	if len(runes) > longest {
		return string(runes[:longest]) + "…"
	}
	return string(runes)
}
