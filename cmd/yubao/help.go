package main

import (
	"bytes"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// helpInChinese has the words that the parser puts around our own.
var helpInChinese = strings.NewReplacer(
	"Usage: ", "用法：",
	"<command>", "<命令>",
	"[flags]", "[选项]",
	"Show context-sensitive help.", "显示这份说明。",
	"\nArguments:\n", "\n参数：\n",
	"\nFlags:\n", "\n选项：\n",
	"\nCommands:\n", "\n命令：\n",
	`Run "`, "运行“",
	`" for more information on a command.`, "”看一条命令的说明。",
	`" for more information.`, "”看详细说明。",
)

// inChinese makes a printer of help write for operators, who read Chinese.
func inChinese(print kong.HelpPrinter) kong.HelpPrinter {
	return func(options kong.HelpOptions, ctx *kong.Context) error {
		out := ctx.Stdout
		defer func() { ctx.Stdout = out }()
		var page bytes.Buffer
		ctx.Stdout = &page
		if err := print(options, ctx); err != nil {
			return err
		}
		_, err := io.WriteString(out, helpInChinese.Replace(page.String()))
		return err
	}
}
