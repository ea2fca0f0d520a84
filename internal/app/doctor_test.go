package app_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/app"
	"yubao/internal/scenario"
)

const botToken = "7654321:AAF-secret-of-the-bot-0123456789abcde"

// asked stands for everything that the doctor asks: a source, Telegram, a webhook.
func asked(t *testing.T, member, kind string) *httptest.Server {
	t.Helper()
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		method, isBot := strings.CutPrefix(r.URL.Path, "/bot"+botToken+"/")
		switch {
		case strings.HasPrefix(r.URL.Path, "/v1/forecast"):
			w.Write(week.Forecast()) //nolint:errcheck // a test server
		case strings.HasPrefix(r.URL.Path, "/v1/air-quality"):
			w.Write(week.Air()) //nolint:errcheck // a test server
		case strings.HasPrefix(r.URL.Path, "/bot") && !isBot:
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"ok":false,"error_code":401,"description":"Unauthorized"}`)
		case method == "getMe":
			fmt.Fprint(w, `{"ok":true,"result":{"id":7654321,"is_bot":true,"first_name":"yubao","username":"yubao_bot"}}`)
		case method == "getChat":
			fmt.Fprintf(w, `{"ok":true,"result":{"id":-1001,"type":%q,"title":"新乡天气"}}`, kind)
		case method == "getChatMember":
			fmt.Fprintf(w, `{"ok":true,"result":%s}`, member)
		default:
			t.Errorf("the doctor asked for %s %s", r.Method, r.URL.Path)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

// patient is a configuration whose every question goes to url.
func patient(t *testing.T, url, token, more string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	write(t, path, fmt.Sprintf(`desk: {listen: ""}
telegram: {token: %q, api: %q}
sources:
  - openmeteo: {url: %q, air_url: %q}
places:
  xinxiang: {name: 新乡, latitude: 35.3036, longitude: 113.9268}
people:
  li: {name: 李主任, role: chief}
channels:
  newsroom: {console: {}}
  readers: {telegram: {chat: -1001}}
%seditions:
  evening: {title: 晚报, place: xinxiang, draft_to: [newsroom], publish_to: [readers]}
`, token, url, url, url, more))
	return path
}

// line is the diagnosis of a part.
func line(t *testing.T, found []app.Diagnosis, part string) app.Diagnosis {
	t.Helper()
	for _, d := range found {
		if d.Part == part {
			return d
		}
	}
	t.Fatalf("nothing on %s in %+v", part, found)
	return app.Diagnosis{}
}

func TestTheDoctorFindsAHealthyDaemonHealthy(t *testing.T) {
	t.Parallel()
	out := asked(t, `{"status":"administrator","can_post_messages":true}`, "channel")
	for _, d := range app.Doctor(t.Context(), patient(t, out.URL, botToken, ""), time.Now) {
		if d.Health == app.Bad {
			t.Errorf("%+v", d)
		}
		if d.Health != app.Well && d.Todo == "" {
			t.Errorf("says not what to do: %+v", d)
		}
	}
}

func TestTheDoctorSaysWhatIsWrongInAChat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ member, kind, want string }{
		"a channel needs the right to post": {`{"status":"administrator","can_post_messages":false}`, "channel", "不能发消息"},
		"the bot was thrown out":            {`{"status":"kicked"}`, "supergroup", "不在"},
		"the bot is muted":                  {`{"status":"restricted","can_send_messages":false}`, "supergroup", "禁言"},
	} {
		out := asked(t, c.member, c.kind)
		d := line(t, app.Doctor(t.Context(), patient(t, out.URL, botToken, ""), time.Now), "渠道 readers")
		if d.Health != app.Bad || !strings.Contains(d.Message, c.want) || d.Todo == "" {
			t.Errorf("%s: %+v", name, d)
		}
	}
}

func TestTheDoctorShowsNoSecret(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	secret := "key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
	more := fmt.Sprintf("  group: {wecom: {webhook: \"%s/cgi-bin/webhook/send?%s\"}}\n  desk: {webhook: {url: \"%s/hook?%s\", secret: \"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\", allow_private: true}}\n", closed.URL, secret, closed.URL, secret)
	found := app.Doctor(t.Context(), patient(t, closed.URL, botToken, more), time.Now)
	for _, part := range []string{"来源 openmeteo", "Telegram 机器人", "渠道 group", "渠道 desk"} {
		if d := line(t, found, part); d.Health != app.Bad || d.Todo == "" {
			t.Errorf("%+v", d)
		}
	}
	if text := fmt.Sprint(found); strings.Contains(text, "693a91f6") || strings.Contains(text, "AAF-secret") || strings.Contains(text, "whsec") {
		t.Errorf("a secret is shown:\n%s", text)
	}
	wrong := asked(t, "{}", "channel")
	if d := line(t, app.Doctor(t.Context(), patient(t, wrong.URL, botToken+"x", ""), time.Now), "Telegram 机器人"); !strings.Contains(d.Message, "口令不对") {
		t.Errorf("%+v", d)
	}
}

func TestTheDoctorLooksAtTheHouseItself(t *testing.T) {
	t.Parallel()
	out := asked(t, `{"status":"member"}`, "supergroup")
	path := patient(t, out.URL, botToken, "")
	folder := filepath.Dir(path)
	if err := os.MkdirAll(filepath.Join(folder, "templates"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "templates", "push.tmpl"), "{{.地店}}")
	write(t, filepath.Join(folder, "yubao.db"), strings.Repeat("not a database ", 100))
	found := app.Doctor(t.Context(), path, time.Now)
	if d := line(t, found, "模板"); d.Health != app.Bad || !strings.Contains(d.Message, "地点") {
		t.Errorf("%+v", d)
	}
	if d := line(t, found, "数据库"); d.Health != app.Bad || !strings.Contains(d.Todo, "备份") {
		t.Errorf("%+v", d)
	}
	write(t, path, "places: [")
	if d := line(t, app.Doctor(t.Context(), path, time.Now), "配置"); d.Health != app.Bad {
		t.Errorf("%+v", d)
	}
}

func TestTheDoctorGreetsTheMailServer(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(conn, "220 mail.example.org ESMTP\r\n")
			var greeting [256]byte
			_, _ = conn.Read(greeting[:])
			fmt.Fprint(conn, "250-mail.example.org\r\n250 SIZE 1000000\r\n")
			_ = conn.Close()
		}
	}()
	port := listener.Addr().(*net.TCPAddr).Port
	out := asked(t, `{"status":"member"}`, "supergroup")
	mail := fmt.Sprintf("  mail: {email: {host: 127.0.0.1, port: %d, from: weather@example.org, to: desk@example.org}}\n", port)
	if d := line(t, app.Doctor(t.Context(), patient(t, out.URL, botToken, mail), time.Now), "渠道 mail"); d.Health != app.Bad || !strings.Contains(d.Message, "STARTTLS") {
		t.Errorf("%+v", d)
	}
}
