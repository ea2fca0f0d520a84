package bulletin

import (
	"strings"

	"yubao/internal/pattern"
)

// Format says how a template marks up text, which hangs on where the text goes.
type Format string

// The formats, as the head of a template names them.
const (
	Plain    Format = "纯文字"      // articles, push lines
	Telegram Format = "telegram" // Telegram's HTML subset
	WeCom    Format = "企业微信"     // WeCom's markdown
	Spoken   Format = "口播"       // for the ear: no symbols
)

// Formats lists the formats a template may name.
func Formats() []Format { return []Format{Plain, Telegram, WeCom, Spoken} }

// escaper is for text in Telegram's HTML: the three characters that its parser takes for its own.
// https://core.telegram.org/bots/api#html-style
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// Marked reports whether texts of the format hold marks, which a place that shows plain
// text would print as they are.
func (f Format) Marked() bool { return f == Telegram || f == WeCom }

// Plain is a text of the format without its marks.
func (f Format) Plain(text string) string {
	if !f.Marked() {
		return text
	}
	return Telegram.visible(f.Chat(text))
}

// weCom has the signs of WeCom's markdown, in Telegram's escaped text, and what stands for them.
// https://developer.work.weixin.qq.com/document/path/91770
var weCom = []struct {
	sign *pattern.Pattern
	html string
}{
	{pattern.New(`&lt;font color="[a-z]+"&gt;(.*?)&lt;/font&gt;`), "$1"},
	{pattern.New(`\[([^\]\n]+)\]\((https?://[^)\s"]+)\)`), `<a href="$2">$1</a>`},
	{pattern.New("`([^`\\n]+)`"), "<code>$1</code>"},
	{pattern.New(`\*\*([^*\n]+)\*\*`), "<b>$1</b>"},
	{pattern.New(`(?m)^&gt; ?(.*)$`), "<blockquote>$1</blockquote>"},
}

// Chat is a text of the format in Telegram's HTML, the one form in which chat texts are
// kept: each channel makes of it what its service shows.
func (f Format) Chat(text string) string {
	switch f {
	case Telegram:
		return text
	case WeCom:
		text = escaper.Replace(text)
		for _, s := range weCom {
			text = s.sign.Regexp().ReplaceAllString(text, s.html)
		}
		return text
	}
	return escaper.Replace(text)
}

// escape makes plain words fit to stand in a text of the format.
func (f Format) escape(words string) string {
	if f != Telegram || !strings.ContainsAny(words, "&<>") {
		return words
	}
	return escaper.Replace(words)
}

// mark wraps words that are escaped already in the format's marks of a kind; a
// format without such marks leaves them plain.
func (f Format) mark(kind, words string) string {
	if words == "" {
		return ""
	}
	switch f {
	case Telegram:
		return "<" + kind + ">" + words + "</" + kind + ">"
	case WeCom:
		switch kind {
		case "b":
			return "**" + words + "**"
		case "blockquote":
			return "> " + strings.ReplaceAll(words, "\n", "\n> ")
		case "code":
			return "`" + words + "`"
		}
	}
	return words
}

// link wraps words in a link; formats without links print the words alone.
func (f Format) link(address, words string) string {
	switch f {
	case Telegram:
		return `<a href="` + strings.ReplaceAll(escaper.Replace(address), `"`, "&quot;") + `">` + words + "</a>"
	case WeCom:
		return "[" + words + "](" + address + ")"
	}
	return words
}

// visible is what a reader sees of a text in the format: without tags, with
// entities read.
func (f Format) visible(text string) string {
	if f != Telegram {
		return text
	}
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			break
		}
		b.WriteString(text[:open])
		end := strings.IndexByte(text[open:], '>')
		if end < 0 {
			text = ""
			break
		}
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return unescaper.Replace(b.String())
}

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&")
