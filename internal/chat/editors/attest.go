package editors

import (
	"context"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"yubao/internal/chat"
	"yubao/internal/newsroom"
	"yubao/internal/pattern"
	"yubao/internal/station"
)

const attestHint = "回复本条：贴上气象台的预报原文；或写明台站和发布时间，如“新乡市气象台 15日16时”。"

// attest puts the station's word on record: its bulletin pasted in, or station and time
// of issue as the editor states them.
func (r *reply) attest(ctx context.Context, text string) error {
	dossier, err := r.e.Drafts.Dossier(ctx, r.press.draft)
	if err != nil {
		return r.refused(ctx, dossier.Draft, err)
	}
	a, missing := readAttestation(text, r.e.Now().In(r.e.Zone(dossier.Draft.Edition)))
	if missing != "" {
		return r.e.Mouth.Say(ctx, prompt(r.m, r.press.draft, r.press.revision, actAttest, r.by, missing+attestHint))
	}
	redraft, err := r.e.Pen.Attest(ctx, r.press.draft, r.press.revision, r.by, a)
	if err != nil {
		return r.refused(ctx, redraft.Draft, err)
	}
	said := fmt.Sprintf("存证了：%s，%s发布。", a.Station, Clock(a.Issued, r.e.Zone(dossier.Draft.Edition)))
	if redraft.Draft.Revision != r.press.revision {
		said += "全文已按台站口吻重写，请看新卡片再签发。"
	}
	return r.e.Mouth.Say(ctx, chat.Answer(r.m, said))
}

// mostStated is up to how many characters an editor states; what is longer is a bulletin.
const mostStated = 40

// clockOfToday is a time of day without a date.
var clockOfToday = pattern.New(`(?:今天|今日)?\s*(上午|下午|晚上|傍晚)?\s*(\d{1,2})\s*(?:[时点]|[:：])\s*(\d{1,2})?`)

// readAttestation reads the station and its time of issue out of what an editor wrote.
// now is in the zone of the place. missing says in Chinese what it did not find.
func readAttestation(text string, now time.Time) (a newsroom.Attestation, missing string) {
	a.Station = station.Named(text)
	if a.Station == "" {
		return a, "没有看到台站的名称。"
	}
	var ok bool
	if a.Issued, ok = readIssued(text, now); !ok {
		return a, "没有看到发布时间。"
	}
	switch age := now.Sub(a.Issued); {
	case age < -10*time.Minute:
		return a, "发布时间还没有到，请核对。"
	case age > 48*time.Hour:
		return a, "发布时间是两天以前，太旧了，请核对。"
	}
	if utf8.RuneCountInString(text) > mostStated {
		a.Text = text
	}
	return a, ""
}

// readIssued reads the first moment of a text that has a date, or else one of today.
func readIssued(text string, now time.Time) (time.Time, bool) {
	if at, ok := station.IssuedIn(text, now); ok {
		return at, true
	}
	if m := clockOfToday.Regexp().FindStringSubmatch(text); m != nil {
		return moment(now.Year(), now.Month(), now.Day(), m[1], m[2], m[3], now.Location()), true
	}
	return time.Time{}, false
}

func moment(year int, month time.Month, day int, part, hour, minute string, zone *time.Location) time.Time {
	h := number(hour)
	switch part {
	case "下午", "傍晚", "晚上", "夜里":
		if h < 12 {
			h += 12
		}
	}
	return time.Date(year, month, day, h, number(minute), 0, 0, zone)
}

// number reads up to four digits; none are 0.
func number(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}
