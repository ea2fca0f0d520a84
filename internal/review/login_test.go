package review_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"yubao/internal/bulletin"
	"yubao/internal/clocktest"
	"yubao/internal/newsroom"
	"yubao/internal/review"
	"yubao/internal/store"
	"yubao/internal/wording"
	"yubao/templates"
)

// site is a desk page over a real database, with a browser.
type site struct {
	*httptest.Server
	store  *store.Store
	clock  *clocktest.Clock
	page   *review.Server
	folder string // of the operators' files
	office *atomic.Pointer[review.Office]
}

const password = "晴天间多云-20240416"

func newSite(t testing.TB) *site {
	t.Helper()
	c := clocktest.At(time.Now()) // cookies and sessions are judged by the real clock
	db, err := store.Open(context.Background(), store.Config{DSN: filepath.Join(t.TempDir(), "desk.db"), Now: c.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	hash, err := review.HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []newsroom.Person{{ID: "zhang", Name: "张编辑", Role: newsroom.Editor}, {ID: "li", Name: "李主任", Role: newsroom.Chief}} {
		if err := db.PutAccount(t.Context(), store.Account{Person: p, Password: hash}); err != nil {
			t.Fatal(err)
		}
	}
	address, _ := url.Parse("http://127.0.0.1:8080")
	folder := filepath.Join(t.TempDir(), "templates")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	words, _, err := wording.Open(t.Context(), wording.Config{Folder: folder, Shipped: templates.FS, Store: db, Now: c.Now,
		Checker: wording.Checker{Bank: bulletin.NewBank(bulletin.HardCases)}})
	if err != nil {
		t.Fatal(err)
	}
	shelf := shelf{words}
	office := &atomic.Pointer[review.Office]{}
	office.Store(&review.Office{})
	server, err := review.New(review.Config{Store: db, URL: address, Zone: time.FixedZone("CST", 8*3600), Now: c.Now, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		Office:  func() review.Office { return *office.Load() },
		Words:   func() review.Words { return shelf },
		Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(server.Handler())
	t.Cleanup(web.Close)
	t.Cleanup(server.Close)
	return &site{web, db, c, server, folder, office}
}

// shelf is the operators' words with one week to look at and no previews.
type shelf struct{ *wording.Shelf }

func (s shelf) Refresh(ctx context.Context) { _, _ = s.Shelf.Refresh(ctx) }
func (s shelf) Choices() []wording.Choice {
	return []wording.Choice{{Key: "last:evening", Title: "晚报" + hostile, Group: hostile}} // places and editions have names that operators choose
}
func (s shelf) Preview(context.Context, string, string, string) wording.Preview {
	return wording.Preview{}
}

// browser returns a client that keeps cookies and follows redirects on the site.
func (s *site) browser() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar}
}

func (s *site) get(t testing.TB, b *http.Client, path string) (int, string) {
	t.Helper()
	return read(t)(b.Get(s.URL + path))
}

func (s *site) post(t testing.TB, b *http.Client, path string, form url.Values) (int, string) {
	t.Helper()
	return read(t)(b.PostForm(s.URL+path, form))
}

func read(t testing.TB) func(*http.Response, error) (int, string) {
	t.Helper()
	return func(r *http.Response, err error) (int, string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(body)
	}
}

func (s *site) login(t testing.TB, person string) *http.Client {
	t.Helper()
	b := s.browser()
	if status, body := s.post(t, b, "/login", url.Values{"person": {person}, "password": {password}, "to": {"/outbox"}}); status != http.StatusOK || !strings.Contains(body, "要人处理的") {
		t.Fatalf("login of %s: %d %s", person, status, body)
	}
	return b
}

func TestNothingWithoutLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/outbox", "/outbox/progress", "/subscribers", "/audit"} {
		if _, body := s.get(t, s.browser(), path); !strings.Contains(body, "值班台登录") {
			t.Errorf("GET %s without login does not ask for one", path)
		}
	}
	if status, _ := s.post(t, s.browser(), "/outbox/1/drop", url.Values{"reason": {"x"}}); status != http.StatusUnauthorized {
		t.Errorf("POST without login: status %d", status)
	}
}

func TestRoles(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	editor, chief := s.login(t, "zhang"), s.login(t, "li")
	if status, body := s.get(t, editor, "/audit"); status != http.StatusForbidden || !strings.Contains(body, "值班主任") {
		t.Errorf("an editor reads the audit log: %d", status)
	}
	if status, _ := s.post(t, editor, "/outbox/1/settle", url.Values{"reason": {"群里看到了"}}); status != http.StatusForbidden {
		t.Errorf("an editor settles a delivery: %d", status)
	}
	if status, body := s.get(t, chief, "/audit"); status != http.StatusOK || !strings.Contains(body, "login") {
		t.Errorf("a chief reads the audit log: %d", status)
	}
	if status, body := s.post(t, chief, "/outbox/1/settle", url.Values{"reason": {" "}}); status != http.StatusUnprocessableEntity || !strings.Contains(body, "理由") {
		t.Errorf("settling without a reason: %d", status)
	}
	if status, _ := s.post(t, chief, "/outbox/1/settle", url.Values{"reason": {"群里看到了"}}); status != http.StatusNotFound {
		t.Errorf("settling what is not there: %d", status)
	}
}

func TestRemovedPersonIsOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.login(t, "zhang")
	if _, err := s.store.RemoveAccount(t.Context(), "zhang"); err != nil {
		t.Fatal(err)
	}
	if _, body := s.get(t, b, "/outbox"); !strings.Contains(body, "值班台登录") {
		t.Error("a removed person still sees the outbox")
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	wrong := url.Values{"person": {"li"}, "password": {"错误的密码一二三四五"}}
	for i := range 5 {
		if status, _ := s.post(t, b, "/login", wrong); status != http.StatusUnauthorized {
			t.Fatalf("try %d: status %d", i+1, status)
		}
	}
	if status, body := s.post(t, b, "/login", url.Values{"person": {"li"}, "password": {password}}); status != http.StatusTooManyRequests || !strings.Contains(body, "秒后再试") {
		t.Fatalf("after five failures even the right password waits: %d", status)
	}
	s.clock.Forward(11 * time.Second)
	if status, _ := s.post(t, b, "/login", url.Values{"person": {"li"}, "password": {password}, "to": {"/outbox"}}); status != http.StatusOK {
		t.Errorf("after the pause: %d", status)
	}
}

func TestForeignOriginsAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.login(t, "li")
	for name, header := range map[string][2]string{"another origin": {"Origin", "https://evil.example"}, "another site": {"Sec-Fetch-Site", "cross-site"}} {
		r, _ := http.NewRequest(http.MethodPost, s.URL+"/logout", nil)
		r.Header.Set(header[0], header[1])
		if status, _ := read(t)(b.Do(r)); status != http.StatusForbidden {
			t.Errorf("a request from %s: status %d", name, status)
		}
	}
	if status, _ := s.get(t, b, "/outbox"); status != http.StatusOK {
		t.Error("the foreign request logged the person out")
	}
}

func TestSessionTokenChangesAtLogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.browser()
	address, _ := url.Parse(s.URL)
	b.Jar.SetCookies(address, []*http.Cookie{{Name: "yubao_session", Value: "planted-by-somebody"}})
	s.post(t, b, "/login", url.Values{"person": {"li"}, "password": {password}, "to": {"/outbox"}})
	cookies := b.Jar.Cookies(address)
	if len(cookies) != 1 || cookies[0].Value == "planted-by-somebody" {
		t.Errorf("cookies after login: %v", cookies)
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r, err := s.browser().Get(s.URL + "/login")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	policy := r.Header.Get("Content-Security-Policy")
	if strings.Contains(policy, "unsafe") || !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") {
		t.Errorf("policy %q", policy)
	}
}

func TestWelcomeLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if err := s.store.PutAccount(t.Context(), store.Account{Person: newsroom.Person{ID: "wang", Name: "王<b>编辑</b>", Role: newsroom.Editor}}); err != nil {
		t.Fatal(err)
	}
	token, hash := review.NewToken()
	if err := s.store.AddLink(t.Context(), hash, review.PurposeWelcome, "wang", s.clock.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	b := s.browser()
	for range 2 { // looking at it uses nothing up
		if status, body := s.get(t, b, "/welcome/"+token); status != http.StatusOK || !strings.Contains(body, "设置密码") || strings.Contains(body, "<b>编辑") {
			t.Fatalf("welcome page: %d %s", status, body)
		}
	}
	path := "/welcome/" + token
	if status, _ := s.post(t, b, path, url.Values{"password": {"短"}, "again": {"短"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("a short password: %d", status)
	}
	if status, _ := s.post(t, b, path, url.Values{"password": {password}, "again": {password + "x"}}); status != http.StatusUnprocessableEntity {
		t.Errorf("two different passwords: %d", status)
	}
	s.post(t, b, path, url.Values{"password": {password}, "again": {password}})
	s.login(t, "wang")
	if status, body := s.post(t, s.browser(), path, url.Values{"password": {password}, "again": {password}}); status != http.StatusGone || !strings.Contains(body, "用过") {
		t.Errorf("the link a second time: %d", status)
	}
	if status, _ := s.get(t, b, "/welcome/nonsense"); status != http.StatusGone {
		t.Errorf("a link that never was: %d", status)
	}
}

func TestRedirectStaysHere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, to := range []string{"https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"} {
		b := s.browser()
		b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		r, err := b.PostForm(s.URL+"/login", url.Values{"person": {"li"}, "password": {password}, "to": {to}})
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if got := r.Header.Get("Location"); got != "/" {
			t.Errorf("to=%q leads to %q", to, got)
		}
	}
}

func TestOversizeBodyIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	status, _ := s.post(t, s.browser(), "/login", url.Values{"person": {strings.Repeat("长", 200<<10)}, "password": {"x"}})
	if status != http.StatusUnauthorized && status != http.StatusRequestEntityTooLarge && status != http.StatusBadRequest {
		t.Errorf("oversize body: status %d", status)
	}
}

func TestStaticFilesStayInTheirFolder(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/static/../review.go", "/static/..%2freview.go", "/static/%2e%2e/pages/frame.html"} {
		if status, body := s.get(t, s.browser(), path); status == http.StatusOK && (strings.Contains(body, "package review") || strings.Contains(body, "define")) {
			t.Errorf("%s shows a file from outside", path)
		}
	}
}
