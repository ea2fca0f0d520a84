package analysis_test

import (
	"testing"

	"yubao/internal/analysis"
)

func TestAnEditionOverridesSingleThresholds(t *testing.T) {
	t.Parallel()
	th := analysis.DefaultThresholds()
	if err := th.Override([]byte("sky: {cloudy_total: 60}\ntemperature: {heat: 33}\n")); err != nil {
		t.Fatal(err)
	}
	if th.Sky.CloudyTotal != 60 || th.Temperature.Heat != 33 {
		t.Errorf("overridden values are %v and %v", th.Sky.CloudyTotal, th.Temperature.Heat)
	}
	if th.Sky.OvercastLayers != 85 || th.Temperature.Frost != 0 || th.Wind.Gust != 6 || len(th.Rain.Day) != 6 {
		t.Errorf("values that were not named changed: %+v", th)
	}
	if analysis.DefaultThresholds().Sky.CloudyTotal != 55 {
		t.Error("the defaults changed with the copy")
	}
}

func TestWrongThresholdsAreRefused(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"an unknown key":               "sky: {cloudy_totl: 60}",
		"an unknown subject":           "skies: {cloudy_total: 60}",
		"limits that do not rise":      "rain: {day: [0.1, 10, 5, 50, 100, 250]}",
		"too few limits":               "rain: {day: [0.1, 10]}",
		"a word where a number is due": "wind: {gust: strong}",
	} {
		th := analysis.DefaultThresholds()
		if err := th.Override([]byte(text)); err == nil {
			t.Errorf("%s was taken", name)
		}
		if th.Rain.Day[1] != 10 || th.Sky.CloudyTotal != 55 {
			t.Errorf("%s changed the thresholds", name)
		}
	}
}
