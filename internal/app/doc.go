// Package app builds everything from a configuration, starts it and stops it. It is
// the only package that sees all others: what kinds of sources and channels there are
// stands in kinds.go, one line each.
package app

import (
	"cmp"
	"maps"
	"slices"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
