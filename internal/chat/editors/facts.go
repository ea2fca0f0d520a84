package editors

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"yubao/internal/chat"
	"yubao/internal/delivery"
	"yubao/internal/edition"
)

// The elements that a button sets, by one letter each.
var elements = []struct{ letter, word string }{{"l", "最低"}, {"h", "最高"}}

// skies are what a button makes of a day's sky; the rest is written.
var skies = []string{"晴天", "多云", "阴天", "小雨"}

// factsMenu lists the days of a draft, each with a button.
func (j *job) factsMenu() chat.Say {
	say := chat.Answer(j.tap.Message, "")
	say.Ask = ""
	lines := []string{Mark(j.press.draft, j.press.revision) + " · " + topicOf(actFacts)}
	sheet, err := edition.SheetOf(j.dossier.Revision)
	if err == nil {
		var row []delivery.Button
		for i, d := range sheet.Days {
			lines = append(lines, dayLine(d))
			p := j.press
			p.act, p.args = actDay, []string{strconv.Itoa(i)}
			row = append(row, delivery.Button{Label: d.Label, Data: p.data()})
			if len(row) == 3 || i == len(sheet.Days)-1 {
				say.Buttons = append(say.Buttons, row)
				row = nil
			}
		}
	}
	lines = append(lines, "点日期，或回复本条，如：19日 最低 11")
	say.Text = strings.Join(lines, "\n")
	return say
}

// dayMenu turns the list of days into the facts of one.
func (j *job) dayMenu(ctx context.Context) error {
	day, ok := j.day()
	if !ok {
		return nil
	}
	say := chat.Say{Chat: j.tap.Message.Chat.ID}
	say.Text = fmt.Sprintf("%s · %s · %d日\n%s\n点一个，或回复本条，如：最低 11；东北风3级；降水 2毫米",
		Mark(j.press.draft, j.press.revision), topicOf(actFacts), day.Date.Day, dayLine(day))
	b := func(label string, args ...string) delivery.Button {
		p := j.press
		p.act, p.args = actSet, append([]string{j.press.args[0]}, args...)
		return delivery.Button{Label: label, Data: p.data()}
	}
	for _, element := range elements {
		value := day.Low
		if element.letter == "h" {
			value = day.High
		}
		if v, ok := value.Get(); ok {
			var row []delivery.Button
			for _, step := range []int{-2, -1, 1, 2} {
				row = append(row, b(fmt.Sprintf("%s%d", element.word, v+step), element.letter, strconv.Itoa(v+step)))
			}
			say.Buttons = append(say.Buttons, row)
		}
	}
	var row []delivery.Button
	for _, sky := range skies {
		row = append(row, b(sky, "s", sky))
	}
	say.Buttons = append(say.Buttons, row)
	return j.e.Mouth.Rewrite(ctx, j.tap.Message.ID, say)
}

// day returns the day that a press is about.
func (j *job) day() (d edition.SheetDay, ok bool) {
	sheet, err := edition.SheetOf(j.dossier.Revision)
	if err != nil || len(j.press.args) == 0 || j.tap.Message == nil {
		return d, false
	}
	i, err := strconv.Atoi(j.press.args[0])
	if err != nil || i < 0 || i >= len(sheet.Days) {
		return d, false
	}
	return sheet.Days[i], true
}

// set carries out a button that sets one fact, by the line that an editor would write.
func (j *job) set(ctx context.Context) error {
	day, ok := j.day()
	if !ok || len(j.press.args) != 3 {
		return nil
	}
	line := fmt.Sprintf("%d日 %s", day.Date.Day, j.press.args[2])
	for _, element := range elements {
		if element.letter == j.press.args[1] {
			line = fmt.Sprintf("%d日 %s %s", day.Date.Day, element.word, j.press.args[2])
		}
	}
	redraft, err := j.e.Pen.EditFacts(ctx, j.press.draft, j.press.revision, j.by, line)
	if err != nil {
		return j.done(ctx, redraft.Draft, err)
	}
	lines := append([]string{"改了：" + escape(line) + "。" + Mark(redraft.Draft.ID, redraft.Draft.Revision) + "，新卡片在下面。"}, FaultLines(redraft.Findings, "")...)
	say := chat.Say{Chat: j.tap.Message.Chat.ID, HTML: strings.Join(lines, "\n")}
	say.Text = plain(say.HTML)
	return j.e.Mouth.Rewrite(ctx, j.tap.Message.ID, say)
}
