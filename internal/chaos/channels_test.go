package chaos_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/chaos"
	"yubao/internal/delivery"
	"yubao/internal/store/storetest"
)

const withDeadChannels = `
timezone: Asia/Shanghai
store: %q
desk: {listen: ""}
places: {xinxiang: {name: 新乡, called: 我市, latitude: 35.3036, longitude: 113.9268}}
telegram: {token: "4242:planted", api: %[2]q, rate: 1000}
people: {li: {name: 李主任, role: chief}}
channels:
  newsroom: {telegram: {chat: -1001}}
  readers: {telegram: {}}
  group: {wecom: {webhook: "%[2]s/cgi-bin/webhook/send?key=k"}}
  dead: {webhook: {url: "http://127.0.0.1:1/nobody", secret: whsec_UGxhbnRlZFdlYmhvb2s4, allow_private: true}}
  silent: {webhook: {url: %[3]q, secret: whsec_UGxhbnRlZFdlYmhvb2s4, allow_private: true}}
editions:
  evening: {title: 晚报, place: xinxiang, draft_to: [newsroom], publish_to: [dead, silent, group], subscribers: true, deadline: 0s}
delivery: {timeout: 60s}
`

// A channel that nobody answers on and one that never answers delay no other: when the
// last reader has his message, the first request to the silent one is still open.
func TestDeadChannelsDelayNoOther(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	storetest.Run(t, func(t *testing.T, dsn string) {
		const readers = 200
		service, err := chaos.Serve(faultserver.Plan{Lenient: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(service.Close)
		var asked, left atomic.Int32
		silent := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			asked.Add(1)
			<-r.Context().Done()
			left.Add(1)
		}))
		t.Cleanup(silent.Close)
		n := room
		n.Folder = t.TempDir()
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Second)
		defer cancel()
		if err := n.Settle(fmt.Sprintf(withDeadChannels, dsn, service.URL, silent.URL)); err != nil {
			t.Fatal(err)
		}
		if err := n.Subscribe(ctx, readers); err != nil {
			t.Fatal(err)
		}
		draft, err := n.File(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := n.Sign(ctx, draft); err != nil {
			t.Fatal(err)
		}
		d, err := n.Start(ctx, t.Output())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(d.Kill)
		for {
			arrived := service.Arrived()
			if len(arrived) == readers+1 && asked.Load() > 0 { // the readers and the group of WeCom
				break
			}
			select {
			case <-ctx.Done():
				t.Fatalf("%d of %d chats were reached, %d requests to the silent one", len(arrived), readers+1, asked.Load())
			case <-time.After(10 * time.Millisecond):
			}
		}
		if asked.Load() != 1 || left.Load() != 0 {
			t.Errorf("%d requests to the silent channel, %d given up: the others waited for it", asked.Load(), left.Load())
		}
		lines, err := n.Outbox(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if want := map[string]delivery.State{"dead": delivery.Pending, "silent": delivery.Sending}[line.Channel]; want != "" && line.State != want {
				t.Errorf("%s is %s, want %s: %s", line.Channel, line.State, want, line.Error)
			}
		}
	})
}
