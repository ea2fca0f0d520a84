package phrase_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"yubao/internal/analysis"
	"yubao/internal/phrase"
)

// TestAPushLineNamesWhatEndangers looks at weeks with more to say than a line holds.
func TestAPushLineNamesWhatEndangers(t *testing.T) {
	t.Parallel()
	style := shipped(t)
	fair := dry(analysis.Cloudy, 12, 25)
	storm := func(d analysis.Day) analysis.Day { return windy(d, analysis.NorthEast, 6, 7, 9) }
	heavy := wet(analysis.Rain, analysis.Heavy, 8, 20, 14, 20)
	for _, c := range []struct {
		name  string
		days  []analysis.Day
		wants []string
		not   string
	}{
		{"a gale on the day of the heavy rain", []analysis.Day{fair, fair, storm(heavy), fair}, []string{"周四有大雨，东北风6级～7级，阵风9级"}, "周四东北风"},
		{"a gale on another day", []analysis.Day{fair, storm(fair), heavy, fair}, []string{"后天东北风6级～7级，阵风9级", "；周四有大雨"}, ""},
		{"a gale tomorrow", []analysis.Day{storm(fair), fair, fair}, []string{"明天多云", "东北风6级～7级，阵风9级"}, ""},
		{"both tomorrow and a storm behind", []analysis.Day{storm(heavy), fair, storm(heavy)}, []string{"明天阴天有大雨", "周四有大雨"}, ""},
		{"a gale before light rain", []analysis.Day{fair, wet(analysis.Rain, analysis.Light, 8, 20, 14, 20), storm(fair)}, []string{"周四东北风6级～7级，阵风9级"}, ""},
		{"nothing that endangers", []analysis.Day{fair, fair, wet(analysis.Rain, analysis.Light, 8, 20, 18, 24)}, []string{"明天多云，12℃～25℃；周四有小雨"}, "级"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := phrase.Narrate(week(date(4, 15), c.days...), style.House, style, phrase.Request{})
			push := n.Push()
			for _, want := range c.wants {
				if !strings.Contains(push, want) {
					t.Errorf("%q is not in %s", want, push)
				}
			}
			if c.not != "" && strings.Contains(push, c.not) {
				t.Errorf("%q is in %s", c.not, push)
			}
			if length := utf8.RuneCountInString(push); length > phrase.PushMost {
				t.Errorf("%d characters: %s", length, push)
			}
		})
	}
}

// TestADayWithoutDataIsSaidForTheEar names it as the article does.
func TestADayWithoutDataIsSaidForTheEar(t *testing.T) {
	t.Parallel()
	style := shipped(t)
	fair := dry(analysis.Cloudy, 12, 25)
	n := phrase.Narrate(week(date(4, 15), fair, analysis.Day{}, fair), style.House, style, phrase.Request{})
	text := n.Broadcast()
	if !strings.Contains(text, "\n17日，周三，缺少资料。\n18日，周四，多云，") {
		t.Errorf("the day is passed over:\n%s", text)
	}
	relayed := phrase.Narrate(week(date(4, 15), fair, analysis.Day{}, fair), style.House, style, phrase.Request{Voice: phrase.Station, Station: "新乡市气象台", Relayed: true})
	if text := relayed.Broadcast(); strings.Contains(text, "缺少资料") {
		t.Errorf("a station's list that lacks a day is called wanting:\n%s", text)
	}
}
