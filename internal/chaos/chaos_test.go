package chaos_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"yubao/internal/channel/faultserver"
	"yubao/internal/chaos"
	"yubao/internal/store"
	"yubao/internal/store/storetest"
)

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	return chaos.Build(context.Background(), buildFolder)
})

var buildFolder string

func TestMain(m *testing.M) {
	folder, err := os.MkdirTemp("", "yubao-chaos-")
	if err != nil {
		panic(err)
	}
	buildFolder = folder
	code := m.Run()
	_ = os.RemoveAll(folder) // of no use to anybody, and under the folder for such files
	os.Exit(code)
}

// newsroom returns a newsroom in a folder of its own.
func newsroom(t testing.TB) chaos.Newsroom {
	t.Helper()
	if testing.Short() {
		t.Skip("builds and runs the daemon")
	}
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return chaos.Newsroom{Binary: program, Folder: t.TempDir()}
}

// The whole run is `make chaos`; this is a short one, without the faults that take long.
func TestKilledDaemonLosesNothingAndDoublesNothing(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	storetest.Run(t, func(t *testing.T, dsn string) {
		plan := chaos.Plan{
			Newsroom: room, Chats: 600, Kills: 4, Seed: 20240416, Share: 0.02, Log: t.Output(), Say: t.Logf,
			Faults: []faultserver.Fault{
				faultserver.BadGateway, faultserver.BadGatewayActed, faultserver.ResetBefore, faultserver.ResetAfter,
				faultserver.WrongJSON, faultserver.Blocked, faultserver.BadRequest,
			},
		}
		plan.Newsroom.Folder = t.TempDir()
		if store.IsPostgres(dsn) {
			plan.Postgres, plan.Kills = dsn, 2
		}
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		v, err := plan.Run(ctx)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("\n%v", v)
		for _, broken := range v.Broken() {
			t.Error(broken)
		}
		if v.Sent == 0 || len(v.Kills) != plan.Kills {
			t.Errorf("%d sent after %d kills: this run proves nothing", v.Sent, len(v.Kills))
		}
		if _, err := os.Stat(filepath.Join(plan.Newsroom.Folder, "config.yaml")); err != nil {
			t.Error(err)
		}
	})
}
