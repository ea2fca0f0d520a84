package attempt

import (
	"context"
	"sync"
	"time"

	"yubao/internal/retry"
	"yubao/internal/secret"
)

// Tokens keeps an access token until shortly before it runs out. It is safe for
// concurrent use: several senders that miss it cause one request.
type Tokens struct {
	// Fetch asks the service for a token and how long it is valid.
	Fetch func(context.Context) (secret.String, time.Duration, error)
	// Now is the clock; nil means time.Now.
	Now func() time.Time

	mu    sync.Mutex
	token secret.String
	until time.Time
}

// margin is left at the end of a token's life for a request on its way.
const margin = 5 * time.Minute

// fetchPause is the wait after a token could not be had.
const fetchPause = 5 * time.Second

// Get returns a valid token. Without one nothing can have been sent, so its errors
// are never uncertain.
func (t *Tokens) Get(ctx context.Context) (secret.String, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.now(); !t.token.IsZero() && now.Before(t.until) {
		return t.token, nil
	}
	token, valid, err := t.Fetch(ctx)
	if err != nil {
		if consequence, _, _ := retry.Of(err); consequence == retry.Doubtful {
			err = retry.After(fetchPause, retry.ScopeChannel, err)
		}
		return secret.String{}, err
	}
	t.token, t.until = token, t.now().Add(max(valid-margin, valid/2))
	return token, nil
}

// Drop forgets a token that the service refused, unless a newer one is there.
func (t *Tokens) Drop(refused secret.String) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token == refused {
		t.token = secret.String{}
	}
}

func (t *Tokens) now() time.Time {
	if t.Now != nil {
		return t.Now()
	}
	return time.Now()
}
