package proof_test

import (
	"strings"
	"testing"

	"yubao/internal/proof"
)

// harmless are edits as a sub-editor makes them, which say nothing else than the facts.
var harmless = []struct{ scenario, part, old, new string }{
	{"", "article", "中午到傍晚有一次小雨过程", "有一次小雨过程"},
	{"", "article", "受低槽东移影响，", ""},
	{"", "article", "受低槽东移影响，中午到傍晚有一次小雨过程", "有小雨"},
	{"", "article", "中午到傍晚有一次小雨过程", "中午到傍晚阴有小雨"},
	{"", "article", "有一次小雨过程", "有降雨"},
	{"", "article", "有一次小雨过程", "出现降水"},
	{"", "article", "周五（19日）受", "19日（周五）受"},
	{"", "article", "周五（19日）受", "19日受"},
	{"", "article", "周五（19日）受", "周五受"},
	{"", "article", "预计16日至18日", "预计16日到18日"},
	{"", "article", "预计16日至18日", "预计未来三天"},
	{"", "article", "预计16日至18日，我市以晴天或多云天气为主", "预计前期我市以晴到多云天气为主"},
	{"", "article", "我市以晴天或多云天气为主", "我市以多云为主"},
	{"", "article", "我市以晴天或多云天气为主", "我市天气晴好"},
	{"", "article", "我市以晴天或多云天气为主", "我市无降水"},
	{"", "article", "周末天气转好，以晴天或多云天气为主", "周末雨停转晴"},
	{"", "article", "周末天气转好，以晴天或多云天气为主", "周末多云转晴，气温回升"},
	{"", "article", "周末天气转好，以晴天或多云天气为主", "20日起天气转好"},
	{"", "article", "周末天气转好，以晴天或多云天气为主", "其余时间以晴到多云为主"},
	{"", "article", "最高气温由18日的28℃降至19日的22℃，21日回升至26℃", "周五最高气温降至22℃，随后气温回升"},
	{"", "article", "最高气温由18日的28℃降至19日的22℃，21日回升至26℃", "最高气温22℃～28℃"},
	{"", "article", "最高气温由18日的28℃降至19日的22℃，21日回升至26℃", "最高气温18日达28℃，19日22℃"},
	{"", "article", "最高气温由18日的28℃降至19日的22℃，21日回升至26℃。", "周五气温下降6℃，早晚较凉。"},
	{"", "article", "最高气温由18日的28℃降至19日的22℃，21日回升至26℃。", "气温先升后降，昼夜温差大。"},
	{"", "article", "昼夜温差较大，周四（18日）可达16℃", "周四昼夜温差达16℃"},
	{"", "article", "昼夜温差较大，周四（18日）可达16℃，", "昼夜温差大，"},
	{"", "article", "东北风3级左右，气温12℃～25℃", "气温12℃～25℃"},
	{"", "article", "东北风3级左右，气温12℃～25℃", "东北风3级，气温12℃～25℃"},
	{"", "article", "多云间晴天，东北风3级左右，气温12℃～25℃", "多云间晴天，气温12℃～25℃，东北风3级左右"},
	{"", "article", "早出晚归请适当添衣", "早晚较凉，老人孩子要注意保暖"},
	{"", "article", "早出晚归请适当添衣", "适合踏青赏花"},
	{"", "article", "早出晚归请适当添衣", "周六上午人民公园有花展，欢迎参观"},
	{"", "article", "早出晚归请适当添衣", "周五到周一出门请适当添衣"}, // of a bulletin of a Monday
	{"", "article", "骑车出行穿好雨衣", "出门别忘带伞"},
	{"", "article", "资料来源", "更多天气请留意当地气象台发布的最新信息。资料来源"},
	{"", "headline", "周五有雨", "周五雨来"},
	{"", "headline", "紫外线强需防晒", "注意防晒勤补水"},
	{"", "headline", "晴好为主周五有雨", "周五小雨周末转晴"},
	{"", "chat", "，东北风3级左右", ""},
	{"", "chat", "周五有小雨，最高降至22℃，出门带伞", "周五小雨，降温，记得带伞"},
	{"", "chat", "周末以晴天或多云天气为主，气温回升", "周末转晴回暖"},
	{"cold-wave-202311", "article", "7日起转为晴天", "7日起转晴，早晚有冰冻"},
	{"cold-wave-202311", "article", "7日起转为晴天", "7日到10日天气晴朗"},
	{"cold-wave-202311", "article", "最低气温由5日的13℃降至8日的-3℃", "最低气温由13℃降至零下3℃"},
	{"cold-wave-202311", "article", "偏北风6级左右，阵风8级；", "偏北风6级，阵风8级；"},
	{"heat-wave-202406", "article", "11日至15日最高气温37℃～41℃", "11日至15日最高气温都在35℃以上"},
	{"dust-202303", "article", "我市有扬沙", "我市有沙尘天气"},
}

// TestHarmlessEditsAreNoContradiction: an editor who drops a clause, puts it elsewhere or
// says the same in his own words is not contradicted.
func TestHarmlessEditsAreNoContradiction(t *testing.T) {
	t.Parallel()
	for _, c := range harmless {
		t.Run(c.new, func(t *testing.T) {
			t.Parallel()
			text, facts := inParts(t, c.part, c.scenario)
			if !strings.Contains(text, c.old) {
				t.Fatalf("%q does not stand in\n%s", c.old, text)
			}
			edited := strings.Replace(text, c.old, c.new, 1)
			for _, f := range proof.Check(edited, facts) {
				if f.Severity != proof.Style {
					t.Errorf("%s %q data %q: %s", f.Severity, f.Said, f.Data, f.Message)
				}
			}
		})
	}
}
