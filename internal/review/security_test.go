package review_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/review"
	"yubao/internal/store"
	"yubao/templates"
)

// visit is a request for one of the page's routes.
type visit struct{ method, path string }

// visits makes requests for a route: its wildcards filled in, and each act.
func visits(pattern string) []visit {
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.NewReplacer("{$}", "", "{id}", "1", "{date}", "2024-04-19", "{name}", "newspaper", "{token}", "nothing").Replace(path)
	acts := []string{""}
	if strings.Contains(path, "{act}") {
		acts = review.DraftActs()
		if strings.HasPrefix(path, "/outbox") {
			acts = []string{"retry", "drop", "settle"}
		}
	}
	var out []visit
	for _, act := range acts {
		out = append(out, visit{method, strings.Replace(path, "{act}", act, 1)})
	}
	return out
}

// form is filled in well enough for every act.
func form() url.Values {
	return url.Values{
		"seen": {"1"}, "text": {"改"}, "facts": {"19日 最低 11"}, "reason": {"试"}, "station": {"新乡市气象台"},
		"issued": {"2024-04-15T16:00"}, "note": {"试"}, "base": {"0"}, "version": {"1"}, "take": {"file"}, "keep": {"yes"},
	}
}

// ask makes a request and answers its status, without following where it leads.
func (s *site) ask(t *testing.T, b *http.Client, v visit, body string, header http.Header) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), v.method, s.URL+v.path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if v.method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for name, values := range header {
		r.Header[name] = values
	}
	stays := *b
	stays.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := stays.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answer.Body.Close() })
	return answer
}

// untouched checks that nothing was done to the draft, the ledger and the templates.
func (s *site) untouched(t *testing.T, id newsroom.DraftID) {
	t.Helper()
	if state, revision := s.state(t, id); state != newsroom.Filed || revision != 1 {
		t.Errorf("the draft is %s at revision %d", state, revision)
	}
	entries, err := s.store.AuditLog(t.Context(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Act, "login") && e.Act != "logout" {
			t.Errorf("done all the same: %s by %q", e.Act, e.Person)
		}
	}
	files, err := os.ReadDir(s.folder)
	if err != nil || len(files) > 0 {
		t.Errorf("files were written: %v, %v", files, err)
	}
}

// Every route but those that ask for a password or a link by themselves wants a login;
// those of chiefs want a chief.
func TestEveryRouteWantsItsLoginAndRole(t *testing.T) {
	t.Parallel()
	s, id := newDesk(t)
	editor := s.login(t, "zhang")
	guarded := 0
	for pattern, role := range s.page.Routes() {
		for _, v := range visits(pattern) {
			if role == "" {
				continue
			}
			guarded++
			answer := s.ask(t, s.browser(), v, form().Encode(), nil)
			toLogin := answer.StatusCode == http.StatusSeeOther && strings.HasPrefix(answer.Header.Get("Location"), "/login?to=")
			if v.method == http.MethodGet && !toLogin || v.method != http.MethodGet && answer.StatusCode != http.StatusUnauthorized {
				t.Errorf("%s %s without login: %d", v.method, v.path, answer.StatusCode)
			}
			if role != newsroom.Chief {
				continue
			}
			if answer := s.ask(t, editor, v, form().Encode(), nil); answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s as an editor: %d", v.method, v.path, answer.StatusCode)
			}
		}
	}
	for _, act := range []string{"sign", "withdraw"} { // on a route of editors, but a chief's act
		if answer := s.ask(t, editor, visit{http.MethodPost, "/drafts/1/" + act}, form().Encode(), nil); answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s as an editor: %d", act, answer.StatusCode)
		}
	}
	if guarded < 25 {
		t.Errorf("only %d requests were tried", guarded)
	}
	s.untouched(t, id)
}

// No other page can have a chief's browser act, and no act takes a body without end.
func TestEveryActIsSafeFromForeignPagesAndOversizeBodies(t *testing.T) {
	t.Parallel()
	s, id := newDesk(t)
	chief := s.login(t, "li")
	big := form()
	for _, field := range []string{"text", "facts", "reason", "note", "password", "bulletin"} {
		big.Set(field, strings.Repeat("x", 600<<10))
	}
	for pattern := range s.page.Routes() {
		for _, v := range visits(pattern) {
			if v.method != http.MethodPost {
				continue
			}
			for name, value := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
				if answer := s.ask(t, chief, v, form().Encode(), http.Header{name: {value}}); answer.StatusCode != http.StatusForbidden {
					t.Errorf("%s from a foreign page (%s): %d", v.path, name, answer.StatusCode)
				}
			}
			if v.path == "/logout" {
				continue // takes no form
			}
			if answer := s.ask(t, chief, v, big.Encode(), nil); answer.StatusCode < 400 || answer.StatusCode >= 500 {
				t.Errorf("%s with a body of megabytes: %d", v.path, answer.StatusCode)
			}
		}
	}
	s.untouched(t, id)
}

// Whatever names and texts are stored, the pages show them as text.
func TestStoredTextIsShownAsText(t *testing.T) {
	t.Parallel()
	s, id := newDesk(t)
	hash, err := review.HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	wang := newsroom.Person{ID: "wang", Name: "王" + hostile, Role: newsroom.Chief}
	if err := s.store.PutAccount(t.Context(), store.Account{Person: wang, Password: hash}); err != nil {
		t.Fatal(err)
	}
	chief := s.login(t, "wang")
	text, err := fs.ReadFile(templates.FS, "newspaper.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	s.post(t, chief, "/templates/newspaper/publish", url.Values{"text": {"{{- /* " + hostile + " */ -}}\n" + string(text)}, "base": {"0"}, "note": {hostile}})
	if err := s.store.Post(t.Context(), "evening"+hostile, []delivery.Outgoing{{
		Occasion: "x", Target: delivery.Target{Channel: "readers" + hostile, Address: "读者" + hostile}, Message: delivery.Message{Kind: delivery.KindBulletin, Text: hostile},
	}}); err != nil {
		t.Fatal(err)
	}
	if err := s.store.Subscribe(t.Context(), delivery.Subscriber{Target: delivery.Target{Channel: "readers", Address: hostile}, Edition: "evening" + hostile, Place: hostile}); err != nil {
		t.Fatal(err)
	}
	rows, err := s.store.Outbox(t.Context(), delivery.Pending, 0, 10)
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if _, err := s.store.Act(t.Context(), rows[0].ID, func(d delivery.Delivery) (delivery.Delivery, error) {
		d.State, d.Error, d.Reason, d.By = delivery.Dead, hostile, hostile, hostile
		return d, nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.store.Record(t.Context(), store.AuditEntry{Person: hostile, Act: hostile, Object: hostile, Detail: hostile}); err != nil {
		t.Fatal(err)
	}
	s.post(t, chief, fmt.Sprintf("/drafts/%d/words", id), url.Values{"seen": {"1"}, "text": {hostile + s.article(t, id)}, "reason": {hostile}, "override": {hostile}})
	s.post(t, chief, fmt.Sprintf("/drafts/%d/spike", id), url.Values{"seen": {"2"}, "reason": {hostile}})
	seen := 0
	for pattern, role := range s.page.Routes() {
		for _, v := range visits(pattern) {
			if v.method != http.MethodGet || v.path == "/events" || role == "" {
				continue
			}
			if v.path == "/drafts/1/diff" {
				v.path += "?from=1&to=2"
			}
			status, body := s.get(t, chief, v.path)
			if status != http.StatusOK || strings.Contains(body, "<script>alert") || strings.Contains(body, hostile) {
				t.Errorf("GET %s: %d, hostile: %t", v.path, status, strings.Contains(body, "<script>alert"))
			}
			seen += strings.Count(body, "&lt;script&gt;alert")
		}
	}
	if seen < 10 {
		t.Errorf("hostile text was shown in %d places only: the test does not reach them", seen)
	}
}

// Guessing is slowed down for an address too, whatever names it tries and whatever it says
// of the way that it came.
func TestGuessingManyNamesIsSlowedDown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	refused := 0
	for i := range 8 {
		body := url.Values{"person": {fmt.Sprintf("somebody%d", i)}, "password": {"错误的密码一二三四五"}}.Encode()
		header := http.Header{"X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", i)}}
		if s.ask(t, s.browser(), visit{http.MethodPost, "/login"}, body, header).StatusCode == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 3 {
		t.Errorf("%d of 8 tries were refused, want 3", refused)
	}
}

// A session ends for good with the logout; a link to set a password holds for a day.
func TestSessionsAndLinksEnd(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.login(t, "li")
	address, _ := url.Parse(s.URL)
	kept := b.Jar.Cookies(address)
	s.post(t, b, "/logout", nil)
	thief := s.browser()
	thief.Jar.SetCookies(address, kept)
	if _, body := s.get(t, thief, "/outbox"); !strings.Contains(body, "值班台登录") {
		t.Error("a cookie from before the logout still opens the desk")
	}
	link, err := review.Welcome(t.Context(), s.store, address, "li", s.clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Forward(25 * time.Hour)
	if status, _ := s.post(t, s.browser(), strings.TrimPrefix(link, s.URL), url.Values{"password": {password}, "again": {password}}); status != http.StatusGone {
		t.Errorf("a link of yesterday: %d", status)
	}
}

// Names of templates lead to templates and nowhere else.
func TestTemplateNamesStayInTheirFolder(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	chief := s.login(t, "li")
	outside := filepath.Join(filepath.Dir(s.folder), "stolen.tmpl")
	if err := os.WriteFile(outside, []byte("秘密"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"..%2fstolen", "..%2f..%2f..%2fetc%2fpasswd", "%2fetc%2fpasswd", "..", "a%00b", "newspaper.tmpl%2f..%2f..%2fstolen"} {
		for _, act := range []string{"", "/publish", "/rollback", "/settle"} {
			method := http.MethodPost
			if act == "" {
				method = http.MethodGet
			}
			answer := s.ask(t, chief, visit{method, "/templates/" + name + act}, form().Encode(), nil)
			body := make([]byte, 64<<10)
			n, _ := answer.Body.Read(body)
			if answer.StatusCode == http.StatusOK || answer.StatusCode >= 500 || strings.Contains(string(body[:n]), "秘密") {
				t.Errorf("%s %s%s: %d", method, name, act, answer.StatusCode)
			}
		}
	}
	if data, err := os.ReadFile(outside); err != nil || string(data) != "秘密" {
		t.Errorf("the file outside is %q, %v", data, err)
	}
}
