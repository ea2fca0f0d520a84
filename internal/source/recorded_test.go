package source_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"yubao/internal/gate"
	"yubao/internal/source"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

// recorded is where recordings of real answers may lie beside the repository.
var recorded = filepath.Join("..", "..", "..", "shared", "api", "recorded")

// Every real answer either reads as a forecast, of which the gate then says what it
// thinks, or is refused with a reason.
func TestRecordedAnswersReadOrSayWhyNot(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(recorded); err != nil {
		t.Skip("no recorded answers at ", recorded)
	}
	for _, service := range []string{"open-meteo", "metno"} {
		err := filepath.WalkDir(filepath.Join(recorded, service), func(file string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || filepath.Ext(file) != ".json" || strings.HasSuffix(file, ".headers.json") {
				return err
			}
			body, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			name, _ := filepath.Rel(recorded, file)
			measure(t, name, body)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func measure(t *testing.T, name string, body []byte) {
	t.Helper()
	// The cell stands in for the place, and the first hour for the time of the request.
	f, err := source.Decode(body, weather.Place{Name: "此地", Zone: time.UTC}, time.Time{})
	if err != nil {
		if len(err.Error()) < len("read : a reason") {
			t.Errorf("%s: %v", name, err)
		}
		if strings.Contains(name, "air-quality") {
			if _, err := openmeteo.DecodeAir(body); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		t.Logf("%-60s %v", name, err)
		return
	}
	zone := time.FixedZone("", int(f.Offset.Seconds()))
	place := weather.Place{ID: "here", Name: "此地", Latitude: f.GridLatitude, Longitude: f.GridLongitude, Zone: zone}
	now := f.AsOf.Or(f.Hours[0].Valid.Add(time.Hour))
	f.Place, f.Fetched = place, now
	if strings.HasPrefix(name, "metno") {
		f.Offset = 0
	}
	report := gate.Check(gate.Input{Forecast: f, Place: place, Now: now, First: weather.DateOf(now, zone), Days: max(1, min(6, len(f.Hours)/24))}, gate.Rules{})
	for _, finding := range report.With(gate.Refuse) {
		if finding.Rule != "missing" {
			t.Errorf("%s: real weather refused by %s: %s", name, finding.Rule, finding.Note)
		}
	}
	t.Logf("%-60s %d hours, refused %v", name, len(f.Hours), report.With(gate.Refuse))
}
