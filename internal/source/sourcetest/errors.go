// Package sourcetest has the contract that every forecast source fulfils, and the
// answers that are no forecasts which it is tried with.
package sourcetest

import (
	"embed"
	"fmt"
)

//go:embed errors
var errorFiles embed.FS

// Errors returns the bodies of failed and broken requests by file name; the first
// part of the name is the HTTP status: 429-hour.json.
func Errors() map[string][]byte {
	entries, err := errorFiles.ReadDir("errors")
	if err != nil {
		panic(fmt.Errorf("list embedded answers: %w", err))
	}
	bodies := make(map[string][]byte, len(entries))
	for _, e := range entries {
		body, err := errorFiles.ReadFile("errors/" + e.Name())
		if err != nil {
			panic(fmt.Errorf("read embedded answer: %w", err))
		}
		bodies[e.Name()] = body
	}
	return bodies
}
