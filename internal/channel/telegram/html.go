package telegram

import (
	"fmt"
	"net/url"
	"sort"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Entity is a stretch of a parsed text with a format. Offset and Length are in UTF-16 units.
type Entity struct {
	Offset, Length int
	Type           string // Bold, Italic, TextUrl …
	Argument       string // the address of a link, the language of code
}

// Parsed is what Telegram makes of an HTML text.
type Parsed struct {
	Text     string // what a reader sees
	Entities []Entity
}

// Units returns the length of the text in UTF-16 units, the safe reading of
// Telegram's "characters": the service counts code points or these.
func (p Parsed) Units() int { return units(p.Text) }

// HTMLError is why Telegram refuses a text.
type HTMLError struct {
	Offset int    // in bytes; the end of the text when a tag is never closed
	Reason string // in the words of Telegram's parser
}

// Error returns the reason in the words of Telegram's parser.
func (e *HTMLError) Error() string { return "can't parse entities: " + e.Reason }

// CheckHTML returns nil when Telegram accepts text with parse_mode HTML, and an
// *HTMLError that says where and why when it does not.
func CheckHTML(text string) error {
	_, err := ParseHTML(text)
	return err
}

// ParseHTML reads text as Telegram does with parse_mode HTML. The rules are those
// of TDLib (td/telegram/MessageEntity.cpp, parse_html); the error is an *HTMLError.
func ParseHTML(text string) (Parsed, error) {
	p := htmlParser{text: text}
	for p.pos < len(text) {
		var err *HTMLError
		switch ch := text[p.pos]; {
		case ch == '&':
			p.ampersand(&p.out)
		case ch != '<':
			p.out.WriteByte(ch)
			p.pos++
		case p.at(p.pos+1) == '/':
			err = p.endTag()
		default:
			err = p.startTag()
		}
		if err != nil {
			return Parsed{}, err
		}
	}
	if n := len(p.open); n > 0 {
		return Parsed{}, &HTMLError{Offset: len(text),
			Reason: fmt.Sprintf("Can't find end tag corresponding to start tag %q", p.open[n-1].name)}
	}
	sort.SliceStable(p.entities, func(i, j int) bool {
		a, b := p.entities[i], p.entities[j]
		return a.Offset < b.Offset || a.Offset == b.Offset && a.Length > b.Length
	})
	return Parsed{Text: p.out.String(), Entities: p.entities}, nil
}

// EscapeHTML writes text so that it shows as it stands, in running text and in a
// quoted attribute.
func EscapeHTML(text string) string { return escaper.Replace(text) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// types names the entity of each tag that Telegram knows; link, span and code are
// decided by their attributes.
var types = map[string]string{
	"a": "TextUrl", "b": "Bold", "strong": "Bold", "i": "Italic", "em": "Italic",
	"u": "Underline", "ins": "Underline", "s": "Strikethrough", "strike": "Strikethrough", "del": "Strikethrough",
	"tg-spoiler": "Spoiler", "span": "Spoiler", "tg-emoji": "CustomEmoji",
	"code": "Code", "pre": "Pre", "blockquote": "BlockQuote",
}

type openTag struct {
	name, argument string
	begin          int // in the output, bytes
}

type htmlParser struct {
	text     string
	pos      int
	out      strings.Builder
	open     []openTag
	entities []Entity
}

// at returns the byte at i, or 0 past the end, which counts as a blank there.
func (p *htmlParser) at(i int) byte {
	if i < len(p.text) {
		return p.text[i]
	}
	return 0
}

func blank(ch byte) bool {
	return ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n' || ch == '\v' || ch == 0
}

// ampersand writes the entity at pos, or the bare & that Telegram lets pass.
func (p *htmlParser) ampersand(out *strings.Builder) {
	r, n := decodeEntity(p.text[p.pos:])
	if n == 0 {
		out.WriteByte('&')
		p.pos++
		return
	}
	out.WriteRune(r)
	p.pos += n
}

// decodeEntity reads the entity that s starts with; n is 0 when it is none that
// Telegram knows: &lt; &gt; &amp; &quot; and numbers. The semicolon may be missing.
func decodeEntity(s string) (r rune, n int) {
	end := 1
	if strings.HasPrefix(s, "&#") {
		end, r = decodeNumber(s)
		if r == 0 || r >= utf8.MaxRune || end >= 10 {
			return 0, 0
		}
	} else {
		for end < len(s) && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z') {
			end++
		}
		r = map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'}[s[1:end]]
		if r == 0 {
			return 0, 0
		}
	}
	if end < len(s) && s[end] == ';' {
		end++
	}
	return r, end
}

// decodeNumber reads the digits of a numeric entity.
func decodeNumber(s string) (end int, r rune) {
	end, base := 2, rune(10)
	if strings.HasPrefix(s, "&#x") {
		end, base = 3, 16
	}
	for ; end < len(s) && end < 12; end++ {
		digit := strings.IndexByte("0123456789abcdef", s[end]|0x20)
		if digit < 0 || rune(digit) >= base {
			break
		}
		r = r*base + rune(digit)
	}
	return end, r
}

// name moves past everything up to a blank or one of the given bytes.
func (p *htmlParser) name(stop string) string {
	begin := p.pos
	for !blank(p.at(p.pos)) && strings.IndexByte(stop, p.at(p.pos)) < 0 {
		p.pos++
	}
	return p.text[begin:p.pos]
}

func (p *htmlParser) skipBlanks() {
	for p.pos < len(p.text) && blank(p.text[p.pos]) {
		p.pos++
	}
}

func (p *htmlParser) startTag() *HTMLError {
	begin := p.pos
	fail := func(offset int, format string, args ...any) *HTMLError {
		return &HTMLError{Offset: offset, Reason: fmt.Sprintf(format, args...) + fmt.Sprintf(" at byte offset %d", offset)}
	}
	p.pos++
	tag := openTag{name: strings.ToLower(p.name(">")), begin: p.out.Len()}
	if p.pos >= len(p.text) {
		return fail(begin, "Unclosed start tag")
	}
	if types[tag.name] == "" {
		return fail(begin, "Unsupported start tag %q", tag.name)
	}
	for p.at(p.pos) != '>' {
		p.skipBlanks()
		if p.at(p.pos) == '>' {
			break
		}
		key := p.name("=>")
		if key == "" {
			return fail(begin, "Empty attribute name in the tag %q", tag.name)
		}
		p.skipBlanks()
		value := ""
		if p.at(p.pos) == '=' {
			p.pos++
			p.skipBlanks()
			offset := p.pos
			var ok bool
			if value, ok = p.value(); !ok {
				return fail(offset, "Unexpected end of name token")
			}
		}
		if p.pos >= len(p.text) {
			return fail(begin, "Unclosed start tag %q", tag.name)
		}
		tag.attribute(key, value)
	}
	if tag.name == "span" && tag.argument != "spoiler" {
		return fail(begin, `Tag "span" must have class "tg-spoiler"`)
	}
	p.pos++
	p.open = append(p.open, tag)
	return nil
}

// attribute keeps what an attribute means for the tag.
func (t *openTag) attribute(key, value string) {
	switch {
	case t.name == "a" && key == "href", t.name == "tg-emoji" && key == "emoji-id":
		t.argument = value
	case t.name == "code" && key == "class" && strings.HasPrefix(value, "language-"):
		t.argument = strings.TrimPrefix(value, "language-")
	case t.name == "span" && key == "class" && strings.HasPrefix(value, "tg-"):
		t.argument = strings.TrimPrefix(value, "tg-")
	case t.name == "blockquote" && strings.ToLower(key) == "expandable":
		t.argument = "1"
	}
}

// value reads an attribute's value: a quoted string, or letters, digits, dots and hyphens.
func (p *htmlParser) value() (string, bool) {
	quote := p.at(p.pos)
	if quote != '"' && quote != '\'' {
		begin := p.pos
		for ch := p.at(p.pos); ch == '.' || ch == '-' || ch >= '0' && ch <= '9' || ch|0x20 >= 'a' && ch|0x20 <= 'z'; ch = p.at(p.pos) {
			p.pos++
		}
		return strings.ToLower(p.text[begin:p.pos]), blank(p.at(p.pos)) || p.at(p.pos) == '>'
	}
	var value strings.Builder
	for p.pos++; p.pos < len(p.text) && p.text[p.pos] != quote; {
		if p.text[p.pos] == '&' {
			p.ampersand(&value)
			continue
		}
		value.WriteByte(p.text[p.pos])
		p.pos++
	}
	if p.pos < len(p.text) {
		p.pos++
	}
	return value.String(), true
}

func (p *htmlParser) endTag() *HTMLError {
	begin := p.pos
	if len(p.open) == 0 {
		return &HTMLError{Offset: begin, Reason: fmt.Sprintf("Unexpected end tag at byte offset %d", begin)}
	}
	p.pos += 2
	name := strings.ToLower(p.name(">"))
	p.skipBlanks()
	if p.at(p.pos) != '>' {
		return &HTMLError{Offset: begin, Reason: fmt.Sprintf("Unclosed end tag at byte offset %d", begin)}
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return &HTMLError{Offset: begin, Reason: fmt.Sprintf(
			`Unmatched end tag at byte offset %d, expected "</%s>", found "</%s>"`, begin, tag.name, name)}
	}
	p.open = p.open[:len(p.open)-1]
	p.close(tag)
	return nil
}

// close records the entity of a tag whose end has been read.
func (p *htmlParser) close(tag openTag) {
	out := p.out.String()
	e := Entity{Offset: units(out[:tag.begin]), Length: units(out[tag.begin:]), Type: types[tag.name], Argument: tag.argument}
	if e.Length == 0 {
		return
	}
	switch tag.name {
	case "a":
		if e.Argument == "" {
			e.Argument = out[tag.begin:]
		}
		if !linkable(e.Argument) {
			return // Telegram drops such a link without an error
		}
	case "span":
		e.Argument = ""
	case "blockquote":
		if e.Argument != "" {
			e.Type, e.Argument = "ExpandableBlockQuote", ""
		}
	case "code":
		if n := len(p.open); n == 0 || p.open[n-1].name != "pre" {
			e.Argument = ""
		}
	case "pre":
		// <pre><code class="language-go"> is one entity.
		if n := len(p.entities); n > 0 {
			if last := p.entities[n-1]; last.Type == "Code" && last.Offset == e.Offset && last.Length == e.Length {
				p.entities = p.entities[:n-1]
				if last.Argument != "" {
					e.Type, e.Argument = "PreCode", last.Argument
				}
			}
		}
	}
	p.entities = append(p.entities, e)
}

// linkable reports whether Telegram makes a link of an address.
func linkable(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "tg", "ton", "mailto", "tel":
		return u.Host != "" || u.Opaque != ""
	case "":
		host, _, _ := strings.Cut(u.Path, "/")
		return strings.Contains(strings.Trim(host, "."), ".")
	}
	return false
}

// units counts UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
