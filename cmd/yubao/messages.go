package main

import (
	"context"
	"io/fs"
)

// messages is what a person at the terminal reads of the errors that have a name.
var messages = []struct {
	err  error
	text string
}{
	{context.Canceled, "已中断"},
	{context.DeadlineExceeded, "等得太久，已放弃"},
	{fs.ErrNotExist, "没有这个文件"},
	{fs.ErrPermission, "没有读这个文件的权限"},
}
