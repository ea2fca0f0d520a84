package station

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Longest is the size in bytes beyond which a file is no bulletin: the longest printed
// ones have some 5 000 characters.
const Longest = 64 << 10

// TextError says, in Chinese, why a file is no text of a bulletin.
type TextError struct{ Reason string }

func (e *TextError) Error() string { return e.Reason }

// Decode returns the text of a file: UTF-8 with or without a mark at its head, or GB18030
// and so GBK and GB 2312. Line ends become \n. The error is a *TextError.
func Decode(data []byte) (string, error) {
	if len(data) > Longest {
		return "", &TextError{fmt.Sprintf("文件超过%dKB，不像一份预报", Longest>>10)}
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) || bytes.IndexByte(data, 0) >= 0 {
		return "", &TextError{"不是 UTF-8 或 GBK 的文字文件（Word、PDF 和“Unicode”文本要先另存为纯文本 UTF-8）"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
			return "", &TextError{"编码既不是 UTF-8 也不是 GBK，请另存为 UTF-8"}
		}
		data = decoded
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data))
	if err := legible(text); err != nil {
		return "", &TextError{err.Error()}
	}
	return text, nil
}

// legible refuses what no bulletin holds.
func legible(text string) error {
	han := false
	for _, r := range text {
		switch {
		case r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\t':
			return errors.New("文件里有乱码，请核对后重存")
		case unicode.Is(unicode.Han, r):
			han = true
		}
	}
	if !han {
		return errors.New("文件里没有文字")
	}
	return nil
}

// narrow are characters that the grammar reads in one width only.
var narrow = sync.OnceValue(func() map[rune]rune {
	m := map[rune]rune{'－': '-', '．': '.', '％': '%', '∶': '：', '﹕': '：', '〜': '～', '∼': '～', '﹣': '-', '\u00a0': ' ', '\u2002': ' ', '\u2003': '　'}
	for d := rune(0); d < 10; d++ {
		m['０'+d] = '0' + d
	}
	return m
})

// readable returns a line with the widths that the grammar reads, character for character.
func readable(line string) string {
	table := narrow()
	return strings.Map(func(r rune) rune {
		if plain, ok := table[r]; ok {
			return plain
		}
		return r
	}, line)
}
