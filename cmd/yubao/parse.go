package main

import (
	"time"

	"yubao/internal/grammar"
)

type parseCommand struct {
	Now instant `name:"now" placeholder:"TIME" help:"现在的时刻（RFC 3339），定日期的年份和“今天”是哪天。"`
}

func (c *parseCommand) Run(s *session) error {
	now, ok := c.Now.get()
	if !ok {
		now = s.now().In(china)
	}
	return grammar.ParseStream(s.stdin, s.stdout, now)
}

// china is the zone in which 今天 is meant where nothing else says so.
var china = time.FixedZone("CST", 8*60*60)

// instant is a moment given on the command line.
type instant struct {
	time time.Time
	set  bool
}

// UnmarshalText reads RFC 3339.
func (i *instant) UnmarshalText(text []byte) error {
	at, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		return &told{text: "时刻要写成 2024-04-15T16:00:00+08:00 这样", cause: err}
	}
	i.time, i.set = at, true
	return nil
}

func (i instant) get() (time.Time, bool) { return i.time, i.set }
