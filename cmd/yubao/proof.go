package main

import (
	"encoding/json"
	"fmt"
	"io"

	"yubao/internal/app"
	"yubao/internal/proof"
)

type proofCommand struct {
	Edition  string  `arg:"" name:"edition" help:"哪一期。"`
	Forecast string  `name:"forecast" required:"" placeholder:"FILE" help:"存下的资料。"`
	Air      string  `name:"air" placeholder:"FILE" help:"存下的空气质量资料。"`
	Now      instant `name:"now" placeholder:"TIME" help:"成稿时刻（RFC 3339），默认现在。"`
}

func (c *proofCommand) Run(s *session) error {
	text, err := io.ReadAll(s.stdin)
	if err != nil {
		return fmt.Errorf("read the text: %w", err)
	}
	now, ok := c.Now.get()
	if !ok {
		now = s.now()
	}
	findings, err := app.Proof(s.ctx, s.config, c.Edition, string(text), app.Saved{Forecast: c.Forecast, Air: c.Air}, now)
	if err != nil {
		return s.failed(err)
	}
	e := json.NewEncoder(s.stdout)
	e.SetEscapeHTML(false)
	for _, f := range findings {
		if err := e.Encode(f); err != nil {
			return err
		}
	}
	if proof.Contradictions(findings) > 0 {
		return &failure{code: exitFailed}
	}
	return nil
}
