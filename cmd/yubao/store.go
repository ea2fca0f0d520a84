package main

import (
	"fmt"

	"yubao/internal/app"
)

type storeCommand struct {
	Backup storeBackup `cmd:"" help:"备份：把 SQLite 库完整抄一份，运行中也可以。"`
	Move   storeMove   `cmd:"" help:"搬家：把现在的库整个抄到另一个空库（SQLite 到 PostgreSQL，或反过来），逐表核对。"`
}

type storeBackup struct {
	File string `arg:"" name:"file" help:"备份写到哪个文件；不能已经存在。"`
}

func (c *storeBackup) Run(s *session) error {
	if err := app.BackupStore(s.ctx, s.config, c.File); err != nil {
		return s.failed(err)
	}
	fmt.Fprintf(s.stdout, "已备份到 %s。恢复：停掉 yubao run，把它放回 store 所指的位置。\n", c.File)
	return nil
}

type storeMove struct {
	To string `name:"to" required:"" env:"YUBAO_MOVE_TO" placeholder:"库" help:"搬到哪里：postgres://…，或一个文件。带口令时写在环境变量 YUBAO_MOVE_TO 里。"`
}

func (c *storeMove) Run(s *session) error {
	moved, err := app.MoveStore(s.ctx, s.config, c.To)
	if err != nil {
		return s.failed(err)
	}
	rows := 0
	for _, t := range moved {
		rows += t.Rows
		fmt.Fprintf(s.stdout, "%s　%d 行　%.12s\n", t.Table, t.Rows, t.Checksum)
	}
	fmt.Fprintf(s.stdout, "共 %d 张表 %d 行，两边的行数与校验和都一致。把 config.yaml 的 store 改成新库，再启动 yubao run。\n", len(moved), rows)
	return nil
}
