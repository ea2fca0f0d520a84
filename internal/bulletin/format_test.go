package bulletin_test

import (
	"testing"

	"yubao/internal/bulletin"
)

func TestATextOfEachFormatIsKeptAsAChatText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		format            bulletin.Format
		text, chat, plain string
	}{
		"Telegram as it is":              {bulletin.Telegram, "<b>新乡</b> 3&lt;4", "<b>新乡</b> 3&lt;4", "新乡 3<4"},
		"plain text escaped":             {bulletin.Plain, "最低<3℃，A&B", "最低&lt;3℃，A&amp;B", "最低<3℃，A&B"},
		"text for the ear":               {bulletin.Spoken, "明天，晴。", "明天，晴。", "明天，晴。"},
		"bold of WeCom":                  {bulletin.WeCom, "**新乡** 4月15日", "<b>新乡</b> 4月15日", "新乡 4月15日"},
		"quotes of WeCom line by line":   {bulletin.WeCom, "> 16日晴\n> 17日雨\n完", "<blockquote>16日晴</blockquote>\n<blockquote>17日雨</blockquote>\n完", "16日晴\n17日雨\n完"},
		"link, code and colour of WeCom": {bulletin.WeCom, "[来源](https://open-meteo.com/) `12℃` <font color=\"warning\">大风</font>", `<a href="https://open-meteo.com/">来源</a> <code>12℃</code> 大风`, "来源 12℃ 大风"},
		"signs that are none":            {bulletin.WeCom, "气温 3*4*5，5 > 4，a & b", "气温 3*4*5，5 &gt; 4，a &amp; b", "气温 3*4*5，5 > 4，a & b"},
	} {
		if got := c.format.Chat(c.text); got != c.chat {
			t.Errorf("%s: as chat %q, want %q", name, got, c.chat)
		}
		if got := c.format.Plain(c.text); got != c.plain {
			t.Errorf("%s: plain %q, want %q", name, got, c.plain)
		}
	}
}
