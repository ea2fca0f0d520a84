package proof

import (
	"strings"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/weather"
)

// reading is the state of reading one line of running text from left to right: words of
// time set what the claims after them are about, until a full stop or semicolon.
type reading struct {
	c      *checker
	end    int
	scope  scope        // what the claims are about
	date   weather.Date // that was named last
	named  int          // where the words that set the scope ended
	listed bool         // the scope is dates that were named one by one or from one to another
	part   part         // the hours that the words before name

	figure    int    // the last single temperature of the sentence
	figureOf  string // the extreme it is of; empty when none was named
	hasFigure bool
	sentence  int // where the sentence began
	clause    int // where the last mark ended

	kinds grammar.Opening // the kinds of clause that may stand in the sentence
}

// running reads running text.
func (c *checker) running(at span) {
	r := &c.reading
	*r = reading{c: c, end: at.to, sentence: at.from, clause: at.from, kinds: kindsIn(c.said(at))}
	for i := at.from; i < at.to; {
		i += r.step(i)
	}
}

// step reads what begins at a byte and returns its length.
func (r *reading) step(i int) int {
	text := r.c.text[:r.end]
	if n := r.mark(text, i); n > 0 {
		return n
	}
	if n := r.word(text, i); n > 0 {
		return n
	}
	if n := r.millimetres(text, i); n > 0 {
		return n
	}
	if open := narrowed(text, i, grammar.Opens(text, i)&r.kinds); open != 0 {
		if n := r.claim(text, i, open); n > 0 {
			return n
		}
	}
	return width(text, i)
}

func width(text string, i int) int {
	if text[i] < utf8.RuneSelf {
		return 1
	}
	_, n := utf8.DecodeRuneInString(text[i:])
	return n
}

// mark takes a mark of punctuation, or a tag, and what it ends.
func (r *reading) mark(text string, i int) int {
	switch b := text[i]; {
	case b == '<':
		return tag(text, i)
	case b == ';' || b == '!' || b == '?':
		r.closes(i + 1)
		return 1
	case b == ' ' || b == ',' || b == ':' || b == '(' || b == ')':
		r.closesClause(i + 1)
		return 1
	case b < 0xe2 || b > 0xef || i+2 >= len(text):
		return 0
	}
	switch text[i : i+3] {
	case "。", "！", "？", "；", "　": // the last divides the parts of a headline
		r.closes(i + 3)
	case "，", "、", "：", "（", "）", "“", "”", "《", "》":
		r.closesClause(i + 3)
	default:
		return 0
	}
	return 3
}

// closes ends a sentence: what follows is about the period again.
func (r *reading) closes(next int) {
	r.scope, r.sentence, r.clause = scope{}, next, next
	r.part, r.hasFigure = part{}, false
	r.kinds = kindsIn(r.c.text[min(next, r.end):r.end])
}

// kindsIn returns the kinds of clause that may stand in a text up to its first full stop:
// no wind is told without 风 or 级, no temperature without its name or its unit. Most
// sentences have neither, so that readers need not try at each of their characters.
func kindsIn(text string) grammar.Opening {
	const temperatures = grammar.OpensTemperature | grammar.OpensDegrees
	if n := strings.Index(text, "。"); n >= 0 {
		text = text[:n]
	}
	kinds := ^grammar.Opening(0)
	if !containsOne(text, windMarks) {
		kinds &^= grammar.OpensWind
	}
	if !containsOne(text, temperatureMarks) {
		kinds &^= temperatures
	}
	return kinds
}

var (
	windMarks        = []string{"风", "级"}
	temperatureMarks = []string{"温", "℃", "度", "°C"}
)

// closesClause ends a clause: hours that something was said of are done with.
func (r *reading) closesClause(next int) {
	r.clause = next
	if r.part.used {
		r.part = part{}
	}
}

// tag returns the length of a tag of chat HTML: <b>, </a>, <a href="…">.
func tag(text string, i int) int {
	n := strings.IndexByte(text[i:], '>')
	if n < 2 || n > 300 {
		return 0
	}
	if name := strings.TrimPrefix(text[i+1:i+n], "/"); name == "" || name[0] < 'a' || name[0] > 'z' || strings.HasPrefix(name, "no value") {
		return 0
	}
	return n + 1
}

// claim takes a statement about the weather or a word of time, and checks it.
func (r *reading) claim(text string, i int, open grammar.Opening) int {
	c := r.c
	if open&grammar.OpensSpan != 0 {
		if s, n := c.scan.Span(text, i); n > 0 {
			r.time(s, span{i, i + n})
			return n
		}
	}
	if open&grammar.OpensCause != 0 {
		if _, n := c.scan.Cause(text, i); n > 0 {
			c.checkCause(span{i, i + n}, r.scope)
			return n
		}
	}
	if open&grammar.OpensExtra != 0 {
		if e, n := c.scan.Extra(text, i); n > 0 {
			r.eachDay(i, func(s scope) { c.checkExtra(span{i, i + n}, e, s) })
			return n
		}
	}
	if n := r.temperature(text, i, open); n > 0 {
		return n
	}
	if open&grammar.OpensWind != 0 {
		if w, n := c.scan.Wind(text, i); n > 0 && len(w.Legs) > 0 && !timed(w.Scopes) {
			r.eachDay(i, func(s scope) { c.checkWind(span{i, i + n}, w, s, text[r.clause:i]) })
			return n
		}
	}
	if n := r.reversedForce(text, i, open); n > 0 {
		return n
	}
	return r.sky(text, i, open)
}

// temperature takes figures in degrees.
func (r *reading) temperature(text string, i int, open grammar.Opening) int {
	c := r.c
	if open&grammar.OpensTemperature != 0 {
		if t, n := c.scan.Temperature(text, i); n > 0 && !t.IsZero() && hasUnit(text[i:i+n]) {
			r.checkTemperature(span{i, i + n}, t)
			return n
		} else if n > 0 && t.Trend.Move != "" {
			r.checkTrend(span{i, i + n}, t.Trend.How+t.Trend.Move)
			return n
		}
	}
	if open&grammar.OpensDegrees != 0 {
		if d, n := c.scan.Degrees(text, i); n > 0 && hasUnit(text[i:i+n]) {
			r.checkDegrees(span{i, i + n}, *d)
			return n
		}
	}
	return 0
}

// sky takes a state of the sky or a phenomenon.
func (r *reading) sky(text string, i int, open grammar.Opening) int {
	if open&grammar.OpensFall != 0 {
		if f, n := r.c.scan.Fall(text, i); n > 0 {
			at := span{i, i + n}
			if !r.twice(at) && !r.c.reports(func() {
				r.eachFall(at, f)
			}) {
				r.checkHours(at, f)
			}
			return n
		}
	}
	if open&grammar.OpensCloud == 0 {
		return 0
	}
	cloud, n := grammar.CloudAt(text, i)
	if n == 0 || cloud == analysis.CloudUnknown {
		return 0
	}
	// 晴天气 is 晴 and 天气.
	if strings.HasSuffix(text[i:i+n], "天") && strings.HasPrefix(text[i+n:], "气") && !strings.HasPrefix(text[i+n:], "气温") {
		n -= len("天")
	}
	if !r.twice(span{i, i + n}) {
		r.checkCloud(span{i, i + n}, cloud)
	}
	r.part.used = true
	return n
}

// timed reports a clause that brings its own time: that is read first, as time.
func timed(scopes []grammar.Scope) bool { return len(scopes) > 0 && !scopes[0].Span.IsZero() }

// later adds the day after a scope where the words before a claim lead on: 随后转晴.
func (r *reading) later(i int) scope {
	if !r.scope.named || !containsOne(tail(r.c.text[r.sentence:i], 8), leadingOn) {
		return r.scope
	}
	return r.within(r.scope.next())
}

var leadingOn = []string{"随后", "转", "之后", "此后", "停", "后"}

func hasUnit(text string) bool {
	return strings.Contains(text, "℃") || strings.Contains(text, "度") || strings.Contains(text, "°C")
}

// narrowed keeps of the kinds that may begin at a figure those that its unit allows.
func narrowed(text string, i int, open grammar.Opening) grammar.Opening {
	if open == 0 {
		return 0
	}
	j := i
	if text[j] == '-' {
		j++
	}
	if j >= len(text) || text[j] < '0' || text[j] > '9' {
		return open
	}
	const temperatures = grammar.OpensTemperature | grammar.OpensDegrees
	for {
		for j < len(text) && text[j] >= '0' && text[j] <= '9' {
			j++
		}
		rest := text[j:]
		switch {
		case startsWithOne(rest, dateUnits):
			return open & grammar.OpensSpan
		case startsWithOne(rest, degreeUnits):
			return open & temperatures
		case strings.HasPrefix(rest, "级"):
			return open & grammar.OpensWind
		}
		n := rangeSign(rest)
		if n == 0 {
			return 0
		}
		j += n
		for j < len(text) && text[j] == '-' {
			j++
		}
		if j >= len(text) || text[j] < '0' || text[j] > '9' {
			return 0
		}
	}
}

var (
	dateUnits   = []string{"日", "月", "年", "时", "号", "点"}
	degreeUnits = []string{"℃", "度", "摄氏度", "°C"}
	rangeSigns  = []string{"～", "到", "至", "—", "~", "-", "–", "、", "和"}
)

// rangeSignFirst has the first bytes of the signs of range.
const rangeSignFirst = "\xef\xe5\xe8\xe2~-\xe3"

// rangeSign returns the length of a sign between two figures.
func rangeSign(text string) int {
	if text == "" || strings.IndexByte(rangeSignFirst, text[0]) < 0 {
		return 0
	}
	for _, sign := range rangeSigns {
		if strings.HasPrefix(text, sign) {
			return len(sign)
		}
	}
	return 0
}

func containsOne(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}

func startsWithOne(text string, words []string) bool {
	for _, word := range words {
		if strings.HasPrefix(text, word) {
			return true
		}
	}
	return false
}

// tail returns the last characters of a text.
func tail(text string, characters int) string {
	i := len(text)
	for ; characters > 0 && i > 0; characters-- {
		_, n := utf8.DecodeLastRuneInString(text[:i])
		i -= n
	}
	return text[i:]
}
