package proof

import (
	"strings"
	"unicode/utf8"

	"yubao/internal/grammar"
)

// slip looks at what stands right behind a word that only a phenomenon follows: a slip
// such as 强僵尸 for 强降雨, 有大学 for 有大雪, is a run of characters that neither a table
// nor the newsroom knows. It takes nothing.
func (r *reading) slip(i int, w *word) int {
	c, from := r.c, i+len(w.text)
	text := c.text[:r.end]
	if r.readable(i) || from >= r.end || r.readable(from) {
		return 0
	}
	end := r.phenomenonEnd(from)
	said := text[from:end]
	n := utf8.RuneCountInString(said)
	if n == 0 || n > 4 {
		return 0
	}
	switch w.text {
	case "有", "转", "转为", "伴有", "出现":
		// Much may follow these: only what begins like a phenomenon and goes on like none.
		if n < 2 || n > 3 || !startsWithOne(said, classes) || !r.strange(end-len(tail(said, 1)), end) {
			return 0
		}
	default:
		if !r.strange(from, end) || n < 2 && !closed(text[end:]) {
			return 0
		}
	}
	c.report(Unsupported, span{from, end}, "", "“"+w.text+said+"”不是天气用语，是否写错？请核对。")
	return 0
}

// classes are the characters with which a phenomenon begins.
var classes = []string{"小", "中", "大", "暴", "雷", "阵", "冻", "特", "零"}

// readable reports that a claim or a known word begins at a byte.
func (r *reading) readable(i int) bool {
	text := r.c.text[:r.end]
	open := grammar.Opens(text, i)
	if open&grammar.OpensFall != 0 {
		if _, n := r.c.scan.Fall(text, i); n > 0 {
			return true
		}
	}
	if open&grammar.OpensCloud != 0 {
		if _, n := grammar.CloudAt(text, i); n > 0 {
			return true
		}
	}
	if open&grammar.OpensWind != 0 {
		if _, n := r.c.scan.Wind(text, i); n > 0 {
			return true
		}
	}
	ch, _ := utf8.DecodeRuneInString(text[i:])
	for k := range words[ch] {
		if w := &words[ch][k]; (w.rule != nil || w.mood != nil) && strings.HasPrefix(text[i:], w.text) {
			return true
		}
	}
	return false
}

// phenomenonEnd returns where what may be a phenomenon ends: before 过程 or 天气, or at
// the end of the clause.
func (r *reading) phenomenonEnd(from int) int {
	text := r.c.text[:r.end]
	end := clauseEnd(text, from)
	if n := strings.IndexAny(text[from:end], "、：（）“”0123456789 "); n >= 0 {
		end = from + n
	}
	for _, word := range []string{"过程", "天气"} {
		if n := strings.Index(text[from:end], word); n >= 0 {
			end = from + n
		}
	}
	return end
}

// closed reports that nothing but 过程 or 天气 follows.
func closed(rest string) bool { return startsWithOne(rest, []string{"过程", "天气"}) }

// strange reports that no character of a stretch is in a known word with a neighbour.
func (r *reading) strange(from, end int) bool {
	text := r.c.text
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	for i := from; i < end; {
		ch, n := utf8.DecodeRuneInString(text[i:])
		after, _ := utf8.DecodeRuneInString(text[i+n:])
		if !chinese(ch) || r.c.knows(before, ch) || i+n < end && r.c.knows(ch, after) {
			return false
		}
		before = ch
		i += n
	}
	return true
}
