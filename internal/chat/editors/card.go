package editors

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"yubao/internal/channel/telegram"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/proof"
)

// View is what a card shows.
type View struct {
	Dossier newsroom.Dossier
	Title   string             // of the edition: 晚报
	Zone    *time.Location     // of its place
	Changes []string           // against the edition before, in Chinese
	Done    *newsroom.Decision // by which the draft was decided; nil while it waits
	// Links are lines for channels whose buttons do not call back. With them a card has no buttons.
	Links []string
}

// StateWords name the states of a draft.
var StateWords = map[newsroom.State]string{
	newsroom.Filed: "待签发", newsroom.Signed: "已签发", newsroom.Spiked: "已毙稿",
	newsroom.Corrected: "已更正", newsroom.Withdrawn: "已撤稿",
}

// Card is a draft as the newsroom gets it: what it says, what stands against it, where
// its numbers are from, what may be done. After the decision the same card says who
// decided what and when.
func Card(v View) delivery.Message {
	draft := v.Dossier.Draft
	blocks := []string{v.head(), v.text()}
	for _, lines := range [][]string{v.faults(), v.judgement(), v.changes(), v.foot(), v.Links} {
		if len(lines) > 0 {
			blocks = append(blocks, strings.Join(lines, "\n"))
		}
	}
	m := delivery.Message{
		Kind: delivery.KindDraft, Title: StateWords[draft.State] + "：" + v.Dossier.Revision.Copy.Headline,
		HTML: strings.Join(blocks, "\n\n"),
	}
	m.Text = plain(m.HTML)
	if len(v.Links) == 0 {
		m.Buttons = Buttons(draft)
	}
	return m
}

// head says what the card is about: the state, the edition, the number and revision to
// which every decision is bound, and until when.
func (v View) head() string {
	draft := v.Dossier.Draft
	lines := []string{fmt.Sprintf("【%s】%s　%s", StateWords[draft.State], telegram.EscapeHTML(v.Title), Mark(draft.ID, draft.Revision))}
	if draft.Late {
		lines[0] += "（补出）"
	}
	switch {
	case v.Done != nil:
		lines = append(lines, telegram.EscapeHTML(v.done()))
	case !draft.Deadline.IsZero() && draft.State == newsroom.Filed:
		lines = append(lines, fmt.Sprintf("截稿 %s，届时未签%s", Clock(draft.Deadline, v.Zone), expiry[draft.AtDeadline]))
	}
	if draft.Corrects != 0 {
		what := fmt.Sprintf("更正第%d稿", draft.Corrects)
		if draft.State == newsroom.Filed || draft.State == newsroom.Signed { // later the reason is that of what came then
			what += "：" + draft.Reason
		}
		lines = append(lines, telegram.EscapeHTML(what))
	}
	if r := v.Dossier.Revision; r.Number > 1 && draft.State == newsroom.Filed {
		lines = append(lines, telegram.EscapeHTML("本版："+cmp.Or(r.Reason, "改文字")))
	}
	return strings.Join(lines, "\n")
}

var expiry = map[newsroom.AtDeadline]string{newsroom.Hold: "则扣下", newsroom.Publish: "则照发"}

// done says who decided, when, and why where a reason was given.
func (v View) done() string {
	text := fmt.Sprintf("%s　%s", who(*v.Done), Clock(v.Done.At, v.Zone))
	if draft := v.Dossier.Draft; v.Done.Draft != draft.ID {
		text += fmt.Sprintf("　见第%d稿：%s", v.Done.Draft, draft.Reason)
	}
	if v.Done.Reason != "" {
		text += "　理由：" + v.Done.Reason
	}
	return text
}

func who(d newsroom.Decision) string {
	if d.Person == newsroom.Machine {
		return "yubao 按设置"
	}
	return cmp.Or(d.Name, d.Person)
}

// text is the article with its headline bold and what contradicts the data underlined.
func (v View) text() string {
	words := v.Dossier.Revision.Copy
	article := strings.TrimSpace(words.Article)
	if article == "" {
		return "<b>" + telegram.EscapeHTML(words.Headline) + "</b>"
	}
	var marks []edition.Finding
	for _, f := range v.findings() {
		if f.Form == edition.Article && f.Severity == proof.Contradiction {
			marks = append(marks, f)
		}
	}
	if len(marks) > 0 {
		return underlined(words.Article, marks)
	}
	lines := strings.Split(article, "\n")
	bold := slices.Index(lines, words.Headline)
	for i, line := range lines {
		if lines[i] = telegram.EscapeHTML(line); i == bold {
			lines[i] = "<b>" + lines[i] + "</b>"
		}
	}
	return strings.Join(lines, "\n")
}

// underlined escapes a text and underlines findings, whose offsets count characters.
func underlined(text string, marks []edition.Finding) string {
	runes := []rune(text)
	slices.SortFunc(marks, func(a, b edition.Finding) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	at := 0
	for _, f := range marks {
		if f.Start < at || f.End <= f.Start || f.End > len(runes) {
			continue // within the one before, or of another text
		}
		b.WriteString(telegram.EscapeHTML(string(runes[at:f.Start])))
		b.WriteString("<u>" + telegram.EscapeHTML(string(runes[f.Start:f.End])) + "</u>")
		at = f.End
	}
	b.WriteString(telegram.EscapeHTML(string(runes[at:])))
	return strings.TrimSpace(b.String())
}

func (v View) findings() []edition.Finding {
	found, err := edition.FindingsOf(v.Dossier.Revision)
	if err != nil {
		return nil // of an older form: the count on the revision still holds
	}
	return found
}

// mostFaults is how many findings a card lists; the page has all.
const mostFaults = 10

// faults lists what proof says against the text, the grave first.
func (v View) faults() []string {
	return FaultLines(v.findings(), v.Dossier.Revision.Overrides)
}

// FaultLines lists findings in HTML, the grave first, and the reason for which they stand.
func FaultLines(found []edition.Finding, overrides string) []string {
	if len(found) == 0 {
		return []string{"核对：没有发现问题"}
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b edition.Finding) int { return cmp.Compare(rank(a), rank(b)) })
	grave := 0
	for _, f := range found {
		if f.Severity == proof.Contradiction {
			grave++
		}
	}
	lines := []string{fmt.Sprintf("核对：%d 处要看", len(found))}
	if grave > 0 {
		lines[0] = fmt.Sprintf("核对：<b>%d 处与资料不符</b>，共 %d 处要看", grave, len(found))
	}
	for _, f := range found[:min(len(found), mostFaults)] {
		lines = append(lines, telegram.EscapeHTML(faultLine(f)))
	}
	if more := len(found) - mostFaults; more > 0 {
		lines = append(lines, fmt.Sprintf("……还有 %d 处", more))
	}
	if overrides != "" {
		lines = append(lines, telegram.EscapeHTML("放行理由："+overrides))
	}
	return lines
}

func rank(f edition.Finding) int {
	return slices.Index([]proof.Severity{proof.Contradiction, proof.Unsupported, proof.Style}, f.Severity)
}

var severityMarks = map[proof.Severity]string{proof.Contradiction: "✗", proof.Unsupported: "？", proof.Style: "·"}

var formWords = map[edition.Form]string{edition.Chat: "短文", edition.Push: "推送", edition.Broadcast: "口播"}

func faultLine(f edition.Finding) string {
	line := severityMarks[f.Severity] + " "
	if form := formWords[f.Form]; form != "" {
		line += form + "："
	}
	if f.Said != "" && !strings.Contains(f.Message, f.Said) {
		line += "“" + f.Said + "”："
	}
	line += f.Message
	if f.Data != "" && !strings.Contains(f.Message, f.Data) {
		line += "（资料：" + f.Data + "）"
	}
	return line
}

// judgement lists what the gate warns of and what the data do not say.
func (v View) judgement() []string {
	sheet, err := edition.SheetOf(v.Dossier.Revision)
	if err != nil {
		return nil
	}
	var lines []string
	for _, f := range sheet.Gate {
		if f.Verdict == "warn" || f.Verdict == "refuse" {
			lines = append(lines, telegram.EscapeHTML("把关："+f.Note))
		}
	}
	for _, told := range sheet.Told() {
		lines = append(lines, telegram.EscapeHTML(told))
	}
	for _, m := range sheet.Missing[:min(len(sheet.Missing), 5)] {
		lines = append(lines, telegram.EscapeHTML("缺："+m.Note))
	}
	var edited []string
	for _, d := range sheet.Days {
		if len(d.Edited) > 0 {
			edited = append(edited, d.Label)
		}
	}
	if len(edited) > 0 {
		lines = append(lines, telegram.EscapeHTML("人工改过数据："+strings.Join(edited, "、")))
	}
	return lines
}

func (v View) changes() []string {
	if len(v.Changes) == 0 {
		return nil
	}
	lines := []string{"比上一期："}
	if v.Dossier.Draft.Corrects != 0 {
		lines[0] = "比已发的："
	}
	for _, c := range v.Changes {
		lines = append(lines, telegram.EscapeHTML("· "+c))
	}
	return lines
}

// foot says where the numbers are from, and repeats the mark, so that a reply to the
// last part of a long card finds its draft too.
func (v View) foot() []string {
	draft := v.Dossier.Draft
	var lines []string
	if sheet, err := edition.SheetOf(v.Dossier.Revision); err == nil && sheet.Source.Name != "" {
		lines = append(lines, telegram.EscapeHTML(sourceLine(sheet, v.Zone)))
	}
	if a := v.Dossier.Attestation; a != nil {
		lines = append(lines, telegram.EscapeHTML(fmt.Sprintf("依据：%s %s发布", a.Station, Clock(a.Issued, v.Zone))))
	}
	if draft.State == newsroom.Filed && draft.Voice == newsroom.Station && v.Dossier.Attestation == nil {
		lines = append(lines, "签发前要存证：哪个台站、何时发布。")
	}
	if draft.State == newsroom.Filed && len(v.Links) == 0 {
		lines = append(lines, "改文字：回复本条，写上全文或其中一段。"+Mark(draft.ID, draft.Revision))
	}
	return lines
}

func sourceLine(s edition.Sheet, zone *time.Location) string {
	if s.SheetStation != nil {
		return fmt.Sprintf("原文：%s，%s发布", s.Station, Clock(s.Issued, zone))
	}
	line := fmt.Sprintf("资料：%s，%s取得", s.Source.Name, Clock(s.Source.Fetched, zone))
	if s.Source.Issued != nil {
		line += "，" + Clock(*s.Source.Issued, zone) + "起报"
	}
	return line
}

// Mark names a draft and its revision: 第7稿 第1版. Every message that can be answered
// carries it.
func Mark(id newsroom.DraftID, revision int) string {
	return fmt.Sprintf("第%d稿 第%d版", id, revision)
}

// Clock is a time of a day in a zone: 15日16时05分.
func Clock(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	return fmt.Sprintf("%d日%d时%02d分", t.Day(), t.Hour(), t.Minute())
}

func plain(html string) string {
	parsed, err := telegram.ParseHTML(html)
	if err != nil {
		return html
	}
	return parsed.Text
}
