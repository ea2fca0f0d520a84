package editors

import (
	"context"
	"fmt"
	"strings"
	"time"

	"yubao/internal/channel/telegram"
	"yubao/internal/chat"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
)

// evidence answers 依据 on a card.
func (j *job) evidence(ctx context.Context) error {
	if j.tap.Message == nil {
		return nil
	}
	return j.e.tellEvidence(ctx, j.tap.Message, j.dossier)
}

// evidence answers 依据 in a reply.
func (r *reply) evidence(ctx context.Context) error {
	dossier, err := r.e.Drafts.Dossier(ctx, r.press.draft)
	if err != nil {
		return r.refused(ctx, dossier.Draft, err)
	}
	return r.e.tellEvidence(ctx, r.m, dossier)
}

func (e *Editors) tellEvidence(ctx context.Context, m *chat.Message, d newsroom.Dossier) error {
	sheet, err := edition.SheetOf(d.Revision)
	if err != nil {
		return fmt.Errorf("evidence of draft %d: %w", d.Draft.ID, err)
	}
	say := chat.Answer(m, "")
	say.HTML = evidence(d, sheet, e.Zone(d.Draft.Edition))
	say.Text = plain(say.HTML)
	return e.Mouth.Say(ctx, say)
}

// evidence is what a draft rests on: the source, what the gate found, the figures of each
// day, the events with what supports their causes, and the station's word.
func evidence(d newsroom.Dossier, s edition.Sheet, zone *time.Location) string {
	lines := []string{Mark(d.Draft.ID, d.Revision.Number) + " 的依据", sourceLine(s, zone)}
	if s.Source.Attribution != "" {
		lines = append(lines, s.Source.Attribution)
	}
	for _, day := range s.Days {
		lines = append(lines, dayLine(day))
	}
	for _, event := range s.Events {
		if event.Cause == "" {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s（%s～%s）：", event.Cause, Clock(event.From, zone), Clock(event.To, zone)))
		for _, one := range event.Evidence {
			lines = append(lines, fmt.Sprintf("· %s %g%s（%s）", one.What, one.Value, one.Unit, Clock(one.At, zone)))
		}
	}
	lines = append(lines, s.Told()...)
	for _, m := range s.Missing {
		lines = append(lines, "缺："+m.Note)
	}
	for _, g := range s.Gate {
		lines = append(lines, fmt.Sprintf("把关 %s：%s %s", g.Rule, verdictWords[g.Verdict], g.Note))
	}
	if a := d.Attestation; a != nil {
		lines = append(lines, fmt.Sprintf("存证：%s，%s发布，%s登记", a.Station, Clock(a.Issued, zone), Clock(a.At, zone)))
		if a.Text != "" {
			lines = append(lines, a.Text)
		}
	} else if s.SheetStation != nil {
		lines = append(lines, "还没有存证的原文：", s.Original)
	}
	for i, line := range lines {
		lines[i] = escape(line)
	}
	lines[0] = "<b>" + lines[0] + "</b>"
	return strings.Join(lines, "\n")
}

var verdictWords = map[string]string{"pass": "通过", "warn": "留意", "refuse": "不通过", "off": "未查"}

// dayLine has the figures behind a printed line.
func dayLine(d edition.SheetDay) string {
	parts := []string{d.Sky}
	if d.Wind != "" {
		parts = append(parts, d.Wind)
	}
	if v, ok := d.Low.Get(); ok {
		parts = append(parts, fmt.Sprintf("最低%d℃", v))
	}
	if v, ok := d.High.Get(); ok {
		parts = append(parts, fmt.Sprintf("最高%d℃", v))
	}
	if v, ok := d.RainMM.Get(); ok {
		parts = append(parts, fmt.Sprintf("雨量%.1f毫米", float64(v)))
	}
	if v, ok := d.SnowMM.Get(); ok && v > 0 {
		parts = append(parts, fmt.Sprintf("雪量%.1f毫米", float64(v)))
	}
	if v, ok := d.GustLevel.Get(); ok {
		parts = append(parts, fmt.Sprintf("阵风%d级", int(v)))
	}
	if d.UV != nil {
		text := "紫外线" + d.UV.Level
		if index, ok := d.UV.Index.Get(); ok {
			text = fmt.Sprintf("紫外线%d（%s）", index, d.UV.Level)
		}
		parts = append(parts, text)
	}
	line := d.Label + "：" + strings.Join(parts, "，")
	if len(d.Edited) > 0 {
		line += "（人工改过）"
	}
	return line
}

func escape(text string) string { return telegram.EscapeHTML(text) }
