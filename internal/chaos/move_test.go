package chaos_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/chaos"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

const movable = `
timezone: Asia/Shanghai
store: %q
desk: {listen: ""}
places: {xinxiang: {name: 新乡, called: 我市, latitude: 35.3036, longitude: 113.9268}}
telegram: {token: "4242:planted", api: %q, rate: 1000}
people: {li: {name: 李主任, role: chief}}
channels:
  newsroom: {telegram: {chat: -1001}}
  readers: {telegram: {}}
  here: {console: {}}
editions:
  evening: {title: 晚报, place: xinxiang, draft_to: [newsroom], publish_to: [here], subscribers: true, deadline: 0s}
`

var tableLine = regexp.MustCompile(`(?m)^(\w+)　(\d+) 行　([0-9a-f]{12})$`)

// A newsroom moves from its file to a server between signing and sending, with the
// program's own command: every row is there, and every reader gets his message once.
func TestNewsroomMovesToPostgres(t *testing.T) {
	t.Parallel()
	n := newsroom(t)
	dsn := storetest.Postgres(t)
	const readers = 150
	service, err := chaos.Serve(faultserver.Plan{Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(n.Folder, "yubao.db")
	must(n.Settle(fmt.Sprintf(movable, file, service.URL)))
	must(n.Subscribe(ctx, readers))
	draft, err := n.File(ctx)
	must(err)
	must(n.Sign(ctx, draft))

	n.Env = []string{"YUBAO_MOVE_TO=" + dsn}
	out, err := n.Do(ctx, "store", "move")
	must(err)
	told := map[string]int{}
	for _, line := range tableLine.FindAllStringSubmatch(out, -1) {
		told[line[1]], _ = strconv.Atoi(line[2])
	}
	if told["delivery"] < readers || told["subscriber"] != readers || told["draft"] != 1 || !strings.Contains(out, "两边的行数与校验和都一致") {
		t.Fatalf("the command told %v:\n%s", told, out)
	}
	db, err := sql.Open("pgx", dsn)
	must(err)
	t.Cleanup(func() { db.Close() })
	for table, rows := range told {
		var have int
		must(db.QueryRowContext(ctx, "SELECT count(*) FROM "+table).Scan(&have))
		if have != rows {
			t.Errorf("table %s has %d rows, the command told of %d", table, have, rows)
		}
	}

	must(os.Rename(file, file+".old"))
	must(n.Settle(fmt.Sprintf(movable, dsn, service.URL)))
	d, err := n.Start(ctx, t.Output())
	must(err)
	t.Cleanup(d.Kill)
	for len(service.Arrived()) < readers {
		select {
		case <-ctx.Done():
			t.Fatalf("%d of %d readers were reached", len(service.Arrived()), readers)
		case <-time.After(10 * time.Millisecond):
		}
	}
	settled := func() bool { // the newsroom's own messages come after those of the readers
		lines, err := n.Outbox(ctx)
		must(err)
		for _, line := range lines {
			if line.State == "pending" || line.State == "sending" {
				return false
			}
		}
		return true
	}
	for !settled() {
		if ctx.Err() != nil {
			t.Fatal("messages are left")
		}
	}
	must(d.Stop())
	for chat, times := range service.Arrived() {
		if times != 1 {
			t.Errorf("reader %s got %d messages", chat, times)
		}
	}
	lines, err := n.Outbox(ctx)
	must(err)
	for _, line := range lines {
		if line.State != "sent" {
			t.Errorf("delivery %d is %s: %s", line.ID, line.State, line.Error)
		}
	}
}

// A program that is older than the database touches nothing, and says what to do.
func TestOlderProgramRefusesANewerDatabase(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	storetest.Run(t, func(t *testing.T, dsn string) {
		n := room
		n.Folder = t.TempDir()
		if err := n.Settle(fmt.Sprintf(movable, dsn, "http://127.0.0.1:1")); err != nil {
			t.Fatal(err)
		}
		if _, err := n.Do(t.Context(), "outbox", "list"); err != nil { // makes the tables
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), store.Config{DSN: dsn})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.DB().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)"); err != nil {
			t.Fatal(err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		before := dump(t, dsn)
		for _, command := range [][]string{{"run"}, {"outbox", "list"}, {"drafts", "list"}, {"store", "move", "--to", filepath.Join(n.Folder, "other.db")}} {
			_, err := n.Do(t.Context(), command...)
			if err == nil || !strings.Contains(err.Error(), "更新的 yubao") {
				t.Errorf("yubao %s: %v", strings.Join(command, " "), err)
			}
		}
		if store.IsPostgres(dsn) && dump(t, dsn) != before {
			t.Error("the newer database was changed")
		}
	})
}
