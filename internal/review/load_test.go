package review_test

import (
	"bufio"
	"io"
	"net/http"
	"regexp"
	"runtime"
	"testing"
)

var assets = regexp.MustCompile(`(?:src|href)="(/static/[^"]+)"`)

// A first view is the page and everything that it loads: what an editor on the train waits for.
func TestFirstViewsAreSmall(t *testing.T) {
	t.Parallel()
	s, _ := newDeskOf(t, "")
	b := s.login(t, "li")
	const most = 100 << 10
	for _, path := range []string{"/login", "/", "/drafts/1", "/outbox"} {
		status, body := s.get(t, b, path)
		if status != http.StatusOK {
			t.Fatalf("GET %s: %d", path, status)
		}
		size := len(body)
		for _, asset := range assets.FindAllStringSubmatch(body, -1) {
			_, file := s.get(t, b, asset[1])
			size += len(file)
		}
		t.Logf("%s: %d bytes, of them %d of the page itself", path, size, len(body))
		if size > most {
			t.Errorf("%s has %d bytes with all that it loads, want at most %d", path, size, most)
		}
	}
}

// inUse is what the program has of the heap and of stacks, in bytes.
func inUse() uint64 {
	runtime.GC()
	runtime.GC() // what the first one only marked
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse + m.StackInuse
}

// Two hundred open pages cost little. Both ends are in this program, so the daemon's
// share is less than what is measured. It runs beside no other test.
func TestTwoHundredOpenStreams(t *testing.T) {
	s, _ := newDeskOf(t, "")
	b := s.login(t, "li")
	b.Transport = &http.Transport{MaxIdleConnsPerHost: 1000}
	before := inUse()
	const streams, most = 200, 30 << 20
	for range streams {
		answer, err := b.Get(s.URL + "/events")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { answer.Body.Close() })
		if line, err := bufio.NewReaderSize(io.LimitReader(answer.Body, 16), 16).ReadString('\n'); err != nil || line != "retry: 3000\n" {
			t.Fatalf("the stream begins %q, %v", line, err)
		}
	}
	after := inUse()
	more := int64(after) - int64(before)
	t.Logf("%d streams take %.1f MB more, both ends", streams, float64(more)/(1<<20))
	if more > most {
		t.Errorf("%d streams take %d bytes more, want at most %d", streams, more, most)
	}
}

func BenchmarkFirstView(b *testing.B) {
	s, _ := newDeskOf(b, "")
	browser := s.login(b, "li")
	for _, view := range []struct{ name, path string }{{"today", "/"}, {"draft", "/drafts/1"}} {
		b.Run(view.name, func(b *testing.B) {
			for b.Loop() {
				if status, _ := s.get(b, browser, view.path); status != http.StatusOK {
					b.Fatalf("status %d", status)
				}
			}
		})
	}
}
