package analysis_test

import (
	"slices"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
	"yubao/internal/weather"
)

// overridden is the model week after an editor set facts of the 19th.
func overridden(t *testing.T, o analysis.Override) (analysis.Outlook, *analysis.Day) {
	t.Helper()
	s, f := forecastOf(t, scenario.ModelWeek)
	r := requestOf(s, analysis.Evening)
	r.Overrides = analysis.Overrides{{Year: 2024, Month: 4, Day: 19}: o}
	out := analysis.Analyse(f, r)
	return out, &out.Days[3]
}

func TestAnEditorsTemperatureIsFollowedByEvents(t *testing.T) {
	t.Parallel()
	o, d := overridden(t, analysis.Override{Low: weather.Some(11), High: weather.Some(18)})
	if d.Low.Or(0) != 11 || d.High.Or(0) != 18 || !slices.Equal(d.Edited, []analysis.Element{analysis.ElementLow, analysis.ElementHigh}) {
		t.Errorf("day %+v", d)
	}
	if cooling := eventsOf(o, analysis.EventCooling); len(cooling) != 1 || cooling[0].ToValue.Or(0) != 18 {
		t.Errorf("cooling %+v", cooling)
	}
}

func TestADrySkyRemovesTheRainAndItsCause(t *testing.T) {
	t.Parallel()
	o, d := overridden(t, analysis.Override{Sky: weather.Some(analysis.Sky{First: analysis.Cloudy})})
	if len(eventsOf(o, analysis.EventWet)) != 0 || d.Rain.Or(-1) != 0 || o.Runs[0].Last != o.Days[5].Date {
		t.Errorf("wet %+v, rain %v, runs %+v", eventsOf(o, analysis.EventWet), d.Rain, o.Runs)
	}
	for _, e := range o.Events {
		if len(e.Cause.Systems) > 0 {
			t.Errorf("%s has a cause beside an editor's sky", e.Kind)
		}
	}
}

func TestAnEditorsRainIsGraded(t *testing.T) {
	t.Parallel()
	o, d := overridden(t, analysis.Override{Rain: weather.Some(weather.Millimeters(30))})
	wet := eventsOf(o, analysis.EventWet)
	if d.Sky.Wet[0].Grade != analysis.Heavy || len(wet) != 1 || wet[0].Grade != analysis.Heavy || wet[0].Amount.Or(0) < 30 {
		t.Errorf("sky %+v, wet %+v", d.Sky, wet)
	}
	o, d = overridden(t, analysis.Override{Rain: weather.Some(weather.Millimeters(0))})
	if len(d.Sky.Wet) != 0 || len(eventsOf(o, analysis.EventWet)) != 0 {
		t.Errorf("no rain left %+v", d.Sky)
	}
}

func TestAnEditorsSnowOnADryDay(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, scenario.ModelWeek)
	r := requestOf(s, analysis.Evening)
	sky := analysis.Sky{First: analysis.Overcast, Wet: []analysis.Wet{{Kind: analysis.Snow, Grade: analysis.Moderate, When: analysis.Late}}}
	r.Overrides = analysis.Overrides{r.First: {Sky: weather.Some(sky)}}
	o := analysis.Analyse(f, r)
	wet := eventsOf(o, analysis.EventWet)
	if len(wet) != 2 || !slices.ContainsFunc(wet, func(e analysis.Event) bool {
		return e.First == r.First && e.Grade == analysis.Moderate && slices.Equal(e.PrecipKinds, []analysis.PrecipKind{analysis.Snow}) && !e.Amount.OK()
	}) {
		t.Errorf("wet %+v", wet)
	}
	if len(sky.Wet) != 1 || !sky.Wet[0].From.IsZero() {
		t.Error("the editor's own value was changed")
	}
}

func TestAnEditorFillsADayWithoutData(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, "missing-hours-202409")
	r := requestOf(s, analysis.Calendar)
	gone := weather.Date{Year: 2024, Month: 9, Day: 5}
	r.Overrides = analysis.Overrides{gone: {
		Sky: weather.Some(analysis.Sky{First: analysis.Clear}), Low: weather.Some(20), High: weather.Some(31),
		Wind: weather.Some(analysis.Wind{From: analysis.South, Low: 2, High: 3}),
	}}
	o := analysis.Analyse(f, r)
	d := o.Days[2]
	if !d.Known || !d.Wind.Known || d.Low.Or(0) != 20 || len(d.Edited) != 4 {
		t.Errorf("day %+v", d)
	}
	if slices.ContainsFunc(o.Missing, func(m analysis.Missing) bool { return m.Date == gone && m.Element == analysis.ElementDay }) {
		t.Error("the day is still said to lack")
	}
}
