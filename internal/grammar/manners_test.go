package grammar_test

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"yubao/internal/grammar"
)

// manners are further lines, one for each way in which outlets put a label, a sky, a
// wind, a temperature or an added element, with what they say.
var manners = func() []manner {
	var all []manner
	for line := range strings.Lines(mannersText) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "|"); !strings.HasPrefix(line, "#") {
			all = append(all, manner{f[0], f[1], f[2], degreesOf(f[3]), degreesOf(f[4])})
		}
	}
	return all
}()

//go:embed testdata/manners.txt
var mannersText string

type manner struct {
	text, sky, wind string
	low, high       int
}

func degreesOf(text string) int {
	if text == "" {
		return none
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		panic(err)
	}
	return n
}

func TestEveryMannerOfALineIsUnderstood(t *testing.T) {
	t.Parallel()
	h := house(t, "standard")
	for _, c := range manners {
		line, err := grammar.Read(c.text, may)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if sky, wind := h.SkyText(line), h.WindText(line); sky != c.sky || wind != c.wind {
			t.Errorf("%s: sky %q, wind %q, want %q, %q", c.text, sky, wind, c.sky, c.wind)
		}
		if low, high := line.Low().Or(none), line.High().Or(none); low != c.low || high != c.high {
			t.Errorf("%s: temperature %d to %d, want %d to %d", c.text, low, high, c.low, c.high)
		}
	}
}

// harms are what happens to lines on their way; each makes a line that no editor lets pass.
var harms = []struct {
	name string
	find *regexp.Regexp
	put  string
}{
	{"a mixture jumps over a state", regexp.MustCompile(`^([^，]*[：，])(晴天|晴)(间|到)多云`), "${1}${2}${3}阴天"},
	{"a diagonal with 偏", regexp.MustCompile(`^(.*?[：，])(东|南|西|北)风`), "${1}偏东南风"},
	{"左右 on a span of forces", regexp.MustCompile(`(\d)[～-](\d)级(，|$)`), "${1}～${2}级左右${3}"},
	{"a falling force", regexp.MustCompile(`2[～-]3级`), "3～2级"},
	{"a force beyond the scale", regexp.MustCompile(`风\d级`), "风19级"},
	{"a connective dangles", regexp.MustCompile(`(晴|多云|阴)，`), "${1}转，"},
	{"a connective is doubled", regexp.MustCompile(`([间转到])(晴|多云|阴|小)`), "${1}${1}${2}"},
	{"the same state twice", regexp.MustCompile(`(多云转)阴`), "${1}多云"},
	{"letters inside", regexp.MustCompile(`(多云|晴|阴|雨)，`), "${1}undefined，"},
	{"null inside", regexp.MustCompile(`\d+℃`), "null℃"},
	{"a wrong weekday", regexp.MustCompile(`(4月16日.*)周二`), "${1}周五"},
	{"a force lost its 级", regexp.MustCompile(`(风\d～\d)级，`), "${1}，"},
	{"a wind is said twice", regexp.MustCompile(`，([东南西北]风\d～\d级)，`), "，${1}，${1}，"},
	{"a sky is said twice", regexp.MustCompile(`：(晴|多云|阴)，`), "：${1}，${1}，"},
	{"a day is said twice", regexp.MustCompile(`^(16日)([：，])`), "${1}${1}${2}"},
	{"a mark is doubled", regexp.MustCompile(`(晴|多云|级)，`), "${1}，，"},
	{"a minus is doubled", regexp.MustCompile(`(\d+℃)`), "--${1}"},
	{"a figure is cut", regexp.MustCompile(`(1\d)～2\d℃$`), "${1}～2"},
	{"two figures without a sign", regexp.MustCompile(`(\d℃)～(\d)`), "${1}${2}"},
	{"a force in degrees", regexp.MustCompile(`(风\d)级，`), "${1}℃，"},
	{"clauses run into one another", regexp.MustCompile(`风(\d)级，(.*)℃`), "℃风${1}，级${2}"},
}

func TestHarmedLinesAreRefused(t *testing.T) {
	t.Parallel()
	for _, harm := range harms {
		count := 0
		for _, c := range manners {
			text := harm.find.ReplaceAllString(c.text, harm.put)
			if text == c.text {
				continue
			}
			count++
			if _, err := grammar.Read(text, may); err == nil {
				t.Errorf("%s: %q was taken", harm.name, text)
			}
		}
		if count == 0 {
			t.Errorf("%s: no line to try it on", harm.name)
		}
	}
}
