package edition_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"yubao/internal/edition"
	"yubao/internal/proof"
	"yubao/internal/station"
	"yubao/internal/weather"
)

// stationTexts are the bulletins that package station is tested with.
func stationTexts(t *testing.T) map[string]edition.Official {
	t.Helper()
	files, err := filepath.Glob("../station/testdata/*.txtar")
	if err != nil || len(files) < 25 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	texts := map[string]edition.Official{}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head := strings.Fields(string(archive.Comment))
		issued, err := time.Parse(time.RFC3339, head[3])
		if err != nil {
			t.Fatal(err)
		}
		texts[head[0]+" "+head[4]+" "+filepath.Base(file)] = edition.Official{Station: head[2], Issued: issued, Text: string(archive.Files[0].Data), Now: issued.Add(time.Hour)}
	}
	return texts
}

// TestRelayedBulletinsStandProof writes an edition from every bulletin: the article has
// its lines as they came, and proof finds nothing in what is said about them.
func TestRelayedBulletinsStandProof(t *testing.T) {
	t.Parallel()
	for name, in := range stationTexts(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			head := strings.Fields(name)
			r := relaying(head[0])
			if head[1] == "00-24" {
				r.FirstIn = 0
			}
			w, err := r.Relay(context.Background(), in)
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("\n%s\n--\n%s\n--\n%s\n--\n%s", w.Copy.Article, w.Copy.Chat, w.Copy.Push, w.Copy.Broadcast)
			for _, f := range w.Findings {
				t.Errorf("%s %q: %s %s", f.Severity, f.Said, f.Data, f.Message)
			}
			if !strings.Contains(w.Copy.Article, in.Station) || !strings.Contains(w.Copy.Chat, in.Station) || !strings.Contains(w.Copy.Push, in.Station) {
				t.Error("a text does not name the station")
			}
			for _, word := range []string{"紫外线", "数值预报", "供内部参考"} {
				if strings.Contains(w.Copy.Chat+w.Copy.Push+w.Copy.Broadcast+w.Sheet.Headline, word) && !strings.Contains(in.Text, word) {
					t.Errorf("a text says %s, which no line of the bulletin does", word)
				}
			}
		})
	}
}

var china = time.FixedZone("CST", 8*60*60)

// relaying is the shipped recipe for a place.
func relaying(place string) edition.Recipe {
	r := shipped()
	r.Place = weather.Place{ID: "here", Name: place, Called: "我市", Latitude: 35, Longitude: 114, Zone: china}
	return r
}

// spring is a bulletin of three days, as issued.
const spring = `新乡市气象台2024年4月15日16时发布
16日（周二）：多云转阴，偏北风3～4级，12～25℃。
17日（周三）：小雨转阴天，东北风3级左右，10～18℃。
18日（周四）：晴间多云，9～23℃。
`

func official(text string) edition.Official {
	at := time.Date(2024, 4, 15, 16, 0, 0, 0, china)
	return edition.Official{Station: "新乡市气象台", Issued: at, Text: text, Now: at.Add(time.Hour)}
}

// TestARelayedBulletinIsQuotedNotRewritten looks at an article and its fact sheet.
func TestARelayedBulletinIsQuotedNotRewritten(t *testing.T) {
	t.Parallel()
	w, err := relaying("新乡").Relay(context.Background(), official(spring+"请注意添衣。\n郑州：晴，13～26℃\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"新乡市气象台4月15日16时发布：", "16日（周二）：多云转阴，偏北风3～4级，12～25℃。", "18日（周四）：晴间多云，9～23℃。", "请注意添衣。",
		"预报来源：新乡市气象台4月15日16时发布；标题、提要据原文编写，4月15日17时成稿。",
	} {
		if !strings.Contains("\n"+w.Copy.Article+"\n", "\n"+line+"\n") {
			t.Errorf("no line %q in\n%s", line, w.Copy.Article)
		}
	}
	if strings.Contains(w.Copy.Article+w.Copy.Chat+w.Copy.Push+w.Copy.Broadcast, "夜里") {
		t.Errorf("小雨转阴天 of the station becomes rain of the night:\n%s\n%s", w.Copy.Article, w.Copy.Chat)
	}
	s := w.Sheet
	if s.Voice != "station" || s.Station != "新乡市气象台" || !s.Issued.Equal(official("").Issued) || s.Original != spring+"请注意添衣。\n郑州：晴，13～26℃\n" {
		t.Errorf("sheet %+v", s.SheetStation)
	}
	if len(s.Unread) != 1 || s.Unread[0].Line != 5 || s.Unread[0].Text != "请注意添衣" || len(s.Others) != 1 || s.Others[0] != "郑州" {
		t.Errorf("unread %v, others %v", s.Unread, s.Others)
	}
	if strings.Contains(w.Copy.Article, "郑州") {
		t.Error("another place is quoted")
	}
	if len(s.Days) != 3 || s.Days[1].Line != "17日（周三）：小雨转阴天，东北风3级左右，10～18℃。" || s.Days[1].RainMM.OK() || s.Days[1].UV != nil || s.Days[2].Wind != "" {
		t.Errorf("days %+v", s.Days)
	}
	absent := 0
	for _, m := range s.Missing {
		if m.Note == "原文没有写这一天" {
			absent++
		}
	}
	if absent != 3 {
		t.Errorf("%d days are said to be missing, want 19 to 21 April", absent)
	}
}

// TestProofHoldsARelayedArticleToTheBulletin changes the article: a quoted line, and
// what is said about the bulletin.
func TestProofHoldsARelayedArticleToTheBulletin(t *testing.T) {
	t.Parallel()
	w, err := relaying("新乡").Relay(context.Background(), official(spring))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, changed, want string }{
		{"a figure of a quoted line", "12～25℃。", "12～26℃。", "16日（周二）：多云转阴，偏北风3～4级，12～25℃。"},
		{"a quoted line left out", "18日（周四）：晴间多云，9～23℃。\n", "", "18日（周四）：晴间多云，9～23℃。"},
		{"the summary", "有一次小雨过程", "有一次大雨过程", "小雨"},
		{"the day of the rain", "周三（17日）有一次小雨过程", "周四（18日）有一次小雨过程", "晴天间多云"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(w.Copy.Article, c.old, c.changed, 1)
			if text == w.Copy.Article {
				t.Fatalf("%q is not in\n%s", c.old, text)
			}
			for _, f := range relaying("新乡").ProofRelay(text, w) {
				if strings.Contains(f.Data+f.Said, c.want) && f.Severity != proof.Style {
					return
				}
			}
			t.Errorf("nothing of it is found: %+v", relaying("新乡").ProofRelay(text, w))
		})
	}
}

// TestStatedElementsAreFactsOfARelayedArticle states ultraviolet and amounts: advice rests
// on them, and proof holds words about them to what is stated.
func TestStatedElementsAreFactsOfARelayedArticle(t *testing.T) {
	t.Parallel()
	text := "16日（周二）：晴，紫外线强度强，12～25℃。\n17日（周三）：小雨，降水量5～8毫米，10～18℃。\n18日（周四）：小雨，降水量3毫米，10～18℃。\n"
	r := relaying("新乡")
	w, err := r.Relay(context.Background(), official(text))
	if err != nil || len(w.Findings) > 0 {
		t.Fatalf("%v, %+v", err, w.Findings)
	}
	days := w.Sheet.Days
	if days[0].UV == nil || days[0].UV.Level != "强" || days[0].UV.Index.OK() || days[1].UV != nil || days[1].RainMM.OK() || days[2].RainMM != weather.Some[weather.Millimeters](3) {
		t.Errorf("days %+v", days)
	}
	if !strings.Contains(w.Copy.Article, "周二（16日）白天紫外线强") {
		t.Errorf("no advice on the sun in\n%s", w.Copy.Article)
	}
	for _, c := range []struct{ said, data string }{
		{"周三降水量5～8毫米。", ""},
		{"周三降水量15～18毫米。", "5～8毫米"},
		{"周四降水量3毫米。", ""},
		{"周四降水量30毫米。", "3毫米"},
		{"周二紫外线强度强。", ""},
		{"周二紫外线强度弱。", "紫外线强"},
	} {
		data := ""
		for _, f := range r.ProofRelay(strings.Replace(w.Copy.Article, "新乡市气象台4月15日16时发布：\n", c.said+"\n新乡市气象台4月15日16时发布：\n", 1), w) {
			data += f.Data
		}
		if data != c.data {
			t.Errorf("%s: the data are %q, want %q", c.said, data, c.data)
		}
	}
}

// TestWhatMustNotBeRelayed is refused, with the reason.
func TestWhatMustNotBeRelayed(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	for _, c := range []struct {
		name   string
		in     func() edition.Official
		reason string
	}{
		{"an old issue", func() edition.Official { in := official(spring); in.Now = in.Issued.Add(20 * time.Hour); return in }, "已过20小时"},
		{"an issue of the future", func() edition.Official { in := official(spring); in.Now = in.Issued.Add(-time.Hour); return in }, "晚于现在"},
		{"days that are over", func() edition.Official { return official("15日：晴，12～25℃\n") }, "预报已过期：原文只写到4月15日"},
		{"days that are too far", func() edition.Official { return official("27日：晴，12～25℃\n") }, "原文没有写这一期的日子（4月16日至4月21日）"},
		{"nothing about the weather", func() edition.Official { return official("各位同事，会议改到下午。\n") }, "没有读出哪一天的天气"},
		{"an impossible temperature", func() edition.Official { return official("16日：晴，12～49℃\n") }, "这个季节没有过的气温：4月16日49℃"},
		{"a temperature of no forecast", func() edition.Official { return official("16日：晴，12～52℃\n") }, "第1行第1字：气温超出可能的范围"},
		{"a day that is none", func() edition.Official { return official(spring + "4月31日：晴\n") }, "第5行第1字：没有4月31日这一天"},
		{"a weekday that is another", func() edition.Official { return official("4月16日（周三）：晴\n") }, "第1行第1字：4月16日是周二，不是周三"},
		{"a low above the high", func() edition.Official { return official("16日：晴，最低气温25℃，最高气温12℃\n") }, "第1行第1字：最低气温高于最高气温"},
		{"another time of issue", func() edition.Official { in := official(spring); in.Issued = in.Issued.Add(-8 * time.Hour); return in }, "第1行第7字：原文的发布时间是4月15日16时，与所给的4月15日8时不一致"},
		{"an issue of yesterday under today's name", func() edition.Official {
			in := official(spring)
			in.Issued = in.Issued.Add(day)
			in.Now = in.Now.Add(day)
			return in
		}, "不一致"},
		{"another station", func() edition.Official { in := official(spring); in.Station = "郑州市气象台"; return in }, "原文的发布单位是“新乡市气象台”，与所给的“郑州市气象台”不一致"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := relaying("新乡").Relay(context.Background(), c.in())
			var refused *edition.Refused
			var faults station.Faults
			text := ""
			switch {
			case errors.As(err, &refused):
				for _, f := range refused.Report.Findings {
					text += f.Note
				}
			case errors.As(err, &faults):
				text = faults.Error()
			}
			if !strings.Contains(text, c.reason) {
				t.Errorf("%v: %q, want %q", err, text, c.reason)
			}
		})
	}
}
