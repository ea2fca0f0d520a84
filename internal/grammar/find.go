package grammar

import (
	"yubao/internal/analysis"
)

// Scanner reads single clauses of running text: at is an offset in bytes, the result
// is what was read and its length in bytes, 0 when there is none. A clause that breaks a
// rule of the language is no clause, and the longest reading is taken, so that 中到大雨 is
// not 中. What a method returns is good until the next call of the same method. The zero
// Scanner is ready; it is for one goroutine.
type Scanner struct {
	span        found[Span]
	sky         found[SkyClause]
	fall        found[Fall]
	wind        found[WindClause]
	temperature found[Temperature]
	degrees     found[Degrees]
	extra       found[Extra]
	cause       found[CauseClause]
}

// Span reads a point or span of time: 周五（19日）, 16日至18日, 傍晚到夜里, 明晚.
func (s *Scanner) Span(text string, at int) (*Span, int) { return s.span.read(&span, text, at) }

// Sky reads a clause of the sky, with its precipitation and obscurations: 多云转小雨.
func (s *Scanner) Sky(text string, at int) (*SkyClause, int) {
	return s.sky.read(&skyClause, text, at)
}

// Fall reads a phenomenon with its class: 中到大雨, 零星小雨, 轻雾.
func (s *Scanner) Fall(text string, at int) (*Fall, int) { return s.fall.read(&alone, text, at) }

// Wind reads a clause of the wind, or of a gust.
func (s *Scanner) Wind(text string, at int) (*WindClause, int) {
	return s.wind.read(&windClause, text, at)
}

// Temperature reads a named temperature: 气温12℃～25℃, 最高气温25℃左右, 气温回升.
func (s *Scanner) Temperature(text string, at int) (*Temperature, int) {
	return s.temperature.read(&temperature, text, at)
}

// Degrees reads figures with their unit: 12℃～25℃, -3℃.
func (s *Scanner) Degrees(text string, at int) (*Degrees, int) {
	return s.degrees.read(&degrees, text, at)
}

// Extra reads an added element: 紫外线强度强, 降水概率20%, 空气质量良.
func (s *Scanner) Extra(text string, at int) (*Extra, int) { return s.extra.read(&extra, text, at) }

// Cause reads 受…影响.
func (s *Scanner) Cause(text string, at int) (*CauseClause, int) {
	return s.cause.read(&cause, text, at)
}

// CloudAt reads a word for a state of the sky, long or short: 晴天, 多云.
func CloudAt(text string, at int) (analysis.Cloud, int) {
	s, ok := clouds.at(text, at)
	if !ok {
		return analysis.CloudUnknown, 0
	}
	return s.value, len(s.text)
}

// found is what was found last of one kind, with the room in which it lies.
type found[T any] struct {
	value T
	r     reader
}

func (f *found[T]) read(piece *rule[T], text string, at int) (*T, int) {
	var none T
	f.value = none
	f.r.open(text, at)
	if at < 0 || at >= len(text) || !piece.first.fits(&f.r) || !piece.read(&f.r, &f.value) {
		return &f.value, 0
	}
	return &f.value, f.r.at - at
}

// Opening is a set of kinds of clause.
type Opening uint8

// The kinds of clause that a Scanner reads.
const (
	OpensSpan Opening = 1 << iota
	OpensCloud
	OpensFall
	OpensWind
	OpensTemperature
	OpensDegrees
	OpensExtra
	OpensCause
)

// Opens returns the kinds of clause that may begin at a byte of a text: none for most
// characters, so that a reader need not try.
func Opens(text string, at int) Opening {
	return openings[initials.number(firstCharacter(text, at))]
}

// openings holds the kinds of clause by the number of a first character.
var openings = func() [letters]Opening {
	var all [letters]Opening
	for kind, f := range map[Opening]*first{
		OpensSpan: span.first, OpensCloud: clouds.first, OpensFall: alone.first, OpensWind: windClause.first,
		OpensTemperature: temperature.first, OpensDegrees: degrees.first, OpensExtra: extra.first, OpensCause: cause.first,
	} {
		for i := range all {
			if f.any || f.empty || f.has(uint16(i)) {
				all[i] |= kind
			}
		}
	}
	return all
}()

// SpanAt reads a point or span of time by itself.
func SpanAt(text string, at int) (Span, int, bool) { return readAt(&span, text, at) }

// SkyAt reads a clause of the sky, with its precipitation and obscurations.
func SkyAt(text string, at int) (SkyClause, int, bool) { return readAt(&skyClause, text, at) }

// WindAt reads a clause of the wind, or of a gust, by itself.
func WindAt(text string, at int) (WindClause, int, bool) { return readAt(&windClause, text, at) }

func readAt[T any](piece *rule[T], text string, at int) (T, int, bool) {
	var f found[T]
	v, n := f.read(piece, text, at)
	if n == 0 {
		var none T
		return none, 0, false
	}
	return *v, n, true
}
