package chaos_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"yubao/internal/channel/faultserver"
	"yubao/internal/chaos"
	"yubao/internal/store/storetest"
)

// disturbed runs a broadcast without faults of the service while disturb goes on, and
// demands that every reader gets it once; so many may be in doubt.
func disturbed(t *testing.T, plan chaos.Plan, doubtful int) {
	t.Helper()
	plan.Chats, plan.Seed, plan.Log, plan.Say = 600, 1, t.Output(), t.Logf
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Second)
	defer cancel()
	v, err := plan.Run(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range v.Broken() {
		if !strings.HasPrefix(broken, "uncertain by a kill") { // no kill is noted here
			t.Error(broken)
		}
	}
	if v.Killed+v.Doubtful > doubtful || v.Sent+v.Killed+v.Doubtful != plan.Chats {
		t.Errorf("%d sent, %d in doubt, want %d in all and at most %d in doubt\n%v", v.Sent, v.Killed+v.Doubtful, plan.Chats, doubtful, v)
	}
	t.Logf("\n%v", v)
}

// during harms the daemons once so many messages have gone out, heals them after a while, and
// waits until the broadcast goes on.
func during(ctx context.Context, r *chaos.Run, mark int, harm func() error, lasts time.Duration, heal func() error) error {
	if err := r.Start(ctx); err != nil {
		return err
	}
	if err := r.Await(ctx, mark); err != nil {
		return err
	}
	if err := harm(); err != nil {
		return err
	}
	select {
	case <-time.After(lasts):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	before := r.Arrived()
	if err := heal(); err != nil {
		return err
	}
	r.Say("harmed at %d, %d when healed", mark, before)
	return r.Await(ctx, before+50)
}

// A network between the daemon and its database that breaks, stands still, or crawls.
func TestDatabaseAwayInMidBroadcast(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	for name, toxic := range map[string]string{
		"connections are cut and refused": "",
		"nothing comes through":           `{"type": "timeout", "stream": "downstream", "attributes": {"timeout": 0}}`,
		"every answer takes its time":     `{"type": "latency", "stream": "downstream", "attributes": {"latency": 20, "jitter": 20}}`,
	} {
		t.Run(name, func(t *testing.T) {
			proxy, dsn := proxied(t, storetest.Postgres(t))
			plan := chaos.Plan{Newsroom: room, Postgres: dsn}
			plan.Newsroom.Folder = t.TempDir()
			plan.Disturb = func(ctx context.Context, r *chaos.Run) error {
				harm := func() error {
					if toxic == "" {
						proxy.Stop()
						return nil
					}
					_, err := proxy.Toxics.AddToxicJson(strings.NewReader(toxic))
					return err
				}
				heal := func() error {
					if toxic == "" {
						return proxy.Start()
					}
					proxy.Toxics.ResetToxics(ctx)
					return nil
				}
				return during(ctx, r, 150, harm, 3*time.Second, heal)
			}
			disturbed(t, plan, chaos.MostFlying)
		})
	}
}

// proxied puts a proxy in front of a database and returns the URL through it.
func proxied(t *testing.T, dsn string) (*toxiproxy.Proxy, string) {
	t.Helper()
	address, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "database", "127.0.0.1:0", address.Host)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	address.Host = proxy.Listen
	return proxy, address.String()
}

// PostgreSQL is stopped as by a power failure and started again.
func TestPostgresRestartsInMidBroadcast(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	server := ownPostgres(t)
	plan := chaos.Plan{Newsroom: room, Postgres: server.dsn}
	plan.Newsroom.Folder = t.TempDir()
	plan.Disturb = func(ctx context.Context, r *chaos.Run) error {
		return during(ctx, r, 150, func() error { return server.control(ctx, "stop", "-m", "immediate") }, 2*time.Second,
			func() error { return server.start(ctx) })
	}
	disturbed(t, plan, 2*chaos.MostFlying)
}

// postgres is a server of the test's own.
type postgres struct {
	bin, folder, port, dsn string
	as                     *syscall.Credential
}

// ownPostgres starts a PostgreSQL server, which does not run as root.
func ownPostgres(t *testing.T) *postgres {
	t.Helper()
	p := &postgres{bin: postgresBin()}
	if p.bin == "" {
		t.Skip("needs initdb and pg_ctl: apt-get install postgresql")
	}
	folder, err := os.MkdirTemp("", "yubao-pg-") // the name of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	p.folder = folder
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	if os.Getuid() == 0 {
		if p.as = otherThanRoot(); p.as == nil {
			t.Skip("needs a user postgres or nobody: PostgreSQL does not run as root")
		}
		if err := os.Chown(folder, int(p.as.Uid), int(p.as.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	p.port = freePort(t)
	p.dsn = fmt.Sprintf("postgres://yubao@127.0.0.1:%s/postgres?sslmode=disable", p.port)
	ctx := context.WithoutCancel(t.Context())
	if err := p.run(ctx, "initdb", "-D", p.data(), "-U", "yubao", "-A", "trust", "-E", "UTF8", "--locale=C"); err != nil {
		t.Fatal(err)
	}
	if err := p.start(ctx); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.control(ctx, "stop", "-m", "immediate") })
	return p
}

func (p *postgres) data() string { return filepath.Join(p.folder, "data") }

func (p *postgres) start(ctx context.Context) error {
	return p.control(ctx, "start", "-l", filepath.Join(p.folder, "log"), "-o", fmt.Sprintf("-c listen_addresses=127.0.0.1 -p %s -k %s", p.port, p.folder))
}

func (p *postgres) control(ctx context.Context, args ...string) error {
	return p.run(ctx, "pg_ctl", append([]string{"-D", p.data(), "-w"}, args...)...)
}

func (p *postgres) run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, program), args...)
	cmd.Dir = p.folder
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: p.as}
	out, err := os.Create(filepath.Join(os.TempDir(), fmt.Sprintf("%s.%s.out", filepath.Base(p.folder), program)))
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out // a file: a server that goes on would keep a pipe open
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w: %s", program, err, said)
	}
	return nil
}

func postgresBin() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return filepath.Dir(real)
		}
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	if len(found) == 0 {
		return ""
	}
	return found[len(found)-1]
}

func otherThanRoot() *syscall.Credential {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, uidErr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gidErr := strconv.ParseUint(u.Gid, 10, 32)
		if uidErr == nil && gidErr == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	return nil
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// The disk of the SQLite file is full for a while: the log says so, and the broadcast
// goes on when there is room again.
func TestDiskFullInMidBroadcast(t *testing.T) {
	t.Parallel()
	room := newsroom(t)
	if os.Getuid() != 0 {
		t.Skip("needs root, to mount a small disk")
	}
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=6m,mode=700"); err != nil {
		t.Skipf("needs to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
	plan := chaos.Plan{Newsroom: room, Faults: []faultserver.Fault{faultserver.TooMany}}
	plan.Newsroom.Folder = folder
	ballast := filepath.Join(folder, "ballast")
	plan.Disturb = func(ctx context.Context, r *chaos.Run) error {
		err := during(ctx, r, 20, func() error { return fill(ballast) }, 3*time.Second, func() error { return os.Remove(ballast) })
		if err == nil && !r.Daemon().Said("full") {
			err = errors.New("the log does not say that the disk is full")
		}
		return err
	}
	disturbed(t, plan, chaos.MostFlying)
}

// fill writes a file until the disk is full.
func fill(path string) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, size := range []int{1 << 16, 1 << 9} {
		block := make([]byte, size)
		for {
			if _, err := file.Write(block); err != nil {
				if !errors.Is(err, syscall.ENOSPC) {
					return err
				}
				break
			}
		}
	}
	return nil
}
