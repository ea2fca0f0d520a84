package review

import (
	"html"
	"html/template"
	"regexp"
	"slices"
	"strings"

	xhtml "golang.org/x/net/html"
)

// telegramTags are Telegram's HTML subset with what shows the same in a browser.
// https://core.telegram.org/bots/api#html-style
var telegramTags = map[string]string{
	"b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "s": "s", "strike": "s", "del": "s",
	"code": "code", "pre": "pre", "blockquote": "blockquote", "a": "a", "tg-spoiler": "mark",
}

// telegramHTML shows a text as Telegram does: its tags come through, everything else
// is text. What it returns has no attribute but the address of a link.
func telegramHTML(text string) template.HTML {
	var b strings.Builder
	var open []string
	for z := xhtml.NewTokenizer(strings.NewReader(text)); ; {
		switch z.Next() {
		case xhtml.ErrorToken:
			for _, tag := range slices.Backward(open) {
				b.WriteString("</" + tag + ">")
			}
			return template.HTML(b.String()) //nolint:gosec // built of known tags and escaped text
		case xhtml.TextToken:
			b.WriteString(html.EscapeString(z.Token().Data))
		case xhtml.StartTagToken:
			token := z.Token()
			tag, known := telegramTags[token.Data]
			if !known {
				continue
			}
			open = append(open, tag)
			if tag == "a" {
				b.WriteString(`<a rel="noreferrer noopener" target="_blank" href="` + html.EscapeString(address(token)) + `">`)
				continue
			}
			b.WriteString("<" + tag + ">")
		case xhtml.EndTagToken:
			if tag := telegramTags[z.Token().Data]; len(open) > 0 && open[len(open)-1] == tag {
				open = open[:len(open)-1]
				b.WriteString("</" + tag + ">")
			}
		}
	}
}

// address is where a link goes, if it is an address of the web.
func address(token xhtml.Token) string {
	for _, a := range token.Attr {
		if a.Key == "href" && (strings.HasPrefix(a.Val, "https://") || strings.HasPrefix(a.Val, "http://")) {
			return a.Val
		}
	}
	return "#"
}

// Marks of WeCom's markdown. https://developer.work.weixin.qq.com/document/path/91770
var (
	wecomBold = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	wecomLink = regexp.MustCompile(`\[([^\]\n]+)\]\((https?://[^)\s]+)\)`)
	wecomCode = regexp.MustCompile("`([^`\n]+)`")
	wecomFont = regexp.MustCompile(`&lt;font color=&#34;(info|comment|warning)&#34;&gt;(.*?)&lt;/font&gt;`)
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
		line = wecomFont.ReplaceAllString(line, `<span class="$1">$2</span>`)
		line = wecomBold.ReplaceAllString(line, "<b>$1</b>")
		line = wecomLink.ReplaceAllString(line, `<a rel="noreferrer noopener" target="_blank" href="$2">$1</a>`)
		line = wecomCode.ReplaceAllString(line, "<code>$1</code>")
		if quote {
			line = "<blockquote>" + line + "</blockquote>"
		} else {
			line = "<div>" + line + "&nbsp;</div>"
		}
		b.WriteString(line)
	}
	return template.HTML(b.String()) //nolint:gosec // built of known tags and escaped text
}
