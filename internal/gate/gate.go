package gate

import (
	"strings"
	"time"

	"yubao/internal/weather"
)

// Verdict is what a rule says of a forecast. In a rule's settings only Refuse, Warn
// and Off have a place: how a finding of that rule is taken.
type Verdict string

// The verdicts.
const (
	Pass   Verdict = "pass"
	Warn   Verdict = "warn"
	Refuse Verdict = "refuse"
	Off    Verdict = "off"
)

// Input is what the gate judges: a forecast for a place, at the moment now, from
// which Days dates beginning with First are to be printed.
type Input struct {
	Forecast weather.Forecast
	Place    weather.Place
	Now      time.Time
	First    weather.Date
	Days     int
	Earlier  []Print // what was forecast for earlier editions, in any order
}

// Finding is the verdict of one rule. Note is Chinese, says what is wrong and what
// to do, and is empty when there is nothing to say.
type Finding struct {
	Rule    string  `json:"rule"`
	Verdict Verdict `json:"verdict"`
	Note    string  `json:"note,omitempty"`
}

// Report has one finding of every rule, always in the same order.
type Report struct {
	Findings []Finding
	Print    Print // of the forecast, to be kept for the gate of later editions
}

// Refused reports whether the forecast must not be printed.
func (r Report) Refused() bool { return len(r.With(Refuse)) > 0 }

// With returns the findings of that verdict.
func (r Report) With(v Verdict) []Finding {
	var found []Finding
	for _, f := range r.Findings {
		if f.Verdict == v {
			found = append(found, f)
		}
	}
	return found
}

// objections are what a rule has to say: grave ones get the verdict that the rule is
// set to, slight ones only ever warn. Remedy ends the note.
type objections struct {
	grave, slight []string
	remedy        string
}

func (o *objections) gravely(note string)  { o.grave = append(o.grave, note) }
func (o *objections) slightly(note string) { o.slight = append(o.slight, note) }

// known is an input with what several rules need of it.
type known struct {
	Input
	days  []weather.DateHours // of the place
	print Print
	own   []extremes // what extremesOf has worked out
}

// Check applies the rules to a forecast. Rules that are not set, such as those of
// the zero Rules, are the Standard ones.
func Check(input Input, r Rules) Report {
	r = r.filled()
	in := &known{Input: input, days: weather.ByDate(input.Forecast.Hours, input.Place.Zone)}
	in.print = printOf(in.days, input.Now)
	rules := []struct {
		id      string
		verdict Verdict
		judge   func() objections
	}{
		{"age", r.Age.Verdict, func() objections { return age(in, r.Age) }},
		{"zone", r.Zone.Verdict, func() objections { return zone(in) }},
		{"place", r.Place.Verdict, func() objections { return place(in, r.Place) }},
		{"dates", r.Dates.Verdict, func() objections { return dates(in) }},
		{"missing", r.Missing.Verdict, func() objections { return missing(in, r.Missing) }},
		{"range", r.Range.Verdict, func() objections { return ranges(in, r.Range) }},
		{"values", r.Values.Verdict, func() objections { return values(in, r.Values) }},
		{"units", r.Units.Verdict, func() objections { return unitSlips(in, r.Units) }},
		{"jumps", r.Jumps.Verdict, func() objections { return jumps(in, r.Jumps) }},
		{"copy", r.Copy.Verdict, func() objections { return copied(in, r.Copy) }},
	}
	report := Report{Findings: make([]Finding, 0, len(rules)), Print: in.print}
	for _, rule := range rules {
		if rule.verdict == Off {
			report.Findings = append(report.Findings, Finding{Rule: rule.id, Verdict: Off})
			continue
		}
		report.Findings = append(report.Findings, finding(rule.id, rule.verdict, rule.judge()))
	}
	return report
}

func finding(id string, verdict Verdict, o objections) Finding {
	f := Finding{Rule: id, Verdict: Pass}
	switch {
	case len(o.grave) > 0:
		f.Verdict = verdict
	case len(o.slight) > 0:
		f.Verdict = Warn
	default:
		return f
	}
	f.Note = strings.Join(append(o.grave, o.slight...), "；") + "。"
	if f.Verdict == Refuse {
		f.Note += o.remedy
	}
	return f
}
