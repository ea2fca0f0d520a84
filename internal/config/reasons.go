package config

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"yubao/internal/pattern"
)

// reasons turns what adapters say of their settings, in English as all errors, into
// what an operator reads. It takes the part after the key.
var reasons = []struct {
	english *pattern.Pattern
	chinese string
}{
	{pattern.New(`^missing$`), "没有填写"},
	{pattern.New(`must be a number or @name`), "要写会话的数字编号，或 @名称"},
	{pattern.New(`must not be negative`), "不能是负数"},
	{pattern.New(`must look like 123456:ABC`), "口令的样子不对，应如 123456:ABC，照 BotFather 给的抄"},
	{pattern.New(`must be an? (?:absolute )?https? `), "要写 https:// 开头的完整地址"},
	{pattern.New(`must be between (\S+) and (\S+)`), "要在 $1～$2 之间"},
	{pattern.New(`(?i)(no|not an?) (e-?mail )?address|parse address|mail:`), "地址写得不对"},
	{pattern.New(`(?i)url|scheme|host`), "地址写得不对，要写 https:// 开头的完整地址"},
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
	for _, r := range reasons {
		english := r.english.Regexp()
		if m := english.FindStringSubmatchIndex(reason); m != nil {
			return string(english.ExpandString(nil, r.chinese, reason, m))
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
