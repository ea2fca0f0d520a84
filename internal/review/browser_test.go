package review_test

import (
	"cmp"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"yubao/internal/newsroom"
)

// tab returns a tab of a real browser, or skips the test.
func tab(t *testing.T, width, height int64) context.Context {
	t.Helper()
	path, err := exec.LookPath(cmp.Or(os.Getenv("YUBAO_TEST_CHROMIUM"), "chromium"))
	if err != nil {
		t.Skip("no chromium: install it, or set YUBAO_TEST_CHROMIUM to a Chrome")
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WindowSize(int(width), int(height)))...)
	t.Cleanup(cancel)
	ctx, closeTab := chromedp.NewContext(ctx)
	t.Cleanup(closeTab)
	ctx, stop := context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// walker is a person with a browser at the desk.
type walker struct {
	t    *testing.T
	tab  context.Context
	size string
}

func (w *walker) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.tab, steps...); err != nil {
		w.t.Fatal(err)
	}
}

// press clicks what leads to another page.
func (w *walker) press(selector string) {
	w.t.Helper()
	if _, err := chromedp.RunResponse(w.tab, chromedp.Click(chromedp.CSS(selector))); err != nil {
		w.t.Fatalf("%s: %v", selector, err)
	}
}

// until waits for something to hold in the page.
func (w *walker) until(expression string) {
	w.t.Helper()
	if _, err := chromedp.Run(w.tab, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		w.t.Fatalf("never true: %s: %v", expression, err)
	}
}

// rewrite types into the article's field and lets the page know.
func (w *walker) rewrite(old, text string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS("#edit > summary")))
	js := "(() => { const f = document.querySelector('#edit textarea'); f.value = f.value.replace(" + quoted(old) + ", " + quoted(text) + "); f.dispatchEvent(new Event('input', {bubbles: true})); return true })()"
	w.until(js)
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "\\'") + "'" }

// picture keeps a picture of the page where YUBAO_SCREENSHOTS names a folder.
func (w *walker) picture(name string) {
	folder := os.Getenv("YUBAO_SCREENSHOTS")
	if folder == "" {
		return
	}
	png, err := chromedp.Run(w.tab, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, "desk-"+name+"-"+w.size+".png"), png, 0o644)
	}
	if err != nil {
		w.t.Errorf("picture %s: %v", name, err)
	}
}

func TestAnErrorIsSeenMendedAndTheDraftDelivered(t *testing.T) {
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"desktop", 1280, 900}, {"phone", 390, 844}} {
		t.Run(size.name, func(t *testing.T) {
			ctx := tab(t, size.width, size.height)
			s, id := newDeskOf(t, "")
			w := &walker{t, ctx, size.name}
			w.do(chromedp.Navigate(s.URL+"/"), chromedp.SendKeys(chromedp.CSS("[name=person]"), "li"), chromedp.SendKeys(chromedp.CSS("[name=password]"), password))
			w.press("button.main")
			w.picture("today")
			w.press("a.draft")
			w.do(chromedp.Click(chromedp.CSS("a.clause[href*='2024-04-19']")))
			w.until("document.querySelector('#data h2').textContent.includes('19日')")
			w.picture("draft")
			w.until("document.querySelector('#picture img').complete === false || document.querySelector('#picture img').naturalWidth === 0") // not loaded unseen
			w.do(chromedp.Click(chromedp.CSS("#picture > summary")))
			w.until("(i => i.complete && i.naturalWidth === 1080 && i.getBoundingClientRect().right <= innerWidth)(document.querySelector('#picture img'))")
			w.picture("picture")
			w.do(chromedp.Click(chromedp.CSS("#picture > summary")))
			w.rewrite("22℃。", "32℃。")
			w.until("document.querySelector('#proof-0 mark.contradiction')?.textContent === '32℃'")
			w.press("#edit button.main")
			w.until("document.querySelector('.story mark.contradiction')?.textContent === '32℃'")
			w.picture("contradiction")
			w.rewrite("32℃。", "22℃。")
			w.until("document.querySelector('#proof-0 .ok') !== null")
			w.press("#edit button.main")
			w.until("document.querySelector('.story mark') === null")
			w.press("#sign button.main")
			w.until("document.querySelector('.top .tag').textContent === '已签发'")
			w.until("document.querySelector('#sent').textContent.includes('待发 1')")
			w.picture("signed")
			s.deliver(t)
			w.until("document.querySelector('#sent .tag.sent')?.textContent ?.includes('1')")
			w.until("!document.querySelector('#sent').hasAttribute('hx-get')")
			w.picture("delivered")
			if state, revision := s.state(t, id); state != newsroom.Signed || revision != 3 {
				t.Errorf("the draft is %s at revision %d", state, revision)
			}
		})
	}
}
