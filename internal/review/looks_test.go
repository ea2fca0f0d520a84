package review

import "testing"

func TestTelegramLooks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"its tags come through":                  {"<b>周五</b><i>小雨</i>", "<b>周五</b><i>小雨</i>"},
		"a hidden word is marked":                {"<tg-spoiler>27℃</tg-spoiler>", "<mark>27℃</mark>"},
		"a tag that it does not know goes":       {"<h1>标题</h1><script>alert(1)</script>", "标题alert(1)"},
		"signs that are no tag are text":         {"3 < 5 & 6 > 4", "3 &lt; 5 &amp; 6 &gt; 4"},
		"entities are read once":                 {"&lt;b&gt; &amp;lt;", "&lt;b&gt; &amp;lt;"},
		"attributes go":                          {`<b onclick="alert('>')" style=x>雨</b>`, "<b>雨</b>"},
		"a link goes to an address of the web":   {`<a href="https://a.cn/?x=1&amp;y=2">网站</a>`, `<a rel="noreferrer noopener" target="_blank" href="https://a.cn/?x=1&amp;y=2">网站</a>`},
		"and to nothing else":                    {`<a href="javascript:alert(1)">网站</a>`, `<a rel="noreferrer noopener" target="_blank" href="#">网站</a>`},
		"an address cannot leave its quotes":     {`<a href='https://a.cn/&quot; onclick=&quot;x'>网站</a>`, `<a rel="noreferrer noopener" target="_blank" href="https://a.cn/&#34;">网站</a>`},
		"what was left open is closed":           {"<b>雨<i>雪", "<b>雨<i>雪</i></b>"},
		"an end without a beginning goes":        {"</b>雨</i>", "雨"},
		"a tag in capitals is the same":          {"<B>雨</B>", "<b>雨</b>"},
		"a tag that is never closed is text":     {"<b", "&lt;b"},
		"and so is one within another":           {"<b <i>雨</i>", "&lt;b <i>雨</i>"},
		"a link without an address goes nowhere": {"<a>网站</a>", `<a rel="noreferrer noopener" target="_blank" href="#">网站</a>`},
	} {
		if got := string(telegramHTML(c.text)); got != c.want {
			t.Errorf("%s: %q is shown as\n%s\nnot\n%s", name, c.text, got, c.want)
		}
	}
}
