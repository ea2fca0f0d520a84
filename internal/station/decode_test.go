package station_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"yubao/internal/station"
)

// TestFilesOfManyKinds decodes what stations and editors save, and refuses what is no text.
func TestFilesOfManyKinds(t *testing.T) {
	t.Parallel()
	const text = "16日（周二）：多云转阴，偏北风3～4级，12～25℃。\n17日：晴\n"
	encoded := func(e interface{ Bytes([]byte) ([]byte, error) }) []byte {
		data, err := e.Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	utf16 := []byte{0xff, 0xfe}
	for _, r := range text {
		utf16 = append(utf16, byte(r), byte(r>>8))
	}
	for _, c := range []struct {
		name   string
		data   []byte
		reason string
	}{
		{"UTF-8", []byte(text), ""},
		{"UTF-8 with a mark", []byte("\ufeff" + text), ""},
		{"line ends of Windows", []byte(strings.ReplaceAll(text, "\n", "\r\n")), ""},
		{"line ends of old Macs", []byte(strings.ReplaceAll(text, "\n", "\r")), ""},
		{"GBK", encoded(simplifiedchinese.GBK.NewEncoder()), ""},
		{"GB 18030", encoded(simplifiedchinese.GB18030.NewEncoder()), ""},
		{"UTF-16", utf16, "另存为纯文本 UTF-8"},
		{"a Word file", []byte("PK\x03\x04\x14\x00\x06\x00word"), "另存为纯文本 UTF-8"},
		{"half a character", []byte(text + "\xe5\x8d"), "编码既不是 UTF-8 也不是 GBK"},
		{"nothing", nil, "没有文字"},
		{"figures only", []byte("12 25\n"), "没有文字"},
		{"a bell", []byte(text + "\a"), "乱码"},
		{"a book", bytes.Repeat([]byte("预"), station.Longest), "超过64KB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := station.Decode(c.data)
			switch {
			case c.reason == "" && (err != nil || got != text):
				t.Errorf("%q, %v", got, err)
			case c.reason != "" && (err == nil || !strings.Contains(err.Error(), c.reason)):
				t.Errorf("%q, %v, want %q", got, err, c.reason)
			}
		})
	}
}
