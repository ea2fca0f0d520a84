package wecom

import (
	"strings"

	"yubao/internal/delivery"
)

// Markdown is what a robot sends for a text in Telegram's HTML.
func Markdown(html string) string { return markdown(delivery.Message{HTML: html}) }

// markdown writes a message's HTML in WeCom's markdown: bold, links, code and quotes;
// what it has no sign for is left out. Buttons that open a page follow as links.
func markdown(m delivery.Message) string {
	w := writer{}
	for _, mark := range delivery.Marks(m.HTML) {
		switch {
		case mark.Open != "":
			w.open(mark)
		case mark.Close != "":
			w.close(mark.Close)
		default:
			w.text(mark.Text)
		}
	}
	for _, row := range m.Buttons {
		for _, button := range row {
			if button.URL != "" {
				w.newline()
				w.open(delivery.Mark{Open: "a", Link: button.URL})
				w.text(button.Label)
				w.close("a")
			}
		}
	}
	return w.out.String()
}

// writer writes markdown. Signs are set around words rather than lines: they do not reach
// over the end of one.
type writer struct {
	out   strings.Builder
	begun bool   // something stands on the line
	bold  int    // tags that are open
	lit   bool   // ** was written for them on this line
	code  bool   // within code
	quote int    // quotes that are open
	link  string // of the tag a that is open
}

// literal keeps signs of the text from being read as markdown, which knows no escape, by
// their wide forms.
var literal = strings.NewReplacer("**", "＊＊", "`", "｀", "](", "]（")

func (w *writer) open(mark delivery.Mark) {
	switch mark.Open {
	case "b", "strong":
		w.bold++
	case "code":
		w.code = true
		w.sign("`")
	case "a":
		if w.link = mark.Link; w.link != "" {
			w.darken()
			w.sign("[")
		}
	case "blockquote":
		if w.begun {
			w.newline()
		}
		w.quote++
	}
}

func (w *writer) close(name string) {
	switch name {
	case "b", "strong":
		if w.bold--; w.bold == 0 {
			w.darken()
		}
	case "code":
		w.code = false
		w.sign("`")
	case "a":
		if w.link != "" {
			w.out.WriteString("](" + w.link + ")")
		}
		w.link = ""
	case "blockquote":
		w.quote--
	}
}

func (w *writer) text(text string) {
	for i, line := range strings.Split(text, "\n") {
		if i > 0 {
			w.newline()
		}
		if line == "" {
			continue
		}
		if w.bold > 0 && !w.lit && !w.code && w.link == "" {
			w.sign("**")
			w.lit = true
		}
		if !w.begun && strings.ContainsAny(line[:1], "#>") {
			line = map[byte]string{'#': "＃", '>': "＞"}[line[0]] + line[1:]
		}
		w.sign(literal.Replace(line))
	}
}

// sign writes something on the line, which is a quote's when one is open.
func (w *writer) sign(s string) {
	if !w.begun && w.quote > 0 {
		w.out.WriteString("> ")
	}
	w.begun = true
	w.out.WriteString(s)
}

// darken ends what is bold on the line.
func (w *writer) darken() {
	if w.lit {
		w.out.WriteString("**")
	}
	w.lit = false
}

func (w *writer) newline() {
	w.darken()
	w.out.WriteByte('\n')
	w.begun = false
}
