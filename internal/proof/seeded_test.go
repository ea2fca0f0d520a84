package proof_test

import (
	"strings"
	"testing"

	"yubao/internal/proof"
	"yubao/internal/scenario"
)

// seeded are faults as they happen at a desk, each a replacement in a clean text of
// the model week or of another one.
var seeded = []struct {
	name     string
	scenario string
	old, new string // old must stand in the text
	severity proof.Severity
	said     string // what the mark must cover; empty: new
}{
	{"digits transposed in a day line", "", "气温12℃～25℃。\n17日", "气温21℃～25℃。\n17日", proof.Contradiction, "21℃"},
	{"low and high swapped", "", "气温13℃～25℃", "气温25℃～13℃", proof.Contradiction, ""},
	{"a day line shifted by one day", "", "19日（周五）：", "20日（周五）：", proof.Contradiction, ""},
	{"wrong weekday in a day line", "", "16日（周二）：", "16日（周三）：", proof.Contradiction, "16日（周三）"},
	{"wrong weekday in running text", "", "周五（19日）受", "周六（19日）受", proof.Contradiction, "周六（19日）"},
	{"wrong date in running text", "", "周五（19日）受", "周五（18日）受", proof.Contradiction, "周五（18日）"},
	{"小雨 becomes 大雨 in a day line", "", "阴天有小雨", "阴天有大雨", proof.Contradiction, ""},
	{"小雨 becomes 中雨 in running text", "", "一次小雨过程", "一次中雨过程", proof.Contradiction, "中雨"},
	{"rain becomes snow", "", "一次小雨过程", "一次小雪过程", proof.Contradiction, "小雪"},
	{"rain on a dry day", "", "17日（周三）：晴天间多云", "17日（周三）：阴天有小雨", proof.Contradiction, ""},
	{"晴 for 阴", "", "阴天有小雨", "晴天有小雨", proof.Contradiction, ""},
	{"the turn of the sky reversed", "", "18日（周四）：晴天转多云", "18日（周四）：多云转晴天", proof.Contradiction, ""},
	{"wind from the opposite side", "", "东北风3级左右，气温10℃", "西南风3级左右，气温10℃", proof.Contradiction, ""},
	{"a stronger wind", "", "偏南风3级左右，气温12℃～28℃", "偏南风6级左右，气温12℃～28℃", proof.Contradiction, ""},
	{"a turn of wind dropped", "", "东北风转偏南风3级左右", "东北风3级左右", proof.Contradiction, ""},
	{"a gust from nowhere", "", "偏南风3级左右，气温12℃～28℃", "偏南风3级左右，阵风8级，气温12℃～28℃", proof.Contradiction, ""},
	{"last year's highs", "", "气温9℃～23℃", "气温14℃～29℃", proof.Contradiction, ""},
	{"a high of another day in running text", "", "降至19日的22℃", "降至19日的27℃", proof.Contradiction, "27℃"},
	{"a cause without evidence", "", "受低槽东移影响", "受强冷空气影响", proof.Contradiction, "受强冷空气影响"},
	{"a cause in a week without one", "night-rain-202405", "。", "，受副热带高压影响。", proof.Unsupported, "受副热带高压影响"},
	{"30 February", "", "17日（周三）：", "2月30日（周三）：", proof.Contradiction, "2月30日"},
	{"31 April", "", "16日至18日", "4月31日至18日", proof.Contradiction, ""},
	{"a date after the period", "", "预计16日至18日", "预计26日至28日", proof.Contradiction, "26日至28日"},
	{"明晚 for a dry tomorrow night", "", "周五（19日）有雨", "明晚有雨", proof.Contradiction, "雨"},
	{"今晚 instead of a later day", "", "周五（19日）受低槽东移影响，", "今晚受低槽东移影响，", proof.Contradiction, ""},
	{"a stronger sun than the data", "", "白天紫外线强", "白天紫外线很强", proof.Contradiction, "紫外线很强"},
	{"sun on the rainy day", "", "除周五（19日）外，白天紫外线强", "周五（19日）白天紫外线强", proof.Contradiction, "紫外线强"},
	{"a daily range that does not occur", "", "可达16℃", "可达19℃", proof.Contradiction, "19℃"},
	{"a slip of the pen", "", "有一次小雨过程", "有短时强僵尸过程", proof.Unsupported, ""},
	{"a warning", "", "预计16日", "市里发布大风蓝色预警，预计16日", proof.Unsupported, "预警"},
	{"an observatory", "", "根据最新数值预报资料分析", "市气象台预计", proof.Unsupported, "气象台"},
	{"a reporter", "", "根据最新数值预报资料分析", "记者了解到", proof.Unsupported, "记者"},
	{"寒潮 from a model", "cold-wave-202311", "7日起", "寒潮过后，7日起", proof.Unsupported, "寒潮"},
	{"another place", "", "，我市以", "，郑州市以", proof.Unsupported, "市"},
	{"a record", "", "最高气温由", "创历史同期新高，最高气温由", proof.Unsupported, ""},
	{"part of the area", "", "有一次小雨过程", "局部地区有一次小雨过程", proof.Unsupported, "局部地区"},
	{"hail", "", "有一次小雨过程", "有一次小雨过程，伴有冰雹", proof.Unsupported, "冰雹"},
	{"half-width comma", "", "多云间晴天，东北风", "多云间晴天,东北风", proof.Style, ""},
	{"hyphen between temperatures", "", "气温12℃～25℃。\n17日", "气温12℃-25℃。\n17日", proof.Style, ""},
	{"another house's range of force", "", "2级～3级，气温13℃～25℃", "2～3级，气温13℃～25℃", proof.Style, ""},
	{"another house's sky", "", "17日（周三）：晴天间多云", "17日（周三）：晴间多云", proof.Style, "晴"},
	{"no source", "", "Open-Meteo", "", proof.Style, ""},
	{"no time of issue", "", "4月15日16时", "", proof.Style, ""},
	{"a value that fell out", "", "气温12℃～28℃", "气温null℃～28℃", proof.Contradiction, ""},
	{"two commas", "", "我市以晴天", "我市，，以晴天", proof.Style, "，，"},
	{"impossible pair in a day line", "", "17日（周三）：晴天间多云", "17日（周三）：晴天间阴天", proof.Contradiction, ""},
	{"偏 with a diagonal", "", "西南风2级", "偏西南风2级", proof.Contradiction, ""},
	{"storm reduced", "typhoon-remnant-202307", "30日大暴雨", "30日大雨", proof.Contradiction, "大雨"},
	{"snow for freezing rain", "snow-freezing-202401", "有冻雨", "有小雪", proof.Contradiction, ""},
	{"fog for dust", "dust-202303", "有扬沙", "有大雾", proof.Contradiction, ""},
	{"heat exaggerated", "heat-wave-202406", "27℃～41℃", "27℃～43℃", proof.Contradiction, ""},
	{"minus lost", "cold-wave-202311", "气温-3℃～12℃", "气温3℃～12℃", proof.Contradiction, ""},
	{"no rain where rain is due", "", "有一次小雨过程", "没有降水", proof.Contradiction, "降水"},
}

// more are kinds of fault beyond those, in any of the texts of an edition.
var more = []struct {
	name, scenario, part, old, new string
	severity                       proof.Severity
	said, data                     string // what the mark and the data must hold
}{
	{"the headline's day", "", "headline", "周五有雨", "周三有雨", proof.Contradiction, "雨", "晴天间多云"},
	{"the headline's phenomenon", "", "headline", "周五有雨", "周五有雪", proof.Contradiction, "雪", "小雨"},
	{"the headline's count of days", "heat-wave-202406", "headline", "持续五天", "持续六天", proof.Contradiction, "六天", "5天"},
	{"a slip in the headline", "", "headline", "周五有雨", "周五有大学", proof.Unsupported, "大学", ""},
	{"the count of spells", "sixteen-days-202410", "headline", "两次", "三次", proof.Contradiction, "三次", "2次"},
	{"tomorrow's sky in the chat", "", "chat", "多云间晴天", "阴天", proof.Contradiction, "阴天", "多云间晴天"},
	{"tomorrow's range in the chat", "", "chat", "12℃～25℃", "12℃～28℃", proof.Contradiction, "12℃～28℃", "12℃～25℃"},
	{"tomorrow's wind in the chat", "", "chat", "东北风3级左右", "西北风3级左右", proof.Contradiction, "西北风", "东北风"},
	{"the day of rain in the chat", "", "chat", "周五有小雨", "周四有小雨", proof.Contradiction, "小雨", "晴天转多云"},
	{"the fall of the high in the chat", "", "chat", "最高降至22℃", "最高降至20℃", proof.Contradiction, "20℃", "22℃"},
	{"后天 for a later day in the chat", "", "chat", "周五有小雨", "后天有小雨", proof.Contradiction, "小雨", ""},
	{"a warning in the chat", "", "chat", "出门带伞", "请关注暴雨预警", proof.Unsupported, "预警", ""},
	{"no source in the chat", "", "chat", "资料：Open-Meteo", "资料：", proof.Style, "", "Open-Meteo"},
	{"half width in the chat", "", "chat", "，出门带伞", ",出门带伞", proof.Style, ",", ""},
	{"a cold low in the push line", "fog-haze-202312", "push", "-5℃", "-9℃", proof.Contradiction, "-9℃", "-5℃"},
	{"the wrong weekday for the ear", "", "broadcast", "16日，周二", "16日，周三", proof.Contradiction, "周三", "周二"},
	{"a figure for the ear", "", "broadcast", "12到25摄氏度", "12到21摄氏度", proof.Contradiction, "12到21摄氏度", ""},
	{"a force for the ear", "", "broadcast", "2到3级", "5到6级", proof.Contradiction, "5到6级", ""},
	{"rain at the weekend", "", "article", "周五（19日）受低槽东移影响，", "周末", proof.Contradiction, "小雨", ""},
	{"a low called a high", "cold-wave-202311", "article", "最低气温由5日的13℃", "最高气温由5日的13℃", proof.Contradiction, "", "22℃"},
	{"a gale in a light wind", "", "article", "我市以晴天", "我市有大风，以晴天", proof.Contradiction, "大风", ""},
	{"a hard frost in spring", "", "article", "我市以晴天", "我市有霜冻，以晴天", proof.Contradiction, "霜冻", ""},
	{"the index of the sun", "heat-wave-202406", "article", "指数最高12", "指数最高15", proof.Contradiction, "15", ""},
	{"a chance of rain that no source gave", "", "article", "有一次小雨过程", "降水概率80%，有一次小雨过程", proof.Unsupported, "80%", ""},
	{"a gust exaggerated", "cold-wave-202311", "article", "阵风8级；", "阵风10级；", proof.Contradiction, "10级", ""},
	{"a mean wind exaggerated", "cold-wave-202311", "article", "偏北风6级左右，阵风8级；", "偏北风8级左右，阵风8级；", proof.Contradiction, "8级", ""},
	{"fog called fog on a clear day", "fog-haze-202312", "article", "31日起", "31日起有大雾，", proof.Contradiction, "大雾", ""},
	{"a cause of another week", "cold-wave-202311", "article", "受低槽和强冷空气共同影响", "受副热带高压影响", proof.Contradiction, "副热带高压", "强冷空气"},
	{"a cold air graded up", "dust-202303", "article", "受较强冷空气影响", "受强冷空气影响", proof.Contradiction, "受强冷空气影响", "受较强冷空气影响"},
	{"a figure beyond the scale", "", "article", "气温9℃～23℃", "气温9℃～230℃", "", "", ""},
	{"a day named twice", "", "article", "17日（周三）：", "16日（周三）：", proof.Contradiction, "16日（周三）", ""},
	{"the province", "", "article", "我市以", "我省以", proof.Unsupported, "我省", ""},
	{"a typhoon", "typhoon-remnant-202307", "article", "我市", "受台风影响，我市", "", "台风", ""},
	{"last year", "", "article", "最高气温由", "比去年偏高，最高气温由", proof.Unsupported, "去年", ""},
	{"Fahrenheit's neighbour", "", "article", "气温9℃～23℃", "气温9°C～23°C", proof.Style, "°C", ""},
	{"a template's leftovers", "", "article", "资料来源", "{{.来源}}资料来源", proof.Style, "{{", ""},
	{"a bracket that fell empty", "", "article", "周五（19日）受", "周五（）受", proof.Style, "（）", ""},
	{"the night of another house", "heat-wave-202406", "article", "傍晚到夜里", "傍晚到夜间", proof.Style, "夜间", ""},
}

// inParts returns a text of an edition by its name.
func inParts(t *testing.T, name, scenarioName string) (string, proof.Facts) {
	t.Helper()
	if scenarioName == "" {
		scenarioName = scenario.ModelWeek
	}
	s, err := scenario.Open(scenarioName)
	if err != nil {
		t.Fatal(err)
	}
	f := forecastOf(t, s)
	n, article, facts := edition(t, f, evening(f, s.Issued, s.Days), "henan")
	switch name {
	case "headline":
		facts.Part = true
		return n.Headline, facts
	case "chat":
		return n.Chat(), facts
	case "push":
		return n.Push(), facts
	case "broadcast":
		return n.Broadcast(), facts
	}
	return article, facts
}

func TestSeededFaultsOfEveryTextAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range more {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text, facts := inParts(t, c.part, c.scenario)
			if !strings.Contains(text, c.old) {
				t.Fatalf("%q does not stand in\n%s", c.old, text)
			}
			bad := strings.Replace(text, c.old, c.new, 1)
			if c.old == "资料：Open-Meteo" {
				bad = strings.ReplaceAll(text, "Open-Meteo", "")
			}
			findings := proof.Check(bad, facts)
			for _, f := range findings {
				if (c.severity == "" || f.Severity == c.severity) && strings.Contains(f.Said, c.said) && strings.Contains(f.Data, c.data) {
					if runes := []rune(bad); string(runes[f.Start:f.End]) != f.Said {
						t.Errorf("the mark %d to %d is not on %q", f.Start, f.End, f.Said)
					}
					return
				}
			}
			t.Errorf("not found in\n%s\nfindings: %+v", bad, findings)
		})
	}
}

func TestSeededFaultsAreFound(t *testing.T) {
	t.Parallel()
	if len(seeded) < 40 {
		t.Fatalf("only %d kinds of fault", len(seeded))
	}
	for _, c := range seeded {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			name := c.scenario
			if name == "" {
				name = scenario.ModelWeek
			}
			s, err := scenario.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			text, facts := written(t, forecastOf(t, s), s.Issued, s.Days, "henan")
			if !strings.Contains(text, c.old) {
				t.Fatalf("%q does not stand in\n%s", c.old, text)
			}
			bad := strings.Replace(text, c.old, c.new, 1)
			if c.new == "" {
				bad = strings.ReplaceAll(text, c.old, "")
			}
			findings := proof.Check(bad, facts)
			for _, f := range findings {
				if (c.severity == "" || f.Severity == c.severity) && strings.Contains(f.Said, c.said) {
					return
				}
			}
			t.Errorf("not found in\n%s\nfindings: %+v", bad, findings)
		})
	}
}

// What is said of a list of dates is held against each of them, whatever an outlet calls
// its place.
func TestEveryDateOfAListIsHeld(t *testing.T) {
	t.Parallel()
	s, err := scenario.Open("fog-haze-202312")
	if err != nil {
		t.Fatal(err)
	}
	for _, called := range []string{"我市", "我县", "全区"} {
		f := forecastOf(t, s)
		f.Place.Called = called
		text, facts := written(t, f, s.Issued, s.Days, "henan")
		old := "预计27日至30日，" + called + "早晨有雾"
		if !strings.Contains(text, old) {
			t.Fatalf("%q does not stand in\n%s", old, text)
		}
		bad := strings.Replace(text, old, "预计27日至31日，"+called+"早晨有雾", 1)
		if found := proof.Check(bad, facts); len(found) != 1 || found[0].Said != "雾" {
			t.Errorf("%s: %+v", called, found)
		}
	}
}
