package edition

import (
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/phrase"
	"yubao/internal/picture"
)

// facts puts an outlook and the texts of its days into a fact sheet; the others are added
// by Write.
func (r *Recipe) facts(o *analysis.Outlook, texts []grammar.Texts) Sheet {
	s := Sheet{
		Edition: r.ID, Now: o.Now.In(r.Place.Zone), Voice: string(r.Voice),
		Place: SheetPlace{
			ID: r.Place.ID, Name: r.Place.Name, Called: r.Place.Called,
			Latitude: r.Place.Latitude, Longitude: r.Place.Longitude, Timezone: r.Place.Zone.String(),
		},
		Source: SheetSource{Name: o.Source.Name, Fetched: o.Fetched.In(r.Place.Zone), Attribution: o.Source.Credit},
		Advice: []string{}, Days: make([]SheetDay, len(o.Days)), Events: make([]SheetEvent, len(o.Events)),
		Missing: o.Missing, Gate: []SheetFinding{},
	}
	if issued, ok := o.Issued.Get(); ok {
		local := issued.In(r.Place.Zone)
		s.Source.Issued = &local
	}
	if s.Missing == nil {
		s.Missing = []analysis.Missing{}
	}
	for i := range o.Days {
		s.Days[i] = sheetDay(&o.Days[i], &texts[i])
	}
	for i := range o.Events {
		s.Events[i] = r.event(&o.Events[i])
	}
	return s
}

func sheetDay(d *analysis.Day, texts *grammar.Texts) SheetDay {
	out := SheetDay{
		Date: d.Date, Weekday: weekdays[d.Date.Weekday()], Label: texts.Label,
		Sky: texts.Sky, Icon: picture.IconOf(d.Sky), Wind: texts.Wind, Low: d.Low, High: d.High,
		RainMM: d.Rain, SnowMM: d.Snow, GustLevel: d.Gust, Line: texts.Line, Edited: d.Edited,
	}
	if uv, ok := d.UV.Get(); ok {
		out.UV = &SheetUV{Index: uv.Index, Level: uvLevels[uv.Grade]}
	}
	return out
}

var weekdays = [...]string{
	time.Sunday: "周日", time.Monday: "周一", time.Tuesday: "周二", time.Wednesday: "周三",
	time.Thursday: "周四", time.Friday: "周五", time.Saturday: "周六",
}

// uvLevels are the grades of QX/T 87-2008, from 1.
var uvLevels = [...]string{"", "最弱", "弱", "中等", "强", "很强"}

func (r *Recipe) event(e *analysis.Event) SheetEvent {
	out := SheetEvent{
		Kind: string(e.Kind), From: e.From.In(r.Place.Zone), To: e.To.In(r.Place.Zone),
		Grade: phrase.GradeText(e, &r.House), Cause: phrase.CauseText(e.Cause), Evidence: e.Cause.Evidence,
	}
	if out.Evidence == nil {
		out.Evidence = []analysis.Evidence{}
	}
	return out
}
