package openmeteo

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
)

// judge gives a reply its consequence. The service states no Retry-After; its quotas
// are told by the text of the reason (quotas and keys are per address: the whole
// channel waits).
func judge(r remote.Response, read func(remote.Response) error) error {
	reason := Reason(r.Body)
	status := &remote.StatusError{Response: r}
	switch {
	case r.Status == http.StatusTooManyRequests:
		return retry.After(quotaWait(reason, r.At), retry.ScopeChannel, status)
	case r.Status == http.StatusForbidden, r.Status == http.StatusSeeOther, r.Status == http.StatusBadRequest && strings.Contains(reason, "API key"):
		return retry.Permanent(retry.ScopeChannel, status)
	}
	if err := remote.Check(r); err != nil {
		return err
	}
	err := read(r)
	if err != nil && !errors.Is(err, remote.ErrNotJSON) {
		return retry.Permanent(retry.ScopeTarget, err) // whole, and the next one will say the same
	}
	return err
}

// Reason returns the reason of an error body, empty when it is none.
func Reason(body []byte) string {
	var e struct {
		Error  bool   `json:"error"`
		Reason string `json:"reason"`
	}
	if remote.Unmarshal(body, &e) != nil || !e.Error {
		return ""
	}
	return e.Reason
}

// quotaWait returns how long a quota lasts: "Minutely", "Hourly" and "Daily API
// request limit exceeded" end with the minute, the hour, and the day at 00 UTC; "Too
// many concurrent requests" ends when another answer is out.
func quotaWait(reason string, now time.Time) time.Duration {
	const margin = 5 * time.Second
	rest := func(d time.Duration) time.Duration { return now.Truncate(d).Add(d).Sub(now) + margin }
	switch {
	case strings.HasPrefix(reason, "Too many concurrent"):
		return margin
	case strings.HasPrefix(reason, "Hourly"):
		return rest(time.Hour)
	case strings.HasPrefix(reason, "Daily"):
		return rest(24 * time.Hour)
	}
	return time.Minute + margin
}
