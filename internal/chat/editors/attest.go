package editors

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"yubao/internal/chat"
	"yubao/internal/newsroom"
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

// stated are the patterns of a statement, compiled when the first is read.
var stated = sync.OnceValue(func() (p struct{ station, before, issued, today *regexp.Regexp }) {
	p.station = regexp.MustCompile(`\p{Han}{1,14}?(?:气象台|气象局|气象站|气象服务中心)`)
	// Words that lead to a station's name.
	p.before = regexp.MustCompile(`^.*(?:记者从|来源于|来源是|来自|根据|依据|发布单位|据|由|从|为|是)`)
	p.issued = regexp.MustCompile(`(?:(?:(\d{4})年)?(\d{1,2})月)?(\d{1,2})日\s*(早晨|早上|上午|中午|下午|傍晚|晚上|夜里)?\s*(\d{1,2})\s*(?:[时点]|[:：])\s*(\d{1,2})?`)
	p.today = regexp.MustCompile(`(?:今天|今日)?\s*(上午|下午|晚上|傍晚)?\s*(\d{1,2})\s*(?:[时点]|[:：])\s*(\d{1,2})?`)
	return p
})

// readAttestation reads the station and its time of issue out of what an editor wrote.
// now is in the zone of the place. missing says in Chinese what it did not find.
func readAttestation(text string, now time.Time) (a newsroom.Attestation, missing string) {
	a.Station = strings.TrimSpace(stated().before.ReplaceAllString(stated().station.FindString(text), ""))
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
	if m := stated().issued.FindStringSubmatch(text); m != nil {
		year, month, day := now.Year(), now.Month(), number(m[3])
		if m[2] != "" {
			month = time.Month(number(m[2]))
		}
		if m[1] != "" {
			year = number(m[1])
		}
		at := moment(year, month, day, m[4], m[5], m[6], now.Location())
		if m[1] == "" && at.Sub(now) > 15*24*time.Hour { // a day of the month or year before
			if at = at.AddDate(0, -1, 0); m[2] != "" {
				at = moment(year-1, month, day, m[4], m[5], m[6], now.Location())
			}
		}
		return at, at.Day() == day
	}
	if m := stated().today.FindStringSubmatch(text); m != nil {
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
