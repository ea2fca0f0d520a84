package edition_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"yubao/internal/edition"
	"yubao/internal/proof"
	"yubao/internal/scenario"
	"yubao/internal/source/openmeteo"
	"yubao/internal/weather"
)

// placesPerAnswer is how many places one request of a polite client asks for.
const placesPerAnswer = 10

// BenchmarkPlaces measures the editions of 3 000 places from saved answers, ten places to
// a file: read, decode, gate, analysis, the four texts and the proof, with as many workers
// as there are processors. cpu-s is the processor time of one round, which other work on the
// machine does not stretch; peak-MB is the most memory that the process held at a time. Run
// it alone, as both are of the whole process:
//
//	go test -run '^$' -bench Places -benchtime 1x ./internal/edition
func BenchmarkPlaces(b *testing.B) {
	const places = 3000
	week, err := scenario.Open(scenario.ModelWeek)
	if err != nil {
		b.Fatal(err)
	}
	saved := savePlaces(b, week, places)
	r := shipped()
	forgetPeak(b)
	b.ReportAllocs()
	before := processorTime(b)
	for b.Loop() {
		work := new(errgroup.Group)
		work.SetLimit(runtime.GOMAXPROCS(0))
		for _, s := range saved {
			work.Go(func() error { return writeSaved(b, r, s, week) })
		}
		if err := work.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((processorTime(b)-before).Seconds()/float64(b.N), "cpu-s")
	b.ReportMetric(float64(b.N*places)/b.Elapsed().Seconds(), "places/s")
	b.ReportMetric(peakMB(b), "peak-MB")
}

// savedAnswer is a file with the answer for several places.
type savedAnswer struct {
	file   string
	places []weather.Place
}

// writeSaved makes the editions of one saved answer and checks them: none is refused,
// none is contradicted by its own forecast.
func writeSaved(b *testing.B, r edition.Recipe, s savedAnswer, week scenario.Scenario) error {
	body, err := os.ReadFile(s.file)
	if err != nil {
		return err
	}
	answers, err := openmeteo.Open(body)
	if err != nil {
		return err
	}
	for _, place := range s.places {
		f, err := answers.Forecast(place, week.Issued)
		if err != nil {
			return err
		}
		r := r
		r.Place, r.Days = place, week.Days
		w, err := r.Write(b.Context(), edition.Material{Forecast: f, Now: week.Issued})
		if err != nil {
			return fmt.Errorf("%s: %w", place.ID, err)
		}
		if i := slices.IndexFunc(w.Findings, func(f proof.Finding) bool { return f.Severity == proof.Contradiction }); i >= 0 {
			return fmt.Errorf("%s: %+v\n%s", place.ID, w.Findings[i], w.Copy.Article)
		}
		if len(w.Sheet.Days) != r.Days {
			return fmt.Errorf("%s: %d days", place.ID, len(w.Sheet.Days))
		}
	}
	return nil
}

// savePlaces writes the answers for places that lie a grid cell apart and have a weather
// of their own: each is the model week, warmer or colder, wetter or drier, windier or
// calmer, with the wind turned.
func savePlaces(b *testing.B, week scenario.Scenario, n int) []savedAnswer {
	b.Helper()
	folder := b.TempDir()
	chance := rand.New(rand.NewPCG(416, 2024))
	var out []savedAnswer
	for first := 0; first < n; first += placesPerAnswer {
		s := savedAnswer{file: filepath.Join(folder, strconv.Itoa(first)+".json")}
		var parts []map[string]any
		for i := first; i < min(first+placesPerAnswer, n); i++ {
			latitude, longitude := 22+0.125*float64(i/100), 100+0.125*float64(i%100)
			place := week.Place
			place.ID, place.Name = fmt.Sprintf("p%d", i), "某地"
			place.Latitude, place.Longitude = latitude+0.02, longitude-0.03
			s.places = append(s.places, place)
			parts = append(parts, vary(b, week.Forecast(), latitude, longitude, chance))
		}
		body, err := json.Marshal(parts)
		if err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(s.file, body, 0o600); err != nil {
			b.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// vary is an answer for another place with other weather.
func vary(b *testing.B, body []byte, latitude, longitude float64, chance *rand.Rand) map[string]any {
	b.Helper()
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil {
		b.Fatal(err)
	}
	answer["latitude"], answer["longitude"] = latitude, longitude
	warmer, wetter, windier, turned := 16*chance.Float64()-8, 4*chance.Float64(), 0.5+chance.Float64(), float64(chance.IntN(8)*45)
	delete(answer["hourly"].(map[string]any), "apparent_temperature") // follows from the others; the gate compares
	for _, block := range []string{"hourly", "daily"} {
		for name, column := range answer[block].(map[string]any) {
			change := func(v float64) float64 { return v }
			switch {
			case strings.HasPrefix(name, "temperature") || name == "dew_point_2m":
				change = func(v float64) float64 { return rounded(v+warmer, 1) }
			case name == "precipitation" || name == "precipitation_sum" || strings.HasPrefix(name, "rain") || strings.HasPrefix(name, "showers"):
				change = func(v float64) float64 { return rounded(v*wetter, 2) }
			case strings.HasPrefix(name, "wind_speed") || strings.HasPrefix(name, "wind_gusts"):
				change = func(v float64) float64 { return rounded(v*windier, 1) }
			case strings.HasPrefix(name, "wind_direction"):
				change = func(v float64) float64 { return math.Mod(v+turned, 360) }
			}
			for i, v := range column.([]any) {
				if v, ok := v.(float64); ok {
					column.([]any)[i] = change(v)
				}
			}
		}
	}
	return answer
}

func rounded(v float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(v*scale) / scale
}

// forgetPeak lets the kernel count the peak of memory from here.
func forgetPeak(b *testing.B) {
	b.Helper()
	runtime.GC()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Logf("the peak is that of the preparation too: %v", err)
	}
}

// processorTime is what the process has used so far, in user and in kernel mode.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// peakMB is the most memory that the process has held, as the kernel counts it.
func peakMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("the system tells no peak of memory: ", err)
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kb, _ := strconv.ParseFloat(fields[1], 64)
			return kb / 1024
		}
	}
	return 0
}
