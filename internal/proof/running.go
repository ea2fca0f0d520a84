package proof

import (
	"slices"
	"strings"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
)

// running reads running text from left to right: words of time set what the claims
// after them are about, until the clause group ends at ； or 。.
func (c *checker) running(at span) {
	r := &reading{c: c, sentence: at.from}
	text := c.text[:at.to]
	for i := at.from; i < at.to; {
		if n := r.mark(text, i); n > 0 {
			i += n
			continue
		}
		n := r.known(text, i)
		if n == 0 {
			n = r.claim(text, i)
		}
		if n == 0 {
			n = r.time(text, i)
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text[i:])
			r.strange(span{i, i + n})
		}
		i += n
	}
	r.flush()
}

// reading is the state of reading running text.
type reading struct {
	c        *checker
	scope    scope  // what the claims are about; empty: the period
	except   scope  // 除周五外: what they are not about
	before   string // the characters read since the last mark
	sentence int    // where the sentence began
	odd      []span // characters that no table knows, side by side
}

// mark takes a mark of punctuation and what it ends.
func (r *reading) mark(text string, i int) int {
	ch, n := utf8.DecodeRuneInString(text[i:])
	switch ch {
	case '。', '！', '？', '；', ';', '　': // the last divides the parts of a headline
		r.flush()
		r.scope, r.except, r.sentence = nil, nil, i+n
	case '，', ',', '、', '：', ':', ' ', '（', '）', '(', ')', '“', '”', '《', '》':
		r.flush()
	default:
		return 0
	}
	r.before = ""
	return n
}

// known takes a phrase of the newsroom's own that claims nothing by itself.
func (r *reading) known(text string, i int) int {
	for _, phrase := range idioms {
		if strings.HasPrefix(text[i:], phrase) {
			r.flush()
			r.before += phrase
			return len(phrase)
		}
	}
	return 0
}

// idioms hold words of weather or time that claim nothing about a day. The longest
// come first.
var idioms = []string{
	"数值预报", "当地气象台", "气象台发布", "昼夜温差", "日温差", "温差", "防晒", "遮阳", "晒", "雨具", "雨衣", "雨伞", "雨鞋", "雨刷", "雨棚", "带伞",
	"化雪", "赏雪", "背阴", "阴凉", "雨后", "雨前", "雨中", "雨天", "雨大路滑", "雨势", "雨量", "雨停", "雪停", "雪后", "雪天", "雪大", "雪中", "积雪", "清雪", "扫雪", "融雪", "雨雪停",
	"降雨停止", "降雪停止", "降水停止", "雨来得急", "雨水", "雾中", "雾散", "雾灯", "雾天", "霾散", "霾减弱", "霾逐渐", "霾天", "防雾", "防霾", "防风", "防雷", "防冻", "防寒", "防雨", "防滑", "防尘", "防积水",
	"风大", "风小", "风力较小", "风力不大", "风停", "风干物燥", "大一点的风", "开窗", "通风", "避雷", "打雷", "雷雨时",
	"冰雪路面", "挂冰", "结冰", "冰冻", "霜冻", "高温时段", "低温", "降温后", "添衣",
}

// claim takes a statement about the weather and checks it.
func (r *reading) claim(text string, i int) int {
	if s, n, ok := grammar.CauseAt(text, i); ok {
		r.said(text[i : i+n])
		r.c.checkCause(span{i, i + n}, s, r.scope)
		return n
	}
	if word, n, ok := r.c.forbidden(text, i); ok {
		r.said(text[i : i+n])
		r.c.report(word.severity, span{i, i + n}, "", word.message)
		return n
	}
	if e, n, ok := grammar.ExtraAt(text, i); ok {
		r.said(text[i : i+n])
		r.c.checkExtra(span{i, i + n}, e, r.about())
		return n
	}
	if t, n, ok := grammar.TemperatureAt(text, i); ok && !t.IsZero() {
		whole := span{i, i + n}
		context := r.before
		r.said(text[i : i+n])
		r.c.checkTemperature(whole, t, r.about(), context, text[r.sentence:i])
		return n
	}
	if d, n, ok := grammar.DegreesAt(text, i); ok && hasUnit(text[i:i+n]) {
		context := r.before
		r.said(text[i : i+n])
		r.c.checkDegrees(span{i, i + n}, d, r.about(), context, text[r.sentence:i])
		return n
	}
	if w, n, ok := grammar.WindAt(text, i); ok && len(w.Legs) > 0 && !timed(w.Scopes) {
		context := r.before
		r.said(text[i : i+n])
		r.c.checkWind(span{i, i + n}, w, r.about(), context)
		return n
	}
	if n := r.sky(text, i); n > 0 {
		return n
	}
	return 0
}

// timed reports a clause that brings its own time: that is read first, as time.
func timed(scopes []grammar.Scope) bool { return len(scopes) > 0 && !scopes[0].Span.IsZero() }

// sky takes a state of the sky or a phenomenon. A clause may bring its own time, which
// was read before; one that opens with a time is left to time.
func (r *reading) sky(text string, i int) int {
	if f, n, ok := grammar.FallAt(text, i); ok {
		context := r.before
		r.said(text[i : i+n])
		r.c.checkFall(span{i, i + n}, f, r.about(), context)
		return n
	}
	s, n, ok := grammar.SkyAt(text, i)
	if !ok || len(s.Scopes) > 0 || s.Lead != "" || s.Hedge != "" || s.Start != "" || s.Have != "" || s.First.Cloud == analysis.CloudUnknown {
		return 0
	}
	// Only the first state: what follows is read in its turn, with the time it may have.
	word := r.c.facts.House.CloudWord(s.First.Cloud)
	m := len(cloudPrefix(text[i:i+n], s.First.Cloud, word))
	if m == 0 {
		return 0
	}
	r.said(text[i : i+m])
	r.c.checkCloud(span{i, i + m}, s.First.Cloud, r.later(r.about(), text[r.sentence:i]))
	return m
}

// cloudPrefix returns the word for the state with which the text begins: the long form
// of a house or its short one.
func cloudPrefix(text string, cloud analysis.Cloud, word string) string {
	for _, name := range grammar.Presets() {
		house, _ := grammar.Preset(name)
		if w := house.CloudWord(cloud); len(w) > len(word) {
			word = w
		}
	}
	if strings.HasPrefix(text, word) {
		return word
	}
	short, _ := grammar.Preset("standard")
	if w := short.CloudWord(cloud); strings.HasPrefix(text, w) {
		return w
	}
	return ""
}

// time takes a word of time and sets the scope.
func (r *reading) time(text string, i int) int {
	s, n, ok := grammar.SpanAt(text, i)
	if !ok {
		return 0
	}
	at := span{i, i + n}
	excluded := strings.HasSuffix(text[:i], "除")
	r.said(text[i : i+n])
	if !r.c.checkSpan(at, s) {
		return n
	}
	dates, named := r.c.datesOf(s)
	if !named {
		// 周四（5日），我市夜里有雷阵雨: the night reaches into the next printed date.
		if len(r.scope) > 0 && slices.ContainsFunc(s.Points, atNight) {
			r.scope = append(slices.Clone(r.scope), r.scope[len(r.scope)-1].AddDays(1))
		}
		return n
	}
	if isMoment(s) {
		return n // 4月15日16时: when the text was made, not what it is about
	}
	if r.c.outside(dates) {
		r.c.report(Contradiction, at, r.c.period(), "数据里没有这一天，请核对日期。")
		return n
	}
	if excluded && strings.HasPrefix(text[i+n:], "外") {
		r.scope, r.except = nil, dates
		return n
	}
	r.scope = dates
	return n
}

// isMoment reports a date with a clock time.
func isMoment(s grammar.Span) bool {
	return len(s.Points) == 1 && s.Points[0].Clock && s.Points[0].Day != 0
}

// about returns the dates of the current claim.
func (r *reading) about() scope {
	if len(r.except) == 0 {
		return r.scope
	}
	var dates scope
	for _, d := range r.c.all() {
		if !contains(r.except, d) {
			dates = append(dates, d)
		}
	}
	return dates
}

// later adds the day after a scope where the words before a claim lead on: 随后转晴.
func (r *reading) later(dates scope, sentence string) scope {
	if len(dates) == 0 || !containsOne(tail(sentence, 8), []string{"随后", "转", "之后", "此后", "停", "后"}) {
		return dates
	}
	return append(slices.Clone(dates), dates[len(dates)-1].AddDays(1))
}

func (r *reading) said(words string) {
	r.flush()
	r.before += words
}

func hasUnit(text string) bool {
	return strings.HasSuffix(text, "℃") || strings.HasSuffix(text, "度") || strings.HasSuffix(text, "°C") ||
		strings.Contains(text, "℃")
}
