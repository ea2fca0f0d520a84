package main

import (
	"errors"
	"io/fs"
	"strings"

	"yubao/internal/edition"
	"yubao/internal/pattern"
)

// usage turns the parser's complaints about a command line into Chinese.
var usage = []struct {
	english *pattern.Pattern
	chinese string
}{
	{pattern.New(`^unexpected argument (\S+), did you mean (?:one of )?(.+)\?$`), "没有“$1”这个命令，是不是 $2？"},
	{pattern.New(`^unexpected argument (\S+)$`), "没有“$1”这个命令；yubao --help 列出全部命令"},
	{pattern.New(`^unknown flag (\S+), did you mean (?:one of )?(.+)\?$`), "没有 $1 这个选项，是不是 $2？"},
	{pattern.New(`^unknown flag (\S+?),?$`), "没有 $1 这个选项"},
	{pattern.New(`^expected one of (.+)$`), "后面还要写一个命令：$1"},
	{pattern.New(`^expected "(.+)"$`), "少了 $1"},
	{pattern.New(`^missing flags?: (.+)$`), "少了 $1"},
	{pattern.New(`^(--\S+) must be one of (.+) but got (.+)$`), "$1 只能写 $2，写的是 $3"},
	{pattern.New(`^(--[^:]+): expected (\S+) value but got .*$`), "$1 后面少了值"},
	{pattern.New(`^(--[^:=]+)[^:]*: (.+)$`), "$1 的值不对"},
}

func usageWords(err error) string {
	text := err.Error()
	for _, u := range usage {
		if !u.english.Regexp().MatchString(text) {
			continue
		}
		said := u.english.Regexp().ReplaceAllString(text, u.chinese)
		var why *told
		if errors.As(err, &why) {
			said += "：" + why.text
		}
		return said
	}
	return "命令行看不懂（" + text + "）；yubao --help 列出用法"
}

// told is an error whose text is Chinese and meant for the person at the terminal.
type told struct {
	text  string
	cause error
}

func (t *told) Error() string { return t.text }
func (t *told) Unwrap() error { return t.cause }

// fileOf names the file that an error is about.
func fileOf(err error) string {
	var file *fs.PathError
	if errors.As(err, &file) {
		return "：" + file.Path
	}
	return ""
}

// words returns what a person at the terminal reads of an error. What no entry of the
// table knows is an internal error; its own text goes along there, since whoever runs
// commands also reads logs.
func words(err error) string {
	var t *told
	if errors.As(err, &t) {
		return t.text
	}
	var line *edition.FactError
	if errors.As(err, &line) {
		return line.Error()
	}
	for _, m := range messages {
		if errors.Is(err, m.err) {
			return m.text + fileOf(err)
		}
	}
	return "内部错误：" + strings.TrimSpace(err.Error())
}
