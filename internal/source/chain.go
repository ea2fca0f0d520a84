package source

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"yubao/internal/retry"
	"yubao/internal/weather"
)

// Service is a forecast source whose answers can be kept. ID is the Attribution.ID
// of its forecasts.
type Service interface {
	weather.Source
	ID() string
	Fetch(ctx context.Context, place weather.Place, days int) (weather.Answer, error)
}

// Answers keeps the last good answer under a key. Load returns an error that wraps
// fs.ErrNotExist when there is none. Both are safe for concurrent use.
type Answers interface {
	Save(ctx context.Context, key string, a weather.Answer) error
	Load(ctx context.Context, key string) (weather.Answer, error)
}

// Attempt tells how one step of a chain went: a service asked, its air quality, an
// answer saved. It is for metrics and the log.
type Attempt struct {
	Source string // the service's ID
	Place  string // the place's ID
	Step   Step
	Took   time.Duration
	Err    error // nil: it went well
}

// Step is what an attempt was at.
type Step string

// The steps.
const (
	StepFetch Step = "fetch"
	StepAir   Step = "air"
	StepSave  Step = "save"
	StepQuiet Step = "quiet" // not asked: the service wants to be left alone for a while
)

// Settings are the settings of a Chain.
type Settings struct {
	Answers Answers          // nil: nothing is kept
	MaxAge  time.Duration    // how old a kept answer may be and still be used; 0: none is
	Now     func() time.Time // time.Now when nil
	Observe func(Attempt)    // called after each step, from the goroutine that asks; may be nil
}

// Chain asks services in order until one has a forecast. It is a weather.Source and
// safe for concurrent use.
type Chain struct {
	services []Service
	settings Settings

	mu    sync.Mutex
	quiet map[string]quiet // by service ID: not to be asked before
}

type quiet struct {
	until time.Time
	err   error
}

// NewChain returns a chain of services in the order in which they are asked.
func NewChain(services []Service, s Settings) *Chain {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.Observe == nil {
		s.Observe = func(Attempt) {}
	}
	return &Chain{services: services, settings: s, quiet: map[string]quiet{}}
}

// Forecast returns the forecast of the first service that has one; when none has, the
// youngest kept answer within the age limit, marked LastGood. Its error is a *Failure
// and asks for what the most hopeful of the services asks for.
func (c *Chain) Forecast(ctx context.Context, place weather.Place, days int) (weather.Forecast, error) {
	failure := &Failure{Place: place, MaxAge: c.settings.MaxAge}
	for _, s := range c.services {
		f, err := c.ask(ctx, s, place, days)
		if err == nil {
			return f, nil
		}
		failure.Reasons = append(failure.Reasons, Reason{s.ID(), err})
		if ctx.Err() != nil {
			failure.KeptErr = context.Cause(ctx)
			return weather.Forecast{}, failure
		}
	}
	f, kept, err := c.lastGood(ctx, place)
	if err == nil {
		return f, nil
	}
	failure.At, failure.Kept, failure.KeptErr = c.settings.Now(), kept, err
	return weather.Forecast{}, failure.hopeful()
}

func (c *Chain) ask(ctx context.Context, s Service, place weather.Place, days int) (weather.Forecast, error) {
	if err := c.mustRest(s.ID()); err != nil {
		c.settings.Observe(Attempt{Source: s.ID(), Place: place.ID, Step: StepQuiet, Err: err})
		return weather.Forecast{}, err
	}
	start := c.settings.Now()
	answer, err := s.Fetch(ctx, place, days)
	var f weather.Forecast
	var airErr error
	if err == nil {
		f, airErr, err = Read(answer, place)
	}
	c.settings.Observe(Attempt{Source: s.ID(), Place: place.ID, Step: StepFetch, Took: c.settings.Now().Sub(start), Err: err})
	if err != nil {
		c.rest(s.ID(), err)
		return weather.Forecast{}, err
	}
	if airErr != nil || answer.Air != nil {
		c.settings.Observe(Attempt{Source: s.ID(), Place: place.ID, Step: StepAir, Err: airErr})
	}
	c.save(ctx, s.ID(), place, answer)
	return f, nil
}

// save keeps an answer. The forecast is as good without, so a failure is only told.
func (c *Chain) save(ctx context.Context, id string, place weather.Place, a weather.Answer) {
	if c.settings.Answers == nil {
		return
	}
	err := c.settings.Answers.Save(ctx, key(place, id), a)
	c.settings.Observe(Attempt{Source: id, Place: place.ID, Step: StepSave, Err: err})
}

func key(place weather.Place, id string) string { return place.ID + "." + id }

// longestRest bounds how long a permanent failure of a whole service is believed: an
// operator may have mended it.
const longestRest = 10 * time.Minute

// rest leaves a service alone for as long as its error asks for everything over it.
func (c *Chain) rest(id string, err error) {
	consequence, scope, wait := retry.Of(err)
	if scope != retry.ScopeChannel {
		return
	}
	if consequence == retry.GiveUp {
		wait = longestRest
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.quiet[id] = quiet{until: c.settings.Now().Add(wait), err: err}
}

func (c *Chain) mustRest(id string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	q, ok := c.quiet[id]
	left := q.until.Sub(c.settings.Now())
	if !ok || left <= 0 {
		delete(c.quiet, id)
		return nil
	}
	return retry.After(left, retry.ScopeChannel, fmt.Errorf("not asked for another %s: %w", left.Round(time.Second), q.err))
}

// Last returns the youngest kept answer within the age limit without asking anybody.
func (c *Chain) Last(ctx context.Context, place weather.Place) (weather.Forecast, error) {
	f, _, err := c.lastGood(ctx, place)
	return f, err
}

// lastGood returns the youngest kept answer that is not too old, and of any when it was
// received.
func (c *Chain) lastGood(ctx context.Context, place weather.Place) (weather.Forecast, time.Time, error) {
	if c.settings.Answers == nil || c.settings.MaxAge <= 0 {
		return weather.Forecast{}, time.Time{}, errors.New("no answers are kept")
	}
	var youngest weather.Answer
	var reasons []error
	for _, s := range c.services {
		a, err := c.settings.Answers.Load(ctx, key(place, s.ID()))
		switch {
		case err == nil && a.Fetched.After(youngest.Fetched):
			youngest = a
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			reasons = append(reasons, err)
		}
	}
	age := c.settings.Now().Sub(youngest.Fetched)
	switch {
	case youngest.Fetched.IsZero():
		return weather.Forecast{}, time.Time{}, errors.Join(append(reasons, errors.New("no last good answer"))...)
	case age > c.settings.MaxAge:
		return weather.Forecast{}, youngest.Fetched, fmt.Errorf("the last good answer is %s old, more than %s", age.Round(time.Minute), c.settings.MaxAge)
	}
	f, _, err := Read(youngest, place)
	if err != nil {
		return weather.Forecast{}, youngest.Fetched, fmt.Errorf("last good answer: %w", err)
	}
	f.LastGood = true
	at := youngest.Fetched.In(place.Zone)
	f.Source.Credit += fmt.Sprintf("，%d月%d日%d时的资料", at.Month(), at.Day(), at.Hour())
	return f, youngest.Fetched, nil
}
