package analysis_test

import (
	"fmt"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
)

// briefly writes sky and wind of a day shortly, in the model article's words.
func briefly(d *analysis.Day) string {
	sky := clouds[d.Sky.First] + links[d.Sky.Relation] + clouds[d.Sky.Second]
	for _, w := range d.Sky.Wet {
		sky += map[analysis.When]string{analysis.Throughout: "有", analysis.Within: "有", analysis.Late: "转", analysis.Early: "停"}[w.When]
		sky += grades[w.Grade] + kinds[w.Kind]
	}
	wind := directions[d.Wind.From]
	for _, turn := range d.Wind.Turns {
		wind += "转" + directions[turn]
	}
	return fmt.Sprintf("%s %s%d-%d %d~%d", sky, wind, d.Wind.Low, d.Wind.High, d.Low.Or(-99), d.High.Or(-99))
}

func TestModelWeekGivesTheSixLinesInEitherWindow(t *testing.T) {
	t.Parallel()
	want := []string{
		"多云间晴 东北3-3 12~25", "晴间多云 西南2-3 13~25", "晴转多云 南3-3 12~28",
		"阴有小雨 东北3-3 10~22", "多云间晴 东北转南3-3 9~23", "晴转多云 东2-3 13~26",
	}
	for _, window := range []analysis.Window{analysis.Evening, analysis.Calendar} {
		o := outlookOf(t, scenario.ModelWeek, window)
		for i := range o.Days {
			if got := briefly(&o.Days[i]); got != want[i] {
				t.Errorf("window %d, %s: %s, want %s", window, o.Days[i].Date, got, want[i])
			}
			if gust := o.Days[i].Wind.Gust; gust.OK() {
				t.Errorf("window %d, %s: gust %v is not worth printing", window, o.Days[i].Date, gust)
			}
		}
	}
}
