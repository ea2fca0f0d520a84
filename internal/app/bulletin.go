package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"yubao/internal/config"
	"yubao/internal/edition"
	"yubao/internal/proof"
	"yubao/internal/source"
	"yubao/internal/station"
	"yubao/internal/store"
	"yubao/internal/vocabulary"
	"yubao/internal/weather"
)

// Saved is where a forecast comes from instead of the network.
type Saved struct {
	Forecast string // file with an answer of a source; empty: ask the sources
	Air      string // file with an answer of the air quality service; may be empty
}

// ConfigError has what is wrong with a configuration.
type ConfigError struct{ Problems []config.Problem }

func (e *ConfigError) Error() string {
	return fmt.Sprintf("%d problems in the configuration", len(e.Problems))
}

// UnknownEdition is the answer to an edition that the configuration does not have.
type UnknownEdition struct {
	Name  string
	Known []string
}

func (e *UnknownEdition) Error() string { return fmt.Sprintf("no edition %q", e.Name) }

// Nearest returns the known edition that was probably meant.
func (e *UnknownEdition) Nearest() (string, bool) { return vocabulary.Nearest(e.Name, e.Known) }

// ErrNoForecast says that no forecast was to be had: no source answered, or the saved
// answer is none.
var ErrNoForecast = edition.ErrNoForecast

// loadFor reads the configuration for a command that sends nothing: secrets may be unset.
func loadFor(path, id string) (*config.Config, error) {
	c, problems := config.Load(path)
	for _, p := range problems {
		if !p.Unset {
			return nil, &ConfigError{problems}
		}
	}
	if c.Editions[id] == nil {
		return nil, &UnknownEdition{Name: id, Known: sortedKeys(c.Editions)}
	}
	return c, nil
}

// Bulletin writes an edition without storing or sending anything. A zero now means the
// present. template, unless empty, takes the place of the edition's own.
func Bulletin(ctx context.Context, path, id, template string, saved Saved, now time.Time) (edition.Written, error) {
	r, m, err := gather(ctx, path, id, template, saved, now)
	if err != nil {
		return edition.Written{}, err
	}
	return r.Write(ctx, m)
}

// gather reads what an edition is written from. Words and a saved forecast do not hang on
// each other and are read at once; what is wrong with the words is told first.
func gather(ctx context.Context, path, id, template string, saved Saved, now time.Time) (edition.Recipe, edition.Material, error) {
	m := edition.Material{Now: now}
	if now.IsZero() {
		m.Now = time.Now()
	}
	c, err := loadFor(path, id)
	if err != nil {
		return edition.Recipe{}, m, err
	}
	var reading sync.WaitGroup
	var unusable error
	if saved.Forecast != "" {
		reading.Go(func() { m.Forecast, unusable = saved.read(c.PlaceOf(c.Editions[id].Place.Value), m.Now) })
	}
	r, err := recipeWith(c, id, template)
	reading.Wait()
	if err != nil || saved.Forecast != "" {
		return r, m, cmp.Or(err, unusable)
	}
	m.Forecast, err = fetch(ctx, c, r, m.Now)
	return r, m, err
}

// Paper is a station's bulletin as a file, with what its sender says of it.
type Paper struct {
	Data    []byte
	Station string
	Issued  time.Time
}

// official is what an edition is made from; the error is a *station.TextError.
func (p Paper) official() (edition.Official, error) {
	text, err := station.Decode(p.Data)
	return edition.Official{Station: p.Station, Issued: p.Issued, Text: text}, err
}

// Relay writes one edition from a station's bulletin; nothing is stored. Beside the errors
// of Bulletin it is a *station.TextError or station.Faults.
func Relay(ctx context.Context, path, id, template string, paper Paper, now time.Time) (edition.Written, error) {
	c, err := loadFor(path, id)
	if err != nil {
		return edition.Written{}, err
	}
	r, err := recipeWith(c, id, template)
	if err != nil {
		return edition.Written{}, err
	}
	in, err := paper.official()
	if err != nil {
		return edition.Written{}, err
	}
	if in.Now = now; now.IsZero() {
		in.Now = time.Now()
	}
	return r.Relay(ctx, in)
}

// recipeWith is an edition's recipe with the words of the folder, and with another template
// for the article unless that is empty.
func recipeWith(c *config.Config, id, template string) (edition.Recipe, error) {
	w, problems := readWording(c)
	if len(problems) > 0 {
		return edition.Recipe{}, &ConfigError{problems}
	}
	r, problems := recipe(c, id, w)
	if len(problems) > 0 {
		return r, &ConfigError{problems}
	}
	if template == "" {
		return r, nil
	}
	if _, ok := r.Templates.Template(template); !ok {
		return r, &ConfigError{[]config.Problem{c.ProblemAt(config.Position{}, unknownWords("模板", template, r.Templates.Names()))}}
	}
	r.Names.Article = template
	return r, nil
}

// Proof holds a text against what an edition's forecast says.
func Proof(ctx context.Context, path, id, text string, saved Saved, now time.Time) ([]proof.Finding, error) {
	r, m, err := gather(ctx, path, id, "", saved, now)
	if err != nil {
		return nil, err
	}
	w, err := r.Write(ctx, m)
	if err != nil {
		return nil, err
	}
	return r.Proof(text, w.Outlook, nil), nil
}

// fetch asks the sources for the forecast of an edition.
func fetch(ctx context.Context, c *config.Config, r edition.Recipe, now time.Time) (weather.Forecast, error) {
	clock := func() time.Time { return now }
	p, problems := newParts(c, io.Discard, time.Now)
	services, bad := makeSources(c, p)
	if problems = append(problems, bad...); len(problems) > 0 {
		return weather.Forecast{}, &ConfigError{problems}
	}
	chain := source.NewChain(services, source.Settings{Answers: answersOf(c), MaxAge: c.Cache.MaxAge, Now: clock})
	f, err := chain.Forecast(ctx, r.Place, r.Span())
	if err != nil {
		return f, fmt.Errorf("%w: %w", ErrNoForecast, err)
	}
	return f, nil
}

// answersOf is where the last good answers of a configuration's sources are kept.
func answersOf(c *config.Config) source.FileAnswers {
	folder := c.Cache.Folder
	if folder == "" {
		folder = "cache"
		if !store.IsPostgres(c.Store) {
			folder = filepath.Join(filepath.Dir(c.Store), folder)
		}
	}
	return source.FileAnswers(c.Path(folder))
}

// read makes a forecast of saved answers. They count as received at now.
func (s Saved) read(place weather.Place, now time.Time) (weather.Forecast, error) {
	answer := weather.Answer{Fetched: now}
	var err error
	if answer.Body, err = os.ReadFile(s.Forecast); err != nil {
		return weather.Forecast{}, unusable(s.Forecast, err)
	}
	if s.Air != "" {
		if answer.Air, err = os.ReadFile(s.Air); err != nil {
			return weather.Forecast{}, unusable(s.Air, err)
		}
	}
	f, airErr, err := source.Read(answer, place)
	switch {
	case err != nil:
		return f, unusable(s.Forecast, err)
	case airErr != nil: // it was asked for by name, so it is not left out
		return f, unusable(s.Air, airErr)
	}
	return f, nil
}

// unusable says that a file that was asked for is no answer to write from.
func unusable(file string, err error) error {
	return fmt.Errorf("%w: %w", ErrNoForecast, &SavedError{file, err})
}
