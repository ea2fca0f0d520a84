package station_test

import (
	"fmt"
	"testing"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/station"
	"yubao/internal/weather"
)

// TestStatedUltravioletAndAmounts reads them into facts where they are exact and of a
// whole date, and keeps all amounts as they are stated.
func TestStatedUltravioletAndAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		grade      analysis.UVGrade // 0: not known
		rain, snow float64          // below 0: not known
		amounts    string
	}{
		{"a grade", "16日：晴，紫外线强度很强，12～25℃", 5, -1, -1, "[]"},
		{"the stronger of two", "16日：晴，紫外线强度中等，12～25℃\n16日：紫外线强，最高气温25℃", 4, -1, -1, "[]"},
		{"rain", "16日：小雨，降水量8毫米，10～18℃", 0, 8, -1, "[{8 8}]"},
		{"snow", "16日：中雪，降雪量4毫米，-5～-1℃", 0, -1, 4, "[{4 4}]"},
		{"sleet counts as rain", "16日：雨夹雪，降水量3毫米，0～3℃", 0, 3, -1, "[{3 3}]"},
		{"a span is no figure", "16日：中雨，降水量10～20毫米，10～18℃", 0, -1, -1, "[{10 20}]"},
		{"a bound is no figure", "16日：暴雨，降水量50毫米以上，20～26℃", 0, -1, -1, "[{50 50}]"},
		{"about is no figure", "16日：中雨，降水量约15毫米，10～18℃", 0, -1, -1, "[{15 15}]"},
		{"half a day is not the day", "16日夜间：小雨，降水量5毫米", 0, -1, -1, "[{5 5}]"},
		{"several days together", "16日至18日：小雨，降水量20毫米，10～18℃", 0, -1, -1, "[]"},
		{"none", "16日：晴，12～25℃", 0, -1, -1, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b, err := station.Read(c.text, station.Request{
				Station: "新乡市气象台", Issued: time.Date(2024, 4, 15, 16, 0, 0, 0, time.FixedZone("CST", 8*60*60)), House: henan,
				Place: weather.Place{Name: "新乡", Called: "我市", Zone: time.FixedZone("CST", 8*60*60)}, Window: analysis.Calendar,
			})
			if err != nil || len(b.Days) == 0 {
				t.Fatalf("%d days, %v, unread %v", len(b.Days), err, b.Unread)
			}
			d := b.Days[0]
			uv, _ := d.Facts.UV.Get()
			if uv.Grade != c.grade || uv.Index.OK() {
				t.Errorf("ultraviolet %+v, want grade %d", d.Facts.UV, c.grade)
			}
			if float64(d.Facts.Rain.Or(-1)) != c.rain || float64(d.Facts.Snow.Or(-1)) != c.snow || fmt.Sprint(d.Amounts) != c.amounts {
				t.Errorf("rain %v, snow %v, amounts %v; unread %v", d.Facts.Rain, d.Facts.Snow, d.Amounts, b.Unread)
			}
		})
	}
}
