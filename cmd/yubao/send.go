package main

import (
	"fmt"
	"time"

	"yubao/internal/app"
	"yubao/internal/newsroom"
)

type sendCommand struct {
	Edition  string  `arg:"" name:"edition" help:"哪一期。"`
	Forecast string  `name:"forecast" placeholder:"FILE" help:"用存下的资料，不联网。"`
	Air      string  `name:"air" placeholder:"FILE" help:"存下的空气质量资料。"`
	Now      instant `name:"now" placeholder:"TIME" help:"成稿时刻（RFC 3339），默认现在。"`
	paperFlags
	By string `name:"by" help:"以谁的名义登记台站原文（people 下的键）；默认 cli:登录名。"`
}

func (c *sendCommand) Run(s *session) error {
	now, ok := c.Now.get()
	if !ok {
		now = s.now()
	}
	if c.given() {
		return c.relay(s, now)
	}
	return s.office(func(o *app.Office) error {
		id, err := o.Send(s.ctx, c.Edition, app.Saved{Forecast: c.Forecast, Air: c.Air}, now)
		return s.sent(id, err)
	})
}

// relay files a draft made from a station's bulletin. What was not understood of it goes
// to stderr, and stands on the draft's card and page.
func (c *sendCommand) relay(s *session, now time.Time) error {
	paper, err := c.paper(s, c.Forecast != "" || c.Air != "")
	if err != nil {
		return err
	}
	return s.office(func(o *app.Office) error {
		by, err := o.Person(c.By, login())
		if err != nil {
			return err
		}
		id, err := o.SendPaper(s.ctx, c.Edition, paper, by, now)
		if err != nil {
			return c.refused(s, err)
		}
		told, err := o.Told(s.ctx, id)
		for _, line := range told {
			fmt.Fprintln(s.stderr, line)
		}
		return s.sent(id, err)
	})
}

// sent prints the number of a draft that was filed.
func (s *session) sent(id newsroom.DraftID, err error) error {
	if err == nil {
		fmt.Fprintln(s.stdout, id)
	}
	return err
}
