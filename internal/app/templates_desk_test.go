package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	desk "yubao/internal/newsroom"
	"yubao/templates"
)

// visitor is a browser without JavaScript.
type visitor struct {
	t      testing.TB
	client *http.Client
	url    string
}

// visit logs a person in at the desk.
func visit(t testing.TB, address, person string) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t, &http.Client{Jar: jar}, "http://" + address}
	if status, page := v.post("/login", url.Values{"person": {person}, "password": {password}, "to": {"/templates"}}, nil); status != http.StatusOK || !strings.Contains(page, "newspaper.tmpl") {
		t.Fatalf("login of %s: %d %s", person, status, page)
	}
	return v
}

func (v *visitor) get(path string) (status int, page string) {
	v.t.Helper()
	return v.answer(http.NewRequest(http.MethodGet, v.url+path, nil))
}

func (v *visitor) post(path string, form url.Values, header http.Header) (status int, page string) {
	v.t.Helper()
	r, err := http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Origin": {v.url}}
		for name, values := range header {
			r.Header[name] = values
		}
	}
	return v.answer(r, err)
}

func (v *visitor) answer(r *http.Request, err error) (status int, page string) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	answer, err := v.client.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

func shippedText(t testing.TB, file string) string {
	t.Helper()
	text, err := templates.FS.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// BenchmarkPreviewAtTheDesk is the way of a draft from the editor's page and back, as long
// as an editor who types waits. The check comes by an answer of its own, also measured.
func BenchmarkPreviewAtTheDesk(b *testing.B) {
	n, address := withDesk(b)
	account(b, filepath.Join(filepath.Dir(n.config), "yubao.db"))
	v := visit(b, address, "li")
	number := 0
	for _, c := range []struct{ name, file, week string }{
		{"newspaper", "newspaper.tmpl", "scene:xinxiang-week-20240416"}, {"style.yaml", "style.yaml", "scene:xinxiang-week-20240416"},
		{"style.yaml", "style.yaml", "hard:每天都缺风"}, {"advice.yaml", "advice.yaml", "scene:dust-202303"},
	} {
		text := shippedText(b, c.file)
		for _, part := range []string{"preview", "verdict"} {
			b.Run(c.file+"/"+c.week+"/"+part, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					number++
					form := url.Values{"text": {text + strings.Repeat("\n", number%1000+1)}, "week": {c.week}}
					started := time.Now()
					status, page := v.post("/templates/"+c.name+"/"+part, form, http.Header{"Hx-Request": {"true"}})
					took = append(took, time.Since(started))
					if status != http.StatusOK || !strings.Contains(page, "新乡") && !strings.Contains(page, "没有错误") {
						b.Fatalf("%d %s", status, page)
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
				b.ReportMetric(float64(took[0].Microseconds())/1000, "best-ms")
			})
		}
	}
}

func TestTheTemplatePageWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	n, address := withDesk(t)
	account(t, filepath.Join(filepath.Dir(n.config), "yubao.db"))
	v := visit(t, address, "li")
	shipped := shippedText(t, "newspaper.tmpl")
	changed := strings.Replace(shipped, "未来几天天气情况", "往后几天天气情况", 1)
	broken := strings.Replace(shipped, "{{.署名}}", "{{.署明}}", 1)

	status, page := v.get("/templates/newspaper")
	for _, want := range []string{`<textarea name="text"`, "未来几天天气情况", `formaction="/templates/newspaper/preview"`, `formaction="/templates/newspaper/publish"`, "没有错误", "16日（周二）"} {
		if status != http.StatusOK || !strings.Contains(page, want) {
			t.Fatalf("page: %d without %q:\n%s", status, want, page)
		}
	}
	base := between(page, `name="base" value="`, `"`)
	form := func(text string) url.Values {
		return url.Values{"text": {strings.ReplaceAll(text, "\n", "\r\n")}, "base": {base}, "week": {"scene:dust-202303"}, "note": {"换个说法"}, "how": {"publish"}}
	}

	if status, page = v.post("/templates/newspaper/preview", form(changed), nil); status != http.StatusOK ||
		!strings.Contains(page, "<html") || !strings.Contains(page, "往后几天天气情况</div>") && !strings.Contains(page, "往后几天天气情况\n") ||
		!strings.Contains(page, "沙") || !strings.Contains(page, "加1行，减1行") || !strings.Contains(page, `value="换个说法"`) {
		t.Fatalf("preview: %d\n%s", status, page)
	}
	if status, page = v.post("/templates/newspaper/publish", form(broken), nil); status != http.StatusUnprocessableEntity ||
		!strings.Contains(page, "没有启用") || !strings.Contains(page, "是不是“署名”") || !strings.Contains(page, "署明") {
		t.Fatalf("broken: %d\n%s", status, page)
	}
	if status, page = v.post("/templates/newspaper/publish", form(changed), nil); status != http.StatusOK || !strings.Contains(page, "已发布") {
		t.Fatalf("publish: %d\n%s", status, page)
	}
	if status, page = v.post("/templates/newspaper/publish", form(shipped), nil); status != http.StatusConflict || !strings.Contains(page, "别人发布了新版") {
		t.Fatalf("publish what is out of date: %d\n%s", status, page)
	}
	if status, page = v.post("/templates/newspaper/rollback", url.Values{"version": {"0"}}, nil); status != http.StatusOK || !strings.Contains(page, "已退回") {
		t.Fatalf("roll back: %d\n%s", status, page)
	}
	if got := read(t, filepath.Join(filepath.Dir(n.config), "templates", "newspaper.tmpl")); got != shipped {
		t.Errorf("the file after all: %s", got)
	}
	if status, page = v.post("/templates/newspaper/rollback", url.Values{"version": {"999"}}, nil); status != http.StatusNotFound || !strings.Contains(page, "没有这一版") {
		t.Errorf("roll back to nothing: %d\n%s", status, page)
	}
	if status, page = v.post("/templates/newspaper/preview", url.Values{"text": {strings.Repeat("天", 30_000)}}, nil); status != http.StatusRequestEntityTooLarge {
		t.Errorf("too long: %d\n%s", status, page)
	}
}

// between is what stands in text after one mark and before another.
func between(text, after, before string) string {
	_, rest, _ := strings.Cut(text, after)
	found, _, _ := strings.Cut(rest, before)
	return found
}

func TestRightsOnTheTemplatePage(t *testing.T) {
	t.Parallel()
	n, address := withDesk(t)
	account(t, filepath.Join(filepath.Dir(n.config), "yubao.db"),
		desk.Person{ID: "li", Name: "李主任", Role: desk.Chief}, desk.Person{ID: "zhang", Name: "张编辑", Role: desk.Editor})
	stranger := &visitor{t, &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, "http://" + address}
	editor, chief := visit(t, address, "zhang"), visit(t, address, "li")
	text := url.Values{"text": {shippedText(t, "push.tmpl") + "\n"}}
	for _, c := range []struct {
		method, path string
		form         url.Values
		editor       int
		chief        int
	}{
		{"GET", "/templates", nil, 200, 200},
		{"GET", "/templates/push", nil, 200, 200},
		{"GET", "/templates/push/words", nil, 200, 200},
		{"POST", "/templates/push/check", text, 200, 200},
		{"POST", "/templates/push/preview", text, 200, 200},
		{"POST", "/templates/push/verdict", text, 200, 200},
		{"POST", "/templates/push/publish", url.Values{"text": {"{{.署明}}"}}, 403, 422},
		{"POST", "/templates/push/rollback", url.Values{"version": {"999"}}, 403, 404},
		{"POST", "/templates/push/trial", nil, 403, 404},
		{"POST", "/templates/push/settle", url.Values{"how": {"store"}}, 403, 404},
	} {
		for _, who := range []struct {
			name string
			v    *visitor
			want int
		}{{"a stranger", stranger, 303}, {"an editor", editor, c.editor}, {"a chief", chief, c.chief}} {
			status, page := 0, ""
			if c.method == "GET" {
				status, page = who.v.get(c.path)
			} else {
				status, page = who.v.post(c.path, c.form, nil)
			}
			if status != who.want && !(who.v == stranger && status == http.StatusUnauthorized) {
				t.Errorf("%s %s by %s: %d, want %d\n%.200s", c.method, c.path, who.name, status, who.want, page)
			}
		}
	}
	if _, page := editor.get("/templates/push"); strings.Contains(page, "/publish") || strings.Contains(page, "/rollback") {
		t.Error("an editor is shown what he may not do")
	}
	if status, _ := chief.get(fmt.Sprintf("/templates/push?version=%d", 999)); status != http.StatusOK {
		t.Errorf("a version that is not there: %d", status)
	}
}
