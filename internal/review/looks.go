package review

import (
	"html"
	"html/template"
	"slices"
	"strings"

	"yubao/internal/pattern"
)

// telegramTags are Telegram's HTML subset with what shows the same in a browser.
// https://core.telegram.org/bots/api#html-style
var telegramTags = map[string]string{
	"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "s": "s", "strike": "s", "del": "s",
	"code": "code", "pre": "pre", "blockquote": "blockquote", "a": "a", "tg-spoiler": "mark",
}

var (
	// telegramTag matches a tag: whether it ends something, its name, its attributes.
	telegramTag = pattern.New(`<(/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>`)
	webAddress  = pattern.New(`\shref\s*=\s*["']?(https?://[^\s"'<>]+)`)
)

// telegramHTML shows a text as Telegram does: its tags come through, everything else
// is text. What it returns has no attribute but the address of a link.
func telegramHTML(text string) template.HTML {
	var b strings.Builder
	var open []string
	write := func(words string) { b.WriteString(html.EscapeString(html.UnescapeString(words))) }
	at := 0
	for _, m := range telegramTag.Regexp().FindAllStringSubmatchIndex(text, -1) {
		write(text[at:m[0]])
		at = m[1]
		ends, tag := m[2] < m[3], telegramTags[strings.ToLower(text[m[4]:m[5]])]
		switch {
		case tag == "":
		case !ends:
			open = append(open, tag)
			b.WriteString(startTag(tag, text[m[6]:m[7]]))
		case len(open) > 0 && open[len(open)-1] == tag:
			open = open[:len(open)-1]
			b.WriteString("</" + tag + ">")
		}
	}
	write(text[at:])
	for _, tag := range slices.Backward(open) {
		b.WriteString("</" + tag + ">")
	}
	return template.HTML(b.String()) //nolint:gosec // built of known tags and escaped text
}

// startTag is a tag as a browser gets it. A link goes to an address of the web, or nowhere.
func startTag(tag, attributes string) string {
	if tag != "a" {
		return "<" + tag + ">"
	}
	address := "#"
	if m := webAddress.Regexp().FindStringSubmatch(attributes); m != nil {
		address = html.UnescapeString(m[1])
	}
	return `<a rel="noreferrer noopener" target="_blank" href="` + html.EscapeString(address) + `">`
}

// Marks of WeCom's markdown. https://developer.work.weixin.qq.com/document/path/91770
var (
	wecomBold = pattern.New(`\*\*([^*\n]+)\*\*`)
	wecomLink = pattern.New(`\[([^\]\n]+)\]\((https?://[^)\s]+)\)`)
	wecomCode = pattern.New("`([^`\n]+)`")
	wecomFont = pattern.New(`&lt;font color=&#34;(info|comment|warning)&#34;&gt;(.*?)&lt;/font&gt;`)
)

// wecomHTML shows a text as WeCom does.
func wecomHTML(text string) template.HTML {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		quote := strings.HasPrefix(line, "> ") || strings.HasPrefix(line, ">")
		if quote {
			line = strings.TrimSpace(strings.TrimPrefix(line, ">"))
		}
		line = html.EscapeString(line)
		line = wecomFont.Regexp().ReplaceAllString(line, `<span class="$1">$2</span>`)
		line = wecomBold.Regexp().ReplaceAllString(line, "<b>$1</b>")
		line = wecomLink.Regexp().ReplaceAllString(line, `<a rel="noreferrer noopener" target="_blank" href="$2">$1</a>`)
		line = wecomCode.Regexp().ReplaceAllString(line, "<code>$1</code>")
		if quote {
			line = "<blockquote>" + line + "</blockquote>"
		} else {
			line = "<div>" + line + "&nbsp;</div>"
		}
		b.WriteString(line)
	}
	return template.HTML(b.String()) //nolint:gosec // built of known tags and escaped text
}
