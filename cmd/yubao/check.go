package main

import (
	"encoding/json"
	"fmt"

	"yubao/internal/app"
	"yubao/internal/config"
)

type checkCommand struct {
	JSON bool `name:"json" help:"每个问题一行 JSON。"`
}

func (c *checkCommand) Run(s *session) error {
	problems := app.Check(s.config)
	if err := s.tell(problems, c.JSON); err != nil {
		return err
	}
	if len(problems) > 0 {
		return &failure{code: exitFailed}
	}
	fmt.Fprintf(s.stdout, "%s：没有问题。\n", s.config)
	return nil
}

// tell prints problems to stderr, one a line, or as JSON to stdout.
func (s *session) tell(problems []config.Problem, asJSON bool) error {
	for _, p := range problems {
		if !asJSON {
			fmt.Fprintln(s.stderr, p.String())
			continue
		}
		if err := json.NewEncoder(s.stdout).Encode(p); err != nil {
			return err
		}
	}
	return nil
}
