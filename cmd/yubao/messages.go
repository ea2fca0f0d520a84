package main

import (
	"context"
	"io/fs"
	"syscall"

	"yubao/internal/delivery"
	"yubao/internal/edition"
	"yubao/internal/newsroom"
	"yubao/internal/store"
	"yubao/internal/wording"
)

// messages is what a person at the terminal reads of the errors that have a name.
var messages = []struct {
	err  error
	text string
}{
	{newsroom.ErrNotFound, "没有这个编号的稿件；yubao drafts list 列出全部"},
	{newsroom.ErrDecided, "这份稿件已经有了决定；yubao drafts show 看经过"},
	{newsroom.ErrStale, "稿件有了新的一版，先看过再定；yubao drafts show 看现行版"},
	{newsroom.ErrForbidden, "这位不能做这件事：editor 可改稿，chief 还可签发"},
	{newsroom.ErrFindings, "稿件有与资料不符之处：改正，或用 --override 写明仍要发的理由"},
	{newsroom.ErrAttest, "这一期以台站口吻（voice: station）：签发时要写 --station 和 --issued"},
	{newsroom.ErrReason, "要写明理由"},
	{newsroom.ErrState, "稿件现在的状态不能这样做；yubao drafts show 看经过"},
	{edition.ErrNotKept, "这一稿没有留存资料，不能按数据重写；可重新出一期：yubao send"},
	{edition.ErrPassage, "没有哪一段像给的这一段，没有改；整篇替换就不要写 --passage"},
	{edition.ErrRelayed, "这一稿的数据是气象台原文里的，不能改；原文有更新，签发时用 --station、--issued、--bulletin 登记新的原文"},
	{edition.ErrUnchanged, "和现行版一样，没有改"},
	{delivery.ErrNotFound, "没有这个编号的投递；yubao outbox list 列出全部"},
	{delivery.ErrState, "这条投递现在的状态不能这样做；yubao outbox list 看状态"},
	{store.ErrNoVersion, "没有这一版；yubao templates list 名字 列出各版"},
	{wording.ErrNoEarlier, "以前没有启用过别的版；yubao templates list 名字 列出各版，退回时写明哪一版"},
	{wording.ErrMoved, "别人刚启用了另一版，先看过再启用；yubao templates list 名字"},
	{wording.ErrName, "模板的名字只能用汉字、字母、数字、短横和下划线，不超过40个字"},
	{store.ErrInUse, "另一个 yubao run 正用着这个库；一个 SQLite 文件只能有一个在跑，多个要用 PostgreSQL"},
	{store.ErrNewer, "这个库是更新的 yubao 建的，本程序太旧：换用新版程序；要退回旧版，先恢复旧版时的备份"},
	{store.ErrUnwritable, "库文件打不开或写不了：看 config.yaml 的 store 指的文件夹在不在、运行 yubao 的用户能不能写、磁盘满没满或是不是只读；yubao doctor 逐项检查"},
	{store.ErrDamaged, "库文件不是 yubao 的数据库，或已损坏：看 config.yaml 的 store 指对了没有；坏了就用备份恢复（docs/operating.md）"},
	{store.ErrUnreachable, "连不上数据库：看 config.yaml 的 store 写的主机、端口、用户和口令，以及 PostgreSQL 是否在运行"},
	{store.ErrNotEmpty, "要搬去的库里已有内容；换一个空库"},
	{store.ErrDiffers, "抄出来的与原来的不一致，已作废，原来的库没有动"},
	{store.ErrServer, "PostgreSQL 的库用它自己的 pg_dump 备份"},
	{fs.ErrExist, "这个文件已经有了，不覆盖；换一个名字"},
	{syscall.EADDRINUSE, "desk.listen 的端口被占用；换一个，或停掉占用它的程序"},
	{context.Canceled, "已中断"},
	{context.DeadlineExceeded, "等得太久，已放弃"},
	{fs.ErrNotExist, "没有这个文件"},
	{fs.ErrPermission, "没有读这个文件的权限"},
}
