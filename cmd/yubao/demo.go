package main

import "yubao/internal/app"

type demoCommand struct {
	Serve bool `name:"serve" help:"演完后网页仍开着，直到按 Ctrl+C。"`
}

func (c *demoCommand) Run(s *session) error {
	if err := app.Demo(s.ctx, s.stdout, c.Serve); err != nil {
		return s.failed(err)
	}
	return nil
}
