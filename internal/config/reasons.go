package config

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml/ast"
)

// reasons turns what adapters say of their settings, in English as all errors, into
// what an operator reads. It takes the part after the key. They are compiled when
// something is wrong, not at every start.
var reasons = sync.OnceValue(func() []reason {
	return []reason{
		{regexp.MustCompile(`^missing$`), "没有填写"},
		{regexp.MustCompile(`must be a number or @name`), "要写会话的数字编号，或 @名称"},
		{regexp.MustCompile(`must not be negative`), "不能是负数"},
		{regexp.MustCompile(`must look like 123456:ABC`), "口令的样子不对，应如 123456:ABC，照 BotFather 给的抄"},
		{regexp.MustCompile(`must be an? (?:absolute )?https? `), "要写 https:// 开头的完整地址"},
		{regexp.MustCompile(`must be between (\S+) and (\S+)`), "要在 $1～$2 之间"},
		{regexp.MustCompile(`(?i)(no|not an?) (e-?mail )?address|parse address|mail:`), "地址写得不对"},
		{regexp.MustCompile(`(?i)url|scheme|host`), "地址写得不对，要写 https:// 开头的完整地址"},
	}
})

type reason struct {
	english *regexp.Regexp
	chinese string
}

// invalid reports what a section's owner says is wrong with it, each at its key. An
// error reads "key: reason", several are joined. A text that is Chinese stands as it is.
func (d *decoder) invalid(n ast.Node, entries []entry, err error) {
	if err == nil {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			d.invalid(n, entries, e)
		}
		return
	}
	key, reason, ok := strings.Cut(err.Error(), ": ")
	if !ok {
		d.complain(n, "%s", inChinese(err.Error()))
		return
	}
	at := n
	if i := slices.IndexFunc(entries, func(e entry) bool { return e.name == key || e.name == key+"_file" }); i >= 0 {
		at = entries[i].value
	}
	d.complain(at, "%s：%s", key, inChinese(reason))
}

func inChinese(reason string) string {
	for _, r := range reasons() {
		if m := r.english.FindStringSubmatchIndex(reason); m != nil {
			return string(r.english.ExpandString(nil, r.chinese, reason, m))
		}
	}
	if strings.ContainsFunc(reason, func(r rune) bool { return r > 0x2E80 }) {
		return reason
	}
	return "值不对（" + reason + "）"
}

// Reason returns in Chinese what an adapter says is wrong with its settings.
func Reason(err error) string {
	key, reason, ok := strings.Cut(err.Error(), ": ")
	if !ok {
		return inChinese(err.Error())
	}
	return key + "：" + inChinese(reason)
}
