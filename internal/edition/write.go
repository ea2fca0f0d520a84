// Package edition makes one edition: it fetches a forecast, lets the gate look at it,
// works out the facts, writes them down and hands in the draft. It sees sources, the
// store and the newsroom through the small interfaces that it declares; what it knows
// is in Recipe.Write, which is pure.
package edition

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/gate"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/station"
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
	Style      *phrase.Style
	Advice     *advice.Rules
	Gate       gate.Rules
	Templates  *bulletin.Set
	Names      Names
	Lexicon    *proof.Lexicon
	Voice      newsroom.Voice
	Public     bool // the audience is the public
}

// Names are the templates of an edition's texts. An edition without a chat, push or
// broadcast text has no name there.
type Names struct{ Article, Chat, Push, Broadcast string }

// Material is what one edition is written from.
type Material struct {
	Forecast  weather.Forecast
	Now       time.Time
	First     weather.Date       // first printed date; zero: as the recipe counts from Now
	Overrides analysis.Overrides // facts that editors set by hand
	Station   *newsroom.Attestation
	Late      bool          // the slot was missed and is made up for
	Earlier   []gate.Print  // what earlier editions were made from
	History   []advice.Used // advice that earlier editions printed
	// Published is the fact sheet that readers have when this corrects it, nil when it
	// corrects none; Why is the reason for that as it may be printed.
	Published *Sheet
	Why       string
}

// Written is an edition as it was written.
type Written struct {
	Outlook  analysis.Outlook
	Copy     newsroom.Copy
	Sheet    Sheet
	Findings []proof.Finding // what proof says against the article
	Notes    []bulletin.Note // what the newsroom must be told of the templates
	Report   gate.Report
	Print    gate.Print    // to be kept for the gate of later editions
	Advice   []advice.Used // to be kept for the advice of later editions
	Material Material      // what it was written from

	quoted  []string                        // lines of the station's bulletin that it relays
	amounts map[weather.Date][]proof.Amount // that the bulletin states

	texts []grammar.Texts // what the house writes of each day
}

// Refused is the answer to a forecast that must not be printed.
type Refused struct{ Report gate.Report }

func (r *Refused) Error() string {
	var rules []string
	for _, f := range r.Report.With(gate.Refuse) {
		rules = append(rules, f.Rule)
	}
	return "the gate refused the forecast: " + strings.Join(rules, ", ")
}

// First returns the first printed date of an edition that is made at now.
func (r Recipe) First(now time.Time) weather.Date {
	return weather.DateOf(now, r.Place.Zone).AddDays(r.FirstIn)
}

// Write turns a forecast into an edition, or answers *Refused with nothing but the
// gate's report and print.
func (r Recipe) Write(ctx context.Context, m Material) (Written, error) {
	m.Forecast.Place = r.Place
	if m.First.IsZero() {
		m.First = r.First(m.Now)
	}
	report := gate.Check(gate.Input{
		Forecast: m.Forecast, Place: r.Place, Now: m.Now, First: m.First, Days: r.Days, Earlier: m.Earlier,
	}, r.Gate)
	if report.Refused() {
		return Written{Report: report, Print: report.Print}, &Refused{report}
	}
	o := r.analyse(m)
	facts := phrase.Survey(o, r.House)
	chosen := r.Advice.Choose(facts, m.History)
	n := facts.Narrate(r.Style, r.request(m, chosen))
	texts := r.House.TextsOf(o.Days)
	w := Written{
		Outlook: o, Sheet: r.facts(&o, texts), texts: texts, Print: report.Print, Material: m,
		Advice: advice.Record(weather.DateOf(m.Now, r.Place.Zone), chosen),
	}
	w.judged(report)
	w.Sheet.Headline, w.Sheet.Summary, w.Sheet.Source.Statement = n.Headline, n.Summary, n.Source
	w.Sheet.Advice = append(w.Sheet.Advice, n.Advice...)
	if err := r.render(ctx, m, n, nil, &w); err != nil {
		return w, err
	}
	against := r.against(o, m.Station)
	against.Texts = texts
	w.Findings = proof.Check(w.Copy.Article, against)
	return w, nil
}

// judged puts the gate's findings into the sheet.
func (w *Written) judged(report gate.Report) {
	w.Report = report
	w.Sheet.Gate = slices.Grow(w.Sheet.Gate, len(report.Findings))
	for _, f := range report.Findings {
		w.Sheet.Gate = append(w.Sheet.Gate, SheetFinding{Rule: f.Rule, Verdict: string(f.Verdict), Note: f.Note})
	}
}

// analyse works out the facts of a material whose first date is set.
func (r Recipe) analyse(m Material) analysis.Outlook {
	return analysis.Analyse(m.Forecast, analysis.Request{
		Now: m.Now, First: m.First, Days: r.Days, Window: r.Window,
		Thresholds: r.Thresholds, Overrides: m.Overrides,
	})
}

// render makes the texts of an edition with its templates. quoted are the lines of the
// station's own bulletin that it is made from, if it is.
func (r Recipe) render(ctx context.Context, m Material, n phrase.Narrative, quoted []string, w *Written) error {
	in := bulletin.Input{Outlook: w.Outlook, Narrative: n, House: r.House, Public: r.Public, Late: m.Late, Quoted: quoted, Texts: w.texts}
	if m.Published != nil {
		in.Correction = correctionText(*m.Published, w.Sheet, m.Why)
	}
	if m.Station != nil && r.Voice == newsroom.Station {
		in.Station = &bulletin.Station{Name: m.Station.Station, Issued: m.Station.Issued, Text: m.Station.Text}
	}
	data := r.Templates.Data(in, r.Names.Article, r.Names.Chat, r.Names.Push, r.Names.Broadcast)
	w.Copy.Headline = n.Headline
	for _, text := range []struct {
		name string
		to   *string
	}{
		{r.Names.Article, &w.Copy.Article}, {r.Names.Chat, &w.Copy.Chat},
		{r.Names.Push, &w.Copy.Push}, {r.Names.Broadcast, &w.Copy.Broadcast},
	} {
		if text.name == "" {
			continue
		}
		made, err := r.Templates.Write(ctx, text.name, data)
		if err != nil {
			return err
		}
		*text.to = strings.TrimSpace(made.Text)
		switch {
		case text.to == &w.Copy.Chat:
			w.Copy.Chat = made.Format.Chat(w.Copy.Chat)
		case made.Format.Marked():
			*text.to = made.Format.Plain(*text.to)
			w.Notes = append(w.Notes, bulletin.Note{Template: text.name, Message: "模板“" + text.name + "”是“" + string(made.Format) + "”格式，这里要纯文字，记号已去掉"})
		}
		w.Notes = append(w.Notes, made.Notes...)
	}
	w.Sheet.Text = w.Copy.Article
	return nil
}

// Proof reads an article back and holds it against the facts.
func (r Recipe) Proof(text string, o analysis.Outlook, attested *newsroom.Attestation) []proof.Finding {
	return proof.Check(text, r.against(o, attested))
}

// against returns what texts of this edition are held against.
func (r Recipe) against(o analysis.Outlook, attested *newsroom.Attestation) proof.Facts {
	facts := proof.Facts{Outlook: o, House: r.House, Lexicon: r.Lexicon}
	if attested != nil && r.Voice == newsroom.Station {
		facts.Station = attested.Station
		facts.Official = r.official(*attested, o)
	}
	return facts
}

// official is the station's bulletin that an attestation has on record, as understood, for
// a text with the dates of an outlook; nil where the editor only stated station and time.
func (r Recipe) official(a newsroom.Attestation, printed analysis.Outlook) *proof.Official {
	if strings.TrimSpace(a.Text) == "" {
		return nil
	}
	b, err := station.Read(a.Text, station.Request{Station: a.Station, Issued: a.Issued, Place: r.Place, Window: r.Window, House: r.House})
	o := &proof.Official{Days: make(map[weather.Date]analysis.Day, len(b.Days))}
	for _, d := range b.Days {
		o.Days[d.Date] = d.Facts
	}
	var faults station.Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			o.Doubts = append(o.Doubts, f.String())
		}
	}
	if len(printed.Days) > 0 {
		r.Days = len(printed.Days)
		days, causes := r.stated(b, printed.Days[0].Date)
		if !slices.ContainsFunc(days, func(d analysis.Day) bool { return !d.Known }) {
			stated := r.outlookOf(b, days, causes, Official{Station: a.Station, Issued: a.Issued, Now: printed.Now})
			o.Outlook = &stated
		}
	}
	return o
}

// request says in whose name the narrative speaks: a station's only when attested.
func (r Recipe) request(m Material, chosen []phrase.Advice) phrase.Request {
	q := phrase.Request{Voice: phrase.Model, Public: r.Public, Advice: chosen}
	if r.Voice == newsroom.Station && m.Station != nil {
		q.Voice, q.Station, q.StationIssued = phrase.Station, m.Station.Station, m.Station.Issued
	}
	return q
}
