package gate_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"yubao/internal/gate"
	"yubao/internal/scenario"
	"yubao/internal/source"
	"yubao/internal/weather"
)

// input is what the gate sees of a scenario on its own day.
func input(t testing.TB, s scenario.Scenario, file string) gate.Input {
	t.Helper()
	body, err := s.File(file)
	if err != nil {
		t.Fatal(err)
	}
	f, err := source.Decode(body, s.Place, s.Issued)
	if err != nil {
		t.Fatalf("%s %s: %v", s.Name, file, err)
	}
	return gate.Input{Forecast: f, Place: s.Place, Now: s.Issued, First: s.First, Days: s.Days}
}

func week(t testing.TB) gate.Input {
	t.Helper()
	return named(t, scenario.ModelWeek)
}

func named(t testing.TB, name string) gate.Input {
	t.Helper()
	s, err := scenario.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return input(t, s, "forecast.json")
}

func TestEveryScenarioPassesOnItsOwnDay(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		for _, file := range append(s.Variants(), "forecast.json") {
			report := gate.Check(input(t, s, file), gate.Rules{})
			refused := report.With(gate.Refuse)
			if file == "forecast-utc.json" {
				if len(refused) != 1 || refused[0].Rule != "zone" || !strings.Contains(refused[0].Note, "UTC+0:00") {
					t.Errorf("%s: %v", file, refused)
				}
				continue
			}
			if len(refused) > 0 {
				t.Errorf("%s %s: %v", s.Name, file, refused)
			}
			if len(report.Findings) != 10 {
				t.Errorf("%d findings", len(report.Findings))
			}
		}
	}
}

func fahrenheit(c weather.Maybe[weather.Celsius]) weather.Maybe[weather.Celsius] {
	if v, ok := c.Get(); ok {
		return weather.Some(v*9/5 + 32)
	}
	return c
}

func faster(v weather.Maybe[weather.MetersPerSecond]) weather.Maybe[weather.MetersPerSecond] {
	if v, ok := v.Get(); ok {
		return weather.Some(v * 3.6)
	}
	return v
}

func each(f *weather.Forecast, change func(*weather.Hour)) {
	for i := range f.Hours {
		change(&f.Hours[i])
	}
}

func TestWhatIsWrongIsRefusedByItsRule(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		rule  string
		note  string
		spoil func(*gate.Input)
	}{
		{"yesterday's answer", "age", "已过24小时", func(in *gate.Input) { in.Now = in.Now.Add(24 * time.Hour) }},
		{"an old file read just now", "age", "小时", func(in *gate.Input) {
			in.Now = in.Now.Add(72 * time.Hour)
			in.Forecast.Fetched, in.Forecast.AsOf = in.Now, weather.None[time.Time]()
		}},
		{"a clock that is years behind", "age", "晚于现在", func(in *gate.Input) { in.Now = in.Now.AddDate(-1, 0, 0) }},
		{"days cut in another zone", "zone", "UTC+8:00", func(in *gate.Input) { in.Forecast.Offset = 0 }},
		{"another town", "place", "公里", func(in *gate.Input) { in.Place.Latitude += 0.6 }},
		{"30 February", "dates", "不存在的时间：2024-02-30T00:00", func(in *gate.Input) {
			in.Forecast.Faults = []weather.Fault{{Kind: weather.Unreal, Stamp: "2024-02-30T00:00"}}
		}},
		{"a date twice", "dates", "重复的时间", func(in *gate.Input) {
			in.Forecast.Faults = []weather.Fault{{Kind: weather.Repeated, Stamp: "2024-04-17T00:00"}}
		}},
		{"a date left out", "dates", "4月17日之后接4月19日", func(in *gate.Input) {
			in.Forecast.Hours = slices.DeleteFunc(in.Forecast.Hours, func(h weather.Hour) bool {
				return weather.DateOf(h.Valid, in.Place.Zone) == weather.Date{Year: 2024, Month: 4, Day: 18}
			})
		}},
		{"no hours at all", "missing", "都没有资料", func(in *gate.Input) { in.Forecast.Hours = nil }},
		{"two of six days", "missing", "4天没有资料", func(in *gate.Input) { in.Forecast.Hours = in.Forecast.Hours[:72] }},
		{"low above high", "range", "高于最高", func(in *gate.Input) {
			d := &in.Forecast.Daily[2]
			d.Low, d.High = d.High, d.Low
		}},
		{"a daily block of other hours", "range", "不符", func(in *gate.Input) {
			in.Forecast.Daily[2].High = weather.Some(weather.Celsius(17))
		}},
		{"a missing value written as 9999", "values", "不可能的数值", func(in *gate.Input) {
			in.Forecast.Hours[40].Temperature = weather.Some(weather.Celsius(9999))
		}},
		{"negative rain", "values", "降水量-1", func(in *gate.Input) {
			in.Forecast.Hours[40].Precipitation = weather.Some(weather.Millimeters(-1))
		}},
		{"an unknown code", "values", "天气代码", func(in *gate.Input) { in.Forecast.Hours[40].Code = weather.Some(weather.Code(-1)) }},
		{"a spike", "jumps", "一小时内", func(in *gate.Input) { in.Forecast.Hours[40].Temperature = weather.Some(weather.Celsius(43)) }},
		{"a change of season overnight", "jumps", "日平均气温", func(in *gate.Input) {
			for i := 72; i < 96; i++ {
				h := &in.Forecast.Hours[i]
				h.Temperature = weather.Some(h.Temperature.Or(0) - 29)
			}
		}},
		{"hours in Fahrenheit, the daily block not", "units", "华氏", func(in *gate.Input) {
			each(&in.Forecast, func(h *weather.Hour) { h.Temperature = fahrenheit(h.Temperature) })
		}},
		{"wind in km/h, gusts not", "units", "阵风是平均风的0.5倍", func(in *gate.Input) {
			each(&in.Forecast, func(h *weather.Hour) { h.Wind, h.FeelsLike = faster(h.Wind), weather.None[weather.Celsius]() })
		}},
		{"gusts in km/h, wind not", "units", "阵风是平均风的6.", func(in *gate.Input) {
			each(&in.Forecast, func(h *weather.Hour) { h.Gust = faster(h.Gust) })
		}},
		{"all wind in km/h", "units", "体感温度", func(in *gate.Input) {
			each(&in.Forecast, func(h *weather.Hour) { h.Wind, h.Gust = faster(h.Wind), faster(h.Gust) })
		}},
		{"upper wind in km/h", "units", "500百帕", func(in *gate.Input) {
			each(&in.Forecast, func(h *weather.Hour) { h.P500.Wind = faster(h.P500.Wind) })
		}},
		{"yesterday's numbers under new dates", "copy", "完全相同", func(in *gate.Input) {
			p := gate.Fingerprint(in.Forecast, in.Place, in.Now.Add(-24*time.Hour))
			for i := range p.Days {
				p.Days[i].Date = p.Days[i].Date.AddDays(-1)
			}
			in.Earlier = []gate.Print{p}
		}},
		{"last year's numbers", "copy", "2023年4月15日起", func(in *gate.Input) {
			p := gate.Fingerprint(in.Forecast, in.Place, in.Now.AddDate(-1, 0, 0))
			for i := range p.Days {
				p.Days[i].Date.Year--
			}
			in.Earlier = []gate.Print{{At: in.Now.AddDate(0, 0, -3)}, p}
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := week(t)
			c.spoil(&in)
			report := gate.Check(in, gate.Rules{})
			found := report.With(gate.Refuse)
			i := slices.IndexFunc(found, func(f gate.Finding) bool { return f.Rule == c.rule })
			if !report.Refused() || i < 0 || !strings.Contains(found[i].Note, c.note) {
				t.Fatalf("want %s with %q, refused by %v", c.rule, c.note, found)
			}
			if !strings.HasSuffix(found[i].Note, "。") || strings.Contains(found[i].Note, "%!") {
				t.Errorf("note %q", found[i].Note)
			}
		})
	}
}

// Whatever the week, Fahrenheit under the name of Celsius does not get through, even
// when every temperature of the answer, daily block included, is slipped.
func TestFahrenheitNeverPasses(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		in := input(t, s, "forecast.json")
		each(&in.Forecast, func(h *weather.Hour) {
			h.Temperature, h.DewPoint, h.FeelsLike = fahrenheit(h.Temperature), fahrenheit(h.DewPoint), fahrenheit(h.FeelsLike)
		})
		for i := range in.Forecast.Daily {
			d := &in.Forecast.Daily[i]
			d.Low, d.High = fahrenheit(d.Low), fahrenheit(d.High)
		}
		if !gate.Check(in, gate.Rules{}).Refused() {
			t.Errorf("%s passes in Fahrenheit", s.Name)
		}
		each(&in.Forecast, func(h *weather.Hour) { h.FeelsLike = weather.None[weather.Celsius]() })
		if !gate.Check(in, gate.Rules{}).Refused() {
			t.Errorf("%s passes in Fahrenheit without apparent temperature", s.Name)
		}
	}
}

// In a calm week the slip makes a breeze of next to nothing, and no value of the
// forecast contradicts it.
func TestKilometersPerHourDoNotPassInAnyWind(t *testing.T) {
	t.Parallel()
	for _, s := range scenario.All() {
		if s.Name == "fog-haze-202312" {
			continue
		}
		in := input(t, s, "forecast.json")
		each(&in.Forecast, func(h *weather.Hour) {
			h.Wind, h.Gust, h.P850.Wind, h.P700.Wind, h.P500.Wind = faster(h.Wind), faster(h.Gust), faster(h.P850.Wind), faster(h.P700.Wind), faster(h.P500.Wind)
		})
		if !gate.Check(in, gate.Rules{}).Refused() {
			t.Errorf("%s passes with km/h as m/s", s.Name)
		}
	}
}

func TestWhatOnlyNeedsAWordWarns(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name, rule, note string
		change           func(*gate.Input)
	}{
		{"an answer of ten hours ago", "age", "已过10小时", func(in *gate.Input) { in.Now = in.Now.Add(10 * time.Hour) }},
		{"the last good answer", "age", "上一份", func(in *gate.Input) { in.Forecast.LastGood = true }},
		{"two days that lie beyond the forecast", "missing", "没有资料、稿中略去：4月22日、4月23日", func(in *gate.Input) { in.Days = 8 }},
		{"a day cut short", "missing", "资料不全：4月21日", func(in *gate.Input) { in.Forecast.Hours = in.Forecast.Hours[:150] }},
		{"no wind", "missing", "整份资料没有风", func(in *gate.Input) {
			each(&in.Forecast, func(h *weather.Hour) { h.Wind = weather.None[weather.MetersPerSecond]() })
		}},
		{"the same numbers as yesterday for the same dates", "copy", "没有更新", func(in *gate.Input) {
			in.Earlier = []gate.Print{gate.Fingerprint(in.Forecast, in.Place, in.Now.Add(-24*time.Hour))}
		}},
	}
	for _, c := range cases {
		in := week(t)
		c.change(&in)
		report := gate.Check(in, gate.Rules{})
		i := slices.IndexFunc(report.With(gate.Warn), func(f gate.Finding) bool { return f.Rule == c.rule && strings.Contains(f.Note, c.note) })
		if report.Refused() || i < 0 {
			t.Errorf("%s: %v", c.name, report.Findings)
		}
	}
}

func TestRulesAreTuned(t *testing.T) {
	t.Parallel()
	in := week(t)
	in.Now = in.Now.Add(24 * time.Hour)
	rules := gate.Standard()
	rules.Age.Verdict = gate.Warn
	if r := gate.Check(in, rules); r.Refused() || len(r.With(gate.Warn)) == 0 {
		t.Errorf("age as a warning: %v", r.Findings)
	}
	rules.Age.Verdict = gate.Off
	if r := gate.Check(in, rules); r.Findings[0] != (gate.Finding{Rule: "age", Verdict: gate.Off}) {
		t.Errorf("age switched off: %v", r.Findings[0])
	}
	rules = gate.Standard()
	rules.Age.Max = 48 * time.Hour
	if r := gate.Check(in, rules); r.Refused() {
		t.Errorf("age of two days allowed: %v", r.With(gate.Refuse))
	}
	if err := (gate.Rule{Verdict: "maybe"}).Validate(); err == nil {
		t.Error("a verdict that is none was taken")
	}
}

func TestChangeOfClockIsNoOtherZone(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	in := week(t)
	in.Place.Zone = berlin
	in.First, in.Days = weather.Date{Year: 2024, Month: 3, Day: 30}, 5
	in.Now = time.Date(2024, 3, 29, 12, 0, 0, 0, time.UTC)
	in.Forecast.AsOf, in.Forecast.Fetched, in.Forecast.Offset = weather.None[time.Time](), in.Now, time.Hour
	r := gate.Check(in, gate.Rules{})
	if i := slices.IndexFunc(r.Findings, func(f gate.Finding) bool { return f.Rule == "zone" }); r.Findings[i].Verdict != gate.Pass {
		t.Errorf("%v", r.Findings[i])
	}
}

func BenchmarkCheck(b *testing.B) {
	in := week(b)
	for b.Loop() {
		gate.Check(in, gate.Rules{})
	}
}

func TestEveryImpossibleValueIsNamed(t *testing.T) {
	t.Parallel()
	cases := []struct {
		note  string
		spoil func(*weather.Hour)
	}{
		{"气温90℃", func(h *weather.Hour) { h.Temperature = weather.Some(weather.Celsius(90)) }},
		{"降水量300毫米/小时", func(h *weather.Hour) { h.Precipitation = weather.Some(weather.Millimeters(300)) }},
		{"雨量-1毫米/小时", func(h *weather.Hour) { h.Rain = weather.Some(weather.Millimeters(-1)) }},
		{"新增积雪41厘米/小时", func(h *weather.Hour) { h.Snowfall = weather.Some(weather.Centimeters(41)) }},
		{"风速76米/秒", func(h *weather.Hour) { h.Wind = weather.Some(weather.MetersPerSecond(76)) }},
		{"阵风120米/秒", func(h *weather.Hour) { h.Gust = weather.Some(weather.MetersPerSecond(120)) }},
		{"风向361度", func(h *weather.Hour) { h.WindFrom = weather.Some(weather.Degrees(361)) }},
		{"相对湿度106%", func(h *weather.Hour) { h.Humidity = weather.Some(weather.Percent(106)) }},
		{"云量-3%", func(h *weather.Hour) { h.Cloud = weather.Some(weather.Percent(-3)) }},
		{"降水概率200%", func(h *weather.Hour) { h.PoP = weather.Some(weather.Percent(200)) }},
		{"能见度-1米", func(h *weather.Hour) { h.Visibility = weather.Some(weather.Meters(-1)) }},
		{"紫外线指数21", func(h *weather.Hour) { h.UV = weather.Some(weather.UVIndex(21)) }},
		{"海平面气压100百帕", func(h *weather.Hour) { h.Pressure = weather.Some(weather.Hectopascals(100)) }},
		{"天气代码100", func(h *weather.Hour) { h.Code = weather.Some(weather.Code(100)) }},
		{"气温NaN℃", func(h *weather.Hour) { h.Temperature = weather.Some(weather.Celsius(math.NaN())) }},
	}
	for _, c := range cases {
		t.Run(c.note, func(t *testing.T) {
			t.Parallel()
			in := week(t)
			c.spoil(&in.Forecast.Hours[30])
			report := gate.Check(in, gate.Rules{})
			i := slices.IndexFunc(report.Findings, func(f gate.Finding) bool { return f.Rule == "values" })
			if f := report.Findings[i]; f.Verdict != gate.Refuse || !strings.Contains(f.Note, c.note) {
				t.Errorf("%+v", f)
			}
		})
	}
}

func TestAStepsAmountIsHeldAgainstItsHours(t *testing.T) {
	t.Parallel()
	in := week(t)
	h := &in.Forecast.Hours[30]
	h.Span, h.Precipitation = 6*time.Hour, weather.Some(weather.Millimeters(300))
	for _, f := range gate.Check(in, gate.Rules{}).Findings {
		if f.Rule == "values" && f.Verdict != gate.Pass {
			t.Errorf("300 mm in six hours: %+v", f)
		}
	}
}
