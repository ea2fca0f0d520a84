package faultserver

import (
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"
)

// service is one of the three webhooks in its own words.
type service struct {
	name                   string
	code, words            string // names in the answer
	maxText, maxBody       int    // bytes, 0: any
	tooLong, tooMany, gone int
	limits                 []limit
}

var services = map[string]service{
	"/cgi-bin/webhook/send": {name: "wecom", code: "errcode", words: "errmsg", maxText: 2048, tooLong: 40058, tooMany: 45009, gone: 93000,
		limits: []limit{{"WeCom: 20 a minute", 20, time.Minute}}},
	"/robot/send": {name: "dingtalk", code: "errcode", words: "errmsg", maxBody: 20000, tooLong: 460101, tooMany: 130101, gone: 300001,
		limits: []limit{{"DingTalk: 20 a minute", 20, time.Minute}}},
	"/open-apis/bot/v2/hook": {name: "feishu", code: "code", words: "msg", maxBody: 20 << 10, tooLong: 19036, tooMany: 11232, gone: 19001,
		limits: []limit{{"Feishu: 5 a second", 5, time.Second}, {"Feishu: 100 a minute", 100, time.Minute}}},
}

// webhook answers a robot. The chat of a delivery is the service and the robot's key.
func (s *Server) webhook(w http.ResponseWriter, r *http.Request) {
	path, key := r.URL.Path, r.URL.Query().Get("key")+r.URL.Query().Get("access_token")
	if hook, found := strings.CutPrefix(path, "/open-apis/bot/v2/hook/"); found {
		path, key = "/open-apis/bot/v2/hook", hook
	}
	v := services[path]
	body, err := io.ReadAll(io.LimitReader(r.Body, 4<<20))
	var sent struct {
		Type           string `json:"msgtype"`
		Text, Markdown struct{ Content string }
		Content        struct{ Text string }
		Image          struct{ Base64, MD5 string }
	}
	if err != nil || json.Unmarshal(body, &sent) != nil {
		write(w, robot(v.code, v.words, 40008, "invalid message"))
		return
	}
	text, photo := sent.Text.Content+sent.Markdown.Content+sent.Content.Text, sent.Type == "image"
	if photo && !matches(sent.Image.Base64, sent.Image.MD5) {
		write(w, robot(v.code, v.words, 40009, "invalid image"))
		return
	}
	longest := v.maxText
	if sent.Type == "markdown" {
		longest *= 2
	}
	chat := v.name + ":" + key
	if v.maxText > 0 && len(text) > longest || v.maxBody > 0 && len(body) > v.maxBody {
		write(w, robot(v.code, v.words, v.tooLong, "message too long"))
		return
	}
	counted := map[string]limit{}
	for _, l := range v.limits {
		counted[chat+l.name] = l
	}
	if s.over(counted) {
		write(w, robot(v.code, v.words, v.tooMany, "send too fast"))
		return
	}
	say := words{
		taken:      func(Message) answer { return robot(v.code, v.words, 0, "ok") },
		tooMany:    func(int) answer { return robot(v.code, v.words, v.tooMany, "send too fast") },
		blocked:    robot(v.code, v.words, v.gone, "robot is gone"),
		badRequest: robot(v.code, v.words, v.tooLong, "message too long"),
	}
	s.perform(w, r, s.draw(chat, text), say, func() Message { return s.deliver(Message{Chat: chat, Text: text, Photo: photo}) })
}

// matches reports whether a picture and its sum belong together, and WeCom takes its size.
func matches(picture, sum string) bool {
	data, err := base64.StdEncoding.DecodeString(picture)
	own := md5.Sum(data)
	return err == nil && len(data) > 0 && len(data) <= 2<<20 && hex.EncodeToString(own[:]) == sum
}
