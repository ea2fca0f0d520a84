package main

import (
	"fmt"

	"yubao/internal/app"
	"yubao/internal/vocabulary"
)

type templatesCommand struct {
	Lint templatesLint `cmd:"" help:"检查模板：写法、名字、用字，并用几十种天气试写。"`
}

type templatesLint struct {
	JSON bool `name:"json" help:"每个问题一行 JSON。"`
}

func (c *templatesLint) Run(s *session) error {
	problems := app.LintTemplates(s.config)
	if len(problems) == 0 {
		if !c.JSON {
			fmt.Fprintln(s.stdout, "模板没有问题。")
		}
		return nil
	}
	if c.JSON {
		if err := s.tell(problems, true); err != nil {
			return err
		}
		return &failure{code: exitFailed}
	}
	found := make([]vocabulary.Problem, len(problems))
	for i, p := range problems {
		found[i] = p.Problem
	}
	if err := vocabulary.Print(s.stderr, found); err != nil {
		return err
	}
	return &failure{code: exitFailed}
}
