package delivery_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"yubao/internal/delivery"
	_ "yubao/internal/seedtest" // the same cases on every run
)

func units(max int, html bool) delivery.Limits {
	return delivery.Limits{Max: max, HTML: html, Size: func(m delivery.Message) int {
		if html && m.HTML != "" {
			return len(utf16.Encode([]rune(shown(m.HTML))))
		}
		return len(utf16.Encode([]rune(m.Text)))
	}}
}

var tag = regexp.MustCompile(`<(?:"[^"]*"|[^>"])*>`)

// shown is what a reader sees of well-formed HTML, found apart from the code under test.
func shown(html string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(tag.ReplaceAllString(html, ""))
}

func texts(parts []delivery.Message) []string {
	var all []string
	for _, p := range parts {
		all = append(all, p.Text)
	}
	return all
}

func TestSplit(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		text string
		max  int
		want []string
	}{
		{"a text that fits is left alone", "晴。", 10, []string{"晴。"}},
		{"paragraphs come before sentences", "一二三。四五六。\n七八九十。", 13, []string{"（1/2）一二三。四五六。", "（2/2）七八九十。"}},
		{"sentences come before characters", "一二三四五。六七八九十一二三", 13, []string{"（1/2）一二三四五。", "（2/2）六七八九十一二三"}},
		{"a quotation keeps its closing mark", "他说“下雨。”然后走了好远", 12, []string{"（1/2）他说“下雨。”", "（2/2）然后走了好远"}},
		{"numbers stay whole", "今天最高气温31.5℃左右", 12, []string{"（1/2）今天最高气温", "（2/2）31.5℃左右"}},
		{"characters are the last resort", "风风风风风风风风风风", 9, []string{"（1/3）风风风风", "（2/3）风风风风", "（3/3）风风"}},
		{"a family of emoji is one character", "👨‍👩‍👧👨‍👩‍👧", 14, []string{"（1/2）👨‍👩‍👧", "（2/2）👨‍👩‍👧"}},
		{"blank lines at a cut are dropped", "一二三四\n\n\n五六七八", 10, []string{"（1/2）一二三四", "（2/2）五六七八"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			parts, err := delivery.Split(delivery.Message{Text: tt.text}, units(tt.max, false))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(texts(parts), "|"); got != strings.Join(tt.want, "|") {
				t.Errorf("got %q, want %q", got, strings.Join(tt.want, "|"))
			}
		})
	}
}

func TestSplitHTML(t *testing.T) {
	t.Parallel()
	m := delivery.Message{HTML: `<b>一二三四五。六七&lt;八</b><a href="http://x/?a>b">九十</a>`, Text: "x"}
	parts, err := delivery.Split(m, units(11, true))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"（1/2）<b>一二三四五。</b>", `（2/2）<b>六七&lt;八</b><a href="http://x/?a>b">九十</a>`}
	for i, p := range parts {
		if i >= len(want) || p.HTML != want[i] {
			t.Errorf("part %d is %s", i+1, p.HTML)
		}
	}
	if parts[0].Text != "（1/2）一二三四五。" {
		t.Errorf("the plain text of part 1 is %q", parts[0].Text)
	}
}

func TestSplitSharesOutWhatIsSentOnce(t *testing.T) {
	t.Parallel()
	m := delivery.Message{
		Text: strings.Repeat("风", 20), Photo: []byte("p"), Pin: true, Key: "k",
		Buttons: [][]delivery.Button{{{Label: "签发", Data: "a"}}},
	}
	limits := units(12, false)
	limits.Photo = delivery.PhotoWith
	parts, err := delivery.Split(m, limits) // too long to stand beside the picture, which follows
	if err != nil {
		t.Fatal(err)
	}
	last := len(parts) - 2
	keys := map[string]bool{}
	for i, p := range parts {
		if (p.Photo != nil) != (i == last+1) || (p.Buttons != nil) != (i == last) || p.Pin != (i == last) {
			t.Errorf("part %d: photo %v, buttons %v, pin %v", i+1, p.Photo, p.Buttons, p.Pin)
		}
		if p.Part != i+1 || p.Parts != len(parts) {
			t.Errorf("part %d says %d of %d", i+1, p.Part, p.Parts)
		}
		keys[p.Key] = true
	}
	if len(keys) != len(parts) {
		t.Errorf("%d parts share %d keys", len(parts), len(keys))
	}
}

func TestPictureGoesWhereTheChannelHasAPlaceForIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		text  string
		place delivery.PhotoPlace
		want  string // each part's text, and + for the picture
	}{
		{"beside the text", "晴。", delivery.PhotoWith, "晴。+"},
		{"behind a text that is too long to stand beside it", "一二三四五六。七八九十甲乙。", delivery.PhotoWith, "（1/2）一二三四五六。|（2/2）七八九十甲乙。|+"},
		{"in a message of its own", "晴。", delivery.PhotoApart, "晴。|+"},
		{"behind all parts, which are numbered without it", "一二三四五六。七八九十甲乙。", delivery.PhotoApart, "（1/2）一二三四五六。|（2/2）七八九十甲乙。|+"},
		{"nowhere", "晴。", delivery.PhotoNone, "晴。"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			limits := units(13, false)
			limits.Photo = test.place
			parts, err := delivery.Split(delivery.Message{Text: test.text, Photo: []byte("p"), Key: "k"}, limits)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			keys := map[string]bool{}
			for i, p := range parts {
				text := p.Text
				if len(p.Photo) > 0 {
					text += "+"
				}
				got = append(got, text)
				if p.Part != i+1 || p.Parts != len(parts) || keys[p.Key] {
					t.Errorf("part %d says %d of %d, key %s", i+1, p.Part, p.Parts, p.Key)
				}
				keys[p.Key] = true
			}
			if strings.Join(got, "|") != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestSplitRefusesLimitsWithoutRoom(t *testing.T) {
	t.Parallel()
	if parts, err := delivery.Split(delivery.Message{Text: "一二三四五六"}, units(3, false)); err == nil {
		t.Errorf("got %q", texts(parts))
	}
}

// Parts without their numbers join back to the text, each fits, and none breaks a
// character, whatever the text.
func TestSplitJoinsBack(t *testing.T) {
	t.Parallel()
	alphabet := rapid.SliceOfN(rapid.SampledFrom([]string{
		"晴", "雨", "。", "，", "；", "\n", "3", "℃", "a", " ", "😀", "👨‍👩‍👧", "e\u0301", "🇨🇳", "”",
	}), 1, 400)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(alphabet.Draw(t, "text"), "")
		max := rapid.IntRange(30, 120).Draw(t, "max")
		parts, err := delivery.Split(delivery.Message{Text: text}, units(max, false))
		if err != nil {
			t.Fatal(err)
		}
		var joined strings.Builder
		for _, p := range parts {
			body := p.Text
			if len(parts) > 1 {
				_, body, _ = strings.Cut(body, "）")
			}
			if n := units(max, false).Size(p); n > max {
				t.Fatalf("a part has %d units", n)
			}
			if r, _ := utf8.DecodeRuneInString(body); r == '\u200d' || r == '\u0301' {
				t.Fatalf("part %q starts within a character", body)
			}
			joined.WriteString(body)
		}
		flat := strings.NewReplacer("\n", "")
		got := strings.TrimSpace(flat.Replace(joined.String()))
		if want := strings.TrimSpace(flat.Replace(text)); got != want {
			t.Fatalf("joined %q, want %q", got, want)
		}
	})
}

// Every part of an HTML text is well formed, and together they show the whole text.
func TestSplitHTMLJoinsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		source, plain := drawHTML(t, 3)
		max := rapid.IntRange(20, 60).Draw(t, "max")
		parts, err := delivery.Split(delivery.Message{HTML: source, Text: plain}, units(max, true))
		if err != nil {
			t.Fatal(err)
		}
		var joined strings.Builder
		for _, p := range parts {
			if !wellFormed(p.HTML) {
				t.Fatalf("part is not well formed: %s", p.HTML)
			}
			body := shown(p.HTML)
			if len(parts) > 1 {
				_, body, _ = strings.Cut(body, "）")
				flat := strings.NewReplacer("\n", "")
				if flat.Replace(p.Text) != flat.Replace(shown(p.HTML)) {
					t.Fatalf("text %q is not what HTML %q shows", p.Text, p.HTML)
				}
			}
			joined.WriteString(body)
		}
		flat := strings.NewReplacer("\n", "")
		if got, want := flat.Replace(joined.String()), flat.Replace(plain); got != want {
			t.Fatalf("joined %q, want %q", got, want)
		}
	})
}

func drawHTML(t *rapid.T, depth int) (source, plain string) {
	for range rapid.IntRange(1, 12).Draw(t, "runs") {
		if depth > 0 && rapid.Bool().Draw(t, "tag") {
			start := rapid.SampledFrom([]string{"b", "i", `a href="https://x/?a>b"`}).Draw(t, "name")
			inner, text := drawHTML(t, depth-1)
			name, _, _ := strings.Cut(start, " ")
			source += "<" + start + ">" + inner + "</" + name + ">"
			plain += text
			continue
		}
		word := rapid.SampledFrom([]string{"晴。", "雨", "a<b", "&", "3级", "\n", "😀"}).Draw(t, "word")
		source += strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(word)
		plain += word
	}
	return source, plain
}

// wellFormed reports whether tags nest.
func wellFormed(html string) bool {
	var open []string
	for _, found := range tag.FindAllString(html, -1) {
		name, end := strings.CutPrefix(strings.Fields(strings.Trim(found, "<>"))[0], "/")
		switch {
		case !end:
			open = append(open, name)
		case len(open) == 0 || open[len(open)-1] != name:
			return false
		default:
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}
