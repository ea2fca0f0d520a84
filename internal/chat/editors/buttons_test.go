package editors

import (
	"math"
	"testing"
	"time"

	"yubao/internal/channel/telegram"
)

// The longest data of a button fits, and is read as it was written.
func TestButtonDataFits(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"14"}, {"14", "l", "-45"}, {"14", "s", "多云"}} {
		p := press{draft: 999_999_999_999, revision: math.MaxInt32, act: actWithdraw, args: args}
		if n := len(p.data()); n > telegram.MaxCallback {
			t.Errorf("%s has %d bytes", p.data(), n)
		}
		if got, ok := parsePress(p.data()); !ok || got.data() != p.data() {
			t.Errorf("%s was read as %+v", p.data(), got)
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
