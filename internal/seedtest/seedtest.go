// Package seedtest makes property tests the same on every run: imported for its
// effect, it gives pgregory.net/rapid a fixed seed, which rapid prints when a property
// fails. `go test -rapid.seed=N` still draws other cases.
package seedtest

import (
	"flag"

	_ "pgregory.net/rapid" // registers the flag
)

// seed is the one of all property tests.
const seed = "20240416"

func init() {
	if err := flag.Set("rapid.seed", seed); err != nil {
		panic(err) // rapid no longer has the flag
	}
}
