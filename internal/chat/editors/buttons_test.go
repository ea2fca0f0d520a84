package editors

import (
	"math"
	"testing"
	"time"

	"yubao/internal/channel/telegram"
	"yubao/internal/delivery"
)

// The longest data of a button fits, and is read as it was written.
func TestButtonDataFits(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"14"}, {"14", "l", "-45"}, {"14", "s", "多云"}, {"14", "w", "偏西南风12级"}, {"14", "r", "30"}} {
		p := press{draft: 999_999_999_999, revision: math.MaxInt32, act: actWithdraw, args: args}
		if n := len(p.data()); n > telegram.MaxCallback {
			t.Errorf("%s has %d bytes", p.data(), n)
		}
		if got, ok := parsePress(p.data()); !ok || got.data() != p.data() {
			t.Errorf("%s was read as %+v", p.data(), got)
		}
	}
}

// A wind's buttons keep what they do not change.
func TestWindButtons(t *testing.T) {
	t.Parallel()
	b := func(label string, args ...string) delivery.Button {
		return delivery.Button{Label: label, Data: args[1]}
	}
	for _, c := range []struct{ wind, turned, stronger string }{
		{"东北风3级左右", "西北风3级", "东北风6级"},
		{"东北风转偏南风3级左右", "西北风3级", "东北风6级"},
		{"偏南风2级～3级", "西北风2级", "偏南风6级"},
		{"", "西北风2级", ""},
	} {
		rows := windRows(c.wind, b)
		if got := rows[1][3].Data; got != c.turned {
			t.Errorf("%q turned is %q, want %q", c.wind, got, c.turned)
		}
		stronger := ""
		if len(rows) == 3 {
			stronger = rows[2][4].Data
		}
		if stronger != c.stronger {
			t.Errorf("%q stronger is %q, want %q", c.wind, stronger, c.stronger)
		}
	}
}

func TestAttestationsAreRead(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CST", 8*3600)
	now := time.Date(2024, 4, 15, 17, 0, 0, 0, zone)
	tests := []struct{ text, station, issued string }{
		{"新乡市气象台 15日16时", "新乡市气象台", "04-15 16:00"},
		{"据新乡市气象台2024年4月15日下午4时30分发布", "新乡市气象台", "04-15 16:30"},
		{"封丘县气象局 16:10", "封丘县气象局", "04-15 16:10"},
		{"15日16时", "", ""},
		{"新乡市气象台", "新乡市气象台", ""},
		{"新乡市气象台 16日16时", "新乡市气象台", ""}, // is to come
	}
	for _, tt := range tests {
		a, missing := readAttestation(tt.text, now)
		if a.Station != tt.station || (missing == "") != (tt.issued != "") {
			t.Errorf("%s: got %+v, %q", tt.text, a, missing)
		}
		if tt.issued != "" && a.Issued.Format("01-02 15:04") != tt.issued {
			t.Errorf("%s: issued %s", tt.text, a.Issued)
		}
	}
}
