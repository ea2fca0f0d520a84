package app

import (
	"slices"
	"testing"
	"time"

	"yubao/internal/config"
	"yubao/internal/courier"
)

func TestEachEditionHasItsOwnRemindersAndDoubts(t *testing.T) {
	t.Parallel()
	c := &config.Config{Editions: map[string]*config.Edition{
		"evening": {Reminders: []time.Duration{10 * time.Minute, time.Hour}, OnUncertain: "hold"},
		"push":    {OnUncertain: "resend"},
	}}
	ahead, settle := reminders(c), doubt(c)
	if got, want := ahead("evening"), []time.Duration{time.Hour, 10 * time.Minute}; !slices.Equal(got, want) {
		t.Errorf("the evening is reminded %v ahead, want %v", got, want)
	}
	for _, none := range []string{"push", "gone"} {
		if got := ahead(none); len(got) > 0 {
			t.Errorf("%s is reminded %v ahead, want never", none, got)
		}
	}
	for edition, want := range map[string]courier.OnDoubt{"evening": courier.Hold, "push": courier.Resend, "gone": courier.Hold} {
		if got := settle(edition); got != want {
			t.Errorf("doubtful bulletins of %s: %s, want %s", edition, got, want)
		}
	}
}
