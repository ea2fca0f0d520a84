package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"yubao/internal/config"
	"yubao/internal/source"
	"yubao/internal/store"
	"yubao/internal/weather"
)

// Health is how one part of the daemon's surroundings is.
type Health string

// The verdicts; Bad makes the doctor's exit code 1.
const (
	Well   Health = "ok"
	Worry  Health = "warn"
	Bad    Health = "bad"
	doctor        = "doctor" // under which the store's value of the doctor is kept
)

// Diagnosis is one line of the doctor. Its texts are Chinese and show no secret.
type Diagnosis struct {
	Part    string `json:"part"` // 来源 openmeteo
	Health  Health `json:"health"`
	Message string `json:"message"`
	Todo    string `json:"todo,omitempty"` // what to do; empty when all is well
}

// Limits of the doctor.
const (
	doctorPatience = 8 * time.Second // for each question to another machine
	leastSpace     = 200 << 20       // bytes free beside the store
	easySpace      = 1 << 30
	mostSkew       = 2 * time.Minute
)

// Doctor looks at everything that yubao run hangs on and says what is wrong and what to
// do. It sends nothing. A store that is there is opened as by any command.
func Doctor(ctx context.Context, path string, now func() time.Time) []Diagnosis {
	c, problems := config.Load(path)
	found := configHealth(problems)
	for _, p := range problems {
		if !p.Unset {
			return found // nothing else can be told apart
		}
	}
	found = append(found, storeHealth(ctx, c)...)
	found = append(found, spaceHealth(c), zoneHealth(c), deskHealth(ctx, c), templateHealth(c))
	found = append(found, pictureHealth(c)...)
	return append(found, outsideHealth(ctx, c, now)...)
}

func configHealth(problems []config.Problem) []Diagnosis {
	file, secrets := Diagnosis{"配置", Well, "config.yaml 没有问题", ""}, Diagnosis{"密钥", Well, "要用的都在", ""}
	for _, p := range problems {
		at := &file
		if p.Unset {
			at = &secrets
		}
		if at.Health == Bad {
			at.Message += "；" + p.String()
			continue
		}
		*at = Diagnosis{at.Part, Bad, p.String(), "按行号改好，再运行 yubao check"}
		if p.Unset {
			at.Todo = "在环境变量或密钥文件里给出，如 systemd 的 EnvironmentFile；不要写进 config.yaml"
		}
	}
	return []Diagnosis{file, secrets}
}

// storeHealth opens the database, asks it whether it is whole, and writes to it.
func storeHealth(ctx context.Context, c *config.Config) []Diagnosis {
	const part = "数据库"
	dsn := storeOf(c)
	if !store.IsPostgres(dsn) {
		if _, err := os.Stat(dsn); errors.Is(err, os.ErrNotExist) {
			if err := writable(filepath.Dir(dsn)); err != nil {
				return []Diagnosis{{part, Bad, "文件夹 " + filepath.Dir(dsn) + " 不能写", "把文件夹交给运行 yubao 的用户：chown"}}
			}
			return []Diagnosis{{part, Worry, "还没有数据库 " + dsn, "第一次 yubao run 会建好，不用管"}}
		}
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	st, err := store.Open(ctx, store.Config{DSN: dsn})
	switch {
	case errors.Is(err, store.ErrNewer):
		return []Diagnosis{{part, Bad, "数据库是更新的 yubao 建的", "换上新版的程序，或用升级前的备份恢复"}}
	case errors.Is(err, store.ErrUnreachable):
		return []Diagnosis{{part, Bad, "连不上 PostgreSQL", "查服务是否在运行，地址、用户、口令、pg_hba.conf 是否对"}}
	case err != nil:
		return []Diagnosis{{part, Bad, "打不开", "查文件是否损坏、是否可读写；损坏了就用备份恢复（docs/operating.md）"}}
	}
	defer st.Close() //nolint:errcheck // it was looked at, nothing more
	kind := map[bool]string{true: "SQLite " + dsn, false: "PostgreSQL"}[st.Lite()]
	out := []Diagnosis{{part, Well, kind + " 打得开，表是最新的，能写", ""}}
	if err := st.SetValue(ctx, doctor, time.Now().UTC().Format(time.RFC3339)); err != nil {
		out[0] = Diagnosis{part, Bad, kind + " 写不进去", "查文件权限和磁盘空间；另一个程序锁着它也会这样"}
	}
	if st.Lite() {
		var verdict string
		err := st.DB().QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict)
		if err != nil || verdict != "ok" {
			out = append(out, Diagnosis{"数据库完整性", Bad, "数据库文件有损坏", "停下 yubao，用最近的备份恢复（docs/operating.md）"})
		}
	}
	if d, ok := doubtHealth(ctx, st); ok {
		out = append(out, d)
	}
	return out
}

// doubtHealth tells of deliveries that wait for a person.
func doubtHealth(ctx context.Context, st *store.Store) (Diagnosis, bool) {
	counts, err := st.CountStates(ctx)
	if err != nil {
		return Diagnosis{}, false
	}
	waiting := 0
	for _, c := range counts {
		if c.State == "uncertain" || c.State == "dead" {
			waiting += c.Count
		}
	}
	if waiting == 0 {
		return Diagnosis{}, false
	}
	return Diagnosis{"投递", Worry, fmt.Sprintf("有%d条存疑或没发出去的", waiting), "yubao outbox list --state uncertain，逐条确认、再发或不发"}, true
}

func writable(folder string) error {
	f, err := os.CreateTemp(folder, ".yubao-*")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// spaceHealth looks at the disk that the store and the kept answers are on.
func spaceHealth(c *config.Config) Diagnosis {
	folder := filepath.Dir(c.Path("x"))
	if !store.IsPostgres(c.Store) {
		folder = filepath.Dir(c.Path(c.Store))
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(folder, &fs); err != nil {
		return Diagnosis{"磁盘", Worry, "看不到 " + folder + " 的余量", "查文件夹是否存在"}
	}
	return spaceWords(folder, fs.Bavail*uint64(fs.Bsize)) //nolint:gosec // a block size is positive
}

func spaceWords(folder string, free uint64) Diagnosis {
	text := fmt.Sprintf("%s 还有 %.1f GB", folder, float64(free)/(1<<30))
	switch {
	case free < leastSpace:
		return Diagnosis{"磁盘", Bad, text, "腾出地方：旧日志、旧备份；满了就写不进投递记录，什么也发不出去"}
	case free < easySpace:
		return Diagnosis{"磁盘", Worry, text, "不多了，近期清理"}
	}
	return Diagnosis{"磁盘", Well, text, ""}
}

// zoneHealth looks for the zones of the configuration, and whether the clock can be right.
func zoneHealth(c *config.Config) Diagnosis {
	names := []string{c.Timezone}
	for _, id := range sortedKeys(c.Places) {
		if zone := c.Places[id].Timezone; zone != "" {
			names = append(names, zone)
		}
	}
	for _, name := range names {
		if _, err := time.LoadLocation(name); err != nil {
			return Diagnosis{"时区", Bad, "没有时区 " + name, "时区写 IANA 名称，如 Asia/Shanghai"}
		}
	}
	return Diagnosis{"时区", Well, "时区资料齐全，现在是 " + time.Now().In(c.Zone("")).Format("1月2日15时04分"), ""}
}

// deskHealth asks whether the daemon is up at its address, or the address is free.
func deskHealth(ctx context.Context, c *config.Config) Diagnosis {
	const part = "编辑台"
	if c.Desk.Listen == "" {
		return Diagnosis{part, Worry, "没有开网页（desk.listen 是空的）", "要用网页就写上监听地址，如 127.0.0.1:8080"}
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	listener, err := listen(ctx, c)
	if err == nil {
		_ = listener.Close()
		return Diagnosis{part, Well, c.Desk.Listen + " 空着，yubao 没有在运行", ""}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Desk.Listen+"/healthz", nil)
	if err != nil {
		return Diagnosis{part, Bad, "监听地址 " + c.Desk.Listen + " 不能用", "desk.listen 写成 地址:端口"}
	}
	answer, err := http.DefaultClient.Do(request)
	if err == nil {
		defer answer.Body.Close() //nolint:errcheck // it was only read
		body, _ := io.ReadAll(io.LimitReader(answer.Body, 16))
		if answer.StatusCode == http.StatusOK && string(body) == "ok\n" {
			return Diagnosis{part, Well, "yubao 正在 " + c.Desk.Listen + " 运行", ""}
		}
	}
	return Diagnosis{part, Bad, c.Desk.Listen + " 被别的程序占着，或本机没有这个地址", "换一个端口，或停掉占用它的程序（ss -ltnp）"}
}

func templateHealth(c *config.Config) Diagnosis {
	problems := lintTemplates(c)
	if len(problems) == 0 {
		return Diagnosis{"模板", Well, "全部检查通过", ""}
	}
	return Diagnosis{"模板", Bad, fmt.Sprintf("有%d处错误，第一处：%s", len(problems), problems[0].String()), "yubao templates lint 看全部；也可在编辑台的模板页照着标记改"}
}

// pictureHealth looks at the fonts of the pictures; no line where there are none.
func pictureHealth(c *config.Config) []Diagnosis {
	const part = "图片"
	if !illustrated(c) {
		return nil
	}
	if problems := pictureProblems(c); len(problems) > 0 {
		return []Diagnosis{{part, Bad, problems[0].String(), "缺字的一期照发文字，不配图；在 picture.font 写一个有这些字的字体文件"}}
	}
	return []Diagnosis{{part, Well, "字体齐全，地名和文风里的字都有", ""}}
}

// outsideHealth asks the sources and the channels, all at the same time; the lines come
// in the order of the configuration.
func outsideHealth(ctx context.Context, c *config.Config, now func() time.Time) []Diagnosis {
	a, problems := construct(c, io.Discard, now)
	if len(problems) > 0 {
		return nil // what is wrong was told with the configuration: a secret is missing
	}
	var checks []func() []Diagnosis
	place := c.PlaceOf(sortedKeys(c.Places)[0])
	for _, service := range a.services {
		checks = append(checks, func() []Diagnosis { return sourceHealth(ctx, service, place, now) })
	}
	if a.parts.telegram != nil {
		checks = append(checks, func() []Diagnosis { return botHealth(ctx, a.parts.telegram, c) })
	}
	for _, name := range sortedKeys(c.Channels) {
		checks = append(checks, func() []Diagnosis { return channelHealth(ctx, name, c.Channels[name]) })
	}
	found := make([][]Diagnosis, len(checks))
	var group errgroup.Group
	for i, check := range checks {
		group.Go(func() error { found[i] = check(); return nil })
	}
	_ = group.Wait() // checks report by their lines
	var out []Diagnosis
	for _, lines := range found {
		out = append(out, lines...)
	}
	return out
}

// sourceHealth asks a source for a real forecast: an address that answers and sends
// something else is no help.
func sourceHealth(ctx context.Context, s source.Service, place weather.Place, now func() time.Time) []Diagnosis {
	part := "来源 " + s.ID()
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	start := now()
	answer, err := s.Fetch(ctx, place, 2)
	if err != nil {
		return []Diagnosis{{part, Bad, answerWords(err), "查网络和代理；换个地方 curl 同一地址试试；来源按顺序询问，后面的会顶上"}}
	}
	f, _, err := source.Read(answer, place)
	if err != nil {
		return []Diagnosis{{part, Bad, "答复读不懂：" + answerWords(err), "查 url 是否指对了地方，是否被代理换成了别的网页"}}
	}
	out := []Diagnosis{{part, Well, fmt.Sprintf("%s 的预报取到了，%d毫秒", place.Name, now().Sub(start).Milliseconds()), ""}}
	if len(f.Hours) > 0 {
		if off := f.Hours[0].Valid.Sub(now()); off > 48*time.Hour || off < -72*time.Hour {
			out = append(out, Diagnosis{"时钟", Worry, "本机时钟与预报的日期差得太远", "对时：timedatectl set-ntp true"})
		}
	}
	return out
}
