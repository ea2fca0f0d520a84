package attempt

import (
	"fmt"
	"net/url"
	"time"

	"yubao/internal/retry"
)

// Verdict is what a service's code asks for.
type Verdict func(error) error

// GiveUp is the verdict on what will fail again for the given scope.
func GiveUp(scope retry.Scope) Verdict {
	return func(err error) error { return retry.Permanent(scope, err) }
}

// Wait is the verdict on what may be tried again after a wait.
func Wait(wait time.Duration, scope retry.Scope) Verdict {
	return func(err error) error { return retry.After(wait, scope, err) }
}

// Codes is a service's table from codes to verdicts. A code that it does not have
// was certainly refused, and may be tried again.
type Codes map[int]Verdict

// Judge returns the error for a refusal.
func (c Codes) Judge(r *Refusal) error {
	if verdict := c[r.Code]; verdict != nil {
		return verdict(r)
	}
	return r
}

// Unproven is the error for an answer that does not say what became of the request.
func Unproven(service string, reply Reply) error {
	return retry.Uncertain(fmt.Errorf("%s: HTTP %d without a result", service, reply.Status))
}

// CheckURL says what is wrong with the address of a service, without showing it.
func CheckURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("must be an http or https address")
	}
	return nil
}
