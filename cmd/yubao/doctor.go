package main

import (
	"encoding/json"
	"fmt"

	"yubao/internal/app"
)

type doctorCommand struct {
	JSON bool `name:"json" help:"一行一个 JSON。"`
}

// signs are how a person sees a verdict.
var signs = map[app.Health]string{app.Well: "✓", app.Worry: "△", app.Bad: "✗"}

func (c *doctorCommand) Run(s *session) error {
	bad := false
	e := json.NewEncoder(s.stdout)
	e.SetEscapeHTML(false)
	for _, d := range app.Doctor(s.ctx, s.config, s.now) {
		bad = bad || d.Health == app.Bad
		if c.JSON {
			if err := e.Encode(d); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(s.stdout, "%s %s：%s\n", signs[d.Health], d.Part, d.Message)
		if d.Todo != "" {
			fmt.Fprintf(s.stdout, "    → %s\n", d.Todo)
		}
	}
	if bad {
		return &failure{code: exitFailed}
	}
	return nil
}
