package edition

import (
	"context"
	"errors"
	"fmt"
	"html"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
	"yubao/internal/weather"
)

// Errors of editing that callers branch on.
var (
	ErrPassage   = errors.New("no paragraph is like the passage")
	ErrUnchanged = errors.New("nothing is changed")
	ErrEmpty     = errors.New("the text is empty")
	ErrRelayed   = errors.New("the facts are the station's own")
)

// Drafts are the drafts that editors work on.
type Drafts interface {
	Dossier(ctx context.Context, id newsroom.DraftID) (newsroom.Dossier, error)
	Revision(ctx context.Context, id newsroom.DraftID, number int) (newsroom.Revision, error)
	LastPublished(ctx context.Context, edition string, before newsroom.DraftID) (newsroom.Draft, error)
}

// Decisions put what editors do on record; package desk does.
type Decisions interface {
	EditWords(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, next newsroom.Revision) (newsroom.Draft, error)
	EditFacts(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, next newsroom.Revision) (newsroom.Draft, error)
	Attest(ctx context.Context, id newsroom.DraftID, by newsroom.Person, a newsroom.Attestation) (newsroom.Draft, error)
}

// Corrections opens corrections of signed drafts.
type Corrections interface {
	Correct(ctx context.Context, id newsroom.DraftID, by newsroom.Person, reason string, first newsroom.Revision) (newsroom.Draft, error)
}

// Editors carries out what editors do to a draft: change words or facts, attest, correct.
// Every surface of the desk calls it, so that they all work alike. It is safe for
// concurrent use.
type Editors struct {
	Drafts      Drafts
	Decisions   Decisions
	Corrections Corrections
	Source      Fetcher
	// Recipe returns how an edition is made; false for one that is not configured any more.
	Recipe func(ctx context.Context, edition string) (Recipe, bool)
	// Read makes the forecast of a kept answer.
	Read func(weather.Answer, weather.Place) (weather.Forecast, error)
	Now  func() time.Time // nil: time.Now
}

// Redraft is a draft after an editor's act.
type Redraft struct {
	Draft    newsroom.Draft
	Revision newsroom.Revision // the new one
	Findings []Finding         // what proof says of it
	Clashes  []Clash           // passages on which hand and facts disagree; the hand's stand
}

// Words is a change of words.
type Words struct {
	Form   Form
	Text   string // the whole text, or a passage that replaces the paragraph most like it
	Whole  bool   // Text is the whole text; else it is judged by its length
	Reason string // why; may be empty
	// Override is the reason for letting contradictions stand, or empty.
	Override string
}

// Proofread reads a text of a draft's form back and returns what the data say against it.
// It changes nothing.
func (e *Editors) Proofread(ctx context.Context, id newsroom.DraftID, form Form, text string) ([]proof.Finding, error) {
	w, err := e.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	facts := w.Facts
	facts.Part = form != Article
	return proof.Check(Plain(text), facts), nil
}

// EditWords changes the words of the revision seen. Proof runs at once and its findings
// are kept with the new revision.
func (e *Editors) EditWords(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, words Words) (Redraft, error) {
	dossier, err := e.Drafts.Dossier(ctx, id)
	if err != nil {
		return Redraft{}, err
	}
	next := newsroom.Revision{
		Copy: dossier.Revision.Copy, Facts: dossier.Revision.Facts, Reason: strings.TrimSpace(words.Reason),
		Overrides: strings.TrimSpace(words.Override), HandMade: true,
	}
	if err := reword(&next.Copy, words); err != nil {
		return Redraft{Draft: dossier.Draft}, err
	}
	if next.Copy == dossier.Revision.Copy && next.Overrides == dossier.Revision.Overrides {
		return Redraft{Draft: dossier.Draft}, ErrUnchanged
	}
	w, err := e.open(ctx, dossier)
	if err != nil && !errors.Is(err, ErrNotKept) {
		return Redraft{Draft: dossier.Draft}, err
	}
	var found []Finding
	if err == nil {
		found = prove(next.Copy, w.Facts)
	}
	if err := note(&next, found); err != nil {
		return Redraft{Draft: dossier.Draft}, err
	}
	draft, err := e.Decisions.EditWords(ctx, id, seen, by, next)
	next.Number = draft.Revision
	return Redraft{Draft: draft, Revision: next, Findings: found}, err
}

// reword puts new words into a copy. When the article's headline changes, so does the
// headline of the copy.
func reword(c *newsroom.Copy, words Words) error {
	to := words.Form.Of(c)
	text := strings.TrimSpace(strings.ReplaceAll(words.Text, "\r\n", "\n"))
	if text == "" {
		return ErrEmpty
	}
	before := *to
	if words.Form == Chat {
		before = Plain(before)
	}
	if !words.Whole && isPassage(before, text) {
		replaced, ok := replaceNearest(before, text)
		if !ok {
			return ErrPassage
		}
		text = replaced
	}
	if words.Form == Chat && text != before {
		text = marked(*to, text)
	}
	if words.Form != Chat || text != before {
		*to = text
	}
	if words.Form == Article && headlineOf(before) == c.Headline {
		c.Headline = headlineOf(text)
	}
	return nil
}

// headlineOf is the first line of an article, or the one after what it corrects.
func headlineOf(article string) string {
	first, rest, _ := strings.Cut(article, "\n")
	if strings.HasPrefix(first, proof.CorrectionMark) && rest != "" {
		first, _, _ = strings.Cut(rest, "\n")
	}
	return first
}

// isPassage tells a passage from a whole text: it has less than half of its paragraphs
// and of its characters.
func isPassage(whole, text string) bool {
	return 2*len(paragraphs(text)) < len(paragraphs(whole)) && 2*len(text) < len(whole)
}

// marked makes chat text of plain text: escaped, with the words that were bold in the
// text before bold again.
func marked(before, text string) string {
	out := html.EscapeString(text)
	for {
		_, rest, ok := strings.Cut(before, "<b>")
		if !ok {
			return out
		}
		word, rest, ok := strings.Cut(rest, "</b>")
		if ok && word != "" {
			out = strings.Replace(out, word, "<b>"+word+"</b>", 1)
		}
		before = rest
	}
}

// EditFacts sets facts of the revision seen, by lines such as 19日 最低 11 (see ReadFacts).
// All texts are written again; passages written by hand stay.
func (e *Editors) EditFacts(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person, lines string) (Redraft, error) {
	w, err := e.Open(ctx, id)
	if err == nil && w.Kept.Relayed != nil {
		err = fmt.Errorf("facts of draft %d: %w", id, ErrRelayed)
	}
	if err != nil {
		return Redraft{Draft: w.Dossier.Draft}, err
	}
	var printed []weather.Date
	for _, d := range w.Outlook.Days {
		printed = append(printed, d.Date)
	}
	set, err := ReadFacts(lines, printed, w.Kept.Now.In(w.Recipe.Place.Zone), w.Recipe.House)
	if err != nil {
		return Redraft{Draft: w.Dossier.Draft}, err
	}
	if err := w.complete(set); err != nil {
		return Redraft{Draft: w.Dossier.Draft}, err
	}
	all := merged(w.Kept.Overrides, set)
	if reflect.DeepEqual(all, w.Kept.Overrides) {
		return Redraft{Draft: w.Dossier.Draft}, ErrUnchanged
	}
	return e.rewrite(ctx, w, seen, by, "改数据："+w.Recipe.describe(set), func(m *Material) { m.Overrides = all })
}

// complete checks facts, whose dates are printed, against the other facts of their days, and gives a gust that was set
// alone the wind that it belongs to.
func (w Workpiece) complete(set analysis.Overrides) error {
	for date, o := range set {
		day := w.Outlook.Days[slices.IndexFunc(w.Outlook.Days, func(d analysis.Day) bool { return d.Date == date })]
		low, okLow := orElse(o.Low, day.Low).Get()
		high, okHigh := orElse(o.High, day.High).Get()
		if okLow && okHigh && low > high {
			return &FactError{1, w.Recipe.describe(analysis.Overrides{date: o}),
				fmt.Sprintf("这样最低气温（%d℃）就高于最高气温（%d℃）了，请两个一起改", low, high)}
		}
		if wind, ok := o.Wind.Get(); ok && wind.High == 0 {
			gust := wind.Gust
			wind = day.Wind
			wind.Gust = gust
			o.Wind = weather.Some(wind)
			set[date] = o
		}
	}
	return nil
}

func orElse[T any](m, fallback weather.Maybe[T]) weather.Maybe[T] {
	if m.OK() {
		return m
	}
	return fallback
}

// describe names facts in words: 19日最低11℃、多云转小雨.
func (r Recipe) describe(set analysis.Overrides) string {
	var days []string
	for _, date := range slices.SortedFunc(maps.Keys(set), func(a, b weather.Date) int { return a.DaysSince(b) }) {
		o := set[date]
		var parts []string
		if sky, ok := o.Sky.Get(); ok {
			parts = append(parts, r.House.Sky(sky))
		}
		if wind, ok := o.Wind.Get(); ok {
			text := r.House.Wind(wind)
			if text == "" {
				text = "风力较小"
			}
			parts = append(parts, text)
		}
		if low, ok := o.Low.Get(); ok {
			parts = append(parts, "最低"+r.House.Degree(low))
		}
		if high, ok := o.High.Get(); ok {
			parts = append(parts, "最高"+r.House.Degree(high))
		}
		if rain, ok := o.Rain.Get(); ok {
			parts = append(parts, fmt.Sprintf("降水%g毫米", float64(rain)))
		}
		days = append(days, fmt.Sprintf("%d日%s", date.Day, strings.Join(parts, "、")))
	}
	return strings.Join(days, "；")
}

// rewrite writes a draft again from changed material and files it as a new revision.
func (e *Editors) rewrite(ctx context.Context, w Workpiece, seen int, by newsroom.Person, reason string, change func(*Material)) (Redraft, error) {
	m := w.material()
	change(&m)
	next, clashes, err := w.again(ctx, m)
	if err != nil {
		return Redraft{Draft: w.Dossier.Draft}, err
	}
	return e.refile(ctx, w, seen, by, reason, next, clashes)
}

// refile files a draft that was written again as its next revision.
func (e *Editors) refile(ctx context.Context, w Workpiece, seen int, by newsroom.Person, reason string, next newsroom.Revision, clashes []Clash) (Redraft, error) {
	next.Reason = reason
	found, err := FindingsOf(next)
	if err != nil {
		return Redraft{Draft: w.Dossier.Draft}, err
	}
	draft, err := e.Decisions.EditFacts(ctx, w.Dossier.Draft.ID, seen, by, next)
	next.Number = draft.Revision
	return Redraft{Draft: draft, Revision: next, Findings: found, Clashes: clashes}, err
}

// Rewrite writes a draft again from the same data, dropping what was written by hand (重写).
func (e *Editors) Rewrite(ctx context.Context, id newsroom.DraftID, seen int, by newsroom.Person) (Redraft, error) {
	w, err := e.Open(ctx, id)
	if err != nil {
		return Redraft{Draft: w.Dossier.Draft}, err
	}
	w.Dossier.Revision.Copy = w.Kept.Machine
	return e.rewrite(ctx, w, seen, by, "重写", func(*Material) {})
}
