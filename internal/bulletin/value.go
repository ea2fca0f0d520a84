package bulletin

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"yubao/internal/weather"
)

// What a template sees is text (string), markup, quantity, bool, lists ([]any),
// records (map[string]any), or nil for what is missing. A missing value is false
// in if and with, and may not be printed.

// quantity is a figure with its unit. It is a struct so that 0 ℃ counts as there:
// package template takes every struct for true and nil for false.
type quantity struct {
	value float64
	unit  string
}

// markup is text of the template's own format: already escaped.
type markup string

// list makes a list for templates.
func list[T any](items []T, value func(T) any) []any {
	out := make([]any, 0, len(items))
	for _, item := range items {
		if v := value(item); v != nil {
			out = append(out, v)
		}
	}
	return out
}

// textOrNil is text, or missing when there are no words.
func textOrNil(s string) any {
	if s = cleanse(s); strings.TrimSpace(s) == "" {
		return nil
	}
	return s
}

// maybe is a quantity, or missing; a figure that is no number counts as missing.
func maybe[T ~int | ~float64](m weather.Maybe[T], unit string) any {
	v, ok := m.Get()
	if f := float64(v); ok && !math.IsNaN(f) && !math.IsInf(f, 0) {
		return quantity{value: f, unit: unit}
	}
	return nil
}

// String writes the figure with at most one decimal and its unit: -4℃, 3.2毫米.
func (q quantity) text() string { return q.figure() + q.unit }

// figure is the bare figure; a rounded minus zero is zero.
func (q quantity) figure() string {
	tenth := math.Round(q.value*10) / 10
	if tenth == 0 {
		return "0"
	}
	return strconv.FormatFloat(tenth, 'f', -1, 64)
}

// cleanse takes out what may not stand in a printed text: control characters
// except line breaks and tabs, and bytes that are no UTF-8.
func cleanse(s string) string {
	if clean(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if control(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// clean reports a text of which nothing need be taken out, in one pass: most of it is
// Chinese, of three bytes a character.
func clean(s string) bool {
	for i := 0; i < len(s); {
		switch b := s[i]; {
		case b > 0xe0 && b < 0xf0 && b != 0xed && i+2 < len(s) && continues(s[i+1]) && continues(s[i+2]):
			i += 3
		case b < utf8.RuneSelf:
			if control(rune(b)) {
				return false
			}
			i++
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				return false
			}
			i += n
		}
	}
	return true
}

// continues reports a byte within a character of several.
func continues(b byte) bool { return b&0xc0 == 0x80 }

func control(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r == 0x7f }

// number reports the figure of a value that is one.
func number(v any) (float64, bool) {
	if q, ok := v.(quantity); ok {
		return q.value, true
	}
	switch r := reflect.ValueOf(v); {
	case !r.IsValid():
		return 0, false
	case r.CanInt():
		return float64(r.Int()), true
	case r.CanUint():
		return float64(r.Uint()), true
	case r.CanFloat():
		return r.Float(), true
	}
	return 0, false
}

// present reports whether there is something: not missing, not an empty text or
// list, not false. A figure of zero is something.
func present(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return strings.TrimSpace(v) != ""
	case markup:
		return strings.TrimSpace(string(v)) != ""
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return true
}

// show gives the words of a value, and whether they are markup already.
func show(v any) (words string, safe bool, err error) {
	switch v := v.(type) {
	case nil:
		return "", false, &fault{rule: ruleMissing, message: "这里的值有时没有：请用 {{with …}}…{{end}} 包住，或用 默认、拼、连接"}
	case string:
		return cleanse(v), false, nil
	case markup:
		return cleanse(string(v)), true, nil
	case quantity:
		return v.text(), false, nil
	case bool:
		return "", false, wrongType("这里是“是/否”，不能直接印出，请用 {{if …}} 或 若")
	case []any:
		return "", false, wrongType("这里是列表，不能直接印出，请用 {{range …}} 逐项写，或用 连接")
	case map[string]any:
		return "", false, wrongType("这里是一组数据，不能直接印出，请写明其中哪一项，如 .天空")
	}
	if f, ok := number(v); ok && !math.IsNaN(f) && !math.IsInf(f, 0) {
		return strconv.FormatFloat(f, 'f', -1, 64), false, nil
	}
	return "", false, wrongType(fmt.Sprintf("这里的值不能印出（%T）", v))
}

func wrongType(message string) error { return &fault{rule: ruleType, message: message} }
