package station

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// Request says whose bulletin a text is said to be, and what it is read for.
type Request struct {
	Station string        // 新乡市气象台; empty: not stated
	Issued  time.Time     // when the station issued it; 今天 is its day in the zone of Place
	Place   weather.Place // whose weather is wanted
	Window  analysis.Window
	House   grammar.House // the style in which facts are written again
}

// Bulletin is a station's text as it was read.
type Bulletin struct {
	Station string
	Issued  time.Time
	Text    string // verbatim
	Lines   []Line // every line that is not blank, in order
	Days    []Day  // the dates of which it says something, in order
	Unread  []Piece
	Others  []string // places it tells of beside the one asked for, in order
	Notes   []string // Chinese: what was assumed, and what it says in two ways
}

// Kind is what a line was taken for.
type Kind string

// The kinds of line.
const (
	Imprint   Kind = "imprint"   // title, station, time of issue, names
	Heading   Kind = "heading"   // the days or the place of the lines below
	Forecast  Kind = "forecast"  // facts come from it
	Elsewhere Kind = "elsewhere" // it is about other places only
	Unknown   Kind = "unread"    // nothing of it was understood, or nothing could be dated
)

// Line is one line of the text.
type Line struct {
	Number int    // from 1, blank lines counted
	Text   string // verbatim, without blanks at its ends
	Kind   Kind
}

// Piece is a part of a line that was not understood.
type Piece struct {
	Line   int    `json:"line"` // from 1
	Col    int    `json:"col"`  // in characters, from 1
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// String returns 第3行未读懂：…（…）.
func (p Piece) String() string {
	return fmt.Sprintf("第%d行未读懂：%s（第%d字起，%s）", p.Line, p.Text, p.Col, p.Reason)
}

// Fault is something wrong in a text that must not be printed.
type Fault struct {
	Line, Col int // from 1; Col in characters
	Reason    string
}

func (f Fault) String() string { return fmt.Sprintf("第%d行第%d字：%s", f.Line, f.Col, f.Reason) }

// Faults are all that is wrong in a text. It is the error of Read.
type Faults []Fault

func (f Faults) Error() string { return strings.Join(f.Words(), "\n") }

// Words are the faults one by one, in Chinese.
func (f Faults) Words() []string {
	texts := make([]string, len(f))
	for i := range f {
		texts[i] = f[i].String()
	}
	return texts
}

// Read reads a bulletin. Dates that do not exist, weekdays that are not theirs, extremes
// that exclude one another, and a station or a time of issue other than those of the
// request are Faults; the Bulletin is returned all the same. It is pure and safe for
// concurrent use.
func Read(text string, in Request) (Bulletin, error) {
	r := &reader{in: in, b: Bulletin{Station: in.Station, Issued: in.Issued, Text: text}}
	for i, line := range strings.Split(text, "\n") {
		r.line(i+1, line)
	}
	r.b.Days = r.days()
	if len(r.faults) > 0 {
		return r.b, r.faults
	}
	return r.b, nil
}

// Body returns the lines to be quoted: all but imprints and other places, verbatim.
func (b Bulletin) Body() []string {
	var body []string
	for _, l := range b.Lines {
		if l.Kind != Imprint && l.Kind != Elsewhere {
			body = append(body, l.Text)
		}
	}
	return body
}

// Prose reports whether running text of the station's tells the weather, beside its lines
// of days.
func (b Bulletin) Prose() bool {
	return slices.ContainsFunc(b.Days, func(d Day) bool {
		return slices.ContainsFunc(d.parts, func(p part) bool { return p.rank == prose && len(p.sky) > 0 })
	})
}

// reader is one reading of one text.
type reader struct {
	in     Request
	b      Bulletin
	faults Faults
	parts  []part

	number  int                 // of the line being read
	raw     []rune              // the line as it came
	text    string              // the line as it can be read
	skipped int                 // characters of the line before text
	found   bool                // a fact came of the line
	other   bool                // a place other than the wanted one was met in the line
	heading period              // of the lines below, until another
	headed  bool                // a line below it was read
	lost    bool                // words of this line that name a day were not understood
	cause   grammar.CauseClause // that the sentence opens with
	caused  period              // what the cause is of, where the sentence says it at once
	area    rank                // of a sentence that is said to be for the whole area, or for the town
	place   bool                // lines below are about another place
	last    period              // that a line or sentence named last
	assumed bool
}

// issued is the time of issue in the zone of the place.
func (r *reader) issued() time.Time { return r.in.Issued.In(r.in.Place.Zone) }

// fault notes what is wrong at a byte of the line.
func (r *reader) fault(at int, reason string) {
	f := Fault{r.number, r.column(at), reason}
	if !slices.Contains(r.faults, f) {
		r.faults = append(r.faults, f)
	}
}

func (r *reader) column(at int) int { return r.skipped + utf8.RuneCountInString(r.text[:at]) + 1 }

// unread lists a piece of the line, from byte to byte.
func (r *reader) unread(from, to int, reason string) {
	text := r.text[from:to]
	trimmed := strings.Trim(text, marks)
	if trimmed == "" {
		return
	}
	from += strings.Index(text, trimmed)
	piece := Piece{r.number, r.column(from), r.verbatim(from, from+len(trimmed)), reason}
	if n := len(r.b.Unread); n > 0 { // goes on from the piece before
		if before := &r.b.Unread[n-1]; before.Line == r.number && before.Reason == reason {
			end := before.Col + utf8.RuneCountInString(before.Text)
			if gap := piece.Col - end; gap >= 0 && gap <= 2 {
				before.Text += r.characters(end, gap) + piece.Text
				return
			}
		}
	}
	r.b.Unread = append(r.b.Unread, piece)
}

const marks = " \t　，,。.；;、：:！!？?"

// verbatim returns the piece of the line as it came.
func (r *reader) verbatim(from, to int) string {
	start := utf8.RuneCountInString(r.text[:from])
	return r.characters(r.skipped+start+1, utf8.RuneCountInString(r.text[from:to]))
}

// characters returns n characters of the line as it came, from a column on.
func (r *reader) characters(column, n int) string {
	return string(r.raw[column-1 : column-1+n])
}

// Words returns the lines that tell of a date, verbatim.
func (b Bulletin) Words(d Day) string {
	var lines []string
	for _, l := range b.Lines {
		if slices.Contains(d.Lines, l.Number) {
			lines = append(lines, l.Text)
		}
	}
	return strings.Join(lines, "\n")
}
