package delivery

import (
	"fmt"
	"sort"
	"strings"
)

// Split returns m as the messages that fit limits, in the order in which they must
// be sent. A message that fits comes back alone and unchanged. A longer one is cut
// at paragraphs, then at the ends of sentences, then between characters; the parts
// are numbered （1/3）, the buttons and the pin go with the last, and each part gets a
// Key of its own. HTML is cut between its tags and entities: a part closes what it leaves
// open, and the next one opens it again.
//
// Where a channel takes a picture only alone, or the text is too long to stand beside it,
// it follows as a part of its own, without a number; where it takes none, it is left out.
//
// Split fails when limits leave no room for a single character.
func Split(m Message, limits Limits) ([]Message, error) {
	photo := m.Photo
	if limits.Photo != PhotoWith || !fits(m, limits) {
		m.Photo = nil
	}
	parts, err := splitText(m, limits)
	if err != nil || len(photo) == 0 || len(m.Photo) > 0 || limits.Photo == PhotoNone {
		return parts, err
	}
	n := len(parts) + 1
	alone := Message{Kind: m.Kind, Title: m.Title, Photo: photo, Silent: true, Part: n, Parts: n}
	if m.Key != "" {
		alone.Key = m.Key + ".photo"
	}
	for i := range parts {
		parts[i].Parts = n
	}
	return append(parts, alone), nil
}

// fits reports whether a message is within the limits as it is.
func fits(m Message, limits Limits) bool {
	return limits.Max <= 0 || limits.Size == nil || limits.Size(m) <= limits.Max
}

// splitText is Split for a message whose picture, if any, goes with its text.
func splitText(m Message, limits Limits) ([]Message, error) {
	if m.Parts == 0 {
		m.Part, m.Parts = 1, 1
	}
	if fits(m, limits) {
		return []Message{m}, nil
	}
	for digits := 1; digits <= 4; digits++ {
		parts, err := split(m, limits, digits)
		if err != nil {
			return nil, err
		}
		if len(fmt.Sprint(len(parts))) <= digits {
			return number(m, parts), nil
		}
	}
	return nil, fmt.Errorf("split message: more than 9999 parts")
}

// piece is one part on its way: its text, and its HTML if the message has some.
type piece struct{ text, html string }

// apply puts a piece into a copy of m, behind a page number.
func (p piece) apply(m Message, label string) Message {
	m.Text = label + strings.Trim(p.text, "\n")
	if m.HTML != "" {
		m.HTML = label + strings.Trim(p.html, "\n")
	}
	return m
}

// split cuts m into pieces that leave room for a page number of the given digits.
func split(m Message, limits Limits, digits int) ([]piece, error) {
	nines := strings.Repeat("9", digits)
	label := fmt.Sprintf("（%s/%s）", nines, nines)
	text, mark := m.Text, false
	if limits.HTML && m.HTML != "" {
		text, mark = m.HTML, true
	} else {
		m.HTML = ""
	}
	c := newCutter(text, mark)
	m.Part, m.Parts = 1, 2
	var parts []piece
	for !c.done() {
		// Buttons count in services that limit the whole body, so every part is
		// measured with them, although only the last carries them.
		fits := func(p piece) bool { return limits.Size(p.apply(m, label)) <= limits.Max }
		p, ok := c.next(fits)
		if !ok {
			return nil, fmt.Errorf("split message: no room for text within %d", limits.Max)
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// number turns pieces into messages.
func number(m Message, pieces []piece) []Message {
	messages := make([]Message, len(pieces))
	for i, p := range pieces {
		part := m
		if p.html == "" {
			part.HTML = ""
		}
		part = p.apply(part, fmt.Sprintf("（%d/%d）", i+1, len(pieces)))
		part.Part, part.Parts = i+1, len(pieces)
		if m.Key != "" {
			part.Key = fmt.Sprintf("%s.%d", m.Key, i+1)
		}
		if i < len(pieces)-1 {
			part.Buttons, part.Pin = nil, false
		}
		messages[i] = part
	}
	return messages
}

// cutter walks over a text and takes one part after the other.
type cutter struct {
	atoms []atom
	html  bool
	pos   int
	open  []string // start tags open at pos
}

func newCutter(text string, html bool) *cutter {
	c := &cutter{html: html}
	if html {
		c.atoms = atomsOfHTML(text)
	} else {
		c.atoms = atomsOfText(text)
	}
	return c
}

// done reports whether nothing that a reader could see is left.
func (c *cutter) done() bool {
	for _, a := range c.atoms[c.pos:] {
		if strings.TrimSpace(a.shown) != "" {
			return false
		}
	}
	return true
}

// next takes the longest piece that fits, cut at the best place within it.
func (c *cutter) next(fits func(piece) bool) (piece, bool) {
	left := len(c.atoms) - c.pos
	// The size grows with the text, so the longest piece can be searched for.
	n := sort.Search(left, func(k int) bool { return !fits(c.piece(c.pos + k + 1)) })
	end := c.pos + n
	if n < left {
		end = c.cut(end)
	}
	if end == c.pos {
		return piece{}, false
	}
	p := c.piece(end)
	c.open = c.openAt(end)
	c.pos = end
	return p, true
}

// cut returns the best place for a cut in (pos, end]: the last break of the highest
// kind. A break that would leave the part less than a quarter full gives way to a
// lower kind, so that a headline does not become a part of its own.
func (c *cutter) cut(end int) int {
	first := c.pos + (end-c.pos)/4
	for kind := breakParagraph; kind >= breakCharacter; kind-- {
		for i := end; i > max(first, c.pos); i-- {
			if c.atoms[i-1].after >= kind {
				return i
			}
		}
	}
	for i := end; i > c.pos; i-- {
		if c.atoms[i-1].after >= breakCharacter {
			return i
		}
	}
	return c.pos
}

// piece returns atoms pos to end, with tags closed and opened as needed.
func (c *cutter) piece(end int) piece {
	var source, shown strings.Builder
	for _, a := range c.atoms[c.pos:end] {
		source.WriteString(a.source)
		shown.WriteString(a.shown)
	}
	if !c.html {
		return piece{text: source.String()}
	}
	return piece{
		text: shown.String(),
		html: strings.Join(c.open, "") + source.String() + closing(c.openAt(end)),
	}
}

// openAt returns the start tags that are open before atom end.
func (c *cutter) openAt(end int) []string {
	open := append([]string(nil), c.open...)
	for _, a := range c.atoms[c.pos:end] {
		switch {
		case a.tag == tagStart:
			open = append(open, a.source)
		case a.tag == tagEnd && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	return open
}

// closing returns the end tags for the given start tags, innermost first.
func closing(open []string) string {
	var b strings.Builder
	for i := len(open) - 1; i >= 0; i-- {
		name, _, _ := strings.Cut(strings.Trim(open[i], "<>"), " ")
		b.WriteString("</" + name + ">")
	}
	return b.String()
}
