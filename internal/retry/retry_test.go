package retry_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"yubao/internal/retry"
	_ "yubao/internal/seedtest" // the same cases on every run
)

var errTest = errors.New("told to fail")

func TestConsequenceSurvivesWrapping(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		err   error
		want  retry.Consequence
		scope retry.Scope
		wait  time.Duration
	}{
		{"a plain error may be tried again", errTest, retry.Again, retry.ScopeMessage, 0},
		{"permanent", retry.Permanent(retry.ScopeTarget, errTest), retry.GiveUp, retry.ScopeTarget, 0},
		{"after a wait", retry.After(time.Minute, retry.ScopeChannel, errTest), retry.Wait, retry.ScopeChannel, time.Minute},
		{"doubtful", retry.Uncertain(errTest), retry.Doubtful, retry.ScopeMessage, 0},
	} {
		consequence, scope, wait := retry.Of(fmt.Errorf("send: %w", test.err))
		if consequence != test.want || scope != test.scope || wait != test.wait {
			t.Errorf("%s: got %v %v %v", test.name, consequence, scope, wait)
		}
		if !errors.Is(test.err, errTest) {
			t.Errorf("%s: the cause is lost", test.name)
		}
	}
}

func TestBackoffDoublesUpToItsLimit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 100).Draw(t, "n")
		base := time.Duration(rapid.Int64Range(1, int64(time.Minute)).Draw(t, "base"))
		limit := base * time.Duration(rapid.IntRange(1, 1000).Draw(t, "limit"))
		want := base
		for i := 1; i < n && want < limit; i++ {
			want *= 2
		}
		want = min(want, limit)
		chance := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		got := retry.Backoff(n, base, limit, chance)
		if got < want*4/5-1 || got > want*6/5+1 {
			t.Fatalf("wait %v before attempt %d, want %v give or take a fifth", got, n, want)
		}
	})
}
