package bulletin

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (m *meter) hasAll(values ...any) bool {
	for _, v := range values {
		if !present(v) {
			return false
		}
	}
	return true
}

func (m *meter) hasAny(values ...any) bool {
	for _, v := range values {
		if present(v) {
			return true
		}
	}
	return false
}

func (m *meter) contains(part string, v any) (bool, error) {
	s, _, err := m.words(v)
	return part != "" && strings.Contains(s, part), err
}

// comparison is a function that compares two values; with a missing one it is false.
func (m *meter) comparison(holds func(int) bool) func(a, b any) (bool, error) {
	return func(a, b any) (bool, error) {
		if a == nil || b == nil {
			return false, nil
		}
		x, isNumber := number(a)
		y, alsoNumber := number(b)
		if isNumber && alsoNumber {
			return holds(cmp.Compare(x, y)), nil
		}
		if p, ok := a.(bool); ok {
			if q, ok := b.(bool); ok {
				return holds(cmp.Compare(strconv.FormatBool(p), strconv.FormatBool(q))), nil
			}
		}
		s, _, err := show(a)
		if err != nil {
			return false, err
		}
		t, _, err := show(b)
		if err != nil {
			return false, err
		}
		if isNumber != alsoNumber {
			return false, wrongType("“" + s + "”和“" + t + "”，一个是数量，一个是文字，不能比较")
		}
		return holds(strings.Compare(s, t)), nil
	}
}

// whole is a count given to a function.
func whole(function string, n any) (int, error) {
	f, ok := number(n)
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1e6 {
		return 0, wrongType("“" + function + "”要一个整数，如 " + function + " 3 …")
	}
	return int(f), nil
}

// items is the list that a function was given; a missing one is empty.
func items(function string, v any) ([]any, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case []any:
		return v, nil
	}
	return nil, wrongType("“" + function + "”要的是列表，如 .逐日")
}

func (m *meter) first(n, v any) (any, error) {
	count, err := whole("前几", n)
	if err != nil {
		return nil, err
	}
	list, err := items("前几", v)
	return list[:max(0, min(count, len(list)))], err
}

func (m *meter) skip(n, v any) (any, error) {
	count, err := whole("跳过", n)
	if err != nil {
		return nil, err
	}
	list, err := items("跳过", v)
	return list[max(0, min(count, len(list))):], err
}

func (m *meter) nth(n, v any) (any, error) {
	which, err := whole("第", n)
	if err != nil {
		return nil, err
	}
	list, err := items("第", v)
	if err != nil || which < 1 || which > len(list) {
		return nil, err
	}
	return list[which-1], nil
}

func (m *meter) count(v any) (any, error) {
	if list, ok := v.([]any); ok {
		return quantity{value: float64(len(list))}, nil
	}
	s, _, err := m.words(v)
	return quantity{value: float64(utf8.RuneCountInString(s))}, err
}

// index is package template's, for lists (from 0) and records.
func (m *meter) index(v any, keys ...any) (any, error) {
	for _, key := range keys {
		switch in := v.(type) {
		case []any:
			i, err := whole("index", key)
			if err != nil {
				return nil, err
			}
			if i < 0 || i >= len(in) {
				return nil, &fault{rule: ruleMissing, message: "列表有时没有这么长，请用 {{with 第 … }}"}
			}
			v = in[i]
		case map[string]any:
			name, _ := key.(string)
			value, ok := in[name]
			if !ok {
				return nil, unknownField(name, slices.Sorted(maps.Keys(in)))
			}
			v = value
		default:
			return nil, wrongType("index 要的是列表")
		}
	}
	return v, nil
}

// slice is package template's, for lists and for text; text is cut between characters.
func (m *meter) slice(v any, bounds ...any) (any, error) {
	if len(bounds) > 2 {
		return nil, wrongType("slice 至多两个位置")
	}
	list, isList := v.([]any)
	s, safe, err := "", false, error(nil)
	if !isList {
		if s, safe, err = m.words(v); err != nil {
			return nil, err
		}
	}
	if safe {
		return nil, wrongType("已加格式的文字不能再切")
	}
	runes := []rune(s)
	from, to := 0, max(len(list), len(runes))
	for i, target := range []*int{&from, &to}[:len(bounds)] {
		if *target, err = whole("slice", bounds[i]); err != nil {
			return nil, err
		}
	}
	if from < 0 || from > to || to > max(len(list), len(runes)) {
		return nil, wrongType("slice 的位置超出了范围")
	}
	if isList {
		return list[from:to], nil
	}
	if err := m.charge(len(s)); err != nil {
		return nil, err
	}
	return string(runes[from:to]), nil
}
