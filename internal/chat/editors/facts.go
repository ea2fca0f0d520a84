package editors

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"yubao/internal/chat"
	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/weather"
)

// The elements that a button sets, by one letter each.
var elements = []struct{ letter, word string }{{"l", "最低"}, {"h", "最高"}, {"r", "降水"}}

// What buttons make of a day's sky, wind and amount; the rest is written.
var (
	skies      = []string{"晴天", "多云", "阴天", "小雨"}
	directions = [][]string{{"北风", "东北风", "东风", "东南风"}, {"南风", "西南风", "西风", "西北风"}}
	forces     = []string{"2级", "3级", "4级", "5级", "6级"}
	amounts    = []string{"1", "5", "15", "30"} // millimetres
)

// firstWind are the first direction and force of a printed wind, as buttons say them; a
// calm day has none.
var firstWind = regexp.MustCompile(`^(偏?[东南西北]+风)?[^0-9]*(?:([0-9]+级))?`)

// windRows are buttons that turn a wind, keeping its force, and such that change its
// force, keeping its direction.
func windRows(wind string, b func(label string, args ...string) delivery.Button) [][]delivery.Button {
	now := firstWind.FindStringSubmatch(wind)
	force := now[2]
	if force == "" {
		force = forces[0]
	}
	var rows [][]delivery.Button
	for _, row := range directions {
		var buttons []delivery.Button
		for _, d := range row {
			buttons = append(buttons, b(d, "w", d+force))
		}
		rows = append(rows, buttons)
	}
	if now[1] == "" {
		return rows
	}
	var buttons []delivery.Button
	for _, f := range forces {
		buttons = append(buttons, b(f, "w", now[1]+f))
	}
	return append(rows, buttons)
}

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
		var value weather.Maybe[int]
		switch element.letter {
		case "l":
			value = day.Low
		case "h":
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
	say.Buttons = append(append(say.Buttons, row), windRows(day.Wind, b)...)
	if strings.ContainsAny(day.Sky, "雨雪") { // a dry sky has no amount
		row = nil
		for _, mm := range amounts {
			row = append(row, b("降水"+mm+"毫米", "r", mm))
		}
		say.Buttons = append(say.Buttons, row)
	}
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
