package attempt

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"yubao/internal/remote"
	"yubao/internal/retry"
	"yubao/internal/secret"
)

// App is an app of a service: it calls with an access token that it asks for and keeps
// until shortly before it runs out. It is safe for concurrent use: several senders that
// miss the token cause one request.
type App struct {
	Service
	Client  *remote.Client
	Secret  secret.String    // of the app
	Expired []int            // codes of a token that is to be fetched again: nothing was done with it
	Ask     remote.Request   // for a token
	Token   string           // the token's name in the answer
	Life    string           // the name of its life in seconds
	Now     func() time.Time // nil: time.Now

	mu    sync.Mutex
	token secret.String
	until time.Time
}

const (
	// margin is left at the end of a token's life for a request on its way.
	margin = 5 * time.Minute
	// fetchPause is the wait after a token could not be had.
	fetchPause = 5 * time.Second
)

// Call makes a request with a token and takes the answer apart into v. When the service
// calls the token expired, it is made once more with a new one.
func (a *App) Call(ctx context.Context, request func(token secret.String) remote.Request, v any) error {
	err := a.call(ctx, request, v)
	if a.expired(err) {
		err = a.call(ctx, request, v)
	}
	return err
}

func (a *App) expired(err error) bool {
	return err != nil && slices.Contains(a.Expired, CodeOf(err))
}

func (a *App) call(ctx context.Context, request func(token secret.String) remote.Request, v any) error {
	token, err := a.valid(ctx)
	if err != nil {
		return err
	}
	r := request(token)
	r.Secrets = append(r.Secrets, token)
	reply, err := Ask(ctx, a.Client, r)
	if err != nil {
		return fmt.Errorf("%s: %w", a.Name, err)
	}
	if err = a.Read(reply, v, a.Secret, token); a.expired(err) {
		a.drop(token)
	}
	return err
}

// valid returns a valid token. Without one nothing can have been sent, so its errors are
// never uncertain.
func (a *App) valid(ctx context.Context) (secret.String, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now := a.now(); !a.token.IsZero() && now.Before(a.until) {
		return a.token, nil
	}
	token, life, err := a.fetch(ctx)
	if err != nil {
		if consequence, _, _ := retry.Of(err); consequence == retry.Doubtful {
			err = retry.After(fetchPause, retry.ScopeChannel, err)
		}
		return secret.String{}, err
	}
	a.token, a.until = token, a.now().Add(max(life-margin, life/2))
	return token, nil
}

// drop forgets a token that the service refused, unless a newer one is there.
func (a *App) drop(refused secret.String) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.token == refused {
		a.token = secret.String{}
	}
}

func (a *App) now() time.Time {
	if a.Now != nil {
		return a.Now()
	}
	return time.Now()
}

// fetch asks for a token. Asking with a wrong secret several times gets our address
// blocked at some services; the GiveUp of their tables prevents that.
func (a *App) fetch(ctx context.Context) (token secret.String, life time.Duration, err error) {
	reply, err := Ask(ctx, a.Client, a.Ask)
	if err != nil {
		return secret.String{}, 0, fmt.Errorf("%s: fetch token: %w", a.Name, err)
	}
	var fields map[string]json.RawMessage
	if err := a.Read(reply, &fields, a.Secret); err != nil {
		return secret.String{}, 0, err
	}
	var text string
	var seconds int
	if json.Unmarshal(fields[a.Token], &text) != nil || json.Unmarshal(fields[a.Life], &seconds) != nil || text == "" {
		return secret.String{}, 0, Unproven(a.Name, reply)
	}
	return secret.New(text), time.Duration(seconds) * time.Second, nil
}
