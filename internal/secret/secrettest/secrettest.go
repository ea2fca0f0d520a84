// Package secrettest looks for secrets in errors.
package secrettest

import (
	"fmt"
	"strings"
	"testing"
)

// NotIn reports every secret that err shows, or anything that errors.As can reach
// through it, under the verbs that people and logs use.
func NotIn(t testing.TB, err error, secrets ...string) {
	t.Helper()
	for _, link := range chain(err) {
		text := fmt.Sprintf("%v %+v %#v", link, link, link)
		for _, s := range secrets {
			if s != "" && strings.Contains(text, s) {
				t.Errorf("%T within the error shows the secret %s: %s", link, s, text)
			}
		}
	}
}

// chain is err and everything that it wraps.
func chain(err error) []error {
	if err == nil {
		return nil
	}
	links := []error{err}
	switch e := err.(type) { //nolint:errorlint // walks the chain itself
	case interface{ Unwrap() error }:
		links = append(links, chain(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			links = append(links, chain(part)...)
		}
	}
	return links
}
