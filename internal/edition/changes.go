package edition

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"yubao/internal/newsroom"
	"yubao/internal/weather"
)

// Tolerance says how far a new forecast may go from a published one before it calls for
// a correction.
type Tolerance struct {
	Degrees int                 // of a low or high, ℃
	Rain    weather.Millimeters // of a day's amount, when it also doubles or halves
	Gust    weather.Beaufort    // of the strongest gust, from force 6 on
}

// DefaultTolerance is what a reader would feel: another coat, an umbrella or none. A
// degree or two is the error of any forecast for the next day (NWP verification of
// public services: 1.5 to 2 ℃).
var DefaultTolerance = Tolerance{Degrees: 3, Rain: 10, Gust: 2}

// Differences lists, in Chinese, what the second of two fact sheets says otherwise of the
// days that both have. With a nil tolerance it lists everything that is printed.
func Differences(before, after Sheet, t *Tolerance) []string {
	return differences(before, after, t, difference.brief)
}

// correctionText tells readers what a corrected edition says otherwise than the one that
// they have: 19日最低气温由10℃改为11℃. why is the reason as it may be printed, or empty.
func correctionText(before, after Sheet, why string) string {
	text := strings.Join(differences(before, after, nil, difference.sentence), "；")
	switch {
	case text == "":
		return why
	case why == "":
		return text
	}
	return text + "（" + why + "）"
}

func differences(before, after Sheet, t *Tolerance, words func(difference) string) []string {
	var out []string
	for _, now := range after.Days {
		for _, was := range before.Days {
			if was.Date != now.Date {
				continue
			}
			var texts []string
			for _, d := range dayDifferences(was, now, t) {
				texts = append(texts, words(d))
			}
			if len(texts) > 0 {
				out = append(out, fmt.Sprintf("%d日%s", now.Date.Day, strings.Join(texts, "，")))
			}
		}
	}
	return out
}

// difference is one element of a day that is said otherwise.
type difference struct {
	short, long string // what it is called, in lists and in sentences
	was, now    string
}

func (d difference) brief() string    { return d.short + d.was + "→" + d.now }
func (d difference) sentence() string { return d.long + "由" + d.was + "改为" + d.now }

func dayDifferences(was, now SheetDay, t *Tolerance) []difference {
	var out []difference
	if skyDiffers(was, now, t) {
		out = append(out, difference{"", "天气", was.Sky, now.Sky})
	}
	if t == nil && was.Wind != now.Wind || t != nil && gustDiffers(was, now, t.Gust) {
		out = append(out, difference{"", "风", orCalm(was.Wind), orCalm(now.Wind)})
	}
	least := 1
	if t != nil {
		least = t.Degrees
	}
	for _, one := range []struct {
		name     string
		was, now weather.Maybe[int]
	}{{"最低", was.Low, now.Low}, {"最高", was.High, now.High}} {
		a, okA := one.was.Get()
		b, okB := one.now.Get()
		if okA && okB && max(a-b, b-a) >= least {
			out = append(out, difference{one.name, one.name + "气温", fmt.Sprintf("%d℃", a), fmt.Sprintf("%d℃", b)})
		}
	}
	return out
}

func orCalm(wind string) string {
	if wind == "" {
		return "风力较小"
	}
	return wind
}

// skyDiffers: with a tolerance only where it falls or does not, where the air is murky or
// is not, and where the amount is of another order.
func skyDiffers(was, now SheetDay, t *Tolerance) bool {
	if t == nil {
		return was.Sky != now.Sky
	}
	for _, words := range []string{"雨雪", "雾霾尘沙", "冻雹"} {
		if strings.ContainsAny(was.Sky, words) != strings.ContainsAny(now.Sky, words) {
			return true
		}
	}
	a, okA := was.RainMM.Get()
	b, okB := now.RainMM.Get()
	return okA && okB && weather.Millimeters(math.Abs(float64(a-b))) >= t.Rain && (a >= 2*b || b >= 2*a)
}

// strongGust is the force from which gusts are printed.
const strongGust = 6

func gustDiffers(was, now SheetDay, least weather.Beaufort) bool {
	a, okA := was.GustLevel.Get()
	b, okB := now.GustLevel.Get()
	return okA && okB && max(a, b) >= strongGust && max(a-b, b-a) >= least
}

// Changes lists what a draft says otherwise than the edition published before it, or than
// the one that it corrects. It is empty for the first edition.
func (e *Editors) Changes(ctx context.Context, dossier newsroom.Dossier) ([]string, error) {
	draft := dossier.Draft
	earlier, err := e.Drafts.LastPublished(ctx, draft.Edition, draft.ID)
	if draft.Corrects != 0 {
		var original newsroom.Dossier
		original, err = e.Drafts.Dossier(ctx, draft.Corrects)
		earlier = original.Draft
	}
	if errors.Is(err, newsroom.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("edition before draft %d: %w", draft.ID, err)
	}
	revision, err := e.Drafts.Revision(ctx, earlier.ID, earlier.Revision)
	if err != nil {
		return nil, fmt.Errorf("edition before draft %d: %w", draft.ID, err)
	}
	before, err := SheetOf(revision)
	if err != nil {
		return nil, err
	}
	after, err := SheetOf(dossier.Revision)
	if err != nil {
		return nil, err
	}
	return Differences(before, after, nil), nil
}

// Correct opens a correction of a signed draft for a reason of the editor's. It starts
// with what was published, and with the reason in the texts that have a place for it.
func (e *Editors) Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string) (newsroom.Draft, error) {
	dossier, err := e.Drafts.Dossier(ctx, id)
	if err != nil {
		return newsroom.Draft{}, err
	}
	r, reason := dossier.Revision, strings.TrimSpace(reason)
	first := newsroom.Revision{Copy: r.Copy, Facts: r.Facts, Findings: r.Findings, Contradictions: r.Contradictions, HandMade: r.HandMade}
	w, err := e.open(ctx, dossier)
	if err == nil {
		first, _, err = w.corrected(ctx, w.material(), reason)
	}
	if err != nil && !errors.Is(err, ErrNotKept) {
		return dossier.Draft, err
	}
	first.Reason = reason
	return e.Corrections.Correct(ctx, id, by, reason, first)
}

// corrected makes the first revision of a correction of a published draft. What a station
// said of the published one is no word on the correction; where its bulletin is what the
// draft is made from it stays, and waits to be attested anew.
func (w Workpiece) corrected(ctx context.Context, m Material, why string) (newsroom.Revision, []Clash, error) {
	published, err := SheetOf(w.Dossier.Revision)
	if err != nil {
		return newsroom.Revision{}, nil, err
	}
	m.Published, m.Why = &published, why
	if w.Kept.Relayed == nil {
		m.Station = nil
	}
	return w.again(ctx, m)
}

// newData is why readers are told that a new forecast corrects a published edition.
const newData = "预报资料有更新"

// Recheck is the outcome of comparing a published edition with a new forecast.
type Recheck struct {
	Reason   string            // what differs beyond tolerance, in Chinese; empty: nothing
	Revision newsroom.Revision // the edition as the new forecast would have it
}

// Recheck asks for a new forecast and compares it with what was published. It does so
// until the first printed date begins: afterwards sources have the days in part only,
// and the answer is an empty Recheck. So it is for a station's bulletin: no forecast of
// ours corrects it.
func (e *Editors) Recheck(ctx context.Context, id newsroom.DraftID, now time.Time, t Tolerance) (Recheck, error) {
	w, err := e.Open(ctx, id)
	if err != nil {
		return Recheck{}, err
	}
	zone := w.Recipe.Place.Zone
	if w.Kept.Relayed != nil || w.Dossier.Draft.State != newsroom.Signed || !now.Before(w.Kept.First.At(0, zone)) {
		return Recheck{}, nil
	}
	days := w.Kept.First.DaysSince(weather.DateOf(now, zone)) + w.Recipe.Days + 1
	forecast, err := e.Source.Forecast(ctx, w.Recipe.Place, days)
	if err != nil {
		return Recheck{}, fmt.Errorf("%w: %w", ErrNoForecast, err)
	}
	m := w.material()
	m.Forecast, m.Now = forecast, now
	revision, _, err := w.corrected(ctx, m, newData)
	if err != nil {
		return Recheck{}, err
	}
	before, err := SheetOf(w.Dossier.Revision)
	if err != nil {
		return Recheck{}, err
	}
	after, err := SheetOf(revision)
	if err != nil {
		return Recheck{}, err
	}
	differences := Differences(before, after, &t)
	if len(differences) == 0 {
		return Recheck{}, nil
	}
	revision.Reason = "新资料有变：" + strings.Join(differences, "；")
	return Recheck{Reason: revision.Reason, Revision: revision}, nil
}

// CorrectWith opens a correction with what a recheck found.
func (e *Editors) CorrectWith(ctx context.Context, id newsroom.DraftID, by newsroom.Person, r Recheck) (newsroom.Draft, error) {
	return e.Corrections.Correct(ctx, id, by, r.Reason, r.Revision)
}
