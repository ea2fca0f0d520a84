package main

import (
	"errors"
	"fmt"
	"strings"

	"yubao/internal/app"
)

type placeCommand struct {
	Find placeFind `cmd:"" help:"按名称或拼音查地点的经纬度，可抄进 config.yaml。"`
}

type placeFind struct {
	Name   string `arg:"" help:"地名或拼音：新乡、xinxiang、河南封丘。"`
	Online bool   `name:"online" help:"也问 Open-Meteo 的地名服务，可查国外与小地方。"`
}

// placesMost is how many places are shown.
const placesMost = 10

func (c *placeFind) Run(s *session) error {
	found, err := app.FindPlaces(s.ctx, s.config, c.Name, c.Online)
	switch trouble := errors.Is(err, app.ErrNoAnswer); {
	case trouble && len(found) > 0:
		fmt.Fprintln(s.stderr, "yubao: "+app.PlaceTrouble(err)+"；以下出自内置的地名")
	case trouble:
		return &failure{code: exitFailed, err: &told{text: app.PlaceTrouble(err), cause: err}}
	case err != nil:
		return err
	}
	if len(found) == 0 {
		return &failure{code: exitFailed, err: &told{text: fmt.Sprintf("没有找到“%s”；可加 --online 联网再查", c.Name)}}
	}
	for i, p := range found {
		if i == placesMost {
			fmt.Fprintf(s.stdout, "# 还有 %d 处；写得全些，如“河南封丘”\n", len(found)-placesMost)
			break
		}
		fmt.Fprintf(s.stdout, "# %s%s\n%s: {name: %s, latitude: %.4f, longitude: %.4f%s}\n", p.Full, roughly(p), p.Key, p.Name, p.Latitude, p.Longitude, zoneOf(p))
	}
	return nil
}

// roughly warns of a position that is not the seat's.
func roughly(p app.FoundPlace) string {
	if p.Rough {
		return "（只是辖区内的大致位置，请按驻地核对，或加 --online 再查）"
	}
	return ""
}

func zoneOf(p app.FoundPlace) string {
	if p.Zone == "" || strings.HasPrefix(p.Zone, "Asia/Shanghai") {
		return ""
	}
	return ", timezone: " + p.Zone
}
