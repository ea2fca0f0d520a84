package main

import (
	"io"

	"github.com/alecthomas/kong"
)

// subcommand is one command: its name, what it is for, and its flags and arguments with
// the method that carries it out, in a file of its own.
type subcommand struct {
	name, help string
	flags      func() any
}

// subcommands is the command line, in the order of the help.
var subcommands = []subcommand{
	{"bulletin", "写一期并打印，不存、不发。", flagsOf[bulletinCommand]},
	{"demo", "离线走一遍全程：内置资料、成稿、签发、发到屏幕。", flagsOf[demoCommand]},
	{"run", "常驻运行：按时出稿、送审、发送。", flagsOf[runCommand]},
	{"send", "现在出一期，照常送审或发出，打印稿件编号。", flagsOf[sendCommand]},
	{"drafts", "稿件：列出、查看、修改、签发、毙稿。", flagsOf[draftsCommand]},
	{"desk", "编辑台网页的账号。", flagsOf[deskCommand]},
	{"outbox", "投递：列出、再发、不发、确认。", flagsOf[outboxCommand]},
	{"subscribers", "订阅者：列出、增、删、导入。", flagsOf[subscribersCommand]},
	{"store", "库：备份、搬家。", flagsOf[storeCommand]},
	{"place", "查地点。", flagsOf[placeCommand]},
	{"replay", "替身资料服务：不联网也能试跑整个流程。", flagsOf[replayCommand]},
	{"check", "检查配置、模板、地点、渠道，一次列出全部问题。", flagsOf[checkCommand]},
	{"templates", "模板：列出、检查、试写、启用、退回。", flagsOf[templatesCommand]},
	{"parse", "读懂逐日预报：标准输入一行一天，输出一行一个 JSON。", flagsOf[parseCommand]},
	{"proof", "核对一篇稿件：读标准输入，与资料不符之处一行一个 JSON。", flagsOf[proofCommand]},
	{"config", "配置文件的辅助命令。", flagsOf[configCommand]},
	{"doctor", "体检：配置、密钥、数据库、磁盘、来源、渠道逐项检查，说明怎么办。", flagsOf[doctorCommand]},
	{"completion", "命令补全脚本：bash、zsh 或 fish。", flagsOf[completionCommand]},
	{"version", "版本。", flagsOf[versionCommand]},
}

func flagsOf[C any]() any { return new(C) }

// asked are the commands that a command line can be about: the one that its first word
// names, else all. To describe all of them to the parser takes longer than a short command.
func asked(args []string) []subcommand {
	for i, c := range subcommands {
		if len(args) > 0 && args[0] == c.name {
			return subcommands[i : i+1]
		}
	}
	return subcommands
}

// common are the flags of every command.
type common struct {
	Config string `name:"config" default:"config.yaml" placeholder:"FILE" help:"配置文件（默认 config.yaml）。"`
}

// newParser describes commands to the parser. exit is called when help has been printed.
func newParser(c *common, of []subcommand, stdout, stderr io.Writer, exit func(int)) *kong.Kong {
	options := []kong.Option{
		kong.Name("yubao"),
		kong.Description("预报：把天气预报资料写成报纸体例的稿件，经编辑签发后送到读者手里。"),
		kong.Writers(stdout, stderr),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(inChinese(kong.DefaultHelpPrinter)),
	}
	for _, s := range of {
		options = append(options, kong.DynamicCommand(s.name, s.help, "", s.flags()))
	}
	return kong.Must(c, options...)
}
