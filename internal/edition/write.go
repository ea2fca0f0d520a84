// Package edition makes one edition: it fetches a forecast, lets the gate look at it,
// works out the facts, writes them down and hands in the draft. It sees sources, the
// store and the newsroom through the small interfaces that it declares; what it knows
// is in Recipe.Write, which is pure.
package edition

import (
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/weather"
)

// Recipe is how an edition is made, whatever the day brings. It changes with the
// configuration only and is safe for concurrent use.
type Recipe struct {
	ID         string // evening
	Place      weather.Place
	FirstIn    int // days from today to the first printed date: 0 today, 1 tomorrow
	Days       int // printed days
	Window     analysis.Window
	Thresholds *analysis.Thresholds // nil: the shipped ones
	House      grammar.House
	Voice      newsroom.Voice
	Public     bool // the audience is the public
}

// Material is what one edition is written from.
type Material struct {
	Forecast  weather.Forecast
	Now       time.Time
	Overrides analysis.Overrides // facts that editors set by hand
}

// Written is an edition as it was written.
type Written struct {
	Outlook analysis.Outlook
	Copy    newsroom.Copy
	Sheet   Sheet
}

// First returns the first printed date of an edition that is made at now.
func (r Recipe) First(now time.Time) weather.Date {
	return weather.DateOf(now, r.Place.Zone).AddDays(r.FirstIn)
}

// Write turns a forecast into an edition.
func (r Recipe) Write(m Material) (Written, error) {
	m.Forecast.Place = r.Place
	o := analysis.Analyse(m.Forecast, analysis.Request{
		Now: m.Now, First: r.First(m.Now), Days: r.Days, Window: r.Window,
		Thresholds: r.Thresholds, Overrides: m.Overrides,
	})
	w := Written{Outlook: o, Sheet: r.facts(o)}
	w.Copy.Article = article(w.Sheet)
	w.Sheet.Text = w.Copy.Article
	return w, nil
}

func article(s Sheet) string {
	var lines []string
	for _, d := range s.Days {
		lines = append(lines, d.Line)
	}
	return strings.Join(append(lines, "资料来源："+s.Source.Attribution+"。"), "\n")
}
