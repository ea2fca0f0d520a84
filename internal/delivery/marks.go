package delivery

import (
	"html"
	"strings"
)

// Mark is a piece of a message's HTML: a stretch of text, or a tag that opens or closes.
type Mark struct {
	Text  string // as a reader sees it; empty for a tag
	Open  string // name of a tag that opens here: b, a
	Close string // name of a tag that closes here
	Link  string // where the tag a leads that opens here
}

// Marks takes HTML of Telegram's subset apart, for channels that write formats their own
// way.
func Marks(source string) []Mark {
	var marks []Mark
	for _, a := range atomsOfHTML(source) {
		switch name, attributes, _ := strings.Cut(strings.Trim(a.source, "</>"), " "); {
		case a.tag == tagStart:
			marks = append(marks, Mark{Open: strings.ToLower(name), Link: link(attributes)})
		case a.tag == tagEnd:
			marks = append(marks, Mark{Close: strings.ToLower(name)})
		case len(marks) > 0 && marks[len(marks)-1].Text != "":
			marks[len(marks)-1].Text += a.shown
		default:
			marks = append(marks, Mark{Text: a.shown})
		}
	}
	return marks
}

// link reads the address out of a tag's attributes.
func link(attributes string) string {
	_, value, found := strings.Cut(attributes, "href=")
	if !found || len(value) < 2 || value[0] != '"' && value[0] != '\'' {
		return ""
	}
	value, _, _ = strings.Cut(value[1:], value[:1])
	return html.UnescapeString(value)
}
