package review_test

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"yubao/internal/advice"
	"yubao/internal/analysis"
	"yubao/internal/bulletin"
	"yubao/internal/delivery"
	"yubao/internal/desk"
	"yubao/internal/edition"
	"yubao/internal/grammar"
	"yubao/internal/newsroom"
	"yubao/internal/phrase"
	"yubao/internal/proof"
	"yubao/internal/review"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/weather"
	"yubao/templates"
)

// oneReader writes the bulletin for one reader, and nothing else.
type oneReader struct{}

func (oneReader) Write(_ context.Context, e desk.Event) ([]delivery.Outgoing, error) {
	if e.Occasion != delivery.OnBulletin {
		return nil, nil
	}
	return []delivery.Outgoing{{
		Occasion: e.Occasion, Target: delivery.Target{Channel: "readers"},
		Message: delivery.Message{Kind: delivery.KindBulletin, Text: e.Dossier.Revision.Copy.Article},
	}}, nil
}

// deliver plays the courier: everything that waits is sent.
func (s *site) deliver(t *testing.T) {
	t.Helper()
	waiting, err := s.store.Outbox(t.Context(), delivery.Pending, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range waiting {
		if _, err := s.store.Act(t.Context(), d.ID, func(d delivery.Delivery) (delivery.Delivery, error) {
			d.State, d.MessageID, d.Updated = delivery.Sent, "m1", s.clock.Now()
			return d, nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

const hostile = `<script>alert(1)</script>"'>`

// newDesk puts a draft of the model week on a site's desk, with hostile names.
func newDesk(t *testing.T) (*site, newsroom.DraftID) {
	t.Helper()
	return newDeskOf(t, hostile)
}

// newDeskOf is newDesk with a text behind the names of place and edition.
func newDeskOf(t testing.TB, behind string) (*site, newsroom.DraftID) {
	t.Helper()
	s := newSite(t)
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	styleText, _ := templates.FS.ReadFile("style.yaml")
	adviceText, _ := templates.FS.ReadFile("advice.yaml")
	style, _ := phrase.LoadStyle("style.yaml", styleText)
	rules, _ := advice.Load("advice.yaml", adviceText)
	set, _ := bulletin.Load(templates.FS)
	house, _ := grammar.Preset("henan")
	r := edition.Recipe{
		ID: "evening", Place: week.Place, FirstIn: 1, Days: 6, Thresholds: analysis.DefaultThresholds(), House: house, Style: style,
		Advice: rules, Templates: set, Voice: newsroom.Model, Lexicon: proof.NewLexicon(string(styleText), string(adviceText)),
		Names: edition.Names{Article: "newspaper", Chat: "chat", Push: "push", Broadcast: "broadcast"},
	}
	r.Place.Name = "新乡" + behind
	read := func(a weather.Answer, p weather.Place) (weather.Forecast, error) {
		f, _, err := source.Read(a, p)
		return f, err
	}
	f, err := read(weather.Answer{Fetched: week.Issued, Body: week.Forecast(), Air: week.Air()}, r.Place)
	if err != nil {
		t.Fatal(err)
	}
	w, err := r.Write(t.Context(), edition.Material{Forecast: f, Now: week.Issued})
	if err != nil {
		t.Fatal(err)
	}
	first, err := r.Revision(w)
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(desk.Config{Store: s.store, Writer: oneReader{}, Now: s.clock.Now})
	draft, err := d.FileDraft(t.Context(), desk.Filing{Edition: "evening", Slot: week.Issued, Voice: newsroom.Model, Revision: first, Deadline: s.clock.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	editors := &edition.Editors{Drafts: s.store, Decisions: d, Read: read, Recipe: func(context.Context, string) (edition.Recipe, bool) { return r, true }}
	s.office.Store(&review.Office{Desk: d, Editors: editors, Pictures: drawn(""), Editions: []review.Edition{{
		ID: "evening", Title: "晚报" + behind, Place: r.Place.Name, Zone: week.Place.Zone, Illustrated: true,
	}}})
	return s, draft.ID
}

func (s *site) article(t *testing.T, id newsroom.DraftID) string {
	t.Helper()
	d, err := s.store.Dossier(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d.Revision.Copy.Article
}

func (s *site) state(t *testing.T, id newsroom.DraftID) (newsroom.State, int) {
	t.Helper()
	d, err := s.store.Draft(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d.State, d.Revision
}

func TestNoActWithoutLoginAndRole(t *testing.T) {
	t.Parallel()
	s, id := newDesk(t)
	form := url.Values{"seen": {"1"}, "text": {"改"}, "facts": {"19日 最低 11"}, "reason": {"试"}, "station": {"台"}, "issued": {"2024-04-15T16:00"}}
	for _, act := range []string{"sign", "spike", "withdraw", "words", "facts", "rewrite", "attest", "correct", "proof"} {
		if status, _ := s.post(t, s.browser(), fmt.Sprintf("/drafts/%d/%s", id, act), form); status != http.StatusUnauthorized {
			t.Errorf("%s without login: %d", act, status)
		}
	}
	for _, path := range []string{"/", "/events", "/sources", "/drafts/1", "/drafts/1/diff?from=1&to=1", "/drafts/1/day/2024-04-19"} {
		if _, body := s.get(t, s.browser(), path); !strings.Contains(body, "值班台登录") {
			t.Errorf("GET %s without login does not ask for one", path)
		}
	}
	if status, _ := s.post(t, s.login(t, "zhang"), "/drafts/1/sign", form); status != http.StatusForbidden {
		t.Errorf("an editor signs: %d", status)
	}
	r, _ := http.NewRequest(http.MethodPost, s.URL+"/drafts/1/sign", strings.NewReader("seen=1"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", "https://evil.example")
	if status, _ := read(t)(s.login(t, "li").Do(r)); status != http.StatusForbidden {
		t.Errorf("a foreign page signs: %d", status)
	}
	if state, revision := s.state(t, id); state != newsroom.Filed || revision != 1 {
		t.Errorf("the draft is %s at revision %d", state, revision)
	}
}

func TestFromDraftToPublished(t *testing.T) {
	t.Parallel()
	s, id := newDesk(t)
	editor, chief := s.login(t, "zhang"), s.login(t, "li")
	if _, body := s.get(t, editor, "/"); !strings.Contains(body, "1 份稿件等签发") || strings.Contains(body, "<script>alert") {
		t.Errorf("the first page: %s", body)
	}
	status, body := s.get(t, editor, "/drafts/1?day=2024-04-19")
	if status != http.StatusOK || strings.Contains(body, "<script>alert") || !strings.Contains(body, "polyline") || !strings.Contains(body, "受低槽") {
		t.Errorf("the draft's page: %d\n%s", status, body)
	}
	if len(body) > 100<<10 {
		t.Errorf("the draft's page has %d bytes", len(body))
	}
	planted := strings.Replace(s.article(t, id), "22℃。", "32℃。", 1) + hostile
	if _, body := s.post(t, editor, "/drafts/1/proof", url.Values{"text": {planted}}); !strings.Contains(body, `<mark class="contradiction"`) || strings.Contains(body, "<script>alert") {
		t.Errorf("live proof: %s", body)
	}
	status, body = s.post(t, editor, "/drafts/1/words", url.Values{"seen": {"1"}, "text": {planted}})
	if status != http.StatusOK || !strings.Contains(body, "与资料矛盾") || strings.Contains(body, "<script>alert") {
		t.Errorf("after the planted error: %d", status)
	}
	if status, body := s.post(t, chief, "/drafts/1/sign", url.Values{"seen": {"2"}}); status != http.StatusConflict || !strings.Contains(body, "矛盾") {
		t.Errorf("signing a contradiction: %d", status)
	}
	if status, body := s.post(t, editor, "/drafts/1/facts", url.Values{"seen": {"2"}, "facts": {"19日 最低 很冷" + hostile}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "看不懂") || !strings.Contains(body, html.EscapeString("19日 最低 很冷<script>")) {
		t.Errorf("a bad line of facts: %d", status)
	}
	if status, _ := s.post(t, editor, "/drafts/1/rewrite", url.Values{"seen": {"2"}}); status != http.StatusOK {
		t.Errorf("rewriting: %d", status)
	}
	if _, body := s.get(t, editor, "/drafts/1/diff?from=2&to=3"); !strings.Contains(body, "<ins>") || strings.Contains(body, "<script>alert") {
		t.Error("the comparison shows nothing new")
	}
	if status, body := s.post(t, chief, "/drafts/1/sign", url.Values{"seen": {"1"}}); status != http.StatusConflict || !strings.Contains(body, "不是最新") {
		t.Errorf("signing an old revision: %d", status)
	}
	if status, body := s.post(t, chief, "/drafts/1/sign", url.Values{"seen": {"3"}}); status != http.StatusOK || !strings.Contains(body, "已签发") {
		t.Errorf("signing: %d", status)
	}
	if state, _ := s.state(t, id); state != newsroom.Signed {
		t.Errorf("the draft is %s", state)
	}
}

func TestLinkToDecide(t *testing.T) {
	t.Parallel()
	s, id := newDesk(t)
	base, _ := url.Parse(s.URL)
	link, err := review.DecideLink(t.Context(), s.store, base, id, 1, "group", s.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	path := strings.TrimPrefix(link, s.URL)
	for range 2 {
		if status, body := s.get(t, s.browser(), path); status != http.StatusOK || !strings.Contains(body, "签发") || strings.Contains(body, "<script>alert") {
			t.Fatalf("opening the link: %d", status)
		}
	}
	if state, _ := s.state(t, id); state != newsroom.Filed {
		t.Fatalf("opening the link made the draft %s", state)
	}
	if status, _ := s.post(t, s.browser(), path, url.Values{"act": {"sign"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("deciding without a name: %d", status)
	}
	if status, body := s.post(t, s.browser(), path, url.Values{"act": {"sign"}, "name": {"王" + hostile[:8]}}); status != http.StatusOK || !strings.Contains(body, "已签发") {
		t.Errorf("deciding: %d", status)
	}
	if status, _ := s.post(t, s.browser(), path, url.Values{"act": {"spike"}, "name": {"王"}}); status != http.StatusGone {
		t.Errorf("the link again: %d", status)
	}
	late, err := review.DecideLink(t.Context(), s.store, base, id, 1, "group", s.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Forward(25 * time.Hour)
	if status, _ := s.get(t, s.browser(), strings.TrimPrefix(late, s.URL)); status != http.StatusGone {
		t.Errorf("a link of yesterday: %d", status)
	}
}

func TestOversizeAndStrangeRequests(t *testing.T) {
	t.Parallel()
	s, _ := newDesk(t)
	b := s.login(t, "li")
	if status, _ := s.post(t, b, "/drafts/1/words", url.Values{"seen": {"1"}, "text": {strings.Repeat("长", 200<<10)}}); status != http.StatusRequestEntityTooLarge {
		t.Errorf("an oversize text: %d", status)
	}
	for _, path := range []string{"/drafts/0", "/drafts/x", "/drafts/99", "/drafts/1/day/..%2f..%2fetc", "/drafts/1/diff?from=x"} {
		if status, _ := s.get(t, b, path); status != http.StatusNotFound {
			t.Errorf("GET %s: %d", path, status)
		}
	}
}
