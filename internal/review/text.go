package review

import (
	"strings"
	"time"
	"unicode/utf8"

	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/proof"
	"yubao/internal/weather"
)

// piece is a stretch of a text that is shown alike.
type piece struct {
	Text  string
	Mark  *edition.Finding // what proof says of it; nil: nothing
	Index int              // number of the finding, from 1
	Date  string           // the day whose data stand behind it, 2024-04-19; empty: none by itself
}

// markup cuts a text into lines of pieces: proof's marks and the clauses behind which a
// day's data stand.
func markup(text string, found []edition.Finding, printed []weather.Date, now time.Time) [][]piece {
	runes := []rune(text)
	marks := make([]int, len(runes)+1) // number of the finding at a character, from 1
	for n, f := range found {
		for i := f.Start; i < min(max(f.End, f.Start+1), len(runes)); i++ {
			if i >= 0 && marks[i] == 0 {
				marks[i] = n + 1
			}
		}
	}
	dates := datesIn(text, printed, now)
	var lines [][]piece
	var line []piece
	start := 0
	flush := func(end int) {
		if end > start {
			p := piece{Text: string(runes[start:end]), Date: dates[start], Index: marks[start]}
			if p.Index > 0 {
				p.Mark = &found[p.Index-1]
			}
			line = append(line, p)
		}
		start = end
	}
	for i, r := range runes {
		if r == '\n' {
			flush(i)
			lines, line, start = append(lines, line), nil, i+1
			continue
		}
		if i > start && (marks[i] != marks[start] || dates[i] != dates[start]) {
			flush(i)
		}
	}
	flush(len(runes))
	return append(lines, line)
}

// datesIn tells of each character which day its clause names, or "".
func datesIn(text string, printed []weather.Date, now time.Time) []string {
	dates := make([]string, utf8.RuneCountInString(text)+1)
	at, date := 0, ""
	var scan grammar.Scanner
	for i, r := range text {
		if strings.ContainsRune("，；。\n", r) {
			date = ""
			if r != '\n' {
				at++
				continue
			}
		}
		if date == "" || strings.ContainsRune("0123456789周", r) {
			if s, n := scan.Span(text, i); n > 0 && len(s.Points) > 0 && len(printed) > 0 {
				if d, ok := edition.DateOf(s.Points[0], printed, now); ok {
					date = d.String()
				}
			}
		}
		dates[at] = date
		at++
	}
	return wholeDayLines(text, dates)
}

// wholeDayLines gives a day line, which begins with its date, to its day as a whole.
func wholeDayLines(text string, dates []string) []string {
	at := 0
	var scan grammar.Scanner
	for line := range strings.SplitSeq(text, "\n") {
		n := utf8.RuneCountInString(line)
		head, _, ok := strings.Cut(line, "：")
		if _, length := scan.Span(line, 0); ok && length > 0 && length == len(head) && dates[at] != "" {
			for i := at; i < at+n; i++ {
				dates[i] = dates[at]
			}
		}
		at += n + 1
	}
	return dates
}

// asFindings gives findings of one text the form that pages show.
func asFindings(form edition.Form, found []proof.Finding) []edition.Finding {
	out := make([]edition.Finding, len(found))
	for i, f := range found {
		out[i] = edition.Finding{Form: form, Finding: f}
	}
	return out
}
