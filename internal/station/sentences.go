package station

import (
	"errors"
	"slices"
	"strings"

	"yubao/internal/grammar"
	"yubao/internal/pattern"
	"yubao/internal/weather"
)

// rank is how closely a statement is about the place and the day; of two that differ
// the closer one is taken.
type rank int

// The ranks.
const (
	general  rank = iota // of several days together
	prose                // running text
	dayLine              // a line that begins with its day
	cityLine             // a line that begins with the place
)

// part is a statement about dates.
type part struct {
	period period
	word   grammar.TimeWord // the part of the day in its own word, where one is named
	rank   rank
	line   int
	sky    []grammar.SkyClause
	wind   []grammar.WindClause
	temp   grammar.Temperature
	cause  grammar.CauseClause
	extras []grammar.Extra
	vague  bool // amounts of the line are not told exactly
}

// lead are words before a forecast that state nothing about the weather.
var lead = pattern.New(`^(?:(?:根据|据|依据|按照)[^，。：；℃]{2,24}?(?:分析|预报|预计|预测|显示|资料|消息|结果)(?:分析|显示)?|` +
	`\p{Han}{0,16}?(?:气象台|气象局|气象站)(?:[（(]?(?:(?:\d{4}年)?\d{1,2}月)?\d{1,2}日(?:早晨|早上|上午|中午|下午|傍晚|晚上)?\d{1,2}[时点:：](?:\d{1,2}分?)?[)）]?)?(?:联合)?(?:发布|预计|预报|预测|消息)?(?:的?(?:最新)?(?:天气|短期|中期)?(?:预报|消息|趋势))?|` +
	`(?:具体|逐日|详细)?(?:天气)?(?:预报|预测)(?:如下|结论)?|天气预报|预计)[，,：:]?[ 　]*`)

// sentences reads the line as running text, or as a line of a list.
func (r *reader) sentences() {
	var said period // what the sentence before was about
	r.lost = false
	for from := 0; from < len(r.text); {
		to := len(r.text)
		if i := strings.IndexAny(r.text[from:], "。！!？?"); i >= 0 {
			to = from + i
		}
		if to > from {
			said = r.sentence(from, to, said)
		}
		for to < len(r.text) && strings.ContainsRune("。！!？? 　", firstRune(r.text[to:])) {
			to += len(string(firstRune(r.text[to:])))
		}
		from = to
	}
	if len(said.dates) > 0 {
		r.last = said
	}
}

// sentence reads what stands between two full stops and returns what it is about.
func (r *reader) sentence(from, to int, said period) period {
	from += leadLength(r.text[from:to])
	r.area = general
	for _, colon := range []string{"：", ":"} { // 全市：今天夜里到明天多云
		if n := grammar.WholeAt(r.text, from); n > 0 && strings.HasPrefix(r.text[from+n:to], colon) {
			r.area = dayLine
			if strings.Contains(r.text[from:from+n], "市区") || strings.Contains(r.text[from:from+n], "城区") {
				r.area = cityLine
			}
			from += n + len(colon)
		}
	}
	r.cause, r.caused = grammar.CauseClause{}, period{}
	broken := false // something before was not understood
	reason := ""
	for from < to {
		from += len(r.text[from:to]) - len(strings.TrimLeft(r.text[from:to], marks))
		if from >= to {
			break
		}
		n, about := r.longest(from, to, said, broken)
		if n > 0 {
			said, from = about, from+n
			continue
		}
		end := from + clauseLength(r.text[from:to])
		if about, ok := r.opens(from, end); ok {
			said, from, r.caused = about, end, about
			continue
		}
		reason = r.whyNot(from, end)
		r.unread(from, end, reason)
		if r.tellsTime(from, end) { // what follows is about a time that was not understood
			said, r.last, r.lost = period{}, period{}, true
		}
		broken, from = true, end
	}
	return said
}

// tellsTime reports a clause that names a day, wherever in it.
func (r *reader) tellsTime(from, to int) bool {
	var scan grammar.Scanner
	for i := range r.text[from:to] {
		if s, n := scan.Span(r.text[:to], from+i); n > 0 && dated(s) {
			return true
		}
	}
	return false
}

// opens reads a clause that only says when, and why: 受强冷空气影响，预计16日夜里至17日，.
func (r *reader) opens(from, to int) (period, bool) {
	text := strings.TrimRight(r.text[:to], marks)
	var scan grammar.Scanner
	if c, n := scan.Cause(text, from); n > 0 {
		r.cause = *c
		from += n
	}
	from += len(text[from:]) - len(strings.TrimLeft(text[from:], marks))
	from += leadLength(text[from:])
	if from == len(text) {
		return period{}, r.cause.Words != ""
	}
	s, n := scan.Span(text, from)
	if n == 0 || from+n != len(text) || !dated(s) {
		return period{}, false
	}
	return r.period(s, period{})
}

// leadLength returns the length of words that lead to a forecast.
func leadLength(text string) int {
	n := 0
	for {
		found := lead.Regexp().FindString(text[n:])
		if found == "" || n+len(found) >= len(text) {
			return n
		}
		n += len(found)
	}
}

// clauseLength returns the length of the first clause with the mark behind it.
func clauseLength(text string) int {
	i := strings.IndexAny(text, "，,；;")
	if i < 0 {
		return len(text)
	}
	return i + len(string(firstRune(text[i:])))
}

// mostClauses is how many clauses are tried together: published lines have a dozen.
const mostClauses = 24

// longest takes as many clauses as can be read together, and returns their length.
func (r *reader) longest(from, to int, said period, broken bool) (int, period) {
	var ends []int
	for at := from; at < to && len(ends) < mostClauses; {
		at += clauseLength(r.text[at:to])
		ends = append(ends, at)
	}
	for i := len(ends) - 1; i >= 0; i-- {
		text := strings.TrimRight(r.text[from:ends[i]], "，,；; 　")
		l, err := grammar.Read(text, r.issued())
		if reason := refused(err); reason != "" {
			r.fault(from, reason)
			return ends[i] - from, said
		}
		if err != nil || broken && !standsAlone(&l) {
			continue
		}
		if about, ok := r.take(&l, from, said); ok {
			return ends[i] - from, about
		}
	}
	return 0, said
}

// standsAlone reports a clause that is a statement even behind words that were not
// understood: it names its time, or figures.
func standsAlone(l *grammar.Line) bool {
	return !l.Label.Span.IsZero() || !l.Temp.IsZero() || len(l.Wind.Clauses) > 0
}

// whyNot says why a clause was not read.
func (r *reader) whyNot(from, to int) string {
	text := strings.TrimRight(r.text[from:to], "，,；; 　")
	l, err := grammar.Read(text, r.issued())
	var fault *grammar.Error
	if errors.As(err, &fault) {
		return fault.Reason
	}
	if s := l.Label.Span; !s.IsZero() {
		switch p, ok := r.period(&s, r.last); {
		case !ok:
			return "看不出是哪几天"
		case r.past(p):
			return "说的是发布以前"
		}
	}
	return "没有写是哪天"
}

// take takes the facts of a line that was read; false where its days cannot be told. said
// is what the words before were about.
func (r *reader) take(l *grammar.Line, from int, said period) (period, bool) {
	how := prose
	if from == 0 && !l.Label.Span.IsZero() {
		how = dayLine
	}
	if name := l.Label.Place; name != "" {
		rest := strings.TrimLeft(r.text[from+strings.Index(r.text[from:], name)+len(name):], " 　")
		switch {
		case !r.own(name) && (strings.HasPrefix(rest, "，") || strings.HasPrefix(rest, ",") || !isName(name)):
			return said, false // words before a comma, no place
		case !r.own(name):
			r.elsewhere(name)
			return said, true
		}
		how = cityLine
	} else if r.area > how {
		how = r.area
	} else if r.place && l.Label.Span.IsZero() {
		r.other = true
		return said, true
	}
	if r.lost && l.Label.Span.IsZero() && len(said.dates) == 0 {
		return said, false
	}
	context := said
	for _, other := range []period{r.last, r.heading} {
		if len(context.dates) == 0 {
			context = other
		}
	}
	if how == cityLine && len(r.heading.dates) > 0 {
		context = r.heading
	}
	about, ok := r.period(&l.Label.Span, context)
	if !ok && !l.Label.Span.IsZero() || r.past(about) {
		return said, false
	}
	if r.redated(l, about) {
		return said, false // several days in a row: they are read one by one
	}
	if r.place { // a day of another place
		r.other = true
		return said, true
	}
	parts, ok := r.statements(l, about, how)
	if !ok {
		return said, false
	}
	r.parts = append(r.parts, parts...)
	r.found = true
	return parts[len(parts)-1].period, true
}

// elsewhere notes another place.
func (r *reader) elsewhere(name string) {
	r.other = true
	for _, have := range r.b.Others {
		if have == name {
			return
		}
	}
	r.b.Others = append(r.b.Others, name)
}

// redated reports clauses that bring a day of their own behind the one that the line is
// about: 16日，晴；17日，小雨.
func (r *reader) redated(l *grammar.Line, about period) bool {
	seen := dated(&l.Label.Span)
	check := func(scopes []grammar.Scope, first bool) bool {
		for i := range scopes {
			if !dated(&scopes[i].Span) || first && !seen {
				continue
			}
			if p, ok := r.period(&scopes[i].Span, about); !ok || !slices.Equal(p.dates, about.dates) {
				return true
			}
		}
		return false
	}
	for i := range l.Sky.Clauses {
		if check(l.Sky.Clauses[i].Scopes, i == 0) {
			return true
		}
	}
	for i := range l.Wind.Clauses {
		if check(l.Wind.Clauses[i].Scopes, i == 0 && len(l.Sky.Clauses) == 0) {
			return true
		}
	}
	return false
}

// statements are the facts of the halves of a line, each with its days.
func (r *reader) statements(l *grammar.Line, about period, how rank) ([]part, bool) {
	var parts []part
	halves := append([]grammar.Half{l.Half}, l.Later...)
	base := about
	for i := range halves {
		h, span := &halves[i], l.Label.Span
		if i > 0 {
			var ok bool
			span = h.Span
			if about, ok = r.period(&h.Span, base); !ok {
				return nil, false
			}
			if dated(&h.Span) {
				base = about
			}
		}
		// Words of time before the first clause stand for the half when the label has none.
		if len(about.dates) == 0 && len(h.Sky.Clauses) > 0 {
			for _, s := range h.Sky.Clauses[0].Scopes {
				if p, ok := r.period(&s.Span, period{}); ok && !s.Span.IsZero() {
					about, base = p, p
				}
			}
		}
		if len(about.dates) == 0 {
			if how != cityLine {
				return nil, false
			}
			about, r.assumed = r.coming(), true
			base = about
		}
		p := part{period: about, word: wordOf(&span), rank: how, line: r.number, sky: h.Sky.Clauses, wind: h.Wind.Clauses, temp: h.Temp, cause: h.Cause, extras: h.Extras}
		p.vague = len(p.extras) > 0 && bounded.Regexp().MatchString(r.text)
		if p.cause.IsZero() && (len(r.caused.dates) == 0 || slices.Equal(r.caused.dates, about.dates)) {
			p.cause, r.caused = r.cause, about
		}
		if len(about.dates) > 1 && !about.each {
			p.rank = general
		}
		parts = append(parts, p)
	}
	return parts, true
}

// past reports dates that were over when the text was issued: what has been observed.
func (r *reader) past(p period) bool {
	n := len(p.dates)
	return n > 0 && p.dates[n-1].Before(weather.DateOf(r.issued(), r.issued().Location()))
}

// wordOf returns the word for the part of the day that a single point names.
func wordOf(s *grammar.Span) grammar.TimeWord {
	if len(s.Points) == 1 {
		return s.Points[0].Part
	}
	return ""
}

// dated reports words of time that name a day.
func dated(s *grammar.Span) bool {
	for _, p := range s.Points {
		if p.Day != 0 || p.Word != "" || p.Weekday != 0 {
			return true
		}
	}
	return false
}
