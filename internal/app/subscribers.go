package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"yubao/internal/delivery"
	"yubao/internal/vocabulary"
)

// BadLine is a line of an import that was skipped.
type BadLine struct {
	Line   int    // from 1
	Reason string // Chinese
}

// importBatch is how many subscribers are written in one transaction.
const importBatch = 1000

// subscriberColumns is the header of an import.
var subscriberColumns = []string{"channel", "chat", "edition", "at"}

// Import reads subscribers from CSV with the header channel,chat,edition,at. Good lines
// are taken; every bad one is returned with its number and reason.
func (o *Office) Import(ctx context.Context, r io.Reader) (taken int, bad []BadLine, err error) {
	lines := csv.NewReader(r)
	lines.FieldsPerRecord = -1
	lines.TrimLeadingSpace = true
	header, err := lines.Read()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, []BadLine{{1, "不是 CSV"}}, nil
	}
	for i := range header {
		header[i] = strings.TrimPrefix(strings.TrimSpace(header[i]), "\ufeff") // spreadsheets put a mark in front
	}
	if strings.Join(header, ",") != strings.Join(subscriberColumns, ",") {
		return 0, []BadLine{{1, "第一行要是表头：" + strings.Join(subscriberColumns, ",")}}, nil
	}
	var batch []delivery.Subscriber
	for {
		record, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := lines.FieldPos(0)
		if err != nil {
			var syntax *csv.ParseError
			if !errors.As(err, &syntax) {
				return taken, bad, fmt.Errorf("read import: %w", err)
			}
			bad = append(bad, BadLine{syntax.Line, "引号没有配对"})
			continue
		}
		one, reason := o.subscriberOf(record)
		if reason != "" {
			bad = append(bad, BadLine{line, reason})
			continue
		}
		if batch = append(batch, one); len(batch) == importBatch {
			if err := o.Store.Subscribe(ctx, batch...); err != nil {
				return taken, bad, err
			}
			taken, batch = taken+len(batch), batch[:0]
		}
	}
	if err := o.Store.Subscribe(ctx, batch...); err != nil {
		return taken, bad, err
	}
	return taken + len(batch), bad, nil
}

func (o *Office) subscriberOf(record []string) (delivery.Subscriber, string) {
	if len(record) != len(subscriberColumns) {
		return delivery.Subscriber{}, fmt.Sprintf("要有 %d 列，这行有 %d 列", len(subscriberColumns), len(record))
	}
	for i := range record {
		record[i] = strings.TrimSpace(record[i])
	}
	return o.Subscriber(record[0], record[1], record[2], record[3])
}

// Subscriber returns a subscription, or in Chinese what is wrong with it.
func (o *Office) Subscriber(channel, chat, edition, at string) (delivery.Subscriber, string) {
	one := delivery.Subscriber{Target: delivery.Target{Channel: channel, Address: chat}, Edition: edition, At: at}
	if known := o.generation.office.messages.channels; known[channel] == nil {
		return one, unknownWords("渠道", channel, sortedKeys(known))
	}
	if _, ok := o.Config.Editions[edition]; !ok {
		return one, unknownWords("一期", edition, sortedKeys(o.Config.Editions))
	}
	if chat == "" {
		return one, "chat 是空的"
	}
	if at != "" {
		clock, err := time.Parse("15:04", at)
		if err != nil {
			return one, fmt.Sprintf("时刻要写成 07:30，写的是“%s”", at)
		}
		one.At = clock.Format("15:04")
	}
	return one, ""
}

func unknownWords(what, name string, known []string) string {
	if near, ok := vocabulary.Nearest(name, known); ok {
		return fmt.Sprintf("没有名为“%s”的%s，是不是“%s”？", name, what, near)
	}
	return fmt.Sprintf("没有名为“%s”的%s；已有的：%s", name, what, strings.Join(known, "、"))
}
