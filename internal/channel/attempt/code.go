package attempt

import (
	"encoding/json"
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

// Judge returns the error for a code other than the service's zero for success.
func (c Codes) Judge(service string, code int, words string) error {
	err := fmt.Errorf("%s: %d %s", service, code, words)
	if verdict := c[code]; verdict != nil {
		return verdict(err)
	}
	return err
}

// Decode reads the JSON of an answer into v. An answer that is no JSON proves
// nothing about a request that was written.
func Decode(service string, reply Reply, v any) error {
	if err := json.Unmarshal(reply.Body, v); err != nil {
		return Unproven(service, reply)
	}
	return nil
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
