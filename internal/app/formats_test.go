package app

import (
	"maps"
	"slices"
	"testing"
)

func TestEveryKindOfChannelSaysWhatItCarries(t *testing.T) {
	t.Parallel()
	made, carried := slices.Sorted(maps.Keys(channels)), slices.Sorted(maps.Keys(carriages))
	if !slices.Equal(made, carried) {
		t.Errorf("kinds of channel %v, carriages %v", made, carried)
	}
}
