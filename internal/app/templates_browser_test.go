package app_test

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	desk "yubao/internal/newsroom"
	"yubao/internal/review"
	"yubao/internal/store"
	"yubao/templates"
)

// browser returns a tab of a real browser, or skips the test.
func browser(t *testing.T) context.Context {
	t.Helper()
	path, err := exec.LookPath(cmp.Or(os.Getenv("YUBAO_TEST_CHROMIUM"), "chromium"))
	if err != nil {
		t.Skip("no chromium: install it, or set YUBAO_TEST_CHROMIUM to a Chrome")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(1500, 1000))...)
	t.Cleanup(cancel)
	tab, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	tab, stop := context.WithTimeout(tab, 2*time.Minute)
	t.Cleanup(stop)
	return tab
}

// operator is a person with a browser at the desk.
type operator struct {
	t   *testing.T
	tab context.Context
	url string
}

func (o *operator) do(steps ...chromedp.Action[chromedp.Void]) {
	o.t.Helper()
	if err := chromedp.Do(o.tab, steps...); err != nil {
		o.picture("failure")
		o.t.Fatal(err)
	}
}

// press clicks what leads to another page, and says yes when asked.
func (o *operator) press(selector string) {
	o.t.Helper()
	o.eval("window.confirm = () => true; true")
	if _, err := chromedp.RunResponse(o.tab, chromedp.Click(chromedp.CSS(selector))); err != nil {
		o.picture("failure")
		o.t.Fatalf("%s: %v", selector, err)
	}
}

func (o *operator) eval(expression string) bool {
	o.t.Helper()
	got, err := chromedp.Run(o.tab, chromedp.Evaluate[bool](expression))
	if err != nil {
		o.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// until waits for something to hold in the page.
func (o *operator) until(expression string) {
	o.t.Helper()
	if _, err := chromedp.Run(o.tab, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		o.picture("failure")
		o.t.Fatalf("never true: %s: %v", expression, err)
	}
}

func (o *operator) text(selector string) string {
	o.t.Helper()
	text, err := chromedp.Run(o.tab, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		o.t.Fatalf("%s: %v", selector, err)
	}
	return text
}

// both keeps a picture on a desk and one on a phone.
func (o *operator) both(name string) {
	if os.Getenv("YUBAO_SCREENSHOTS") == "" {
		return
	}
	o.picture(name + "-desktop")
	o.do(chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile))
	o.picture(name + "-phone")
	o.do(chromedp.EmulateViewport(1500, 1000))
}

// picture keeps a picture of the page where YUBAO_SCREENSHOTS names a folder.
func (o *operator) picture(name string) {
	folder := os.Getenv("YUBAO_SCREENSHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(o.tab, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o644)
	}
	if err != nil {
		o.t.Logf("no picture %s: %v", name, err)
	}
}

// hints are the names that marks propose: 没有“标提”…（是不是“标题”）.
var hints = regexp.MustCompile(`没有“(.+?)”[\s\S]*?是不是“(.+?)”`)

// follow does what the first mark says: it goes where the link leads and types the
// name that is proposed over the one that is there.
func (o *operator) follow() {
	o.t.Helper()
	mark := o.text(".marks li")
	m := hints.FindStringSubmatch(mark)
	if m == nil {
		o.t.Fatalf("the mark proposes nothing: %s", mark)
	}
	faults := o.text(".verdict strong")
	o.do(chromedp.Click(chromedp.CSS(".marks li a")))
	if o.eval("document.activeElement.closest('.cm-editor') === null") {
		o.t.Fatal("the link does not lead into the editor")
	}
	if strings.HasPrefix(strings.TrimSpace(o.text(".cm-activeLine")), "{{") && strings.Contains(mark, "名字") {
		o.do(chromedp.KeyEvent(kb.ArrowRight)) // over the dot
	}
	o.do(chromedp.KeyEvent(strings.Repeat(kb.Delete, utf8.RuneCountInString(m[1]))), chromedp.KeyEvent(m[2]))
	o.until(fmt.Sprintf("document.querySelector('.verdict strong').textContent !== %q", faults))
}

func TestAnOperatorMendsATemplateByItsMarks(t *testing.T) {
	tab := browser(t)
	n, address := withDesk(t)
	folder := filepath.Join(filepath.Dir(n.config), "templates")
	shipped, err := templates.FS.ReadFile("newspaper.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	account(t, filepath.Join(filepath.Dir(n.config), "yubao.db"))
	o := &operator{t, tab, "http://" + address}

	// The file arrives with two slips.
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	broken := strings.NewReplacer("{{with .标题}}", "{{with .标提}}", "{{.署名}}", "{{.署明}}").Replace(string(shipped))
	write(t, filepath.Join(folder, "newspaper.tmpl"), broken)

	o.do(chromedp.Navigate(o.url + "/templates"))
	o.do(chromedp.SetValue(chromedp.CSS("[name=person]"), "li"), chromedp.SetValue(chromedp.CSS("[name=password]"), password))
	o.press("main form button")
	if page := o.text("main"); !strings.Contains(page, "文件有错，没有启用") {
		t.Fatalf("the list does not show the fault:\n%s", page)
	}
	o.both("templates-list")
	o.press(`a[href="/templates/newspaper"]`)
	o.until("document.querySelectorAll('.cm-lintRange-error, .cm-lintPoint').length >= 1")
	o.both("templates-marks")
	for range 2 {
		o.follow()
	}
	o.until("document.querySelector('.verdict').classList.contains('good')")
	o.until("document.querySelectorAll('.pane').length === 6")
	o.both("templates-preview")
	o.do(chromedp.SetValue(chromedp.CSS("[name=note]"), "改好两处错字"))
	o.press("button[value=publish]")
	if page := o.text("main"); !strings.Contains(page, "已发布") || !strings.Contains(page, "改好两处错字") {
		t.Fatalf("not published:\n%s", page)
	}
	if mended := read(t, filepath.Join(folder, "newspaper.tmpl")); mended != string(shipped) {
		t.Errorf("the file is not what was published:\n%s", mended)
	}

	// A template that fails on some days only: the weeks turn red.
	o.do(chromedp.Click(chromedp.CSS(".cm-line")), chromedp.KeyEvent(kb.End, chromedp.KeyModifiers(kb.ModifierCtrl)),
		chromedp.KeyEvent("{{range .逐日}}{{.最低}}{{end}}"))
	o.until("document.querySelectorAll('button.week.bad').length > 1 && document.querySelectorAll('button.week.good').length > 1")
	o.until("document.querySelector('.verdict').classList.contains('bad')")
	o.both("templates-hard-weeks")
	o.do(chromedp.Navigate(o.url + "/templates/newspaper"))

	// A change that is regretted.
	o.do(chromedp.Click(chromedp.CSS(".cm-line")), chromedp.KeyEvent("未来天气"))
	o.until("document.querySelector('.change summary')?.textContent.includes('加1行')")
	o.press("button[value=publish]")
	o.eval("document.querySelectorAll('.versions details').forEach((d) => { d.open = true; }); true")
	o.both("templates-versions")
	o.press(`form[action$="/rollback"] button`)
	if page := o.text("main"); !strings.Contains(page, "已退回") {
		t.Fatalf("not rolled back:\n%s", page)
	}
	if back := read(t, filepath.Join(folder, "newspaper.tmpl")); back != string(shipped) {
		t.Errorf("the file was not rolled back:\n%s", back)
	}
}

// withDesk runs a daemon with its page.
func withDesk(t testing.TB) (n *newsroom, address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	_ = listener.Close()
	page := fmt.Sprintf("listen: %q, url: \"http://%s\"", address, address)
	return start(t, strings.NewReplacer(`listen: ""`, page, "REVIEW", "required", "people:\n", "people:\n  zhang: {name: 张编辑, role: editor}\n").Replace(settings)), address
}

const password = "晴天间多云-20240416"

// account lets people log in, 李主任 when nobody is named.
func account(t testing.TB, dsn string, who ...desk.Person) {
	t.Helper()
	st, err := store.Open(t.Context(), store.Config{DSN: dsn})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close() //nolint:errcheck // the daemon has it open too
	hash, err := review.HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	if len(who) == 0 {
		who = []desk.Person{{ID: "li", Name: "李主任", Role: desk.Chief}}
	}
	for _, person := range who {
		if err := st.PutAccount(t.Context(), store.Account{Person: person, Password: hash}); err != nil {
			t.Fatal(err)
		}
	}
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
