package bulletin

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// piece is some words on their way into a text.
type piece struct {
	words string
	safe  bool // markup already
}

// pieces shows values; lists are taken apart. A missing or empty value yields no
// piece, and complete is false then.
func (m *meter) pieces(values []any) (out []piece, complete bool, err error) {
	complete = true
	for _, v := range values {
		if list, ok := v.([]any); ok {
			inner, _, err := m.pieces(list)
			if err != nil {
				return nil, false, err
			}
			complete = complete && len(inner) > 0
			out = append(out, inner...)
			continue
		}
		if !present(v) && v != false {
			complete = false
			continue
		}
		s, safe, err := show(v)
		if err != nil {
			return nil, false, err
		}
		out = append(out, piece{s, safe})
	}
	return out, complete, nil
}

// glue joins pieces. When one is markup the result is, and the others are escaped.
func (m *meter) glue(pieces []piece, between string) (any, error) {
	if len(pieces) == 0 {
		return nil, nil
	}
	safe, size := false, len(between)*len(pieces)
	for _, p := range pieces {
		safe = safe || p.safe
		size += len(p.words)
	}
	if err := m.charge(size); err != nil {
		return nil, err
	}
	var b strings.Builder
	for i, p := range pieces {
		if i > 0 {
			b.WriteString(between)
		}
		if safe && !p.safe {
			p.words = m.format.escape(p.words)
		}
		b.WriteString(p.words)
	}
	if safe {
		return markup(b.String()), nil
	}
	return b.String(), nil
}

// change applies f to the words of a value, if there are any.
func (m *meter) change(v any, f func(string) string) (any, error) {
	if !present(v) {
		return nil, nil
	}
	s, safe, err := show(v)
	if err != nil {
		return nil, err
	}
	s = f(s)
	if err := m.charge(len(s)); err != nil {
		return nil, err
	}
	if safe {
		return markup(s), nil
	}
	return textOrNil(s), nil
}

func (m *meter) choose(condition any, texts ...any) (any, error) {
	switch {
	case len(texts) == 0 || len(texts) > 2:
		return nil, wrongType(`“若”要写成 若 条件 文字，或 若 条件 文字 否则`)
	case present(condition):
		return texts[0], nil
	case len(texts) == 2:
		return texts[1], nil
	}
	return "", nil
}

func (m *meter) fallback(words, v any) any {
	if present(v) {
		return v
	}
	return words
}

func (m *meter) all(values ...any) (any, error) {
	pieces, complete, err := m.pieces(values)
	if err != nil || !complete {
		return "", err
	}
	return m.orEmpty(m.glue(pieces, ""))
}

func (m *meter) join(between string, values ...any) (any, error) {
	pieces, _, err := m.pieces(values)
	if err != nil {
		return nil, err
	}
	return m.orEmpty(m.glue(pieces, between))
}

// orEmpty makes nothing an empty text: dropping a clause is what the caller is for.
func (m *meter) orEmpty(v any, err error) (any, error) {
	if v == nil {
		v = ""
	}
	return v, err
}

// stops are the marks that end a sentence.
const stops = "。！？!?.…"

func (m *meter) sentence(v any) (any, error) {
	return m.change(v, func(s string) string {
		s = strings.TrimSpace(s)
		if r, _ := utf8.DecodeLastRuneInString(s); strings.ContainsRune(stops, r) {
			return s
		}
		return s + "。"
	})
}

func (m *meter) bare(v any) (any, error) {
	return m.change(v, func(s string) string { return strings.TrimRight(strings.TrimSpace(s), stops+"，；") })
}

func (m *meter) truncate(n, v any) (any, error) {
	limit, err := whole("截断", n)
	if err != nil {
		return nil, err
	}
	if _, ok := v.(markup); ok {
		return nil, wrongType("已加格式的文字不能截断，请先截断再加粗")
	}
	return m.change(v, func(s string) string {
		if limit < 1 || utf8.RuneCountInString(s) <= limit {
			return s
		}
		return string([]rune(s)[:limit-1]) + "…"
	})
}

// widths pairs half-width marks with the full-width ones of print.
var widths = strings.NewReplacer(",", "，", ":", "：", ";", "；", "?", "？", "!", "！", "(", "（", ")", "）", "~", "～")

func (m *meter) fullWidth(v any) (any, error) {
	if _, ok := v.(markup); ok {
		return nil, wrongType("已加格式的文字不能换全角，请先换再加格式")
	}
	return m.change(v, widths.Replace)
}

func (m *meter) replace(old, new string, v any) (any, error) {
	s, _, err := m.words(v)
	if err != nil || s == "" {
		return nil, err
	}
	if old == "" {
		return v, nil
	}
	if err := m.charge(len(s) + strings.Count(s, old)*len(new)); err != nil {
		return nil, err
	}
	return m.change(v, func(s string) string { return strings.ReplaceAll(s, old, new) })
}

// words shows a value; nothing for a missing one.
func (m *meter) words(v any) (s string, safe bool, err error) {
	if !present(v) {
		return "", false, nil
	}
	return show(v)
}

func (m *meter) bareFigure(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	f, ok := number(v)
	if !ok {
		return nil, wrongType("“数”要的是数量，如 .最高")
	}
	return quantity{value: f}.figure(), nil
}

func (m *meter) belowZero(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	q, ok := v.(quantity)
	if !ok {
		return nil, wrongType("“零下”要的是数量，如 .最低")
	}
	if s := q.text(); !strings.HasPrefix(s, "-") {
		return s, nil
	}
	return "零下" + quantity{value: -q.value, unit: q.unit}.text(), nil
}

// marked is the function that wraps words in the format's marks.
func (m *meter) marked(kind string) func(any) (any, error) {
	return func(v any) (any, error) {
		s, safe, err := m.words(v)
		if err != nil || s == "" {
			return nil, err
		}
		if !safe {
			s = m.format.escape(s)
		}
		if err := m.charge(len(s) + 32); err != nil {
			return nil, err
		}
		return markup(m.format.mark(kind, s)), nil
	}
}

func (m *meter) link(address string, v any) (any, error) {
	s, safe, err := m.words(v)
	if err != nil || s == "" {
		return nil, err
	}
	if !safe {
		s = m.format.escape(s)
	}
	if err := m.charge(2*len(address) + len(s) + 32); err != nil {
		return nil, err
	}
	return markup(m.format.link(address, s)), nil
}

func (m *meter) escaped(v any) (any, error) {
	s, safe, err := m.words(v)
	if err != nil || s == "" || safe {
		return v, err
	}
	if err := m.charge(5 * len(s)); err != nil {
		return nil, err
	}
	return markup(m.format.escape(s)), nil
}

// escapedBy bounds an escaping function of package template.
func (m *meter) escapedBy(escape func(...any) string) func(...any) (any, error) {
	return func(values ...any) (any, error) {
		joined, err := m.print(values...)
		if err != nil {
			return nil, err
		}
		s := fmt.Sprint(joined)
		if err := m.charge(6 * len(s)); err != nil {
			return nil, err
		}
		return escape(s), nil
	}
}

func (m *meter) print(values ...any) (any, error) {
	for _, v := range values {
		if v == nil {
			_, _, err := show(nil)
			return nil, err
		}
	}
	pieces, _, err := m.pieces(values)
	if err != nil {
		return nil, err
	}
	return m.orEmpty(m.glue(pieces, ""))
}

func (m *meter) println(values ...any) (any, error) {
	return m.print(append(values[:len(values):len(values)], "\n")...)
}

// printf refuses what could swell: widths of four digits and more, and widths
// taken from arguments.
func (m *meter) printf(format string, values ...any) (any, error) {
	size, digits := len(format), 0
	for _, r := range format {
		switch {
		case r == '*':
			return nil, limit("printf 的宽度不能用 *")
		case r >= '0' && r <= '9':
			if digits = digits*10 + int(r-'0'); digits > 999 {
				return nil, limit("printf 的宽度不能超过999")
			}
		default:
			size, digits = size+digits, 0
		}
	}
	args := make([]any, len(values))
	safe := false
	for i, v := range values {
		s, isMarkup, err := show(v)
		if err != nil {
			return nil, err
		}
		safe = safe || isMarkup
		size += 4 * len(s)
		args[i] = verb{s, v}
	}
	if err := m.charge(size); err != nil {
		return nil, err
	}
	s := fmt.Sprintf(format, args...)
	if strings.Contains(s, "%!") {
		return nil, wrongType("printf 的格式和值对不上：" + s)
	}
	if safe {
		return markup(s), nil
	}
	return s, nil
}

// verb is a value of printf: words for %s, %v and %q, a figure for the others.
type verb struct {
	words string
	value any
}

// Format writes the value for one verb.
func (v verb) Format(state fmt.State, r rune) {
	format := fmt.FormatString(state, r)
	f, isNumber := number(v.value)
	switch {
	case strings.ContainsRune("svq", r):
		fmt.Fprintf(state, format, v.words)
	case isNumber && strings.ContainsRune("dxXob", r):
		fmt.Fprintf(state, format, int64(math.Round(f)))
	case isNumber && strings.ContainsRune("feEgG", r):
		fmt.Fprintf(state, format, f)
	default:
		fmt.Fprintf(state, "%%!%c", r)
	}
}
