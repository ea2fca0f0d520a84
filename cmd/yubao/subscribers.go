package main

import (
	"encoding/json"
	"fmt"
	"os"

	"yubao/internal/app"
	"yubao/internal/delivery"
)

type subscribersCommand struct {
	List   subscribersList   `cmd:"" help:"列出订阅者。"`
	Add    subscribersAdd    `cmd:"" help:"加一位。"`
	Remove subscribersRemove `cmd:"" help:"去掉一位。"`
	Import subscribersImport `cmd:"" help:"从 CSV 导入，表头 channel,chat,edition,at；坏行逐一报出，好的照收。"`
}

type subscribersList struct {
	JSON bool `name:"json" help:"一行一个 JSON。"`
}

// subscriberLine is a line of subscribers list --json.
type subscriberLine struct {
	Channel string `json:"channel"`
	Chat    string `json:"chat"`
	Edition string `json:"edition"`
	At      string `json:"at"`
	Retired bool   `json:"retired"`
}

func (c *subscribersList) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		e := json.NewEncoder(s.stdout)
		n := 0
		for one, err := range o.Store.Subscribers(s.ctx) {
			if err != nil {
				return err
			}
			n++
			if c.JSON {
				line := subscriberLine{one.Target.Channel, one.Target.Address, one.Edition, one.At, one.Retired}
				if err := e.Encode(line); err != nil {
					return err
				}
				continue
			}
			when := "随稿"
			if one.At != "" {
				when = one.At
			}
			fmt.Fprintf(s.stdout, "%s　%s　%s　%s%s\n", one.Target.Channel, one.Target.Address, o.Title(one.Edition), when, bracketed(one.Reason))
		}
		if n == 0 && !c.JSON {
			fmt.Fprintln(s.stdout, "没有订阅者。")
		}
		return nil
	})
}

type subscribersAdd struct {
	Channel string `arg:"" help:"渠道的名称。"`
	Chat    string `arg:"" help:"会话编号或地址。"`
	Edition string `arg:"" help:"哪一期。"`
	At      string `name:"at" placeholder:"HH:MM" help:"每天这个时刻发；不写随稿。"`
}

func (c *subscribersAdd) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		one, reason := o.Subscriber(c.Channel, c.Chat, c.Edition, c.At)
		if reason != "" {
			return &told{text: reason}
		}
		if err := o.Store.Subscribe(s.ctx, one); err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, "已加。")
		return nil
	})
}

type subscribersRemove struct {
	Channel string `arg:"" help:"渠道的名称。"`
	Chat    string `arg:"" help:"会话编号或地址。"`
	Edition string `arg:"" optional:"" help:"哪一期；不写去掉全部。"`
}

func (c *subscribersRemove) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		n, err := o.Store.Unsubscribe(s.ctx, delivery.Target{Channel: c.Channel, Address: c.Chat}, c.Edition)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "去掉 %d 条订阅。\n", n)
		return nil
	})
}

type subscribersImport struct {
	File string `arg:"" type:"existingfile" help:"CSV 文件。"`
}

func (c *subscribersImport) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		taken, bad, err := o.Import(s.ctx, f)
		for _, b := range bad {
			fmt.Fprintf(s.stderr, "%s:%d: %s\n", c.File, b.Line, b.Reason)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "收下 %d 行，跳过 %d 行。\n", taken, len(bad))
		return nil
	})
}
