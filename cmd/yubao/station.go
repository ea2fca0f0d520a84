package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"yubao/internal/app"
	"yubao/internal/station"
)

// paperFlags are the flags of commands that can make an edition from a station's bulletin.
type paperFlags struct {
	Station string  `name:"station" placeholder:"FILE" help:"据气象台发布的预报原文写，不用数值预报；- 读标准输入。要同时写 --station-name 和 --issued。"`
	Name    string  `name:"station-name" placeholder:"NAME" help:"发布预报的气象台，如 新乡市气象台。"`
	Issued  instant `name:"issued" placeholder:"TIME" help:"气象台发布的时刻（RFC 3339，带时区）。"`
}

func (c *paperFlags) given() bool { return c.Station != "" || c.Name != "" || c.Issued.set }

// paper reads the bulletin and what is said of it. saved reports that files of a forecast
// are given too.
func (c *paperFlags) paper(s *session, saved bool) (app.Paper, error) {
	if text := c.missing(saved); text != "" {
		return app.Paper{}, &failure{code: exitUsage, err: &told{text: text, cause: errors.New("usage")}}
	}
	data, err := c.read(s)
	return app.Paper{Data: data, Station: strings.TrimSpace(c.Name), Issued: c.Issued.time}, err
}

// relay writes an edition from a station's bulletin. What was not understood of it goes
// to stderr.
func (c *bulletinCommand) relay(s *session, now time.Time) error {
	paper, err := c.paper(s, c.Forecast != "" || c.Air != "")
	if err != nil {
		return err
	}
	written, err := app.Relay(s.ctx, s.config, c.Edition, c.Template, paper, now)
	if err != nil {
		return c.refused(s, err)
	}
	for _, line := range written.StationWarnings() {
		fmt.Fprintln(s.stderr, line)
	}
	return c.print(s, written)
}

// missing says what has to stand beside --station, and what does not go with it.
func (c *paperFlags) missing(saved bool) string {
	switch {
	case c.Station == "":
		return "--station-name 和 --issued 要和 --station（预报原文的文件）一起写"
	case strings.TrimSpace(c.Name) == "":
		return "少了 --station-name：原文是哪个气象台发布的，如 --station-name 新乡市气象台"
	case !c.Issued.set:
		return "少了 --issued：原文是什么时候发布的，如 --issued 2024-04-15T16:00:00+08:00"
	case saved:
		return "--station 和 --forecast、--air 不能一起用：官方预报不与数值预报混写"
	}
	return ""
}

// read reads the file of the bulletin, or stdin, but no more than a bulletin has.
func (c *paperFlags) read(s *session) ([]byte, error) {
	from := s.stdin
	if c.Station != "-" {
		file, err := os.Open(c.Station)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		from = file
	}
	data, err := io.ReadAll(io.LimitReader(from, station.Longest+1))
	if err != nil {
		return nil, fmt.Errorf("read the station's bulletin: %w", err)
	}
	return data, nil
}

// refused gives what is wrong with a bulletin its words and exit code.
func (c *paperFlags) refused(s *session, err error) error {
	var text *station.TextError
	if errors.As(err, &text) {
		return &failure{code: exitNoForecast, err: &told{text: "读不了“" + c.Station + "”：" + text.Reason, cause: err}}
	}
	var faults station.Faults
	if errors.As(err, &faults) {
		words := "原文有误，不出稿，请与台站核对：\n  " + strings.Join(faults.Words(), "\n  ")
		return &failure{code: exitRefused, err: &told{text: words, cause: err}}
	}
	return s.failed(err)
}
