package edition

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/gate"
	"yubao/internal/newsroom"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/station"
	"yubao/internal/weather"
)

// Official is a station's own bulletin, from which an edition is made (voice: station).
type Official struct {
	Station string    // 新乡市气象台
	Issued  time.Time // when the station issued it
	Text    string    // verbatim
	By      string    // who vouches for it: a person ID
	Now     time.Time
	First   weather.Date  // first printed date; zero: as the recipe counts from Now
	History []advice.Used // advice that earlier editions printed
	// Published and Why are those of Material.
	Published *Sheet
	Why       string
}

// Relay writes an edition from a station's bulletin and nothing else: the article quotes
// it line by line, and headline, summary, chat and push say what was understood of it.
// The error is station.Faults for a text that must not be printed, or *Refused.
func (r Recipe) Relay(ctx context.Context, in Official) (Written, error) {
	r.Voice = newsroom.Station
	first := in.First
	if first.IsZero() {
		first = r.First(in.Now)
	}
	b, err := station.Read(in.Text, r.reading(in))
	if err != nil {
		return Written{}, err
	}
	days, causes := r.stated(b, first)
	judged := gate.Stated{Station: in.Station, Issued: in.Issued, Place: r.Place, Now: in.Now, First: first, Days: days}
	if n := len(b.Days); n > 0 {
		judged.Last = b.Days[n-1].Date
	}
	report := gate.CheckStated(judged, r.Gate)
	if report.Refused() {
		return Written{Report: report}, &Refused{report}
	}
	o := r.outlookOf(b, days, causes, in)
	m := Material{
		Now: in.Now, First: first, History: in.History, Published: in.Published, Why: in.Why,
		Station: &newsroom.Attestation{Station: in.Station, Issued: in.Issued, Text: in.Text, By: in.By},
	}
	facts := phrase.Survey(o, r.House)
	chosen := r.Advice.Choose(facts, in.History)
	q := r.request(m, chosen)
	q.Relayed = true
	n := facts.Narrate(r.Style, q)
	texts := r.House.TextsOf(o.Days)
	w := Written{Outlook: o, Sheet: r.facts(&o, texts), texts: texts, Material: m, Advice: advice.Record(weather.DateOf(in.Now, r.Place.Zone), chosen)}
	w.judged(report)
	w.Sheet.relayed(b, r.Place.Zone)
	w.Sheet.Headline, w.Sheet.Summary, w.Sheet.Source.Statement = n.Headline, n.Summary, n.Source
	w.Sheet.Advice = append(w.Sheet.Advice, n.Advice...)
	if b.Prose() { // the station's own words say it
		n.Lead, n.Temperature = "", ""
	}
	if err := r.render(ctx, m, n, b.Body(), &w); err != nil {
		return w, err
	}
	w.quote(r.Names.Article, b)
	w.quoted, w.amounts = b.Body(), amountsOf(b)
	w.Findings = r.ProofRelay(w.Copy.Article, w)
	return w, nil
}

// ProofRelay reads an article back and holds it against the bulletin that the edition was
// relayed from: its lines as they came, and what was understood of them.
func (r Recipe) ProofRelay(text string, w Written) []proof.Finding {
	return proof.Check(text, r.facing(w))
}

// facing returns what the texts of an edition that was just written are held against.
func (r Recipe) facing(w Written) proof.Facts {
	if w.Sheet.SheetStation == nil {
		return r.against(w.Outlook, w.Material.Station)
	}
	return r.relayedFacts(w.Outlook, w.Sheet.Station, w.quoted, w.amounts)
}

// relayedFacts are those of a relayed bulletin: the outlook is the bulletin's own, and its
// lines stand as they are.
func (r Recipe) relayedFacts(o analysis.Outlook, station string, quoted []string, amounts map[weather.Date][]proof.Amount) proof.Facts {
	r.Voice = newsroom.Station
	facts := r.against(o, &newsroom.Attestation{Station: station})
	facts.Quoted, facts.Amounts = quoted, amounts
	return facts
}

// amountsOf are the depths of precipitation that a bulletin states, by date.
func amountsOf(b station.Bulletin) map[weather.Date][]proof.Amount {
	amounts := map[weather.Date][]proof.Amount{}
	for _, d := range b.Days {
		for _, a := range d.Amounts {
			amounts[d.Date] = append(amounts[d.Date], proof.Amount(a))
		}
	}
	return amounts
}

func (r Recipe) reading(in Official) station.Request {
	return station.Request{Station: in.Station, Issued: in.Issued, Place: r.Place, Window: r.Window, House: r.House}
}

// stated returns the dates of the edition with what a bulletin says of them, and the
// causes that it names.
func (r Recipe) stated(b station.Bulletin, first weather.Date) ([]analysis.Day, map[weather.Date]analysis.Cause) {
	days := make([]analysis.Day, r.Days)
	causes := map[weather.Date]analysis.Cause{}
	for i := range days {
		days[i].Date = first.AddDays(i)
	}
	for _, d := range b.Days {
		if i := d.Date.DaysSince(first); i >= 0 && i < len(days) {
			days[i] = d.Facts
			if len(d.Cause.Systems) > 0 {
				causes[d.Date] = d.Cause
			}
		}
	}
	return days, causes
}

// outlookOf is the outlook of the dates up to the last that the bulletin tells of.
func (r Recipe) outlookOf(b station.Bulletin, days []analysis.Day, causes map[weather.Date]analysis.Cause, in Official) analysis.Outlook {
	last := len(days)
	for last > 0 && !days[last-1].Known {
		last--
	}
	o := analysis.Stated(r.Place, days[:last], causes, analysis.Request{
		Now: in.Now, First: days[0].Date, Window: r.Window, Thresholds: r.Thresholds,
	})
	o.Source = weather.Attribution{ID: analysis.StatedSource, Name: in.Station, Credit: in.Station + phrase.Moment(in.Issued, r.Place.Zone) + "发布"}
	o.Issued = weather.Some(in.Issued)
	for _, d := range days {
		o.Missing = append(o.Missing, unstated(d)...)
	}
	return o
}

// unstated lists what a bulletin does not say of a date.
func unstated(d analysis.Day) []analysis.Missing {
	if !d.Known {
		return []analysis.Missing{{Date: d.Date, Element: analysis.ElementDay, Note: "原文没有写这一天"}}
	}
	var missing []analysis.Missing
	lacks := func(is bool, e analysis.Element, note string) {
		if is {
			missing = append(missing, analysis.Missing{Date: d.Date, Element: e, Note: note})
		}
	}
	lacks(d.Sky.First == analysis.CloudUnknown && len(d.Sky.Wet)+len(d.Sky.Murk) == 0, analysis.ElementSky, "原文没有写天空状况，或写法不能归纳")
	lacks(!d.Wind.Known, analysis.ElementWind, "原文没有写风，或写法不能归纳")
	lacks(!d.Low.OK(), analysis.ElementLow, "原文没有写最低气温")
	lacks(!d.High.OK(), analysis.ElementHigh, "原文没有写最高气温")
	return missing
}

// relayed puts the station's words into the sheet: its lines as they came, and sky and
// wind with what facts cannot hold.
func (s *Sheet) relayed(b station.Bulletin, zone *time.Location) {
	s.SheetStation = &SheetStation{
		Station: b.Station, Issued: b.Issued.In(zone), Original: b.Text,
		Unread: []station.Piece{}, Others: []string{}, Notes: []string{},
	}
	s.Unread = append(s.Unread, b.Unread...)
	s.Others = append(s.Others, b.Others...)
	s.SheetStation.Notes = append(s.SheetStation.Notes, b.Notes...)
	for i := range s.Days {
		day := &s.Days[i]
		at := slices.IndexFunc(b.Days, func(d station.Day) bool { return d.Date == day.Date })
		if at < 0 {
			day.Line = ""
			continue
		}
		d := b.Days[at]
		day.Sky, day.Wind, day.Line = d.Sky, d.Wind, b.Words(d)
		s.SheetStation.Notes = append(s.SheetStation.Notes, d.Notes...)
	}
}

// quote makes sure that the article has every line of the bulletin, whatever its template
// prints.
func (w *Written) quote(template string, b station.Bulletin) {
	have := strings.Split(w.Copy.Article, "\n")
	for _, line := range b.Body() {
		if slices.ContainsFunc(have, func(h string) bool { return strings.TrimSpace(h) == line }) {
			continue
		}
		w.Copy.Article += "\n" + b.Station + phrase.Moment(b.Issued, w.Outlook.Place.Zone) + "发布：\n" + strings.Join(b.Body(), "\n")
		w.Sheet.Text = w.Copy.Article
		w.Notes = append(w.Notes, bulletin.Note{Template: template, Message: "模板“" + template + "”没有印出台站原文，已自动补在文末",
			Err: errors.New("the template leaves the station's text out")})
		return
	}
}

// StationWarnings are what the newsroom must know of an edition that was made from a
// bulletin, in Chinese: what of it was not understood, not used, assumed, not said.
func (w Written) StationWarnings() []string {
	if w.Sheet.SheetStation == nil {
		return nil
	}
	told := w.Sheet.Told()
	for _, f := range w.Report.With(gate.Warn) {
		told = append(told, strings.TrimSuffix(f.Note, "。"))
	}
	for _, f := range w.Findings {
		told = append(told, fmt.Sprintf("核对：“%s”——%s", f.Said, f.Message))
	}
	return told
}
