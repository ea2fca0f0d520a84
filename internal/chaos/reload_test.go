package chaos_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/chaos"
)

// reloaded is a configuration of the test; the words in it are what the cases change.
const reloaded = `store: yubao.db
templates: templates
log: {level: info, format: text}
desk: {listen: "LISTEN", url: "http://LISTEN"}
places: {xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}}
channels: {newsroom: {console: {}}, readers: {console: {}}}
editions:
  evening: {title: 晚报, place: xinxiang, cron: "0 16 * * *", draft_to: [newsroom], publish_to: [readers], review: none}
`

// TestReload sends the real program SIGHUP and looks at what has changed.
func TestReload(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	listen := free(t)
	good := strings.ReplaceAll(reloaded, "LISTEN", listen)
	settle(t, room, good)
	daemon, err := room.Start(t.Context(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	defer daemon.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	says := func(words string) {
		t.Helper()
		if err := daemon.Says(ctx, words); err != nil {
			t.Fatal(err)
		}
	}
	// reload changes the configuration and returns once the daemon has said so.
	reload := func(old, replaced, says string) {
		t.Helper()
		text := strings.Replace(good, old, replaced, 1)
		if text == good {
			t.Fatalf("%q is not in the configuration", old)
		}
		settle(t, room, text)
		if err := daemon.Reload(); err != nil {
			t.Fatal(err)
		}
		if err := daemon.Says(ctx, says); err != nil {
			t.Fatal(err)
		}
	}
	says("msg=ready")

	// An edition with a channel that is not there is refused; with it, both are taken over.
	reload("editions:\n", "editions:\n  noon: {title: 午报, place: xinxiang, cron: \"0 11 * * *\", draft_to: [newsroom], publish_to: [more], review: none}\n",
		"没有名为“more”的渠道")
	reload("readers: {console: {}}}\neditions:\n", "readers: {console: {}}, more: {console: {}}}\neditions:\n  noon: {title: 午报, place: xinxiang, cron: \"0 11 * * *\", draft_to: [newsroom], publish_to: [more], review: none}\n",
		`msg="configuration reloaded" editions=2 page=false`)
	if _, err := room.Do(ctx, "send", "noon", "--forecast", "forecast.json", "--now", "2024-04-15T11:00:00+08:00"); err != nil {
		t.Fatal(err)
	}
	says("── more ──\n新乡")
	// So is what the page is made with.
	reload("url: \"http://"+listen, "url: \"http://desk.example.org", `msg="configuration reloaded" editions=1 page=true`)
	// What cannot change says so; of a changed store nothing is taken over.
	reload("format: text", "format: json", "log.format 改了要重启才生效")
	reload("store: yubao.db", "store: other.db", "store 改了要重启才生效")
	reload("desk: {listen: \""+listen, "desk: {listen: \""+free(t), "desk.listen 改了要重启才生效")
	if _, err := os.Stat(filepath.Join(room.Folder, "other.db")); err == nil {
		t.Error("the new store was made although the old one stays")
	}
	for fetched(t, "http://"+listen+"/readyz") != "ready\n" {
		if ctx.Err() != nil {
			t.Fatal("not ready after it all")
		}
	}
	if page := fetched(t, "http://"+listen+"/login"); !strings.Contains(page, "<form") {
		t.Errorf("no page to log in:\n%s", page)
	}
	if err := daemon.Stop(); err != nil {
		t.Error(err)
	}
}

func settle(t *testing.T, room chaos.Newsroom, config string) {
	t.Helper()
	if err := room.Settle(config); err != nil {
		t.Fatal(err)
	}
}

// free is an address that nobody listens at.
func free(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // it is only asked for its address
	return listener.Addr().String()
}

func fetched(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it is only read
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
