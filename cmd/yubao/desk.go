package main

import (
	"fmt"

	"yubao/internal/app"
)

type deskCommand struct {
	Adduser deskAdduser `cmd:"" help:"给 people 里的一个人开网页账号，打印设置密码的一次性链接。"`
}

type deskAdduser struct {
	Person string `arg:"" name:"person" help:"people 下的键。"`
}

func (c *deskAdduser) Run(s *session) error {
	return s.office(func(o *app.Office) error {
		link, err := o.AddUser(s.ctx, c.Person)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.stdout, "%s\n一天之内打开，设置密码后就失效。\n", link)
		return nil
	})
}
