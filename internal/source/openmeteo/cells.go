package openmeteo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"time"

	"yubao/internal/weather"
)

// cells yields the elements of a JSON array of scalars without making a value of
// each: an answer holds some eight thousand. The array is valid JSON already; a
// nested or comma-bearing element comes out in pieces that no scalar parser takes.
func cells(array json.RawMessage) iter.Seq2[int, []byte] {
	return func(yield func(int, []byte) bool) {
		rest := bytes.TrimSpace(array)
		if len(rest) < 2 || rest[0] != '[' {
			return
		}
		rest = bytes.TrimSpace(rest[1 : len(rest)-1])
		for i := 0; len(rest) > 0; i++ {
			cell := rest
			if comma := bytes.IndexByte(rest, ','); comma >= 0 {
				cell, rest = rest[:comma], rest[comma+1:]
			} else {
				rest = nil
			}
			if !yield(i, bytes.TrimSpace(cell)) {
				return
			}
		}
	}
}

// count returns how many elements a JSON array of scalars has; anything else has none.
func count(array json.RawMessage) int {
	trimmed := bytes.TrimSpace(array)
	if len(trimmed) < 2 || trimmed[0] != '[' || len(bytes.TrimSpace(trimmed[1:len(trimmed)-1])) == 0 {
		return 0
	}
	return bytes.Count(array, []byte{','}) + 1
}

// number reads a cell; ok is false for null.
func number(cell []byte) (v float64, ok bool, err error) {
	if string(cell) == "null" {
		return 0, false, nil
	}
	v, err = strconv.ParseFloat(string(cell), 64)
	return v, err == nil, err
}

// moment reads a stamp: unix seconds, or local time without offset (2024-04-19T13:00,
// 2024-04-19), to which the offset of the answer belongs. real is false for a day or
// an hour that does not exist.
func moment(cell []byte, offset time.Duration) (t time.Time, real bool, err error) {
	if len(cell) > 0 && cell[0] != '"' {
		seconds, err := strconv.ParseInt(string(cell), 10, 64)
		if err != nil {
			return time.Time{}, false, fmt.Errorf("stamp %s is neither unix seconds nor ISO 8601", cell)
		}
		return time.Unix(seconds, 0).UTC(), true, nil
	}
	text := bytes.Trim(cell, `"`)
	form := "dddd-dd-ddTdd:dd"
	if len(text) == len("2006-01-02") {
		form = form[:len(text)]
	}
	if !hasForm(text, form) {
		return time.Time{}, false, fmt.Errorf("stamp %s is neither unix seconds nor ISO 8601", cell)
	}
	year, month, day, hour, minute := digits(text[0:4]), digits(text[5:7]), digits(text[8:10]), 0, 0
	if len(text) > 10 {
		hour, minute = digits(text[11:13]), digits(text[14:16])
	}
	local := time.Date(year, time.Month(month), day, hour, minute, 0, 0, time.UTC)
	real = local.Year() == year && local.Month() == time.Month(month) && local.Day() == day && local.Hour() == hour && local.Minute() == minute
	return local.Add(-offset), real, nil
}

func hasForm(text []byte, form string) bool {
	if len(text) != len(form) {
		return false
	}
	for i, c := range text {
		if digit := c >= '0' && c <= '9'; digit != (form[i] == 'd') || !digit && c != form[i] {
			return false
		}
	}
	return true
}

func digits(text []byte) (n int) {
	for _, c := range text {
		n = n*10 + int(c-'0')
	}
	return n
}

// dateOf returns the date of a moment on the clock that the answer cuts its days by.
func dateOf(t time.Time, offset time.Duration) weather.Date {
	return weather.DateOf(t.Add(offset), time.UTC)
}
