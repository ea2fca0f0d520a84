package grammar

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"yubao/internal/weather"
)

// Answer is what `yubao parse` says about one line. Sky and wind are written
// again from what was understood, never copied.
type Answer struct {
	Line  string             `json:"line"`
	OK    bool               `json:"ok"`
	Label string             `json:"label"`
	Sky   string             `json:"sky"`
	Wind  string             `json:"wind"`
	Low   weather.Maybe[int] `json:"low"`
	High  weather.Maybe[int] `json:"high"`
	Rest  string             `json:"rest"`
	Error string             `json:"error"`
}

// plain is the house in which answers are written.
var plain, _ = Preset("standard")

// Parse reads one line and says what was understood.
func Parse(line string, now time.Time) Answer { return new(parser).parse(line, now) }

// parser reads line after line into the same room.
type parser struct {
	reader reader
	line   Line
	writer writer
}

func (p *parser) parse(line string, now time.Time) Answer {
	l, w := &p.line, &p.writer
	*l = Line{}
	err := p.reader.line(line, now, l)
	a := Answer{Line: line, OK: err == nil, Low: l.ends(true), High: l.ends(false)}
	w.house, w.out = &plain, w.out[:0]
	writeLabel(w, &l.Label)
	label := len(w.out)
	writeSkies(w, l)
	sky := len(w.out)
	writeWinds(w, l)
	text := string(w.out)
	a.Label, a.Sky, a.Wind = text[:label], text[label:sky], text[sky:]
	if err != nil {
		a.Rest, a.Error = err.Rest, err.Error()
	}
	return a
}

// longestLine bounds a line of ParseStream, in bytes.
const longestLine = 1 << 20

// ParseStream reads lines from r and writes an Answer in JSON for each to w. now
// fixes the year of dates. It returns the error of reading or writing.
func ParseStream(r io.Reader, w io.Writer, now time.Time) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(make([]byte, 0, 64<<10), longestLine)
	out := bufio.NewWriter(w)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	var p parser
	for lines.Scan() {
		answer := p.parse(lines.Text(), now)
		if err := encoder.Encode(&answer); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return out.Flush()
}
