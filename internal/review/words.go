package review

import (
	"cmp"
	"fmt"
	"html/template"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
	"yubao/internal/weather"
	"yubao/internal/wording"
)

// pageFunctions are what page templates may call.
var pageFunctions = template.FuncMap{
	"state":    func(s newsroom.State) string { return stateWords[s] },
	"outState": func(s delivery.State) string { return deliveryWords[s] },
	"act":      func(a newsroom.Act) string { return actWords[a] },
	"percent":  func(part, whole int) int { return part * 100 / max(whole, 1) },
	"role":     func(r newsroom.Role) string { return roleWords[r] },
	"clock":    func(t time.Time) string { return stamp(t, "15:04") },
	"moment":   func(t time.Time) string { return stamp(t, "1月2日 15:04") },
	"drift":    func(d wording.Drift) string { return driftWords[d] },
	"pane":     func(k wording.PaneKind) string { return paneWords[k] },
	"shown":    shown, "diffLines": diffLines,
	"hour":    func(t time.Time) string { return stamp(t, "2日15时") },
	"prev":    func(n int) int { return n - 1 },
	"maybe":   maybe,
	"dict":    dict,
	"rule":    func(name string) string { return cmp.Or(ruleWords[name], name) },
	"verdict": func(v string) string { return verdictWords[v] },
	"refusal": func(word string) string { return cmp.Or(refusalWords[word], word) },
	"machine": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
}

// dict makes a map of names and values, for a part that needs two.
func dict(pairs ...any) (map[string]any, error) {
	out := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("name %v is no text", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}

// maybe writes a value that may be missing: empty when it is.
func maybe(m any) string {
	switch m := m.(type) {
	case weather.Maybe[int]:
		if v, ok := m.Get(); ok {
			return fmt.Sprint(v)
		}
	case weather.Maybe[weather.Millimeters]:
		if v, ok := m.Get(); ok && v > 0 {
			return fmt.Sprintf("%.1f", float64(v))
		}
	case weather.Maybe[weather.Beaufort]:
		if v, ok := m.Get(); ok {
			return fmt.Sprint(int(v))
		}
	}
	return ""
}

// stamp prints a time in the zone that it carries; empty for none.
func stamp(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

var stateWords = map[newsroom.State]string{
	newsroom.Filed: "待签发", newsroom.Signed: "已签发", newsroom.Spiked: "已毙稿",
	newsroom.Corrected: "已更正", newsroom.Withdrawn: "已撤稿",
}

var deliveryWords = map[delivery.State]string{
	delivery.Pending: "待发", delivery.Sending: "发送中", delivery.Sent: "已送达",
	delivery.Uncertain: "存疑", delivery.Dead: "未送达", delivery.Dropped: "不再发",
}

var actWords = map[newsroom.Act]string{
	newsroom.ActFile: "送审", newsroom.ActEdit: "改稿", newsroom.ActFacts: "改数据", newsroom.ActAttest: "登记气象台依据",
	newsroom.ActSign: "签发", newsroom.ActSpike: "毙稿", newsroom.ActCorrect: "更正", newsroom.ActWithdraw: "撤稿",
	newsroom.ActRemind: "催稿", newsroom.ActHold: "过了截稿时间",
}

var roleWords = map[newsroom.Role]string{newsroom.Editor: "编辑", newsroom.Chief: "值班主任"}

// ruleWords name the rules of the gate.
var ruleWords = map[string]string{
	"age": "新旧", "zone": "时区", "place": "地点", "dates": "日期", "missing": "缺测", "range": "高低温",
	"values": "数值", "units": "单位", "jumps": "突变", "copy": "照抄旧稿",
}

var verdictWords = map[string]string{"pass": "通过", "warn": "提醒", "refuse": "拦下", "off": "不查"}

// refusalWords say why an act was not done, by the words of the record.
var refusalWords = map[string]string{
	"decided": "别人已经决定", "stale": "看到的不是最新一版", "forbidden": "角色不能做", "findings": "有矛盾没有改正",
	"attest": "没有登记依据", "reason": "没有写理由", "state": "稿件的状态不能这样做",
}
