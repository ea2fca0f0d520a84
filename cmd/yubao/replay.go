package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"yubao/internal/source/replay"
)

type replayCommand struct {
	Listen string `name:"listen" default:"127.0.0.1:8090" help:"监听地址。"`
	Folder string `name:"folder" placeholder:"DIR" help:"存下的资料（每个子文件夹一份 forecast.json）；不写用内置的虚构资料。"`
	Shift  bool   `name:"shift" default:"true" negatable:"" help:"把资料移到今天起。"`
	Fail   string `name:"fail" placeholder:"WORDS" help:"依次出的故障，逗号分开，循环：ok,429-minute,503,reset,hang,broken…"`
}

func (c *replayCommand) Run(s *session) error {
	options := replay.Options{Recordings: replay.Scenarios(), Now: s.now, Shift: c.Shift}
	if c.Folder != "" {
		recordings, err := replay.Folder(os.DirFS(c.Folder))
		if err != nil {
			return err
		}
		options.Recordings = recordings
	}
	if c.Fail != "" {
		fail, err := replay.Programme(strings.Split(c.Fail, ",")...)
		if err != nil {
			return &told{text: "不认识的故障：" + c.Fail, cause: err}
		}
		options.Fail = fail
	}
	server, err := replay.New(options)
	if err != nil {
		return err
	}
	var config net.ListenConfig
	listener, err := config.Listen(s.ctx, "tcp", c.Listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(s.stdout, "替身资料服务：http://%s（把 config.yaml 里来源的 url、air_url 都指向它）\n", listener.Addr())
	s.settle()
	web := &http.Server{Handler: server, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-s.ctx.Done()
		_ = web.Close()
	}()
	if err := web.Serve(listener); err != nil && s.ctx.Err() == nil {
		return err
	}
	return nil
}
