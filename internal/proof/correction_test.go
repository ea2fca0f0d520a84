package proof_test

import (
	"strings"
	"testing"

	"yubao/internal/proof"
	"yubao/internal/scenario"
)

// A correction may say what was wrong; what it says instead is held against the data.
func TestCorrectionsMaySayWhatWasWrong(t *testing.T) {
	t.Parallel()
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		t.Fatal(err)
	}
	_, facts := written(t, forecastOf(t, week), week.Issued, week.Days, "henan")
	tests := []struct {
		name, text string
		faults     int
	}{
		{"what stood there before is no statement", "更正：19日最低气温由14℃改为10℃（预报资料有更新）", 0},
		{"nor is it after 误写为", "更正：19日最低气温误写为14℃", 0},
		{"nor are reasons in brackets", "更正：19日最低气温由14℃改为10℃（原先写成最高30℃）", 0},
		{"what stands there now is one", "更正：19日最低气温由14℃改为12℃", 1},
		{"outside the paragraph the words count", "19日最低气温由14℃改为10℃", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := proof.Check(tt.text+"\n资料来源：Open-Meteo，4月15日16时。", facts)
			if n := proof.Contradictions(found); n != tt.faults || tt.faults == 0 && strings.HasPrefix(tt.text, "更正") && len(found) > 0 {
				t.Errorf("%d contradictions, want %d: %+v", n, tt.faults, found)
			}
		})
	}
}
