package picture_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"yubao/internal/picture"
)

// linesOf are the lines into which a summary is cut.
func linesOf(t *testing.T, text string) []string {
	t.Helper()
	var lines []string
	for _, line := range picture.Compose(picture.Card{Summary: text}, fonts(t)).Texts {
		lines = append(lines, line.String)
	}
	return lines
}

func TestLinesEndWhereChineseTextMayEnd(t *testing.T) {
	t.Parallel()
	// Every length before the sentence moves the ends of lines by one sign.
	const sentence = "“周五”（19日）受低槽东移影响，有一次小雨过程，雨量5～12毫米；4月15日16时，Open-Meteo 数值预报（CC BY 4.0）：气温-12℃～25℃，东北风3级左右！湿度90%。"
	for n := range 40 {
		text := strings.Repeat("晴", n) + sentence
		lines := linesOf(t, text)
		plain := strings.NewReplacer(" ", "").Replace
		if plain(strings.Join(lines, "")) != plain(text) {
			t.Errorf("the lines %q are not the text", lines)
		}
		for i, line := range lines {
			first, _ := utf8.DecodeRuneInString(line)
			last, _ := utf8.DecodeLastRuneInString(line)
			if strings.ContainsRune("，。、；：！？）”℃%～ ", first) {
				t.Errorf("line %q begins with %c", line, first)
			}
			if i == len(lines)-1 {
				if utf8.RuneCountInString(line) < 3 {
					t.Errorf("the last line is %q", line)
				}
				continue
			}
			if strings.ContainsRune("（“～-4", last) && !strings.HasSuffix(line, "Meteo") {
				t.Errorf("line %q ends with %c", line, last)
			}
			for _, whole := range []string{"12毫米", "4月15日", "Open-Meteo", "-12℃～25℃", "3级", "90%", "19日"} {
				at := strings.Index(text, whole)
				before := len(plain(text[:at]))
				end := len(plain(strings.Join(lines[:i+1], "")))
				if end > before && end < before+len(whole) {
					t.Errorf("%s is cut by the end of line %q", whole, line)
				}
			}
		}
	}
}
