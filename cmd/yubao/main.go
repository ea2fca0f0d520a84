// Command yubao writes weather bulletins from forecasts and brings them to the
// newsroom and its readers. Flags and exit codes are here; the work is in internal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones also where the system has none, as in a bare container

	"github.com/alecthomas/kong"
)

// Exit codes of the contract.
const (
	exitOK         = 0
	exitFailed     = 1
	exitUsage      = 2
	exitRefused    = 3 // the gate refused
	exitNoForecast = 4 // no forecast to be had
)

// commands is the command line: a field per subcommand, each in a file of its own.
type commands struct {
	Config string `name:"config" default:"config.yaml" placeholder:"FILE" help:"配置文件（默认 config.yaml）。"`

	Bulletin bulletinCommand    `cmd:"" help:"写一期并打印，不存、不发。"`
	Demo     demoCommand        `cmd:"" help:"离线走一遍全程：内置资料、成稿、签发、发到屏幕。"`
	Run      runCommand         `cmd:"" help:"常驻运行：按时出稿、送审、发送。"`
	Send     sendCommand        `cmd:"" help:"现在出一期，照常送审或发出，打印稿件编号。"`
	Drafts   draftsCommand      `cmd:"" help:"稿件：列出、查看、修改、签发、毙稿。"`
	Desk     deskCommand        `cmd:"" help:"编辑台网页的账号。"`
	Outbox   outboxCommand      `cmd:"" help:"投递：列出、再发、不发、确认。"`
	Subs     subscribersCommand `cmd:"" name:"subscribers" help:"订阅者：列出、增、删、导入。"`
	Store    storeCommand       `cmd:"" help:"库：备份、搬家。"`
	Place    placeCommand       `cmd:"" help:"查地点。"`
	Replay   replayCommand      `cmd:"" help:"替身资料服务：不联网也能试跑整个流程。"`
	Check    checkCommand       `cmd:"" help:"检查配置、模板、地点、渠道，一次列出全部问题。"`
	Templ    templatesCommand   `cmd:"" name:"templates" help:"模板：列出、检查、试写、启用、退回。"`
	Parse    parseCommand       `cmd:"" help:"读懂逐日预报：标准输入一行一天，输出一行一个 JSON。"`
	Proof    proofCommand       `cmd:"" help:"核对一篇稿件：读标准输入，与资料不符之处一行一个 JSON。"`
	Conf     configCommand      `cmd:"" name:"config" help:"配置文件的辅助命令。"`
	Doctor   doctorCommand      `cmd:"" help:"体检：配置、密钥、数据库、磁盘、来源、渠道逐项检查，说明怎么办。"`
	Complete completionCommand  `cmd:"" name:"completion" help:"命令补全脚本：bash、zsh 或 fish。"`
	Version  versionCommand     `cmd:"" help:"版本。"`
}

// session is what a command gets beside its own flags.
type session struct {
	ctx    context.Context
	config string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	model  *kong.Application // the command line's own definition

	gcPercent int // what a process that stays goes back to
}

// startGCPercent lets the heap of a start grow to some 16 MB before it is collected: less
// than that is written over and over again while the words are read, and a collection at
// that time costs more (a tenth of the whole start) than it gives back.
const startGCPercent = 400

// failure is an error with the exit code it asks for. A nil err means that everything
// worth telling has been told.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var c commands
	s := &session{ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now, gcPercent: debug.SetGCPercent(startGCPercent)}
	defer s.settle()
	left := -1
	parser, err := kong.New(&c,
		kong.Name("yubao"),
		kong.Description("预报：把天气预报资料写成报纸体例的稿件，经编辑签发后送到读者手里。"),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { left = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ShortUsageOnError(),
	)
	if err != nil {
		panic(err) // the command line's own definition is wrong
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if left >= 0 {
		return left // --help has been printed
	}
	if err != nil {
		fmt.Fprintln(stderr, "yubao: "+usageWords(err))
		return exitUsage
	}
	s.config, s.model = c.Config, parser.Model
	return s.exit(command.Run(s))
}

// settle ends the start of a process that stays.
func (s *session) settle() { debug.SetGCPercent(s.gcPercent) }

// exit tells the person what went wrong and returns the code.
func (s *session) exit(err error) int {
	if err == nil {
		return exitOK
	}
	var f *failure
	if !errors.As(err, &f) {
		f = &failure{code: exitFailed, err: err}
	}
	if f.err != nil {
		fmt.Fprintln(s.stderr, "yubao: "+strings.TrimSpace(words(f.err)))
	}
	return f.code
}
