package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"yubao/internal/remote"
	"yubao/internal/source"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

func status(code int, body string) error {
	return fmt.Errorf("forecast of xinxiang: %w", &remote.StatusError{Response: remote.Response{Status: code, Body: []byte(body)}})
}

func TestWhyThereIsNoForecastIsSaidInChinese(t *testing.T) {
	t.Parallel()
	place := weather.Place{ID: "xinxiang", Name: "新乡", Zone: time.FixedZone("CST", 8*60*60)}
	now := time.Date(2024, 4, 15, 8, 0, 0, 0, time.UTC)
	down := &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.open-meteo.com"}}
	failed := func(err error) *source.Failure {
		return &source.Failure{Place: place, Reasons: []source.Reason{{Source: "openmeteo", Err: err}}, At: now, KeptErr: errors.New("no last good answer"), MaxAge: 12 * time.Hour}
	}
	old := failed(down)
	old.Kept = now.Add(-20 * time.Hour)
	two := failed(down)
	two.Reasons = append(two.Reasons, source.Reason{Source: "metno", Err: status(403, "generic User-Agent")})
	cases := []struct {
		name string
		err  error
		want []string
	}{
		{"no network", failed(down), []string{"openmeteo：域名解析不了\n", "留存的资料：没有\n", "查本机的网络"}},
		{"nobody listens", failed(&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}), []string{"对方拒绝连接", "查本机的网络"}},
		{"too slow", failed(fmt.Errorf("no whole reply within 10s: %w", context.DeadlineExceeded)), []string{"超时", "查本机的网络"}},
		{"cut off", failed(&net.OpError{Op: "read", Err: os.NewSyscallError("read", syscall.ECONNRESET)}), []string{"中断"}},
		{"quota", failed(status(429, `{"error":true,"reason":"Daily API request limit exceeded. Please try again tomorrow."}`)), []string{"HTTP 429", "一天的次数用完了", "再加一个来源"}},
		{"wrong key", failed(status(400, `{"error":true,"reason":"The supplied API key is invalid."}`)), []string{"HTTP 400，请求被拒（密钥不对）", "核对 config.yaml"}},
		{"front server", failed(status(502, "<html>502</html>")), []string{"HTTP 502，对方故障", "稍后再试"}},
		{"login page of a hotel", failed(fmt.Errorf("%w: <html>", remote.ErrHTML)), []string{"网页", "url"}},
		{"another service's JSON", failed(fmt.Errorf("%w: no hourly values", weather.ErrNotForecast)), []string{"没有逐时预报"}},
		{"reason that is not known stands as it is", failed(&openmeteo.ServiceError{Reason: "Something went wrong."}), []string{"原话：Something went wrong."}},
		{"kept answer too old", old, []string{"4月14日20时00分取得的，已过20小时，超过 cache.max_age 的12小时，不再用"}},
		{"every source in its order", two, []string{"openmeteo：域名解析不了\n  metno：答复是 HTTP 403，不许用"}},
		{"saved file missing", unusable("f.json", &fs.PathError{Op: "open", Path: "f.json", Err: fs.ErrNotExist}), []string{"f.json 用不了，没有这个文件", "核对文件名"}},
		{"saved file cut off", unusable("f.json", remote.ErrBroken), []string{"JSON 断了", "重新取一份"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := NoForecastWords(fmt.Errorf("%w: %w", ErrNoForecast, c.err))
			for _, want := range append(c.want, "没有可用的预报资料：", "怎么办：") {
				if !strings.Contains(text, want) {
					t.Errorf("%q lacks %q", text, want)
				}
			}
			if line := noForecastLine(c.err); strings.Contains(line, "\n") || line == "" {
				t.Errorf("line %q", line)
			}
		})
	}
}

func TestADeadNetworkIsToldSourceBySource(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone := "http://" + listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "config.yaml")
	text := fmt.Sprintf(`
places: {xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}}
sources:
  - openmeteo: {url: %[1]q, air_url: %[1]q}
  - metno: {url: %[1]q, user_agent: "yubao/1.0 desk@example.org"}
channels: {out: {console: {}}}
editions: {evening: {place: xinxiang, publish_to: [out]}}
`, gone)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Bulletin(t.Context(), path, "evening", "", Saved{}, time.Time{})
	if !errors.Is(err, ErrNoForecast) {
		t.Fatalf("got %v", err)
	}
	want := "没有可用的预报资料：\n  openmeteo：对方拒绝连接\n  metno：对方拒绝连接\n  留存的资料：没有\n怎么办：查本机的网络"
	if got := NoForecastWords(err); !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got)
	}
}
