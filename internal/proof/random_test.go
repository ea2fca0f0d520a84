package proof_test

import (
	"math"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"yubao/internal/analysis"
	"yubao/internal/grammar"
	"yubao/internal/proof"
	"yubao/internal/weather"
)

// week makes a random forecast: days of one weather each, with hours around it, in any
// season, with rain, snow, thunder, fog, dust and haze as they come, and with values
// missing here and there.
func week(rng *rand.Rand, now time.Time, days int) weather.Forecast {
	zone := now.Location()
	f := weather.Forecast{
		Place:  weather.Place{Name: "新乡", Called: "我市", Latitude: 35.3, Longitude: 113.9, Zone: zone},
		Source: weather.Attribution{ID: "openmeteo", Name: "Open-Meteo", Credit: "Open-Meteo 数值预报（CC BY 4.0）"}, Fetched: now,
	}
	base := rng.Float64()*50 - 12
	start := weather.DateOf(now, zone).AddDays(-1).At(0, zone)
	for d := range days + 4 {
		base = min(max(base+rng.NormFloat64()*4, -30), 36)
		kind := rng.IntN(9)
		amplitude, direction, speed := rng.Float64()*9, rng.Float64()*360, math.Abs(rng.NormFloat64())*4
		wetFrom, wetHours, rate := rng.IntN(24), rng.IntN(20), math.Exp(rng.NormFloat64()*1.5-1)
		for h := range 24 {
			hour := weather.Hour{Valid: start.Add(time.Duration(24*d+h) * time.Hour), Span: time.Hour}
			temperature := base - amplitude*math.Cos(2*math.Pi*float64(h-3)/24) + rng.NormFloat64()*0.3
			hour.Temperature = weather.Some(weather.Celsius(temperature))
			humidity, cloud, visibility := 40+rng.Float64()*30, rng.Float64()*30, 20000.0
			wet := 0.0
			code := weather.Code(0)
			switch kind {
			case 0, 1:
			case 2:
				cloud = 45 + rng.Float64()*40
			case 3:
				cloud = 88 + rng.Float64()*12
			case 4, 5, 6: // precipitation
				cloud = 70 + rng.Float64()*30
				if h >= wetFrom && h < wetFrom+wetHours {
					wet, humidity, code = rate*(0.5+rng.Float64()), 92, 61
					if kind == 6 {
						code, hour.CAPE = 95, weather.Some(weather.JoulesPerKg(1800))
					}
					if temperature < 1 {
						code = 73
						hour.Snowfall = weather.Some(weather.Centimeters(wet * 0.7))
					} else {
						hour.Rain = weather.Some(weather.Millimeters(wet))
					}
				}
			case 7: // fog by night, haze by day
				visibility, humidity, speed = 400, 98, 0.8
				if h > 9 && h < 20 {
					visibility, humidity = 4000, 65
				}
				code = 45
			case 8: // dust
				visibility, humidity, speed = 900+rng.Float64()*3000, 18, 9+rng.Float64()*4
			}
			direction += rng.NormFloat64() * 12
			v := math.Max(0, speed+rng.NormFloat64()*0.6)
			hour.Humidity = weather.Some(weather.Percent(humidity))
			hour.Precipitation = weather.Some(weather.Millimeters(math.Round(wet*10) / 10))
			hour.Code = weather.Some(code)
			hour.Cloud = weather.Some(weather.Percent(cloud))
			hour.CloudLow, hour.CloudMid, hour.CloudHigh = hour.Cloud, hour.Cloud, weather.Some(weather.Percent(0))
			hour.Visibility = weather.Some(weather.Meters(visibility))
			hour.Wind = weather.Some(weather.MetersPerSecond(v))
			hour.WindFrom = weather.Some(weather.Degrees(math.Mod(direction+3600, 360)))
			hour.Gust = weather.Some(weather.MetersPerSecond(v * (1.3 + rng.Float64())))
			hour.UV = weather.Some(weather.UVIndex(math.Max(0, (100-cloud)/9*math.Sin(math.Pi*float64(h-6)/13))))
			f.Hours = append(f.Hours, hour)
			if kind == 7 || kind == 8 {
				f.Air = append(f.Air, weather.AirHour{Valid: hour.Valid, PM25: weather.Some(weather.Micrograms(80 + rng.Float64()*150)),
					PM10: weather.Some(weather.Micrograms(120 + float64(kind-7)*900))})
			}
		}
	}
	forget(rng, &f)
	return f
}

// forget takes values away: a column, or hours.
func forget(rng *rand.Rand, f *weather.Forecast) {
	switch rng.IntN(6) {
	case 0:
		for i := range f.Hours {
			f.Hours[i].UV = weather.None[weather.UVIndex]()
		}
	case 1:
		for i := range f.Hours {
			f.Hours[i].WindFrom = weather.None[weather.Degrees]()
		}
	case 2:
		from := rng.IntN(len(f.Hours) - 12)
		f.Hours = append(f.Hours[:from], f.Hours[from+12:]...)
	case 3:
		from := rng.IntN(len(f.Hours) - 30)
		for i := from; i < from+30; i++ {
			f.Hours[i] = weather.Hour{Valid: f.Hours[i].Valid, Span: time.Hour}
		}
	}
}

// request is an edition of random shape: its window, first day and length, made at any
// time of a year, with facts that an editor changed now and then.
func request(rng *rand.Rand) analysis.Request {
	now := time.Date(2023+rng.IntN(3), time.Month(1+rng.IntN(12)), 1+rng.IntN(31), 5+rng.IntN(18), 0, 0, 0, china)
	q := analysis.Request{
		Now: now, First: weather.DateOf(now, china).AddDays(rng.IntN(2)), Days: 1 + rng.IntN(8),
		Window: analysis.Window(rng.IntN(3)), Thresholds: analysis.DefaultThresholds(),
	}
	if rng.IntN(10) == 0 {
		q.Days = 9 + rng.IntN(7)
	}
	if rng.IntN(4) == 0 {
		q.Overrides = analysis.Overrides{q.First.AddDays(rng.IntN(q.Days)): edit(rng)}
	}
	return q
}

// edit is a fact or two that an editor sets by hand.
func edit(rng *rand.Rand) analysis.Override {
	var o analysis.Override
	switch rng.IntN(4) {
	case 0:
		low := rng.IntN(40) - 15
		o.Low, o.High = weather.Some(low), weather.Some(low+rng.IntN(18))
	case 1:
		o.Sky = weather.Some(analysis.Sky{First: analysis.Cloud(1 + rng.IntN(3)), Wet: []analysis.Wet{{Kind: analysis.PrecipKind(rng.IntN(7)), Grade: analysis.Light}}})
	case 2:
		o.Sky = weather.Some(analysis.Sky{First: analysis.Clear, Second: analysis.Cloudy, Relation: analysis.Relation(1 + rng.IntN(2))})
	case 3:
		force := weather.Beaufort(2 + rng.IntN(6))
		o.Wind = weather.Some(analysis.Wind{Known: true, From: analysis.Direction(1 + rng.IntN(8)), Low: force, High: force})
	}
	return o
}

var china = time.FixedZone("CST", 8*3600)

// alarms returns what proof says against every text of an edition: the article, its
// headline alone, the chat text plain and in HTML, the push line and the text for the ear.
func alarms(t testing.TB, f weather.Forecast, q analysis.Request, preset string) (found []proof.Finding, texts []string) {
	n, text, facts := edition(t, f, q, preset)
	part := facts
	part.Part = true
	check := func(text string, facts proof.Facts) {
		if findings := proof.Check(text, facts); len(findings) > 0 {
			found, texts = append(found, findings...), append(texts, text)
		}
	}
	check(text, facts)
	check(n.Headline, part)
	check(n.Chat(), facts)
	place, rest, _ := strings.Cut(n.Chat(), "\n")
	check("<b>"+place+"</b>\n"+strings.ReplaceAll(rest, "资料：", "&lt;资料&gt; <a href=\"https://open-meteo.com/\">资料</a>："), facts)
	check(n.Push(), facts)
	check(n.Broadcast(), facts)
	return found, texts
}

// TestNoFalseAlarms reads the texts that yubao wrote of ten thousand random weeks.
func TestNoFalseAlarms(t *testing.T) {
	t.Parallel()
	const weeks, seed, shown = 10_000, 20240416, 12
	t.Logf("seed %d", seed)
	var mu sync.Mutex
	count, bad := 0, 0
	var workers sync.WaitGroup
	for worker := range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := worker; n < weeks; n += runtime.GOMAXPROCS(0) {
				rng := rand.New(rand.NewPCG(seed, uint64(n)))
				q := request(rng)
				found, texts := alarms(t, week(rng, q.Now, q.Days), q, grammar.Presets()[n%3])
				if len(found) == 0 {
					continue
				}
				mu.Lock()
				count += len(found)
				if bad++; bad <= shown {
					t.Errorf("week %d (%s):", n, grammar.Presets()[n%3])
					for _, f := range found {
						t.Errorf("  %s %q data %q: %s", f.Severity, f.Said, f.Data, f.Message)
					}
					for _, text := range texts {
						t.Errorf("in\n%s\n", text)
					}
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	if count > 0 {
		t.Errorf("%d false alarms in the texts of %d of %d weeks", count, bad, weeks)
	}
}

func BenchmarkCheck(b *testing.B) {
	now := time.Date(2024, 4, 15, 16, 0, 0, 0, china)
	text, facts := written(b, week(rand.New(rand.NewPCG(1, 5)), now, 6), now, 6, "henan")
	b.ReportAllocs()
	for b.Loop() {
		proof.Check(text, facts)
	}
}
