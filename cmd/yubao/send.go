package main

import (
	"fmt"

	"yubao/internal/app"
)

type sendCommand struct {
	Edition  string  `arg:"" name:"edition" help:"哪一期。"`
	Forecast string  `name:"forecast" placeholder:"FILE" help:"用存下的资料，不联网。"`
	Air      string  `name:"air" placeholder:"FILE" help:"存下的空气质量资料。"`
	Now      instant `name:"now" placeholder:"TIME" help:"成稿时刻（RFC 3339），默认现在。"`
}

func (c *sendCommand) Run(s *session) error {
	now, ok := c.Now.get()
	if !ok {
		now = s.now()
	}
	return s.office(func(o *app.Office) error {
		id, err := o.Send(s.ctx, c.Edition, app.Saved{Forecast: c.Forecast, Air: c.Air}, now)
		if err != nil {
			return err
		}
		fmt.Fprintln(s.stdout, id)
		return nil
	})
}
