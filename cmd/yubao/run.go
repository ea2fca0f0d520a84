package main

import (
	"errors"
	"os"
	"os/signal"
	"syscall"

	"yubao/internal/app"
)

type runCommand struct{}

func (*runCommand) Run(s *session) error {
	reload := make(chan os.Signal, 1)
	signal.Notify(reload, syscall.SIGHUP)
	defer signal.Stop(reload)
	err := app.Run(s.ctx, app.Options{Config: s.config, Log: s.stderr, Screen: s.stdout, Reload: reload, Ready: s.settle})
	if err != nil {
		return s.failed(err)
	}
	return nil
}

// office opens the store for an act of a person at the terminal and closes it after.
func (s *session) office(act func(*app.Office) error) error {
	o, err := app.OpenOffice(s.ctx, s.config, s.stderr)
	if err != nil {
		return s.failed(err)
	}
	if err := errors.Join(act(o), o.Close()); err != nil {
		return s.failed(err)
	}
	return nil
}
