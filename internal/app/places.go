package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"yubao/internal/config"
	"yubao/internal/gazetteer"
	"yubao/internal/source/openmeteo"
)

// ErrNoAnswer says that the geocoding service was asked and did not answer.
var ErrNoAnswer = errors.New("no answer about places")

// PlaceTrouble says in Chinese why the geocoding service did not answer and what to do.
func PlaceTrouble(err error) string {
	return "联网查地名没有成：" + answerWords(err) + "。查网络和代理（https_proxy）；国内市县不加 --online 也能查"
}

// FoundPlace is a place as it may be written into config.yaml.
type FoundPlace struct {
	Key, Name, Full     string
	Latitude, Longitude float64
	Zone                string // empty: that of China
	Rough               bool   // within the division, but perhaps far from its seat
}

// FindPlaces looks a name up in the embedded gazetteer and, where online says so, asks
// the geocoding service as the wider net. When that fails, what the gazetteer has comes
// with the error, which wraps ErrNoAnswer.
func FindPlaces(ctx context.Context, path, name string, online bool) ([]FoundPlace, error) {
	var out []FoundPlace
	for _, p := range gazetteer.Find(name) {
		if p.Located {
			out = append(out, FoundPlace{Key: p.Pinyin, Name: p.Short, Full: p.Full(), Latitude: p.Latitude, Longitude: p.Longitude, Rough: p.Rough})
		}
	}
	if !online {
		return out, nil
	}
	c, _ := config.Load(path) // without a file the service's own address serves
	parts, _ := newParts(c, io.Discard, time.Now)
	asker, err := openmeteo.New(openmeteoSettings(c), parts.remote)
	if err != nil {
		return out, err
	}
	found, err := asker.Find(ctx, name)
	if err != nil {
		return out, fmt.Errorf("%w: %w", ErrNoAnswer, err)
	}
	for _, f := range found {
		out = append(out, FoundPlace{
			Key: "place", Name: f.Name, Full: strings.Join(append(append([]string{f.Country}, f.Admin...), f.Name), " "),
			Latitude: f.Latitude, Longitude: f.Longitude, Zone: f.Zone,
		})
	}
	return out, nil
}

// openmeteoSettings are those of the first Open-Meteo source of a configuration.
func openmeteoSettings(c *config.Config) openmeteo.Config {
	var settings openmeteo.Config
	settings.Default()
	for _, k := range c.Sources {
		if k.Name == "openmeteo" {
			_ = k.Settings.Decode(&settings)
			break
		}
	}
	return settings
}
