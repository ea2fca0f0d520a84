package chaos_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/chaos"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// planted are the secrets of the run, as they stand in the configuration.
var planted = map[string]string{
	"token of the bot":      "PlantedBotToken1",
	"key of WeCom":          "PlantedWecomKey2",
	"token of DingTalk":     "PlantedDingtalkToken3",
	"secret of DingTalk":    "SECPlantedDingtalk4",
	"hook of Feishu":        "PlantedFeishuHook5",
	"secret of Feishu":      "PlantedFeishuSecret6",
	"path of the webhook":   "PlantedWebhookPath7",
	"secret of the webhook": "UGxhbnRlZFdlYmhvb2s4",
	"password of the mail":  "PlantedMailPassword9",
	"secret of WeCom's app": "PlantedWecomApp10",
	"secret of Feishu's":    "PlantedFeishuApp11",
}

const secretive = `
timezone: Asia/Shanghai
store: %[1]q
log: {level: debug}
desk: {listen: "127.0.0.1:%[2]s", url: "http://127.0.0.1:%[2]s"}
places: {xinxiang: {name: 新乡, called: 我市, latitude: 35.3036, longitude: 113.9268}}
telegram: {token: "4242:PlantedBotToken1", api: %[3]q, rate: 1000}
people: {li: {name: 李主任, role: chief}}
channels:
  newsroom: {telegram: {chat: -1001}}
  readers: {telegram: {}}
  wecom: {wecom: {webhook: "%[3]s/cgi-bin/webhook/send?key=PlantedWecomKey2"}}
  ding: {dingtalk: {webhook: "%[3]s/robot/send?access_token=PlantedDingtalkToken3", secret: SECPlantedDingtalk4}}
  feishu: {feishu: {webhook: "%[3]s/open-apis/bot/v2/hook/PlantedFeishuHook5", secret: PlantedFeishuSecret6}}
  refused: {webhook: {url: "http://127.0.0.1:1/PlantedWebhookPath7", secret: whsec_UGxhbnRlZFdlYmhvb2s4, allow_private: true}}
  guarded: {webhook: {url: "http://127.0.0.1:1/PlantedWebhookPath7", secret: whsec_UGxhbnRlZFdlYmhvb2s4}}
  mail: {email: {host: 127.0.0.1, port: 1, username: yubao, password: PlantedMailPassword9, from: "yubao@example.org", to: "desk@example.org"}}
  wapp: {wecom_app: {corp: ww1, secret: PlantedWecomApp10, agent: 1, to: "@all", api: %[3]q}}
  fapp: {feishu_app: {app: cli_1, secret: PlantedFeishuApp11, to: oc_1, api: %[3]q}}
editions:
  evening: {title: 晚报, place: xinxiang, draft_to: [newsroom], publish_to: [wecom, ding, feishu, refused, guarded, mail, wapp, fapp], subscribers: true, deadline: 0s}
delivery: {timeout: 1s, attempts: 2}
`

// Every channel sends and fails in every way, at the level debug. Whatever the program
// then shows or keeps is searched for what must not be in it.
func TestNoSecretIsShownOrKept(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	storetest.Run(t, func(t *testing.T, dsn string) {
		secrets := map[string]string{}
		for name, value := range planted {
			secrets[name] = value
		}
		if store.IsPostgres(dsn) {
			dsn = withPassword(t, dsn, "PlantedDatabase12")
			secrets["password of the database"] = "PlantedDatabase12"
		}
		service, err := chaos.Serve(faultserver.Plan{Seed: 3, Share: 0.6, Lenient: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(service.Close)
		n := room
		n.Folder = t.TempDir()
		port := freePort(t)
		if err := n.Settle(fmt.Sprintf(secretive, dsn, port, service.URL)); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
		defer cancel()
		shown := exercise(ctx, t, n, "http://127.0.0.1:"+port)
		shown["database"] = dump(t, dsn)
		for where, text := range shown {
			if text == "" {
				t.Errorf("%s: nothing to search", where)
			}
			for name, value := range secrets {
				if at := strings.Index(text, value); at >= 0 {
					t.Errorf("%s shows the %s: …%s…", where, name, text[max(0, at-80):min(len(text), at+len(value)+20)])
				}
			}
		}
	})
}

// exercise does everything with a newsroom and returns what was to be seen, by where.
func exercise(ctx context.Context, t *testing.T, n chaos.Newsroom, desk string) map[string]string {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(n.Subscribe(ctx, 60))
	draft, err := n.File(ctx)
	must(err)
	must(n.Sign(ctx, draft))
	var log strings.Builder
	d, err := n.Start(ctx, &log)
	must(err)
	t.Cleanup(d.Kill)
	must(d.Ready(ctx))
	// All ways to fail have been met once the robots have used their tries up.
	for deadline := time.Now().Add(25 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		lines, err := n.Outbox(ctx)
		must(err)
		open := 0
		for _, line := range lines {
			if line.State == "pending" || line.State == "sending" {
				open++
			}
		}
		if open == 0 {
			break
		}
	}
	shown := map[string]string{}
	for _, page := range []string{"/healthz", "/readyz", "/metrics", "/", "/login", "/outbox", "/drafts/1"} {
		shown[page] = get(ctx, t, desk+page)
	}
	for _, args := range [][]string{{"outbox", "list", "--most", "1000"}, {"outbox", "list", "--json", "--most", "1000"}, {"drafts", "list"}, {"drafts", "show", draft}} {
		out, err := n.Do(ctx, args...)
		must(err)
		shown[strings.Join(args, " ")] = out
	}
	must(d.Stop())
	shown["log"] = log.String()
	// A configuration with a fault: what is told of it shows the line, not the secret.
	config, err := os.ReadFile(filepath.Join(n.Folder, "config.yaml"))
	must(err)
	must(os.WriteFile(filepath.Join(n.Folder, "config.yaml"), []byte(strings.ReplaceAll(string(config), "secret:", "secrte:")), 0o600))
	_, err = n.Do(ctx, "check")
	shown["check"] = fmt.Sprint(err)
	_, err = n.Do(ctx, "run")
	shown["run"] = fmt.Sprint(err)
	return shown
}

func get(ctx context.Context, t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.Status + fmt.Sprint(response.Header) + string(body)
}

// withPassword puts a password into the URL of a database that asks for none.
func withPassword(t *testing.T, dsn, password string) string {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	if _, set := address.User.Password(); set {
		return dsn // the server's own password must stay
	}
	address.User = url.UserPassword(address.User.Username(), password)
	return address.String()
}

// dump is everything that a database holds: the files of SQLite, the rows of PostgreSQL.
func dump(t *testing.T, dsn string) string {
	t.Helper()
	var all strings.Builder
	if !store.IsPostgres(dsn) {
		files, err := filepath.Glob(dsn + "*")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			all.Write(body)
		}
		return all.String()
	}
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'") {
		for _, row := range column(t, db, "SELECT row::text FROM "+table+" AS row") {
			all.WriteString(row + "\n")
		}
	}
	return all.String()
}

func column(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	found, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	var values []string
	for found.Next() {
		var value string
		if err := found.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}
