package main

import (
	"encoding/json"

	"yubao/internal/app"
)

type configCommand struct {
	Schema schemaCommand `cmd:"" help:"打印 config.yaml 的 JSON Schema，供编辑器补全与检查。"`
}

type schemaCommand struct{}

func (*schemaCommand) Run(s *session) error {
	e := json.NewEncoder(s.stdout)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(app.Schema())
}
