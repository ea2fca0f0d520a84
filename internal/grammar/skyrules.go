package grammar

import (
	"strings"

	"yubao/internal/analysis"
)

// clauseFault holds a clause of the sky to the pairs that the language has: 间 and
// 到 stand between neighbours on the scale 晴 - 多云 - 阴 (patterns of published
// bulletins: no other pair occurs), a change leads somewhere else, and 停止转
// needs something that can stop.
func clauseFault(c *SkyClause) string {
	if c.Hedge != "" && len(c.Scopes) == 0 && c.Subject == "" {
		return "“" + string(c.Hedge) + "”用得不对"
	}
	if (strings.HasSuffix(string(c.Lead), "以") || strings.HasSuffix(string(c.Hedge), "以")) && !closes(c.Tail) {
		return "“以”后面缺少“为主”"
	}
	before, mixed := c.First, false
	for i, s := range c.Steps {
		mixing := s.Turn == "" || mixes(s.Turn)
		if mixing && mixed {
			return "“间”“到”不能连用"
		}
		widens := !mixing && i+1 < len(c.Steps) && mixes(c.Steps[i+1].Turn) // 多云转多云到阴
		if reason := stepFault(before, s); reason != "" && !(widens && reason == sameSky) {
			return reason
		}
		before, mixed = s.State, mixing
	}
	return ""
}

// sameSky is the reason for which a state may not turn into itself, but for a wider one.
const sameSky = "前后是同一种天空状况"

func closes(t Tail) bool { return t == "为主" || t == "天气为主" || t == "的天气为主" }

func mixes(t Turn) bool {
	return t == Mixed || t == Ranges || t == "至" || t == "间有" || t == "时" || t == "有时" || t == "间短时" || t == "间短暂" || t == "～" || t == "-"
}

func stops(t Turn) bool {
	switch t {
	case "停止转", "止转", "停转", "渐止转", "逐渐停止转", "渐停转", "结束转", "减弱转", "减弱停止转", "消散转", "渐散转", "散转", "趋于停止转",
		"并渐止转", "并停止转", "并逐渐停止转", "并止转":
		return true
	}
	return false
}

func stepFault(a State, s Step) string {
	b := s.State
	switch {
	case (sameState(a, b) || len(a.Falls) == 0 && a.Cloud != analysis.CloudUnknown && a.Cloud == b.Cloud) && s.Turn != "和" && s.Turn != "与" && s.Turn != "或":
		return sameSky
	case s.Turn == "":
		if a.Cloud != analysis.Clear || b.Cloud != analysis.Cloudy || len(a.Falls)+len(b.Falls) > 0 {
			return "两种天空状况之间缺少连接词"
		}
	case stops(s.Turn):
		if len(a.Falls) == 0 {
			return "没有可以停止的降水"
		}
	case s.Turn == Mixed || s.Turn == "时" || s.Turn == "间短时" || s.Turn == "间短暂":
		if a.Cloud == analysis.CloudUnknown || b.Cloud == analysis.CloudUnknown || len(a.Falls) > 0 {
			return "“间”只能连接两种天空状况"
		}
		if !neighbours(a.Cloud, b.Cloud) {
			return "“间”只能连接相邻的天空状况"
		}
	case s.Turn == Ranges || s.Turn == "至" || s.Turn == "～" || s.Turn == "-":
		return spanFault(a, b)
	}
	return ""
}

// spanFault holds 到 to neighbouring clouds, or to rising classes of the same precipitation.
func spanFault(a, b State) string {
	if len(a.Falls) > 0 {
		if a.Cloud == analysis.CloudUnknown && b.Cloud == analysis.CloudUnknown && len(b.Falls) > 0 && a.Falls[len(a.Falls)-1].Grade < b.Falls[0].Grade {
			return ""
		}
		return "“到”前后不是相邻的等级"
	}
	if b.Cloud == analysis.CloudUnknown && a.Cloud == analysis.Overcast && len(b.Falls) > 0 {
		return ""
	}
	if !neighbours(a.Cloud, b.Cloud) {
		return "“到”只能连接相邻的天空状况"
	}
	return ""
}

// neighbours reports clouds that stand side by side on the scale; 少云 is beside both 晴 and 多云.
func neighbours(a, b analysis.Cloud) bool {
	if a > b {
		a, b = b, a
	}
	switch a {
	case analysis.CloudUnknown, b:
		return false
	case analysis.Clear:
		return b == analysis.FewClouds || b == analysis.Cloudy
	}
	return b == a+1
}

func sameState(a, b State) bool {
	if a.Cloud != b.Cloud || a.Look != b.Look || a.Have != b.Have || len(a.Falls) != len(b.Falls) {
		return false
	}
	for i := range a.Falls {
		if a.Falls[i] != b.Falls[i] {
			return false
		}
	}
	return true
}
