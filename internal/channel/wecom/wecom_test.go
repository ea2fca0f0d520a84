package wecom_test

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"yubao/internal/channel/channeltest"
	"yubao/internal/channel/wecom"
	"yubao/internal/delivery"
	"yubao/internal/remote"
	"yubao/internal/secret"
)

func open(t *testing.T, base string, plain bool) *wecom.Channel {
	t.Helper()
	c, err := wecom.New(wecom.Config{Webhook: secret.New(base + "/cgi-bin/webhook/send?key=k-693a91f6"), Plain: plain}, remote.New(remote.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestContract(t *testing.T) {
	channeltest.Run(t, "wecom_bot", channeltest.Service{
		New: func(t *testing.T, base string) (delivery.Channel, []string) {
			return open(t, base, false), []string{"k-693a91f6"}
		},
		Success: `{"errcode":0,"errmsg":"ok"}`,
	})
}

// sent is what the service got.
type sent struct {
	Type     string `json:"msgtype"`
	Text     struct{ Content string }
	Markdown struct{ Content string }
	Image    struct{ Base64, MD5 string }
}

// post splits a message as the ledger does, sends its parts and returns what the service got.
func post(t *testing.T, plain bool, m delivery.Message) []sent {
	t.Helper()
	var got []sent
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var one sent
		if err := json.NewDecoder(r.Body).Decode(&one); err != nil {
			t.Error(err)
		}
		got = append(got, one)
		_, _ = w.Write([]byte(`{"errcode":0,"errmsg":"ok"}`))
	}))
	t.Cleanup(server.Close)
	c := open(t, server.URL, plain)
	parts, err := delivery.Split(m, c.Limits())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		if _, err := c.Send(t.Context(), delivery.Target{}, part); err != nil {
			t.Fatal(err)
		}
	}
	return got
}

// dot is a picture of one pixel; its sum was computed with openssl.
const (
	dot    = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
	dotSum = "f829b914fc47cfc9c0747c119c27cf1b"
)

func TestPictureFollowsTheTextInAMessageOfItsOwn(t *testing.T) {
	t.Parallel()
	photo, err := base64.StdEncoding.DecodeString(dot)
	if err != nil {
		t.Fatal(err)
	}
	got := post(t, true, delivery.Message{Text: "明天晴", Photo: photo})
	if len(got) != 2 || got[0].Type != "text" || got[0].Text.Content != "明天晴" {
		t.Fatalf("sent %+v, want the text and then the picture", got)
	}
	if got[1].Type != "image" || got[1].Image.Base64 != dot || got[1].Image.MD5 != dotSum {
		t.Errorf("the picture went as %+v", got[1])
	}
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, html, want string }{
		{"bold and links", `<b>新乡</b>：<a href="https://example.org/?a=1&amp;b=2">全文</a>`, `**新乡**：[全文](https://example.org/?a=1&b=2)`},
		{"entities are what a reader sees", `气温&lt;12℃&gt;，A&amp;B`, `气温<12℃>，A&B`},
		{"bold over lines is bold on each", "<b>晴\n多云</b>转阴", "**晴**\n**多云**转阴"},
		{"bold within bold", "<b>晴<strong>雨</strong>雪</b>", "**晴雨雪**"},
		{"a link within bold stays a link", `<b>看<a href="https://x.org">这里</a>吧</b>`, `**看**[这里](https://x.org)**吧**`},
		{"bold within a link stays a link", `<a href="https://x.org"><b>这里</b></a>`, `[这里](https://x.org)`},
		{"a quote marks each of its lines", "前\n<blockquote>一\n<b>二</b></blockquote>\n后", "前\n> 一\n> **二**\n后"},
		{"code", "<code>yubao drafts sign 7</code>", "`yubao drafts sign 7`"},
		{"what markdown lacks goes without it", "<i>斜</i><u>线</u><s>删</s>", "斜线删"},
		{"signs of the text stay signs of the text", "2**3 `x` [a](b)\n# 号\n>号", "2＊＊3 ｀x｀ [a]（b)\n＃ 号\n＞号"},
		{"empty tags leave nothing", "<b></b>晴", "晴"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := post(t, false, delivery.Message{Text: "x", HTML: tt.html})
			if len(got) != 1 || got[0].Type != "markdown" || got[0].Markdown.Content != tt.want {
				t.Errorf("sent %+v, want %q", got, tt.want)
			}
		})
	}
}

func TestMarkdownIsForMessagesWithFormats(t *testing.T) {
	t.Parallel()
	button := [][]delivery.Button{{{Label: "审阅", URL: "https://desk.example.org/l/1"}}}
	tests := []struct {
		name       string
		plain      bool
		m          delivery.Message
		kind, want string
	}{
		{"without formats it is text", false, delivery.Message{Text: "晴", Buttons: button}, "text", "晴\n审阅：https://desk.example.org/l/1"},
		{"with formats markdown", false, delivery.Message{Text: "晴", HTML: "<b>晴</b>", Buttons: button}, "markdown", "**晴**\n[审阅](https://desk.example.org/l/1)"},
		{"text where it is asked for", true, delivery.Message{Text: "晴", HTML: "<b>晴</b>"}, "text", "晴"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := post(t, tt.plain, tt.m)
			if len(got) != 1 || got[0].Type != tt.kind || got[0].Text.Content+got[0].Markdown.Content != tt.want {
				t.Errorf("sent %+v, want %s %q", got, tt.kind, tt.want)
			}
		})
	}
}

// The service counts bytes of what it gets, signs included.
func TestLongTextsFitInBytes(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("<b>新乡</b>明天晴，东北风三级。", 200)
	for _, plain := range []bool{false, true} {
		got := post(t, plain, delivery.Message{Text: strings.Repeat("新乡明天晴，东北风三级。", 200), HTML: long})
		shown := ""
		for i, one := range got {
			if len(one.Text.Content) > wecom.MaxText || len(one.Markdown.Content) > wecom.MaxMarkdown {
				t.Errorf("part %d has %d bytes of text, %d of markdown", i+1, len(one.Text.Content), len(one.Markdown.Content))
			}
			shown += one.Text.Content + one.Markdown.Content
		}
		if n := strings.Count(shown, "东北风三级"); n != 200 || len(got) < 2 {
			t.Errorf("%d of 200 sentences arrived in %d parts", n, len(got))
		}
	}
}
