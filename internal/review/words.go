package review

import (
	"html/template"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/newsroom"
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
	"machine": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
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
