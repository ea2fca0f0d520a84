package app

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/newsroom"
)

// linkRoom is a newsroom whose cards go to a WeCom group, which cannot call back, with the
// desk's page beside it.
type linkRoom struct {
	*talk
	page *httptest.Server
}

func openLinkRoom(t *testing.T) *linkRoom {
	t.Helper()
	k := openTalk(t, "", ", group", "")
	k.g.config.Desk.Listen, k.g.config.Desk.URL = "127.0.0.1:0", "https://desk.example.org"
	d := &daemon{base: base{store: k.store, log: k.g.office.log, screen: t.Output(), now: k.Now, metrics: newMetrics(k.store, k.Now)}}
	d.set(k.g, true)
	desk, err := d.newPage(k.g.config)
	if err != nil {
		t.Fatal(err)
	}
	d.front.put(desk)
	server := httptest.NewServer(d.handler())
	t.Cleanup(func() { server.Close(); d.front.close() })
	return &linkRoom{k, server}
}

var linkInText = regexp.MustCompile(`https://desk\.example\.org(/decide/[^\s)]+)`)

// link returns the way to the page in the latest message of the group that has some words.
func (r *linkRoom) link(t *testing.T, words string) string {
	t.Helper()
	for _, m := range slices.Backward(r.Server.Messages()) {
		if m.Chat == "wecom:k" && strings.Contains(m.Text, words) {
			found := linkInText.FindStringSubmatch(m.Text)
			if found == nil {
				t.Fatalf("no link in %s", m.Text)
			}
			return found[1]
		}
	}
	t.Fatalf("the group never got %q: %+v", words, r.Server.Messages())
	return ""
}

func (r *linkRoom) open(t *testing.T, path string, form url.Values) (int, string) {
	t.Helper()
	answer, err := http.Get(r.page.URL + path)
	if form != nil {
		answer, err = http.PostForm(r.page.URL+path, form)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func (r *linkRoom) state(t *testing.T) newsroom.State {
	t.Helper()
	draft, err := r.store.Draft(t.Context(), r.id)
	if err != nil {
		t.Fatal(err)
	}
	return draft.State
}

// Where buttons do not call back, the card and the reminders carry a link: opening it
// decides nothing, posting decides once, and a link is good for one revision and a day.
func TestCardsWithoutCallbacksCarryALink(t *testing.T) {
	t.Parallel()
	r := openLinkRoom(t)
	r.make(t)
	r.deliver(t)
	card := r.link(t, "【待签发】")
	for range 3 { // chats open links by themselves, to show what is behind them
		if status, body := r.open(t, card, nil); status != http.StatusOK || !strings.Contains(body, "东北风3级左右") {
			t.Fatalf("opening the link: %d", status)
		}
	}
	if r.state(t) != newsroom.Filed {
		t.Fatal("opening a link decided")
	}
	sign := url.Values{"act": {"sign"}, "name": {"王主任"}}
	r.Wait(61 * time.Minute)
	if _, err := r.g.desk.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.deliver(t)
	reminder := r.link(t, "【催签】")
	if reminder == card {
		t.Error("the reminder has the card's link")
	}
	editor := r.g.config.Members()["zhang"]
	if _, err := r.g.editors.EditFacts(t.Context(), r.id, 1, editor, "19日 最低 11"); err != nil {
		t.Fatal(err)
	}
	r.deliver(t)
	if status, _ := r.open(t, card, sign); status != http.StatusConflict || r.state(t) != newsroom.Filed {
		t.Errorf("signing what was changed since: %d, and the draft is %s", status, r.state(t))
	}
	second := r.link(t, "第2版")
	if status, body := r.open(t, second, sign); status != http.StatusOK || !strings.Contains(body, "已签发") || r.state(t) != newsroom.Signed {
		t.Errorf("signing: %d, and the draft is %s", status, r.state(t))
	}
	if status, _ := r.open(t, second, url.Values{"act": {"spike"}, "name": {"王主任"}}); status != http.StatusGone {
		t.Errorf("the link again: %d", status)
	}
	r.deliver(t)
	for _, m := range r.Server.Messages() {
		if m.Chat == "wecom:k" && strings.Contains(m.Text, "【已签发】") && linkInText.MatchString(m.Text) {
			t.Errorf("a link to decide stands under a decision: %s", m.Text)
		}
	}
	r.Wait(24 * time.Hour)
	if status, _ := r.open(t, reminder, nil); status != http.StatusGone {
		t.Errorf("a link of yesterday: %d", status)
	}
	if record, err := r.store.Decisions(t.Context(), r.id); err != nil || !slices.ContainsFunc(record, func(d newsroom.Decision) bool {
		return d.Act == newsroom.ActSign && d.Refused == "" && strings.HasPrefix(d.Name, "王主任") && d.Person == "link:group"
	}) {
		t.Errorf("record %+v, %v", record, err)
	}
}
