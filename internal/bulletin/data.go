package bulletin

import (
	"fmt"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/weather"
)

// Input is what one edition's texts are made from.
type Input struct {
	Outlook    analysis.Outlook
	Narrative  phrase.Narrative
	House      grammar.House
	Station    *Station        // attested by an editor; nil: the voice of the model
	Quoted     []string        // the lines of the station's own bulletin that the facts are from; nil: they are not
	Public     bool            // the audience is public; else the texts say that they are for internal use
	Correction string          // what was corrected and why; empty: no correction
	Late       bool            // the slot was missed and made up for
	Texts      []grammar.Texts // what House writes of each day of the outlook; nil: it is written here
}

// Station is a weather station's own bulletin, on record with who attested it.
type Station struct {
	Name   string // 新乡市气象台
	Issued time.Time
	Text   string // verbatim; may be empty
}

// edition is an Input made ready for the vocabulary.
type edition struct {
	Input
	reads selection
	now   time.Time // in the place's zone
	days  []*day
}

// day is one printed day made ready for the vocabulary.
type day struct {
	of    *edition
	index int
	facts *analysis.Day
	data  map[string]any
}

// names are names of the vocabulary; nil is all of them.
type names map[string]bool

func (n names) has(name string) bool { return n == nil || n[name] }

// Data returns what templates see of an edition: the vocabulary's names with
// their values; nil for what is missing.
func Data(in Input) map[string]any { return dataOf(in, nil) }

func dataOf(in Input, wanted names) map[string]any {
	if in.Outlook.Place.Zone == nil {
		in.Outlook.Place.Zone = time.UTC
	}
	e := &edition{Input: in, reads: selectionOf(wanted), now: in.Outlook.Now.In(in.Outlook.Place.Zone)}
	if e.Texts == nil {
		e.Texts = in.House.TextsOf(in.Outlook.Days)
	}
	days := make([]day, len(in.Outlook.Days))
	e.days = make([]*day, len(days))
	for i := range days {
		days[i] = day{of: e, index: i, facts: &in.Outlook.Days[i]}
		e.days[i] = &days[i]
	}
	return record(e.reads.edition, e)
}

// record is the data of the day, made once.
func (d *day) record() map[string]any {
	if d.data == nil {
		d.data = record(d.of.reads.day, d)
	}
	return d.data
}

// texts is what the house writes of the day.
func (d *day) texts() *grammar.Texts { return &d.of.Texts[d.index] }

// line is the day line; empty for a day without data.
func (d *day) line() string {
	if !d.facts.Known {
		return ""
	}
	return d.texts().Line
}

func (e *edition) source() string {
	return orElse(e.Outlook.Source.Name, orElse(e.Outlook.Source.ID, "来源不明"))
}

func (e *edition) issued() any {
	t, ok := e.Outlook.Issued.Get()
	if !ok {
		return nil
	}
	return clock(t.In(e.Outlook.Place.Zone))
}

// shortFooter is the statement of source and time for chats and push lines.
func (e *edition) shortFooter() string {
	if e.Station != nil && len(e.Quoted) > 0 {
		return "来源：" + e.Station.Name + clock(e.Station.Issued.In(e.Outlook.Place.Zone)) + "发布"
	}
	s := "资料：" + e.source() + "，" + clock(e.now)
	if !e.Public {
		s += "，供内部参考"
	}
	return s
}

// dayAfter is the day n days from now, or missing when it is not printed.
func (e *edition) dayAfter(n int) any {
	want := weather.DateOf(e.now, e.Outlook.Place.Zone).AddDays(n)
	for _, d := range e.days {
		if d.facts.Date == want {
			return d.record()
		}
	}
	return nil
}

// span is the printed dates; see Period.
func (e *edition) span() any {
	if len(e.days) == 0 {
		return nil
	}
	return Period(e.days[0].facts.Date, e.days[len(e.days)-1].facts.Date)
}

// Period writes the dates from first to last: 16日至21日, 4月28日至5月3日, 16日.
func Period(first, last weather.Date) string {
	switch {
	case first == last:
		return fmt.Sprintf("%d日", first.Day)
	case first.Month != last.Month:
		return fullDate(first) + "至" + fullDate(last)
	}
	return fmt.Sprintf("%d日至%d日", first.Day, last.Day)
}

// extreme is the lowest (sign -1) or highest (sign 1) known figure of the days.
func (e *edition) extreme(of func(*analysis.Day) weather.Maybe[int], sign int) any {
	best := weather.None[int]()
	for _, d := range e.days {
		v, ok := of(d.facts).Get()
		if have, any := best.Get(); ok && (!any || sign*v > sign*have) {
			best = weather.Some(v)
		}
	}
	return maybe(best, "℃")
}

// date is the day of the month; with its month on the first day of a new one.
func (d *day) date() string {
	if d.index > 0 && d.facts.Date.Month != d.of.days[d.index-1].facts.Date.Month {
		return fullDate(d.facts.Date)
	}
	return fmt.Sprintf("%d日", d.facts.Date.Day)
}

// called is how people speak of the day.
func (d *day) called() string {
	switch d.facts.Date.DaysSince(weather.DateOf(d.of.now, d.of.Outlook.Place.Zone)) {
	case 0:
		return "今天"
	case 1:
		return "明天"
	case 2:
		return "后天"
	}
	return weekday(d.facts.Date)
}

// hourMinute writes a local time of day: 5时57分.
func (d *day) hourMinute(at weather.Maybe[time.Time]) any {
	t, ok := at.Get()
	if !ok {
		return nil
	}
	t = t.In(d.of.Outlook.Place.Zone)
	return fmt.Sprintf("%d时%d分", t.Hour(), t.Minute())
}
