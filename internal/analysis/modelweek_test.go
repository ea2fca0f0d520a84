package analysis_test

import (
	"fmt"
	"testing"

	"yubao/internal/analysis"
	"yubao/internal/scenario"
	"yubao/internal/source/metno"
	"yubao/internal/source/openmeteo"
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

func TestOtherAnswersForTheModelWeekGiveTheSameFacts(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, scenario.ModelWeek)
	want := analysis.Analyse(f, requestOf(s, analysis.Evening))
	for _, name := range []string{"forecast-ms.json", "forecast-unixtime.json", "forecast-native-codes.json"} {
		body, err := s.File(name)
		if err != nil {
			t.Fatal(err)
		}
		other, err := openmeteo.Decode(body, s.Place, s.Issued)
		if err != nil {
			t.Fatal(err)
		}
		o := analysis.Analyse(other, requestOf(s, analysis.Evening))
		for i := range o.Days {
			if a, b := briefly(&o.Days[i]), briefly(&want.Days[i]); a != b {
				t.Errorf("%s, %s: %s, want %s", name, o.Days[i].Date, a, b)
			}
		}
	}
}

// The second source has hours for two days and steps of six hours after, and no upper air.
func TestTheSecondSourceTellsTheSameWeekMoreRoughly(t *testing.T) {
	t.Parallel()
	s, f := forecastOf(t, scenario.ModelWeek)
	want := analysis.Analyse(f, requestOf(s, analysis.Evening))
	body, err := s.File("metno-complete.json")
	if err != nil {
		t.Fatal(err)
	}
	rough, err := metno.Decode(body, s.Place, s.Issued)
	if err != nil {
		t.Fatal(err)
	}
	o := analysis.Analyse(rough, requestOf(s, analysis.Evening))
	for i := range o.Days {
		d, w := &o.Days[i], &want.Days[i]
		if !d.Known || d.Sky.First != w.Sky.First || len(d.Sky.Wet) != len(w.Sky.Wet) {
			t.Errorf("%s: %s, want about %s", d.Date, briefly(d), briefly(w))
		}
		if diff := d.High.Or(-100) - w.High.Or(0); i < 5 && (diff > 1 || diff < -3) {
			t.Errorf("%s: high %v, want about %v", d.Date, d.High, w.High)
		}
	}
	for _, e := range o.Events {
		if len(e.Cause.Systems) > 0 {
			t.Errorf("%s has the cause %v without upper air", e.Kind, e.Cause.Systems)
		}
	}
}
